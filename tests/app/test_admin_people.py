"""People: added with a password shown once, changed, signed out, retired, found."""

import re
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, insert, select

from sladesk.db import db, write_transaction
from sladesk.models import (
    LoginSession,
    Person,
    PersonRole,
)
from tests.support.admin import key_of
from tests.support.client import Client
from tests.support.moment import NOW

Login = Callable[[Client, str], Client]

PERSON = {
    "name": "陈静",
    "name_en": "Chen Jing",
    "staff_number": "K007",
    "login": "chenjing",
    "roles": ["agent"],
    "own": "service_desk",
    "teams": ["callback"],
    "email": "",
    "phone": "",
    "districts": "",
}


def test_a_new_person_signs_in_with_the_password_shown_once(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    answer = client.send("/admin/people/new", PERSON, key="new-person-key")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'id="once">([a-z0-9-]+)<', answer.text)
    assert found is not None
    password = found.group(1)
    assert client.send("/admin/people/new", PERSON, key="new-person-key").text.count(password) == 1
    assert password not in client.get("/admin/people/K007").text
    other = app.test_client()
    assert isinstance(other, Client)
    assert other.sign_in("chenjing", password).status_code == 303
    assert other.get("/tickets").headers["Location"] == "/account/password"


def test_the_history_of_a_person_names_the_teams(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    client.send("/admin/people/new", PERSON)
    page = client.get("/admin/people/K007").text
    history = page[page.index("修改记录") :]
    assert "客服组" in history
    assert "service_desk" not in history


def test_a_person_is_changed_and_other_roles_end_the_sessions_at_once(
    app: Flask, client: Client, login: Login
) -> None:
    other = app.test_client()
    assert isinstance(other, Client)
    other.enter("lina")
    assert other.get("/queue").status_code == 200
    login(client, "linhao")
    version = key_of(client.get("/admin/people/K001").text)
    data = {**PERSON, "name": "李娜", "staff_number": "K001", "login": "lina", "version": version}
    assert client.send("/admin/people/K001", {**data, "phone": "010-1"}).status_code == 303
    assert other.get("/queue").status_code == 200
    late = client.send("/admin/people/K001", {**data, "name": "李娜娜"})
    assert late.status_code == 409
    assert "李娜娜" in late.text
    again = {**data, "roles": ["analyst"], "version": key_of(late.text)}
    assert client.send("/admin/people/K001", again).status_code == 303
    assert other.get("/queue").status_code == 302
    db.session.rollback()
    assert db.session.scalars(select(PersonRole.role).where(PersonRole.person_id == 1)).all() == ["analyst"]


def test_bad_input_about_a_person_is_kept(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    bad = {**PERSON, "login": "Chen Jing", "staff_number": "K001", "roles": list[str](), "districts": "海淀"}
    bad["email"] = "<a@b>"
    answer = client.send("/admin/people/new", bad)
    assert answer.status_code == 422
    for name in ("login", "staff_number", "roles", "email"):
        assert f'id="{name}-error"' in answer.text
    assert "海淀" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Person)) == 11


def test_the_last_administrator_stays(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    assert client.send("/admin/people/T001/retire").status_code == 422
    data = {**PERSON, "name": "林浩", "staff_number": "T001", "login": "linhao", "version": 1}
    answer = client.send("/admin/people/T001", data)
    assert answer.status_code == 422
    assert 'id="roles-error"' in answer.text
    db.session.rollback()
    assert db.session.scalar(select(Person.retired_at).where(Person.login == "linhao")) is None


def test_people_leave_come_back_and_are_signed_out(app: Flask, client: Client, login: Login) -> None:
    other = app.test_client()
    assert isinstance(other, Client)
    other.enter("lina")
    login(client, "linhao")
    assert client.send("/admin/people/K001/sign-out").status_code == 303
    assert other.get("/queue").status_code == 302
    assert client.send("/admin/people/K001/retire").status_code == 303
    assert "K001" not in client.get("/admin/people").text
    assert "K001" in client.get("/admin/people?left=1").text
    assert client.send("/admin/people/K001/restore").status_code == 303
    assert "K001" in client.send("/admin/people/find", {"q": "LINA"}).text
    answer = client.send("/admin/people/K001/password")
    assert 'id="once"' in answer.text
    db.session.rollback()
    assert db.session.scalar(select(Person.must_change_password).where(Person.id == 1))
    assert not db.session.scalar(
        select(func.count()).where(LoginSession.person_id == 1, LoginSession.revoked_at.is_(None))
    )


def test_people_are_found_and_paged_by_staff_number(app: Flask, client: Client, login: Login) -> None:
    many = [
        {
            "staff_number": f"P{n:03}",
            "login": f"p{n:03}",
            "name": f"人{n}",
            "password_hash": "x",
            "created_at": NOW,
        }
        for n in range(60)
    ]
    with write_transaction() as session:
        session.execute(insert(Person), many)
    login(client, "linhao")
    first = client.get("/admin/people").text
    assert "K001" in first
    assert "P059" not in first
    after = re.search(r"after=([A-Z0-9]+)", first)
    assert after is not None
    second = client.get(f"/admin/people?after={after.group(1)}").text
    assert "K001" not in second
    assert "P059" in second
    assert first.count("<tr") + second.count("<tr") == 60 + 11 + 2
    assert "人1" not in client.get("/admin/people?role=engineer").text
    assert "K001" not in client.send("/admin/people/find", {"q": "%"}).text
    further = re.search(
        r'form="find-person" name="after" value="(P\d+)"', client.send("/admin/people/find", {"q": "人"}).text
    )
    assert further is not None
    assert "P059" in client.send("/admin/people/find", {"q": "人", "after": further[1]}).text
