"""Improvements: fields, states, when one is overdue and when its owner is reminded (R8.2, R8.5)."""

from dataclasses import dataclass
from datetime import date

from sladesk.domain.codes import ImprovementState as State
from sladesk.domain.codes import Measure, Term
from sladesk.domain.errors import Invalid, Problem, WrongState
from sladesk.domain.quality.whys import told
from sladesk.domain.text import MAX_LINE, check_length, clean

#: Days before the due date on which its owner is told.
AHEAD = 3
#: While in one of these, it can become overdue and be worked on.
GOING = frozenset({State.OPEN, State.IN_PROGRESS})
_LONGEST = {"text": 2_000, "criterion": 1_000, "owner_words": MAX_LINE}
_SOURCES = {
    "change": GOING,
    "report": GOING,
    "judge": frozenset({State.DONE}),
    "cancel": GOING | {State.DONE},
}


@dataclass(frozen=True)
class ImprovementForm:
    """An improvement as typed.

    Arguments:
        text: what is to be done; criterion: what has to hold when it is done.
        owner_id: a person, or `owner_words` for a department; one of the two.
    """

    text: str
    term: str = Term.SHORT
    kind: str = Measure.OTHER
    owner_id: int | None = None
    owner_words: str = ""
    due: date | None = None
    criterion: str = ""


def cleaned(form: ImprovementForm, today: date, before: date | None = None) -> ImprovementForm:
    """Return an improvement as it is stored.

    Arguments:
        today: in the site's zone; before: the due date it had.

    Raises:
        Invalid: something is missing, too long or no choice; the due date is past and not the one it had.
    """
    made = ImprovementForm(
        told(form.text),
        form.term,
        form.kind,
        form.owner_id,
        clean(form.owner_words),
        form.due,
        told(form.criterion),
    )
    found = {name: check_length(getattr(made, name), limit) for name, limit in _LONGEST.items()}
    problems = {name: problem for name, problem in found.items() if problem}
    problems |= {name: Problem("required") for name in ("text", "criterion") if not getattr(made, name)}
    if made.term not in set(Term):
        problems["term"] = Problem("unknown_choice")
    if made.kind not in set(Measure):
        problems["kind"] = Problem("unknown_choice")
    if made.owner_id is None and not made.owner_words:
        problems["owner"] = Problem("improvement_owner")
    if made.due is None:
        problems["due"] = Problem("required")
    elif made.due < today and made.due != before:
        problems["due"] = Problem("due_is_past")
    if problems:
        raise Invalid(problems)
    return made


def starts(step: str, state: str) -> bool:
    """Whether a step starts in a state."""
    return state in _SOURCES[step]


def check_step(step: str, state: str) -> None:
    """Refuse a step that does not start in this state.

    Raises:
        WrongState: the improvement is elsewhere.
    """
    if not starts(step, state):
        raise WrongState(f"improvement_is_{state}")


def overdue_days(state: str, due: date, today: date) -> int:
    """Return by how many days something still to be done is late; 0 when it is not.

    Arguments:
        today: in the site's zone; the due day itself is in time.
    """
    return max(0, (today - due).days) if state in GOING else 0


def reminder(state: str, due: date, today: date) -> str | None:
    """Return the name of the reminder that falls to a day, None when there is none.

    Three days before (or on the first day after, where nobody looked), on the day, and after each week of
    being late. The name holds the due date: another date is reminded of anew.
    """
    if state not in GOING:
        return None
    left = (due - today).days
    if left > AHEAD or -7 < left < 0:
        return None
    what = "soon" if left > 0 else "today" if left == 0 else f"late{-left // 7}"
    return f"{due.isoformat()}:{what}"
