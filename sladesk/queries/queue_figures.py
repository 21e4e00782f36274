"""The numbers beside a queue: its tabs and groups, and one's own day, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, literal_column, select, true

from sladesk.db.reading import at_most, read
from sladesk.domain.access import Actor
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Clock, Cycle, Ticket
from sladesk.models.tickets import OPEN
from sladesk.queries.lists import COUNT_TO, Condition, Filter
from sladesk.queries.queue import (
    DAY,
    KEPT,
    NOW,
    WAITING,
    happened,
    mine,
    promised,
    stamp_of,
    to_call_back,
    today,
    unassigned,
)
from sladesk.queries.ticket_rows import engine
from sladesk.queries.views import Views, saved_by, views


@dataclass(frozen=True)
class Counts:
    """Numbers of the tabs and groups; of callbacks no more than `COUNT_TO` are counted to the end."""

    all: int = 0
    first: int = 0
    update: int = 0
    promise: int = 0
    waiting: int = 0
    callback: int = 0
    team: int = 0
    done: int = 0
    done_met: int = 0
    done_decided: int = 0


@dataclass(frozen=True)
class Day:
    """One's own first responses of today: given, given in time, overdue and open, mean seconds."""

    given: int = 0
    met: int = 0
    overdue: int = 0
    mean_seconds: float | None = None

    @property
    def response_rate(self) -> float | None:
        """Responded of all that were decided or are overdue; None when there was nothing (decision 18)."""
        total = self.given + self.overdue
        return self.given / total if total else None

    @property
    def attainment(self) -> float | None:
        """Responded in time of all that were decided or are overdue."""
        total = self.given + self.overdue
        return self.met / total if total else None


@dataclass(frozen=True)
class Beside:
    """What stands around the rows of a queue.

    Arguments:
        stamp: what a look for news compares, as of before the rows were read.
    """

    counts: Counts
    day: Day
    saved: Views
    stamp: str


def beside(actor: Actor, wanted: Filter, now: datetime, day: datetime, *, callbacks: bool = False) -> Beside:
    """Return the numbers of tabs and groups, one's day, what one has saved, and the stamp, in one statement.

    Arguments:
        day: the instant today began in the site's zone.
        callbacks: whether closed tickets are on show too.
    """
    row = read(_beside(engine(), actor, wanted, callbacks=callbacks), {"now": now, "day": day}).one()
    counts = Counts(
        all=row.n_all,
        first=row.n_first or 0,
        update=row.n_update or 0,
        promise=row.n_promise or 0,
        waiting=row.n_waiting or 0,
        callback=row.callback,
        team=row.team,
        done=row.n_done,
        done_met=row.n_met or 0,
        done_decided=row.n_decided or 0,
    )
    mean = None if row.mean_seconds is None else float(row.mean_seconds)
    own = Day(row.n_given, row.n_in_time or 0, row.overdue, mean)
    return Beside(counts, own, views(row.saved), stamp_of(row[-3 if callbacks else -2 :]))


@lru_cache(maxsize=KEPT)
def _beside(_engine: str, actor: Actor, wanted: Filter, *, callbacks: bool) -> Select[*tuple[Any, ...]]:
    also = wanted.conditions()
    own, done, answered = _own_counts(actor, also), _done_counts(actor, also), _answered(actor)
    asked: Select[*tuple[Any, ...]] = select(
        own,
        _number([*unassigned(actor), *also]).label("team") if actor.team_ids else literal(0).label("team"),
        _some([*to_call_back(actor), *also]).label("callback"),
        _number(_overdue_now(actor)).label("overdue"),
        done,
        answered,
        saved_by(actor.person_id).label("saved"),
        *happened(actor, callbacks=callbacks),
    )
    return asked.select_from(own.join(done, true()).join(answered, true()))


def _number(conditions: Sequence[Condition]) -> ColumnElement[int]:
    return select(func.count()).select_from(Ticket).where(*conditions).scalar_subquery()


def _some(conditions: Sequence[Condition]) -> ColumnElement[int]:
    """As `_number`, to `COUNT_TO` and one more: what all may call back is as much as the desk closes."""
    found = select(literal_column("1")).select_from(Ticket).where(*conditions).limit(at_most(COUNT_TO + 1))
    return select(func.count()).select_from(found.subquery()).scalar_subquery()


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _own_counts(actor: Actor, also: Sequence[Condition]) -> Any:
    return (
        select(
            func.count().label("n_all"),
            _sum(Ticket.next_kind == ClockKind.FIRST_RESPONSE).label("n_first"),
            _sum(Ticket.next_kind == ClockKind.UPDATE).label("n_update"),
            _sum(promised()).label("n_promise"),
            _sum(Ticket.status.in_(WAITING)).label("n_waiting"),
        )
        .select_from(Ticket)
        .where(*mine(actor), *also)
        .subquery()
    )


def _done_counts(actor: Actor, also: Sequence[Condition]) -> Any:
    first = and_(Clock.cycle_id == Cycle.id, Clock.kind == ClockKind.FIRST_RESPONSE, Clock.no == 1)
    return (
        select(
            func.count().label("n_done"),
            _sum(Clock.stopped_at <= Clock.due_at).label("n_met"),
            _sum(Clock.stopped_at.is_not(None)).label("n_decided"),
        )
        .select_from(Cycle)
        .join(Ticket, and_(Cycle.ticket_id == Ticket.id, Cycle.no == Ticket.cycle_no))
        .outerjoin(Clock, first)
        .where(Cycle.solver_id == actor.person_id, *today(Cycle.solution_at), *also)
        .subquery()
    )


def _answered(actor: Actor) -> Any:
    return (
        select(
            func.count().label("n_given"),
            _sum(Clock.breached_at.is_(None)).label("n_in_time"),
            func.avg(Clock.plain_seconds).label("mean_seconds"),
        )
        .select_from(Cycle)
        .join(Clock, and_(Clock.cycle_id == Cycle.id, Clock.kind == ClockKind.FIRST_RESPONSE))
        .where(
            Cycle.first_responder_id == actor.person_id,
            *today(Cycle.first_response_at),
            Clock.state == "stopped",
        )
        .subquery()
    )


def _overdue_now(actor: Actor) -> list[Condition]:
    return [
        OPEN,
        Ticket.owner_id == actor.person_id,
        Ticket.next_kind == ClockKind.FIRST_RESPONSE,
        Ticket.next_due_at < NOW,
        Ticket.next_due_at >= DAY,
    ]
