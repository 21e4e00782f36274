"""When people ask: requests by weekday and hour, the seats that takes, and each day's number (R9.5)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import ceil

from flask_babel import gettext as _

from sladesk.reports.charts.shapes import (
    AXIS,
    SMALL,
    VALUE,
    Box,
    Cell,
    Chart,
    Label,
    Line,
    Shape,
    number,
    rule,
    step,
    wide,
    words,
)
from sladesk.reports.document import Document
from sladesk.reports.saying import cases, count, rounded, short_day, weekday

_LEFT, _COLUMN, _ROW = 34.0, 22.2, 22.0
#: The hours of a day as columns: the small hours share one.
HOURS: tuple[tuple[int, ...], ...] = (tuple(range(7)), *((hour,) for hour in range(7, 24)))
#: How many columns the frame of the busiest time spans.
_FRAME = 2
#: Of fewer requests no time is called the busiest.
FEW = 20


def means(document: Document) -> dict[tuple[int, int], float]:
    """Return requests a day by weekday and place of the column, over the days of that weekday there were."""
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for cell in document.heat:
        sums[cell.weekday, max(0, cell.hour - 6)] += cell.n
    return {
        key: n / document.weekdays[key[0] - 1] for key, n in sums.items() if document.weekdays[key[0] - 1]
    }


def busiest(found: Mapping[tuple[int, int], float]) -> int:
    """Return the place of the first of the two busiest neighbouring hours; the small hours apart."""
    totals = [sum(n for (_day, place), n in found.items() if place == column) for column in range(len(HOURS))]
    return max(range(1, len(HOURS) - 1), key=lambda place: totals[place] + totals[place + 1])


def heat(document: Document) -> Chart | None:
    """Draw a day's requests by weekday and hour, the two busiest hours framed."""
    found = means(document)
    framed = sum(day.n for day in document.days) >= FEW
    days = [day for day in range(1, 8) if document.weekdays[day - 1]]
    if not found:
        return None
    classes = thresholds(max(found.values()))
    digits = 0 if max(found.values()) >= 5 else 1
    totals = {day: sum(n for (of, _place), n in found.items() if of == day) for day in days}
    behind = _single(document)
    shapes: list[Shape] = [
        Label(_LEFT + _COLUMN * (place + 0.5), 12.4, _hours(hours), AXIS, "middle", "soft")
        for place, hours in enumerate(HOURS)
    ]
    shapes.append(Label(461.6, 12.4, _("a day"), AXIS, "end", "soft"))
    for place, day in enumerate(days):
        y, top = 20 + _ROW * place, totals[day] == max(totals.values())
        shapes.append(Label(29, y + 11, weekday(day), VALUE, "end", bold=top and len(days) > 1))
        for column in range(len(HOURS)):
            mean = found.get((day, column), 0.0)
            shapes += _cell(
                mean,
                classes,
                _LEFT + _COLUMN * column,
                y,
                digits,
                behind.get((day, column), ""),
                f"{weekday(day)} {_hours(HOURS[column])}",
            )
        shapes.append(Label(461.6, y + 11, str(rounded(totals[day], digits)), VALUE, "end", bold=True))
    frame = busiest(found)
    if framed:
        shapes.append(
            Box(_LEFT + _COLUMN * frame - 0.4, 19.6, _COLUMN * _FRAME, _ROW * len(days), "none", "miss", 1.6)
        )
    return Chart(
        "heat",
        _("Requests a day by weekday and hour"),
        _("The darker a field, the more requests; the frame marks the two busiest hours"),
        22 + _ROW * len(days),
        shapes,
        ("", *(_hours(hours) for hours in HOURS), _("a day")),
        [_heat_row(day, found, totals[day], digits) for day in days],
    )


def _heat_row(day: int, found: Mapping[tuple[int, int], float], total: float, digits: int) -> list[Cell]:
    cells = [number(str(rounded(found.get((day, place), 0.0), digits))) for place in range(len(HOURS))]
    return [words(weekday(day)), *cells, number(str(rounded(total, digits)))]


def _single(document: Document) -> dict[tuple[int, int], str]:
    """Return the keys of fields that stand for one hour of a weekday."""
    return {(cell.weekday, cell.hour - 6): cell.behind for cell in document.heat if cell.hour > 6}


def _hours(hours: Sequence[int]) -> str:
    return f"{hours[0]}–{hours[-1]}" if len(hours) > 1 else str(hours[0])


def thresholds(top: float) -> list[float]:
    """Return where the five darker tones begin: half a round step, and a step each."""
    width = step(top, 6)
    return [width * (part + 0.5) for part in range(5)]


def _cell(
    mean: float, classes: Sequence[float], x: float, y: float, digits: int, behind: str, when: str
) -> list[Shape]:
    tone = sum(mean >= begin for begin in classes)
    said = str(rounded(mean, digits)) if mean else ""
    return [
        Box(
            x,
            y,
            _COLUMN - 0.7,
            _ROW - 0.7,
            f"heat{tone}",
            behind=behind if mean else "",
            said=f"{when}: {said}",
        ),
        Label(x + _COLUMN / 2 - 0.3, y + 11.2, said, SMALL, "middle", "paper" if tone > 3 else "text"),
    ]


