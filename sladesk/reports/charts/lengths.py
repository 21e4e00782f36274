"""Handling time of each service type as a box plot on a logarithmic axis, with its limits (R9.5)."""

from collections.abc import Sequence
from itertools import pairwise
from math import log

from flask_babel import gettext as _

from sladesk.reports.charts.shapes import (
    AXIS,
    VALUE,
    Box,
    Cell,
    Chart,
    Dot,
    Label,
    Line,
    Shape,
    cut,
    number,
    upright,
    wide,
    words,
)
from sladesk.reports.document import BoxLine, Document
from sladesk.reports.saying import count, length_text, service, short_length, tick_text

_LEFT, _WIDEST, _RIGHT, _ROW, _FIRST = 64.0, 104.0, 391.0, 20.0, 25.0
#: The longest length is at most so many times the shortest that is told apart: 7 days, 2 minutes.
_SPAN = 5040
#: Marks of the axis in seconds; a plot uses those around its values.
MARKS = (
    1,
    5,
    15,
    60,
    120,
    300,
    900,
    3600,
    14_400,
    86_400,
    259_200,
    604_800,
    2_592_000,
    7_776_000,
    31_536_000,
)


class Axis:
    """A logarithmic axis from the mark below the smallest value to the one above the greatest."""

    def __init__(self, left: float, low: float, high: float) -> None:
        """Place the axis; what is shorter than it reaches lies on its first mark."""
        self.left = left
        lowest = max(low, min(high, MARKS[-1]) / _SPAN, 1)
        self.low = max([mark for mark in MARKS if mark <= lowest])
        self.high = next((mark for mark in MARKS if mark >= high and mark > self.low), MARKS[-1])
        self.cut = low < self.low

    def x(self, seconds: float) -> float:
        """Return where a length lies."""
        kept = min(max(seconds, self.low), self.high)
        return self.left + (_RIGHT - self.left) * log(kept / self.low) / log(self.high / self.low)

    def marks(self) -> list[int]:
        """Return the marks that have room for their words; the ends always stand."""
        kept = [self.low]
        for mark in MARKS:
            near = self.x(mark) - self.x(kept[-1]) < 30 or self.x(self.high) - self.x(mark) < 26
            if self.low < mark < self.high and not near:
                kept.append(mark)
        return [*kept, self.high]


def boxes(document: Document) -> Chart | None:
    """Draw how long the tickets of each service type took from assignment to solution."""
    lines = [line for line in document.boxes if line.n]
    if not lines:
        return None
    limits = [line.limit for line in lines if line.limit]
    left = max(_LEFT, min(_WIDEST, 6 + max(wide(service(line.service)) for line in lines)))
    axis = Axis(left, min(line.p5 for line in lines), max([*limits, *(line.p95 for line in lines)]))
    bottom = _FIRST + _ROW * (len(lines) - 1) + 10
    shapes: list[Shape] = []
    for mark in axis.marks():
        x, below = axis.x(mark), "≤ " if axis.cut and mark == axis.low else ""
        label = Label(x, bottom + 7.4, below + tick_text(mark), AXIS, "middle", "soft")
        shapes += [upright(x, 14, bottom), label]
    for place, line in enumerate(lines):
        shapes += _row(line, axis, _FIRST + _ROW * place)
    shapes += _heads(lines, axis)
    return Chart(
        "boxes",
        _("Handling time by service type"),
        _(
            "Logarithmic axis; box: P25 to P75; thick line: median; whiskers: P5 to P95; dot: mean; "
            "upright mark: limit"
        ),
        bottom + 13,
        shapes,
        (_("Type"), _("Tickets"), "P5", "P25", _("Median"), "P75", "P95", _("Mean"), _("Over the limit")),
        [_cells(line) for line in lines],
    )


def _cells(line: BoxLine) -> list[Cell]:
    lengths = (line.p5, line.p25, line.median, line.p75, line.p95, line.mean)
    over = number("" if line.limit is None else count(line.over), line.over_behind)
    return [
        words(service(line.service)),
        number(count(line.n), line.behind),
        *(number(length_text(value)) for value in lengths),
        over,
    ]


def _row(line: BoxLine, axis: Axis, y: float) -> list[Shape]:
    said = service(line.service)
    p5, p25, p75, p95 = (axis.x(value) for value in (line.p5, line.p25, line.p75, line.p95))
    told = f"{said}: {_('Median')} {length_text(line.median)}"
    shapes: list[Shape] = [
        Label(axis.left - 6, y, cut(said, axis.left - 6), VALUE, "end", bold=True),
        Line(((p5, y), (p95, y)), "soft", 0.8),
        upright(p5, y - 3, y + 3, "soft", 0.8),
        upright(p95, y - 3, y + 3, "soft", 0.8),
        Box(p25, y - 7, max(p75 - p25, 0.8), 14, "ink3", "ink", 0.8, behind=line.behind, said=told),
        upright(axis.x(line.median), y - 7, y + 7, "ink", 2.2),
        Dot(axis.x(line.mean), y, 2.2, "paper", "text"),
    ]
    if line.limit is not None:
        shapes.append(upright(axis.x(line.limit), y - 9, y + 9, "miss", 1.6))
    return [
        *shapes,
        Label(406, y, short_length(line.median), VALUE, "start", "ink", bold=True),
        Label(468, y, count(line.n), VALUE, "end", "soft"),
    ]


def _heads(lines: Sequence[BoxLine], axis: Axis) -> list[Shape]:
    shapes: list[Shape] = [
        Label(406, 6.4, _("Median"), AXIS, "start", "soft"),
        Label(468, 6.4, _("Tickets"), AXIS, "end", "soft"),
    ]
    if lines[0].limit is not None:
        shapes.append(Label(axis.x(lines[0].limit), 6.4, _("Limit"), AXIS, "middle", "miss"))
    return [*shapes, *_legend(lines, axis)]


def _legend(lines: Sequence[BoxLine], axis: Axis) -> list[Shape]:
    """Name the parts at the last row with free room above; the subtitle names them in any case."""
    for place in range(len(lines) - 1, 0, -1):
        line, above = lines[place], lines[place - 1]
        low, high = axis.x(line.p5) - 8, axis.x(line.p95) + 8
        free = axis.x(above.p95) < low or axis.x(above.p5) > high
        parts = (
            (axis.x(line.p5), 9.6, "P5", "soft"),
            ((axis.x(line.p25) + axis.x(line.p75)) / 2, 12.2, "P25–P75", "ink"),
            (axis.x(line.p95), 9.6, "P95", "soft"),
        )
        apart = all(b[0] - a[0] > (wide(a[2], AXIS) + wide(b[2], AXIS)) / 2 + 3 for a, b in pairwise(parts))
        if free and apart:
            y = _FIRST + _ROW * place
            return [Label(x, y - up, text, AXIS, "middle", tone) for x, up, text, tone in parts]
    return []
