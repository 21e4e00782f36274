"""The figures of a review as tiles and table: value, target, the period before (R9.2)."""

from dataclasses import dataclass

from sladesk.domain.figures.measures import HEADLINE, MEASURES, Unit
from sladesk.reports.charts.bullet import bullet
from sladesk.reports.charts.shapes import Chart
from sladesk.reports.definitions import definition
from sladesk.reports.document import Document, FigureLine
from sladesk.reports.saying import (
    HOUR,
    MINUTE,
    figure_unit,
    length_text,
    percent,
    rounded,
    signed,
    target_percent,
)
from sladesk.reports.sentences.runs import measure_text, value_text
from sladesk.web.words import gettext as _


@dataclass(frozen=True)
class Tile:
    """A figure as read: large number, unit, target, change against the period before.

    Arguments:
        definition: how it is counted.
        value: empty when nothing is recorded.
        good: whether the target is reached, None without one.
        better: whether it changed for the better, None without a change or where neither is.
        beside: median and 90th percentile of a length.
        behind, failing: keys of the tickets it was counted from.
        over_all: the value divided by all tickets, where the site wants that shown.
    """

    code: str
    name: str
    definition: str
    value: str
    unit: str
    n: int
    target: str
    good: bool | None
    change: str
    better: bool | None
    beside: str
    behind: str
    failing: str
    part: int | None
    over_all: str = ""
    chart: Chart | None = None

    @property
    def said(self) -> str:
        """The value with its unit, as running text has it."""
        return f"{self.value}{self.unit}" if self.unit == "%" else f"{self.value} {self.unit}"


def headline(document: Document) -> list[Tile]:
    """Return the five figures of the summary."""
    return [tile(document.figures[code], draw=True) for code in HEADLINE]


def others(document: Document) -> list[Tile]:
    """Return all other measures of the catalogue that have a value."""
    rest = (line for code, line in document.figures.items() if code not in HEADLINE)
    return [tile(line) for line in rest if line.value is not None]


def tile(line: FigureLine, *, draw: bool = False) -> Tile:
    """Return a figure as read; what is subtracted is what is printed."""
    value, unit = _said(line, line.value)
    before, _unit = _said(line, line.before)
    change = (rounded(float(value)) - rounded(float(before))) if value and before else None
    good_way = MEASURES[line.measure].more_is_better
    return Tile(
        code=line.measure,
        name=measure_text(line.measure),
        definition=definition(line.measure),
        value=value,
        unit=unit,
        n=line.n,
        target=_target(line),
        good=line.good,
        change="" if change is None else signed(change),
        better=None if not change or good_way is None else (change > 0) == good_way,
        beside=_beside(line),
        behind=line.behind,
        failing=line.failing,
        part=line.part,
        over_all=value_text(line, line.over_all) if line.over_all is not None else "",
        chart=bullet(line) if draw else None,
    )


def _said(line: FigureLine, value: float | None) -> tuple[str, str]:
    if value is None:
        return "", ""
    kind = MEASURES[line.measure].unit
    if kind is Unit.SHARE:
        return str(percent(value)), "%"
    if kind is Unit.SCORE:
        return str(rounded(value, 2)), _("points")
    size = figure_unit(kind, line.target if line.target is not None else line.value)
    words = {HOUR: _("h"), MINUTE: _("min")}
    return str(rounded(value / size)), words.get(size, _("s"))


def _target(line: FigureLine) -> str:
    measure = MEASURES[line.measure]
    if line.target is None:
        return ""
    if measure.unit is Unit.SHARE:
        return _("target ≥ %(value)s", value=target_percent(line.target))
    return _(
        "target ≤ %(value)s", value=length_text(line.target, unit=figure_unit(measure.unit, line.target))
    )


def _beside(line: FigureLine) -> str:
    if line.median is None or line.p90 is None:
        return ""
    return _(
        "median %(median)s, 90th percentile %(p90)s",
        median=length_text(line.median, 1),
        p90=length_text(line.p90, 1),
    )
