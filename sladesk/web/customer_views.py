"""Customers, places and machines as pages show them: masked unless somebody said why (R1.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sladesk.domain.codes import CustomerType
from sladesk.domain.errors import Stale
from sladesk.domain.masking import mask_email, mask_mobile, mask_name, mask_street, mask_text
from sladesk.models import Customer, Place
from sladesk.queries.customers import Found, Machine
from sladesk.web.forms import Form
from sladesk.web.register.who import shown_name, warranty_text


@dataclass(frozen=True)
class FoundView:
    """A row of the list."""

    number: str
    name: str
    type: str
    vip: bool
    repeat: bool
    mobile: str
    region: str
    tickets: int
    score: int | None
    created_at: datetime


def found_view(row: Found) -> FoundView:
    """Return a row of the list, masked."""
    return FoundView(
        row.number,
        shown_name(row.name, row.type),
        row.type,
        row.vip,
        row.repeat,
        mask_mobile(row.mobile),
        row.region or "",
        row.tickets,
        row.score,
        row.created_at,
    )


@dataclass(frozen=True)
class CustomerView:
    """A customer; `open` while the data are shown in full."""

    number: str
    name: str
    nickname: str
    type: str
    gender: str
    age_range: str
    mobile: str
    email: str
    vip: bool
    repeat: bool
    note: str
    created_at: datetime
    open: bool


def customer_view(row: Customer, *, open_: bool = False) -> CustomerView:
    """Return a customer as shown.

    Arguments:
        open_: in full; the caller has recorded who asked and why.
    """
    organisation = row.type == CustomerType.ORGANISATION
    return CustomerView(
        row.number,
        row.name if open_ else shown_name(row.name, row.type, row.nickname),
        row.nickname if open_ else mask_name(row.nickname, organisation=organisation),
        row.type,
        row.gender or "",
        row.age_range or "",
        row.mobile if open_ else mask_mobile(row.mobile),
        row.email if open_ or not row.email else mask_email(row.email),
        row.vip,
        row.purchases > 1,
        row.note if open_ else mask_text(row.note),
        row.created_at,
        open_,
    )


@dataclass(frozen=True)
class PlaceView:
    """A place of visit."""

    id: int
    region: str
    street: str
    postcode: str
    access: str


def region(row: Place) -> str:
    """Return the region of a place in one word, a municipality (its own province) named once."""
    return "".join(dict.fromkeys(part for part in (row.province, row.city, row.district) if part))


def place_view(row: Place, *, open_: bool = False) -> PlaceView:
    """Return a place as shown."""
    street = row.street if open_ else mask_street(row.street)
    note = row.access_note if open_ else mask_text(row.access_note)
    return PlaceView(row.id, region(row), street, row.postcode, note)


@dataclass(frozen=True)
class MachineView:
    """A machine in the table."""

    id: int
    name: str
    serial: str
    purchased_on: date | None
    bought_at: str
    order_number: str
    warranty: str
    reason: str


def machine_view(row: Machine, locale: str) -> MachineView:
    """Return a machine as shown."""
    return MachineView(
        row.id,
        f"{row.model} {row.name(locale)}",
        row.serial,
        row.purchased_on,
        row.purchase_channel,
        row.order_number,
        warranty_text(row.warranty_until),
        row.warranty_reason,
    )


def _hidden(name: str, values: Mapping[str, object]) -> str:
    """Return a saved value as it may be shown to somebody who did not say why."""
    text = str(values.get(name) or "")
    if name in {"name", "nickname"}:
        return mask_name(text, organisation=values.get("type") == CustomerType.ORGANISATION)
    ways = {"mobile": mask_mobile, "email": mask_email, "note": mask_text}
    return ways[name](text) if text and name in ways else text


@dataclass(frozen=True)
class Conflict:
    """Two versions of the same thing: field by field what is mine and what is theirs."""

    lines: tuple[tuple[str, str, str], ...]


def conflict(error: Stale, form: Form) -> Conflict:
    """Return what differs between what was typed and what somebody else saved meanwhile.

    What is personal of theirs stays hidden: a version that was never there would show it to whoever asks.
    """
    names = [name for name, mine in error.mine.items() if (mine or None) != (error.theirs.get(name) or None)]
    return Conflict(
        tuple(
            (str(form[name].label.text), str(error.mine[name] or ""), _hidden(name, error.theirs))
            for name in names
            if name in form
        )
    )
