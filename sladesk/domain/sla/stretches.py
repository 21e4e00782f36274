"""A clock's time laid out stretch by stretch: what was used, paused, off, left (R3.8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from sladesk.domain.sla.calendars import CalendarTable, local_instant
from sladesk.domain.sla.targets import Hole, Span

MOST_DAYS = 62
"""A strip shows no more days than this; a longer one would not be read."""


class StretchKind(StrEnum):
    """What a stretch counts as; `before` and `later` are open time outside the clock, only drawn."""

    BEFORE = "before"
    USED = "used"
    PAUSED = "paused"
    OFF = "off"
    LEFT = "left"
    LATE = "late"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch [start, end) of open time on one day of the strip."""

    start: int
    end: int
    kind: StretchKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One line of the strip: a local day and its open time; no stretches on a day off."""

    day: date
    start: int
    end: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sum: `seconds` of counted time in [start, end) (deducted if paused) and the sum so far.

    reason: of a pause; `holiday` or `closed` of days off, `opening` while an arrival waits for the opening.
    """

    start: int
    end: int
    kind: StretchKind
    seconds: int
    cumulative: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a clock's time is cut by: start, the present or its end, due time, pauses with their reasons."""

    span: Span
    started_at: int
    until: int
    due_at: int
    holes: tuple[Hole, ...]
    reasons: tuple[str, ...]
    zone: ZoneInfo

    @property
    def end(self) -> int:
        """The later of the present (or the clock's end) and the due time."""
        return max(self.until, self.due_at)

    def counted(self, a: int, b: int) -> list[tuple[int, int]]:
        """The stretches of [a, b) in which the target's time passes."""
        if self.span.table is not None:
            return self.span.table.windows(a, b)
        return [(a, b)] if b > a else []

    def pieces(self, a: int, b: int) -> Iterator[Stretch]:
        """The counted stretches of [a, b), cut wherever their kind changes."""
        cuts = {self.started_at, self.span.origin, self.until, self.due_at}
        cuts.update(at for hole in self.holes for at in hole)
        for start, end in self.counted(a, b):
            points = [start, *sorted(at for at in cuts if start < at < end), end]
            for here, there in pairwise(points):
                yield self._piece(here, there)

    def _piece(self, start: int, end: int) -> Stretch:
        for (begin, finish), reason in zip(self.holes, self.reasons, strict=True):
            if begin <= start < finish:
                return Stretch(start, end, StretchKind.PAUSED, reason)
        if start < self.started_at:
            return Stretch(start, end, StretchKind.BEFORE)
        if start < self.span.origin:
            return Stretch(start, end, StretchKind.OFF, "opening")
        in_time, past = start < self.due_at, start < self.until
        if past:
            return Stretch(start, end, StretchKind.USED if in_time else StretchKind.LATE)
        return Stretch(start, end, StretchKind.LEFT if in_time else StretchKind.LATER)

    def local_day(self, t: int) -> date:
        """The local date at an instant."""
        return datetime.fromtimestamp(t, self.zone).date()

    def midnight(self, day: date) -> int:
        """The instant at which a local day begins."""
        return local_instant(day, 0, self.zone)


def strip(layout: Layout) -> tuple[Day, ...]:
    """One line a local day from the start to the end, at most MOST_DAYS."""
    first, last = (
        layout.local_day(layout.started_at),
        layout.local_day(max(layout.started_at, layout.end - 1)),
    )
    count = min((last - first).days + 1, MOST_DAYS)
    days = (first + timedelta(days=at) for at in range(count))
    return tuple(_day(layout, day) for day in days)


def _day(layout: Layout, day: date) -> Day:
    start, end = layout.midnight(day), layout.midnight(day + timedelta(days=1))
    return Day(day, start, end, tuple(layout.pieces(start, end)))


def rows(layout: Layout) -> tuple[Row, ...]:
    """The sum line by line: each day's used and left time, pauses, days off, what came after the due time."""
    lines = [*_counted_rows(layout), *_pause_rows(layout)]
    lines.sort(key=lambda row: (row.start, row.end))
    lines = sorted([*lines, *_off_rows(layout, lines)], key=lambda row: (row.start, row.end))
    total = 0
    summed: list[Row] = []
    for row in lines:
        total += row.seconds if row.kind in _SUMMED else 0
        summed.append(Row(row.start, row.end, row.kind, row.seconds, total, row.reason))
    return tuple(summed)


_SUMMED = frozenset({StretchKind.USED, StretchKind.LEFT, StretchKind.LATE})


def _counted_rows(layout: Layout) -> Iterator[Row]:
    open_row: Row | None = None
    for piece in layout.pieces(layout.started_at, layout.end):
        if piece.kind is StretchKind.PAUSED:
            if open_row is not None:
                yield open_row
            open_row = None
            continue
        length = 0 if piece.kind is StretchKind.OFF else piece.end - piece.start
        if open_row is not None and _together(layout, open_row, piece):
            open_row = Row(open_row.start, piece.end, piece.kind, open_row.seconds + length, 0, piece.reason)
            continue
        if open_row is not None:
            yield open_row
        open_row = Row(piece.start, piece.end, piece.kind, length, 0, piece.reason)
    if open_row is not None:
        yield open_row


def _together(layout: Layout, row: Row, piece: Stretch) -> bool:
    same_day = layout.local_day(row.start) == layout.local_day(piece.start)
    return row.kind is piece.kind and (same_day or piece.kind in (StretchKind.LATE, StretchKind.OFF))


def _pause_rows(layout: Layout) -> Iterator[Row]:
    for (begin, end), reason in zip(layout.holes, layout.reasons, strict=True):
        yield Row(begin, end, StretchKind.PAUSED, layout.span.between(begin, end), 0, reason)


def _off_rows(layout: Layout, lines: Iterable[Row]) -> Iterator[Row]:
    """Whole local days without counted time between start and end, unless a pause or lateness covers them."""
    table = layout.span.table
    if table is None:
        return
    covered = [(row.start, row.end) for row in lines]
    run: Row | None = None
    for line in strip(layout):
        off = not line.stretches and not any(start < line.end and line.start < end for start, end in covered)
        if off and run is not None and run.end == line.start and run.reason == _why_off(table, line.day):
            run = Row(run.start, line.end, StretchKind.OFF, 0, 0, run.reason)
            continue
        if run is not None:
            yield run
        run = Row(line.start, line.end, StretchKind.OFF, 0, 0, _why_off(table, line.day)) if off else None
    if run is not None:
        yield run


def _why_off(table: CalendarTable, day: date) -> str:
    return "holiday" if table.spec.exceptions.get(day) == () and table.spec.week[day.weekday()] else "closed"
