"""From the database to the material of a review: which days, which names, which facts."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sladesk.domain.figures.counting import Bar
from sladesk.domain.figures.measures import MEASURES
from sladesk.domain.periods import Period
from sladesk.domain.sla.calendars import local_instant
from sladesk.queries import facts, periods
from sladesk.queries.editions import final_text
from sladesk.queries.reference import Reference
from sladesk.reports import document as doc
from sladesk.reports.frozen import Changed, opened
from sladesk.reports.keeping import kept
from sladesk.reports.material import Material
from sladesk.reports.problems import PROBLEMS

#: On its days people are at their desks (R3.5).
OFFICE = "office"
#: The channel the industry's figure is about (R9.5).
CHAT = "chat"


def material(period: Period, as_of: datetime, ref: Reference) -> Material:
    """Read what a review is made of, in as many statements whatever there is."""
    before, head = period.before, _head(period, as_of, ref)
    begins, _ends = period.bounds(ref.zone)
    compared = _issued(before)
    earliest, asked = periods.requests(before.before.start, before.start, before.end, PROBLEMS)
    earlier, present = facts.facts(
        period.start if compared else before.start, period.start, period.end, as_of
    )
    return Material(
        period=period,
        head=head,
        bar=bar(ref),
        compared=compared,
        facts=present,
        earlier=earlier,
        requested_before=asked.tickets,
        problems_before=asked.by_category,
        problems_two_before=earliest.by_category,
        misses=periods.misses(period.start, period.end, as_of),
        reasons_before=periods.misses_by_reason(before.start, before.end, as_of),
        carried=periods.balance(period.start, period.end, begins, as_of),
        channels={row.id: doc.Name(row.code, row.name_zh, row.name_en) for row in ref.channels.values()},
        categories={
            row.id: doc.Name(row.code, " › ".join(row.path_zh[1:]), " › ".join(row.path_en[1:]))
            for row in ref.categories.values()
        },
        reasons={row.id: doc.Name(row.code, row.name_zh, row.name_en) for row in ref.reasons.values()},
        teams={row.id: doc.Name(row.code, row.name_zh, row.name_en) for row in ref.teams.values()},
        people={
            row.id: doc.Name(row.staff_number, row.staff_number, row.staff_number)
            for row in ref.people.values()
        },
        sides={row.id: str(row.extra.get("side") or "") for row in ref.reasons.values()},
        fast=frozenset(row.id for row in ref.channels.values() if row.extra["to_the_second"]),
        working=_working([*before.days, *period.days], ref),
        contact_seconds=ref.number("staffing.contact_seconds"),
        occupancy=ref.number("staffing.occupancy"),
        habit=ref.setting("reviews.over_all") == "shown",
        industry=_industry(ref),
        kept=kept(period, date.fromisoformat(head.reached), ref),
    )


def bar(ref: Reference) -> Bar:
    """Return what the site asks of its figures."""
    targets = {m.target: ref.number(m.target) for m in MEASURES.values() if m.target is not None}
    return Bar(ref.number("survey.satisfied_from"), targets)


def _industry(ref: Reference) -> doc.Industry | None:
    """Return the figure the site has entered of its industry; 0 stands for none."""
    minutes = ref.number("industry.chat_response_minutes")
    return doc.Industry(CHAT, minutes * 60.0) if minutes else None


def _issued(before: Period) -> doc.Document | None:
    """Return the issued review of a period, if it is as it was issued and means what figures mean now."""
    found = final_text(before.key)
    try:
        made = opened(found.text, found.sha256) if found is not None else None
    except Changed:
        return None
    return made if made is not None and made.definitions == doc.DEFINITIONS else None


def _head(period: Period, as_of: datetime, ref: Reference) -> doc.Head:
    before = period.before
    local = as_of.astimezone(ZoneInfo(ref.zone))
    return doc.Head(
        kind=period.kind,
        key=period.key,
        first=str(period.start),
        last=str(period.last),
        before_key=before.key,
        before_first=str(before.start),
        before_last=str(before.last),
        as_of=as_of.astimezone(UTC).isoformat(timespec="seconds"),
        reached=str(min(period.last, local.date())),
        final=as_of >= period.bounds(ref.zone)[1],
        zone=ref.zone,
        site_zh=str(ref.setting("site.name_zh")),
        site_en=str(ref.setting("site.name_en")),
        line=ref.number("board.channel_line"),
        line_is_over=ref.setting("board.channel_rule") == "at_least",
        satisfied_from=ref.number("survey.satisfied_from"),
    )


def _working(days: list[date], ref: Reference) -> frozenset[date]:
    office = ref.calendars.get(OFFICE)
    key = ref.newest_calendars.get(office.id) if office else None
    if key is None:
        return frozenset(day for day in days if day.isoweekday() < 6)
    table, zone = ref.table(key), ZoneInfo(ref.zone)
    return frozenset(
        day
        for day in days
        if table.open_between(local_instant(day, 0, zone), local_instant(day + timedelta(days=1), 0, zone))
    )
