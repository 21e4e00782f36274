"""Who used the time until tickets were resolved: a stacked bar for all of them and one a channel (R3.8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sladesk.domain.figures.spread import whole_shares
from sladesk.domain.sla.usage import Who
from sladesk.reports.charts.shapes import (
    AXIS,
    SMALL,
    VALUE,
    Box,
    Cell,
    Chart,
    Label,
    Shape,
    named,
    number,
    wide,
    words,
)
from sladesk.reports.document import Document
from sladesk.reports.records import UseLine
from sladesk.reports.saying import HOUR, N_, count, length_text, name, permille_text, user

_LEFT, _RIGHT, _EDGE = 92.0, 416.0, 468.0
_FIRST, _ROW, _BAR = 37.0, 19.0, 13.0
#: So many channels have a bar of their own.
MOST = 8
#: So many tenths of a per cent more are told in a sentence.
STEP = 10
UNTOLD = N_("%(n)s resolved tickets do not tell it: another desk's log says neither waits nor visits.")
#: Fill, outline and the tone of the number in it; neighbours are told apart in greys too.
_TONES = {
    Who.QUEUE: ("paper", "rule", "text"),
    Who.AGENT: ("ink2", "none", "text"),
    Who.ENGINEER: ("ink", "none", "paper"),
    Who.PARTS: ("ink3", "none", "text"),
    Who.CUSTOMER: ("text", "none", "paper"),
    Who.OFF: ("ground", "rule2", "text"),
}


def shares(line: UseLine) -> list[int]:
    """Return the shares in tenths of a per cent; they add up."""
    return whole_shares(line.seconds)


def called(line: UseLine) -> str:
    """Return whose time a line is about."""
    return _("All tickets") if line.channel is None else name(line.channel)


@dataclass(frozen=True)
class Spent:
    """Whose the time was.

    Arguments:
        share: of all of it in tenths of a per cent; before: of the period before, None where that tells none.
        mean: seconds of a ticket.
    """

    who: Who
    share: int
    before: int | None
    mean: float


def spent(document: Document) -> list[Spent]:
    """Return whose the time of all tickets was, in the order of the bars, those who had any now or before."""
    lines = document.use.lines if document.use is not None else []
    if not lines or not sum(lines[0].seconds):
        return []
    whole = lines[0]
    before = whole_shares(whole.before) if sum(whole.before) else [None] * len(Who)
    columns = zip(Who, shares(whole), before, whole.seconds, strict=True)
    return [
        Spent(who, share, was, seconds / whole.tickets)
        for who, share, was, seconds in columns
        if seconds or was
    ]


def use(document: Document) -> Chart | None:
    """Draw whose the time was; nothing where no ticket tells it."""
    lines = document.use.lines if document.use is not None else []
    if not spent(document):
        return None
    # One channel alone says the same as all tickets.
    drawn = lines[: MOST + 1] if len(lines) > 2 else lines[:1]
    shapes = _legend(lines[0])
    shapes.append(Label(_EDGE, 24, _("Mean"), AXIS, "end", "soft"))
    for place, line in enumerate(drawn):
        shapes += _row(line, _FIRST + _ROW * place + (5 if place else 0), bold=not place)
    return Chart(
        "use",
        _("Who used the time until tickets were resolved"),
        _("Bars: shares of the time of all tickets together, off hours last; right: mean time of a ticket"),
        _FIRST + _ROW * (len(drawn) - 1) + (17 if len(drawn) > 1 else 12),
        shapes,
        (_("Channel"), _("Tickets"), *(user(who) for who in Who), _("Mean")),
        [_cells(line) for line in lines],
    )


def _cells(line: UseLine) -> list[Cell]:
    mean = sum(line.seconds) / line.tickets
    return [
        words(called(line)),
        number(count(line.tickets), line.behind),
        *(number(permille_text(share)) for share in shares(line)),
        number(length_text(mean, int(mean >= 3 * HOUR))),
    ]


def _legend(whole: UseLine) -> list[Shape]:
    """Name the parts that there are, in the order of the bars."""
    made, x = list[Shape](), 0.0
    size = AXIS
    for who, seconds in zip(Who, whole.seconds, strict=True):
        if seconds:
            fill, stroke, _number = _TONES[who]
            made += [Box(x + 0.3, 2.5, 8, 8, fill, stroke), Label(x + 12, 6.5, user(who), size)]
            x += 12 + wide(user(who), size) + 9
    return made


def _row(line: UseLine, y: float, *, bold: bool) -> list[Shape]:
    said, mean = called(line), sum(line.seconds) / line.tickets
    shapes: list[Shape] = [named(86, y, said, 85, bold=bold)]
    shapes += _bar(shares(line), said, y, line.behind)
    return [*shapes, Label(_EDGE, y, length_text(mean, int(mean >= 3 * HOUR)), VALUE, "end", bold=bold)]


def _bar(parts: Sequence[int], said: str, y: float, behind: str) -> list[Shape]:
    made, x = list[Shape](), _LEFT
    for who, share in zip(Who, parts, strict=True):
        width = (_RIGHT - _LEFT) * share / 1000
        if not share:
            continue
        fill, stroke, tone = _TONES[who]
        told = f"{said}: {user(who)} {permille_text(share)}"
        made.append(Box(x, y - _BAR / 2, max(width - 0.8, 0.4), _BAR, fill, stroke, behind=behind, said=told))
        short = f"{round(share / 10)}%"
        if width > wide(short, SMALL) + 5:
            made.append(Label(x + (width - 0.8) / 2, y, short, SMALL, "middle", tone))
        x += width
    return made
