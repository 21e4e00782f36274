"""A clock's days one below the other, hour by hour: figures for the picture, no markup (R3.8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sladesk.domain.sla.story import Day, Story, Stretch, StretchKind
from sladesk.web.format import WEEKDAYS
from sladesk.web.tickets.strip import CLASSES
from sladesk.web.words import gettext as _

#: Units of the picture: where the hours begin and end, height of the axis, of a day, of its bar.
LEFT, RIGHT, AXIS, ROW, BAR = 92.0, 764.0, 22.0, 27.0, 19.0
_HOUR = 3600
#: A bar this wide has room for words; two marks nearer than this share a side.
_ROOMY, _NEAR = 64.0, 96.0
_DRAWN = frozenset({StretchKind.USED, StretchKind.PAUSED, StretchKind.LEFT, StretchKind.LATE})
#: On these bars words are light.
_FILLED = {StretchKind.USED: "inv", StretchKind.LATE: "over"}


@dataclass(frozen=True)
class Bar:
    """A stretch of a day: place and width, class of its kind, words where they have room."""

    x: float
    width: float
    css: str
    text: str = ""


@dataclass(frozen=True)
class Mark:
    """An instant: a line across the day's bar with its words on one side, coloured for what is below."""

    x: float
    text: str
    anchor: str
    css: str


@dataclass(frozen=True)
class DayRow:
    """One day, or a run of days without open time."""

    y: float
    name: str
    today: bool
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class DayBars:
    """The whole picture."""

    height: float
    hours: tuple[tuple[float, str], ...]
    rows: tuple[DayRow, ...]


class _Pen:
    """The hours that are drawn, and where an instant of a day lies."""

    def __init__(self, story: Story) -> None:
        times = [t for day in story.days for piece in day.stretches for t in _edges(day, piece)]
        points = (story.state.started_at, story.now, story.due_at)
        times += [
            t - day.start for day in story.days if day.stretches for t in points if day.start <= t < day.end
        ]
        margin = _HOUR if len(story.days) == 1 else 0
        self.low = max(0, (min(times, default=8 * _HOUR) - margin) // _HOUR * _HOUR)
        high = max(times, default=20 * _HOUR) + margin
        self.high = max(self.low + 2 * _HOUR, min(24 * _HOUR, -(-high // _HOUR) * _HOUR))

    def at(self, day: Day, t: int) -> float:
        share = (min(max(t - day.start, self.low), self.high) - self.low) / (self.high - self.low)
        return round(LEFT + share * (RIGHT - LEFT), 1)

    def hours(self) -> Iterable[tuple[float, str]]:
        step = next(n for n in (1, 2, 3, 4, 6) if (self.high - self.low) // (n * _HOUR) <= 8)
        for hour in range(self.low // _HOUR, self.high // _HOUR + 1, step):
            share = (hour * _HOUR - self.low) / (self.high - self.low)
            yield round(LEFT + share * (RIGHT - LEFT), 1), f"{hour:02}:00"


def _edges(day: Day, piece: Stretch) -> tuple[int, ...]:
    """What has to be seen of a stretch, in seconds of its day."""
    return (piece.start - day.start, piece.end - day.start) if piece.kind in _DRAWN else ()


def draw(story: Story) -> DayBars:
    """Return the picture of a story; days without open time are drawn as one line."""
    pen, rows, y = _Pen(story), list[DayRow](), AXIS
    today = datetime.fromtimestamp(story.now, ZoneInfo(story.zone)).date()
    for run in _runs(story.days):
        name = _name(run[0])
        if len(run) > 1:
            name = f"{run[0].day:%m-%d} – {run[-1].day:%m-%d}"
        marks = tuple(mark for day in run for mark in _marks(pen, story, day))
        bars = tuple(_bars(pen, run[0], marks))
        rows.append(DayRow(y, name, today in {day.day for day in run}, bars, marks))
        y += ROW
    return DayBars(y + 4, tuple(pen.hours()), tuple(rows))


def _runs(days: Sequence[Day]) -> Iterable[list[Day]]:
    """Yield each day by itself, days without open time together."""
    run: list[Day] = []
    for day in days:
        if day.stretches or (run and run[-1].stretches):
            if run:
                yield run
            run = [day]
        else:
            run.append(day)
    if run:
        yield run


def _name(day: Day) -> str:
    return f"{day.day:%m-%d} {WEEKDAYS[day.day.weekday()]}"


def _bars(pen: _Pen, day: Day, marks: Sequence[Mark]) -> Iterable[Bar]:
    """Yield the bars of a day; words of their own stand where those of an instant leave them room."""
    words = {StretchKind.PAUSED: _("paused"), StretchKind.LEFT: _("left"), StretchKind.USED: _("used")}
    for piece in day.stretches:
        x, end = pen.at(day, piece.start), pen.at(day, piece.end)
        if end > x:
            taken = any(x <= mark.x <= end and mark.text for mark in marks)
            text = words.get(piece.kind, "") if end - x >= (3 * _NEAR if taken else _ROOMY) else ""
            yield Bar(x, round(end - x, 1), CLASSES[piece.kind], text)


def _marks(pen: _Pen, story: Story, day: Day) -> Iterable[Mark]:
    zone = ZoneInfo(story.zone)

    def clock(t: int) -> str:
        return f"{datetime.fromtimestamp(t, zone):%H:%M}"

    points = [(story.state.started_at, _("%(at)s started", at=clock(story.state.started_at)))]
    if story.state.stopped_at is None:
        points.append((story.now, _("now %(at)s", at=clock(story.now))))
    else:
        points.append((story.state.stopped_at, _("%(at)s done", at=clock(story.state.stopped_at))))
    points.append((story.due_at, _("%(at)s due", at=clock(story.due_at))))
    here = sorted((pen.at(day, t), text) for t, text in points if day.start <= t < day.end)
    for place, (x, text) in enumerate(here):
        near_next = place + 1 < len(here) and here[place + 1][0] - x < _NEAR
        near_last = place > 0 and x - here[place - 1][0] < _NEAR
        before, after = _below(pen, day, x - 1), _below(pen, day, x + 1)
        free = after in _FILLED and before not in _FILLED and not near_last
        left = x > RIGHT - _NEAR or ((near_next or free) and x > LEFT + _NEAR)
        css = _FILLED.get(before if left else after, "t on")
        yield Mark(x, "" if left and near_last else text, "end" if left else "start", css)


def _below(pen: _Pen, day: Day, x: float) -> StretchKind:
    """Return what is drawn at a place of a day; before and after all stretches nothing is."""
    found = (piece.kind for piece in day.stretches if pen.at(day, piece.start) <= x <= pen.at(day, piece.end))
    return next(found, StretchKind.OFF)
