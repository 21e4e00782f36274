"""Lists of tickets: one statement a page, keyset in both directions, no exact count over the table."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    TextClause,
    bindparam,
    false,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute

from sladesk import search
from sladesk.db import db
from sladesk.db.reading import at_most, read
from sladesk.domain.access import Actor
from sladesk.models import TeamMember, Ticket
from sladesk.models.tickets import CHASED, OPEN
from sladesk.queries.scope import visible
from sladesk.queries.ticket_rows import TicketRow, columns, engine, rows_of
from sladesk.queries.views import Views, saved_by, views

PAGE = 50
#: Counts stop here and are shown as 1000+.
COUNT_TO = 1000
#: Statements kept once they are built, each by the person and the filter it is for.
_KEPT = 128

Condition = ColumnElement[bool] | TextClause


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; empty fields ask nothing.

    Arguments:
        owners: person ids; `unowned` adds the tickets of nobody.
        open_only: neither closed nor archived nor voided; `statuses` names them one by one.
        since, until: request time, half-open.
        due_by: the ruling clock is late by then.
        chased: the customer asked again.
        text: words of the texts, or part of a number.
    """

    owners: tuple[int, ...] = ()
    unowned: bool = False
    open_only: bool = False
    statuses: tuple[str, ...] = ()
    channels: tuple[int, ...] = ()
    priorities: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    categories: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    due_by: datetime | None = None
    chased: bool = False
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not any(astuple(self))

    def conditions(self) -> list[Condition]:
        """Return the SQL of everything that is asked."""
        found: list[Condition] = []
        if self.owners or self.unowned:
            found.append(_owned(self.owners, unowned=self.unowned))
        if self.open_only:
            found.append(OPEN)
        listed: tuple[
            tuple[InstrumentedAttribute[str] | InstrumentedAttribute[int], Sequence[object]], ...
        ] = (
            (Ticket.status, self.statuses),
            (Ticket.channel_id, self.channels),
            (Ticket.priority, self.priorities),
            (Ticket.class_code, self.classes),
            (Ticket.category_id, self.categories),
        )
        found += [column.in_(values) for column, values in listed if values]
        if self.teams:
            found.append(Ticket.team_id.in_(self.teams))
        if self.since:
            found.append(Ticket.requested_at >= self.since)
        if self.until:
            found.append(Ticket.requested_at < self.until)
        if self.due_by:
            found.append(Ticket.next_due_at <= self.due_by)
        if self.chased:
            found.append(CHASED)
        if self.text:
            found.append(said(self.text))
        return found


def _owned(owners: Sequence[int], *, unowned: bool) -> ColumnElement[bool]:
    if not unowned:
        return Ticket.owner_id.in_(owners) if len(owners) > 1 else Ticket.owner_id == owners[0]
    nobody = Ticket.owner_id.is_(None)
    return nobody | Ticket.owner_id.in_(owners) if owners else nobody


def looks_like_number(text: str) -> bool:
    """Whether somebody typed (part of) a ticket's number rather than words."""
    compact = text.strip()
    return compact.isascii() and compact.isalnum() and sum(c.isdigit() for c in compact) >= 3


def said(text: str) -> Condition:
    """Return the condition for a text typed into a list: part of a number, else words of the texts."""
    if looks_like_number(text):
        return Ticket.number.contains(text.strip().upper(), autoescape=True)
    found = search.condition(db.session(), text)
    return false() if found is None else found


# ---- order and pages ----

SORTS: dict[
    str, InstrumentedAttribute[datetime] | InstrumentedAttribute[str] | InstrumentedAttribute[int]
] = {
    "due": Ticket.sort_due_at,
    "requested": Ticket.requested_at,
    "activity": Ticket.last_event_at,
    "number": Ticket.number,
    "chasers": Ticket.chasers,
}
#: Which way each order runs when it is chosen first.
FIRST_WAY = {"due": False, "requested": True, "activity": True, "number": True, "chasers": True}


@dataclass(frozen=True)
class Order:
    """The order of a list: one of `SORTS`, and which way."""

    key: str = "due"
    descending: bool = False


@dataclass(frozen=True)
class Place:
    """A place in an order from which a page goes on."""

    value: datetime | str | int
    id: int
    way: Literal["after", "before"] = "after"


@dataclass(frozen=True)
class Page:
    """A page of a list and where its neighbours begin."""

    rows: list[TicketRow] = field(default_factory=list[TicketRow])
    before: Place | None = None
    after: Place | None = None


def place_of(row: TicketRow, order: Order, way: Literal["after", "before"]) -> Place:
    """Return the place of a row in an order."""
    values: dict[str, datetime | str | int] = {
        "due": row.sort_due_at,
        "requested": row.requested_at,
        "activity": row.last_event_at,
        "number": row.number,
        "chasers": row.chasers,
    }
    return Place(values[order.key], row.id, way)


def page(actor: Actor, wanted: Filter, order: Order, start: Place | None = None, size: int = PAGE) -> Page:
    """Return one page of the tickets this person may see, in one statement.

    Arguments:
        order: a key of `SORTS` and the direction.
        start: where the page begins, None for the first.
        size: most rows of a page.
    """
    backward = start is not None and start.way == "before"
    asked = _page(engine(), actor, wanted, order, start.way if start else None, size + 1)
    found = rows_of(asked, {"value": start.value, "id": start.id} if start else None)
    more, rows = len(found) > size, found[:size]
    if backward:
        rows.reverse()
    if not rows:
        return Page()
    return Page(
        rows,
        place_of(rows[0], order, "before") if (more if backward else start is not None) else None,
        place_of(rows[-1], order, "after") if (backward or more) else None,
    )


@lru_cache(maxsize=_KEPT)
def _page(
    _engine: str, actor: Actor, wanted: Filter, order: Order, way: str | None, most: int
) -> Select[*tuple[Any, ...]]:
    """Build the statement of a page; people look at the same lists all day."""
    column, descending = SORTS[order.key], order.descending != (way == "before")
    asked = columns(actor.person_id).where(visible(actor), *wanted.conditions())
    if order.key == "chasers":
        asked = asked.where(CHASED)  # in this order only those stand in an index
    if way is not None:
        here = tuple_(column, Ticket.id)
        from_here = tuple_(bindparam("value", type_=column.type), bindparam("id", type_=Ticket.id.type))
        asked = asked.where(here < from_here if descending else here > from_here)
    ways = (column.desc(), Ticket.id.desc()) if descending else (column, Ticket.id)
    return asked.order_by(*ways).limit(at_most(most))


def beside(actor: Actor, wanted: Filter) -> tuple[int, Views]:
    """Return how many tickets a filter finds, and what the person has saved, in one statement.

    More than `COUNT_TO` are not counted to the end.
    """
    found, saved = read(_beside(engine(), actor, wanted)).one()
    return found, views(saved)


@lru_cache(maxsize=_KEPT)
def _beside(_engine: str, actor: Actor, wanted: Filter) -> Select[*tuple[Any, ...]]:
    some = select(literal_column("1")).select_from(Ticket).where(visible(actor), *wanted.conditions())
    counted = select(func.count()).select_from(some.limit(at_most(COUNT_TO + 1)).subquery())
    return select(counted.scalar_subquery(), saved_by(actor.person_id))


def default_team(person_id: int, among: Sequence[int]) -> int | None:
    """Return the team a person mostly works in, None when they are in none of these."""
    return db.session.scalar(
        select(TeamMember.team_id)
        .where(TeamMember.person_id == person_id, TeamMember.team_id.in_(among))
        .order_by(TeamMember.is_default.desc(), TeamMember.team_id)
        .limit(1)
    )
