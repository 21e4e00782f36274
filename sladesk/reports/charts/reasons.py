"""Why targets were missed, and whose that was: one bar of sides, and a bar for each reason (R9.5, R3.9)."""

from collections.abc import Sequence

from flask_babel import gettext as _

from sladesk.domain.codes import ReasonSide
from sladesk.domain.figures.spread import whole_shares
from sladesk.reports.charts.shapes import (
    AXIS,
    SMALL,
    VALUE,
    WIDTH,
    Box,
    Chart,
    Label,
    Shape,
    cut,
    named,
    number,
    wide,
    words,
)
from sladesk.reports.document import Document, ReasonLine
from sladesk.reports.saying import cases, count, name, part_text, permille_text, side

_LEFT, _LENGTH, _ROW, _BAR = 118.0, 218.0, 21.5, 13.5
#: So many reasons have a bar of their own.
MOST = 10
#: Fill and outline of the sides, the most frequent first.
_TONES = (
    ("ink", "none"),
    ("ink2", "none"),
    ("rule2", "none"),
    ("ground", "rule"),
    ("ink4", "rule"),
    ("paper", "rule"),
)


def by_side(lines: Sequence[ReasonLine]) -> list[tuple[str, int]]:
    """Return the sides with their numbers, the greatest first; nobody's stands last."""
    sides = {line.side for line in lines}
    found = [(code, sum(line.n for line in lines if line.side == code)) for code in sorted(sides)]
    return sorted(found, key=lambda pair: (not pair[0], -pair[1]))


def excused(lines: Sequence[ReasonLine]) -> int:
    """Return how many missed targets a supervisor has confirmed as not ours; the rate keeps them (R3.9)."""
    return sum(line.checked for line in lines if line.side not in {"", ReasonSide.US})


def reason_text(line: ReasonLine) -> str:
    """Return a reason's name."""
    return _("Not said yet") if line.reason is None else name(line.reason)


def reasons(document: Document) -> Chart | None:
    """Draw overdue reasons by side and one by one, what is not confirmed as an outline."""
    lines = [line for line in document.reasons if line.n]
    total = sum(line.n for line in lines)
    if not total:
        return None
    sides = by_side(lines)
    tones = {code: _TONES[min(place, len(_TONES) - 1)] for place, (code, _n) in enumerate(sides)}
    shares = whole_shares([line.n for line in lines])
    shapes = _sides(sides, tones)
    shapes.append(Label(466, 42.4, _("Most of it in"), AXIS, "end", "soft"))
    top = max(line.n for line in lines)
    drawn = lines[:MOST]
    for place, line in enumerate(drawn):
        shapes += _row(line, shares[place], tones[line.side], 56.8 + _ROW * place, top)
    return Chart(
        "reasons",
        _("Overdue reasons and whose they are"),
        _("Above: by side; below: by reason, filled as far as a supervisor has confirmed it"),
        56.8 + _ROW * (len(drawn) - 1) + 12,
        shapes,
        (_("Reason"), _("Side"), _("Overdue"), _("Share"), _("Confirmed so far"), _("Period before")),
        [
            (
                words(reason_text(line)),
                words(side(line.side)),
                number(count(line.n), line.behind),
                number(permille_text(share)),
                number(count(line.checked)),
                number(count(line.before)),
            )
            for line, share in zip(lines, shares, strict=True)
        ],
    )


def _sides(sides: Sequence[tuple[str, int]], tones: dict[str, tuple[str, str]]) -> list[Shape]:
    """Draw the bar of sides; each is named above its part, moved left as far as its neighbour needs."""
    shares = whole_shares([n for _code, n in sides])
    shapes: list[Shape] = []
    end, taken = WIDTH, WIDTH
    for (code, _n), share in reversed(list(zip(sides, shares, strict=True))):
        said, (fill, stroke) = f"{side(code)} {part_text(share)}", tones[code]
        width = WIDTH * share / 1000
        shapes.append(Box(end - width, 13, max(width - 0.8, 0.4), 14, fill, stroke, said=said))
        end -= width
        start = min(end, taken - wide(said))
        if start > -1:
            shapes.append(Label(max(start, 0), 6, said, VALUE, "start", bold=True))
            taken = start - 6
    return shapes


def _row(line: ReasonLine, share: int, tones: tuple[str, str], y: float, top: int) -> list[Shape]:
    length, said = _LENGTH * line.n / top, reason_text(line)
    checked = length * line.checked / line.n
    fill, stroke = tones
    shown = cases(line.n)
    told = _(
        "%(reason)s: %(n)s, %(checked)s confirmed", reason=said, n=count(line.n), checked=count(line.checked)
    )
    shapes: list[Shape] = [
        named(112, y, said, 111),
        Box(_LEFT, y - _BAR / 2, max(length, 0.6), _BAR, "paper", "rule", 0.6, behind=line.behind, said=told),
    ]
    if checked:
        shapes.append(Box(_LEFT, y - _BAR / 2, checked, _BAR, fill, stroke, behind=line.behind, said=told))
    part, beside = part_text(share), _LEFT + length + 11 + wide(shown)
    shapes += [
        Label(_LEFT + length + 5, y, shown, VALUE, "start", bold=True),
        Label(beside, y, part, SMALL, "start", "soft"),
    ]
    if line.channel is not None:
        often = f" {count(line.channel_n)}"
        room = 466 - beside - wide(part, SMALL) - wide(often, SMALL) - 6
        where = f"{cut(name(line.channel), min(room, 74), SMALL)}{often}"
        shapes.append(Label(466, y, where, SMALL, "end", "soft"))
    return shapes
