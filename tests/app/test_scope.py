"""What a person may see: the condition in SQL and the predicate say the same (decision 31)."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from sladesk.db import db, write_transaction
from sladesk.domain.access import SYSTEM, Actor, TicketFacts, sees
from sladesk.domain.codes import Role, Status, VisitState
from sladesk.models import Person, Team, Ticket, Visit
from sladesk.queries.scope import visible
from tests.support import desk
from tests.support.moment import NOW


def scatter(chance: random.Random, numbers: list[str], people: list[int], teams: list[int]) -> None:
    """Give tickets owners, recorders, teams, states and visits by chance."""
    with write_transaction() as session:
        for number in numbers:
            ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
            session.execute(
                update(Ticket)
                .where(Ticket.id == ticket.id)
                .values(
                    owner_id=chance.choice([None, *people]),
                    recorder_id=chance.choice([None, *people]),
                    team_id=chance.choice([None, *teams]),
                    intake_team_id=chance.choice([None, *teams]),
                    status=chance.choice(list(Status)),
                )
            )
            for no in range(chance.randint(0, 2)):
                session.execute(
                    insert(Visit).values(
                        ticket_id=ticket.id,
                        cycle_id=ticket.id,
                        no=no + 1,
                        engineer_id=chance.choice(people),
                        window_start=NOW,
                        window_end=NOW + timedelta(hours=2),
                        state=chance.choice([VisitState.PLANNED, VisitState.CANCELLED]),
                        planned_by_id=people[0],
                        planned_at=NOW,
                    )
                )


def facts() -> dict[int, TicketFacts]:
    """Return what the predicate looks at, for every ticket."""
    engineers: dict[int, set[int]] = {}
    for row in db.session.execute(
        select(Visit.ticket_id, Visit.engineer_id).where(Visit.state != VisitState.CANCELLED)
    ):
        engineers.setdefault(row.ticket_id, set()).add(row.engineer_id)
    return {
        t.id: TicketFacts(
            t.owner_id,
            t.recorder_id,
            t.team_id,
            t.intake_team_id,
            frozenset(engineers.get(t.id, ())),
            status=t.status,
        )
        for t in db.session.scalars(select(Ticket))
    }


def as_loaded(who: Actor, ticket: TicketFacts) -> TicketFacts:
    """Visits are looked up for engineers only: nobody else makes any."""
    return ticket if Role.ENGINEER in who.roles else replace(ticket, engineer_ids=frozenset())


@pytest.mark.parametrize("seed", range(4))
def test_condition_and_predicate_agree(seed: int) -> None:
    chance = random.Random(seed)
    people = list(db.session.scalars(select(Person.id)))
    teams = list(db.session.scalars(select(Team.id)))[:5]
    numbers = [desk.register(verbatim=f"第 {n} 件") for n in range(8)]
    scatter(chance, numbers, people, teams)
    known = facts()
    actors = [SYSTEM]
    for _ in range(60):
        roles = frozenset(str(r) for r in chance.sample(list(Role), chance.randint(0, 3)))
        actors.append(
            Actor(chance.choice(people), roles, frozenset(chance.sample(teams, chance.randint(0, 3))))
        )
    seen = 0
    for who in actors:
        found = set(db.session.scalars(select(Ticket.id).where(visible(who))))
        assert found == {key for key, ticket in known.items() if sees(who, as_loaded(who, ticket))}, who
        seen += len(found)
    assert 0 < seen < len(actors) * len(known)
