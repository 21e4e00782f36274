"""An agent's queue: own tickets by danger, what the group has not given out, what is done today."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    not_,
    null,
    select,
    union_all,
)

from sladesk.db.reading import at_most, one_of, read
from sladesk.db.types import UtcDateTime
from sladesk.domain.access import Actor
from sladesk.domain.codes import Status
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Clock, Cycle, Handler, Ticket
from sladesk.models.tickets import OPEN
from sladesk.queries.lists import Condition, Filter
from sladesk.queries.ticket_rows import COLUMNS, TicketRow, columns, engine

#: Rows of one's own on a page, at first and at most: each wish for more brings another `MINE`.
MINE, MOST = 50, 200
#: Rows of the other groups; what lies beyond is in the general list.
TEAM, DONE = 20, 20
#: Columns of a ticket in a row; what the queue adds comes behind them.
_OWN = len(COLUMNS)
TABS = ("all", "first", "update", "promise", "callback", "waiting")
WAITING = (Status.WAITING_CUSTOMER, Status.WAITING_PARTS)


class QueueRow(NamedTuple):
    """A ticket in one of the groups; a done one with its decided first response."""

    group: str
    ticket: TicketRow
    started_at: datetime | None = None
    due_at: datetime | None = None
    stopped_at: datetime | None = None


# ---- what belongs to whom ----


#: The instants of a kept statement: the present, and when today began at the site.
NOW: BindParameter[datetime] = bindparam("now", type_=UtcDateTime)
DAY: BindParameter[datetime] = bindparam("day", type_=UtcDateTime)
#: Statements kept once they are built, each by the person and the filter it is for.
KEPT = 128


def today(at: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions of an instant of today.

    Nothing happens after `NOW`; without that end a planner that knows no values reckons with a third of the
    table and leaves the index.
    """
    return at >= DAY, at <= NOW


def _solved_today(actor: Actor) -> ColumnElement[bool]:
    """A ticket this person solved today: it waits for the customer's word among what is done."""
    return exists(
        select(literal_column("1")).where(
            Cycle.ticket_id == Ticket.id,
            Cycle.no == Ticket.cycle_no,
            Cycle.solver_id == actor.person_id,
            *today(Cycle.solution_at),
        )
    )


def mine(actor: Actor) -> list[Condition]:
    """Return the conditions of one's own open tickets; takes `DAY`."""
    solved = and_(Ticket.status == Status.TO_VERIFY, _solved_today(actor))
    return [OPEN, Ticket.owner_id == actor.person_id, not_(solved)]


def unassigned(actor: Actor) -> list[Condition]:
    """Return the conditions of what nobody of one's groups has taken yet."""
    return [OPEN, Ticket.owner_id.is_(None), one_of(Ticket.team_id, sorted(actor.team_ids))]


def to_call_back(actor: Actor) -> list[Condition]:
    """Return the conditions of closed tickets this person may call back, never having handled them (R6.3)."""
    handled = exists(
        select(literal_column("1")).where(
            Handler.ticket_id == Ticket.id, Handler.person_id == actor.person_id
        )
    )
    return [Ticket.status == Status.CLOSED, Ticket.next_kind == ClockKind.CALLBACK, not_(handled)]


def promised() -> ColumnElement[bool]:
    """Return the condition of tickets on which a promise to the customer runs."""
    return exists(
        select(literal_column("1")).where(
            Clock.ticket_id == Ticket.id,
            Clock.kind == ClockKind.PROMISE,
            Clock.state.in_(("running", "paused")),
        )
    )


def _of_tab(tab: str) -> list[Condition]:
    conditions: dict[str, list[Condition]] = {
        "first": [Ticket.next_kind == ClockKind.FIRST_RESPONSE],
        "update": [Ticket.next_kind == ClockKind.UPDATE],
        "promise": [promised()],
        "waiting": [Ticket.status.in_(WAITING)],
    }
    return conditions.get(tab, [])


def danger() -> ColumnElement[int]:
    """Return the rank of a ruling clock at `NOW`: late, urgent (80 %), soon (50 %), calm, paused, none."""
    return case(
        (Ticket.paused_since.is_not(None), 4),
        (Ticket.next_due_at.is_(None), 5),
        (Ticket.next_due_at < NOW, 0),
        (Ticket.next_warn80_at <= NOW, 1),
        (Ticket.next_warn50_at <= NOW, 2),
        else_=3,
    )


# ---- the rows ----


