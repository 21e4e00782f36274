"""One ticket opened for a change: locked, within what the actor may see, its clocks settled."""

from sladesk.actions._case.case import Case
from sladesk.actions._case.chains import tell_nobody_on_duty
from sladesk.actions._case.late import settle_case
from sladesk.actions._case.many import open_cases
from sladesk.actions._case.opening import open_case, ticket_facts

__all__ = ["Case", "open_case", "open_cases", "settle_case", "tell_nobody_on_duty", "ticket_facts"]
