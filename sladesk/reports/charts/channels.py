"""Attainment by channel as bars, and the days on which a channel raised an alarm (R9.4, R3.10)."""

from collections.abc import Sequence

from flask_babel import gettext as _

from sladesk.domain.figures.facts import LATE, MET, OVERDUE
from sladesk.domain.figures.spread import whole_shares
from sladesk.reports.charts.shapes import (
    AXIS,
    VALUE,
    Box,
    Chart,
    Label,
    Line,
    Shape,
    named,
    number,
    rule,
    tick,
    upright,
    wide,
    words,
)
from sladesk.reports.document import ChannelDay, ChannelLine, DayVolume, Document, Head
from sladesk.reports.saying import count, name, percent_text, permille_text, short_day

_LEFT, _RIGHT, _EDGE = 92.0, 420.0, 466.0
_TOP, _ROW, _BAR = 27.0, 20.0, 13.0
#: Under so many decided contacts of a day, the third late one raises the alarm instead of the share (R3.10).
FEW = 20


def decided(line: ChannelLine) -> int:
    """Return how many first responses of a channel are decided."""
    return line.met + line.late + line.silent


def attained(line: ChannelLine) -> float | None:
    """Return a channel's attainment, None without a decided first response."""
    whole = decided(line)
    return line.met / whole if whole else None


def by_attainment(lines: Sequence[ChannelLine]) -> list[ChannelLine]:
    """Return the channels that decided something, the best first."""
    measured = [line for line in lines if decided(line)]
    return sorted(measured, key=lambda line: -(attained(line) or 0))


def attainment(document: Document) -> Chart | None:
    """Draw each channel's first responses as shares of the decided ones (R9.4)."""
    lines = by_attainment(document.channels)
    if not lines:
        return None
    line_x = _RIGHT - (_RIGHT - _LEFT) * document.head.line / 100
    bottom = _TOP + _ROW * (len(lines) - 1) + 15
    shapes: list[Shape] = [shape for part in range(5) for shape in _grid(part, bottom)]
    for place, line in enumerate(lines):
        shapes += _row(line, _TOP + _ROW * place, document.head)
    shapes += [upright(line_x, 12, bottom, "miss", 1, "3 2"), *_heads(line_x, document.head)]
    return Chart(
        "attainment",
        _("First-response attainment by channel"),
        _(
            "Bars: in time, late and without response as shares of decided contacts; "
            "upright mark: the period before; dashed line: %(line)s%%",
            line=100 - document.head.line,
        ),
        bottom + 16,
        shapes,
        (_("Channel"), _("In time"), _("Late"), _("Silent"), _("Attainment"), _("Period before")),
        [
            (
                words(name(line.channel)),
                number(count(line.met), f"{line.behind}:{MET}"),
                number(count(line.late), f"{line.behind}:{LATE}"),
                number(count(line.silent), f"{line.behind}:{OVERDUE}"),
                number(percent_text(attained(line))),
                number(percent_text(line.before)),
            )
            for line in lines
        ],
    )


def _grid(part: int, bottom: float) -> tuple[Shape, Shape]:
    x = _LEFT + (_RIGHT - _LEFT) * part / 4
    return upright(x, 14, bottom), Label(x, bottom + 8.4, f"{part * 25}%", AXIS, "middle", "soft")


def _heads(line_x: float, head: Head) -> list[Shape]:
    said = _("Alarm line %(line)s%%", line=100 - head.line)
    start = line_x - 3 - wide(said, AXIS)
    late_x = line_x + 4.3
    silent_x = max(late_x + wide(_("Late"), AXIS) + 8, 407.5)
    return [
        Label(line_x - 3, 6.4, said, AXIS, "end", "miss"),
        Label(max(_LEFT, (_LEFT + start) / 2), 6.4, _("In time"), AXIS, "start", "ink"),
        Label(late_x, 6.4, _("Late"), AXIS, "start", "miss"),
        Label(silent_x, 6.4, _("Silent"), AXIS, "start", "soft"),
        Label(_EDGE, 6.4, _("Overdue"), AXIS, "end", "soft"),
    ]


