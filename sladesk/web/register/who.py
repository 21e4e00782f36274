"""The left column: who is on the phone, with which machine, and what is open already (R1.8)."""

from dataclasses import dataclass, field
from datetime import date

from sladesk.domain.codes import CustomerType
from sladesk.domain.customers import digits
from sladesk.domain.masking import mask_mobile, mask_name
from sladesk.models import Place
from sladesk.queries import customers as queries
from sladesk.queries.customer_tickets import Brief, tickets_beside
from sladesk.queries.customers import Found, Machine
from sladesk.web.context import actor
from sladesk.web.format import ClockView, clock_view, now, zone
from sladesk.web.labels import label
from sladesk.web.register.form import ANONYMOUS, NEW, RegisterForm, key
from sladesk.web.words import gettext as _


@dataclass(frozen=True)
class Card:
    """A customer as shown to choose from: masked."""

    id: int
    number: str
    name: str
    vip: bool
    repeat: bool
    line: str
    chosen: bool


@dataclass(frozen=True)
class MachineCard:
    """A machine as shown to choose from."""

    id: int
    name: str
    warranty: str
    line: str
    chosen: bool


@dataclass(frozen=True)
class TicketLine:
    """A ticket in one line."""

    number: str
    status: str
    summary: str
    clock: ClockView | None
    day: date
    score: int | None
    solution: str


@dataclass(frozen=True)
class Who:
    """Everything of the left column, and the rows behind it for the help beside."""

    typed: str = ""
    customer: str = ""
    cards: tuple[Card, ...] = ()
    machines: tuple[MachineCard, ...] = ()
    asset: str = ""
    open: tuple[TicketLine, ...] = ()
    history: tuple[TicketLine, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    models: tuple[tuple[str, str], ...] = ()
    found: Found | None = None
    machine: Machine | None = None
    briefs: tuple[Brief, ...] = field(default=())

    @property
    def is_new(self) -> bool:
        """Whether a new customer is being typed."""
        return self.customer == NEW

    @property
    def is_named(self) -> bool:
        """Whether a known or new customer is chosen."""
        return self.customer not in {"", ANONYMOUS}


def who(form: RegisterForm, locale: str) -> Who:
    """Read what the left column shows for what is typed and chosen."""
    typed, wanted = (form.q.data or "").strip()[:100], form.customer.data or ""
    rows = queries.candidates(typed, key(wanted))
    customer = _chosen(rows, typed, wanted)
    found = next((row for row in rows if str(row.id) == customer), None)
    held = queries.machines(found.id) if found else []
    asset = _asset(held, typed, form.asset.data)
    machine = next((row for row in held if str(row.id) == asset), None)
    briefs = tickets_beside(
        actor(), customer_id=found.id if found else None, asset_id=machine.id if machine else None
    )
    locations = queries.places(found.id) if found else []
    named = found is not None or customer == NEW
    _prefill(form, typed, customer, locations)
    return Who(
        typed=typed,
        customer=customer,
        cards=tuple(_card(row, rows[0], chosen=row is found) for row in rows),
        machines=tuple(_machine(row, locale, chosen=row is machine) for row in held),
        asset=asset,
        open=tuple(ticket_line(row) for row in briefs if row.open),
        history=tuple(
            ticket_line(row) for row in briefs if machine and row.asset_id == machine.id and not row.open
        ),
        places=tuple((str(row.id), place_text(row)) for row in locations),
        models=_models(locale) if named else (),
        found=found,
        machine=machine,
        briefs=tuple(briefs),
    )


def _models(locale: str) -> tuple[tuple[str, str], ...]:
    english = locale.startswith("en")
    return tuple(
        (str(key_), f"{code} {en if english and en else zh}") for key_, code, zh, en in queries.models()
    )


def _chosen(rows: list[Found], typed: str, wanted: str) -> str:
    """Return who is chosen: as told, or the only one that can be meant."""
    if wanted in {NEW, ANONYMOUS} or any(str(row.id) == wanted for row in rows):
        return wanted
    exact = [row for row in rows if row.mobile and row.mobile == digits(typed)] or rows
    return str(exact[0].id) if len(exact) == 1 else ""


def _asset(held: list[Machine], typed: str, wanted: str | None) -> str:
    """Return which machine is chosen: as told, the one whose number was typed, or the only one."""
    if wanted in {NEW, "none"} or any(str(row.id) == wanted for row in held):
        return wanted or ""
    named = [row for row in held if row.is_named(typed)] or held
    return str(named[0].id) if len(named) == 1 else ""


def _prefill(form: RegisterForm, typed: str, customer: str, locations: list[Place]) -> None:
    """Take what was typed into the box as the new customer's number or name; one place is the place."""
    if customer == NEW and not form.mobile.data and not form.name.data:
        if digits(typed).isdigit():
            form.mobile.data = digits(typed)
        else:
            form.name.data = typed
    if form.place.data is None and len(locations) == 1:
        form.place.data = str(locations[0].id)


def place_text(row: Place) -> str:
    """Return a place as shown: down to the district, the street masked (R1.7)."""
    return f"{row.city if row.city != row.province else ''}{row.district}{'****' if row.street else ''}"


def shown_name(name: str, kind: str, nickname: str = "") -> str:
    """Return a customer's name as shown: masked, and never empty."""
    return mask_name(name or nickname, organisation=kind == CustomerType.ORGANISATION) or _(
        "Customer without a name"
    )


def _card(row: Found, first: Found, *, chosen: bool) -> Card:
    same = row is not first and row.mobile and row.mobile == first.mobile
    said = [_("same number") if same else mask_mobile(row.mobile), f"{row.region}****" if row.region else ""]
    said.append(_("tickets: %(n)s", n=row.tickets))
    if row.score is not None:
        said.append(_("last score %(n)s", n=row.score))
    line = " · ".join(part for part in said if part)
    return Card(row.id, row.number, shown_name(row.name, row.type), row.vip, row.repeat, line, chosen)


def warranty_text(until: date | None) -> str:
    """Say the state of a warranty today; nothing when it is not known."""
    if until is None:
        return ""
    today = now().astimezone(zone()).date()
    return (
        _("warranty until %(day)s", day=until) if until >= today else _("out of warranty %(day)s", day=until)
    )


def _machine(row: Machine, locale: str, *, chosen: bool) -> MachineCard:
    said = [_("serial %(number)s", number=row.serial) if row.serial else ""]
    said += [row.purchased_on.isoformat() if row.purchased_on else "", row.purchase_channel]
    line = " · ".join(part for part in said if part)
    return MachineCard(
        row.id, f"{row.model} {row.name(locale)}", warranty_text(row.warranty_until), line, chosen
    )


def ticket_line(row: Brief) -> TicketLine:
    """Return a ticket as one line, with the clock that rules it now."""
    due = row.next_due_at or row.held_due_at
    clock = (
        clock_view(
            moment=now(),
            where=zone(),
            due=due,
            start=row.next_started_at,
            warn50=row.next_warn50_at,
            warn80=row.next_warn80_at,
            paused_since=row.paused_since,
            kind=label(row.next_kind, "clock"),
        )
        if due and row.next_started_at and row.open
        else None
    )
    day = row.requested_at.astimezone(zone()).date()
    return TicketLine(row.number, row.status, row.summary, clock, day, row.score, row.solution)
