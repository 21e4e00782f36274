"""Name → handler of every kind of job below the demo; a test compares it with what is enqueued."""

from collections.abc import Callable, Mapping

from sladesk.db.queue import Args
from sladesk.jobs import (
    checking,
    delivering,
    facts,
    importing,
    policies,
    printing,
    recompute,
    reminders,
    reviewing,
    sealing,
    staffing,
    statistics,
    sweep,
    tidy,
    trials,
    workbooks,
)
from sladesk.jobs.work import Handler

HANDLERS: Mapping[str, Handler] = {
    "clocks.sweep": sweep.sweep,
    "clocks.check": checking.carry_on,
    "calendars.remind": reminders.remind_of_days,
    "clocks.recompute": recompute.recompute,
    "audit.seal": sealing.seal,
    "deliveries.send": delivering.send,
    "facts.keep": facts.keep,
    "house.tidy": tidy.tidy,
    "house.statistics": statistics.refresh,
    "imports.check": importing.check,
    "imports.run": importing.run,
    "improvements.remind": reminders.remind,
    "policies.take_effect": policies.take_effect,
    "policies.try": trials.carry_on,
    "tickets.staff": staffing.staff,
    "reviews.issue": reviewing.issue,
    "reviews.print": printing.make,
    "reviews.workbook": workbooks.make,
}


#: What is told those who wait for a job that was given up because workers died in it. Of the others, periodic
#: work comes round again; for the rest there is the administrator's button.
GIVEN_UP: Mapping[str, Callable[[Args], None]] = {
    "clocks.check": checking.give_up,
    "deliveries.send": delivering.give_up,
    "imports.check": importing.give_up,
    "policies.try": trials.give_up,
    "reviews.print": printing.give_up,
    "reviews.workbook": workbooks.give_up,
}
