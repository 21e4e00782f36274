"""What customers answered, by how long they had waited for the first response (R9.5)."""

from flask_babel import gettext as _

from sladesk.domain.figures.spread import whole_shares
from sladesk.reports.charts.shapes import AXIS, SMALL, VALUE, Box, Chart, Label, Shape, number, words
from sladesk.reports.document import BandLine, Document
from sladesk.reports.saying import DAY, HOUR, MINUTE, count, percent_text, rounded, tick_text

_LEFT, _LENGTH, _ROW, _FIRST, _BAR = 104.0, 247.4, 23.0, 25.5, 15.0
#: Tone, hatching and the tone of the number in it, from 5 points to 1.
_LOOKS = (
    ("ink", False, "paper"),
    ("ink2", False, "text"),
    ("rule3", False, "text"),
    ("none", True, "text"),
    ("miss", False, "paper"),
)


def answered(line: BandLine) -> int:
    """Return how many answers a band has."""
    return sum(line.scores)


def band_text(document: Document, place: int) -> str:
    """Return a band's name: ≤ 15 min, 15 min – 1 h, > 4 h."""
    upto, low = document.bands[place].upto, document.bands[place - 1].upto if place else None
    if low is None:
        return f"≤ {_edge(upto or 0)}"
    if upto is None:
        return f"> {_edge(low)}"
    start = str(low // HOUR) if low >= HOUR and upto <= 3 * DAY else _edge(low)
    return f"{start}–{_edge(upto)}"


def _edge(seconds: int) -> str:
    return _("%(b)s min", b=seconds // MINUTE) if seconds < HOUR else tick_text(seconds)


def bands(document: Document) -> Chart | None:
    """Draw the answers of each band from 5 points to 1."""
    if not any(answered(line) for line in document.bands):
        return None
    figure = document.figures.get("satisfaction")
    target = figure.target if figure else None
    shapes: list[Shape] = [
        Label(388, 6.4, _("Mean"), AXIS, "end", "soft"),
        Label(428, 6.4, _("Satisfied"), AXIS, "end", "soft"),
        Label(466, 6.4, _("Answers"), AXIS, "end", "soft"),
    ]
    drawn = [place for place, line in enumerate(document.bands) if answered(line)]
    for place, line in enumerate(document.bands):
        y = _FIRST + _ROW * place
        shapes.append(Label(98, y, band_text(document, place), VALUE, "end"))
        shapes += _row(line, y, target, named=place == drawn[-1])
    return Chart(
        "bands",
        _("Answers by time to the first response"),
        _("Each bar: answers of 5, 4, 3, 2 and 1 points as shares of the band's answers"),
        _FIRST + _ROW * (len(document.bands) - 1) + 25,
        shapes,
        (_("First response"), "5", "4", "3", "2", "1", _("Mean"), _("Satisfied"), _("Answers")),
        [
            (
                words(band_text(document, place)),
                *(number(str(n)) for n in line.scores),
                number("" if line.mean is None else str(rounded(line.mean, 2))),
                number(percent_text(line.satisfied)),
                number(count(answered(line)), line.behind),
            )
            for place, line in enumerate(document.bands)
        ],
    )


def _row(line: BandLine, y: float, target: float | None, *, named: bool) -> list[Shape]:
    if not answered(line):
        return [
            Label(_LEFT, y, _("no answers"), SMALL, "start", "soft"),
            Label(466, y, "0", VALUE, "end", "soft"),
        ]
    shapes: list[Shape] = []
    x = _LEFT
    places = zip((5, 4, 3, 2, 1), whole_shares(line.scores, 100), line.scores, _LOOKS, strict=True)
    for points, share, n, (tone, hatched, ink) in places:
        width = _LENGTH * n / answered(line)
        if n:
            told = _("%(points)s points: %(n)s answers, %(share)s%%", points=points, n=count(n), share=share)
            shapes.append(
                Box(
                    x,
                    y - _BAR / 2,
                    max(width - 0.6, 0.6),
                    _BAR,
                    tone,
                    "miss" if hatched else "none",
                    hatched=hatched,
                    behind=line.behind,
                    said=told,
                )
            )
            if width >= 22 and not hatched:
                shapes.append(Label(x + width / 2, y, f"{share}%", SMALL, "middle", ink))
            if named and width >= 6:
                shapes.append(Label(x + width / 2, y + 14, str(points), AXIS, "middle", "soft"))
        x += width
    short = target is not None and line.satisfied is not None and line.satisfied < target
    return [
        *shapes,
        Label(388, y, "" if line.mean is None else str(rounded(line.mean, 2)), 9, "end", bold=True),
        Label(428, y, percent_text(line.satisfied), 9, "end", "miss" if short else "text", bold=True),
        Label(466, y, count(answered(line)), VALUE, "end", "soft"),
    ]
