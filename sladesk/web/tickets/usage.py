"""Who used the time of a clock, as one stacked bar and as rows (R3.8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel.speaklater import LazyString

from sladesk.domain.codes import Status, VisitState
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.usage import Spell, Who, used_by
from sladesk.models import Clock
from sladesk.queries import ticket_parts as parts
from sladesk.web.format import duration_text, now
from sladesk.web.tickets.scene import Scene
from sladesk.web.words import lazy_gettext as _l

WIDTH = 700.0
_NAMES: Mapping[Who, LazyString] = {
    Who.QUEUE: _l("Queue"),
    Who.AGENT: _l("Agent"),
    Who.ENGINEER: _l("Engineer on site"),
    Who.PARTS: _l("Waiting for parts"),
    Who.CUSTOMER: _l("Waiting for the customer"),
    Who.OFF: _l("Off hours"),
}
_WAITS = {Status.WAITING_PARTS: Who.PARTS, Status.WAITING_CUSTOMER: Who.CUSTOMER}


@dataclass(frozen=True)
class Share:
    """One part of the bar and its row."""

    css: str
    name: LazyString
    x: float
    width: float
    length: str
    percent: str


def shares(scene: Scene, clock: Clock) -> list[Share]:
    """Return who used the time of a clock so far, in the order of the bar; nothing for no time."""
    end = to_epoch(clock.stopped_at or now())
    start = to_epoch(clock.started_at)
    table = scene.ref.table(str(clock.calendar_version_id)) if clock.calendar_version_id else None
    found = used_by(start, end, _taken(scene, clock, end), _spells(scene, clock, end), table)
    whole, at, made = end - start, 0.0, list[Share]()
    for who, seconds in found.items():
        if seconds <= 0:
            continue
        width = round(WIDTH * seconds / whole, 1)
        length, percent = duration_text(seconds), f"{100 * seconds / whole:.0f}%"
        made.append(Share(f"u-{who}", _NAMES[who], round(at, 1), width, length, percent))
        at += width
    return made


def _taken(scene: Scene, clock: Clock, end: int) -> int:
    """When somebody began to handle the cycle of a clock."""
    cycle = next((cycle for cycle in scene.cycles if cycle.id == clock.cycle_id), scene.row.cycle)
    begun = [at for at in (cycle.accepted_at, cycle.first_response_at, cycle.solution_at) if at is not None]
    return to_epoch(min(begun)) if begun else end


def _spells(scene: Scene, clock: Clock, end: int) -> Iterator[Spell]:
    for pause in parts.pauses(clock.cycle_id):
        until = to_epoch(pause.ended_at) if pause.ended_at else end
        yield Spell(_WAITS[Status(pause.status)], to_epoch(pause.started_at), until)
    for visit in scene.visits:
        since = visit.stamps.get(VisitState.ON_WAY) or visit.stamps.get(VisitState.ARRIVED)
        if since:
            until = to_epoch(visit.ended_at) if visit.ended_at else end
            yield Spell(Who.ENGINEER, to_epoch(datetime.fromisoformat(since)), until)
