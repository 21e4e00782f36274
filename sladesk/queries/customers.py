"""Customers: found while typing, listed by keyset, one with places and machines (R1.2, R1.3, R1.8)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, union

from sladesk.db import db
from sladesk.domain.customers import digits
from sladesk.models import Asset, Customer, Cycle, Place, ProductModel, Ticket
from sladesk.queries import keyed
from sladesk.queries.keyed import Page, Way
from sladesk.queries.ticket_rows import engine
from sladesk.search import customers as names

#: Most candidates shown while typing.
CANDIDATES = 5
PAGE = 50
#: A part of a number shorter than this names too many.
SHORTEST_PART = 4


@dataclass(frozen=True)
class Found:
    """A customer in a list: never more than what is shown, masked by the page."""

    id: int
    number: str
    name: str
    type: str
    vip: bool
    purchases: int
    mobile: str
    created_at: datetime
    region: str | None
    tickets: int
    score: int | None

    @property
    def repeat(self) -> bool:
        """Whether this is a repeat customer (复购)."""
        return self.purchases > 1


def matching(typed: str, chosen: int | None = None) -> ColumnElement[bool]:
    """Return the condition for what was typed: number, mobile or a part, name, initials, e-mail, machine.

    Arguments:
        chosen: key of a customer who is meant in any case.
    """
    compact = "".join(typed.split()).upper()
    named = names.matching(engine(), typed)
    ways: list[Select[*tuple[Any, ...]]] = [] if named is None else [named]
    if chosen is not None:
        ways.append(select(Customer.id).where(Customer.id == chosen))
    if compact.isascii() and len(compact) >= SHORTEST_PART:
        ways.append(select(Asset.customer_id).where(_machine(compact)))
    # One list of keys rather than two conditions: PostgreSQL would go through all customers for an OR.
    return Customer.id.in_(union(*ways)) if ways else false()


def _machine(compact: str) -> ColumnElement[bool]:
    starts = (Asset.serial, Asset.order_number, Asset.service_card)
    return and_(
        Asset.retired_at.is_(None), or_(*(column.startswith(compact, autoescape=True) for column in starts))
    )


_TICKETS = (
    select(func.count(Ticket.id))
    .where(Ticket.customer_id == Customer.id)
    .correlate(Customer)
    .scalar_subquery()
)
_SCORE = (
    select(Cycle.score)
    .join(Ticket, Ticket.id == Cycle.ticket_id)
    .where(Ticket.customer_id == Customer.id, Cycle.score.is_not(None))
    .order_by(Cycle.id.desc())
    .limit(1)
    .correlate(Customer)
    .scalar_subquery()
)
_REGION = (
    select(Place.city + Place.district)
    .where(Place.customer_id == Customer.id, Place.retired_at.is_(None))
    .order_by(Place.id)
    .limit(1)
    .correlate(Customer)
    .scalar_subquery()
)
_FOUND: Select[*tuple[Any, ...]] = select(
    Customer.id,
    Customer.number,
    Customer.name,
    Customer.type,
    Customer.vip,
    Customer.purchases,
    Customer.mobile,
    Customer.created_at,
    _REGION.label("region"),
    _TICKETS.label("tickets"),
    _SCORE.label("score"),
)


def candidates(typed: str, chosen: int | None = None) -> list[Found]:
    """Return who may be meant, the surest first; a chosen customer is always among them.

    Arguments:
        typed: what stands in the box; shorter than two characters finds nobody.
        chosen: key of the customer chosen already.
    """
    typed = typed if len(typed.strip()) > 1 else ""
    if not typed and chosen is None:
        return []
    rank = case(
        (Customer.id == (chosen or 0), 0),
        (Customer.mobile == (digits(typed) or "-"), 1),
        (Customer.number == (typed.strip().upper() or "-"), 1),
        else_=2,
    )
    # The chosen one stays where it was in the list: it is moved back by the page, never cut off here.
    asked = _FOUND.where(matching(typed, chosen)).order_by(rank, Customer.id).limit(CANDIDATES)
    rows = [Found(*tuple(row)) for row in db.session.execute(asked)]
    return sorted(rows, key=lambda row: (row.mobile != digits(typed), row.id))


@dataclass(frozen=True)
class Machine:
    """A machine of a customer with the names of its model."""

    id: int
    version: int
    model_id: int
    model: str
    name_zh: str
    name_en: str
    kind: str
    serial: str
    purchased_on: date | None
    purchase_channel: str
    service_card: str
    order_number: str
    warranty_until: date | None
    warranty_reason: str

    def name(self, locale: str) -> str:
        """Return the model's name in a language."""
        return self.name_en if locale.startswith("en") and self.name_en else self.name_zh

    def is_named(self, typed: str) -> bool:
        """Whether what was typed is the beginning of its serial, order or card number."""
        compact = "".join(typed.split()).upper()
        numbers = (self.serial, self.order_number, self.service_card)
        return len(compact) >= SHORTEST_PART and any(number.startswith(compact) for number in numbers)


