"""What the board's figures are counted from: clocks decided, answers, backlog (R9.2)."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    select,
    true,
)

from sladesk.db.reading import read
from sladesk.domain.codes import ReasonSide, Status
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Breach, Clock, Cycle, Reason, Ticket
from sladesk.models.tickets import GOING, OPEN
from sladesk.queries.board import TODAY, YESTERDAY, Days, Row, number
from sladesk.queries.queue import NOW


@dataclass(frozen=True)
class Totals:
    """What the figures need besides contacts; each pair is today and yesterday.

    Arguments:
        excused: of the missed ones, those that a supervisor has confirmed as not ours (R3.9).
    """

    met: tuple[int, int]
    missed: tuple[int, int]
    satisfied: tuple[int, int]
    answered: tuple[int, int]
    silent: tuple[int, int]
    backlog: tuple[int, int]
    excused: tuple[int, int]


def _two(at: Any, *also: ColumnElement[bool]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    return number(and_(at >= TODAY, *also)), number(and_(at < TODAY, *also))


def _valid(ticket_id: Any) -> ColumnElement[bool]:
    """Whether a ticket on which something happened since yesterday has not been voided.

    Voiding is an event and came after that, so the few tickets voided since yesterday are all there can be:
    they are read once, and no ticket is looked up for what has happened on it.
    """
    since_then = Ticket.last_event_at >= YESTERDAY, Ticket.last_event_at <= NOW
    return ticket_id.not_in(select(Ticket.id).where(Ticket.status == Status.VOIDED, *since_then))


def _met() -> Any:
    """Clocks stopped in time, counted from the index alone: there are thousands a day.

    Both days in one stretch up to the present: of several kinds PostgreSQL 17 reads the whole index where a
    stretch ends before what there is does.
    """
    today, yesterday = _two(Clock.stopped_at)
    return (
        select(today.label("today"), yesterday.label("yesterday"))
        .where(
            Clock.kind.in_(tuple(ClockKind)),
            Clock.stopped_at >= YESTERDAY,
            Clock.stopped_at <= NOW,
            Clock.breached_at.is_(None),
            _valid(Clock.ticket_id),
        )
        .subquery("met")
    )


def _missed() -> Any:
    silent = (Clock.kind == ClockKind.CALLBACK, Clock.state != "stopped")
    today, yesterday = _two(Clock.breached_at)
    silent_today, silent_yesterday = _two(Clock.breached_at, *silent)
    return (
        select(
            today.label("today"),
            yesterday.label("yesterday"),
            silent_today.label("silent_today"),
            silent_yesterday.label("silent_yesterday"),
        )
        .where(
            Clock.breached_at >= YESTERDAY,
            Clock.breached_at <= NOW,
            _valid(Clock.ticket_id),
        )
        .subquery("missed")
    )


def _unnoted() -> Any:
    """Clocks past their due time that the sweep has not met yet: at most its last seconds."""
    today, yesterday = _two(Clock.due_at)
    return (
        select(today.label("today"), yesterday.label("yesterday"))
        .where(
            Clock.state == "running",
            Clock.breached_at.is_(None),
            Clock.due_at >= YESTERDAY,
            Clock.due_at < NOW,
            _valid(Clock.ticket_id),
        )
        .subquery("unnoted")
    )


def _excused() -> Any:
    """Missed targets confirmed as somebody else's: what was missed since yesterday was checked since."""
    today, yesterday = _two(Breach.due_at)
    return (
        select(today.label("today"), yesterday.label("yesterday"))
        .select_from(Breach)
        .join(Reason, Reason.id == Breach.checked_reason_id)
        .where(
            Breach.checked_at >= YESTERDAY,
            Breach.checked_at <= NOW,
            Breach.due_at >= YESTERDAY,
            Breach.withdrawn_at.is_(None),
            Reason.side != ReasonSide.US,
            _valid(Breach.ticket_id),
        )
        .subquery("excused")
    )


def _answers() -> Any:
    good = Cycle.score >= bindparam("satisfied", type_=Integer)
    answered = _two(Cycle.callback_at, Cycle.score.is_not(None))
    satisfied = _two(Cycle.callback_at, good)
    return (
        select(
            answered[0].label("today"),
            answered[1].label("yesterday"),
            satisfied[0].label("good_today"),
            satisfied[1].label("good_yesterday"),
        )
        .where(
            Cycle.callback_at >= YESTERDAY,
            Cycle.callback_at <= NOW,
            _valid(Cycle.ticket_id),
        )
        .subquery("answers")
    )


def _backlog() -> Any:
    """Open tickets now, and those of them that were in hand when today began: not those that came since."""
    since = (
        select(func.count())
        .select_from(Cycle)
        .join(Ticket, and_(Ticket.id == Cycle.ticket_id, Ticket.cycle_no == Cycle.no))
        .where(GOING, Cycle.opened_at >= TODAY, OPEN)
        .scalar_subquery()
    )
    held = func.count()
    return (
        select(held.label("today"), (held - since).label("yesterday"))
        .select_from(Ticket)
        .where(OPEN)
        .subquery("backlog")
    )


def _closed_since() -> Any:
    """What was in hand when today began and has been closed since."""
    return (
        select(func.count().label("n"))
        .select_from(Cycle)
        .where(
            Cycle.closed_at >= TODAY,
            Cycle.closed_at <= NOW,  # says nothing new, but the planner takes the index for a stretch
            Cycle.opened_at < TODAY,
            _valid(Cycle.ticket_id),
        )
        .subquery("closed")
    )


def total_row(days: Days, satisfied_from: int) -> Row:
    """Return the numbers behind attainment, satisfaction and backlog in one statement, for `totals`.

    Arguments:
        satisfied_from: the lowest score that counts as satisfied.
    """
    row = read(_totals(), days.values | {"satisfied": satisfied_from}).one()
    return tuple(int(value) for value in row)


def totals(values: Row) -> Totals:
    """Return the numbers of `total_row` in pairs."""
    return Totals(*((values[i], values[i + 1]) for i in range(0, 14, 2)))


@cache
def _totals() -> Select[*tuple[Any, ...]]:
    met, missed, unnoted, answers = _met(), _missed(), _unnoted(), _answers()
    backlog, closed, excused = _backlog(), _closed_since(), _excused()
    joined = met
    for part in (missed, unnoted, answers, backlog, closed, excused):
        joined = joined.join(part, true())
    return select(
        met.c.today,
        met.c.yesterday,
        missed.c.today + unnoted.c.today,
        missed.c.yesterday + unnoted.c.yesterday,
        answers.c.good_today,
        answers.c.good_yesterday,
        answers.c.today,
        answers.c.yesterday,
        missed.c.silent_today,
        missed.c.silent_yesterday,
        backlog.c.today,
        backlog.c.yesterday + closed.c.n,
        excused.c.today,
        excused.c.yesterday,
    ).select_from(joined)
