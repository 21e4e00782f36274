"""Tickets that somebody is wanted for and nobody was on duty, and who is there now (R2.2)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from sladesk.db.reading import at_most
from sladesk.domain.codes import Duty, Role
from sladesk.domain.routing import Asked, OwnerRule, next_owners, plain_region, route
from sladesk.models import Asset, Customer, Person, PersonRole, Place, ProductModel, TeamMember, Ticket
from sladesk.models.tickets import OPEN
from sladesk.queries.duty import DutyNow, shift_before, shift_today
from sladesk.queries.reference import Reference

#: Tickets looked at in one go; those that are due first come first.
MOST = 500
_FOUND = (
    select(
        Ticket.number,
        Ticket.team_id,
        Ticket.priority,
        Ticket.risk_level,
        Ticket.service_type,
        Ticket.class_code,
        Ticket.category_id,
        Ticket.channel_id,
        Customer.vip,
        ProductModel.kind,
        Place.province,
        Place.city,
    )
    .select_from(Ticket)
    .outerjoin(Customer, Customer.id == Ticket.customer_id)
    .outerjoin(Asset, Asset.id == Ticket.asset_id)
    .outerjoin(ProductModel, ProductModel.id == Asset.model_id)
    .outerjoin(Place, Place.id == Ticket.place_id)
    .where(Ticket.unmanned_at.is_not(None), Ticket.owner_id.is_(None), OPEN)
    .order_by(Ticket.sort_due_at, Ticket.id)
    .limit(at_most(MOST))
)
_ONE = _FOUND.where(Ticket.number == bindparam("number"))
_PEOPLE = (
    select(
        PersonRole.role,
        TeamMember.team_id,
        Person.duty,
        Person.duty_since,
        shift_today().label("today"),
        shift_before().label("before"),
    )
    .select_from(Person)
    .join(PersonRole, PersonRole.person_id == Person.id)
    .outerjoin(TeamMember, TeamMember.person_id == Person.id)
    .where(
        Person.retired_at.is_(None),
        PersonRole.role.in_((Role.AGENT, Role.ENGINEER, Role.SUPERVISOR)),
    )
)


@dataclass(frozen=True)
class Unmanned:
    """A ticket nobody was there for, with what rules look at."""

    number: str
    team_id: int | None
    asked: Asked


def unmanned(session: Session, ref: Reference, number: str = "") -> list[Unmanned]:
    """Return the tickets that wait for somebody on duty, due first; only one of them by its number."""
    values = {"number": number} if number else {}
    return [
        Unmanned(
            row.number,
            row.team_id,
            Asked(
                priority=row.priority,
                risk_level=row.risk_level or "",
                service_type=row.service_type,
                class_code=row.class_code,
                category=ref.categories[row.category_id].code,
                product_kind=row.kind or "",
                channel=ref.channels[row.channel_id].code,
                region=plain_region(row.province or "", row.city or ""),
                tier="vip" if row.vip else "",
            ),
        )
        for row in session.execute(_ONE if number else _FOUND, values)
    ]


def to_staff(session: Session, ref: Reference, now: datetime) -> list[str]:
    """Return the numbers of those for whom somebody may be there by now; two statements, whoever waits."""
    waiting = unmanned(session, ref)
    if not waiting:
        return []
    duty = DutyNow(ref, now)
    there = [
        row
        for row in session.execute(_PEOPLE, dict(duty.values))
        if duty.of(row.duty, row.duty_since, row.today, row.before) == Duty.ON
    ]
    teams = {row.team_id for row in there if row.role != Role.SUPERVISOR}
    supervised = any(row.role == Role.SUPERVISOR for row in there)
    return [
        one.number for one in waiting if _hopes(ref, one, manned=one.team_id in teams, supervised=supervised)
    ]


def _hopes(ref: Reference, one: Unmanned, *, manned: bool, supervised: bool) -> bool:
    """Whether one of the rules of a ticket would find somebody."""
    way = route(ref.rules, one.asked, ref.gone)
    behind = next_owners(ref.rules, one.asked, ref.gone, way.owner_rule)
    wanted = {way.owner, *(rule.owner for rule in behind)}
    return (
        OwnerRule.PERSON in wanted
        or (OwnerRule.BALANCED in wanted and manned)
        or (OwnerRule.SUPERVISOR in wanted and supervised)
    )
