"""Sentences with bold parts, the words of periods, and headline values as text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from sladesk.domain.figures.measures import MEASURES, Unit
from sladesk.reports.document import FigureLine, Head
from sladesk.reports.saying import (
    HOUR,
    N_,
    figure_unit,
    length_text,
    percent,
    percent_text,
    rounded,
    target_percent,
)


@dataclass(frozen=True)
class Run:
    """A stretch of text of one weight."""

    text: str
    bold: bool = False


#: A blank between two Han characters, left where a unit or a day met a word, which may be marked as bold.
_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=\*{0,2}[\u4e00-\u9fff])")
#: A sentence; joined, its runs are what is read aloud.
Sentence = tuple[Run, ...]


def close_up(text: str) -> str:
    """Return a text without blanks between two Han characters."""
    return _GAP.sub("", text)


def say(pattern: str, **values: object) -> Sentence:
    """Return a sentence of the catalogue; `**` encloses what is bold.

    Arguments:
        pattern: msgid, marked by `N_` where it stands.
        values: filled in after the marks were read, so that a name cannot make anything bold.
    """
    parts = _(pattern).split("**")
    return tuple(
        Run(close_up(part % values if values else part.replace("%%", "%")), bold=place % 2 == 1)
        for place, part in enumerate(parts)
        if part
    )


def plain(sentence: Sentence) -> str:
    """Return a sentence as text."""
    return "".join(run.text for run in sentence)


def together(sentences: Sequence[Sentence]) -> Sentence:
    """Return sentences one after another; languages with blanks have one between them."""
    gap = Run(_("%(a)s %(b)s", a="", b=""))
    made: list[Run] = []
    for place, sentence in enumerate(sentences):
        if place and gap.text:
            made.append(gap)
        made += sentence
    return tuple(made)


def listed(words: Sequence[str]) -> str:
    """Return a list as text."""
    return _("%(a)s, %(b)s", a="", b="").join(words)


_NOW = {"month": N_("this month"), "week": N_("this week"), "day": N_("this day")}
_BEFORE = {"month": N_("last month"), "week": N_("last week"), "day": N_("the day before")}


def now(head: Head) -> str:
    """Return what this period is called."""
    return _(_NOW[head.kind])


def before(head: Head) -> str:
    """Return what the period before is called."""
    return _(_BEFORE[head.kind])


NAMES = {
    "response_rate": N_("Response rate"),
    "resolution_rate": N_("Resolution rate"),
    "first_response": N_("Mean first response"),
    "first_response_requested": N_("First response from the request"),
    "first_response_working": N_("First response in working time"),
    "resolution": N_("Mean time to resolution"),
    "resolution_requested": N_("Resolution from the request"),
    "resolution_working": N_("Resolution in working time"),
    "resolution_after_response": N_("From first response to resolution"),
    "attainment": N_("All targets in time"),
    "response_attainment": N_("First responses in time"),
    "resolution_attainment": N_("Resolutions in time"),
    "answer_attainment": N_("Calls and chats taken in time"),
    "assignment_attainment": N_("Assigned in time"),
    "preliminary_attainment": N_("Preliminary solutions in time"),
    "update_attainment": N_("Progress updates in time"),
    "promises_kept": N_("Promises kept"),
    "task_attainment": N_("Department tasks in time"),
    "emergency_attainment": N_("Emergencies taken charge of in time"),
    "callback_attainment": N_("Callbacks in time"),
    "low_score_attainment": N_("Low scores followed up in time"),
    "satisfaction": N_("Satisfaction"),
    "answer_rate": N_("Answer rate"),
    "score": N_("Mean score"),
    "second_cycles": N_("Second handling"),
    "repair_acceptance": N_("Repairs: assigned to accepted"),
    "repair_arrival": N_("Repairs: accepted to arrived"),
    "repair_work": N_("Repairs: arrived to repaired"),
    "parts_wait": N_("Repairs: waiting for parts"),
}


def measure_text(code: str) -> str:
    """Return a measure's name."""
    return _(NAMES[code])


def printed(line: FigureLine, value: float) -> Decimal:
    """Return a value as printed: per cent, points, or the unit of its target, to one digit."""
    if MEASURES[line.measure].unit is Unit.SHARE:
        return percent(value)
    if MEASURES[line.measure].unit is Unit.SCORE:
        return rounded(value, 2)
    return rounded(value / _unit(line))


def change(line: FigureLine) -> Decimal | None:
    """Return this period's printed value less the printed one before; None where one is missing."""
    if line.value is None or line.before is None:
        return None
    return printed(line, line.value) - printed(line, line.before)


def better(line: FigureLine) -> bool | None:
    """Whether the printed value changed to the good side; None where it did not change or has no side."""
    found, more = change(line), MEASURES[line.measure].more_is_better
    return None if not found or more is None else (found > 0) == more


def value_text(line: FigureLine, value: float | None = None) -> str:
    """Return a measure's value with its unit.

    Arguments:
        value: another one of the same measure; its own when absent.
    """
    shown = line.value if value is None else value
    if shown is None:
        return ""
    unit = MEASURES[line.measure].unit
    if unit is Unit.SECONDS:
        return length_text(shown, 1, _unit(line))
    return percent_text(shown) if unit is Unit.SHARE else str(rounded(shown, 2))


def target_text(line: FigureLine) -> str:
    """Return a measure's target with its sign: ≥ 98%, ≤ 30 分钟."""
    if line.target is None:
        return ""
    sign = "≥" if MEASURES[line.measure].more_is_better else "≤"
    if MEASURES[line.measure].unit is Unit.SHARE:
        return f"{sign} {target_percent(line.target)}"
    return f"{sign} {length_text(line.target, 0, _unit(line))}"


def unit_text(line: FigureLine) -> str:
    """Return the unit of a headline value, to stand small beside it."""
    if MEASURES[line.measure].unit is Unit.SHARE:
        return "%"
    if MEASURES[line.measure].unit is Unit.SCORE:
        return ""
    return _("h") if _unit(line) == HOUR else _("min")


def _unit(line: FigureLine) -> int:
    return figure_unit(MEASURES[line.measure].unit, line.target if line.target is not None else line.value)
