"""Today's targets and hours for clocks of many tickets, on plain rows, as `ClockBook.retarget` does (R3.7).

Tickets on which more would happen than that are left to it: a clock is late or would be, or begins to stand
still or to go on because its new target says so.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Text, bindparam, cast, select

from sladesk.actions._action import Tx
from sladesk.actions._clockrows import columns, ledger_line, move_of, ruling
from sladesk.actions._timeline import entry
from sladesk.db import rows
from sladesk.db.instants import EpochSeconds
from sladesk.db.reading import as_given
from sladesk.domain import access
from sladesk.domain.codes import WAITING_STATUSES
from sladesk.domain.sla import ledger, waiting
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.ledger import ClockState, ClockStatus, Entry, EntryKind
from sladesk.models import Clock, ClockEntry, Customer, Event, Ticket
from sladesk.queries.outdated import target_of
from sladesk.queries.ruling import ASKED, Ruled, rulings

_TICKETS = (
    select(
        Ticket.id,
        Ticket.number,
        Ticket.cycle_no,
        Ticket.event_seq,
        Ticket.status,
        Ticket.last_event_at,
        *ASKED,
    )
    .outerjoin(Customer, Customer.id == Ticket.customer_id)
    .where(Ticket.number.in_(bindparam("numbers", expanding=True)), ~Ticket.read_only)
    .order_by(Ticket.id)
    .with_for_update(of=Ticket, skip_locked=True)
)
#: Where the columns begin that policies look at.
_ASKED = 6
_LEDGERS = (
    select(
        Clock.ticket_id,
        Clock.id,
        Clock.kind,
        Clock.policy_id,
        Clock.warned,
        Clock.version,
        ClockEntry.seq,
        ClockEntry.kind,
        EpochSeconds(ClockEntry.effective_at),
        EpochSeconds(ClockEntry.recorded_at),
        cast(ClockEntry.target, Text),
        cast(ClockEntry.data, Text),
    )
    .join(ClockEntry, ClockEntry.clock_id == Clock.id)
    .where(
        Clock.ticket_id.in_(bindparam("tickets", expanding=True)),
        Clock.state.in_((ClockStatus.RUNNING, ClockStatus.PAUSED)),
    )
    .order_by(Clock.id, ClockEntry.seq)
)


#: Columns of a clock that another target changes, and those that change where times move as well.
_TARGET = ("target_seconds", "mode", "calendar_version_id")
_TIMES = (*_TARGET, "due_at", "warn50_at", "warn80_at", "next_warn_at")


class Going(NamedTuple):
    """A clock that runs or rests: of its row what its ledger does not hold, and what that has come to."""

    key: int
    kind: str
    policy_id: int | None
    warned: int
    version: int
    state: ClockState


class Change(NamedTuple):
    """What becomes of a clock; `fresh`: the ledger line that says so, None for only another policy."""

    clock: Going
    state: ClockState
    policy_id: int | None
    fresh: Entry | None


@dataclass(frozen=True)
class Renewed:
    """Numbers of the tickets that were locked, and of those among them that were left as they are."""

    locked: frozenset[str]
    left: tuple[str, ...]


def renew(tx: Tx, numbers: Sequence[str], why: str) -> Renewed:
    """Lock tickets and compute anew what still runs on them; who is being changed just now is left out.

    Arguments:
        why: "calendar" or "policy".
    """
    access.require(tx.by, "clock.sweep")
    link, ruled = tx.session.connection(), rulings(tx.reference())
    # Others have got beyond this instant, because they were quicker or the machine's clock has jumped back.
    tickets = [
        ticket
        for ticket in link.execute(_TICKETS, {"numbers": list(numbers)})
        if ticket.last_event_at <= tx.now
    ]
    going, left = _going(tx, [ticket.id for ticket in tickets]), list[str]()
    for ticket in tickets:
        clocks = going.get(ticket.id, [])
        changes = _changes(tx, ticket.status, clocks, ruled.of(*ticket[_ASKED:]), why)
        if changes is None:
            left.append(ticket.number)
        elif changes:
            _write(tx, ticket, clocks, changes, why)
    return Renewed(frozenset(ticket.number for ticket in tickets), tuple(left))


def _going(tx: Tx, tickets: Sequence[int]) -> dict[int, list[Going]]:
    """Return the clocks of tickets that go, the oldest first."""
    if not tickets:
        return {}
    found, lines = dict[int, tuple[Any, ...]](), dict[int, list[Entry]]()
    for row in as_given(tx.session.connection().execute(_LEDGERS, {"tickets": list(tickets)})):
        seq, kind, at, recorded, target, data = row[6:]
        named = None if target in {None, "null"} else target_of(target)
        line = Entry(seq, EntryKind(kind), at, recorded, named, _data_of(data))
        found[row[1]] = row
        lines.setdefault(row[1], []).append(line)
    table, going = tx.reference().table, dict[int, list[Going]]()
    for key, row in found.items():
        clock = Going(row[1], row[2], row[3], row[4], row[5], ledger.fold(lines[key], table))
        going.setdefault(row[0], []).append(clock)
    return going


@lru_cache(maxsize=1_000)
def _data_of(stored: str) -> dict[str, int | str]:
    """Return what else a ledger line says; nobody changes it."""
    return {name: value for name, value in json.loads(stored).items() if isinstance(value, int | str)}


def _changes(
    tx: Tx, status: str, clocks: Sequence[Going], ruled: Mapping[str, Ruled], why: str
) -> list[Change] | None:
    """Return what becomes of the clocks of a ticket; None where more happens than that."""
    now, table, found = to_epoch(tx.now), tx.reference().table, list[Change]()
    for clock in clocks:
        if ledger.settle(clock.state, now):
            return None
        rule = ruled.get(clock.kind)
        if rule is None or clock.policy_id is None or clock.state.breached_at is not None:
            continue
        fresh = ledger.retarget(clock.state, rule.target, now, now, {"why": why})
        state = ledger.follow(clock.state, fresh, table)
        if fresh and (_begins(clock.kind, state, status) or ledger.settle(state, now)):
            return None
        if fresh or clock.policy_id != rule.policy_id:
            found.append(Change(clock, state, rule.policy_id, fresh[0] if fresh else None))
    return found


def _begins(kind: str, state: ClockState, status: str) -> bool:
    """Whether a new target lets a clock of a ticket stand still, or go on."""
    stands = status in WAITING_STATUSES and status in waiting.held_by(kind, state.target)
    return stands != (state.state is ClockStatus.PAUSED)


def _write(
    tx: Tx,
    ticket: Row[*tuple[Any, ...]],
    clocks: Sequence[Going],
    changes: Sequence[Change],
    why: str,
) -> None:
    """Write clocks, their ledgers and, where a due time moved, what ticket and timeline say of it."""
    for clock, state, policy_id, fresh in changes:
        values: dict[str, object] = {"policy_id": policy_id}
        if fresh is not None:
            row = columns(state, clock.warned)
            values |= {name: row[name] for name in (_TIMES if _moved(clock.state, state) else _TARGET)}
            values["version"] = clock.version + 1
            rows.put(tx.session, ClockEntry, ledger_line(clock.key, fresh, state.due_at))
        rows.change_of(tx.session, Clock, clock.key, values)
    moves = [move for clock, state, *_more in changes if (move := move_of(clock.kind, clock.state, state))]
    if not moves and not any(state.pause_since is not None for _clock, state, *_more in changes):
        return
    after = {clock.key: state for clock, state, *_more in changes}
    shown = ruling(((one.kind, after.get(one.key, one.state)) for one in clocks), tx.reference())
    if moves:
        seq, told = ticket.event_seq + 1, {"moves": moves}
        shown |= {"event_seq": seq, "last_event_at": tx.now}
        line = entry(
            tx, ticket.id, ticket.cycle_no, seq, "clock:changed", told, occurred_at=tx.now, by_system=True
        )
        rows.put(tx.session, Event, line)
        tx.audit("clocks.recomputed", "ticket", ticket.number, why=why)
    rows.change_of(tx.session, Ticket, ticket.id, shown)


def _moved(before: ClockState, after: ClockState) -> bool:
    """Whether a clock is due at another time, or warns at one."""
    return (before.due_at, before.warn50_at, before.warn80_at) != (
        after.due_at,
        after.warn50_at,
        after.warn80_at,
    )
