"""What the page of one visit shows, in words: facts, steps, readings, what was promised and done before."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import LazyString, get_locale

from sladesk.db import db
from sladesk.domain import visits as rules
from sladesk.domain.codes import ReasonKind, VisitState
from sladesk.domain.masking import mask_mobile, mask_name, mask_street, mask_text
from sladesk.queries.field import VisitSheet
from sladesk.queries.reference import reference
from sladesk.web.format import ClockView, clock_view, instant_text, now
from sladesk.web.labels import label
from sladesk.web.site import site
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l

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
    VisitState.REPAIRED: _l("Repair work"),
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
