"""Who used the time of a clock: queue, agent, engineer, parts, customer, or hours nobody works (R3.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from sladesk.domain.codes import Status
from sladesk.domain.sla.calendars import CalendarTable


class Who(StrEnum):
    """Whose time it was, in the order it is told."""

    QUEUE = "queue"
    AGENT = "agent"
    ENGINEER = "engineer"
    PARTS = "parts"
    CUSTOMER = "customer"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch [start, end) that was somebody's, in epoch seconds."""

    who: Who
    start: int
    end: int


#: Whom a ticket waits for, by the status of the wait.
WAITS: Mapping[str, Who] = {
    Status.WAITING_PARTS: Who.PARTS,
    Status.WAITING_CUSTOMER: Who.CUSTOMER,
}
#: Whose a second is that several spells cover: who is waited for before who is at work.
_FIRST = (Who.CUSTOMER, Who.PARTS, Who.ENGINEER)


def used_by(
    start: int, end: int, taken: int, spells: Iterable[Spell], table: CalendarTable | None
) -> Mapping[Who, int]:
    """Share out every second from `start` to `end`; the shares sum to the whole.

    What no spell covers is off hours while the calendar is closed, else the queue's until somebody has taken
    the ticket, and then the agent's. An engineer at work works, whatever the calendar says.

    Arguments:
        taken: when somebody began to handle it; at or after `end` while nobody has.
        table: hours of the clock; None counts every hour as worked.
    """
    shares = dict.fromkeys(Who, 0)
    inside = [Spell(s.who, max(s.start, start), min(s.end, end)) for s in spells if s.who in _FIRST]
    edges = {start, max(end, start), min(max(taken, start), max(end, start))}
    edges |= {edge for spell in inside if spell.start < spell.end for edge in (spell.start, spell.end)}
    cuts = sorted(edges)
    for a, b in pairwise(cuts):
        covering = {spell.who for spell in inside if spell.start <= a and b <= spell.end}
        whose = next((who for who in _FIRST if who in covering), None)
        if whose is not None:
            shares[whose] += b - a
            continue
        worked = b - a if table is None else table.open_between(a, b)
        shares[Who.QUEUE if b <= taken else Who.AGENT] += worked
        shares[Who.OFF] += b - a - worked
    return shares
