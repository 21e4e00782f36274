"""Why a clock is due when it is, as data: sentence, sum, strip, pauses, changes, policies (R3.7, R3.8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sladesk.domain.sla.entries import ClockState, ClockStatus, Entry, EntryKind
from sladesk.domain.sla.folding import Tables, fold, table_of
from sladesk.domain.sla.hours import usual_day
from sladesk.domain.sla.policies import Choice
from sladesk.domain.sla.stretches import Day, Layout, Row, Stretch, StretchKind, rows, strip
from sladesk.domain.sla.targets import Mode, Target, due, span, used
from sladesk.domain.sla.waiting import Wait, Waited, beside

__all__ = [
    "Change",
    "Day",
    "Part",
    "Pause",
    "Row",
    "Story",
    "Stretch",
    "StretchKind",
    "Verdict",
    "imagine",
    "tell",
]

Params = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Part:
    """One clause: `target`, `peak`, `start`, `opening`, `paused`, `paused_now`, `due` or `moved`.

    The target says `days` when it is a whole number of its calendar's usual working days, else 0.
    """

    code: str
    params: Params


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause with the counted seconds it took out; `end` is None while it lasts, `seq` is its row's."""

    start: int
    end: int | None
    reason: str
    seconds: int
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A row that set or moved the due time (None while paused), with the row's own words for why."""

    entry: Entry
    due_before: int | None
    due_after: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A policy and whether it set the target; `reason` and `params` as in `policies.Rejected`."""

    policy: str
    taken: bool
    reason: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Story:
    """All that the page about one due time shows; times in epoch seconds, lengths in counted seconds.

    due_at: while paused the due time if the pause ended now. due_unpaused: what it would be without pauses.
    left is negative when late.
    """

    state: ClockState
    now: int
    zone: str
    target_seconds: int
    used: int
    left: int
    paused: int
    due_at: int
    due_unpaused: int
    sentence: tuple[Part, ...]
    rows: tuple[Row, ...]
    days: tuple[Day, ...]
    pauses: tuple[Pause, ...]
    changes: tuple[Change, ...]
    verdicts: tuple[Verdict, ...]
    waited: tuple[Waited, ...] = ()


def tell(
    entries: Sequence[Entry],
    tables: Tables,
    choice: Choice | None,
    now: int,
    *,
    zone: str = "Asia/Shanghai",
    kind: str = "",
    waits: Iterable[Wait] = (),
) -> Story:
    """The story of a clock at `now`; `zone` draws the days of a plain target that names no calendar.

    `waits` of its ticket are told beside a clock of a `kind`, whether they held it or not. Raises
    ImpossibleOrder for rows that cannot be.
    """
    state = fold(entries, tables)
    layout = _layout(state, tables, now, zone)
    target, table = state.target, layout.span.table
    pauses = _pauses(state, layout)
    unpaused = due(state.started_at, target, table_of(target, tables))
    counted = used(state.started_at, layout.until, target, table_of(target, tables), layout.holes)
    during = (w for w in waits if w.start < layout.until and (w.end is None or w.end > state.started_at))
    stood = [(pause.start, pause.end) for pause in pauses]
    return Story(
        state=state,
        now=now,
        zone=table.spec.zone if table is not None else layout.zone.key,
        target_seconds=layout.span.seconds,
        used=counted,
        left=layout.span.seconds - counted,
        paused=sum(pause.seconds for pause in pauses),
        due_at=layout.due_at,
        due_unpaused=unpaused,
        sentence=tuple(_sentence(state, layout, pauses, unpaused)),
        rows=rows(layout),
        days=strip(layout),
        pauses=pauses,
        changes=tuple(_changes(entries, tables)),
        verdicts=_verdicts(choice),
        waited=beside(kind, target, during, stood),
    )


def imagine(
    state: ClockState, tables: Tables, *, target: Target | None = None, without: Iterable[int] = ()
) -> ClockState:
    """What the clock would be with another target, or without some pauses (`seq` of their rows).

    A clock that is decided already stays as it is (R3.7). Nothing is stored.
    """
    if not state.going or state.breached_at is not None:
        return state
    kept: list[Entry] = []
    dropped, skipping = set(without), False
    for row in [step.rows[-1] for step in state.trail()][::-1]:
        skips = row.kind is EntryKind.PAUSE and row.seq in dropped
        if not skips and not (skipping and row.kind is EntryKind.RESUME):
            kept.append(row if target is None or row.target is None else replace(row, target=target))
        skipping = skips or (skipping and row.kind is not EntryKind.RESUME)
    return fold(kept, tables)


def _layout(state: ClockState, tables: Tables, now: int, zone: str) -> Layout:
    table = table_of(state.target, tables)
    until = now if state.stopped_at is None else state.stopped_at
    holes = state.holes
    if state.pause_since is not None and until > state.pause_since:
        holes = (*holes, (state.pause_since, until))
    projected = due(state.started_at, state.target, table, holes)
    return Layout(
        span=span(state.started_at, state.target, table),
        started_at=state.started_at,
        until=until,
        due_at=projected if state.breached_at is None else state.breached_at,
        holes=holes,
        reasons=_reasons(state, holes),
        zone=ZoneInfo(zone) if table is None else table.zone,
    )


def _reasons(state: ClockState, holes: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    said = _pause_rows(state)
    return tuple(str(said[begin].data.get("reason", "")) if begin in said else "" for begin, _ in holes)


def _pause_rows(state: ClockState) -> dict[int, Entry]:
    """The row of each pause by when it began; after a correction it is found by its true time."""
    found: dict[int, Entry] = {}
    for step in state.trail():
        row = step.rows[-1]
        if row.kind is EntryKind.PAUSE:
            found.setdefault(row.effective_at, row)
    return found


def _pauses(state: ClockState, layout: Layout) -> tuple[Pause, ...]:
    of = _pause_rows(state)
    return tuple(
        Pause(
            begin,
            None if begin == state.pause_since else end,
            reason,
            layout.span.between(begin, end),
            of[begin].seq if begin in of else 0,
        )
        for (begin, end), reason in zip(layout.holes, layout.reasons, strict=True)
    )


def _sentence(state: ClockState, layout: Layout, pauses: Sequence[Pause], unpaused: int) -> Iterable[Part]:
    target = state.target
    seconds, table = layout.span.seconds, layout.span.table
    day = usual_day(table.spec) if table is not None else 0
    days = seconds // day if day and seconds % day == 0 else 0
    named: Params = {"seconds": seconds, "mode": target.mode.value, "calendar": target.calendar or ""}
    yield Part("target", {**named, "days": days})
    if target.peak_seconds is not None and layout.span.seconds == target.peak_seconds != target.seconds:
        yield Part("peak", {"seconds": target.peak_seconds, "usual": target.seconds})
    yield Part("start", {"at": state.started_at})
    if target.mode is Mode.AFTER_OPENING and layout.span.origin > state.started_at:
        yield Part("opening", {"at": layout.span.origin})
    for reason in dict.fromkeys(pause.reason for pause in pauses):
        seconds = sum(pause.seconds for pause in pauses if pause.reason == reason)
        yield Part("paused", {"reason": reason, "seconds": seconds})
    if state.state is ClockStatus.PAUSED and state.pause_since is not None:
        yield Part("paused_now", {"since": state.pause_since})
    if layout.due_at == unpaused:
        yield Part("due", {"at": layout.due_at})
    else:
        yield Part("moved", {"from": unpaused, "to": layout.due_at})


def _changes(entries: Sequence[Entry], tables: Tables) -> Iterable[Change]:
    before: int | None = None
    for count, entry in enumerate(entries, start=1):
        after = fold(entries[:count], tables).due_at
        if entry.kind is EntryKind.RETARGET or (after is not None and after != before):
            yield Change(entry, before, after)
        before = before if after is None else after


def _verdicts(choice: Choice | None) -> tuple[Verdict, ...]:
    if choice is None:
        return ()
    others = [Verdict(line.policy, False, line.reason, line.params) for line in choice.rejected]
    behind = [line for line in others if line.reason == "earlier_wins"]
    ahead = [line for line in others if line.reason != "earlier_wins"]
    return (*ahead, Verdict(choice.policy.code, True, "", {}), *behind)
