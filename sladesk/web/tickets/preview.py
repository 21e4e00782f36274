"""Which due times would move if priority or category changed: shown before saving (R3.7)."""

from dataclasses import dataclass, replace

from sladesk.actions._clockrows import entry_of
from sladesk.domain.codes import Priority, RiskLevel, ServiceType
from sladesk.domain.sla import ledger
from sladesk.domain.sla.instants import from_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Facts, choose
from sladesk.domain.sla.story import imagine
from sladesk.queries import ruling
from sladesk.queries import ticket_parts as parts
from sladesk.web.format import instant_text, now, zone
from sladesk.web.labels import label
from sladesk.web.tickets.scene import Scene
from sladesk.web.tickets.step_forms import ChangeForm, StepForm, key


@dataclass(frozen=True)
class Move:
    """A due time as it stands and as it would become."""

    kind: str
    before: str
    after: str
    moves: bool


def facts_of(scene: Scene) -> Facts:
    """Return what policies look at on the ticket as it stands."""
    customer = scene.row.customer
    return ruling.facts_of(scene.ref, scene.ticket, vip=customer is not None and customer.vip)


def _wanted(scene: Scene, form: ChangeForm) -> Facts:
    """The facts with the form's values; what is not on a list counts as unchanged."""
    facts = facts_of(scene)
    category = scene.ref.categories.get(key(form.category.data) or 0)
    if category is not None:
        facts = replace(facts, category=category.code, class_code=category.class_code)
    if form.priority.data in set(Priority):
        facts = replace(facts, priority=form.priority.data)
    if form.service_type.data in set(ServiceType):
        facts = replace(facts, service_type=form.service_type.data)
    risk = form.risk_level.data or None
    if risk is None or risk in set(RiskLevel):
        facts = replace(facts, risk_level=risk)
    return replace(facts, priority=Priority.URGENT) if risk == RiskLevel.LEVEL_1 else facts


def preview(scene: Scene, form: StepForm) -> tuple[Move, ...]:
    """Return the clocks that still run with their due times before and after."""
    if not isinstance(form, ChangeForm):
        return ()
    going = [
        row.clock for row in scene.clocks if row.clock.state in {"running", "paused"} and row.clock.policy_id
    ]
    lines = parts.ledgers(clock.id for clock in going)
    wanted = choose(scene.ref.policies, _wanted(scene, form))
    moves: list[Move] = []
    for clock in going:
        choice = wanted.get(ClockKind(clock.kind))
        state = ledger.fold([entry_of(row) for row in lines[clock.id]], scene.ref.table)
        after = imagine(state, scene.ref.table, target=choice.target if choice else None)
        moves.append(
            Move(label(clock.kind, "clock"), _said(state), _said(after), state.due_at != after.due_at)
        )
    return tuple(moves)


def _said(state: ledger.ClockState) -> str:
    return instant_text(from_epoch(state.due_at), now(), zone()) if state.due_at is not None else "–"
