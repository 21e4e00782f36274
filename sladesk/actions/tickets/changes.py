"""Another priority, category, service type or risk level: what still runs is recomputed (R3.7)."""

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case
from sladesk.actions._starting import follow_facts
from sladesk.domain.codes import Priority, RiskLevel, ServiceType
from sladesk.domain.errors import Invalid, Problem
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.text import clean


@action("tickets.change")
def change(
    tx: Tx,
    number: str,
    *,
    priority: str,
    category_id: int,
    service_type: str = "",
    risk_level: str | None = None,
    reason: str,
    version: int | None = None,
) -> str:
    """Change priority, category, service type or risk level; what still runs is recomputed (R3.7).

    Raises:
        Invalid: unknown values or no reason.
        Stale: somebody changed the ticket meanwhile; both versions are in the error.
    """
    case = open_case(tx, number, "ticket.handle", also_clocks=(ClockKind.PRELIMINARY, ClockKind.EMERGENCY))
    ticket, why = case.ticket, clean(reason, lines=True)
    wanted = _wanted(case, priority, category_id, service_type, risk_level, why)
    case.fresh(version, wanted)
    case.check("change")
    before = {name: getattr(ticket, name) for name in wanted}
    changed = {name: [before[name], value] for name, value in wanted.items() if before[name] != value}
    if not changed:
        return number
    for name, value in wanted.items():
        setattr(ticket, name, value)
    ticket.class_code = case.ref.categories[category_id].class_code
    ticket.version += 1
    case.clocks.event = case.event("ticket:changed", data={"changed": changed}, texts={"reason": why})
    report_moves(case, case.clocks.retarget("change"))
    follow_facts(case)
    case.done("ticket.changed", changed=changed)
    return number


def _wanted(
    case: Case, priority: str, category_id: int, service_type: str, risk_level: str | None, why: str
) -> dict[str, object]:
    problems: dict[str, Problem] = {}
    category = case.ref.categories.get(category_id)
    if priority not in set(Priority):
        problems["priority"] = Problem("unknown_choice")
    if category is None or (not category.leaf and category_id != case.ticket.category_id):
        problems["category"] = Problem("choose_category")
    if service_type and service_type not in set(ServiceType):
        problems["service_type"] = Problem("unknown_choice")
    if risk_level and risk_level not in set(RiskLevel):
        problems["risk_level"] = Problem("unknown_choice")
    if not why:
        problems["reason"] = Problem("required")
    if problems:
        raise Invalid(problems)
    return {
        "priority": Priority.URGENT if risk_level == RiskLevel.LEVEL_1 else priority,
        "category_id": category_id,
        "service_type": service_type or case.ticket.service_type,
        "risk_level": risk_level or None,
    }


def report_moves(case: Case, moves: list[dict[str, object]]) -> None:
    """Say on the timeline which due times moved (R3.7)."""
    if moves:
        case.event("clock:changed", data={"moves": moves}, by_system=True)
