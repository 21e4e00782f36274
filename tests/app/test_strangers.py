"""Whatever a form or an address names, it never reaches what belongs to somebody else (trust.md 1, 3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import func, select

from sladesk.actions import communications, tickets
from sladesk.db import db
from sladesk.domain.codes import ReasonKind
from sladesk.models import Asset, Customer, Notice, Person, Place, Ticket
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW

#: Written by the request itself, whatever becomes of it: that somebody is here.
BESIDE = frozenset({"login_session"})


@dataclass(frozen=True)
class Two:
    """A ticket of 李娜's desk, and one of another team with everything a form could name of it."""

    mine: str
    theirs: str
    promise: int
    late: int
    notice: int
    asset: int
    place: int
    customer: str


@pytest.fixture
def two(app: Flask) -> Two:
    """Set the two tickets up; the stranger's has a promise, a missed due time and a notice."""
    mine = desk.register(minutes=-300, owner="lina", asset_id=1, place_id=1)
    theirs = desk.register(
        "hanlei", -300, category="consultation.order_status", customer_id=2, owner="hanlei"
    )
    said = communications.Contact(
        "phone", "明天回电", promise_at=NOW + timedelta(days=1), promise="回电", next_step="回电"
    )
    communications.contact(desk.by("hanlei", -10), theirs, said)
    other = db.session.scalars(select(Customer).where(Customer.id == 2)).one()
    made = Two(
        mine,
        theirs,
        promise=desk.clocks(theirs, "promise")[0].id,
        late=desk.clocks(theirs, "first_response")[0].id,
        notice=db.session.scalars(
            select(Notice.id).join(Person, Person.id == Notice.person_id).where(Person.login != "lina")
        ).first()
        or 0,
        asset=db.session.scalars(select(Asset.id).where(Asset.customer_id == 2)).first() or 0,
        place=db.session.scalars(select(Place.id).where(Place.customer_id == 2)).first() or 0,
        customer=other.number,
    )
    db.session.rollback()
    return made


