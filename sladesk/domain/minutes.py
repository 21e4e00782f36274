"""What a manager adds to an issued review: comments, plan for the next period, minutes (R9.5)."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from sladesk.domain.errors import Invalid, Problem
from sladesk.domain.masking import mask_text
from sladesk.domain.quality.whys import told
from sladesk.domain.text import MAX_LINE, check_length, clean

#: Comments on the review as a whole and on its plan; others belong to a section, by its code.
WHOLE, PLAN = "whole", "plan"
#: Rows a plan or the minutes may have, and characters of a comment and of what is agreed on.
MOST_ROWS, LONGEST_COMMENT, LONGEST_TEXT = 20, 2_000, 400
_BIGGEST, _WHOLE_SHARE = Decimal(10**7), 100
_NUMBER = re.compile(r"[0-9]{1,8}(\.[0-9]{1,4})?|\.[0-9]{1,4}")
_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,4})?")


@dataclass(frozen=True)
class Task:
    """A row of the plan.

    Arguments:
        owner: staff number; owner_words: department; one of them.
        subject: key of a figure of the review (`reports.subjects`), empty where the criterion says it.
        target: as typed, in the unit the figure is printed in; empty without a figure.
    """

    text: str
    owner: str = ""
    owner_words: str = ""
    due: date | None = None
    subject: str = ""
    target: str = ""
    criterion: str = ""


@dataclass(frozen=True)
class Decision:
    """What the meeting decided."""

    text: str
    owner: str = ""
    owner_words: str = ""
    due: date | None = None


@dataclass(frozen=True)
class Words:
    """All that is added to an edition.

    Arguments:
        comments: by code of the section, `WHOLE` or `PLAN`.
        held: local day and minute of the meeting, ISO 8601, empty when nobody said.
        people: staff numbers of who took part; guests: others, in words.
    """

    comments: dict[str, str] = field(default_factory=dict)
    plan: tuple[Task, ...] = ()
    held: str = ""
    place: str = ""
    people: tuple[str, ...] = ()
    guests: str = ""
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Known:
    """What words may name: staff numbers, keys of figures (which of them are shares), codes of sections."""

    staff: Collection[str]
    subjects: Collection[str]
    shares: Collection[str]
    parts: Collection[str]


def cleaned(words: Words, known: Known) -> Words:
    """Return words as they are stored, rows in which nothing was typed left out.

    Raises:
        Invalid: fields by name, those of rows as `plan-0-text`.
    """
    made = Words(
        comments={part: text for part, said in words.comments.items() if (text := told(said))},
        plan=tuple(_task(task) for task in words.plan),
        held=words.held.strip(),
        place=_line(words.place),
        people=tuple(dict.fromkeys(words.people)),
        guests=_line(words.guests),
        decisions=tuple(
            replace(one, text=told(one.text), owner_words=_line(one.owner_words)) for one in words.decisions
        ),
    )
    problems = dict(_problems(made, known))
    if problems:
        raise Invalid(problems)
    return replace(
        made,
        plan=tuple(row for row in made.plan if row != Task("")),
        decisions=tuple(row for row in made.decisions if row != Decision("")),
    )


def _line(text: str) -> str:
    """Return words of one line without the number of a customer, as those of several are stored."""
    return mask_text(clean(text))


def _task(task: Task) -> Task:
    target = unicodedata.normalize("NFKC", clean(task.target)).rstrip("%").strip()
    if _THOUSANDS.fullmatch(target):
        target = target.replace(",", "")
    return replace(
        task,
        text=told(task.text),
        owner_words=_line(task.owner_words),
        target=target,
        criterion=told(task.criterion),
    )


def _problems(words: Words, known: Known) -> Iterator[tuple[str, Problem]]:
    for part, text in words.comments.items():
        yield from _length(f"comments-{part}", text, LONGEST_COMMENT)
        if part not in known.parts:
            yield f"comments-{part}", Problem("unknown_choice")
    yield from _length("place", words.place, MAX_LINE)
    yield from _length("guests", words.guests, LONGEST_TEXT)
    if words.held and not _is_minute(words.held):
        yield "held", Problem("held_unreadable")
    if not set(words.people) <= set(known.staff):
        yield "people", Problem("unknown_choice")
    for name, rows in (("plan", words.plan), ("decisions", words.decisions)):
        if len(rows) > MOST_ROWS:
            yield name, Problem("too_many_rows", {"max": MOST_ROWS})
        for place, row in enumerate(rows):
            yield from _row(f"{name}-{place}", row, known)
    for place, task in enumerate(words.plan):
        yield from _measured(f"plan-{place}", task, known)


def _row(name: str, row: Task | Decision, known: Known) -> Iterator[tuple[str, Problem]]:
    if row in (Task(""), Decision("")):
        return
    if not row.text:
        yield f"{name}-text", Problem("required")
    yield from _length(f"{name}-text", row.text, LONGEST_TEXT)
    yield from _length(f"{name}-owner_words", row.owner_words, MAX_LINE)
    if row.owner and row.owner not in known.staff:
        yield f"{name}-owner", Problem("unknown_choice")


def _measured(name: str, task: Task, known: Known) -> Iterator[tuple[str, Problem]]:
    """Yield what is wrong with how a row of the plan is measured."""
    if task == Task(""):
        return
    if not (task.owner or task.owner_words):
        yield f"{name}-owner", Problem("improvement_owner")
    if task.due is None:
        yield f"{name}-due", Problem("required")
    yield from _length(f"{name}-criterion", task.criterion, LONGEST_TEXT)
    if task.subject and task.subject not in known.subjects:
        yield f"{name}-subject", Problem("unknown_choice")
    elif task.subject and number(task.target) is None:
        yield f"{name}-target", Problem("target_number")
    elif task.subject in known.shares and (number(task.target) or 0) > _WHOLE_SHARE:
        yield f"{name}-target", Problem("target_share")
    elif task.target and not task.subject:
        yield f"{name}-subject", Problem("target_of_what")


def _length(name: str, text: str, most: int) -> Iterator[tuple[str, Problem]]:
    problem = check_length(text, most)
    if problem:
        yield name, problem


def _is_minute(text: str) -> bool:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return False
    return found.tzinfo is None and found.isoformat(timespec="minutes") == text


def number(text: str) -> Decimal | None:
    """Return a target as a number, None when it is none, too fine or beyond ten million."""
    if not _NUMBER.fullmatch(text):
        return None
    found = Decimal(text)
    return found if found <= _BIGGEST else None
