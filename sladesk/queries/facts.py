"""What reviews are counted from: tickets requested in a stretch of days, as plain rows (R9.2)."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from sladesk.db.instants import EpochOfText, EpochSeconds
from sladesk.db.reading import joined, read
from sladesk.domain.codes import Status, VisitState
from sladesk.domain.figures.facts import LETTERS, NOTHING, Beside, Fact, fact
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Clock, Cycle, Pause, Ticket, Visit

_FIRST = bindparam("first", type_=Date)
_END = bindparam("end", type_=Date)
#: What a repair's stages lie between (R5.2).
_STEPS = (VisitState.ACCEPTED, VisitState.ARRIVED, VisitState.REPAIRED)
_CUT = bindparam("cut", type_=Clock.started_at.type)
#: First cycles of the tickets requested in a stretch of days, none of them voided (decision 18).
_REQUESTED = (
    Cycle.local_day >= _FIRST,
    Cycle.local_day < _END,
    Cycle.no == 1,
    Ticket.status != Status.VOIDED,
)


def facts(first: date, start: date, end: date, as_of: datetime) -> tuple[list[Fact], list[Fact]]:
    """Return the tickets requested in a period and in the one before, as they stood at the cut-off.

    Voided and merged tickets are left out (decision 18). The order is that of the numbers of cycles, so two
    runs over the same rows give the same list.

    Arguments:
        first, start, end: days of the request in the site's zone: the first of the period before (`start`
            again when nothing is asked of it), of the period, and of what is no longer in it.
        as_of: the cut-off; what was requested after it is left out.

    Returns:
        Those of the period before, and those of the period.
    """
    cut = int(as_of.timestamp())
    values = {"first": first, "end": end, "cut": as_of}
    besides = _besides(values)
    earlier, present = list[Fact](), list[Fact]()
    for key, *row in read(_tickets(), {"first": first, "end": end}).all():
        beside = besides.get(key, NOTHING)
        made = present if row[9] >= start else earlier
        one = fact(cut, len(made), beside, *row)
        if one.requested <= cut:
            made.append(one)
    return earlier, present


def _besides(values: Mapping[str, object]) -> dict[int, Beside]:
    """Return by key of the ticket what its other clocks came to and what happened in the field."""
    besides = {key: Beside(marks) for key, marks in read(_marks(), values).all() if marks}
    for key, accepted, arrived, repaired, waited in read(_field(), values).all():
        marks = besides[key].marks if key in besides else ""
        besides[key] = Beside(marks, accepted, arrived, repaired, waited)
    return besides


@cache
def _marks() -> Select[*tuple[Any, ...]]:
    """Return the statement of letters: one for each decided clock, all of a ticket in one text."""
    late = or_(
        Clock.breached_at < _CUT,
        and_(Clock.breached_at.is_(None), Clock.state == "running", Clock.due_at < _CUT),
    )
    met = and_(Clock.state == "stopped", Clock.breached_at.is_(None), Clock.stopped_at <= _CUT)
    small = {kind.value: literal_column(f"'{letter}'") for kind, letter in LETTERS.items()}
    capital = {kind.value: literal_column(f"'{letter.upper()}'") for kind, letter in LETTERS.items()}
    letter = case((late, case(capital, value=Clock.kind)), (met, case(small, value=Clock.kind)))
    return (
        select(Cycle.ticket_id, joined(letter, ""))
        .select_from(Cycle)
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .join(Clock, Clock.ticket_id == Ticket.id)
        .where(*_REQUESTED)
        # In the order the days' index gives, so that nothing is sorted.
        .group_by(Cycle.local_day, Cycle.id)
    )


@cache
def _field() -> Select[*tuple[Any, ...]]:
    """Return the statement of visits and waits for parts: one line for each ticket that has any."""
    # Each line as it is first: the steps stand in a text that is to be read once.
    visits = _requested_with(Visit).add_columns(
        *(EpochOfText(Visit.stamps[step.value].as_string()).label(step.value) for step in _STEPS),
        null().label("waited"),
    )
    end = case((or_(Pause.ended_at.is_(None), Pause.ended_at > _CUT), _CUT), else_=Pause.ended_at)
    waits = (
        _requested_with(Pause)
        .add_columns(null(), null(), null(), EpochSeconds(end) - EpochSeconds(Pause.started_at))
        .where(Pause.status == Status.WAITING_PARTS, Pause.started_at <= _CUT)
    )
    each = union_all(visits, waits).subquery("each_one").c
    accepted, arrived, repaired = (_by_now(each[step.value]) for step in _STEPS)
    return select(
        each.ticket_id,
        func.min(accepted),
        func.min(arrived),
        func.max(repaired),
        cast(func.sum(each.waited), BigInteger),
    ).group_by(each.ticket_id)


def _requested_with(model: type[Visit] | type[Pause]) -> Select[int]:
    return (
        select(Cycle.ticket_id)
        .select_from(Cycle)
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .join(model, model.ticket_id == Ticket.id)
        .where(*_REQUESTED)
    )


def _by_now(at: ColumnElement[int]) -> ColumnElement[int]:
    return case((at <= EpochSeconds(_CUT), at))


@cache
def _tickets() -> Select[*tuple[Any, ...]]:
    last, begun = aliased(Cycle, name="last"), aliased(Clock, name="begun")
    solved = aliased(Clock, name="solved")
    return (
        select(
            Ticket.id,
            Ticket.number,
            Ticket.channel_id,
            Ticket.category_id,
            Ticket.service_type,
            Ticket.priority,
            Ticket.team_id,
            Ticket.owner_id,
            Ticket.status,
            Ticket.cycle_no,
            Cycle.local_day,
            Cycle.weekday,
            Cycle.hour,
            EpochSeconds(Ticket.requested_at),
            EpochSeconds(Cycle.assigned_at),
            EpochSeconds(Cycle.first_response_at),
            EpochSeconds(last.solution_at),
            EpochSeconds(last.closed_at),
            EpochSeconds(last.callback_at),
            last.score,
            *_clock(begun),
            *_clock(solved),
            Ticket.external_source.is_not(None),
        )
        .select_from(Cycle)
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .join(last, and_(last.ticket_id == Ticket.id, last.no == Ticket.cycle_no))
        .outerjoin(
            begun,
            and_(begun.cycle_id == Cycle.id, begun.kind == ClockKind.FIRST_RESPONSE, begun.no == 1),
        )
        .outerjoin(
            solved,
            and_(solved.cycle_id == last.id, solved.kind == ClockKind.RESOLUTION, solved.no == 1),
        )
        .where(*_REQUESTED)
        .order_by(Cycle.local_day, Cycle.id)
    )


def _clock(clock: Any) -> tuple[Any, ...]:
    return (
        clock.state,
        EpochSeconds(clock.due_at),
        EpochSeconds(clock.stopped_at),
        EpochSeconds(clock.breached_at),
        clock.open_seconds,
    )
