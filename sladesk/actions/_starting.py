"""What starts with a cycle, and what waits until somebody has the ticket (R3.12)."""

from datetime import datetime

from sladesk.actions._case import Case
from sladesk.domain.access import CHARGE
from sladesk.domain.settings import AT_ASSIGNMENT, CLOCKS_START
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.targets import Target

#: How long a ticket may wait for assignment where no policy says otherwise (own).
ASSIGNED_WITHIN = Target(30 * 60)
#: What a site may start at assignment.
_HANDLING = (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION)
#: Targets that a ticket has or hasn't by what it is; the others every ticket has.
_OF_SOME = (ClockKind.PRELIMINARY, ClockKind.EMERGENCY)


def start_handling_clocks(case: Case, at: datetime) -> None:
    """Start the clocks of a cycle at its request (R3.12).

    Where a site starts first response and resolution at assignment, the wait for it runs instead until a
    person has the ticket: every ticket has a team from the beginning.
    """
    choices = case.clocks.choices()
    first = _HANDLING
    if case.ref.setting(CLOCKS_START) == AT_ASSIGNMENT:
        choice = choices.get(ClockKind.ASSIGNMENT_WAIT)
        target, policy = (choice.target, choice.policy.code) if choice else (ASSIGNED_WITHIN, None)
        no = 1 if case.tx.cache.get("new_cycle") else 0
        case.clocks.begin(ClockKind.ASSIGNMENT_WAIT, target, at, policy=policy, no=no)
        case.cycle.assigned_at, first = None, ()
    for kind in (*first, ClockKind.UPDATE, ClockKind.PRELIMINARY):
        case.clocks.begin_by_policy(kind, at, choices)
    if case.ticket.owner_id is not None:
        start_assigned(case, max(at, case.tx.now))


def assigned(case: Case) -> None:
    """A team or a person has got the ticket now."""
    if case.ticket.owner_id is not None or case.ref.setting(CLOCKS_START) != AT_ASSIGNMENT:
        start_assigned(case, case.tx.now)


def start_assigned(case: Case, at: datetime) -> None:
    """Somebody has the ticket: the wait for it is over, and what waited for that starts (R3.12)."""
    case.cycle.assigned_at = case.cycle.assigned_at or at
    if case.clocks.stop(ClockKind.ASSIGNMENT_WAIT, at) is None:
        return
    choices = case.clocks.choices()
    for kind in _HANDLING:
        case.clocks.begin_by_policy(kind, at, choices)


def start_emergency(case: Case) -> bool:
    """Start the emergency procedure where a policy asks for one, and tell who takes charge of it (R3.12).

    Returns:
        Whether there is one.
    """
    held = case.clocks.begin_by_policy(ClockKind.EMERGENCY, case.tx.now, case.clocks.choices())
    if held is None:
        return False
    held.event = case.event("emergency:started", by_system=True)
    for person in dict.fromkeys(one for role in CHARGE for one in case.ref.by_role.get(role, ())):
        case.notify(person, "emergency:started", f"emergency:{held.event.seq}")
    return True


def follow_facts(case: Case) -> None:
    """After a change: start what the ticket is promised from now on, end what it is promised no more (R3.7).

    What was met or missed before stays; it is not promised twice. `case` must know those clocks.
    """
    choices = case.clocks.choices()
    for kind in _OF_SOME:
        going = case.clocks.going(kind)
        if kind not in choices:
            if going is not None:
                case.clocks.cancel(going)
        elif going is None and case.clocks.stopped(kind) is None:
            if kind is ClockKind.EMERGENCY:
                start_emergency(case)
            else:
                case.clocks.begin_by_policy(kind, case.tx.now, choices)
