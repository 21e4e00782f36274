"""What the clockwork refuses, in words: an order of times that cannot have happened (R3.12)."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sladesk.domain.sla.errors import BadCalendar, ImpossibleOrder, SlaError

ORDERS: dict[str, LazyString] = {
    "in_the_future": _l("This time is still to come"),
    "before_start": _l("This time lies before the clock was started."),
    "not_running": _l("This clock is not running: it is paused or decided already."),
    "not_going": _l("This clock is decided already."),
    "not_paused": _l("This clock is not paused."),
    "not_stopped": _l("This clock was not stopped."),
    "pause_in_the_past": _l("A pause begins now, never in the past."),
    "retarget_in_the_past": _l("A new target holds from now on, never in the past."),
    "resume_before_pause": _l("The waiting cannot end before it began."),
    "already_breached": _l("This clock is on record as missed already."),
    "not_breached": _l("This clock is not on record as missed."),
    "not_correctable": _l("This entry of the clock cannot be corrected."),
    "empty": _l("The record of this clock is damaged: tell the administrator."),
    "no_start": _l("The record of this clock is damaged: tell the administrator."),
}
_CALENDAR = _l("The calendar does not open long enough for this target: tell the administrator.")
_TARGET = _l("The target of this clock contradicts itself: tell the administrator.")


def say_clock(error: SlaError) -> str:
    """Return the sentence for what the clockwork refused."""
    if isinstance(error, ImpossibleOrder):
        return str(ORDERS.get(error.code, ORDERS["not_going"]))
    return str(_CALENDAR if isinstance(error, BadCalendar) else _TARGET)
