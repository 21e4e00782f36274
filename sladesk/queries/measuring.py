"""What figures know of tickets, read from all that is recorded of them (R9.2).

One way for both that need it: the job that keeps facts ready (`actions.facts`) and reviews, for the tickets
whose kept facts do not hold.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
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
from sladesk.db.reading import at_most, joined, read
from sladesk.domain.codes import Status, VisitState
from sladesk.domain.figures.facts import LETTERS, NOTHING, Beside, Fact, fact
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Breach, Clock, Cycle, Pause, Ticket, Visit
from sladesk.models.tickets import STALE

#: Tickets that are read at once.
PORTION = 500
#: After everything that is recorded, and the same in epoch seconds; what holds from then on holds never.
EVER = datetime(9999, 1, 1, tzinfo=UTC)
_EVER = int(EVER.timestamp())
#: What a repair's stages lie between (R5.2).
_STEPS = (VisitState.ACCEPTED, VisitState.ARRIVED, VisitState.REPAIRED)
_CUT = bindparam("cut", type_=Clock.started_at.type)
_KEYS = bindparam("keys", expanding=True)


class Measured(NamedTuple):
    """A ticket at a cut-off.

    Arguments:
        key: of the ticket.
        holds_from: the first second from which on its fact would be the same for every cut-off.
        missed: due times of it were missed, whether counted or not.
    """

    key: int
    holds_from: int
    missed: bool
    fact: Fact


def measured(keys: Sequence[int], as_of: datetime) -> list[Measured]:
    """Return tickets as they stood at a cut-off, without the voided ones and those requested after it.

    Arguments:
        keys: of tickets, at most `PORTION`.
        as_of: the cut-off; `EVER` for all that is recorded.
    """
    cut = int(as_of.timestamp())
    values = {"keys": list(keys), "cut": as_of}
    besides, ends = _besides(values)
    found = list[Measured]()
    for key, missed, *row in read(_tickets(), {"keys": values["keys"]}).all():
        beside = besides.get(key, NOTHING)
        one = fact(cut, beside, *row)
        if one.requested <= cut:
            # The instants of the row are the columns from the request up to the customer's answer.
            known = (*row[_REQUESTED:_SCORE], *beside[1:4], ends.get(key))
            last = max(at for at in known if at is not None)
            found.append(Measured(key, last + 1, bool(missed), one))
    return found


def unkept(limit: int) -> dict[int, int]:
    """Return by key tickets nobody works on whose facts do not hold, with the `facts_seq` of each now."""
    return dict(read(_unkept(limit)).all())


@cache
def _unkept(limit: int) -> Select[int, int]:
    at_rest = or_(Ticket.status.in_((Status.CLOSED, Status.ARCHIVED, Status.VOIDED)), Ticket.read_only)
    return (
        select(Ticket.id, Ticket.event_seq + Ticket.version)
        .where(STALE, at_rest)
        .order_by(Ticket.requested_at)
        .limit(at_most(limit))
    )


def _besides(values: Mapping[str, object]) -> tuple[dict[int, Beside], dict[int, int]]:
    """Return by key of the ticket what it has besides, and when the last of its clocks and waits ended."""
    besides, ends = dict[int, Beside](), dict[int, int]()
    for key, marks, *ended in read(_marks(), values).all():
        besides[key] = Beside("".join(sorted(marks or "")))
        ends[key] = max((at for at in ended if at is not None), default=0)
    for key, accepted, arrived, repaired, waited, ended in read(_field(), values).all():
        marks = besides[key].marks if key in besides else ""
        besides[key] = Beside(marks, accepted, arrived, repaired, waited)
        ends[key] = max(ends.get(key, 0), ended or 0)
    return besides, ends


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
    # A clock that runs is late after its due time without anybody doing anything.
    due = case((Clock.state == "running", Clock.due_at))
    return (
        select(
            Clock.ticket_id,
            joined(letter, ""),
            *(EpochSeconds(func.max(at)) for at in (Clock.stopped_at, Clock.breached_at, due)),
        )
        .where(Clock.ticket_id.in_(_KEYS))
        .group_by(Clock.ticket_id)
    )


@cache
def _field() -> Select[*tuple[Any, ...]]:
    """Return the statement of visits and waits for parts: one line for each ticket that has any."""
    # Each line as it is first: the steps stand in a text that is to be read once.
    visits = select(
        Visit.ticket_id,
        *(EpochOfText(Visit.stamps[step.value].as_string()).label(step.value) for step in _STEPS),
        null().label("waited"),
        null().label("ended"),
    ).where(Visit.ticket_id.in_(_KEYS))
    end = case((or_(Pause.ended_at.is_(None), Pause.ended_at > _CUT), _CUT), else_=Pause.ended_at)
    waits = select(
        Pause.ticket_id,
        null(),
        null(),
        null(),
        EpochSeconds(end) - EpochSeconds(Pause.started_at),
        # Of one that lasts, every cut-off has seen another length.
        func.coalesce(EpochSeconds(Pause.ended_at), literal_column(str(_EVER))),
    ).where(Pause.ticket_id.in_(_KEYS), Pause.status == Status.WAITING_PARTS, Pause.started_at <= _CUT)
    each = union_all(visits, waits).subquery("each_one").c
    accepted, arrived, repaired = (_by_now(each[step.value]) for step in _STEPS)
    return select(
        each.ticket_id,
        func.min(accepted),
        func.min(arrived),
        func.max(repaired),
        cast(func.sum(each.waited), BigInteger),
        func.max(each.ended),
    ).group_by(each.ticket_id)


def _by_now(at: ColumnElement[int]) -> ColumnElement[int]:
    return case((at <= EpochSeconds(_CUT), at))


@cache
def _tickets() -> Select[*tuple[Any, ...]]:
    last, begun = aliased(Cycle, name="last"), aliased(Clock, name="begun")
    solved = aliased(Clock, name="solved")
    return (
        select(
            Ticket.id,
            select(Breach.id).where(Breach.ticket_id == Ticket.id).exists(),
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
        .select_from(Ticket)
        .join(Cycle, and_(Cycle.ticket_id == Ticket.id, Cycle.no == 1))
        .join(last, and_(last.ticket_id == Ticket.id, last.no == Ticket.cycle_no))
        .outerjoin(
            begun,
            and_(begun.cycle_id == Cycle.id, begun.kind == ClockKind.FIRST_RESPONSE, begun.no == 1),
        )
        .outerjoin(
            solved,
            and_(solved.cycle_id == last.id, solved.kind == ClockKind.RESOLUTION, solved.no == 1),
        )
        .where(Ticket.id.in_(_KEYS), Ticket.status != Status.VOIDED)
    )


#: Where the instants of a ticket begin among the columns behind `missed`, and where they have ended.
_REQUESTED, _SCORE = 12, 18


def _clock(clock: Any) -> tuple[Any, ...]:
    return (
        clock.state,
        EpochSeconds(clock.due_at),
        EpochSeconds(clock.stopped_at),
        EpochSeconds(clock.breached_at),
        clock.open_seconds,
    )
