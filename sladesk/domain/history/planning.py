"""From the rows of one ticket to what is made of them: each row one outcome, a ticket whole or not at all.

Rows count in the order of the file; their times are kept as the log has them, also where they contradict each
other, and then the row says so. A time the log gives in a column of its own rules; without such a column the
change into the state gives it; an empty one stays unknown (decision 18).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sladesk.domain.codes import Status
from sladesk.domain.history.changes import (
    Fact,
    Plan,
    PlannedCycle,
    PlannedEntry,
    PlannedPause,
    PlannedTicket,
    Row,
    Told,
)
from sladesk.domain.history.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Rules:
    """What the log records, as far as it decides how rows are read.

    Arguments:
        changes: a row a change; otherwise a row a ticket.
        resolved, closed: whether columns of their own say when.
    """

    changes: bool = True
    resolved: bool = False
    closed: bool = False


def plan(ref: str, rows: Sequence[Row], rules: Rules, now: datetime) -> Plan:
    """Return what the rows of one ticket come to.

    Arguments:
        rows: all of them, in the order of the file.
        now: the present; nothing in a log happens after it.
    """
    refused = _refusals(rows, rules, now)
    if refused:
        first = next(iter(refused.values()))
        return Plan(ref, tuple(refused.get(row.line) or _left_out(row, first) for row in rows))
    reading = _Reading(ref, rules)
    for row in rows:
        reading.take(row)
    return Plan(ref, reading.told(), reading.ticket())


def _left_out(row: Row, culprit: Told) -> Told:
    return Told(row, Outcome.TICKET_REFUSED, {"line": culprit.row.line})


def _refusals(rows: Sequence[Row], rules: Rules, now: datetime) -> dict[int, Told]:
    """Return what can't be taken, by line. What every row of a ticket repeats is told of the first."""
    found: dict[int, Told] = {}
    seen: set[Outcome] = set()
    for place, row in enumerate(rows):
        if row.problem is not None:
            found[row.line] = Told(row, row.problem, row.detail)
            continue
        assert row.fact is not None  # a row without a problem was read
        code = next((c for c in _contradictions(row.fact, rows, place, rules, now) if c not in seen), None)
        if code is not None:
            seen.add(code)
            found[row.line] = Told(row, code)
    return found


def _contradictions(
    fact: Fact, rows: Sequence[Row], place: int, rules: Rules, now: datetime
) -> Iterator[Outcome]:
    times = (fact.at, fact.opened_at, fact.responded_at, fact.resolved_at, fact.closed_at)
    if any(at is not None and at > now for at in times):
        yield Outcome.IN_FUTURE
    if fact.resolved_at and fact.closed_at and fact.closed_at < fact.resolved_at:
        yield Outcome.CLOSED_BEFORE_RESOLVED
    if fact.resolved_at and fact.resolved_at < fact.opened_at:
        yield Outcome.RESOLVED_BEFORE_OPENED
    first = rows[0].fact
    if first is not None and fact.opened_at != first.opened_at:
        yield Outcome.OPENED_DIFFERS
    if place and not rules.changes:
        yield Outcome.TICKET_TWICE