def rows(
    actor: Actor, tab: str, wanted: Filter, now: datetime, day: datetime, most: int = MINE
) -> list[QueueRow]:
    """Return the rows of a tab in their groups, in one statement.

    Arguments:
        tab: one of `TABS`; the groups of others' and done tickets belong to the first.
        wanted: what the queue is narrowed to.
        day: the instant today began in the site's zone.
        most: rows of one's own to return.
    """
    asked = _rows(engine(), actor, tab, wanted, most)
    return [_row(row) for row in read(asked, {"now": now, "day": day})]


@lru_cache(maxsize=KEPT)
def _rows(_engine: str, actor: Actor, tab: str, wanted: Filter, most: int) -> Select[*tuple[Any, ...]]:
    also = wanted.conditions()
    own = to_call_back(actor) if tab == "callback" else [*mine(actor), *_of_tab(tab)]
    parts = [_group("mine", 0, actor, [*own, *also], most)]
    if tab == "all":
        if actor.team_ids:
            parts.append(_group("team", 1, actor, [*unassigned(actor), *also], TEAM))
        parts.append(_done(actor, also))
    both = union_all(*(select(part.subquery()) for part in parts)).subquery()
    return select(both).order_by(both.c.place, both.c.danger, both.c.sort_due_at, both.c.id)


def _row(values: Sequence[Any]) -> QueueRow:
    group, _place, _danger, started, due, stopped = values[_OWN:]
    return QueueRow(group, TicketRow._make(values[:_OWN]), started, due, stopped)


def _group(
    name: str, place: int, actor: Actor, conditions: Sequence[Condition], most: int
) -> Select[*tuple[Any, ...]]:
    rank = danger().label("danger")
    nothing = (
        null().cast(UtcDateTime).label(word) for word in ("clock_started", "clock_due", "clock_stopped")
    )
    return (
        columns(actor.person_id)
        .add_columns(literal_column(f"'{name}'").label("grp"), literal(place).label("place"), rank, *nothing)
        .where(*conditions)
        .order_by(rank, Ticket.sort_due_at, Ticket.id)
        .limit(at_most(most))
    )


def _done(actor: Actor, also: Sequence[Condition]) -> Select[*tuple[Any, ...]]:
    first = and_(Clock.cycle_id == Cycle.id, Clock.kind == ClockKind.FIRST_RESPONSE, Clock.no == 1)
    return (
        columns(actor.person_id)
        .join(Cycle, and_(Cycle.ticket_id == Ticket.id, Cycle.no == Ticket.cycle_no))
        .outerjoin(Clock, first)
        .add_columns(
            literal_column("'done'").label("grp"),
            literal(2).label("place"),
            literal(0).label("danger"),
            Clock.started_at.label("clock_started"),
            Clock.due_at.label("clock_due"),
            Clock.stopped_at.label("clock_stopped"),
        )
        .where(Cycle.solver_id == actor.person_id, *today(Cycle.solution_at), *also)
        .order_by(Cycle.solution_at.desc())
        .limit(at_most(DONE))
    )


def stamp(actor: Actor, *, callbacks: bool = False) -> str:
    """Return what a look for news compares: it moves with every event the queue shows (decision 25).

    Arguments:
        callbacks: whether closed tickets are on show too; they are many beside what is open.
    """
    return stamp_of(read(_stamp(actor, callbacks=callbacks)).one())


def stamp_of(values: Iterable[int]) -> str:
    """Return the stamp that the values of `happened` come to."""
    return ".".join(f"{int(value):x}" for value in values)


@lru_cache(maxsize=KEPT)
def _stamp(actor: Actor, *, callbacks: bool) -> Select[*tuple[Any, ...]]:
    return select(*happened(actor, callbacks=callbacks))


def happened(actor: Actor, *, callbacks: bool) -> list[ColumnElement[int]]:
    """Return what moves with every event the queue shows, as columns of a statement."""
    seen = (func.count() + func.coalesce(func.sum(Ticket.event_seq), 0) * 1_000_000).label("n")
    parts = [
        select(seen).where(OPEN, Ticket.owner_id == actor.person_id).scalar_subquery(),
        select(seen).where(*unassigned(actor)).scalar_subquery(),
    ]
    if callbacks:
        closed = (Ticket.status == Status.CLOSED, Ticket.next_kind == ClockKind.CALLBACK)
        parts.append(select(seen).where(*closed).scalar_subquery())
    return list(parts)
