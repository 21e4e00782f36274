"""What stands behind a figure, in words: the headings of ticket lists that reviews lead to."""

from collections.abc import Callable, Iterable, Mapping

from sladesk.domain.figures.facts import LATE, MET, OVERDUE, RUNNING
from sladesk.domain.figures.measures import MEASURES
from sladesk.reports.charts.scores import band_text
from sladesk.reports.document import Document, Name
from sladesk.reports.saying import name, problem, service, weekday
from sladesk.reports.sentences.runs import measure_text
from sladesk.web.labels import label
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l

_STANDS = {
    MET: _l("First response in time"),
    LATE: _l("First response late"),
    OVERDUE: _l("Overdue without a response"),
    RUNNING: _l("Still within its time"),
}


def told(key: str, document: Document) -> str:
    """Return what the tickets behind a key have in common."""
    head, _colon, rest = key.partition(":")
    parts = rest.split(":") if rest else []
    if head in MEASURES:
        said = [measure_text(head), *_measured(parts, document)]
    else:
        teller = _TELLERS.get(head)
        said = teller(parts, document) if teller else []
    return " · ".join(said) or _("Tickets")


def _measured(parts: list[str], document: Document) -> list[str]:
    """Return what a measure's tickets are apart by: a channel, or `team:<code>` and the like."""
    reached = [_("not reached")] if parts[-1:] == ["0"] else []
    where = parts[: len(parts) - len(reached)]
    if where[1:] and where[0] in _TELLERS:
        return [*_TELLERS[where[0]](where[1:], document), *reached]
    return [*(_channel(part, document) for part in where), *reached]


def _channel(code: str, document: Document) -> str:
    return _named(code, (line.channel for line in document.channels))


def _named(code: str, names: Iterable[Name]) -> str:
    return next((name(one) for one in names if one.code == code), code)


def _channels(parts: list[str], document: Document) -> list[str]:
    return [_channel(parts[0], document), *(str(_STANDS[part]) for part in parts[1:] if part in _STANDS)]


def _alarm(parts: list[str], document: Document) -> list[str]:
    return [_channel(parts[0], document), parts[1], _("First response missed")]


def _problem(parts: list[str], document: Document) -> list[str]:
    lines = [*document.problems, *([document.problem_rest] if document.problem_rest else [])]
    return [problem(line) for line in lines if line.category.code == parts[0]]


def _box(parts: list[str], _document: Document) -> list[str]:
    return [service(parts[0]), _("Target of resolution missed") if parts[1:] else _("Resolved")]


def _hour(parts: list[str], _document: Document) -> list[str]:
    return [weekday(int(parts[0])), f"{int(parts[1]):02}:00"]


def _band(parts: list[str], document: Document) -> list[str]:
    places = [place for place, line in enumerate(document.bands) if str(line.upto or "more") == parts[0]]
    return [_("First response %(band)s", band=band_text(document, place)) for place in places]


def _reason(parts: list[str], document: Document) -> list[str]:
    named = [line.reason for line in document.reasons if line.reason is not None]
    return [_("Overdue reason"), _("not given") if parts[0] == "none" else _named(parts[0], named)]


def _why(parts: list[str], document: Document) -> list[str]:
    return [_channel(parts[0], document), *_reason(parts[1:], document)]


def _turned(parts: list[str], _document: Document) -> list[str]:
    return [_("The later time lies before the earlier"), *(measure_text(part) for part in parts)]


def _group(parts: list[str], document: Document) -> list[str]:
    return [_named(parts[0], (line.name for line in document.groups))]


_TELLERS: Mapping[str, Callable[[list[str], Document], list[str]]] = {
    "all": lambda _parts, _document: [_("All requests")],
    "channel": _channels,
    "priority": lambda parts, _document: [str(label(parts[0], "priority"))],
    "team": _group,
    "owner": _group,
    "alarm": _alarm,
    "problem": _problem,
    "box": _box,
    "waited": lambda _parts, _document: [_("Repairs that waited for a part")],
    "hour": _hour,
    "day": lambda parts, _document: [parts[0]],
    "band": _band,
    "reason": _reason,
    "why": _why,
    "turned": _turned,
}
