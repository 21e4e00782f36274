"""The engineer's pages and the supervisor's form as they are asked for and answered."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from sladesk.actions import visits
from sladesk.actions._action import Call
from sladesk.db import db, write_transaction
from sladesk.models import Audit, Person, Visit
from tests.app.conftest import Login
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.statements import statements
from tests.support.visiting import engineer, reason, register, supervisor

START = NOW + timedelta(minutes=30)


def planned(who: str = "X001", hours: float = 0) -> str:
    """A ticket with one visit."""
    number = register()
    start = START + timedelta(hours=hours)
    visits.plan(
        Call(supervisor(), NOW),
        number,
        engineer_id=engineer(who).person_id or 0,
        start=start,
        end=start + timedelta(hours=2),
        bring="主板 × 1",
        overlap_ok=True,
    )
    return number


def state(number: str) -> str:
    db.session.rollback()
    return db.session.scalars(select(Visit.state)).one()


def test_the_day_shows_own_visits_only_in_order(client: Client, login: Login) -> None:
    mine, later, others = planned(hours=2), planned(), planned("X002")
    page = login(client, "X001").get("/field").text
    assert page.index(f"/field/visits/{later}/1") < page.index(f"/field/visits/{mine}/1")
    assert others not in page
    assert "海淀区" in page
    assert "苏州街" not in page
    assert "13800005678" not in page


def test_an_empty_day_says_so(client: Client, login: Login) -> None:
    assert "今天没有上门" in login(client, "X001").get("/field").text


@pytest.mark.parametrize(("who", "status"), [("K001", 403), ("Z001", 403), ("T001", 403)])
def test_the_day_is_for_engineers(client: Client, login: Login, who: str, status: int) -> None:
    assert login(client, who).get("/field").status_code == status


def test_a_look_costs_one_statement_and_says_nothing_when_quiet(
    app: Flask, client: Client, login: Login
) -> None:
    number = planned()
    page = login(client, "X001").get("/field").text
    stamp = page.split("/field/news?stamp=")[1].split('"')[0]
    look = {"HX-Request": "true", "X-Sladesk-Look": "1"}
    with statements() as asked:
        quiet = client.get(f"/field/news?stamp={stamp}", headers=look)
    assert (quiet.status_code, quiet.data) == (204, b"")
    assert len([s for s in asked if "visit" in s.lower()]) == 1
    visits.accepted(Call(engineer(), NOW), number, 1)
    news = client.get(f"/field/news?stamp={stamp}", headers=look)
    assert news.status_code == 200
    assert "出发" in news.text


def test_steps_by_form_without_scripts_and_with(client: Client, login: Login) -> None:
    number = planned()
    login(client, "X001")
    path = f"/field/visits/{number}/1/steps"
    assert client.send(path, {"step": "accepted"}).status_code == 303
    answer = client.send(path, {"step": "on_way", "from": "day"}, htmx=True)
    assert 'id="day"' in answer.text
    assert 'id="visit"' in client.send(path, {"step": "arrived"}, htmx=True).text
    typed = {"step": "diagnosed", "reading_outdoor_current": "很大", "diagnosis": "主板坏了"}
    again = client.send(path, typed, htmx=True)
    assert again.status_code == 422
    assert "主板坏了" in again.text
    assert "很大" in again.text
    assert state(number) == "arrived"
    assert client.send(path, {**typed, "reading_outdoor_current": "8.9"}, htmx=True).status_code == 200
    assert client.send(path, {"step": "repaired"}, htmx=True).status_code == 422
    words = {"step": "repaired", "diagnosis": "主板坏了", "repair": "更换主板"}
    assert client.send(path, words, htmx=True).status_code == 200
    assert client.send(path, {"step": "confirmed", "code": "part"}, htmx=True).status_code == 422
    last = {"step": "confirmed", "code": "part", "signed_name": "张建国"}
    assert client.send(path, last, htmx=True).status_code == 200
    assert state(number) == "confirmed"


def test_the_same_form_twice_is_one_step(client: Client, login: Login) -> None:
    number = planned()
    login(client, "X001")
    path = f"/field/visits/{number}/1/steps"
    for _ in range(2):
        assert client.send(path, {"step": "accepted"}, key="pressed-twice").status_code == 303
    assert state(number) == "accepted"
    assert client.send(path, {"step": "accepted"}).status_code == 409


@pytest.mark.parametrize("at", ["soon", "2026-11-19", "2026-11-19T14:08:00", "9999-12-31T00:00:00Z"])
def test_nonsense_for_the_phones_time_is_refused(client: Client, login: Login, at: str) -> None:
    number = planned()
    path = f"/field/visits/{number}/1/steps"
    assert login(client, "X001").send(path, {"step": "accepted", "at": at}).status_code == 422
    assert state(number) == "planned"


@pytest.mark.parametrize("path", ["", "/steps", "/notes", "/photos", "/signature", "/reveal"])
def test_somebody_elses_visit_does_not_exist(client: Client, login: Login, path: str) -> None:
    number = planned()
    login(client, "X002")
    address = f"/field/visits/{number}/1{path}"
    answer = client.send(address, {"step": "accepted", "field": "street"}) if path else client.get(address)
    assert answer.status_code == 404


def test_the_address_is_shown_after_asking_and_leaves_a_trace(client: Client, login: Login) -> None:
    number = planned()
    login(client, "X001")
    assert "苏州街" not in client.get(f"/field/visits/{number}/1").text
    for htmx in (False, True):
        shown = client.send(f"/field/visits/{number}/1/reveal", {"field": "street"}, htmx=htmx)
        assert "苏州街 12 号" in shown.text
        assert "geo:0,0?q=" in shown.text
    call = client.send(f"/field/visits/{number}/1/reveal", {"field": "mobile"}, htmx=True)
    assert "tel:13800005678" in call.text
    assert len(db.session.scalars(select(Audit).where(Audit.action == "personal.revealed")).all()) == 3


def test_districts_are_joined_as_the_language_does(client: Client, login: Login) -> None:
    number = register()
    with write_transaction() as session:
        session.execute(
            update(Person).values(districts="海淀区, 西城区，昌平区").where(Person.login == "wangqiang")
        )
    page = login(client, "Z001").get(f"/tickets/{number}/visits/new").text
    assert "片区：海淀区、西城区、昌平区" in page


def test_the_supervisor_plans_moves_and_cancels(client: Client, login: Login) -> None:
    number = register()
    login(client, "Z001")
    form = client.get(f"/tickets/{number}/visits/new?date=2026-11-20").text
    assert "王强" in form
    assert "刘洋" in form
    who = {"engineer": str(engineer().person_id), "date": "2026-11-20", "slot": "14"}
    assert client.send(f"/tickets/{number}/visits", {**who, "slot": ""}).status_code == 422
    assert client.send(f"/tickets/{number}/visits", {**who, "engineer": ""}).status_code == 422
    nothing = client.send(f"/tickets/{number}/visits", {"date": "2026-11-20"})
    assert {"engineer-error", "start-error"} <= set(re.findall(r'id="(\w+-error)"', nothing.text))
    assert client.send(f"/tickets/{number}/visits", who).status_code == 303
    assert "明天 14:00–16:00" in client.get(f"/tickets/{number}/visits").text
    move = {"date": "2026-11-21", "slot": "free", "from": "09:30", "to": "11:00"}
    path = f"/tickets/{number}/visits/1"
    assert client.get(f"{path}/edit").status_code == 200
    assert client.send(f"{path}/window", move).status_code == 422
    assert client.send(f"{path}/window", {**move, "reason": str(reason("reschedule"))}).status_code == 303
    gone = client.send(f"{path}/cancel", {"reason": str(reason("cancel_visit"))}, htmx=True)
    assert gone.status_code == 200
    assert state(number) == "cancelled"


def test_an_overlap_is_said_and_needs_the_tick(client: Client, login: Login) -> None:
    first, second = register(), register()
    login(client, "Z001")
    who = {"engineer": str(engineer().person_id), "date": "2026-11-20", "slot": "14"}
    client.send(f"/tickets/{first}/visits", who)
    warned = client.send(f"/tickets/{second}/visits", who, htmx=True)
    assert warned.status_code == 422
    assert 'name="overlap_ok"' in warned.text
    assert client.send(f"/tickets/{second}/visits", {**who, "overlap_ok": "1"}, htmx=True).status_code == 200


@pytest.mark.parametrize("who", ["K001", "X001"])
def test_nobody_else_plans(client: Client, login: Login, who: str) -> None:
    number = planned()
    login(client, who)
    assert client.get(f"/tickets/{number}/visits").status_code == 200
    assert client.get(f"/tickets/{number}/visits/new").status_code == 403
    assert client.send(f"/tickets/{number}/visits", {}).status_code == 403


def test_every_step_reads_well_on_the_tickets_timeline(client: Client, login: Login) -> None:
    number = planned()
    visits.reschedule(
        Call(supervisor(), NOW),
        number,
        1,
        start=START,
        end=START + timedelta(hours=3),
        reason_id=reason("reschedule"),
    )
    login(client, "X001")
    path = f"/field/visits/{number}/1/steps"
    for step in ("accepted", "on_way", "arrived"):
        client.send(path, {"step": step})
    client.send(path, {"step": "diagnosed", "reading_outdoor_current": "8.9", "diagnosis": "主板损坏"})
    client.send(path, {"step": "waiting_part", "reason": str(reason("wait_parts"))})
    client.send(path, {"step": "part_arrived"})
    client.send(path, {"step": "repaired", "diagnosis": "主板损坏", "repair": "更换主板"})
    client.send(path, {"step": "confirmed", "code": "part", "signed_name": "张建国"})
    page = login(client, "Z001").get(f"/tickets/{number}")
    assert page.status_code == 200
    for words in ("主板 × 1", "8.9 A", "更换主板", "已填写姓名"):
        assert words in page.text
    assert "张建国" not in page.text
