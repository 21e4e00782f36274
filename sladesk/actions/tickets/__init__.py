"""Verbs on a ticket as such; each module holds one kind of change."""

from sladesk.actions.tickets.adoption import adopt
from sladesk.actions.tickets.assignment import accept, assign, hand_over, pass_on, staff, take
from sladesk.actions.tickets.changes import change, report_moves
from sladesk.actions.tickets.cycles import known_reason, new_cycle
from sladesk.actions.tickets.ends import end_visits, merge, void
from sladesk.actions.tickets.links import chase, link
from sladesk.actions.tickets.registration import next_number, register

__all__ = [
    "accept",
    "adopt",
    "assign",
    "change",
    "chase",
    "end_visits",
    "hand_over",
    "known_reason",
    "link",
    "merge",
    "new_cycle",
    "next_number",
    "pass_on",
    "register",
    "report_moves",
    "staff",
    "take",
    "void",
]
