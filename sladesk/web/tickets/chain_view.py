"""How far the escalation chain of a missed due time has come, in words (R3.9)."""

from dataclasses import dataclass

from sladesk.models import ChainRun
from sladesk.web.format import instant_text, now, zone
from sladesk.web.tickets.scene import Scene
from sladesk.web.words import gettext as _


@dataclass(frozen=True)
class ChainView:
    """What stands below a missed due time.

    Arguments:
        told: who was told and when, a step each.
        state: who has taken it, to whom it was handed, or when the next step comes.
        open: it can still be taken or handed on.
    """

    told: tuple[str, ...]
    state: str
    open: bool


def chain_view(scene: Scene, clock_id: int) -> ChainView | None:
    """Return how far the chain of a clock has come; None where none has begun."""
    row = next((row for row in scene.clocks if row.clock.id == clock_id), None)
    if row is None or row.run is None:
        return None
    # Warnings of before the due time stand on the timeline.
    since = row.breach.due_at if row.breach else None
    steps: dict[str, list[str]] = {}
    for at, people in scene.told.get(clock_id, []):
        if since is not None and at > since:
            said = instant_text(at, now(), zone(), short=True)
            listed = steps.setdefault(said, [])
            listed += [name for name in map(scene.names.person, people) if name not in listed]
    told = tuple(f"{_(', ').join(names)} {at}" for at, names in steps.items() if names)
    over = row.clock.state not in {"running", "paused"} or bool(row.breach and row.breach.withdrawn_at)
    return ChainView(told, _state(scene, row.run, over=over), not over and row.run.taken_at is None)


def _state(scene: Scene, run: ChainRun, *, over: bool) -> str:
    if run.taken_at is not None:
        at = instant_text(run.taken_at, now(), zone(), short=True)
        return _("taken on by %(name)s %(at)s", name=scene.names.person(run.taken_by_id), at=at)
    if over:
        return ""
    parts: list[str] = []
    if run.handed_to_id is not None:
        parts.append(_("handed on to %(name)s", name=scene.names.person(run.handed_to_id)))
    if run.next_at is not None:
        parts.append(_("next step %(at)s", at=instant_text(run.next_at, now(), zone(), short=True)))
    return " · ".join(parts) or _("nobody has taken it on")
