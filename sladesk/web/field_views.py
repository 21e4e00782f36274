"""What the pages for the phone show, in words: the day's cards and one visit with its steps."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.db import db
from sladesk.domain import visits as rules
from sladesk.domain.codes import ReasonKind, VisitState
from sladesk.domain.masking import mask_mobile, mask_name, mask_street, mask_text
from sladesk.queries import field as queries
from sladesk.queries.field import DayVisit, VisitSheet
from sladesk.queries.reference import reference
from sladesk.web.context import actor
from sladesk.web.format import ClockView, clock_view, day, instant_text, now
from sladesk.web.labels import label
from sladesk.web.site import site

UNDER_WAY = frozenset({VisitState.ON_WAY, VisitState.ARRIVED, VisitState.DIAGNOSED, VisitState.REPAIRED})
#: The next step as the tall button says it, and its picture.
BUTTONS: dict[str, tuple[LazyString, str]] = {
    VisitState.ACCEPTED: (_l("Accept"), "check"),
    VisitState.ON_WAY: (_l("Set off"), "navigation"),
    VisitState.ARRIVED: (_l("I have arrived"), "map-pin"),
    VisitState.DIAGNOSED: (_l("Diagnosis done"), "check"),
    VisitState.REPAIRED: (_l("Repair done"), "tool"),
    VisitState.CONFIRMED: (_l("Customer has confirmed"), "signature"),
}
#: The same steps while they are still to come.
AHEAD: dict[str, LazyString] = {
    VisitState.ACCEPTED: _l("Accepting"),
    VisitState.ON_WAY: _l("Way there"),
    VisitState.ARRIVED: _l("Arrival"),
    VisitState.DIAGNOSED: _l("Diagnosis"),
    VisitState.REPAIRED: _l("Repair (step)"),
    VisitState.CONFIRMED: _l("Customer signs"),
}
READINGS: dict[str, LazyString] = {
    "outdoor_current": _l("Outdoor unit current"),
    "low_pressure": _l("Low-side pressure"),
    "water_pressure": _l("Water pressure"),
    "outlet_temperature": _l("Outlet temperature"),
    "compressor_current": _l("Compressor current"),
    "chamber_temperature": _l("Chamber temperature"),
    "voltage": _l("Supply voltage"),
    "current": _l("Working current"),
}


@dataclass(frozen=True)
class Card:
    """A visit on the day's list; `look` is now, done or empty."""

    row: DayVisit
    window: str
    chip: ClockView
    model: str
    look: str = ""

    @property
    def place(self) -> str:
        """District and machine in one line."""
        return " · ".join(filter(None, (self.row.district, self.model)))


@dataclass(frozen=True)
class Day:
    """The engineer's day: earlier unfinished first, today, tomorrow below the line; the current card."""

    title: str
    now: datetime
    stamp: str
    today: tuple[Card, ...]
    tomorrow: tuple[Card, ...]
    current: Card | None
    done: int

    @property
    def step(self) -> str:
        """The next step of the current card; empty when the page of the visit is the place for it."""
        following = rules.next_step(self.current.row.state) if self.current else None
        quick = {VisitState.ACCEPTED, VisitState.ON_WAY, VisitState.ARRIVED}
        return str(following) if following in quick else ""


def wall() -> ZoneInfo:
    """Return the site's zone in the form local times can be put together with."""
    return site(now()).zone


def english() -> bool:
    """Whether the page is in English."""
    locale = get_locale()
    return locale is not None and locale.language == "en"


def window_text(start: datetime, end: datetime) -> str:
    """Say a window as seen from now: 14:00–16:00, 明天 09:00–11:00."""
    return f"{instant_text(start, now(), wall())}–{end.astimezone(wall()):%H:%M}"


