"""Visits in the field (R5): planned by the supervisor, done step by step by the engineer."""

from sladesk.actions.visits.beside import noted, part_arrived, reveal, waiting_part
from sladesk.actions.visits.ending import confirmed, signed
from sladesk.actions.visits.planning import cancel, plan, reschedule
from sladesk.actions.visits.steps import accepted, arrived, diagnosed, on_way, repaired

__all__ = [
    "accepted",
    "arrived",
    "cancel",
    "confirmed",
    "diagnosed",
    "noted",
    "on_way",
    "part_arrived",
    "plan",
    "repaired",
    "reschedule",
    "reveal",
    "signed",
    "waiting_part",
]
