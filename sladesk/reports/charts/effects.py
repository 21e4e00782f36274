"""What became of improvements that were done: shares before and after, and what of it may be chance."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from sladesk.domain.quality.effects import SHOWN, chance, difference, interval
from sladesk.reports.charts.shapes import (
    AXIS,
    SMALL,
    VALUE,
    Cell,
    Chart,
    Dot,
    Label,
    Line,
    Shape,
    cut,
    number,
    rule,
    step,
    upright,
    words,
)
from sladesk.reports.document import Document
from sladesk.reports.kept import Effect, EffectPart
from sladesk.reports.saying import N_, count, name, percent_text, rounded, signed

_BEFORE, _AFTER, _LEFT, _RIGHT, _CHANCE = 204.0, 244.0, 262.0, 410.0, 466.0
_FIRST, _ROW = 34.0, 25.0
#: Words of what is compared; of these, more of the last one is better.
PARTS = {
    "volume": N_("Share of all tickets"),
    "overdue": N_("Resolutions overdue"),
    "satisfied": N_("Satisfied answers"),
}
_MORE = "satisfied"


@dataclass(frozen=True)
class Row:
    """A comparison, in points of per cent to the better.

    Arguments:
        gain: difference; low, high: ends of its interval; chance: how often chance alone makes it.
    """

    effect: Effect
    part: EffectPart
    gain: float
    low: float
    high: float
    chance: float

    @property
    def shown(self) -> bool:
        """Whether chance makes it too seldom to be one."""
        return self.chance < SHOWN


def compared(document: Document) -> list[Row]:
    """Return what of the improvements can be compared."""
    return list(_rows(document))


def _rows(document: Document) -> Iterator[Row]:
    for effect in document.kept.effects if document.kept is not None else ():
        for part in effect.parts:
            sides = part.before, part.after
            ends = [100 * end for end in interval(*sides)]
            way = 1 if part.measure == _MORE else -1
            low, high = sorted(way * end for end in ends)
            yield Row(effect, part, way * 100 * difference(*sides), low, high, chance(*sides))


def chance_text(share: float) -> str:
    """Say how often chance makes something: two digits, and less than a thousandth as that."""
    return "< 0.001" if share < 0.001 else str(rounded(share, 3 if share < 0.1 else 2))


def effects(document: Document) -> Chart | None:
    """Draw differences with their intervals; what may be chance is grey and hollow."""
    rows = compared(document)
    if not rows:
        return None
    most = max(abs(end) for row in rows for end in (row.low, row.high))
    mark = step(most, 3)
    reach = mark * -(-most // mark)
    middle, scale = (_LEFT + _RIGHT) / 2, (_RIGHT - _LEFT) / 2 / reach
    floor = _FIRST + _ROW * (len(rows) - 1) + 15
    shapes: list[Shape] = [
        Label(_BEFORE, 6.4, _("Days before"), AXIS, "end", "soft"),
        Label(_AFTER, 6.4, _("Days after"), AXIS, "end", "soft"),
        Label(middle, 6.4, _("Better by percentage points →"), AXIS, "middle", "soft"),
        Label(_CHANCE, 6.4, _("Chance"), AXIS, "end", "soft"),
    ]
    for place in range(-round(reach / mark), round(reach / mark) + 1):
        x = middle + place * mark * scale
        shapes.append(upright(x, 16, floor, "rule3" if place else "text", 0.5 if place else 1.2))
        said = signed(rounded(place * mark, 0 if mark >= 1 else 1))
        shapes.append(Label(x, floor + 8, said, AXIS, "middle", "soft"))
    for place, row in enumerate(rows):
        first = not place or rows[place - 1].effect is not row.effect
        shapes += _row(row, _FIRST + _ROW * place, middle, scale, first=first)
    return Chart(
        "effects",
        _("Improvements: before and after"),
        _("Each line: the difference with its interval of 95 in 100; one that crosses zero may be chance"),
        floor + 16,
        shapes,
        (
            _("Improvement"),
            _("Compared"),
            _("Days before"),
            _("Counted"),
            _("Days after"),
            _("Counted"),
            _("Better by"),
            _("Chance"),
        ),
        [_cells(row) for row in rows],
    )


def _title(row: Row) -> str:
    return f"{row.effect.number} {name(row.effect.category)}"


def _row(row: Row, y: float, middle: float, scale: float, *, first: bool) -> list[Shape]:
    tone = ("ink" if row.gain > 0 else "miss") if row.shown else "rule"
    at = middle + row.gain * scale
    named = Label(0, y - 5, cut(_title(row), 156), VALUE, "start", bold=True)
    return [
        *([rule(0, y - 14, _RIGHT), named] if first else ()),
        Label(0, y + 5 if first else y, _(PARTS[row.part.measure]), SMALL, "start", "soft"),
        Label(_BEFORE, y, percent_text(row.part.before.value), VALUE, "end", "soft"),
        Label(_AFTER, y, percent_text(row.part.after.value), VALUE, "end", bold=True),
        Line(((middle + row.low * scale, y), (middle + row.high * scale, y)), tone, 1.8),
        Dot(at, y, 3.2, tone if row.shown else "paper", tone, 1.4),
        Label(
            _CHANCE, y, chance_text(row.chance), VALUE, "end", tone if row.shown else "soft", bold=row.shown
        ),
    ]


def _cells(row: Row) -> tuple[Cell, ...]:
    before, after = row.part.before, row.part.after
    return (
        words(_title(row)),
        words(_(PARTS[row.part.measure])),
        number(percent_text(before.value)),
        number(count(before.whole)),
        number(percent_text(after.value)),
        number(count(after.whole)),
        number(signed(rounded(row.gain))),
        number(chance_text(row.chance), missed=row.shown and row.gain < 0),
    )
