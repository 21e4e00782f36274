"""What can be done next: one button, the rest in a menu, and what is missing for a step that is blocked."""

from dataclasses import dataclass

from sladesk.domain import workflow
from sladesk.domain.codes import OPEN_STATUSES, Status
from sladesk.web.sentences import say
from sladesk.web.tickets.scene import Scene
from sladesk.web.tickets.steps import STEPS, Step
from sladesk.web.words import gettext as _

#: Candidates for the one button, in order; the first that starts here and is allowed wins.
_FIRST = (
    "adopt", "emergency", "low_score", "decide", "take", "contact", "resume", "solve", "confirm", "callback",
    "archive", "settle",
)  # fmt: skip
#: Steps that stand beside the button where they start.
_SECOND = ("reject", "wait_customer", "wait_parts", "reopen")
#: Which step does what a blocked one lacks.
CURES = {
    "needs_owner": ("take", "assign"),
    "needs_first_response": ("contact",),
    "needs_overdue_reason": ("explain",),
    "needs_attempts": ("verify_attempt", "callback_attempt"),
    "needs_low_score_contact": ("low_score",),
    "needs_satisfied_or_settled": ("settle", "callback"),
    "needs_callback": ("callback", "callback_attempt"),
}


@dataclass(frozen=True)
class Offer:
    """A step offered on the page; `lacks` says what is missing for it, `cure` leads there."""

    name: str
    text: str
    url: str
    icon: str
    key: str = ""
    lacks: str = ""
    cure: "Offer | None" = None
    compose: str = ""
    at_once: bool = False


@dataclass(frozen=True)
class Offers:
    """The button, what stands beside it, and the menu."""

    first: Offer | None
    second: tuple[Offer, ...]
    rest: tuple[Offer, ...]


def offers(scene: Scene) -> Offers:
    """Return what this person can do with the ticket now."""
    starting = [step for step in STEPS.values() if not step.hidden and starts(scene, step)]
    names = [step.name for step in starting]
    first = next((name for name in _FIRST if name in names and not _skipped(scene, name)), None)
    second = [name for name in _SECOND if name in names and name != first][:1]
    rest = [s for s in starting if s.name != first and s.name not in second]
    return Offers(
        offer(scene, STEPS[first]) if first else None,
        tuple(offer(scene, STEPS[name]) for name in second),
        tuple(offer(scene, step) for step in rest),
    )


def _skipped(scene: Scene, name: str) -> bool:
    """Steps that start here but are not what comes next."""
    ticket, cycle = scene.ticket, scene.row.cycle
    lacking = workflow.blocked("archive", scene.situation) is not None
    return {
        "contact": cycle.first_response_at is not None or ticket.status in {Status.TO_VERIFY, Status.CLOSED},
        "take": ticket.owner_id is not None,
        "archive": lacking,
        "settle": not lacking,
    }.get(name, False)


def starts(scene: Scene, step: Step) -> bool:
    """Whether a step can begin for this person in this state, blocked or not."""
    if not scene.may(step.permission) or scene.ticket.status == Status.VOIDED:
        return False
    if step.workflow:
        if step.workflow not in scene.next_steps:
            return False
    elif (
        step.open_only and scene.ticket.status not in OPEN_STATUSES
    ) or scene.ticket.status == Status.ARCHIVED:
        return False
    return step.when is None or step.when(scene)


def offer(scene: Scene, step: Step) -> Offer:
    """Return a step as a button, with what it lacks."""
    lacks = workflow.blocked(step.workflow, scene.situation) if step.workflow else None
    cure = cure_of(scene, lacks) if lacks else None
    return Offer(
        name=step.name,
        text=str(step.text),
        url=f"/tickets/{scene.ticket.number}/{step.path}",
        icon=step.icon,
        key=step.key,
        lacks=say(lacks) if lacks else "",
        cure=cure,
        compose=step.compose,
        at_once=step.at_once,
    )


def cure_of(scene: Scene, code: str) -> Offer | None:
    """Return the step that does what a blocked one lacks, where this person may take it."""
    found = next((STEPS[n] for n in CURES.get(code, ()) if starts(scene, STEPS[n])), None)
    if found is None:
        return None
    base = f"/tickets/{scene.ticket.number}/{found.path}"
    url = (
        f"{base}?clock={scene.open_breaches[0].clock.id}"
        if found.name == "explain" and scene.open_breaches
        else base
    )
    return Offer(found.name, _("Do it now"), url, found.icon, compose=found.compose)