def machines(customer_id: int) -> list[Machine]:
    """Return a customer's machines, the latest first."""
    asked: Select[*tuple[Any, ...]] = (
        select(
            Asset.id,
            Asset.version,
            Asset.model_id,
            ProductModel.code,
            ProductModel.name_zh,
            ProductModel.name_en,
            ProductModel.kind,
            Asset.serial,
            Asset.purchased_on,
            Asset.purchase_channel,
            Asset.service_card,
            Asset.order_number,
            Asset.warranty_until,
            Asset.warranty_reason,
        )
        .join(ProductModel, ProductModel.id == Asset.model_id)
        .where(Asset.customer_id == customer_id, Asset.retired_at.is_(None))
        .order_by(Asset.id.desc())
        .limit(100)
    )
    return [Machine(*tuple(row)) for row in db.session.execute(asked)]


def vip_and_kind(customer_id: int | None, asset_id: int | None) -> tuple[bool, str]:
    """Return what decides about targets and team: the customer's tier and the machine's kind."""
    if customer_id is None:
        return False, ""
    kind = (
        select(ProductModel.kind)
        .join(Asset, Asset.model_id == ProductModel.id)
        .where(Asset.id == (asset_id or 0), Asset.customer_id == customer_id)
        .scalar_subquery()
    )
    row = db.session.execute(select(Customer.vip, kind).where(Customer.id == customer_id)).first()
    return (row[0], row[1] or "") if row else (False, "")


def province_and_city(place_id: int) -> tuple[str, str]:
    """Return the region of a place, which rules of assignment may ask for; "" where there is none."""
    row = db.session.execute(select(Place.province, Place.city).where(Place.id == place_id)).first()
    return (row.province, row.city) if row else ("", "")


def places(customer_id: int) -> list[Place]:
    """Return where a customer is visited."""
    asked = select(Place).where(Place.customer_id == customer_id, Place.retired_at.is_(None))
    return list(db.session.scalars(asked.order_by(Place.id).limit(50)))


def models() -> list[tuple[int, str, str, str]]:
    """Return the models that can be chosen: key, code, Chinese and English name."""
    asked = (
        select(ProductModel.id, ProductModel.code, ProductModel.name_zh, ProductModel.name_en)
        .where(ProductModel.retired_at.is_(None))
        .order_by(ProductModel.code)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(asked)]


def page(typed: str, start: int | None = None, way: Way = "after", size: int = PAGE) -> Page[Found]:
    """Return one page of customers, the newest first, in one statement.

    Arguments:
        typed: narrows as while registering; empty lists everybody.
        start: key from which the page begins, None for the first.
    """
    asked = _FOUND.where(matching(typed)) if typed.strip() else _FOUND
    return keyed.page(asked, Found, Customer.id, size, start, way)


def find(number: str) -> Customer | None:
    """Return a customer by number."""
    return db.session.scalar(select(Customer).where(Customer.number == number))
