"""The 5-Why record around its tree: fields, states, what it lacks before somebody reviews it (R8.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sladesk.domain.codes import CauseClass, RecordState
from sladesk.domain.errors import Invalid, Missing, Problem, WrongState
from sladesk.domain.masking import mask_text
from sladesk.domain.quality import whys as tree
from sladesk.domain.text import MAX_LINE, check_length, clean

#: Tickets and people of a record, at most: it explains a problem, it is no list.
MOST_TICKETS, MOST_PEOPLE = 200, 20
_LONGEST = {"title": MAX_LINE, "problem": 4_000, "expectation": 2_000, "root_text": 2_000}


@dataclass(frozen=True)
class RecordForm:
    """A record as typed.

    Arguments:
        title: the problem in one line; problem: what happens, where, since when, how often.
        expectation: what should be instead.
        root_text: the root cause in words; cause_class: its class (人机料法环测), empty while unknown.
    """

    title: str
    problem: str = ""
    expectation: str = ""
    root_text: str = ""
    cause_class: str = ""


def cleaned(form: RecordForm) -> RecordForm:
    """Return a record as it is stored.

    Raises:
        Invalid: no title, a text too long, an unknown class.
    """
    made = RecordForm(
        mask_text(clean(form.title)),
        tree.told(form.problem),
        tree.told(form.expectation),
        tree.told(form.root_text),
        form.cause_class,
    )
    found = {name: check_length(getattr(made, name), limit) for name, limit in _LONGEST.items()}
    problems = {name: problem for name, problem in found.items() if problem}
    if not made.title:
        problems["title"] = Problem("required")
    if made.cause_class and made.cause_class not in set(CauseClass):
        problems["cause_class"] = Problem("unknown_choice")
    if problems:
        raise Invalid(problems)
    return made


def missing(form: RecordForm, tickets: int, people: int, whys: Sequence[tree.Why]) -> tuple[str, ...]:
    """Return the codes of what a record lacks before it may be handed to review.

    Arguments:
        tickets: how many are linked; people: who took part besides the author.
    """
    lacks = {"needs_problem": not form.problem, "needs_ticket": not tickets, "needs_people": not people}
    own = {"needs_root_text": not form.root_text, "needs_cause_class": not form.cause_class}
    return tuple(code for part in (lacks, own) for code, lacking in part.items() if lacking) + tree.missing(
        whys
    )


#: From where each step starts. A settled record goes back too: a cause can turn out to be none.
_SOURCES = {
    "edit": {RecordState.DRAFT},
    "hand_in": {RecordState.DRAFT},
    "settle": {RecordState.IN_REVIEW},
    "give_back": {RecordState.IN_REVIEW, RecordState.SETTLED},
}


def starts(step: str, state: str) -> bool:
    """Whether a step starts in a state."""
    return state in _SOURCES[step]


def check_step(step: str, state: str) -> None:
    """Refuse a step that does not start in this state.

    Raises:
        WrongState: the record is elsewhere.
    """
    if not starts(step, state):
        raise WrongState(f"record_is_{state}")


def check_complete(lacks: Sequence[str]) -> None:
    """Refuse to hand in a record that lacks something; the first of it is named.

    Raises:
        Missing: what is to be done first.
    """
    code = next(iter(lacks), None)
    if code is not None:
        raise Missing(code)
