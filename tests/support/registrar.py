"""A process that registers tickets one after another and says each number once it is safe.

Started as `python -m tests.support.registrar <how many>` with the environment of an installation.
"""

import sys

from sqlalchemy import select

from sladesk.actions import tickets
from sladesk.actions._action import Call
from sladesk.app import create_app
from sladesk.config import from_environment
from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.domain.intake import NewTicket
from sladesk.models import Person, Team
from sladesk.queries.reference import reference
from tests.support.moment import NOW


def agent() -> Actor:
    """Return 李娜 of the cast as she acts."""
    person_id, name = db.session.execute(select(Person.id, Person.name).where(Person.login == "lina")).one()
    team_id = db.session.scalars(select(Team.id).where(Team.code == "service_desk")).one()
    return Actor(person_id, frozenset({"agent"}), frozenset({team_id}), name)


def new_ticket(customer_id: int | None = 1) -> NewTicket:
    """Return a telephone call about a machine that does not cool."""
    ref = reference(db.session())
    return NewTicket(
        ref.channels_by_code["phone"].id,
        ref.categories_by_code["fault.cooling.no_cooling"].id,
        customer_id=customer_id,
        verbatim="空调不制冷",
    )


def register(count: int) -> None:
    """Register so many tickets, a transaction each."""
    who, form = agent(), new_ticket()
    db.session.rollback()
    for _ in range(count):
        print(tickets.register(Call(who, NOW), form)["number"], flush=True)


if __name__ == "__main__":
    with create_app(from_environment()).app_context():
        register(int(sys.argv[1]))