def rows(app: Flask) -> dict[str, int]:
    """The number of rows of every table."""
    db.session.rollback()
    tables = [t for t in db.metadata.sorted_tables if t.name not in BESIDE]
    return {t.name: db.session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def marks() -> list[tuple[object, ...]]:
    """What changes on a ticket, a place, a machine or a notice when somebody gets at it."""
    db.session.rollback()
    asked: tuple[sa.Select[*tuple[Any, ...]], ...] = (
        select(Ticket.number, Ticket.version, Ticket.event_seq, Ticket.merged_into_id).order_by(Ticket.id),
        select(Place.id, Place.retired_at).order_by(Place.id),
        select(Asset.id, Asset.version).order_by(Asset.id),
        select(Notice.id, Notice.read_at).order_by(Notice.id),
    )
    return [tuple(row) for statement in asked for row in db.session.execute(statement)]


def registration(**values: object) -> dict[str, object]:
    ref = desk.ref()
    return {
        "customer": "1",
        "channel": ref.channels_by_code["phone"].id,
        "category": ref.categories_by_code["fault.cooling.no_cooling"].id,
        "verbatim": "不制冷",
        **values,
    }


Request = tuple[str, Mapping[str, object]]
TRIES: dict[str, Callable[[Two], Request]] = {
    "link": lambda t: (f"/tickets/{t.mine}/links", {"other": t.theirs}),
    "merge": lambda t: (f"/tickets/{t.mine}/merge", {"into": t.theirs}),
    "keep their promise": lambda t: (f"/tickets/{t.mine}/kept-promises", {"clock": t.promise}),
    "explain their lateness": lambda t: (
        f"/tickets/{t.mine}/overdue-reasons",
        {"clock": t.late, "reason": desk.reason(ReasonKind.OVERDUE)},
    ),
    "correct an entry that is not there": lambda t: (
        f"/tickets/{t.mine}/corrections",
        {"seq": 99, "field": "content", "text": "x", "reason": "x"},
    ),
    "register with their machine": lambda t: ("/register", registration(asset=t.asset)),
    "register with their place": lambda t: ("/register", registration(place=t.place)),
    "register nobody with a machine": lambda t: ("/register", registration(customer="anonymous", asset="1")),
    "register nobody with a place": lambda t: ("/register", registration(customer="anonymous", place="1")),
    "register somebody new with a machine": lambda t: (
        "/register",
        registration(customer="new", name="某人", asset="1"),
    ),
    "retire a place through another customer": lambda t: (f"/customers/{t.customer}/places/1/retire", {}),
    "change a machine through another customer": lambda t: (
        f"/customers/{t.customer}/machines/1",
        {"model": "1", "serial": "X", "version": "1"},
    ),
    "read their notice": lambda t: (f"/notices/{t.notice}/open", {}),
    "write on their ticket": lambda t: (f"/tickets/{t.theirs}/notes", {"text": "x"}),
    "take their ticket": lambda t: (f"/tickets/{t.theirs}/take", {}),
    "reveal their customer": lambda t: (
        f"/tickets/{t.theirs}/reveal",
        {"reason": desk.reason(ReasonKind.REVEAL)},
    ),
    "void with a reason for something else": lambda t: (
        f"/tickets/{t.mine}/void",
        {"reason": desk.reason(ReasonKind.REVEAL)},
    ),
    "reveal with a reason for something else": lambda t: (
        f"/tickets/{t.mine}/reveal",
        {"reason": desk.reason(ReasonKind.VOID)},
    ),
}


@pytest.mark.parametrize("name", TRIES)
def test_nothing_of_somebody_else_is_reached(
    app: Flask, client: Client, login: Login, two: Two, name: str
) -> None:
    login(client, "K001")
    assert client.get(f"/tickets/{two.theirs}").status_code == 404
    path, form = TRIES[name](two)
    before = rows(app), marks()
    answer = client.send(path, form, htmx=True)
    assert answer.status_code in {403, 404, 405, 409, 422}
    assert (rows(app), marks()) == before
    assert "明天回电" not in answer.text


@pytest.mark.parametrize("step", ["kept-promises", "overdue-reasons", "overdue-checks"])
def test_who_sees_both_tickets_takes_each_clock_through_its_own(
    app: Flask, client: Client, login: Login, two: Two, step: str
) -> None:
    login(client, "Z001")
    before = rows(app), marks()
    form = {"clock": two.promise, "reason": desk.reason(ReasonKind.OVERDUE)}
    answer = client.send(f"/tickets/{two.mine}/{step}", form, htmx=True)
    assert answer.status_code in {404, 409, 422}
    assert (rows(app), marks()) == before
    story = client.get(f"/tickets/{two.mine}/clocks/{two.promise}", headers={"HX-Request": "true"})
    assert story.status_code == 404


@pytest.mark.parametrize("end", ["voided", "merged"])
def test_nothing_is_merged_into_what_is_over(
    app: Flask, client: Client, login: Login, end: str, two: Two
) -> None:
    over, third = desk.register(minutes=-20, owner="lina"), desk.register(minutes=-20, owner="lina")
    if end == "voided":
        tickets.void(desk.by("lina", -5), over, reason_id=desk.reason(ReasonKind.VOID))
    else:
        tickets.merge(desk.by("lina", -5), over, third)
    before = rows(app), marks()
    answer = login(client, "K001").send(f"/tickets/{two.mine}/merge", {"into": over}, htmx=True)
    assert answer.status_code == 422
    assert (rows(app), marks()) == before


def test_a_merge_names_the_other_ticket_cleanly(client: Client, login: Login, two: Two) -> None:
    third = desk.register(minutes=-20, owner="lina")
    login(client, "K001").send(f"/tickets/{two.mine}/merge", {"into": f" \u202e{third}\u200b "})
    assert f"/tickets/{third}" in client.get(f"/tickets/{two.mine}").location
