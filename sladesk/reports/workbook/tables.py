"""What a review counts besides its measures, as tables of numbers below them."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import gettext as _

from sladesk.domain.codes import Priority
from sladesk.domain.figures.measures import MEASURES, Unit
from sladesk.domain.sla.usage import Who
from sladesk.reports.charts.scores import answered, band_text
from sladesk.reports.charts.use import called
from sladesk.reports.definitions import field_text
from sladesk.reports.document import Document, FigureLine, GroupLine
from sladesk.reports.saying import HOUR, MINUTE, name, problem, service, side, user
from sladesk.reports.sentences.runs import listed, measure_text
from sladesk.reports.workbook.analysis import day_seconds
from sladesk.reports.workbook.layout import Cell, Rows
from sladesk.reports.workbook.words import word


def tables(document: Document) -> Iterable[tuple[str, Sequence[str], Rows]]:
    """Yield title, heads and rows of each."""
    yield _("Tickets in hand"), _balance_heads(), [list(_balance(document))]
    yield _("Channels"), [_("Channel"), *_channel_heads()], _channels(document)
    yield _("Problems"), _problem_heads(), _problems(document)
    yield _("Time to resolution in hours"), _box_heads(), _boxes(document)
    yield _("Who used the time until resolution, in hours"), _use_heads(), _use(document)
    yield _("Scores by time to the first response"), _band_heads(), _bands(document)
    yield _("Overdue reasons"), _reason_heads(), _reasons(document)
    yield from _groups(document)
    yield _("Requests by day"), [_("Date"), _("Tickets")], _days(document)
    complete = [_("Field"), _("Expected"), _("Recorded")]
    rows: Rows = [[field_text(one.field), one.expected, one.found] for one in document.completeness]
    yield _("How complete the records are"), complete, rows
    heads = [_("The later time lies before the earlier"), _("Tickets")]
    yield heads[0], heads, [[measure_text(one.measure), one.n] for one in document.turned]
    if document.industry is not None:
        heads = [_("Mean first response of the industry"), _("Minutes")]
        code, seconds = document.industry.channel, document.industry.seconds
        channels = (line.channel for line in document.channels)
        where = next((name(channel) for channel in channels if channel.code == code), code)
        yield heads[0], heads, [[where, _length(seconds, MINUTE)]]


def _balance_heads() -> list[str]:
    return [
        _("Carried over"), _("+ requested"), _("− of these resolved"), _("− carried over and resolved"),
        _("= still open"), _("Voided, counted apart"),
    ]  # fmt: skip


def _balance(document: Document) -> tuple[int, ...]:
    b = document.balance
    return b.carried, b.requested, b.solved, b.carried_solved, b.open, b.voided


def _channel_heads() -> list[str]:
    return [
        _("Tickets"), _("In time"), _("Late"), _("Silent"), _("Still within its time"),
        _("First responses in time"), _("Period before"), _("Mean first response (min)"),
        _("Mean resolution (h)"), _("Alarm days"), _("Three most frequent overdue reasons"),
    ]  # fmt: skip


def _channels(document: Document) -> Rows:
    return [
        [
            name(line.channel),
            line.tickets,
            line.met,
            line.late,
            line.silent,
            line.running,
            _share(_of(line.figures, "response_attainment")),
            _share(line.before),
            _length(_of(line.figures, "first_response"), MINUTE),
            _length(_of(line.figures, "resolution"), HOUR),
            sum(day.alarm for day in line.days),
            ("text", listed([f"{_named(document, reason)} {n}" for reason, n in line.top])),
        ]
        for line in document.channels
    ]


def _named(document: Document, reason: str) -> str:
    """Return what a reason was called when the figures were frozen; an unknown one stands by its code."""
    names = (line.reason for line in document.reasons)
    return next((name(one) for one in names if one is not None and one.code == reason), reason)


def _of(figures: dict[str, FigureLine], code: str) -> float | None:
    line = figures.get(code)
    return line.value if line else None


def _share(value: float | None) -> Cell:
    return None if value is None else ("share", value)


def _length(value: float | None, unit: int) -> Cell:
    return None if value is None else ("length", value / unit)


def _problem_heads() -> list[str]:
    return [
        _("Problem"), _("Tickets"), _("Share"), _("Period before"), _("Two periods before"), _("Median (h)"),
        _("Satisfaction"),
    ]  # fmt: skip


def _problems(document: Document) -> Rows:
    lines = [*document.problems, *([document.problem_rest] if document.problem_rest else [])]
    return [
        [
            problem(line),
            line.counts[0],
            ("share", line.permille / 1000),
            *line.counts[1:3],
            _length(line.median, HOUR),
            _share(line.satisfaction),
        ]
        for line in lines
    ]


def _box_heads() -> list[str]:
    return [
        _("Service type"), _("Tickets"), "P5", "P25", _("Median"), "P75", "P95", _("Mean"), _("Time limit"),
        _("Beyond it"),
    ]  # fmt: skip


def _boxes(document: Document) -> Rows:
    return [
        [
            service(line.service),
            line.n,
            *(
                _length(value, HOUR)
                for value in (line.p5, line.p25, line.median, line.p75, line.p95, line.mean, line.limit)
            ),
            line.over,
        ]
        for line in document.boxes
    ]


def _use_heads() -> list[str]:
    return [_("Channel"), _("Tickets"), *(user(who) for who in Who), _("Together"), _("Mean")]


def _use(document: Document) -> Rows:
    lines = document.use.lines if document.use is not None else []
    return [
        [
            called(line),
            line.tickets,
            *(_length(seconds, HOUR) for seconds in line.seconds),
            _length(sum(line.seconds), HOUR),
            _length(sum(line.seconds) / line.tickets, HOUR),
        ]
        for line in lines
    ]


def _band_heads() -> list[str]:
    return [_("First response"), _("Answers"), "5", "4", "3", "2", "1", _("Mean score"), _("Satisfaction")]


def _bands(document: Document) -> Rows:
    return [
        [
            band_text(document, place),
            answered(line),
            *line.scores,
            None if line.mean is None else ("score", line.mean),
            _share(line.satisfied),
        ]
        for place, line in enumerate(document.bands)
    ]


def _reason_heads() -> list[str]:
    return [_("Overdue reason"), _("Whose"), _("Missed"), _("Confirmed"), _("Period before")]


def _reasons(document: Document) -> Rows:
    return [
        [
            name(line.reason) if line.reason else _("Reason not given yet"),
            side(line.side),
            line.n,
            line.checked,
            line.before,
        ]
        for line in document.reasons
    ]


def _groups(document: Document) -> Iterable[tuple[str, Sequence[str], Rows]]:
    titles = {"priority": _("By priority"), "team": _("By group"), "owner": _("By person")}
    for way, title in titles.items():
        lines = [line for line in document.groups if line.by == way]
        if lines:
            heads = [f"{measure_text(code)} ({_measured(line)})" for code, line in lines[0].figures.items()]
            yield title, [title, _("Tickets"), *heads], [_group(line) for line in lines]


def _measured(line: FigureLine) -> str:
    """Return the unit one column of groups has for all of them."""
    return "%" if MEASURES[line.measure].unit is Unit.SHARE else _("h")


def _group(line: GroupLine) -> list[Cell]:
    priority = line.by == "priority"
    called = word(Priority(line.name.code)) if priority else name(line.name)
    cells: list[Cell] = []
    for figure in line.figures.values():
        share = MEASURES[figure.measure].unit is Unit.SHARE
        cells.append(_share(figure.value) if share else _length(figure.value, HOUR))
    return [called, line.tickets, *cells]


def _days(document: Document) -> Rows:
    return [[("day", day_seconds(date.fromisoformat(day.day))), day.n] for day in document.days]
