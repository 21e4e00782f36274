"""The clock bar: at most five cells, the pressing clock first and larger."""

from dataclasses import dataclass
from datetime import datetime

from sladesk.actions.visits.planning import LABEL as VISIT
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Clock
from sladesk.queries.reference import Reference
from sladesk.queries.ticket_parts import ClockRow
from sladesk.web.format import ClockView, clock_view, duration_text, instant_text, now, zone
from sladesk.web.labels import label
from sladesk.web.tickets.scene import Scene
from sladesk.web.words import gettext as _

CELLS = 5
#: Order of the cells behind the pressing one.
_ORDER = (
    ClockKind.FIRST_RESPONSE,
    ClockKind.UPDATE,
    ClockKind.RESOLUTION,
    ClockKind.PROMISE,
    ClockKind.LOW_SCORE,
    ClockKind.CALLBACK,
    ClockKind.PRELIMINARY,
    ClockKind.EMERGENCY,
    ClockKind.TASK,
    ClockKind.ANSWER,
    ClockKind.ASSIGNMENT_WAIT,
)
_GOING = frozenset({"running", "paused"})


@dataclass(frozen=True)
class Cell:
    """One clock of the bar.

    Arguments:
        id: the clock's key, for its story.
        kind: name of the target; who: whose it is, or what was promised.
        view: the chip; note: the line under it.
        main: the pressing one.
        promise: this person can mark it as kept.
    """

    id: int
    kind: str
    who: str
    view: ClockView
    note: str
    main: bool
    promise: bool


def cells(scene: Scene) -> list[Cell]:
    """Return the clocks worth a cell, the pressing one first."""
    chosen = _chosen(scene)
    return [_cell(scene, row, main=place == 0) for place, row in enumerate(chosen)]


def _chosen(scene: Scene) -> list[ClockRow]:
    here = [r for r in scene.clocks if r.clock.state in _GOING or r.clock.cycle_id == scene.row.cycle.id]
    newest: dict[object, ClockRow] = {}
    for row in here:
        if row.clock.state == "cancelled" or row.told:
            continue
        single = row.clock.kind != ClockKind.PROMISE or row.clock.state not in _GOING
        newest[row.clock.kind if single else row.clock.id] = row
    rows = sorted(newest.values(), key=lambda r: (_ORDER.index(ClockKind(r.clock.kind)), r.clock.id))
    pressing = min((r for r in rows if r.clock.state in _GOING), key=_urgency, default=None)
    if pressing is not None:
        rows.remove(pressing)
        rows.sort(key=lambda r: r.clock.state not in _GOING and len(newest) > CELLS)
        rows = [pressing, *rows]
    kept = rows[:CELLS]
    return [*kept[:1], *sorted(kept[1:], key=lambda r: (_ORDER.index(ClockKind(r.clock.kind)), r.clock.id))]


def _urgency(row: ClockRow) -> tuple[bool, float]:
    due = row.clock.due_at
    return row.clock.state == "paused", due.timestamp() if due else row.clock.id


def _cell(scene: Scene, row: ClockRow, *, main: bool) -> Cell:
    clock = row.clock
    who = _("Visit") if clock.label == VISIT else clock.label
    if clock.kind == ClockKind.LOW_SCORE:
        who = scene.names.person(clock.responsible_id) if clock.responsible_id else ""
    return Cell(
        id=clock.id,
        kind=label(clock.kind, "clock"),
        who=who,
        view=chip(scene, clock),
        note=_note(scene, row, main=main),
        main=main,
        promise=clock.kind == ClockKind.PROMISE and clock.state in _GOING and scene.may("ticket.write"),
    )


def chip(scene: Scene, clock: Clock) -> ClockView:
    """Return what the chip of a clock shows; working time where the target counts it."""
    held = scene.chips.get(clock.id)
    if held is None:
        held = scene.chips[clock.id] = _chip(scene, clock)
    return held


def _chip(scene: Scene, clock: Clock) -> ClockView:
    due = clock.breached_at or clock.due_at or _due_if_resumed(scene, clock)
    status = "waiting_parts" if scene.ticket.status == "waiting_parts" else "waiting_customer"
    return clock_view(
        moment=now(),
        where=zone(),
        due=due,
        start=clock.started_at,
        warn50=clock.warn50_at,
        warn80=clock.warn80_at,
        paused_since=clock.paused_since,
        waiting_for=label(status, "status") if clock.paused_since else "",
        stopped=clock.stopped_at,
        left_seconds=working_left(scene.ref, clock.mode, clock.calendar_version_id, due),
        kind=label(clock.kind, "clock"),
    )


def _due_if_resumed(scene: Scene, clock: Clock) -> datetime:
    """A paused clock has no due time; for its pie the one it would have, where the ticket repeats it."""
    return scene.ticket.held_due_at or clock.paused_since or clock.started_at


def working_left(ref: Reference, mode: str | None, version_id: int | None, due: datetime) -> int | None:
    """Return the working seconds until a due time, None where plain time counts.

    Arguments:
        mode, version_id: of the clock: how it counts, and by which version of a calendar.
    """
    if mode != "working" or version_id is None or due <= now():
        return None
    return ref.table(str(version_id)).open_between(to_epoch(now()), to_epoch(due))


def _note(scene: Scene, row: ClockRow, *, main: bool) -> str:
    clock = row.clock
    if clock.state == "paused" or clock.due_at is None:
        return _("does not count while waiting")
    due = instant_text(clock.breached_at or clock.due_at, now(), zone())
    parts = [_("due %(at)s", at=due) if main and clock.stopped_at is None else _("by %(at)s", at=due)]
    if clock.mode == "working" and clock.stopped_at is None:
        parts.append(_("working time"))
    missed = _missed_before(scene, clock)
    if missed:
        parts.append(_("last one %(amount)s late", amount=missed))
    return " · ".join(parts)


def _missed_before(scene: Scene, clock: Clock) -> str:
    """Say by how much the update before this one was late."""
    if clock.kind != ClockKind.UPDATE:
        return ""
    for row in scene.clocks:
        other = row.clock
        same = other.kind == clock.kind and other.cycle_id == clock.cycle_id and other.no == clock.no - 1
        if same and other.breached_at and other.stopped_at:
            return duration_text((other.stopped_at - other.breached_at).total_seconds())
    return ""
