"""What a plan is measured by: figures of a review by key, with their value, and targets in their unit (R9.5).

Keys are `figure:<measure>`, `channel:<code>` (first responses in time of a channel), `problem:<code>` and
`reason:<code>` (number of tickets). A target is typed in the unit the value is printed in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from sladesk.domain.figures.measures import MEASURES, Unit
from sladesk.domain.minutes import number
from sladesk.reports.charts.channels import attained
from sladesk.reports.document import Document
from sladesk.reports.kept import Agreed, Name
from sladesk.reports.saying import HOUR, MINUTE, cases, figure_unit, length_text, name, percent, rounded
from sladesk.reports.sentences.runs import measure_text

#: What a channel is measured by.
CHANNEL = "response_attainment"


@dataclass(frozen=True)
class Subject:
    """A figure a plan can be measured by.

    Arguments:
        name: of the channel, problem or reason, None for a measure of the whole.
        value: share, seconds, points or number; None where this review has none.
        size: how many of these one printed unit is.
    """

    key: str
    name: Name | None
    value: float | None
    size: float


def keys(document: Document) -> list[str]:
    """Return the keys of all figures of a review."""
    return [subject.key for subject in _subjects(document)]


def shares(document: Document) -> list[str]:
    """Return the keys of the figures that are shares, of which nothing is above 100 %."""
    return [subject.key for subject in _subjects(document) if _unit(subject) is Unit.SHARE]


def subjects(document: Document) -> dict[str, Subject]:
    """Return the figures of a review a plan can be measured by."""
    return {subject.key: subject for subject in _subjects(document)}


def _subjects(document: Document) -> Iterator[Subject]:
    for code, line in document.figures.items():
        if line.value is not None and code in MEASURES:
            at = line.target if line.target is not None else line.value
            yield Subject(f"figure:{code}", None, line.value, _size(code, at))
    for channel in document.channels:
        yield Subject(f"channel:{channel.channel.code}", channel.channel, attained(channel), 0.01)
    for problem in document.problems:
        yield Subject(f"problem:{problem.category.code}", problem.category, float(problem.counts[0]), 1)
    for reason in document.reasons:
        if reason.reason is not None:
            yield Subject(f"reason:{reason.reason.code}", reason.reason, float(reason.n), 1)


def _size(measure: str, at: float) -> float:
    unit = MEASURES[measure].unit
    return 0.01 if unit is Unit.SHARE else float(figure_unit(unit, at))


def again(agreed: Agreed, document: Document) -> Subject:
    """Return the figure a row of an earlier plan is measured by, with its value in this review."""
    now = subjects(document).get(agreed.subject)
    named = now.name if now else agreed.name
    return Subject(agreed.subject, named, now.value if now else None, agreed.size)


def text(subject: Subject) -> str:
    """Return what a figure is called."""
    kind, _colon, code = subject.key.partition(":")
    if subject.name is None:
        return measure_text(code) if code in MEASURES else code
    named = name(subject.name)
    if kind == "channel":
        return _("%(name)s: in time", name=named)
    return _("%(name)s: tickets", name=named) if kind == "problem" else _("%(name)s: overdue", name=named)


def value_text(subject: Subject, value: float | None) -> str:
    """Return a value as printed, nothing where it is not recorded."""
    unit = _unit(subject)
    if value is None:
        return ""
    if unit is None:
        return cases(int(value))
    if unit is Unit.SHARE:
        return f"{percent(value)}%"
    return str(rounded(value, 2)) if unit is Unit.SCORE else length_text(value, 1, int(subject.size))


def target_text(subject: Subject, target: str) -> str:
    """Return a target with its sign and unit, nothing where none was set."""
    wanted = number(target)
    if wanted is None:
        return ""
    sign, said, unit = ("≥" if _more(subject) else "≤"), f"{wanted.normalize():f}", _unit(subject)
    if unit is Unit.SHARE:
        return f"{sign} {said}%"
    if unit is None:
        return f"{sign} {_('1 case') if wanted == 1 else _('%(n)s cases', n=said)}"
    return f"{sign} {said} {unit_text(subject)}".rstrip()


def unit_text(subject: Subject) -> str:
    """Return the word of the unit a target is typed in."""
    unit = _unit(subject)
    if unit is None:
        return _("cases")
    if unit is not Unit.SECONDS:
        return "%" if unit is Unit.SHARE else ""
    return _("h") if subject.size == HOUR else _("min") if subject.size == MINUTE else _("s")


def reached(subject: Subject, target: str) -> bool | None:
    """Whether a target is reached by the value as it is printed; None where one of them is missing."""
    wanted = number(target)
    if wanted is None or subject.value is None:
        return None
    digits = 2 if _unit(subject) is Unit.SCORE else 1
    found = Decimal(rounded(subject.value / subject.size, digits))
    return found >= wanted if _more(subject) else found <= wanted


def _measure(subject: Subject) -> str | None:
    kind, _colon, code = subject.key.partition(":")
    return {"figure": code, "channel": CHANNEL}.get(kind)


def _unit(subject: Subject) -> Unit | None:
    """Return the unit of a figure, None for a number of tickets."""
    measure = _measure(subject)
    return MEASURES[measure].unit if measure in MEASURES else None


def _more(subject: Subject) -> bool:
    """Whether more is better; of what only describes, and of tickets, less is."""
    measure = _measure(subject)
    return bool(measure in MEASURES and MEASURES[measure].more_is_better)
