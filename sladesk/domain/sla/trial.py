"""Past clocks judged again by other policies: met or missed then, met or missed now (R3.11).

Start, stop and pauses count as they were recorded, the facts of a ticket as they stand now; where the sets
name other ways of waiting, the tried one holds its clocks while the ticket waited so. Nothing changes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sladesk.domain.sla.calendars import CalendarTable
from sladesk.domain.sla.entries import Data, EntryKind
from sladesk.domain.sla.folding import Tables, table_of
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Facts, Policy, choose
from sladesk.domain.sla.targets import Hole, Mode, Target, due
from sladesk.domain.sla.trial_figures import Cell, Figures
from sladesk.domain.sla.waiting import Wait, clipped, other_ways

#: Verdicts, small numbers because there are millions: still running or ended without an answer, in time; met;
#: missed; no policy sets a target.
OPEN, MET, MISSED, NONE = range(4)
#: Besides its verdict the code of a past clock says: what it waited for happened; no policy had set it.
CLOSED, OUTSIDE = 4, 8
_MET = MET | CLOSED
_VERDICTS = 4


class Past(NamedTuple):
    """A clock as recorded.

    start: in epoch seconds. length: plain seconds until it was stopped or cancelled, or until it began to
    wait, or until the instant of the question while it runs.
    code: the verdict on record, with `CLOSED` and `OUTSIDE`.
    """

    key: int
    ticket: int
    kind: str
    start: int
    length: int
    code: int

    @property
    def end(self) -> int:
        """When it ended, in epoch seconds."""
        return self.start + self.length


class Found(NamedTuple):
    """A clock that has another verdict: on record, by the policies tried, by those that rule."""

    past: Past
    record: int
    tried: int
    present: int
    due: int | None
    policy: str


def shortest(target: Target) -> int:
    """The fewest seconds after its start at which a target can be due: calendars and pauses only add."""
    lengths = (target.seconds, target.after_opening_seconds, target.peak_seconds)
    return min(length for length in lengths if length is not None)


def judged(past: Past, target: Target, table: CalendarTable | None, holes: Sequence[Hole] = ()) -> int:
    """The verdict on a past clock by a target; an event at the due instant is in time (R3.12)."""
    if past.length > shortest(target):
        plain = not holes and target.mode is Mode.PLAIN and not target.peak
        if plain or past.end > due(past.start, target, table, holes):
            return MISSED
    return MET if past.code & CLOSED else OPEN


def holes_of(lines: Iterable[tuple[int, str, int, Data | None]], end: int) -> tuple[Hole, ...]:
    """The pauses of a clock up to its end.

    Arguments:
        lines: sequence number, kind, true time and, of corrections, data of its ledger's rows, in order; only
            pauses, resumes and corrections matter.
        end: as of `Past`.
    """
    rows = list(lines)
    corrected = (data or {} for _seq, kind, _at, data in rows if kind == EntryKind.CORRECT)
    moved = {data.get("seq"): data.get("at") for data in corrected}
    found, since = list[Hole](), None
    for seq, kind, at, _data in rows:
        true = moved.get(seq, at)
        if not isinstance(true, int):
            continue
        if kind == EntryKind.PAUSE:
            since = true
        elif kind == EntryKind.RESUME and since is not None:
            found.append((since, true))
            since = None
    if since is not None:
        found.append((since, end))
    return tuple((begin, min(finish, end)) for begin, finish in found if begin < min(finish, end))


@dataclass(slots=True)
class _Line:
    """Clocks of one kind on tickets alike: their targets, and what is counted of them.

    quick: a clock that was met and took no longer is met by both sets.
    counts: by verdict on record, tried and present.
    ways: what waiting holds it by the set that is tried, where the present one says otherwise.
    """

    facts: Facts
    kind: str
    tried: Target | None
    tried_table: CalendarTable | None
    policy: str
    present: Target | None
    present_table: CalendarTable | None
    present_policy: str
    quick: int
    met: int = 0
    counts: list[int] = field(default_factory=lambda: [0] * _VERDICTS**3)
    ways: tuple[str, ...] | None = None


class _Alike(dict[str, _Line]):
    """The lines of tickets alike, by kind, each made when it is first met."""

    __slots__ = ("make", "tickets")

    def __init__(self, make: Callable[[str], _Line]) -> None:
        super().__init__()
        self.make = make
        self.tickets = 0

    def __missing__(self, kind: str) -> _Line:
        line = self[kind] = self.make(kind)
        return line


class Rules:
    """The two sets side by side: what is tried, and what rules at present."""

    def __init__(self, tried: Sequence[Policy], present: Sequence[Policy], tables: Tables) -> None:
        self._sets = tried, present
        self._tables = tables
        self._chosen: dict[Facts, tuple[dict[str, tuple[Target, str]], ...]] = {}

    def chosen(self, facts: Facts) -> tuple[dict[str, tuple[Target, str]], ...]:
        """Target and policy by kind: of the set that is tried, and of the one that rules."""
        found = self._chosen.get(facts)
        if found is None:
            found = self._chosen[facts] = tuple(
                {str(kind): (one.target, one.policy.code) for kind, one in choose(policies, facts).items()}
                for policies in self._sets
            )
        return found

    def line(self, facts: Facts, kind: str) -> _Line:
        """What is to be known of clocks of a kind on tickets alike."""
        (tried, policy), (present, code) = (one.get(kind, (None, "")) for one in self.chosen(facts))
        lengths = [-1 if target is None else shortest(target) for target in (tried, present)]
        tables, ways = (self._table(tried), self._table(present)), other_ways(kind, tried, present)
        return _Line(facts, kind, tried, tables[0], policy, present, tables[1], code, min(lengths), ways=ways)

    def _table(self, target: Target | None) -> CalendarTable | None:
        return None if target is None else table_of(target, self._tables)


class Tally:
    """Counts past clocks, some thousand tickets after the others."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._alike: dict[Facts, _Alike] = {}
        self._of: dict[int, _Alike] = {}
        self._outside: Counter[str] = Counter()
        self._differ: Counter[str] = Counter()
        self._tickets = 0

    def tickets(self, facts: Iterable[tuple[int, Facts]]) -> None:
        """Take over the next tickets, in the place of those before."""
        self._of = {}
        for ticket, one in facts:
            alike = self._alike.get(one)
            if alike is None:
                alike = self._alike[one] = _Alike(lambda kind, one=one: self._rules.line(one, kind))
            alike.tickets += 1
            self._of[ticket] = alike
        self._tickets += len(self._of)

    def sift(self, rows: Iterable[tuple[int, int, str, int, int, int]]) -> list[Past]:
        """Count what is surely met by both sets; return what has to be looked at closely.

        Arguments:
            rows: plain values of `Past`, of tickets taken over last; others are left out.
        """
        close, of, outside = list[Past](), self._of, self._outside
        for row in rows:
            _key, ticket, kind, _start, length, code = row
            alike = of.get(ticket)
            if alike is None:
                continue
            line = alike[kind]
            if code == _MET and length <= line.quick:
                line.met += 1
            elif code & OUTSIDE:
                outside[kind if kind == ClockKind.PROMISE else "told"] += 1
            else:
                close.append(Past(*row))
        return close

    def otherwise_held(self, past: Past) -> bool:
        """Whether the set that is tried lets other ways of waiting hold a clock."""
        return self._of[past.ticket][past.kind].ways is not None

    def weigh(self, past: Past, holes: Sequence[Hole] = (), waits: Sequence[Wait] = ()) -> Found | None:
        """Count a clock by what both sets say of it; return it when somebody says otherwise than recorded."""
        line = self._of[past.ticket][past.kind]
        record, target = past.code & (CLOSED - 1), line.tried
        held = holes if line.ways is None else clipped(waits, line.ways, past.start, past.end)
        tried = NONE if target is None else judged(past, target, line.tried_table, held)
        present = tried
        if line.present != target or line.ways is not None:
            present = NONE if line.present is None else judged(past, line.present, line.present_table, holes)
        line.counts[(record * _VERDICTS + tried) * _VERDICTS + present] += 1
        if record == tried == present:
            return None
        limit = None if target is None else due(past.start, target, line.tried_table, held)
        return Found(past, record, tried, present, limit, line.policy)

    def explain(self, found: Found, policy: str | None, calendar: str | None) -> None:
        """Note why the present policies say otherwise than what is on record.

        Arguments:
            policy: code of the policy that had set the clock; None when its set rules no longer.
            calendar: key of the calendar version it ran on.
        """
        line = self._of[found.past.ticket][found.past.kind]
        if policy is None:
            self._differ["version"] += 1
        elif policy != line.present_policy:
            self._differ["facts"] += 1
        elif line.present is not None and calendar != line.present.calendar:
            self._differ["calendar"] += 1
        else:
            self._differ["other"] += 1

    def figures(self) -> Figures:
        """What was counted so far."""
        cells: dict[tuple[str, str, str], Cell] = {}
        fresh, gone = Counter[str](), Counter[str]()
        for facts, alike in self._alike.items():
            tried, present = self._rules.chosen(facts)
            fresh.update(dict.fromkeys(tried.keys() - present.keys(), alike.tickets))
            gone.update(dict.fromkeys(present.keys() - tried.keys(), alike.tickets))
            for line in alike.values():
                cell = _cell(line)
                if cell.counted:
                    key = cell.key
                    cells[key] = cells[key].plus(cell) if key in cells else cell
        looked = sum(cell.then_met + cell.then_missed for cell in cells.values())
        return Figures(
            tickets=self._tickets,
            looked=looked,
            cells=tuple(cells[key] for key in sorted(cells)),
            fresh=dict(fresh),
            gone=dict(gone),
            outside=dict(self._outside),
            differ=dict(self._differ),
        )


def _cell(line: _Line) -> Cell:
    """The figures of a line, whatever the present set says."""
    named = Cell(line.facts.channel or "", line.facts.priority or "", line.kind, line.met, 0, line.met)
    if not any(line.counts):
        return named

    def of(records: Sequence[int], verdicts: Sequence[int]) -> int:
        return sum(
            sum(line.counts[(record * _VERDICTS + tried) * _VERDICTS :][:_VERDICTS])
            for record in records
            for tried in verdicts
        )

    every = (OPEN, MET, MISSED, NONE)
    return replace(
        named,
        then_met=line.met + of((MET,), every),
        then_missed=of((MISSED,), every),
        now_met=line.met + of(every, (MET,)),
        now_missed=of(every, (MISSED,)),
        better=of((MISSED,), (MET, OPEN)),
        worse=of((MET, OPEN), (MISSED,)),
        lost=of((MET, MISSED), (NONE,)),
    )