def _bounds() -> tuple[datetime, datetime, datetime]:
    today = now().astimezone(wall()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today, today + timedelta(days=1), today + timedelta(days=2)


def day_stamp() -> str:
    """Return what a look compares; the minute is part of it, because what is left shrinks."""
    start, _tomorrow, until = _bounds()
    seen = queries.day_stamp(actor().person_id or 0, start, until)
    return f"{seen}.{int(now().timestamp()) // 60}"


def the_day() -> Day:
    """Return the day of the person of this request."""
    start, tomorrow, until = _bounds()
    stamp = day_stamp()
    cards = [_card(row) for row in queries.day_visits(actor().person_id or 0, start, until)]
    current = _current(cards)
    marked = [replace(c, look="now") if c is current else c for c in cards]
    today = tuple(c for c in marked if c.row.window_start < tomorrow)
    return Day(
        title=day(now()),
        now=now(),
        stamp=stamp,
        today=today,
        tomorrow=tuple(c for c in marked if c.row.window_start >= tomorrow),
        current=next((c for c in marked if c.look == "now"), None),
        done=sum(c.look == "done" for c in today),
    )


def _current(cards: list[Card]) -> Card | None:
    open_cards = [c for c in cards if not c.look and rules.next_step(c.row.state)]
    under_way = [c for c in open_cards if c.row.state in UNDER_WAY]
    return next(iter(under_way or open_cards), None)


def _card(row: DayVisit) -> Card:
    kind = row.model_en if english() else row.model_zh
    return Card(
        row=row,
        window=window_text(row.window_start, row.window_end),
        chip=_window_chip(row),
        model=" ".join(filter(None, (row.model_code, kind))),
        look="done" if row.ended_at is not None and row.state == VisitState.CONFIRMED else "",
    )


def _window_chip(row: DayVisit) -> ClockView:
    promise = row.promise
    waits = row.state == VisitState.WAITING_PART
    since = row.stamps.get(str(VisitState.WAITING_PART))
    return clock_view(
        moment=now(),
        where=wall(),
        due=promise.due_at if promise else row.window_end,
        start=promise.started_at if promise else row.window_start,
        warn50=promise.warn50_at if promise else None,
        warn80=promise.warn80_at if promise else None,
        paused_since=datetime.fromisoformat(since) if waits and since else None,
        waiting_for=label("waiting_parts", "status") if waits else "",
        stopped=None if waits or promise is None else promise.stopped_at,
        kind=_("Window"),
    )


@dataclass(frozen=True)
class StepLine:
    """One line of the list of steps; state is done, now or ahead."""

    text: str
    state: str
    at: datetime | None


@dataclass(frozen=True)
class ReadingField:
    """A field for a measured value."""

    code: str
    text: str
    unit: str
    value: str


@dataclass(frozen=True)
class Line:
    """Somebody's words with their time."""

    who: str
    at: datetime | None
    text: str
    score: int | None = None
    number: str = ""


@dataclass(frozen=True)
class VisitView:
    """One visit as the engineer sees it."""

    s: VisitSheet
    window: str
    due_text: str
    chip: ClockView | None
    machine: str
    warranty: str
    customer: str
    phone: str
    street: str
    steps: tuple[StepLine, ...]
    step: str
    readings: tuple[ReadingField, ...]
    planned_by: str
    promised: tuple[str, ...]
    earlier: tuple[Line, ...]
    notes: tuple[Line, ...]
    reasons: tuple[tuple[int, str], ...]

    @property
    def number(self) -> str:
        """The ticket's number."""
        return self.s.ticket.number

    @property
    def summary(self) -> str:
        """The fault in one line."""
        return mask_text(self.s.ticket.summary)

    @property
    def on_site(self) -> bool:
        """Whether pictures and a signature can be taken already."""
        return str(VisitState.ARRIVED) in self.s.visit.stamps and self.s.visit.ended_at is None

    @property
    def can_wait(self) -> bool:
        """Whether waiting for a part can begin now."""
        return self.s.visit.state in {VisitState.ARRIVED, VisitState.DIAGNOSED}


def the_visit(sheet: VisitSheet) -> VisitView:
    """Return the view of a visit."""
    ref, locale = reference(db.session()), "en" if english() else "zh"
    visit, model, place = sheet.visit, sheet.model, sheet.place
    customer = sheet.customer
    following = rules.next_step(visit.state)

    def who(person_id: int | None) -> str:
        found = ref.person(person_id)
        return found.shown(locale) if found else _("System")

    return VisitView(
        s=sheet,
        window=window_text(visit.window_start, visit.window_end),
        due_text=_due_text(sheet),
        chip=_ruling_chip(sheet),
        machine=" ".join(filter(None, (model.code, model.name_en if english() else model.name_zh)))
        if model
        else "",
        warranty=_warranty(sheet),
        customer=mask_name(customer.name, organisation=customer.type == "organisation") if customer else "",
        phone=mask_mobile(sheet.ticket.contact_phone or (customer.mobile if customer else "")),
        street=mask_street(place.street) if place else "",
        steps=_steps(sheet),
        step=str(following) if following and visit.ended_at is None else "",
        readings=_readings(sheet),
        planned_by=who(visit.planned_by_id),
        promised=tuple(mask_text(w.body) for w in reversed(sheet.said) if w.kind == "promise:made"),
        earlier=tuple(
            Line(who(e.solver_id), e.at, mask_text(e.solution), e.score, e.number) for e in sheet.earlier
        ),
        notes=tuple(
            Line(who(w.person_id), w.at, mask_text(w.body))
            for w in reversed(sheet.said)
            if w.kind == "visit:noted"
        ),
        reasons=tuple((r.id, r.name(locale)) for r in ref.reasons_of(ReasonKind.WAIT_PARTS)),
    )


def _due_text(sheet: VisitSheet) -> str:
    ticket = sheet.ticket
    if ticket.next_kind is None or ticket.next_due_at is None:
        return label(ticket.status, "status")
    return _(
        "%(what)s by %(when)s",
        what=label(ticket.next_kind, "clock"),
        when=instant_text(ticket.next_due_at, now(), wall(), short=True),
    )


def _ruling_chip(sheet: VisitSheet) -> ClockView | None:
    ticket = sheet.ticket
    due = ticket.next_due_at or ticket.held_due_at
    if due is None or ticket.next_started_at is None:
        return None
    return clock_view(
        moment=now(),
        where=wall(),
        due=due,
        start=ticket.next_started_at,
        warn50=ticket.next_warn50_at,
        warn80=ticket.next_warn80_at,
        paused_since=None if ticket.next_due_at else ticket.paused_since,
        waiting_for=label(ticket.status, "status"),
    )


def _warranty(sheet: VisitSheet) -> str:
    until = sheet.asset.warranty_until if sheet.asset else None
    if until is None:
        return ""
    covered = until >= now().astimezone(wall()).date()
    shown = until.isoformat()
    return (
        _("in warranty until %(day)s", day=shown)
        if covered
        else _("out of warranty since %(day)s", day=shown)
    )


def _steps(sheet: VisitSheet) -> tuple[StepLine, ...]:
    visit = sheet.visit
    following = rules.next_step(visit.state)
    lines = []
    for step in rules.ORDER:
        stamp = visit.stamps.get(str(step))
        if stamp and step == VisitState.ACCEPTED and str(VisitState.ON_WAY) in visit.stamps:
            continue  # said by the line after it, and the list stays short
        state = "done" if stamp else "now" if step == following and visit.ended_at is None else "ahead"
        text = label(step, "visit") if stamp else str(AHEAD[step])
        lines.append(StepLine(text, state, datetime.fromisoformat(stamp) if stamp else None))
    return tuple(lines)


def _readings(sheet: VisitSheet) -> tuple[ReadingField, ...]:
    kind = sheet.model.kind if sheet.model else ""
    return tuple(
        ReadingField(r.code, str(READINGS[r.code]), r.unit, sheet.visit.readings.get(r.code, ""))
        for r in rules.readings_for(kind)
    )
