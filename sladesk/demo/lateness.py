"""Why it was late: who was late says so, the supervisor confirms or corrects it (R3.9)."""

from collections.abc import Mapping, Sequence

from sladesk.actions import breaches
from sladesk.actions.visits.planning import LABEL
from sladesk.demo.desk import supervisor
from sladesk.demo.life import Life, Script
from sladesk.domain.codes import ReasonKind

_REASONS: Mapping[str, Sequence[str]] = {
    "first_response": (
        "agents_busy",
        "peak_staffing",
        "in_training",
        "forgotten",
        "system_slow",
        "no_answer",
    ),
    "update": ("forgotten", "late_entry", "on_leave", "department_late", "agents_busy"),
    "resolution": ("part_late", "customer_delay", "department_late", "unfamiliar", "misassigned"),
    "preliminary": ("department_late", "unfamiliar", "agents_busy"),
    "emergency": ("on_leave", "peak_staffing", "in_training"),
    "callback": ("no_answer", "customer_delay", "forgotten", "on_leave"),
    "low_score": ("no_answer", "customer_delay", "on_leave"),
    "answer": ("agents_busy", "peak_staffing", "system_failure"),
    "promise": ("agents_busy", "forgotten", "department_late", "unfamiliar", "on_leave"),
    "visit": ("traffic", "previous_visit"),
}


def explain(life: Life, share: float = 1.0) -> Script:
    """Who was late says why (R3.9)."""
    for clock_id, kind, label in life.unexplained():
        if not life.chance(share):
            continue
        code = _overdue_code(life, _reasons(life, kind, label))
        remark = life.told.overdue[code]
        reason = life.stage.reason(ReasonKind.OVERDUE, code)
        yield life.step(
            life.owner,
            lambda tx, c=clock_id, r=reason, w=remark: breaches.explain(
                tx, life.number, c, reason_id=r, remark=w
            ),
        )


def _reasons(life: Life, kind: str, label: str) -> Sequence[str]:
    """Return the reasons that fit: a visit is late by traffic, a parcel by its carrier."""
    if kind == "promise" and label == LABEL:
        return _REASONS["visit"]
    if kind == "resolution" and life.told.finding.part is None:
        return _REASONS[kind][1:]
    carried = kind == "promise" and life.told.symptom.startswith(("dlv", "ask_order", "cmp_delivery"))
    return ("carrier_late",) if carried else _REASONS[kind]


def _overdue_code(life: Life, codes: Sequence[str]) -> str:
    code = life.rng.choice([code for code in codes if code not in life.overdue_used] or codes)
    life.overdue_used.add(code)
    return code


def check(life: Life, share: float = 0.85) -> Script:
    """The supervisor confirms the reasons, or puts the right one."""
    for clock_id, kind, label in life.unchecked():
        if not life.chance(share):
            continue
        other = life.rng.choice(_reasons(life, kind, label))
        reason = life.stage.reason(ReasonKind.OVERDUE, other) if life.chance(0.12) else None
        yield life.step(
            supervisor(life),
            lambda tx, c=clock_id, r=reason: breaches.check(tx, life.number, c, reason_id=r),
        )
