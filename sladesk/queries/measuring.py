"""What figures know of tickets, read from all that is recorded of them (R9.2).

One way for both that need it: the job that keeps facts ready (`actions.facts`) and reviews, for the tickets
whose kept facts do not hold.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Select,
    and_,
    bindparam,
    case,
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
from sladesk.domain.sla.usage import Who
from sladesk.models import Breach, Clock, Cycle, Pause, Ticket, Visit
from sladesk.models.tickets import STALE
from sladesk.queries.using import Stretch, used

#: Tickets that are read at once.
PORTION = 500
#: After everything that is recorded, and the same in epoch seconds; what holds from then on holds never.
EVER = datetime(9999, 1, 1, tzinfo=UTC)
_EVER = int(EVER.timestamp())
#: What a repair's stages lie between (R5.2), and when an engineer set out.
_STEPS = (VisitState.ACCEPTED, VisitState.ARRIVED, VisitState.REPAIRED, VisitState.ON_WAY)
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
    besides, ends, stretches = _besides(values, cut)
    found, asked = list[Measured](), {"keys": values["keys"]}
    for key, missed, cycle, start, version, accepted, responded, *row in read(_tickets(), asked).all():
        beside = besides.get(key, NOTHING)
        state, stopped, elsewhere = row[_STATE], row[_STATE + 2], row[-1]
        if state == "stopped" and stopped is not None and stopped <= cut and not elsewhere:
            begun = (accepted, responded, row[_SOLVED])
            beside = _used(beside, used(cycle, start, stopped, begun, stretches.get(key, ()), version))
        one = fact(cut, beside, *row)
        if one.requested <= cut:
            # The instants of the row are the columns from the request up to the customer's answer.
            known = (*row[_REQUESTED:_SCORE], *beside[1:4], ends.get(key))
            last = max(at for at in known if at is not None)
            found.append(Measured(key, last + 1, bool(missed), one))
    return found


def _used(held: Beside, shares: Mapping[Who, int]) -> Beside:
    return held._replace(
        queue=shares[Who.QUEUE],
        agent=shares[Who.AGENT],
        engineer=shares[Who.ENGINEER],
        parts=shares[Who.PARTS],
        customer=shares[Who.CUSTOMER],
        off=shares[Who.OFF],
    )


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


def _besides(
    values: Mapping[str, object], cut: int
) -> tuple[dict[int, Beside], dict[int, int], dict[int, list[Stretch]]]:
    """Return by key of the ticket what it has besides, when its clocks and waits ended, waits and visits."""
    besides, ends = dict[int, Beside](), dict[int, int]()
    stretches = defaultdict[int, list[Stretch]](list)
    for key, marks, *ended in read(_marks(), values).all():
        besides[key] = Beside("".join(sorted(marks or "")))
        ends[key] = max((at for at in ended if at is not None), default=0)
    for key, cycle, status, a, b, repaired, gone, over in read(_field(), {"keys": values["keys"]}).all():
        held = besides.get(key, NOTHING)
        if not cycle:
            steps = (_by_now(at, cut) for at in (a, b, repaired))
            besides[key] = _visited(held, *steps)
            if (since := b if gone is None else gone) is not None:
                stretches[key].append(Stretch(0, "", since, over))
            continue
        stretches[key].append(Stretch(cycle, status, a, b))
        if status == Status.WAITING_PARTS and a <= cut:
            waited = (cut if b is None or b > cut else b) - a
            besides[key] = held._replace(waited=(held.waited or 0) + waited)
            # Of one that lasts, every cut-off has seen another length.
            ends[key] = max(ends.get(key, 0), _EVER if b is None else b)
    return besides, ends, stretches


def _by_now(at: int | None, cut: int) -> int | None:
    return at if at is not None and at <= cut else None


def _visited(held: Beside, accepted: int | None, arrived: int | None, repaired: int | None) -> Beside:
    """Return the same with one more visit: first acceptance, first arrival, last repair."""
    return held._replace(
        accepted=_least(held.accepted, accepted),
        arrived=_least(held.arrived, arrived),
        repaired=max((at for at in (held.repaired, repaired) if at is not None), default=None),
    )


def _least(held: int | None, at: int | None) -> int | None:
    return held if at is None or (held is not None and held <= at) else at


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
    """Return the statement of waits and visits, a line each.

    Of a wait: ticket, cycle, status, from, until. Of a visit: ticket, no cycle, no status, acceptance,
    arrival, repair, start of the way, end.
    """
    accepted, arrived, repaired, gone = (
        EpochOfText(Visit.stamps[step.value].as_string()).label(step.value) for step in _STEPS
    )
    none = literal_column("0").label("cycle"), literal_column("''").label("status")
    over = EpochSeconds(Visit.ended_at).label("over")
    visits = select(Visit.ticket_id, *none, accepted, arrived, repaired, gone, over)
    waits = select(
        Pause.ticket_id,
        Pause.cycle_id,
        Pause.status,
        EpochSeconds(Pause.started_at),
        EpochSeconds(Pause.ended_at),
        null(),
        null(),
        null(),
    )
    each = union_all(visits.where(Visit.ticket_id.in_(_KEYS)), waits.where(Pause.ticket_id.in_(_KEYS)))
    return select(*each.subquery("each_one").c)


@cache
def _tickets() -> Select[*tuple[Any, ...]]:
    last, begun = aliased(Cycle, name="last"), aliased(Clock, name="begun")
    solved = aliased(Clock, name="solved")
    return (
        select(
            Ticket.id,
            select(Breach.id).where(Breach.ticket_id == Ticket.id).exists(),
            last.id,
            EpochSeconds(solved.started_at),
            solved.calendar_version_id,
            EpochSeconds(last.accepted_at),
            EpochSeconds(last.first_response_at),
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
_REQUESTED, _SOLVED, _SCORE = 12, 15, 18
#: Where the state of the last cycle's resolution clock stands among them; what follows is as in `_clock`.
_STATE = 24


def _clock(clock: Any) -> tuple[Any, ...]:
    return (
        clock.state,
        EpochSeconds(clock.due_at),
        EpochSeconds(clock.stopped_at),
        EpochSeconds(clock.breached_at),
        clock.open_seconds,
    )
