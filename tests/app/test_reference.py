"""Master data kept by a process: what was read is known by the stamp it was read under."""

from flask import Flask
from sqlalchemy import select

from sladesk.actions import people
from sladesk.actions.people import PersonForm
from sladesk.db import db
from sladesk.models import CalendarVersion
from sladesk.queries.reference import read_stamp, reference
from sladesk.queries.reference.loading import load
from sladesk.queries.reference.values import Specs
from tests.support import desk


def hire(login: str) -> None:
    people.create(
        desk.by("linhao"),
        PersonForm(login, "孙立", login.upper(), frozenset({"supervisor"}), ("service_desk",)),
        password_hash="unused",
    )
    db.session.rollback()


def test_a_stamp_read_before_a_change_never_names_what_was_read_after_it(app: Flask) -> None:
    before = read_stamp(db.session())
    hire("sunli")
    now = reference(db.session()).stamp
    assert now != before
    held = reference(db.session(), before)  # by a request that read its stamp before the change
    assert "孙立" in {person.name for person in held.people.values()}
    assert held.stamp == now == read_stamp(db.session())


def test_it_is_read_once_a_change(app: Flask) -> None:
    first = reference(db.session())
    assert reference(db.session()) is first
    hire("sunli")
    second = reference(db.session())
    assert second is not first
    assert reference(db.session()) is second


def test_a_calendar_of_the_past_is_made_when_it_is_asked_for(app: Flask) -> None:
    """A site of many years has hundreds of versions, of which a handful rule."""
    held = load(db.session(), "as it is")
    specs = held.calendar_specs
    stored = {str(row.id): row.spec for row in db.session.scalars(select(CalendarVersion))}
    assert isinstance(specs, Specs)
    assert specs.made == 0
    newest = next(iter(held.newest_calendars.values()))
    assert held.table(newest) is held.table(newest)
    assert specs.made == 1
    assert {key: spec.to_json() for key, spec in specs.items()} == stored
    assert specs.made == len(specs) == len(stored)
