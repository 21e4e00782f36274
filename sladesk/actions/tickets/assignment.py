"""Handing a ticket to a team and a person, taking it, confirming it (R2.2)."""

from sladesk.actions._action import Tx, action
from sladesk.actions._assigning import give
from sladesk.actions._case import Case, open_case
from sladesk.actions._solving import record_response
from sladesk.actions._starting import assigned
from sladesk.actions.tickets.registration import hold_numbers
from sladesk.domain.errors import invalid
from sladesk.domain.routing import route
from sladesk.domain.settings import ACCEPTANCE
from sladesk.domain.text import clean
from sladesk.models import Person
from sladesk.queries.duty import DutyNow
from sladesk.queries.unmanned import unmanned


@action("tickets.assign")
def assign(
    tx: Tx,
    number: str,
    *,
    team_id: int | None,
    owner_id: int | None,
    note: str = "",
    version: int | None = None,
) -> str:
    """Hand a ticket to a team and a person (R2.2).

    Raises:
        Invalid: unknown team or person. The owner need not be of the team: who answers for a repair may
            be at the desk while the field team works on it.
        Stale: somebody else handed it on meanwhile.
    """
    case = open_case(tx, number, "ticket.assign")
    case.fresh(version, {"team_id": team_id, "owner_id": owner_id})
    case.check("assign")
    hand_over(case, team_id=team_id, owner_id=owner_id, note=note)
    case.done("ticket.assigned", team=team_id, owner=owner_id)
    return number


@action("tickets.pass_on")
def pass_on(tx: Tx, number: str, *, from_id: int, owner_id: int, note: str) -> str:
    """Hand over a ticket of somebody who goes; it stays in its team (R2.3).

    Arguments:
        from_id: whose ticket it was when it was looked at.
        note: what whoever takes over should know (交接).

    Raises:
        Invalid: no note, an unknown person, or the ticket is somebody else's meanwhile.
    """
    case = open_case(tx, number, "ticket.assign")
    case.check("assign")
    if not clean(note):
        raise invalid("note", "required")
    if case.ticket.owner_id != from_id:
        owner = case.ref.person(case.ticket.owner_id)
        raise invalid("owner", "taken_already", name=owner.name if owner else "–")
    hand_over(case, team_id=case.ticket.team_id, owner_id=owner_id, note=note, kind="ticket:handed_over")
    case.done("ticket.handed_over", owner=owner_id)
    return number


def hand_over(
    case: Case,
    *,
    team_id: int | None,
    owner_id: int | None,
    note: str = "",
    kind: str = "ticket:assigned",
    rule: str = "",
) -> None:
    """Give an open case to a team and a person and tell the new owner.

    Arguments:
        kind: of the entry on the timeline.
        rule: which rule of assignment chose the person, where none did it by hand.
    """
    ticket = case.ticket
    _check_owner(case, team_id, owner_id)
    before = {"from_team": ticket.team_id, "from_owner": ticket.owner_id}
    ticket.team_id, ticket.owner_id = team_id, owner_id
    ticket.assigned_at = case.tx.now
    assigned(case)
    ticket.version += 1
    case.event(
        kind,
        data={**before, "team": team_id, "owner": owner_id, "rule": rule},
        texts={"note": clean(note, lines=True)},
    )
    case.notify(owner_id, "ticket:assigned", f"assigned:{ticket.event_seq}")


def _check_owner(case: Case, team_id: int | None, owner_id: int | None) -> None:
    if team_id is not None and (team_id not in case.ref.teams or case.ref.teams[team_id].retired):
        raise invalid("team", "unknown_choice")
    if owner_id is None:
        return
    owner = case.tx.session.get(Person, owner_id)
    if owner is None or owner.retired_at is not None:
        raise invalid("owner", "unknown_choice")


@action("tickets.take")
def take(tx: Tx, number: str) -> str:
    """Take an unassigned ticket of one's own team."""
    case = open_case(tx, number, "ticket.take")
    case.check("assign")
    if case.ticket.owner_id is not None and case.ticket.owner_id != tx.by.person_id:
        owner = case.ref.person(case.ticket.owner_id)
        raise invalid("owner", "taken_already", name=owner.name if owner else "")
    case.ticket.owner_id = tx.by.person_id
    case.ticket.assigned_at = tx.now
    assigned(case)
    case.ticket.version += 1
    case.begin_handling()
    case.event("ticket:taken", data={"owner": tx.by.person_id})
    case.done("ticket.taken")
    return number


@action("tickets.staff")
def staff(tx: Tx, number: str) -> bool:
    """Give a ticket for which nobody was on duty to who is there by now, by today's rules (R2.2).

    Returns:
        Whether somebody has it.
    """
    case = open_case(tx, number, "clock.sweep")
    ticket, one = case.ticket, next(iter(unmanned(tx.session, tx.reference(), number)), None)
    if one is None or ticket.owner_id is not None:
        return False
    way = route(case.ref.rules, one.asked, case.ref.gone)
    hold_numbers(tx, case.ref)
    given = give(tx.session.connection(), DutyNow(case.ref, tx.now), one.asked, way, ticket.team_id)
    if given.person_id is None:
        return False
    hand_over(case, team_id=ticket.team_id, owner_id=given.person_id, rule=given.how)
    case.done("ticket.assigned", team=ticket.team_id, owner=given.person_id, rule=given.how)
    return True


@action("tickets.accept")
def accept(tx: Tx, number: str) -> str:
    """The owner confirms the ticket (确认工单): 待处理 → 处理中; a site may count it as response (R3.13)."""
    case = open_case(tx, number, "ticket.handle")
    case.move("accept")
    case.cycle.accepted_at = case.cycle.accepted_at or tx.now
    counts = case.ref.setting(ACCEPTANCE) == "on" and case.cycle.first_response_at is None
    if counts:
        record_response(case, tx.now, None, "")
    case.clocks.event = case.event("ticket:accepted", data={"responds": counts or None})
    case.done("ticket.accepted")
    return number
