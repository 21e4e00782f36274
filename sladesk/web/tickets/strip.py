"""A clock's days as a strip of bars: figures for the picture, no markup (R3.8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sladesk.domain.sla.story import Day, Story, Stretch, StretchKind
from sladesk.web.format import WEEKDAYS
from sladesk.web.words import gettext as _

WIDTH = 702.0
_GAP, _DAY_GAP, _OFF = 15.0, 14.0, 32.0
_TOP, _HEIGHT = 19.5, 18.0
#: A clock that runs its whole course within this many seconds is drawn by itself, not by days.
_SHORT = 8 * 3600
#: How each kind of stretch is drawn.
CLASSES = {
    StretchKind.BEFORE: "free",
    StretchKind.USED: "used",
    StretchKind.PAUSED: "hole",
    StretchKind.LEFT: "free",
    StretchKind.LATE: "latebar",
    StretchKind.LATER: "later",
    StretchKind.OFF: "later",
}
#: Days up to this number are named one by one.
_NAMED = 9


@dataclass(frozen=True)
class Bar:
    """A rectangle: place and width in units of the strip, class of its kind."""

    x: float
    width: float
    css: str
    y: float = _TOP
    height: float = _HEIGHT


@dataclass(frozen=True)
class Mark:
    """A line with its words under the bars, or a day's name above them."""

    x: float
    text: str
    anchor: str = "start"
    strong: bool = False


@dataclass(frozen=True)
class Strip:
    """The whole picture."""

    bars: tuple[Bar, ...]
    days: tuple[Mark, ...]
    marks: tuple[Mark, ...]


class _Pen:
    """Lays days side by side, open time to scale, and remembers where each instant lies."""

    def __init__(self, days: Sequence[Day], start: int, end: int) -> None:
        self.days = days
        self.windows = [_windows(day.stretches, start, end) for day in days]
        fixed = sum(_OFF if not w else _GAP * (len(w) - 1) for w in self.windows) + _DAY_GAP * (len(days) - 1)
        total = sum(b - a for w in self.windows for a, b in w) or 1
        self.scale = max(0.0, WIDTH - fixed) / total
        self.edges: list[tuple[int, int, float]] = []
        self.lefts: list[float] = []
        self._lay()

    def _lay(self) -> None:
        x = 0.0
        for windows in self.windows:
            self.lefts.append(x)
            for place, (a, b) in enumerate(windows):
                x += _GAP if place else 0
                self.edges.append((a, b, x))
                x += (b - a) * self.scale
            x += _OFF if not windows else 0
            x += _DAY_GAP

    def at(self, t: int) -> float:
        """Where an instant lies; between two windows at the end of the one before."""
        last = 0.0
        for a, b, x in self.edges:
            if t < a:
                return last or x
            last = x + (min(t, b) - a) * self.scale
            if t <= b:
                return last
        return min(last, WIDTH)


def _windows(stretches: Iterable[Stretch], start: int, end: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for piece in stretches:
        a, b = max(piece.start, start), min(piece.end, end)
        if a >= b:
            continue
        if joined and joined[-1][1] == a:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return joined


def draw(story: Story) -> Strip:
    """Return the picture of a story."""
    zone = ZoneInfo(story.zone)
    first, last = story.state.started_at, max(story.due_at, story.state.stopped_at or story.now)
    short = last - first <= _SHORT
    edge = max(60, (last - first) // 20)
    start, end = (first - edge, last + edge) if short else (story.days[0].start, story.days[-1].end)
    pen = _Pen(story.days, start, end)
    return Strip(
        tuple(_bars(pen, start, end)), tuple(_days(pen, zone, story.now)), tuple(_marks(pen, story, zone))
    )


def _bars(pen: _Pen, start: int, end: int) -> Iterable[Bar]:
    for day, windows, left in zip(pen.days, pen.windows, pen.lefts, strict=True):
        if not windows:
            yield Bar(round(left, 1), _OFF, "off", 26.0, 5.0)
        for piece in day.stretches:
            a, b = max(piece.start, start), min(piece.end, end)
            if a < b:
                x = pen.at(a + 1) - pen.scale
                yield Bar(round(x, 1), round((b - a) * pen.scale, 1), CLASSES[piece.kind])


def _days(pen: _Pen, zone: ZoneInfo, now: int) -> Iterable[Mark]:
    today = datetime.fromtimestamp(now, zone).date()
    every = max(1, len(pen.days) // _NAMED)
    for place, (day, windows, left) in enumerate(zip(pen.days, pen.windows, pen.lefts, strict=True)):
        weekday = str(WEEKDAYS[day.day.weekday()])
        if place % every == 0 and (windows or len(pen.days) <= _NAMED):
            name = f"{day.day:%m-%d} {weekday}" if windows else weekday
            yield Mark(round(left, 1), name, strong=day.day == today)


def _marks(pen: _Pen, story: Story, zone: ZoneInfo) -> Iterable[Mark]:
    def clock(t: int) -> str:
        return f"{datetime.fromtimestamp(t, zone):%H:%M}"

    points = [(story.due_at, _("%(at)s due", at=clock(story.due_at)), True)]
    if story.state.stopped_at is not None:
        points.append((story.state.stopped_at, _("%(at)s done", at=clock(story.state.stopped_at)), True))
    else:
        points.append((story.now, _("now %(at)s", at=clock(story.now)), True))
    points.append((story.state.started_at, _("%(at)s started", at=clock(story.state.started_at)), False))
    placed: list[float] = []
    for t, text, strong in points:
        x = round(pen.at(t), 1)
        free = all(abs(x - other) > 90 for other in placed)
        anchor = "end" if x > WIDTH - 90 else "start" if x < 50 else "middle"
        yield Mark(x, text if free else "", anchor, strong)
        placed.append(x)
