"""A clock and the world around it in any order, as Hypothesis thinks it up; the oracle tells the truth.

Priority, category and policies change which target holds and which waiting holds it (R3.6), a new version of
a calendar changes the hours under it, the ticket waits and goes on (by itself at its instant, recorded
later), a solution is recorded, does not hold, is told late by a phone, corrected: after every step the fold
of the rows is what `tests.domain.oracle` works out from them second by second, and what was written stays as
it was.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sladesk.domain.sla import ledger, waiting
from sladesk.domain.sla.calendars import CalendarSpec, CalendarTable, table_for, windows
from sladesk.domain.sla.errors import ImpossibleOrder
from sladesk.domain.sla.ledger import ClockState, ClockStatus, Entry, EntryKind
from sladesk.domain.sla.shipped import CALENDARS
from sladesk.domain.sla.targets import Mode, Target
from sladesk.domain.sla.waiting import WAITS
from tests.domain.oracle import recompute, stands_still
from tests.domain.sla.desk import DAY, HOUR, MINUTE, at, ledger_rows

#: Versions of one calendar: as shipped, with a longer evening, with a day off, with a lunch break.
OFFICE = CALENDARS["office"].spec
VERSIONS: dict[str, CalendarSpec] = {
    "v1": OFFICE,
    "v2": replace(OFFICE, week=(windows("09:00-12:00", "13:00-20:00"),) * 5 + ((), ())),
    "v3": replace(OFFICE, exceptions={**OFFICE.exceptions, date(2026, 11, 20): ()}),
    "v4": replace(OFFICE, week=(windows("08:00-18:00"),) * 6 + ((),)),
}
STORED: dict[str, Any] = {key: spec.to_json() for key, spec in VERSIONS.items()}
TABLES: dict[str, CalendarTable] = {key: table_for(spec) for key, spec in VERSIONS.items()}
#: Targets by priority, of the policies before and after a change: seconds, and whether working time counts.
POLICIES = (
    {"urgent": (4 * HOUR, False), "medium": (8 * HOUR, True), "low": (24 * HOUR, True)},
    {"urgent": (2 * HOUR, False), "medium": (16 * HOUR, True), "low": (72 * HOUR, False)},
    {"urgent": (15 * MINUTE, False), "medium": (8 * HOUR, True), "low": (40 * HOUR, True)},
)
#: What waiting holds the clock by each of them: as usual, only one way, none.
WAYS: tuple[tuple[str, ...] | None, ...] = (None, ("waiting_customer",), ())
COMPARED = ("state", "started_at", "due_at", "breached_at", "stopped_at", "open_seconds", "plain_seconds")
LATER = st.one_of(
    st.integers(0, 2),
    st.sampled_from([599, HOUR, 5 * HOUR]),
    st.integers(0, 2 * DAY),
)


class ClockLife(RuleBasedStateMachine):
    """One resolution clock; `now` is the server's time."""

    state: ClockState

    @initialize(start=st.integers(0, 7 * DAY), late=st.sampled_from([0, HOUR]))
    def registered(self, start: int, late: int) -> None:
        """The request comes in; perhaps it is registered afterwards (R1.4)."""
        self.now = at("2026-11-16 08:00") + start
        self.priority, self.policy, self.calendar = "medium", 0, "v1"
        self.wakes: int | None = None
        self.status = "in_progress"
        self.state = ledger.fold(ledger.begin(self.target(), self.now - late, self.now), TABLES.__getitem__)
        self.written: tuple[Entry, ...] = self.state.rows

    def target(self) -> Target:
        (seconds, working), ways = POLICIES[self.policy][self.priority], WAYS[self.policy]
        if working:
            return Target(seconds, Mode.WORKING, self.calendar, held_by=ways)
        return Target(seconds, held_by=ways)

    def write(self, rows: tuple[Entry, ...]) -> None:
        self.state = ledger.follow(self.state, rows, TABLES.__getitem__)

    def at_work(self, later: int) -> None:
        """Time passes; what is due by itself happens, however late the job comes to it."""
        self.now += later
        if self.wakes is not None and self.wakes <= self.now:
            if self.state.state is ClockStatus.PAUSED:
                self.write(ledger.resume(self.state, self.wakes, self.now, {"by": "date"}))
            self.wakes, self.status = None, "in_progress"
        self.write(ledger.settle(self.state, self.now))

    def changed(self, why: str) -> None:
        if self.state.going:
            rows = ledger.retarget(self.state, self.target(), self.now, self.now, {"why": why})
            self.write(rows)
            if any(row.kind is EntryKind.RETARGET for row in rows):
                self.follow()
            self.write(ledger.settle(self.state, self.now))

    def follow(self) -> None:
        self.write(waiting.follow("resolution", self.state, self.status, self.now, {"reason": 1}))

    @rule(later=LATER)
    def time_passes(self, later: int) -> None:
        self.at_work(later)

    @rule(later=LATER, priority=st.sampled_from(["urgent", "medium", "low"]))
    def another_priority(self, later: int, priority: str) -> None:
        self.at_work(later)
        self.priority = priority
        self.changed("change")

    @rule(later=LATER, policy=st.integers(0, len(POLICIES) - 1))
    def other_policies(self, later: int, policy: int) -> None:
        self.at_work(later)
        self.policy = policy
        self.changed("policy")

    @rule(later=LATER, version=st.sampled_from(sorted(VERSIONS)))
    def other_hours(self, later: int, version: str) -> None:
        self.at_work(later)
        self.calendar = version
        self.changed("calendar")

    @precondition(lambda self: self.state.going and self.status not in WAITS)
    @rule(later=LATER, way=st.sampled_from(WAITS), waits=st.one_of(st.none(), st.integers(1, 3 * DAY)))
    def waits(self, later: int, way: str, waits: int | None) -> None:
        """The ticket waits, perhaps until an instant that is known; not every way holds the clock (R3.6)."""
        self.at_work(later)
        self.status = way
        self.follow()
        self.wakes = None if waits is None else self.now + waits

    @precondition(lambda self: self.status in WAITS)
    @rule(later=LATER)
    def goes_on(self, later: int) -> None:
        self.at_work(later)
        if self.state.state is ClockStatus.PAUSED:
            self.write(ledger.resume(self.state, self.now, self.now))
        self.wakes, self.status = None, "in_progress"

    @precondition(lambda self: self.state.going)
    @rule(later=LATER, told_late=st.sampled_from([0, 0, 60, 5 * HOUR, 3 * DAY]))
    def solved(self, later: int, told_late: int) -> None:
        """Solved now, or on a phone without network some time ago (decision 8)."""
        self.at_work(later)
        when = max(self.now - told_late, self.state.started_at)
        self.write(ledger.stop(self.state, when, self.now))
        self.wakes, self.status = None, "in_progress"

    @precondition(lambda self: self.state.state is ClockStatus.STOPPED)
    @rule(later=LATER)
    def not_solved_after_all(self, later: int) -> None:
        """The solution did not hold: the clock runs on as if it had never stopped (R4.7)."""
        self.at_work(later)
        self.write(ledger.run_on(self.state, self.now, TABLES.__getitem__))
        self.follow()
        self.write(ledger.settle(self.state, self.now))

    @rule(later=LATER, which=st.integers(0, 40), by=st.sampled_from([-HOUR, -60, 60, HOUR]))
    def corrected(self, later: int, which: int, by: int) -> None:
        """A supervisor moves a happening to its true time; what can't have been is refused."""
        self.at_work(later)
        row = self.state.rows[which % len(self.state.rows)]
        moved = min(row.effective_at + by, self.now)
        try:
            rows = ledger.correct(
                self.state, row.seq, moved, recorded=self.now, tables=TABLES.__getitem__, data={"by": 7}
            )
        except ImpossibleOrder:
            return
        self.write(rows)
        self.write(ledger.settle(self.state, self.now))

    @invariant()
    def the_oracle_agrees(self) -> None:
        told = recompute(ledger_rows(self.state.rows), STORED)
        assert {name: getattr(self.state, name) for name in COMPARED} == {n: told[n] for n in COMPARED}
        assert self.state.holes == tuple(told["holes"])
        if told["late"] is not None:
            assert (self.state.breached_at is not None) is told["late"]

    @invariant()
    def it_stands_still_only_while_its_target_says_so(self) -> None:
        if self.state.going:
            still = self.state.state is ClockStatus.PAUSED
            assert still is stands_still("resolution", ledger_rows(self.state.rows), self.status)

    @invariant()
    def rows_are_only_appended(self) -> None:
        assert self.state.rows[: len(self.written)] == self.written
        assert [row.seq for row in self.state.rows] == list(range(1, len(self.state.rows) + 1))
        assert all(
            row.effective_at <= row.recorded_at for row in self.state.rows if row.kind is not EntryKind.BREACH
        )
        self.written = self.state.rows


TestClockLife = ClockLife.TestCase
TestClockLife.settings = settings(max_examples=60, stateful_step_count=14, deadline=None)
