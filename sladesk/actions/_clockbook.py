"""The clocks of a ticket's present cycle while an action changes them.

Rows are read with their ledger, folded, changed by the pure decisions of `domain.sla.ledger`, and stored at
the end together with the due time that rules now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select

from sladesk.actions import _breachrows as breachrows
from sladesk.actions import _holding as holding
from sladesk.actions._action import Tx
from sladesk.actions._clockrows import LAST_NO, LINE, Held, again, entry_of, ledger_line, move_of, ruling
from sladesk.actions._timeline import Written
from sladesk.db import rows
from sladesk.domain.sla import ledger
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.ledger import ClockStatus, Entry, EntryKind
from sladesk.domain.sla.policies import Choice, Facts, choose
from sladesk.domain.sla.targets import Target
from sladesk.models import Clock, ClockEntry, Customer, Cycle, Ticket
from sladesk.queries.reference import Reference
from sladesk.queries.ruling import facts_of

_VIP = select(Customer.vip).where(Customer.id == bindparam("customer"))
#: The clocks of a ticket that still go, and those of some kinds of its present cycle, with their ledgers.
_LEDGERS = (
    select(Clock, *LINE)
    .join(ClockEntry, ClockEntry.clock_id == Clock.id)
    .where(
        Clock.ticket_id == bindparam("ticket"),
        Clock.state.in_((ClockStatus.RUNNING, ClockStatus.PAUSED))
        | ((Clock.cycle_id == bindparam("cycle")) & Clock.kind.in_(bindparam("kinds", expanding=True))),
    )
    .order_by(Clock.id, ClockEntry.seq)
    .execution_options(populate_existing=True)
)


@dataclass
class ClockBook:
    """Clocks of one cycle under change; `aside`: those the verb has nothing to do with, `vip`: if known."""

    tx: Tx
    ref: Reference
    ticket: Ticket
    cycle: Cycle
    held: list[Held] = field(default_factory=list[Held])
    broken: list[Held] = field(default_factory=list[Held])
    aside: list[Held] = field(default_factory=list[Held])
    event: Written | None = None
    vip: bool | None = None

    @property
    def now(self) -> int:
        """The server's time in epoch seconds."""
        return to_epoch(self.tx.now)

    # --- reading ---------------------------------------------------------------------------------------

    def load(self, also: tuple[str, ...] = ()) -> None:
        """Read the clocks that still go, those of `also` even when they have stopped, with their ledgers."""
        wanted = {"ticket": self.ticket.id, "cycle": self.cycle.id, "kinds": also or ("",)}
        ledgers: dict[int, tuple[Clock, list[Entry]]] = {}
        for row in self.tx.session.execute(_LEDGERS, wanted):
            ledgers.setdefault(row.Clock.id, (row.Clock, []))[1].append(entry_of(row))
        self.held = [Held(clock, ledger.fold(entries, self.ref.table)) for clock, entries in ledgers.values()]

    def take_over(self, earlier: "ClockBook", also: tuple[str, ...] = ()) -> None:
        """Go on with what the verb before left in the transaction, as `load` would read it again."""
        for held in again((*earlier.aside, *earlier.held)):
            wanted = held.state.going or (held.row.cycle_id == self.cycle.id and held.row.kind in also)
            (self.held if wanted else self.aside).append(held)

    def going(self, kind: str) -> Held | None:
        """Return the running or paused clock of a kind; the newest when there are several (promises)."""
        found = [h for h in self.held if h.row.kind == kind and h.state.going]
        return found[-1] if found else None

    def stopped(self, kind: str) -> Held | None:
        """Return the newest stopped clock of a kind, when it was loaded."""
        found = [h for h in self.held if h.row.kind == kind and h.state.state is ClockStatus.STOPPED]
        return found[-1] if found else None

    def by_id(self, clock_id: int) -> Held:
        """Return a held clock."""
        return next(h for h in self.held if h.row.id == clock_id)

    def find(self, clock_id: int | None) -> Held | None:
        """Return a held clock that still goes; None for another key."""
        return next((h for h in self.held if h.row.id == clock_id and h.state.going), None)

    def facts(self) -> Facts:
        """Return what policies look at."""
        if self.vip is None:
            self.vip = bool(self.tx.session.connection().scalar(_VIP, {"customer": self.ticket.customer_id}))
        return facts_of(self.ref, self.ticket, vip=self.vip)

    def choices(self) -> dict[ClockKind, Choice]:
        """Return the targets of the ticket as it stands, by kind (R3.1)."""
        return choose(self.ref.policies, self.facts())

    # --- changing --------------------------------------------------------------------------------------

    def begin(
        self,
        kind: ClockKind,
        target: Target,
        at: datetime,
        *,
        policy: str | None = None,
        label: str = "",
        responsible_id: int | None = None,
        no: int = 0,
    ) -> Held:
        """Start a clock at its true time."""
        entries = ledger.begin(target, to_epoch(at), self.now)
        row = Clock(
            ticket_id=self.ticket.id,
            cycle_id=self.cycle.id,
            kind=kind,
            no=no or self._next_no(kind),
            state="running",
            warned=0,
            started_at=at,
            target_seconds=target.seconds,
            mode=target.mode,
            policy_id=self.ref.policy_ids.get(policy or ""),
            label=label,
            responsible_id=responsible_id,
            version=0,
        )
        held = Held(row, ledger.fold(entries, self.ref.table), list(entries))
        self.held.append(held)
        return held

    def _next_no(self, kind: str) -> int:
        """Return the next number of a kind; clocks are written past the session, so nothing waits there."""
        last = self.tx.session.connection().scalar(LAST_NO, {"cycle": self.cycle.id, "kind": kind})
        held = max((h.row.no for h in self.held if h.row.kind == kind), default=0)
        return max(held, last or 0) + 1

    def begin_by_policy(
        self, kind: ClockKind, at: datetime, choices: Mapping[ClockKind, Choice]
    ) -> Held | None:
        """Start a clock when a policy sets a target for its kind; while a ticket waits it may stand still."""
        choice = choices.get(kind)
        if choice is None:
            return None
        no = 1 if self.tx.cache.get("new_cycle") else 0
        held = self.begin(kind, choice.target, at, policy=choice.policy.code, no=no)
        self.apply(held, holding.follow_wait(self.tx, self.ticket, held))
        return held

    def stop(self, kind: str, at: datetime) -> Held | None:
        """Stop the going clock of a kind at the true time of what it waited for; None when there is none."""
        held = self.going(kind)
        if held is None:
            return None
        moment = max(to_epoch(at), held.state.started_at)
        self.apply(held, ledger.stop(held.state, moment, self.now))
        return held

    def stop_held(self, held: Held, at: datetime) -> None:
        """Stop one particular clock."""
        self.apply(held, ledger.stop(held.state, max(to_epoch(at), held.state.started_at), self.now))

    def cancel(self, held: Held) -> None:
        """End a clock without an answer."""
        self.apply(held, ledger.cancel(held.state, self.now, self.now))

    def cancel_all(self) -> None:
        """End every clock that still goes (void ticket)."""
        for held in self.held:
            if held.state.going:
                self.cancel(held)
        self.broken = []  # outside every rate (R1.13): nobody is asked why it was late

    def pause(self, status: str, reason_id: int) -> None:
        """Hold the clocks that a way of waiting holds by their targets (R3.6)."""
        for held in self.held:
            if held.state.state is ClockStatus.RUNNING and holding.holds(held, status):
                self.apply(held, ledger.pause(held.state, self.now, self.now, {"reason": reason_id}))

    def resume(self, at: datetime) -> None:
        """Let every held clock count again from an instant on."""
        for held in self.held:
            if held.state.state is ClockStatus.PAUSED:
                self.apply(held, ledger.resume(held.state, to_epoch(at), self.now))

    def run_on(self, kind: str) -> None:
        """Strike out a stop, because the solution did not hold (R4.7)."""
        held = self.stopped(kind)
        if held is not None:
            self.apply(held, ledger.run_on(held.state, self.now, self.ref.table))

    def retarget(self, why: str) -> list[dict[str, object]]:
        """Give what still runs the ticket's present targets; return kind and due before and after (R3.7)."""
        choices, moves = self.choices(), list[dict[str, object]]()
        for held in self.held:
            choice = choices.get(ClockKind(held.row.kind))
            if choice is None or not held.state.going or held.row.policy_id is None:
                continue
            before = held.state
            rows = ledger.retarget(held.state, choice.target, self.now, self.now, {"why": why})
            self.apply(held, rows)
            if held.state.breached_at is not None:
                continue  # decided: it keeps its policy, and so the chain that has begun
            held.row.policy_id = self.ref.policy_ids.get(choice.policy.code)
            if any(entry.kind is EntryKind.RETARGET for entry in rows):
                self.apply(held, holding.follow_wait(self.tx, self.ticket, held))
                move = move_of(held.row.kind, before, held.state)
                moves += [move] if move else []
        return moves

    def restart_update(self, at: datetime, event: Written) -> None:
        """A progress entry ends the update interval and begins the next (R3.4).

        One that was missed has kept the target it missed, whatever came since; the next has the present one.
        """
        held = self.going(ClockKind.UPDATE)
        if held is None or held.state.state is ClockStatus.PAUSED or to_epoch(at) < held.state.started_at:
            return
        target, policy = held.state.target, held.row.policy_id
        if held.state.breached_at is not None and (choice := self.choices().get(ClockKind.UPDATE)):
            target, policy = choice.target, self.ref.policy_ids.get(choice.policy.code)
        self.stop_held(held, at)
        following = self.begin(ClockKind.UPDATE, target, at, no=held.row.no + 1)
        following.row.policy_id = policy
        following.event = held.event = event

    def settle(self) -> list[Held]:
        """Record breaches that have already happened; return what broke in this action and is not noted."""
        for held in self.held:
            self.apply(held, ledger.settle(held.state, self.now))
        broken, self.broken = self.broken, list[Held]()
        return broken

    def apply(self, held: Held, entries: Iterable[Entry]) -> None:
        """Take over new ledger lines, and what they mean for the breach on record."""
        rows = tuple(entries)
        was_late = held.state.breached_at is not None
        held.state = ledger.follow(held.state, rows, self.ref.table)
        held.fresh.extend(rows)
        if not was_late and held.state.breached_at is not None:
            self.broken.append(held)
        if was_late and held.state.breached_at is None and held.row.id is not None:
            breachrows.withdraw(self.tx, self.ticket, held.row.id)

    # --- storing ---------------------------------------------------------------------------------------

    def store(self) -> None:
        """Write changed rows and append their new ledger lines."""
        changed = [held for held in self.held if held.fresh]
        for held in changed:
            held.show()
            held.row.version += 1
        self._write([held.row for held in changed])
        lines = [
            ledger_line(h.row.id, entry, h.state.due_at, _key(h.event or self.event))
            for h in changed
            for entry in h.fresh
        ]
        if lines:
            rows.put(self.tx.session, ClockEntry, lines)
        for held in changed:
            held.fresh = []

    def foresee(self) -> None:
        """Put what rules it on a ticket that is not written yet, so that it is written once."""
        for held in self.held:
            held.show()
        self.rule(self.ticket)

    def _write(self, clocks: Iterable[Clock]) -> None:
        """Write clocks: new ones get their keys, of known ones what has changed."""
        new: list[Clock] = []
        for row in clocks:
            if row.id is not None:
                rows.change(self.tx.session, row)
                continue
            row.ticket_id, row.cycle_id = self.ticket.id, self.cycle.id
            new.append(row)
        if new:
            rows.add(self.tx.session, *new)

    def rule(self, ticket: Ticket) -> None:
        """Repeat on the ticket the clock that rules now (decision 10)."""
        rows.let(ticket, **ruling(((h.row.kind, h.state) for h in self.held), self.ref))


def _key(event: Written | None) -> int | None:
    return event.id if event else None
