"""Past tickets and their clocks, read for a trial of policies: the newest first, in portions (R3.11).

Plain numbers, no objects: there are ten clocks and more to a ticket.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal_column, select, tuple_

from sladesk.db.instants import EpochSeconds
from sladesk.db.reading import at_most, plain, read
from sladesk.domain.codes import Status
from sladesk.domain.sla.entries import EntryKind
from sladesk.domain.sla.policies import Facts
from sladesk.domain.sla.targets import Hole
from sladesk.domain.sla.trial import CLOSED, MET, MISSED, OPEN, OUTSIDE, Past, holes_of
from sladesk.domain.sla.waiting import Wait
from sladesk.models import Clock, ClockEntry, Customer, Pause, Ticket
from sladesk.queries.reference import Reference
from sladesk.queries.ruling import ASKED

#: Tickets read at once, and keys named in one statement.
PORTION, KEYS = 2_000, 500
_AT = Ticket.requested_at.type
_SINCE, _UNTIL, _CUT = (bindparam(name, type_=_AT) for name in ("since", "until", "cut"))
_BEFORE = tuple_(bindparam("at", type_=_AT), bindparam("key", type_=Ticket.id.type))
_LAST = tuple_(bindparam("last_at", type_=_AT), bindparam("last_key", type_=Ticket.id.type))
_HERE = tuple_(Ticket.requested_at, Ticket.id)
_ASKED = bindparam("keys", expanding=True)


class Place(NamedTuple):
    """Where reading goes on: before this ticket."""

    at: datetime
    key: int


class Named(NamedTuple):
    """Some tickets of a trial.

    Arguments:
        tickets: with their facts, the newest first.
        last: where it goes on, None when these were the last.
    """

    tickets: list[tuple[int, Facts]]
    last: Place | None


class Portion(NamedTuple):
    """Some tickets of a trial with what is read of them at once.

    Arguments:
        tickets: as of `Named`.
        last: as of `Named`.
        clocks: their clocks as plain values of `Past`.
        waited: keys of those that ever waited.
    """

    tickets: list[tuple[int, Facts]]
    last: Place | None
    clocks: list[tuple[Any, ...]]
    waited: frozenset[int]


class Recorded(NamedTuple):
    """What ruled a clock, and when it was due (None while it waited)."""

    policy_id: int | None
    calendar: str | None
    due: datetime | None


def tickets_in(since: datetime, until: datetime) -> int:
    """Return how many tickets were requested in [since, until) and count."""
    found = select(func.count()).where(Ticket.requested_at >= since, Ticket.requested_at < until, _COUNTS)
    return int(read(found).scalar_one())


_COUNTS: ColumnElement[bool] = Ticket.status != Status.VOIDED


def named(ref: Reference, since: datetime, place: Place) -> Named:
    """Return the next tickets.

    Arguments:
        since: the first instant of the period.
        place: where it goes on; the period's end with key 0 at first.
    """
    rows = plain(_tickets(), {"since": since, "at": place.at, "key": place.key})
    codes = {key: row.code for key, row in ref.channels.items()}
    paths = {key: row.code for key, row in ref.categories.items()}
    # Facts that are equal are one object: comparing them again would cost more than reading them.
    same: dict[tuple[object, ...], Facts] = {}
    found = list[tuple[int, Facts]]()
    for row in rows:
        one = row[1:]
        facts = same.get(one)
        if facts is None:
            channel, category, service, group, priority, risk, brand, vip = one
            facts = same[one] = Facts(
                channel=codes[channel],
                category=paths[category],
                service_type=service,
                class_code=group,
                priority=priority,
                risk_level=risk,
                brand_post=brand,
                tier="vip" if vip else None,
            )
        found.append((row[0], facts))
    return Named(found, _place(found[-1][0]) if len(rows) == PORTION else None)


def _place(key: int) -> Place:
    """The place of a ticket; its instant is read for the last of a portion only, because that is slow."""
    return Place(*read(_places(), {"key": key}).one())


@cache
def _places() -> Select[datetime, int]:
    return select(Ticket.requested_at, Ticket.id).where(Ticket.id == bindparam("key", type_=Ticket.id.type))


def portion(some: Named, since: datetime, place: Place, as_of: datetime) -> Portion:
    """Return tickets with their clocks.

    Arguments:
        some: the tickets, as read from this place on.
        as_of: the instant at which clocks are judged.
    """
    tickets, last = some
    return Portion(tickets, last, _read_clocks(since, place, last, as_of), _read_waited(since, place, last))


@cache
def _tickets() -> Select[*tuple[Any, ...]]:
    return (
        select(Ticket.id, *ASKED)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Ticket.requested_at >= _SINCE, _HERE < _BEFORE, _COUNTS)
        .order_by(Ticket.requested_at.desc(), Ticket.id.desc())
        .limit(at_most(PORTION))
    )


def _read_clocks(since: datetime, place: Place, last: Place | None, as_of: datetime) -> list[tuple[Any, ...]]:
    ends = last or Place(since, 0)
    values = {"at": place.at, "key": place.key, "last_at": ends.at, "last_key": ends.key, "cut": as_of}
    return plain(_clocks(), values)


@cache
def _clocks() -> Select[*tuple[Any, ...]]:
    """As `domain.figures` judges (decision 18): late from the breach on, or once overdue at the cut-off.

    What an ended clock took is a column of its own: reading instants is what costs most here.
    """
    ended = Clock.stopped_at <= _CUT
    overdue = and_(Clock.state == "running", Clock.due_at < _CUT)
    length = case(
        (ended, Clock.plain_seconds),
        else_=EpochSeconds(func.coalesce(Clock.paused_since, _CUT)) - EpochSeconds(Clock.started_at),
    )
    # The first that holds, those that hold most often before the others.
    code = case(
        (Clock.policy_id.is_(None), _n(OUTSIDE)),
        (
            and_(Clock.state == "stopped", ended),
            case((Clock.breached_at.is_(None), _n(MET | CLOSED)), else_=_n(MISSED | CLOSED)),
        ),
        (Clock.breached_at < _CUT, _n(MISSED)),
        (and_(Clock.breached_at.is_(None), overdue), _n(MISSED)),
        else_=_n(OPEN),
    )
    # The limit takes nothing away: PostgreSQL, which plans once for all portions, would take one for a
    # sixth of all tickets and read every clock there is.
    some = (
        select(Ticket.id)
        .where(_HERE < _BEFORE, _HERE >= _LAST, _COUNTS)
        .order_by(Ticket.requested_at.desc(), Ticket.id.desc())
        .limit(at_most(PORTION))
        .subquery()
    )
    return (
        select(Clock.id, Clock.ticket_id, Clock.kind, EpochSeconds(Clock.started_at), length, code)
        .select_from(some)
        .join(Clock, Clock.ticket_id == some.c.id)
    )


def _n(number: int) -> ColumnElement[int]:
    """A number that stands in the statement itself."""
    return literal_column(str(number))


def _read_waited(since: datetime, place: Place, last: Place | None) -> frozenset[int]:
    ends = last or Place(since, 0)
    values = {"at": place.at, "key": place.key, "last_at": ends.at, "last_key": ends.key}
    return frozenset(key for (key,) in read(_waited(), values))


@cache
def _waited() -> Select[int]:
    """Each ticket is looked up: PostgreSQL takes a portion for a sixth of all, and would read every pause."""
    one = select(Pause.id).where(Pause.ticket_id == Ticket.id).limit(at_most(1)).scalar_subquery()
    return select(Ticket.id).where(_HERE < _BEFORE, _HERE >= _LAST, one.is_not(None))


def waits(tickets: Iterable[int]) -> Mapping[int, list[Wait]]:
    """Return when tickets waited, by their key, in order."""
    found: dict[int, list[Wait]] = {}
    for keys in _keys(tickets):
        for key, status, start, end in read(_waits(), {"keys": keys}):
            found.setdefault(key, []).append(Wait(start, end, status, ""))
    return found


@cache
def _waits() -> Select[*tuple[Any, ...]]:
    began, ended = EpochSeconds(Pause.started_at), EpochSeconds(Pause.ended_at)
    columns = Pause.ticket_id, Pause.status, began, ended
    return select(*columns).where(Pause.ticket_id.in_(_ASKED)).order_by(Pause.ticket_id, Pause.id)


def holes(pasts: Iterable[Past]) -> Mapping[int, tuple[Hole, ...]]:
    """Return the pauses of clocks that had any, by key of the clock."""
    ends = {past.key: past.end for past in pasts}
    lines: dict[int, list[Any]] = {}
    for keys in _keys(ends):
        for key, *line in read(_pauses(), {"keys": keys}):
            lines.setdefault(key, []).append(line)
    return {key: holes_of(rows, ends[key]) for key, rows in lines.items()}


@cache
def _pauses() -> Select[*tuple[Any, ...]]:
    kinds = (EntryKind.PAUSE, EntryKind.RESUME, EntryKind.CORRECT)
    return (
        select(
            ClockEntry.clock_id,
            ClockEntry.seq,
            ClockEntry.kind,
            EpochSeconds(ClockEntry.effective_at),
            # Only corrections are asked for theirs: reading it costs more than the rest of a row.
            case((ClockEntry.kind == EntryKind.CORRECT, ClockEntry.data)),
        )
        .where(ClockEntry.clock_id.in_(_ASKED), ClockEntry.kind.in_(kinds))
        .order_by(ClockEntry.clock_id, ClockEntry.seq)
    )


def recorded(keys: Iterable[int]) -> dict[int, Recorded]:
    """Return what ruled these clocks, by their key."""
    return {
        key: Recorded(policy, str(calendar) if calendar else None, due)
        for some in _keys(keys)
        for key, policy, calendar, due in read(_recorded(), {"keys": some})
    }


@cache
def _recorded() -> Select[*tuple[Any, ...]]:
    columns = Clock.id, Clock.policy_id, Clock.calendar_version_id, Clock.due_at
    return select(*columns).where(Clock.id.in_(_ASKED))


def _keys(keys: Iterable[int]) -> Iterator[list[int]]:
    """Yield keys in lists of one length, the last filled up, so that the statement is one."""
    every = list(keys)
    for start in range(0, len(every), KEYS):
        some = every[start : start + KEYS]
        yield some + some[:1] * (KEYS - len(some))
