"""What charts consist of: shapes in points on a drawing 468 wide, with tones instead of colours.

Builders place shapes and say their words; `templates/charts/` draws them. A tone is a colour in print and a
class on screen, where `static/charts.css` follows the theme.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import ClassVar

#: Width of the type area of a page.
WIDTH = 468.0
#: Colours in print, by tone. Vermilion means missed, late or limit, and never says it alone.
TONES = {
    "none": "none", "ink": "#14506B", "miss": "#C4491D", "ink2": "#728FA2", "ink3": "#B3C5D0",
    "ink4": "#E3EBEF", "text": "#1C1C1C", "soft": "#555555", "rule": "#808080", "rule2": "#BDBDBD",
    "rule3": "#DDDDDD", "ground": "#F1F1F1", "paper": "#FFFFFF", "heat0": "#F4F6F7", "heat1": "#D9E4E9",
    "heat2": "#B3C8D3", "heat3": "#82A3B4", "heat4": "#4A7A92", "heat5": "#14506B",
}  # fmt: skip
AXIS, SMALL, VALUE = 7.5, 8.0, 8.5


@dataclass(frozen=True)
class Box:
    """A rectangle.

    Arguments:
        hatched: filled with slanting lines: late, missing.
        behind: key of the tickets it stands for; `said` is what a pointer on it reads.
    """

    kind: ClassVar[str] = "box"
    x: float
    y: float
    w: float
    h: float
    fill: str = "ink"
    stroke: str = "none"
    thick: float = 0.5
    hatched: bool = False
    behind: str = ""
    said: str = ""


@dataclass(frozen=True)
class Line:
    """A line through points; `dash` as in SVG."""

    kind: ClassVar[str] = "line"
    points: Sequence[tuple[float, float]]
    stroke: str = "rule3"
    thick: float = 0.5
    dash: str = ""


@dataclass(frozen=True)
class Dot:
    """A circle."""

    kind: ClassVar[str] = "dot"
    x: float
    y: float
    r: float
    fill: str = "paper"
    stroke: str = "none"
    thick: float = 1.0
    behind: str = ""
    said: str = ""


@dataclass(frozen=True)
class Label:
    """A text; `y` is the middle of its line, the base line lies 0.35 of the size lower."""

    kind: ClassVar[str] = "label"
    x: float
    y: float
    text: str
    size: float = VALUE
    anchor: str = "start"
    fill: str = "text"
    bold: bool = False

    @property
    def base(self) -> float:
        """The base line."""
        return self.y + 0.35 * self.size


Shape = Box | Line | Dot | Label


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `missed` is set where a target was."""

    text: str
    number: bool = False
    behind: str = ""
    missed: bool = False


@dataclass(frozen=True)
class Chart:
    """A drawing and the table of its numbers.

    Arguments:
        name: tells its patterns and its description from those of other charts on the page.
        title, desc: what is drawn, for those who can't see it.
        head, rows: the table behind it.
    """

    name: str
    title: str
    desc: str
    height: float
    shapes: Sequence[Shape]
    head: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    width: float = WIDTH

    @property
    def tones(self) -> Mapping[str, str]:
        """Colours in print by tone."""
        return TONES

    @property
    def hatched(self) -> bool:
        """Whether the pattern of slanting lines is needed."""
        return any(isinstance(shape, Box) and shape.hatched for shape in self.shapes)

    @property
    def linked(self) -> bool:
        """Whether a mark stands for tickets."""
        return any(isinstance(shape, Box | Dot) and shape.behind for shape in self.shapes)


def words(text: str) -> Cell:
    """Return a cell of words."""
    return Cell(text)


def number(text: str, behind: str = "", *, missed: bool = False) -> Cell:
    """Return a cell of a number."""
    return Cell(text, number=True, behind=behind, missed=missed)


def wide(text: str, size: float = VALUE) -> float:
    """Return about how long a text is in points: Han characters fill their square, others a good half."""
    return sum(size if ord(sign) >= 0x2E80 else 0.56 * size for sign in text)


def cut(text: str, room: float, size: float = VALUE) -> str:
    """Return as much of a text as fits, with an ellipsis where something is missing."""
    if wide(text, size) <= room:
        return text
    kept = text
    while kept and wide(kept, size) + size > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def named(x: float, y: float, text: str, room: float, fill: str = "text", *, bold: bool = False) -> Label:
    """Return the name at the left of a row: smaller where it is long, cut where that is not enough."""
    size = VALUE if wide(text) <= room else AXIS
    return Label(x, y, cut(text, room, size), size, "end", fill, bold=bold)


def fold(text: str, room: float, size: float = VALUE) -> list[str]:
    """Return a text on at most two lines, cut where it is longer still."""
    if wide(text, size) <= room:
        return [text]
    end = next(place for place in range(len(text), 0, -1) if wide(text[:place], size) <= room or place == 1)
    blank = text.rfind(" ", 0, end + 1)
    split = blank if blank > 0 else end
    return [text[:split].rstrip(), cut(text[split:].lstrip(), room, size)]


def step(top: float, marks: int) -> float:
    """Return a round step of 1, 2 or 5 times a power of ten, so that about so many reach the top."""
    if top <= 0:
        return 1.0
    power = 10.0 ** floor(log10(top / marks))
    return next(part * power for part in (1, 2, 5, 10) if part * power * marks >= top * 0.9999)


def rule(x0: float, y: float, x1: float, tone: str = "rule3") -> Line:
    """Return a thin line across."""
    return Line(((x0, y), (x1, y)), tone)


def upright(x: float, y0: float, y1: float, tone: str = "rule3", thick: float = 0.5, dash: str = "") -> Line:
    """Return a line up and down."""
    return Line(((x, y0), (x, y1)), tone, thick, dash)


def tick(x: float, y0: float, y1: float) -> tuple[Line, Line]:
    """Return the mark of the period before: black in a white halo, seen on any bar."""
    return upright(x, y0, y1, "paper", 2.6), upright(x, y0, y1, "text", 1.0)
