"""How an event is said: on the page of notices, in e-mails and in chat groups (R7.3)."""

from collections.abc import Mapping

from flask_babel import get_locale
from flask_babel import gettext as _

from sladesk.domain.sla.kinds import ClockKind
from sladesk.queries.reference import Reference
from sladesk.reports.saying import N_

SAID: Mapping[str, str] = {
    "ticket:assigned": N_("A ticket is yours now"),
    "ticket:urgent": N_("An urgent ticket came in"),
    "ticket:unmanned": N_("A ticket came in and nobody is on duty for it"),
    "ticket:chased": N_("The customer asked again"),
    "wait:over": N_("Waiting is over: the clocks count again"),
    "emergency:started": N_("An emergency: take charge of it"),
    "emergency:taken": N_("Somebody took charge of the emergency"),
    "clock:warned": N_("%(what)s: %(share)s%% of the time is used"),
    "clock:breached": N_("%(what)s is overdue: give the reason"),
    "chain:reached": N_("%(what)s is overdue, and nobody has taken it on"),
    "chain:handed": N_("%(what)s is overdue: handed on to you"),
    "channel:over": N_("%(channel)s: %(late)s of %(n)s contacts overdue, the line is crossed"),
    "escalation:raised": N_("An escalation waits for your decision"),
    "escalation:decided": N_("Your escalation is decided"),
    "solution:recorded": N_("Solved, to be verified with the customer"),
    "solution:rejected": N_("Not solved after all: handling goes on"),
    "low_score": N_("The customer gave %(score)s of 5: contact within 24 h"),
    "task:asked": N_("Your department is asked something"),
    "task:answered": N_("A department has answered"),
    "task:withdrawn": N_("A question to your department was taken back"),
    "visit:planned": N_("A visit is planned for you"),
    "visit:rescheduled": N_("A visit has another time"),
    "visit:cancelled": N_("A visit is cancelled"),
    "visit:waiting_part": N_("A visit waits for a part"),
    "quality:to_review": N_("A 5-Why record waits for your review"),
    "quality:settled": N_("A 5-Why record is settled"),
    "quality:given_back": N_("A 5-Why record came back"),
    "improvement:assigned": N_("An improvement is yours, due %(due)s"),
    "improvement:due": N_("An improvement is due %(due)s"),
    "improvement:late": N_("An improvement is overdue since %(due)s"),
    "improvement:done": N_("An improvement is done: verify what came of it"),
    "improvement:closed": N_("An improvement is closed"),
    "calendars:days_missing": N_("The make-up days of %(due)s are missing in the calendars"),
    "ledger:differs": N_("Due times that differ from their ledgers: %(n)s"),
    "robot:tried": N_("A word to try the robot: it works"),
}
#: What is addressed to a person is said otherwise in a group.
_IN_A_GROUP: Mapping[str, str] = {
    "ticket:assigned": N_("A ticket was handed to somebody"),
    "clock:breached": N_("%(what)s is overdue"),
    "escalation:raised": N_("An escalation waits for a decision"),
    "escalation:decided": N_("An escalation is decided"),
    "task:asked": N_("A department is asked something"),
    "task:withdrawn": N_("A question to a department was taken back"),
    "visit:planned": N_("A visit is planned"),
    "quality:to_review": N_("A 5-Why record waits for review"),
    "improvement:assigned": N_("An improvement was given out, due %(due)s"),
}
_OTHER = N_("Something happened on the ticket")
CLOCKS: Mapping[str, str] = {
    ClockKind.ANSWER: N_("Answer"),
    ClockKind.FIRST_RESPONSE: N_("First response"),
    ClockKind.PRELIMINARY: N_("Preliminary solution"),
    ClockKind.RESOLUTION: N_("Resolution"),
    ClockKind.UPDATE: N_("Progress update"),
    ClockKind.PROMISE: N_("Promise"),
    ClockKind.CALLBACK: N_("Callback"),
    ClockKind.LOW_SCORE: N_("Low-score call"),
    ClockKind.TASK: N_("Department task"),
    ClockKind.EMERGENCY: N_("Emergency procedure"),
    ClockKind.ASSIGNMENT_WAIT: N_("Wait for assignment"),
}
#: Where what an event is about is found, by the name of its number.
PLACES: Mapping[str, str] = {
    "channel": "/tickets?channel=",
    "ticket": "/tickets/",
    "task": "/tasks/",
    "record": "/quality/records/",
    "improvement": "/quality/improvements/",
    "calendar_year": "/admin/calendars?year=",
    "check": "/admin/checks/",
}


def named(data: Mapping[str, object], ref: Reference) -> Mapping[str, object]:
    """Return the data of an event with names for its codes, in the language of who reads."""
    locale = str(get_locale())
    channel = ref.channels_by_code.get(str(data.get("channel", "")))
    if channel is not None:
        # Its sentence says the name: it is no title besides.
        return {**data, "channel_name": channel.name(locale), "title": ""}
    codes = str(data.get("calendars", "")).split(",")
    names = [ref.calendars[code].name(locale) for code in codes if code in ref.calendars]
    if names:
        return {**data, "title": _(", ").join(names)}
    return data


def said(kind: str, data: Mapping[str, object], *, group: bool = False) -> str:
    """Return an event in one sentence, in the language of who reads: a person, or a group.

    Arguments:
        data: with names (`named`).
    """
    clock = str(data.get("clock_kind", ""))
    figures = {
        "what": _(CLOCKS[clock]) if clock in CLOCKS else "",
        "share": data.get("share", ""),
        "channel": data.get("channel_name", ""),
        "late": data.get("late", ""),
        "n": data.get("n", ""),
        "score": data.get("score", ""),
        "due": data.get("due", ""),
    }
    words = (_IN_A_GROUP.get(kind) if group else None) or SAID.get(kind, _OTHER)
    return _(words) % figures


def place(about: Mapping[str, object]) -> tuple[str, str]:
    """Return number and path of what an event is about; nothing where it is about nothing of its own.

    A task is known by the number of its ticket, which is another place.
    """
    for name, path in PLACES.items():
        number = about.get(name)
        if number:
            return str(about.get("number") or number), f"{path}{number}"
    return "", ""
