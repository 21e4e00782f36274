"""The five most frequent problems as a Pareto chart: bars and their running sum on one scale (R9.5)."""

from collections.abc import Sequence

from flask_babel import gettext as _

from sladesk.reports.charts.shapes import (
    AXIS,
    SMALL,
    VALUE,
    Box,
    Chart,
    Dot,
    Label,
    Line,
    Shape,
    fold,
    number,
    rule,
    words,
)
from sladesk.reports.document import Document, ProblemLine
from sladesk.reports.saying import cases, count, permille_text, problem

_LEFT, _RIGHT, _ZERO, _HIGH = 30.0, 462.0, 92.0, 80.0
#: So many problems are drawn one by one.
TOP = 5
_INSIDE = 14.0


def pareto(document: Document) -> Chart | None:
    """Draw the shares of the most frequent problems and how they add up."""
    lines = [line for line in document.problems[:TOP] if line.counts[0]]
    if not lines:
        return None
    rest = document.problem_rest if document.problem_rest and document.problem_rest.counts[0] else None
    drawn = [*lines, rest] if rest else lines
    room = (_RIGHT - _LEFT) / len(drawn)
    shapes: list[Shape] = [shape for fifth in range(6) for shape in _grid(fifth)]
    names = [fold(problem(line), room - 4) for line in drawn]
    crowded = _crowded(drawn)
    lower = 10.0 * (max(len(name) for name in names) - 1)
    for place, line in enumerate(drawn):
        x, main = _LEFT + room * (place + 0.5), line is not rest
        shapes += _names(names[place], line, x, lower, main=main, share=crowded)
        shapes += _column(line, x, room, main=main, said_below=crowded)
    shapes += _sum(drawn, room, top=len(lines))
    return Chart(
        "pareto",
        _("Problem tickets by category, the most frequent first"),
        _("Columns: share of all problem tickets; line: running sum, on the same scale"),
        _ZERO + 26 + lower,
        shapes,
        (_("Category"), _("Tickets"), _("Share"), _("Running sum")),
        [
            (
                words(problem(line)),
                number(count(line.counts[0]), line.behind),
                number(permille_text(line.permille)),
                number(permille_text(run)),
            )
            for line, run in zip(drawn, _running(drawn), strict=True)
        ],
    )


def _grid(fifth: int) -> tuple[Shape, Shape]:
    y = _ZERO - _HIGH * fifth / 5
    return rule(_LEFT, y, _RIGHT, "rule3" if fifth else "rule"), Label(
        25, y, f"{fifth * 20}%", AXIS, "end", "soft"
    )


def _crowded(lines: Sequence[ProblemLine]) -> bool:
    """Whether the running sum passes where a low column has its share written above it."""
    tops = [_HIGH * line.permille / 1000 for line in lines]
    sums = [_HIGH * run / 1000 for run in _running(lines)]
    return any(high < _INSIDE and run - high < 2 * _INSIDE for high, run in zip(tops, sums, strict=True))


def _running(lines: Sequence[ProblemLine]) -> list[int]:
    return [sum(line.permille for line in lines[: place + 1]) for place in range(len(lines))]


#: A share of all problems from which a name is bold, in thousandths.
_MANY = 120


def _names(
    name: Sequence[str], line: ProblemLine, x: float, lower: float, *, main: bool, share: bool
) -> list[Shape]:
    tone, bold = "text" if main else "soft", main and line.permille >= _MANY
    below = f"{cases(line.counts[0])}  {permille_text(line.permille)}" if share else cases(line.counts[0])
    return [
        *(
            Label(x, _ZERO + 8 + 10 * place, text, VALUE, "middle", tone, bold=bold)
            for place, text in enumerate(name)
        ),
        Label(x, _ZERO + 19.4 + lower, below, AXIS, "middle", "soft"),
    ]


def _column(line: ProblemLine, x: float, room: float, *, main: bool, said_below: bool) -> list[Shape]:
    high, wide = _HIGH * line.permille / 1000, min(48.0, room * 2 / 3)
    said, share = problem(line), permille_text(line.permille)
    inside = high >= _INSIDE
    ink = "paper" if main else "text"
    told = f"{said}: {count(line.counts[0])}, {share}"
    bar = Box(
        x - wide / 2, _ZERO - high, wide, high, "ink" if main else "rule2", behind=line.behind, said=told
    )
    if said_below and not inside:
        return [bar]
    y = _ZERO - high + 8 if inside else _ZERO - high - 7
    return [bar, Label(x, y, share, VALUE, "middle", ink if inside else "ink", bold=main)]


def _sum(lines: Sequence[ProblemLine], room: float, *, top: int) -> list[Shape]:
    if len(lines) < 2:
        return []
    points = [
        (_LEFT + room * (place + 0.5), _ZERO - _HIGH * run / 1000)
        for place, run in enumerate(_running(lines))
    ]
    shapes: list[Shape] = [Line(points, "miss", 1.4)]
    for place, ((x, y), run) in enumerate(zip(points, _running(lines), strict=True)):
        shapes.append(Dot(x, y, 2.4, "paper", "miss", 1.2))
        if place:
            last = place == top - 1
            shapes.append(
                Label(
                    x,
                    y - 8.5,
                    permille_text(run) if run < 1000 else "100%",
                    SMALL,
                    "end" if last and top < len(lines) else "middle",
                    "miss",
                    bold=last,
                )
            )
    x, y = points[1]
    return [*shapes, Label(x, y - 19, _("Running sum"), SMALL, "middle", "miss")]