_BASE, _HIGH = 132.0, 110.0


def seats(document: Document) -> Chart | None:
    """Draw the seats that telephone and chat take on working days, hour by hour."""
    lines = [line for line in document.staff if line.hour > 5]
    top = max((line.seats for line in lines), default=0)
    if not top:
        return None
    each = max(1, ceil(step(top, 4)))
    marks = top // each + 1  # room for the number above the highest step
    scale = _HIGH / (each * marks)
    shapes: list[Shape] = [
        Label(_LEFT, 6.4, _("Seats (working days, telephone and chat)"), SMALL, "start", "soft")
    ]
    for mark in range(marks + 1):
        y = _BASE - mark * each * scale
        shapes += [
            rule(_LEFT, y, 434, "rule3" if mark else "rule"),
            Label(29, y, str(mark * each), AXIS, "end", "soft"),
        ]
    points: list[tuple[float, float]] = []
    for line in lines:
        x, y = _LEFT + _COLUMN * (line.hour - 6), _BASE - line.seats * scale
        peak = line.seats == top
        told = _("%(hour)s:00: %(seats)s seats", hour=line.hour, seats=line.seats)
        shapes += [
            Box(x, y, _COLUMN - 0.7, _BASE - y, "ink3", said=told),
            Label(x + _COLUMN / 2, _BASE + 7.4, str(line.hour), AXIS, "middle", "soft"),
            Label(x + _COLUMN / 2, y - 7, str(line.seats), VALUE, "middle", "ink", bold=peak),
        ]
        points += [(x, y), (x + _COLUMN, y)]
    shapes.append(Line(points, "ink", 1.8))
    return Chart(
        "seats",
        _("Seats needed by hour"),
        _("Steps: seats needed in each hour of a working day"),
        _BASE + 14,
        shapes,
        (_("Hour"), _("Contacts"), _("Seats")),
        [
            (words(f"{line.hour}:00"), number(str(rounded(line.busy, 0))), number(str(line.seats)))
            for line in lines
        ],
    )


_FLOOR, _TALL, _RIGHT = 84.0, 69.7, 468.0


def daily(document: Document) -> Chart | None:
    """Draw each day's requests beside the daily mean of the period before."""
    if not any(day.n for day in document.days):
        return None
    most, mean = max(day.n for day in document.days), document.mean_before
    each = max(1.0, step(max(most, mean or 0), 3))
    marks = ceil(max(most, mean or 0) / each)
    scale = _TALL / (each * marks)
    said: list[str] = [] if mean is None else [_("Mean before"), cases(int(rounded(mean, 0)))]
    right = _RIGHT - max((wide(line, SMALL) + 4 for line in said), default=0.0)
    shapes: list[Shape] = []
    for mark in range(marks + 1):
        y = _FLOOR - mark * each * scale
        shapes += [
            rule(_LEFT, y, right, "rule3" if mark else "rule"),
            Label(29, y, f"{mark * each:,.10g}", AXIS, "end", "soft"),
        ]
    shapes += _columns(document, scale, most, right)
    if mean is not None:
        y = _FLOOR - mean * scale
        shapes.append(Line(((_LEFT, y), (right, y)), "soft", 1, "3 2"))
        first = min(max(y - 5, 6), _FLOOR - 11)  # behind the line's end, where no column stands
        shapes += [Label(_RIGHT, first + 10 * n, line, SMALL, "end", "soft") for n, line in enumerate(said)]
    return Chart(
        "daily",
        _("Requests by day"),
        _("Dark: working days; light: others; dashed line: daily mean of the period before"),
        100,
        shapes,
        (_("Day"), _("Requests"), ""),
        [
            (
                words(day.day),
                number(count(day.n), day.behind),
                words("" if day.working else _("not a working day")),
            )
            for day in document.days
        ],
    )


def _columns(document: Document, scale: float, most: int, right: float) -> list[Shape]:
    room = (right - _LEFT) / len(document.days)
    width, named = min(room * 0.714, 34.0), False
    shapes: list[Shape] = []
    for place, day in enumerate(document.days):
        middle, high = _LEFT + room * (place + 0.5), day.n * scale
        tone = "ink" if day.working else "ink3"
        if day.n:
            told = _("%(day)s: %(n)s requests", day=short_day(day.day), n=count(day.n))
            shapes.append(
                Box(middle - width / 2, _FLOOR - high, width, high, tone, behind=day.behind, said=told)
            )
        if place % 7 == 0 or len(document.days) <= 7:
            shapes.append(Label(middle, 92.4, short_day(day.day), AXIS, "middle", "soft"))
        if day.n == most and not named:
            named = True
            text = f"{short_day(day.day)} {cases(day.n)}"
            held = min(max(middle, _LEFT + wide(text, SMALL) / 2), right - wide(text, SMALL) / 2)
            shapes.append(Label(held, max(5.5, _FLOOR - high - 6.5), text, SMALL, "middle", "ink", bold=True))
    return shapes
