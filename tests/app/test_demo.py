"""The demo department is alive: every state, breach, role and second cycle, made by the verbs (issue 2)."""

import re
from collections import Counter

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from sladesk import demo
from sladesk.app import create_app
from sladesk.cli import _clockcheck
from sladesk.config import Config
from sladesk.db import db
from sladesk.demo import building
from sladesk.domain.codes import Role, Status
from sladesk.jobs.work import Work
from sladesk.models import Breach, Clock, Cycle, Event, EventText, PersonRole, Ticket, Visit
from sladesk.queries.reference import reference
from tests.support.installation import Place

#: Enough for everything to turn up; sentences are counted where tickets cost less.
TICKETS = {"sqlite": 300, "postgresql": 100}
FIRST = 70


@pytest.fixture
def department(empty: Config) -> Flask:
    """A migrated installation with nothing in it."""
    made = create_app(empty)
    with made.app_context():
        flask_migrate.upgrade()
    return made


def _finish(app: Flask) -> None:
    """Work the jobs that stand behind the first page."""
    work = Work(app, {}, lambda: False)
    while building.noted()[0] < building.noted()[1]:
        demo.HANDLERS["demo.continue"](work)


def _content() -> list[tuple[object, ...]]:
    found = select(Ticket.number, Event.seq, Event.kind, Event.occurred_at, EventText.field, EventText.body)
    joined = found.join(Event, Event.ticket_id == Ticket.id).outerjoin(
        EventText, EventText.event_id == Event.id
    )
    rows = db.session.execute(joined.order_by(Ticket.number, Event.seq, EventText.field)).all()
    db.session.rollback()
    return [tuple(row) for row in rows]


def test_the_department_is_alive(department: Flask, engine: str) -> None:
    tickets, told = TICKETS[engine], list[tuple[int, int]]()
    with department.app_context():
        demo.load(department, tickets, FIRST, lambda done, of: told.append((done, of)))
        assert FIRST <= len(told) < tickets
        assert building.noted() == (0, tickets - len(told))
        _finish(department)
        assert len(db.session.scalars(select(Ticket.id)).all()) == tickets
        _every_kind()
        assert _worn(tickets) == {}
        checked, wrong = _clockcheck.verify(db.session(), reference(db.session()), None)
        assert checked > tickets
        assert wrong == []
        db.session.remove()
        db.engine.dispose()


def _worn(tickets: int) -> dict[str, int]:
    """Return the sentences in more than 2 % of the tickets' timelines (and in more than six)."""
    said: dict[int, set[str]] = {}
    texts = select(Event.ticket_id, EventText.body).join(EventText, EventText.event_id == Event.id)
    for ticket_id, body in db.session.execute(texts):
        parts = (part.strip() for part in re.split(r"[。！？；\n]", body))
        said.setdefault(ticket_id, set()).update(part for part in parts if part)
    counted = Counter(sentence for sentences in said.values() for sentence in sentences)
    return {sentence: count for sentence, count in counted.items() if count > max(tickets * 0.02, 6)}


def _every_kind() -> None:
    assert set(db.session.scalars(select(Ticket.status))) == set(Status)
    assert set(db.session.scalars(select(Clock.kind))) >= {"answer", "promise", "callback", "low_score"}
    kinds = {"first_response", "update", "promise", "callback"}
    assert set(db.session.scalars(select(Breach.kind))) >= kinds
    assert {2} <= set(db.session.scalars(select(Cycle.no)))
    assert {"planned", "accepted", "on_way", "arrived", "confirmed"} <= set(
        db.session.scalars(select(Visit.state))
    )
    acted = select(PersonRole.role).join(Event, Event.actor_id == PersonRole.person_id)
    assert set(db.session.scalars(acted)) >= {Role.AGENT, Role.ENGINEER, Role.SUPERVISOR}
    assert db.session.scalars(select(Breach.id).where(Breach.given_at.is_(None))).first() is not None


def test_the_same_seed_tells_the_same_department(place: Place) -> None:
    contents = []
    for _again in range(2):
        database, config = place.new()
        app = create_app(config)
        with app.app_context():
            flask_migrate.upgrade()
            demo.load(app, 20, 20)
            contents.append(_content())
            db.session.remove()
            db.engine.dispose()
        database.close()
    assert contents[0] == contents[1]
    assert contents[0]
