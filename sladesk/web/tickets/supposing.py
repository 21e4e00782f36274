"""What if: what a due time's page asks, what it answers, and the forms that would make it true (R3.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sladesk.actions._clockrows import entry_of
from sladesk.domain.sla.entries import Entry
from sladesk.domain.sla.supposing import Effect, Outcome
from sladesk.domain.sla.waiting import WAITS
from sladesk.models import Clock
from sladesk.queries import ticket_parts as parts
from sladesk.web import what_if
from sladesk.web.format import now
from sladesk.web.labels import choices, label
from sladesk.web.tickets import story
from sladesk.web.tickets.next_steps import starts
from sladesk.web.tickets.preview import facts_of
from sladesk.web.tickets.scene import Scene
from sladesk.web.tickets.steps import STEPS
from sladesk.web.words import gettext as _

#: The steps that begin ways of waiting.
_STEPS = {"waiting_customer": "wait_customer", "waiting_parts": "wait_parts"}


@dataclass(frozen=True)
class Supposed:
    """A clock as it stands and as supposed."""

    kind: str
    main: bool
    before: str
    after: str
    apart: str
    look: str


def clocks_of(scene: Scene) -> list[tuple[Clock, Sequence[Entry]]]:
    """Return the clocks of the ticket with their ledgers, without those another desk decided."""
    held = [row.clock for row in scene.clocks if not row.told]
    lines = parts.ledgers(clock.id for clock in held)
    return [(clock, [entry_of(line) for line in lines[clock.id]]) for clock in held]


def form_choices(scene: Scene, clock: Clock) -> dict[str, object]:
    """Return what the form offers; the present value asks nothing."""
    locale, ticket = scene.names.locale, scene.ticket
    calendar = parts.calendar_code(clock.calendar_version_id) if clock.mode == "working" else ""
    calendars = [(c.code, c.name(locale)) for c in scene.ref.calendars.values() if not c.retired]
    return {
        "priorities": _present(choices("priority"), ticket.priority),
        "categories": _present(_categories(scene), scene.ref.categories[ticket.category_id].code),
        "calendars": _present(calendars, calendar) if calendar else [],
        "waits": [(code, label(code, "status")) for code in WAITS],
        "going": clock.state in {"running", "paused"} and clock.breached_at is None,
    }


def _categories(scene: Scene) -> list[tuple[str, str]]:
    """Return the categories a ticket can have, the one it has among them."""
    locale, own = scene.names.locale, scene.ticket.category_id
    nodes = [n for n in scene.ref.categories.values() if (n.leaf and not n.retired) or n.id == own]
    return [(n.code, " › ".join((label(n.class_code, "class"), *n.path(locale)))) for n in nodes]


@dataclass(frozen=True)
class Apply:
    """A form that makes true what was asked, filled in so."""

    text: str
    url: str
    icon: str


def applies(scene: Scene, question: what_if.Question) -> list[Apply]:
    """Return the steps that do what was asked, for who may take them now."""
    if not question.asks:
        return []
    asked = list[tuple[str, dict[str, str]]]()
    node = scene.ref.categories_by_code.get(question.of("category"))
    values = {"priority": question.of("priority"), "category": str(node.id) if node else ""}
    if any(values.values()):
        asked.append(("change", {name: value for name, value in values.items() if value}))
    if question.of("wait"):
        asked.append((_STEPS[question.of("wait")], {"expected_at": question.of("until")}))
    base = f"/tickets/{scene.ticket.number}"
    found = [(STEPS[name], values) for name, values in asked if starts(scene, STEPS[name])]
    return [Apply(str(step.text), f"{base}/{step.path}?{urlencode(v)}", step.icon) for step, v in found]


def _present(options: list[tuple[str, str]], present: str) -> list[tuple[str, str]]:
    return [("" if code == present else code, text) for code, text in options]


def supposed(scene: Scene, question: what_if.Question, clock_id: int) -> list[Supposed]:
    """Return what would become of this clock and of the newest of each other kind."""
    if not question.asks:
        return []
    found = what_if.answers(question, scene.ref, facts_of(scene), clocks_of(scene), now())
    newest = {clock.kind: clock.id for clock, _outcome in found}
    return [
        _line(clock, outcome, main=clock.id == clock_id)
        for clock, outcome in found
        if clock.id == clock_id or newest[clock.kind] == clock.id
    ]


def _line(clock: Clock, outcome: Outcome, *, main: bool) -> Supposed:
    before = story.at_text(outcome.before) if outcome.before is not None else "–"
    after = story.at_text(outcome.after) if outcome.after is not None else "–"
    look = apart = ""
    if outcome.effect is Effect.DECIDED:
        after, look = _("decided already, stays"), "muted"
    elif outcome.effect is Effect.SAME:
        after, look = _("not affected"), "muted"
    elif outcome.effect in {Effect.KEPT, Effect.MISSED}:
        spare = story.length_text(abs(outcome.spare), working=False)
        met = outcome.effect is Effect.KEPT
        apart = _("in time, %(spare)s to spare", spare=spare) if met else _("%(late)s too late", late=spare)
        look = "" if met else "late"
    elif outcome.before is not None and outcome.after is not None:
        moved = story.length_text(abs(outcome.after - outcome.before), working=False)
        later = outcome.after >= outcome.before
        apart = _("%(time)s later", time=moved) if later else _("%(time)s earlier", time=moved)
        look = "late" if outcome.late else ""
        if outcome.late:
            apart += _(", ") + _("overdue at once")
    return Supposed(label(clock.kind, "clock"), main, before, after, apart, look)
