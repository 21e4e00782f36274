"""Tickets as rows of the customary forms, a portion at a time, as they stood at a cut-off (R9.6).

Steps taken after the cut-off are left out (decision 18). What is not kept by its time (owner, category,
priority, what was typed at registration) is as it is now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sladesk.db import db
from sladesk.db.reading import read
from sladesk.queries.workbooks import lines
from sladesk.queries.workbooks.lines import CycleLine, TicketLine

#: So many tickets are read at once; no transaction lasts longer than that.
PORTION = 250
_SOLVING = ("solution:recorded", "solution:rejected")


@dataclass(frozen=True)
class Said:
    """What was written down in one step: its words by field, as corrected until the cut-off."""

    kind: str
    cycle: int
    at: int
    words: dict[str, str]


@dataclass
class Told:
    """A ticket with all its rows need.

    Arguments:
        cycles: at least one, in order.
        reasons: keys of the reasons of its missed targets, None where nobody has said why.
        said: in order of their numbers.
        solving: solutions recorded and rejected, of tickets that went on after the cut-off.
        waiting: status of a pause that ran at the cut-off; escalated: put before the supervisor then.
    """

    ticket: TicketLine
    cycles: list[CycleLine] = field(default_factory=list[CycleLine])
    reasons: list[int | None] = field(default_factory=list[int | None])
    said: list[Said] = field(default_factory=list[Said])
    solving: list[Said] = field(default_factory=list[Said])
    handlers: int = 0
    visits: int = 0
    waiting: str | None = None
    escalated: bool = False


def told(numbers: Sequence[str], as_of: datetime, kinds: Sequence[str]) -> Iterator[Told]:
    """Yield tickets in the order of their numbers as given, reading a portion whenever one is used up.

    Arguments:
        as_of: the cut-off.
        kinds: of the events whose words are wanted.
    """
    for first in range(0, len(numbers), PORTION):
        portion = numbers[first : first + PORTION]
        found = _portion(portion, as_of, kinds)
        db.session.rollback()
        for number in portion:
            if number in found:
                yield found[number]


def _portion(numbers: Sequence[str], as_of: datetime, kinds: Sequence[str]) -> dict[str, Told]:
    found = [TicketLine(*row) for row in read(lines.tickets(), {"numbers": list(numbers)}).all()]
    known = {line.id: Told(line) for line in found}
    values: dict[str, object] = {"tickets": list(known), "cut": as_of}
    for row in read(lines.cycles(), values).all():
        line = CycleLine(*row)
        known[line.ticket_id].cycles.append(line)
    for ticket, given, checked in read(lines.reasons(), values):
        known[ticket].reasons.append(checked if checked is not None else given)
    for ticket, count in read(lines.handlers(), values):
        known[ticket].handlers = count
    for ticket, count in read(lines.visits(), values):
        known[ticket].visits = count
    for ticket, said in _words(values, kinds):
        known[ticket].said.append(said)
    later = [line.id for line in found if line.last_event > int(as_of.timestamp())]
    if later:
        _stand(known, values | {"tickets": later})
    return {each.ticket.number: each for each in known.values() if each.cycles}


def _stand(known: Mapping[int, Told], values: Mapping[str, object]) -> None:
    """Note of tickets that went on after the cut-off what held them at it."""
    for ticket, status in read(lines.pauses(), values):
        known[ticket].waiting = status
    for (ticket,) in read(lines.escalations(), values):
        known[ticket].escalated = True
    for ticket, said in _words(values, _SOLVING):
        known[ticket].solving.append(said)


def _words(values: Mapping[str, object], kinds: Sequence[str]) -> Iterator[tuple[int, Said]]:
    """Yield the steps with words of each ticket, in order."""
    corrected: dict[tuple[int, str], str] = {}
    for event, data, after in read(lines.corrections(), values):
        corrected[event, str(data.get("field", ""))] = after
    steps: dict[int, tuple[int, Said]] = {}
    for event, ticket, kind, cycle, at, name, body in read(
        lines.events(), {**values, "kinds": list(kinds)}
    ).all():
        step = steps.get(event)
        if step is None:
            step = steps[event] = (ticket, Said(kind, cycle, at, {}))
        step[1].words[name] = corrected.get((event, name), body)
    yield from steps.values()
