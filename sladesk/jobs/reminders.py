"""Reminds people of improvements that are due or late (R8.2), and of days a calendar lacks (R3.5)."""

from sladesk.actions import calendars, improvements
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Work, log


def remind(work: Work) -> None:
    """Put the day's reminders before those they are for; nothing while the clock is not believed."""
    if not work.steady:
        log.warning("reminders rest: the machine's clock has jumped")
        return
    improvements.remind(Call(SYSTEM, utcnow()))


def remind_of_days(work: Work) -> None:
    """Tell administrators that a year's days are missing; nothing while the clock is not believed."""
    if work.steady:
        calendars.remind(Call(SYSTEM, utcnow()))
