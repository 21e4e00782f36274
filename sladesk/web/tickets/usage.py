"""Who used the time of a clock, as one stacked bar and as rows (R3.8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sladesk.domain.codes import VisitState
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.usage import WAITS, Spell, Who, used_by
from sladesk.models import Clock
from sladesk.queries import ticket_parts as parts
from sladesk.reports.saying import user
from sladesk.web.format import duration_text, now
from sladesk.web.tickets.scene import Scene

WIDTH = 700.0
_AT_WORK = frozenset({"running", "paused", "stopped"})


@dataclass(frozen=True)
class Share:
    """One part of the bar and its row."""

    css: str
    name: str
    x: float
    width: float
    length: str
    percent: str


@dataclass(frozen=True)
class Used:
    """The bar of the present cycle's resolution.

    Arguments:
        clock: its key; whole: how long it took, or has taken so far where it is not `over`.
    """

    clock: int
    whole: str
    over: bool
    shares: list[Share]


def of_cycle(scene: Scene) -> Used | None:
    """Return who used the time of the cycle until its solution; None where no clock measures that."""
    here = [
        row.clock
        for row in scene.clocks
        if row.clock.kind == ClockKind.RESOLUTION
        and row.clock.cycle_id == scene.row.cycle.id
        and row.clock.state in _AT_WORK
        and not row.told
    ]
    found = shares(scene, here[-1]) if here else []
    if not found:
        return None
    clock = here[-1]
    whole = duration_text(((clock.stopped_at or now()) - clock.started_at).total_seconds())
    return Used(clock.id, whole, clock.stopped_at is not None, found)


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
        made.append(Share(f"u-{who}", user(who), round(at, 1), width, length, percent))
        at += width
    return made


def _taken(scene: Scene, clock: Clock, end: int) -> int:
    """When somebody began to handle the cycle of a clock."""
    cycle = scene.row.cycle
    if clock.cycle_id != cycle.id:
        cycle = next((one for one in scene.cycles if one.id == clock.cycle_id), cycle)
    begun = [at for at in (cycle.accepted_at, cycle.first_response_at, cycle.solution_at) if at is not None]
    return to_epoch(min(begun)) if begun else end


def _spells(scene: Scene, clock: Clock, end: int) -> Iterator[Spell]:
    present = clock.cycle_id == scene.row.cycle.id
    for pause in scene.pauses if present else parts.pauses(clock.cycle_id):
        until = to_epoch(pause.ended_at) if pause.ended_at else end
        yield Spell(WAITS[pause.status], to_epoch(pause.started_at), until)
    for visit in scene.visits:
        since = visit.stamps.get(VisitState.ON_WAY) or visit.stamps.get(VisitState.ARRIVED)
        if since:
            until = to_epoch(visit.ended_at) if visit.ended_at else end
            yield Spell(Who.ENGINEER, to_epoch(datetime.fromisoformat(since)), until)
