"""Master data kept by a process: what was read is known by the stamp it was read under."""

from flask import Flask

from sladesk.actions import people
from sladesk.actions.people import PersonForm
from sladesk.db import db
from sladesk.queries.reference import read_stamp, reference
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
