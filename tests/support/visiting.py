"""Tickets of the cast for tests about field work, and the people as they act."""

from sqlalchemy import select

from sladesk.actions import tickets
from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.domain.intake import NewTicket
from sladesk.models import Asset, Customer, Person, PersonRole, Place, TeamMember
from sladesk.queries.reference import reference
from tests.support.moment import NOW


def acting(staff_number: str) -> Actor:
    """Return somebody of the cast as who they act."""
    person = db.session.scalars(select(Person).where(Person.staff_number == staff_number)).one()
    roles = db.session.scalars(select(PersonRole.role).where(PersonRole.person_id == person.id))
    teams = db.session.scalars(select(TeamMember.team_id).where(TeamMember.person_id == person.id))
    return Actor(person.id, frozenset(roles), frozenset(teams), person.name, staff_number)


def agent() -> Actor:
    """李娜 of the desk."""
    return acting("K001")


def supervisor() -> Actor:
    """赵敏."""
    return acting("Z001")


def engineer(staff_number: str = "X001") -> Actor:
    """王强, or another engineer."""
    return acting(staff_number)


def reason(kind: str) -> int:
    """Return the first reason of a list."""
    return reference(db.session()).reasons_of(kind)[0].id


def register(*, phenomenon: str = "室外机启动 3 分钟后停机") -> str:
    """Register 张建国's air conditioner that stops, and return the number."""
    ref = reference(db.session())
    customer = db.session.scalars(select(Customer).where(Customer.name == "张建国")).one()
    form = NewTicket(
        ref.channels_by_code["phone"].id,
        ref.categories_by_code["fault.cooling.no_cooling"].id,
        customer_id=customer.id,
        asset_id=db.session.scalars(
            select(Asset.id).where(Asset.customer_id == customer.id).order_by(Asset.id)
        ).first(),
        place_id=db.session.scalars(
            select(Place.id).where(Place.customer_id == customer.id).order_by(Place.id)
        ).first(),
        phenomenon=phenomenon,
    )
    return str(tickets.register(Call(agent(), NOW), form)["number"])