def _row(line: ChannelLine, middle: float, head: Head) -> list[Shape]:
    shares = whole_shares([line.met, line.late, line.silent])
    below = (attained(line) or 0) < 1 - head.line / 100
    said, length = name(line.channel), _RIGHT - _LEFT
    late = line.late + line.silent
    looks = (("ink", "none", False, MET), ("none", "miss", True, LATE), ("rule2", "none", False, OVERDUE))
    shapes: list[Shape] = [named(86, middle, said, 85, "miss" if below else "text", bold=below)]
    x, top = _LEFT, middle - _BAR / 2
    for share, word, (fill, stroke, hatched, stand) in zip(
        shares, (_("In time"), _("Late"), _("Silent")), looks, strict=True
    ):
        width = length * share / 1000
        if width:
            told = f"{said}: {word} {permille_text(share)}"
            shapes.append(
                Box(
                    x,
                    top,
                    width,
                    _BAR,
                    fill,
                    stroke,
                    hatched=hatched,
                    behind=f"{line.behind}:{stand}",
                    said=told,
                )
            )
        x += width
    if line.before is not None:
        shapes += tick(_LEFT + length * line.before, top - 2, top + _BAR + 2)
    inside = length * shares[0] / 1000 >= 36
    return [
        *shapes,
        Label(
            97 if inside else _RIGHT - 5,
            middle,
            percent_text(attained(line)),
            VALUE,
            "start" if inside else "end",
            "paper" if inside else "text",
            bold=True,
        ),
        Label(_EDGE, middle, count(late), VALUE, "end", "miss" if below else "text", bold=below),
    ]


_GRID_END, _GRID_ROW, _CELL = 436.1, 15.0, 12.0


def overdue(lines: Sequence[ChannelLine]) -> list[ChannelLine]:
    """Return the channels of which a day had something overdue."""
    return [line for line in lines if any(day.late for day in line.days)]


def alarms(document: Document) -> Chart | None:
    """Draw overdue shares day by day, alarm days as full blocks with their number (R3.10).

    Channels of which nothing was overdue have no row, and without an alarm there is nothing to draw.
    """
    known = [line for line in document.channels if any(day.decided for day in line.days)]
    lines = overdue(known)
    if not document.days or not any(day.alarm for line in lines for day in line.days):
        return None
    width = (_GRID_END - _LEFT) / len(document.days)
    bottom = 15 + _GRID_ROW * len(lines)
    shapes = _calendar(document.days, width, bottom)
    shapes.append(
        Label(
            443.1,
            6.4,
            _("Alarm days"),
            AXIS,
            "start" if wide(_("Alarm days"), AXIS) < 25 else "middle",
            "soft",
        )
    )
    for place, line in enumerate(lines):
        shapes += _days(line, document, width, 28 + _GRID_ROW * place)
    return Chart(
        "alarms",
        _("Overdue share of each channel by day, and the alarm at %(line)s%%", line=document.head.line),
        _(
            "Height of a column: overdue share of the day up to the line; "
            "a full block is an alarm day with the number of overdue contacts on it"
        ),
        bottom + 16,
        shapes,
        (_("Channel"), _("Alarm days"), _("Days")),
        [
            (
                words(name(line.channel)),
                number(str(sum(day.alarm for day in line.days))),
                words(", ".join(short_day(day.day) for day in line.days if day.alarm)),
            )
            for line in known
        ],
    )


def _calendar(days: Sequence[DayVolume], width: float, bottom: float) -> list[Shape]:
    shapes: list[Shape] = []
    for place, day in enumerate(days):
        x = _LEFT + width * place
        if not day.working:
            shapes.append(Box(x, 14, width, bottom - 18, "ground"))
        last = place == len(days) - 1
        if (place % 7 == 0 or last or len(days) <= 7) and not (last and place % 7 == 1 and place > 1):
            text = short_day(day.day) if place == 0 else str(int(day.day[8:]))
            shapes.append(Label(x + width / 2, bottom + 5.4, text, AXIS, "middle", "soft"))
    return shapes


def _days(line: ChannelLine, document: Document, width: float, base: float) -> list[Shape]:
    known = {day.day: day for day in line.days}
    shapes: list[Shape] = [named(86, base - 5.5, name(line.channel), 85)]
    for place, day in enumerate(document.days):
        found = known.get(day.day)
        if found is not None and found.decided:
            behind = f"alarm:{line.channel.code}:{day.day}" if found.late else ""
            shapes += _day(found, behind, document.head.line, _LEFT + width * place + 0.8, width - 1.6, base)
    alarms_of = sum(day.alarm for day in line.days)
    tone = "miss" if alarms_of else "text"
    return [*shapes, Label(_EDGE - 8, base - 6, str(alarms_of), 9, "end", tone, bold=True)]


def _day(day: ChannelDay, behind: str, line: int, x: float, width: float, base: float) -> list[Shape]:
    said = _("%(day)s: %(late)s of %(n)s overdue", day=short_day(day.day), late=day.late, n=day.decided)
    if day.alarm:
        number_of = Label(x + width / 2, base - 6, str(day.late), 7, "middle", "paper", bold=True)
        return [Box(x, base - _CELL, width, _CELL, "miss", behind=behind, said=said), number_of]
    high = min(_CELL, _CELL * day.late / day.decided / (line / 100))
    tone = "ink2" if day.decided >= FEW else "rule2"
    foot: Line = rule(x, base, x + width, "rule2")
    return [Box(x, base - high, width, high, tone, behind=behind, said=said), foot] if high else [foot]