@dataclass
class _Reading:
    """The rows of a sound ticket, read one after the other."""

    ref: str
    rules: Rules
    rows: list[Row] = field(default_factory=list[Row])
    codes: list[set[Outcome]] = field(default_factory=list[set[Outcome]])
    cycle_of: list[int] = field(default_factory=list[int])
    marks: set[str] = field(default_factory=set[str])
    cycles: list[PlannedCycle] = field(default_factory=list[PlannedCycle])
    pauses: list[PlannedPause] = field(default_factory=list[PlannedPause])
    entries: list[tuple[int, PlannedEntry]] = field(default_factory=list[tuple[int, PlannedEntry]])
    last: Fact | None = None

    def take(self, row: Row) -> None:
        """Read the next row."""
        fact, before = row.fact, self.last
        assert fact is not None  # sound tickets have readable rows only
        codes: set[Outcome] = set()
        self.rows.append(row)
        self.codes.append(codes)
        if row.mark in self.marks:
            codes.add(Outcome.DUPLICATE)
            self.cycle_of.append(0)
            return
        self.marks.add(row.mark)
        if not self.cycles:
            self.cycles.append(PlannedCycle(1, fact.opened_at))
        reopened = before is not None and before.state.solved and not fact.state.solved
        if reopened:
            self.cycles.append(PlannedCycle(len(self.cycles) + 1, max(fact.at, fact.opened_at)))
        self.cycle_of.append(len(self.cycles))
        codes |= set(_oddities(fact, before))
        kinds = _kinds(fact, before, reopened=reopened)
        if not kinds:
            codes.add(Outcome.NOTHING_CHANGED)
        for kind in kinds:
            at = fact.opened_at if kind == "opened" else fact.at
            self.entries.append((row.line, PlannedEntry(kind, len(self.cycles), at, before, fact)))
        self._wait(fact)
        self._reach(fact)
        self.last = fact

    def _wait(self, fact: Fact) -> None:
        """Begin and end stretches of waiting; a stretch without length is none."""
        at = max(fact.at, fact.opened_at)
        going = self.pauses[-1] if self.pauses and self.pauses[-1].ended_at is None else None
        if going is not None and going.state.word == fact.state.word:
            return
        if going is not None:
            going.ended_at = max(at, going.started_at)
            if going.ended_at == going.started_at:
                self.pauses.remove(going)
        if fact.state.waits:
            self.pauses.append(PlannedPause(len(self.cycles), fact.state, at))

    def _reach(self, fact: Fact) -> None:
        """Note when the rows themselves reach the end of a cycle, and the source's verdict on it."""
        cycle, at = self.cycles[-1], max(fact.at, fact.opened_at)
        if fact.state.solved:
            cycle.solution_at = cycle.solution_at or at
        if fact.state.status == Status.CLOSED:
            cycle.closed_at = cycle.closed_at or at
            cycle.resolution_met = fact.resolution_met
        if fact.responded_at is not None:
            self.cycles[0].responded_at = fact.responded_at
            self.cycles[0].response_met = fact.response_met

    def ticket(self) -> PlannedTicket | None:
        """Return the ticket; what columns say rules over what the rows reach."""
        last = self.last
        if last is None:
            return None
        end = self.cycles[-1]
        if self.rules.resolved:
            end.solution_at = last.resolved_at if last.state.solved else None
        if self.rules.closed:
            end.closed_at = last.closed_at if last.state.status == Status.CLOSED else None
        return PlannedTicket(self.ref, last.opened_at, last, self.cycles, self.pauses, self.entries)

    def told(self) -> tuple[Told, ...]:
        """Return the outcome of every row."""
        self._compare()
        return tuple(
            Told(row, min(codes, key=lambda code: code.order, default=Outcome.TAKEN))
            for row, codes in zip(self.rows, self.codes, strict=True)
        )

    def _compare(self) -> None:
        """Compare the rows of the last cycle with what the columns say of its end."""
        end = self.last
        if end is None or not end.state.solved:
            return
        unknown = {Outcome.RESOLVED_UNKNOWN, Outcome.CLOSED_UNKNOWN}
        for row, codes, cycle in zip(self.rows, self.codes, self.cycle_of, strict=True):
            if row.fact is None or cycle != len(self.cycles) or not row.fact.state.solved:
                continue
            closed = row.fact.state.status == Status.CLOSED
            if self.rules.resolved and end.resolved_at is None and Outcome.RESOLVED_UNKNOWN in unknown:
                unknown.remove(Outcome.RESOLVED_UNKNOWN)
                codes.add(Outcome.RESOLVED_UNKNOWN)
            elif self.rules.resolved and not closed and end.resolved_at not in {None, row.fact.at}:
                codes.add(Outcome.RESOLVED_DIFFERS)
            if not self.rules.closed or not closed or not self.rules.changes:
                continue
            if end.closed_at is None and Outcome.CLOSED_UNKNOWN in unknown:
                unknown.remove(Outcome.CLOSED_UNKNOWN)
                codes.add(Outcome.CLOSED_UNKNOWN)
            elif end.closed_at not in {None, row.fact.at}:
                codes.add(Outcome.CLOSED_DIFFERS)


def _oddities(fact: Fact, before: Fact | None) -> Iterator[Outcome]:
    if fact.at < fact.opened_at:
        yield Outcome.BEFORE_OPENED
    if fact.ambiguous:
        yield Outcome.AMBIGUOUS_TIME
    if before is None:
        return
    if fact.at < before.at:
        yield Outcome.OUT_OF_ORDER
    if fact.sequence is not None and before.sequence is not None and fact.sequence > before.sequence + 1:
        yield Outcome.CHANGES_MISSING


def _kinds(fact: Fact, before: Fact | None, *, reopened: bool) -> tuple[str, ...]:
    """Return which entries of the timeline a row makes."""
    if before is None:
        return ("opened",) if fact.state.status == Status.NEW else ("opened", "moved")
    if reopened:
        return ("reopened",)
    if fact.state.word != before.state.word:
        return ("moved",)
    same = all(getattr(fact, name) == getattr(before, name) for name in _WATCHED)
    return () if same else ("changed",)


#: What of a ticket may change besides its state.
_WATCHED = ("priority", "channel", "category", "team", "owner", "words", "response_met", "resolution_met")
