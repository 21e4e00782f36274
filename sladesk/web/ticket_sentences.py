"""The sentences for what the steps on a ticket refuse."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

TICKET: dict[str, LazyString] = {
    "choose_method": _l("Choose how the customer was spoken to"),
    "choose_score": _l("Choose one of the five steps"),
    "too_long_ago_days": _l("At most %(days)s days back"),
    "must_be_ahead": _l("This must lie ahead of now"),
    "promise_in_the_past": _l("A promise lies ahead of now, at most half a year"),
    "promise_over": _l("This promise is decided already."),
    "emergency_over": _l("Nobody has to take charge of an emergency here any more."),
    "owner_must_change": _l("Somebody else has to take the next cycle: choose another person"),
    "taken_already": _l("%(name)s has taken this ticket already"),
    "ticket_unknown": _l("There is no such ticket, or it is outside your reach"),
    "link_to_itself": _l("This is the ticket itself"),
    "merge_into_over": _l("That ticket is archived or void: choose one that is still worked on"),
    "merge_into_itself": _l("Choose another ticket that is not merged itself"),
    "breach_not_found": _l("This overdue time is no longer on record."),
    "breach_checked": _l("The reason is checked already and stays as it is."),
    "chain_not_found": _l("Nobody is being told of this overdue time any more."),
    "chain_taken": _l("Somebody has taken this overdue target on already."),
    "chain_over": _l("This target is decided: nobody is told any more."),
    "choose_person": _l("Choose who takes it"),
    "no_reason_to_check": _l("There is no reason to check yet: choose the right one."),
    "callback_done": _l("The callback of this cycle is recorded already."),
    "no_low_score": _l("No low score waits for a contact."),
    "needs_callback": _l("Still missing: the callback, or enough attempts at it."),
    "nothing_to_decide": _l("Nothing waits for a decision any more."),
    "entry_not_found": _l("This entry has no such words."),
    "only_own_entries": _l("Only who wrote an entry, or a supervisor, can correct it."),
    "cannot_have_been": _l("It cannot have been then: what came before and after it stands in the way"),
    "clock_not_found": _l("This ticket has no such due time."),
}
