"""The sentence for every code the desk refuses something with, in both languages by the catalogues."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from sladesk.domain.errors import DeskError, Param, Problem
from sladesk.web.admin_sentences import ADMIN
from sladesk.web.assigning_sentences import ASSIGNING
from sladesk.web.calendar_sentences import CALENDAR
from sladesk.web.desk_sentences import DESK
from sladesk.web.field_sentences import FIELD
from sladesk.web.history_sentences import HISTORY
from sladesk.web.quality_sentences import QUALITY
from sladesk.web.review_sentences import REVIEW
from sladesk.web.ticket_sentences import TICKET
from sladesk.web.words import lazy_gettext as _l

SENTENCES: dict[str, LazyString] = {
    **TICKET,
    **DESK,
    **ADMIN,
    **ASSIGNING,
    **CALENDAR,
    **FIELD,
    **HISTORY,
    **QUALITY,
    **REVIEW,
    "refused": _l("This can't be done as it is."),
    "forbidden": _l("This is not yours to do. Ask your supervisor if you need it."),
    "role_not_held": _l("You don't hold this role."),
    "not_found": _l("This is no longer there, or outside your reach."),
    "ticket_not_found": _l("There is no such ticket, or it is outside your reach."),
    "already_set_up": _l("This site is set up already."),
    "session_not_found": _l("This session is over already."),
    "wrong_state": _l("The ticket has moved on meanwhile; this step no longer starts here."),
    "missing": _l("Something must be done first."),
    "stale": _l("Somebody else changed this meanwhile. Your version was not saved and is not lost."),
    "key_reused": _l(
        "This form was sent before with other content. Load the page again; nothing was saved twice."
    ),
    "too_many": _l("Too many attempts. Try again in %(minutes)s min."),
    "login_locked": _l("Too many failed log-ins. Try again in %(minutes)s min."),
    "invalid": _l("Some fields can't be taken as they are."),
    "required": _l("Fill this in"),
    "in_the_future": _l("This time is still to come"),
    "too_long": _l("At most %(max)s characters, this has %(length)s"),
    "number_between": _l("A number from %(low)s to %(high)s"),
    "unknown_choice": _l("Choose one of the list"),
    "unknown_zone": _l("There is no such time zone"),
    "pattern_needs_day": _l("The pattern needs the day, {yyyymmdd}"),
    "pattern_needs_seq": _l("The pattern needs the sequence, {seq:03}"),
    "pattern_unknown_part": _l("The pattern has a part that is not known"),
    "wrong_password": _l("The present password is not right"),
    "password_short": _l("At least %(min)s characters"),
    "password_weak": _l(
        "Too easy to guess: choose one without your log-in name and with different characters"
    ),
    "password_same": _l("Choose another one than the present password"),
    "not_from_new": _l("The ticket is still New: take it over first."),
    "not_from_in_progress": _l("The ticket is In progress: this step does not start there."),
    "not_from_waiting_customer": _l("The ticket waits for the customer: resume it first."),
    "not_from_waiting_parts": _l("The ticket waits for parts: resume it first."),
    "not_from_escalated": _l("The ticket is with the supervisor: the decision comes first."),
    "not_from_to_verify": _l(
        "The ticket is solved and waits to be verified: this step does not start there."
    ),
    "not_from_closed": _l("The ticket is closed: open a new cycle first."),
    "not_from_archived": _l("The ticket is archived and can only be read."),
    "not_from_voided": _l("The ticket is voided and can only be read."),
    "needs_owner": _l("Still missing: an owner. Assign the ticket first."),
    "needs_first_response": _l("Still missing: the first response. Record it first."),
    "visit_under_way": _l("An engineer is on the way or on site: the visit has to end first."),
    "needs_overdue_reason": _l("Still missing: the reason of an overdue time. Give it first."),
    "needs_attempts": _l("Not enough attempts to reach the customer yet."),
    "needs_low_score_contact": _l("Still missing: the supervisor's contact with the dissatisfied customer."),
    "needs_satisfied_or_settled": _l("Still missing: a satisfied answer, or the supervisor's settlement."),
}


def say(code: str, params: Mapping[str, Param] | None = None) -> str:
    """Return the sentence for a code; an unknown one gets the plain refusal."""
    text = str(SENTENCES.get(code, SENTENCES["refused"]))
    return text % params if params else text


def say_error(error: DeskError) -> str:
    """Return the sentence for a refusal."""
    return say(error.code, error.params) if error.code in SENTENCES else say(type(error).code, error.params)


def say_problem(problem: Problem) -> str:
    """Return the sentence for what is wrong with a field."""
    return say(problem.code, problem.params)


def say_problems(problems: Mapping[str, Problem]) -> dict[str, str]:
    """Return the sentences for what is wrong with a form, by the name of its field."""
    return {name: say_problem(problem) for name, problem in problems.items()}
