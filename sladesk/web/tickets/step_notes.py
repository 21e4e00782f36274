"""What a step does, said over its form before it is saved, and what it can't be saved without."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from sladesk.web.words import lazy_gettext as _l


@dataclass(frozen=True)
class Note:
    """A step in one sentence.

    Arguments:
        says: what happens once it is saved.
        needed: fields marked as required; the action is what asks for them.
        verb: the button says the step itself, because saving is all there is to do.
    """

    says: LazyString
    needed: frozenset[str] = frozenset()
    verb: bool = False


def _note(says: LazyString, *needed: str, verb: bool = False) -> Note:
    return Note(says, frozenset(needed), verb)


_WAITS = _l("The resolution pauses, and what its policy names besides; progress updates usually stay due.")

#: Steps whose button and form say enough by themselves are not here.
NOTES: Mapping[str, Note] = {
    "contact": _note(_l("Counts as the first response once the customer was reached."), "content"),
    "correct_clock": _note(
        _l("A new line of the ledger with your name; the old ones stay."), "entry", "at", "reason"
    ),
    "hand_on": _note(_l("They are told of the missed due time and are to take it on."), "person", "note"),
    "emergency": _note(_l("The clock of the emergency procedure stops; it is yours from here."), verb=True),
    "propose": _note(_l("The clock of the preliminary solution stops; counts as an update."), "content"),
    "take": _note(_l("You become the owner; due times stay as they are."), verb=True),
    "accept": _note(_l("The ticket moves to handling under your name."), verb=True),
    "resume": _note(_l("The clocks count again from now; due times moved on by the pause."), verb=True),
    "solve": _note(
        _l("The resolution clock stops here; the ticket waits for the customer's confirmation."),
        "code",
        "solution",
    ),
    "confirm": _note(_l("The cycle is closed; somebody who did not handle it calls back.")),
    "reject": _note(
        _l("Back to handling; the resolution clock runs on as if it had never stopped."), "words"
    ),
    "verify_attempt": _note(
        _l("Counts as one attempt; after enough of them the ticket may be closed as not reachable.")
    ),
    "close_unreachable": _note(_l("The cycle is closed without the customer's confirmation."), verb=True),
    "callback": _note(
        _l("A low score goes to the supervisor; an unsatisfied customer gets a new cycle at once."), "score"
    ),
    "callback_attempt": _note(_l("Counts as one attempt; the callback stays due.")),
    "low_score": _note(_l("Stops the clock of the low-score contact."), "reason", "finding"),
    "settle": _note(_l("Lets the cycle be archived although the customer is not satisfied."), "note"),
    "archive": _note(
        _l("From here on the ticket can only be read. What comes later is registered as a new ticket."),
        verb=True,
    ),
    "reopen": _note(
        _l("A new cycle begins with clocks and a callback of its own; the earlier one stays readable."),
        "words",
    ),
    "decide": _note(_l("Goes back to the owner; due times stay as they are."), "decision"),
    "wait_customer": _note(_WAITS, "reason"),
    "wait_parts": _note(_WAITS, "reason"),
    "escalate": _note(_l("The supervisor decides; due times stay as they are."), "reason", "plan", verb=True),
    "assign": _note(_l("The new owner is told; due times stay as they are."), verb=True),
    "change": _note(_l("Running due times are recalculated; those decided already stay."), "reason"),
    "chase": _note(_l("Counted and shown in the queue; no due time changes.")),
    "ask_department": _note(
        _l("They see the question, not the ticket; their answer stands on the timeline."), "team", "question"
    ),
    "withdraw_task": _note(_l("Nobody has to answer any more; its clock ends."), verb=True),
    "link": _note(_l("Each ticket lists the other; both are handled on their own."), "other", verb=True),
    "merge": _note(
        _l("This ticket ends here and its number leads to the other one; nothing written is lost."),
        "into",
        verb=True,
    ),
    "void": _note(
        _l("It can only be read from here on and counts in no rate; its number is not used again."),
        "reason",
        verb=True,
    ),
    "correct": _note(_l("Both versions stay readable."), "text", "reason"),
    "note": _note(_l("Never shown to the customer."), "text"),
    "progress": _note(_l("Counts as a progress update; not seen by the customer."), "text"),
}
