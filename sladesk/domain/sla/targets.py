"""Targets: how long a kind of clock may run, and when it is due with pauses cut out (R3.1, R3.2, R3.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from sladesk.domain.sla.calendars import CalendarTable
from sladesk.domain.sla.errors import BadTarget
from sladesk.domain.sla.hours import CalendarSpec, usual_day
from sladesk.domain.sla.peaks import Peak, Peaks

SHORTEST_WARNED = 300
"""Seconds; a shorter target gets no warnings (R3.9)."""

Hole = tuple[int, int]
"""A pause [from, to) in epoch seconds, cut out of the counted time."""


class Mode(StrEnum):
    """How a target counts: open time of its calendar, plain time, or plain time from the next opening."""

    WORKING = "working"
    PLAIN = "plain"
    AFTER_OPENING = "after_opening"


_WORKING = Mode.WORKING  # looking a member up in its class costs a tenth of a due time on Python 3.11


@dataclass(frozen=True, slots=True)
class Target:
    """How long a clock may run.

    calendar: key of a calendar version; working time, after opening and peaks need one.
    after_opening_seconds: due that long after the next opening for what arrives while closed (R3.2, WeChat).
    peak, peak_seconds: hours and seasons in which an arrival gets the longer target; not if `regulated`.
    told: another desk says whether it was kept, not how long it was (decision 33): never due, 0 seconds.
    held_by: ways of waiting in which it stands still; None: those usual for the kind of clock (R3.6).
    """

    seconds: int
    mode: Mode = Mode.PLAIN
    calendar: str | None = None
    after_opening_seconds: int | None = None
    peak: Peaks = ()
    peak_seconds: int | None = None
    regulated: bool = False
    told: bool = False
    held_by: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.seconds < 0 or (self.after_opening_seconds or 0) < 0 or (self.peak_seconds or 0) < 0:
            raise BadTarget("negative")
        if self.calendar is None and (self.mode is not Mode.PLAIN or self.peak):
            raise BadTarget("calendar_missing")
        if (self.mode is Mode.AFTER_OPENING) != (self.after_opening_seconds is not None):
            raise BadTarget("after_opening")
        if bool(self.peak) != (self.peak_seconds is not None):
            raise BadTarget("peak")
        if self.told and (self.seconds or self.mode is not Mode.PLAIN):
            raise BadTarget("told")

    @classmethod
    def until(cls, start: int, promised: int) -> "Target":
        """The target of a promise: due at the promised instant, in plain time (R3.12)."""
        if promised < start:
            raise BadTarget("promised_in_the_past")
        return cls(promised - start)

    def unrelaxed(self) -> "Target":
        """The same target without its peaks: a site may switch them off (R3.2)."""
        return replace(self, peak=(), peak_seconds=None) if self.peak else self

    def on(self, calendar: str) -> "Target":
        """The same target on another calendar version."""
        return replace(self, calendar=calendar)

    def carried(self, old: CalendarSpec, new: CalendarSpec, key: str) -> "Target":
        """The same target on another calendar; whole working days stay as many days, others as long."""
        length = usual_day(old)
        days, rest = divmod(self.seconds, length) if length else (0, self.seconds)
        if self.mode is not Mode.WORKING or rest or not days:
            return self.on(key)
        return replace(self, seconds=days * usual_day(new), calendar=key)

    def to_json(self) -> dict[str, object]:
        """The form stored with a ledger or policy row; what is at its default is left out."""
        stored: dict[str, object] = {"seconds": self.seconds, "mode": self.mode.value}
        if self.calendar is not None:
            stored["calendar"] = self.calendar
        if self.after_opening_seconds is not None:
            stored["after_opening_seconds"] = self.after_opening_seconds
        if self.peak_seconds is not None:
            stored |= {"peak": [str(peak) for peak in self.peak], "peak_seconds": self.peak_seconds}
        if self.regulated:
            stored["regulated"] = True
        if self.told:
            stored["told"] = True
        if self.held_by is not None:
            stored["held_by"] = list(self.held_by)
        return stored

    @classmethod
    def from_json(cls, stored: "dict[str, object]") -> "Target":
        """Read what `to_json` wrote. Raises BadTarget("json") when a part has the wrong type."""
        calendar, peak, ways = stored.get("calendar"), stored.get("peak", []), stored.get("held_by")
        if not (calendar is None or isinstance(calendar, str)) or not isinstance(peak, list):
            raise BadTarget("json")
        if not (ways is None or isinstance(ways, list)):
            raise BadTarget("json")
        return cls(
            seconds=_whole(stored.get("seconds")),
            mode=Mode(str(stored.get("mode"))),
            calendar=calendar,
            after_opening_seconds=_whole_or_none(stored.get("after_opening_seconds")),
            peak=tuple(Peak.parse(str(text)) for text in peak),
            peak_seconds=_whole_or_none(stored.get("peak_seconds")),
            regulated=bool(stored.get("regulated", False)),
            told=bool(stored.get("told", False)),
            held_by=None if ways is None else tuple(map(str, ways)),
        )


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise BadTarget("json")
    return value


def _whole_or_none(value: object) -> int | None:
    return None if value is None else _whole(value)


class Span(NamedTuple):
    """A target resolved for one start: from `origin` on, `seconds` of `table`'s open time (plain if None)."""

    origin: int
    seconds: int
    table: CalendarTable | None

    def add(self, t: int, seconds: int) -> int:
        """When `seconds` of counted time have passed since `t`; nothing counts before the origin."""
        t = max(t, self.origin)
        return t + seconds if self.table is None else self.table.add(t, seconds)

    def between(self, a: int, b: int) -> int:
        """Counted seconds in [a, b)."""
        a = max(a, self.origin)
        if b <= a:
            return 0
        return b - a if self.table is None else self.table.open_between(a, b)


