"""The small bar of a headline figure: the stretch of its target, this period's dot and the one before."""

from flask_babel import gettext as _

from sladesk.domain.figures.measures import MEASURES, Unit
from sladesk.reports.charts.shapes import Box, Chart, Dot, Shape, upright
from sladesk.reports.document import FigureLine

_WIDE, _LEFT, _LENGTH, _DOT = 84.0, 2.0, 80.0, 3.4
#: A share's scale reaches at least so far below its target.
_LEAST = 0.04


def bullet(line: FigureLine) -> Chart | None:
    """Draw a figure against its target; nothing to draw without both."""
    if line.value is None or line.target is None:
        return None
    low, high = _scale(line, line.target)
    more = MEASURES[line.measure].more_is_better
    goal = _place(line.target, low, high)
    shapes: list[Shape] = [
        Box(_LEFT, 6, _LENGTH, 6, "ground"),
        Box(goal, 6, _LEFT + _LENGTH - goal, 6, "ink3") if more else Box(_LEFT, 6, goal - _LEFT, 6, "ink3"),
        upright(goal, 3, 15, "text", 1),
    ]
    if line.before is not None:
        shapes.append(Dot(_place(line.before, low, high), 9, 3, "paper", "soft"))
    tone = "ink" if line.good else "miss"
    shapes.append(Dot(_place(line.value, low, high), 9, _DOT, tone))
    return Chart(
        f"bullet-{line.measure}",
        _("This period, the one before, and the target"),
        _("Dark stretch: target; full dot: this period; hollow dot: the one before"),
        18,
        shapes,
        width=_WIDE,
    )


def _scale(line: FigureLine, target: float) -> tuple[float, float]:
    """Return the ends: of shares 100 % and as far below the target, of lengths 0 and twice the target."""
    values = [value for value in (line.value, line.before) if value is not None]
    if MEASURES[line.measure].unit is Unit.SHARE:
        return max(0.0, min([target - max(1 - target, _LEAST), *values])), 1.0
    return 0.0, max([2 * target, *values])


def _place(value: float, low: float, high: float) -> float:
    """Return where a value lies; a dot at an end stays whole."""
    return min(max(_LEFT + _LENGTH * (value - low) / (high - low), _DOT), _WIDE - _DOT)
