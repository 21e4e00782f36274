"""The bell: what one is told, once; seen is seen (R7.3)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from sladesk.actions import notices, settings, tickets
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.db import db, write_transaction
from sladesk.domain.access import Actor
from sladesk.domain.errors import NotFound
from sladesk.domain.telling import Choice, Group, Way
from sladesk.models import Notice, Person
from sladesk.queries.outward import outward, read_chosen
from sladesk.queries.reference import read_stamp, reference
from sladesk.queries.sessions import MOST_UNREAD
from sladesk.web.notices import LOOKS
from tests.support import desk
from tests.support.client import Client
from tests.support.statements import statements

Login = Callable[[Client, str], Client]


def person(login: str) -> int:
    return db.session.scalars(select(Person.id).where(Person.login == login)).one()


def told(login: str, *kinds: str, ticket_id: int | None = None) -> list[int]:
    rows: list[dict[str, object]] = [
        {
            "person_id": person(login),
            "kind": kind,
            "key": f"{kind}:{place}",
            "created_at": utcnow(),
            "data": {},
            "ticket_id": ticket_id,
        }
        for place, kind in enumerate(kinds)
    ]
    db.session.rollback()
    with write_transaction() as session:
        return list(session.scalars(insert(Notice).returning(Notice.id), rows))


def unread(login: str) -> int:
    db.session.rollback()
    mine = select(Notice.id).where(Notice.person_id == person(login), Notice.read_at.is_(None))
    return len(db.session.scalars(mine).all())


def test_the_bell_counts_and_the_page_lists(app: Flask, client: Client, login: Login) -> None:
    told("lina", *LOOKS)
    page = login(client, "lina").get("/notices")
    assert page.status_code == 200
    assert f">{len(LOOKS)}</a>" in page.text
    assert page.text.count("<tr") == len(LOOKS) + 1


def test_the_bell_counts_no_further_than_it_shows(app: Flask, client: Client, login: Login) -> None:
    told("lina", *(f"ticket:{place}" for place in range(MOST_UNREAD - 1)))
    login(client, "lina")
    assert f"{MOST_UNREAD - 1} 条未读通知" in client.get("/account").text
    told("lina", "one:more", "another:more")
    page = client.get("/account").text
    assert ">99+</a>" in re.sub(r"<svg.*?</svg>", "", page)
    assert "超过 99 条未读通知" in page
    assert client.get(f"/notices/bell?seen={MOST_UNREAD}", headers={"X-Sladesk-Look": "1"}).status_code == 204


def test_a_look_of_the_bell_is_quiet_until_something_is_new(app: Flask, client: Client, login: Login) -> None:
    login(client, "lina")
    assert client.get("/notices/bell?seen=0", headers={"X-Sladesk-Look": "1"}).status_code == 204
    told("lina", "ticket:assigned")
    answer = client.get("/notices/bell?seen=0", headers={"X-Sladesk-Look": "1"})
    assert answer.status_code == 200
    assert "bell?seen=1" in answer.text


def test_opening_one_marks_it_and_reading_all_leaves_what_came_later(
    app: Flask, client: Client, login: Login
) -> None:
    first, second, third = told("lina", "ticket:assigned", "ticket:urgent", "ticket:chased")
    login(client, "lina")
    assert client.send(f"/notices/{first}/open").status_code == 303
    assert unread("lina") == 2
    assert client.send("/notices/read", {"upto": second}).status_code == 303
    assert unread("lina") == 1
    assert client.send("/notices/read", {"upto": "x"}).status_code == 422
    assert client.send("/notices/read", {"upto": third}).status_code == 303
    assert unread("lina") == 0


def test_another_persons_notice_is_not_there(app: Flask, client: Client, login: Login) -> None:
    (other,) = told("wuqian", "ticket:assigned")
    assert login(client, "lina").send(f"/notices/{other}/open").status_code == 404
    assert unread("wuqian") == 1
    with pytest.raises(NotFound):
        notices.read(Call(Actor(person("lina"), frozenset({"agent"})), utcnow()), other)


def test_of_a_ticket_that_went_to_others_only_the_number_is_left(
    app: Flask, client: Client, login: Login
) -> None:
    number = desk.register("lina", minutes=-60, owner="zhengjie")
    assert "热风" in desk.ticket(number).summary
    (mine,) = told("zhengjie", "ticket:assigned", ticket_id=desk.ticket(number).id)
    assert "热风" in login(client, "zhengjie").get("/notices").text
    tickets.assign(desk.by("zhaomin"), number, team_id=None, owner_id=person("wuqian"))
    page = client.get("/notices").text
    assert number in page
    assert f"/tickets/{number}" not in page
    assert "热风" not in page
    assert "已转交他人" in page
    before = unread("zhengjie")
    assert client.send(f"/notices/{mine}/open", {"stay": "1"}).location == "/notices"
    assert unread("zhengjie") == before - 1


def test_in_english(app: Flask, client: Client, login: Login) -> None:
    told("lina", "ticket:assigned")
    login(client, "lina")
    client.send("/language", {"locale": "en"})
    assert "A ticket is yours now" in client.get("/notices").text


def test_a_choice_lets_nobody_read_master_data_anew_and_one_that_changes_nothing_not_even_choices(
    app: Flask,
) -> None:
    master, stamps = read_stamp(db.session()), list[str]()
    for way in (Way.NOW, Way.NOW, Way.DIGEST):
        notices.choose(desk.by("lina"), Choice(dict.fromkeys(Group, way)))
        db.session.rollback()
        stamps.append(read_chosen(db.session()))
    assert stamps[0] == stamps[1] != stamps[2]
    assert read_stamp(db.session()) == master


def test_choices_are_read_once_a_change_and_none_where_no_mails_are_sent(app: Flask) -> None:
    def asked() -> tuple[list[str], dict[int, Choice]]:
        db.session.rollback()
        held = reference(db.session())
        with statements() as sent:
            people = outward(db.session(), held).people
        return [" ".join(text.split()) for text in sent if "robot" not in text], dict(people)

    assert asked() == ([], {})
    with write_transaction() as session:
        session.execute(update(Person).values(email=Person.login + "@example.com"))
    settings.change(desk.by("linhao"), "mail.notices", "on", version=0)
    assert len(asked()[0]) == 2
    for way in (Way.NOW, Way.DIGEST):
        notices.choose(desk.by("lina"), Choice(dict.fromkeys(Group, way)))
        sent, people = asked()
        assert len(sent) == 2
        assert set(people[person("lina")].ways.values()) == {way}
        assert len(asked()[0]) == 1