def span(start: int, target: Target, table: CalendarTable | None) -> Span:
    """Resolve mode and peak of a target for a clock that starts at `start` (epoch seconds).

    Raises BadTarget("calendar_missing") when the target needs a table and none is given.
    """
    if target.mode is Mode.PLAIN and not target.peak:
        return Span(start, target.seconds, None)
    if table is None:
        raise BadTarget("calendar_missing")
    seconds = target.seconds
    if target.peak_seconds is not None and not target.regulated and in_peak(start, target, table):
        seconds = target.peak_seconds
    if target.mode is Mode.WORKING:
        return Span(start, seconds, table)
    if target.after_opening_seconds is None or table.is_open(start):
        return Span(start, seconds, None)
    return Span(table.next_opening(start), target.after_opening_seconds, None)


def in_peak(at: int, target: Target, table: CalendarTable) -> bool:
    """Whether the local clock of the target's calendar shows a peak hour at `at` (half-open)."""
    local = table.local(at)
    return any(peak.covers(local) for peak in target.peak)


def due(start: int, target: Target, table: CalendarTable | None, holes: Sequence[Hole] = ()) -> int:
    """The due instant of a clock started at `start`, with the pauses cut out; holes are in order and apart.

    A pause that begins at or before the due instant postpones it by the counted time it covers; later ones
    change nothing. An event at the due instant is in time (R3.12).
    """
    if table is not None and target.mode is _WORKING and target.seconds > 0 and not target.peak:
        if not holes:
            return table.add(start, target.seconds)
        quick = table.add_around(start, target.seconds, holes)
        if quick is not None:
            return quick
    resolved = span(start, target, table)
    return due_after(resolved, resolved.seconds, start, holes)


def due_after(resolved: Span, seconds: int, start: int, holes: Sequence[Hole]) -> int:
    """When `seconds` of counted time outside the holes have passed since `start`."""
    at, left = start, seconds
    for begin, end in holes:
        used_up = resolved.between(at, begin)
        if used_up > left or (used_up == left and resolved.add(at, left) < begin):
            break
        left -= used_up
        at = end
    return resolved.add(at, left)


def used(start: int, at: int, target: Target, table: CalendarTable | None, holes: Sequence[Hole] = ()) -> int:
    """Counted seconds from `start` to `at`, with the pauses cut out."""
    resolved = span(start, target, table)
    total = resolved.between(start, at)
    return total - sum(
        resolved.between(max(begin, start), min(end, at)) for begin, end in holes if begin < at
    )


def warnings(
    start: int, target: Target, table: CalendarTable | None, holes: Sequence[Hole] = ()
) -> tuple[int | None, int | None]:
    """When 50 % and 80 % of the target are used up; (None, None) for targets under five minutes (R3.9)."""
    resolved = span(start, target, table)
    if resolved.seconds < SHORTEST_WARNED:
        return None, None
    half, most = (resolved.seconds * share // 100 for share in (50, 80))
    return due_after(resolved, half, start, holes), due_after(resolved, most, start, holes)
