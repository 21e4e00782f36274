"""Work asked of another department: its question, its clock, its answer, and who sees what (R4.4, R3.12)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sladesk.actions import callbacks, communications, department_tasks, solutions, tickets
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import Forbidden, Invalid, NotFound, WrongState
from sladesk.jobs.sweep import sweep
from sladesk.jobs.work import Work
from sladesk.models import DepartmentTask, Notice, Ticket
from sladesk.queries.reference import reference
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.second import second
from tests.support.statements import statements

QUESTION = "请核对换货差价 300 元，客户电话 13800005678"


def team(code: str = "dept_finance") -> int:
    ref = reference(db.session())
    return next(key for key, one in ref.teams.items() if one.code == code)


def asked(minutes: float = -30, *, who: str = "lina", contact: str = "") -> tuple[str, DepartmentTask]:
    number = desk.register(minutes=minutes - 10, owner="lina")
    contact_id = desk.actor(contact).person_id if contact else None
    department_tasks.ask(
        desk.by(who, minutes), number, team_id=team(), question=QUESTION, contact_id=contact_id
    )
    db.session.rollback()
    return number, task(number)


def task(number: str) -> DepartmentTask:
    db.session.rollback()
    found = db.session.scalars(
        select(DepartmentTask)
        .where(DepartmentTask.ticket_id == desk.ticket(number).id)
        .order_by(DepartmentTask.no.desc())
    ).first()
    assert found is not None
    return found


def test_the_clock_runs_from_the_question_to_the_answer_in_working_time() -> None:
    number, one = asked(-30)
    (clock,) = desk.clocks(number, "task")
    assert (clock.id, clock.state) == (one.clock_id, "running")
    assert clock.started_at == NOW - timedelta(minutes=30)
    assert (clock.mode, clock.target_seconds) == ("working", 8 * 3600)
    department_tasks.answer(desk.by("zhengjie", -5), one.id, result="差价已核对，可退。", minutes=15)
    (clock,) = desk.clocks(number, "task")
    assert (clock.state, clock.stopped_at) == ("stopped", NOW - timedelta(minutes=5))
    one = task(number)
    assert (one.state, one.result, one.minutes) == ("answered", "差价已核对，可退。", 15)
    with pytest.raises(WrongState, match="task_over"):
        department_tasks.answer(desk.by("zhengjie"), one.id, result="再说一遍")


def test_several_departments_have_clocks_of_their_own_and_a_question_taken_back_no_verdict() -> None:
    number, one = asked()
    department_tasks.ask(desk.by("lina", -20), number, team_id=team("dept_logistics"), question="运单号？")
    assert [clock.no for clock in desk.clocks(number, "task")] == [1, 2]
    department_tasks.withdraw(desk.by("lina", -10), number, one.no)
    states = {clock.id: clock.state for clock in desk.clocks(number, "task")}
    assert states == {one.clock_id: "cancelled", task(number).clock_id: "running"}
    with pytest.raises(WrongState, match="task_over"):
        department_tasks.withdraw(desk.by("lina", -5), number, one.no)


def test_one_that_is_late_is_a_breach_of_its_own(app: Flask) -> None:
    number, one = asked(-60 * 24 * 7)
    sweep(Work(app, {}, lambda: False))
    (clock,) = desk.clocks(number, "task")
    assert (clock.id, clock.breached_at) == (one.clock_id, clock.due_at)
    department_tasks.answer(desk.by("zhengjie"), one.id, result="迟了")
    assert desk.clocks(number, "task")[0].breached_at is not None


def test_what_is_over_asks_nothing_any_more() -> None:
    number, _one = asked()
    tickets.void(desk.by("lina", -5), number, reason_id=desk.reason(ReasonKind.VOID))
    assert task(number).state == "withdrawn"
    with pytest.raises(WrongState):
        department_tasks.ask(desk.by("lina"), number, team_id=team(), question="还有吗？")
    closed, one = asked()
    communications.contact(desk.by("lina", -25), closed, Contact("phone", "已联系客户"))
    solutions.solve(desk.by("lina", -9), closed, code="answer", solution="已解答")
    solutions.confirm(desk.by("lina", -8), closed, method="phone", words="好的")
    callbacks.record(desk.by("wuqian", -7), closed, score=5)
    callbacks.archive(desk.by("zhaomin", -6), closed)
    assert task(closed).state == "withdrawn"
    with pytest.raises(WrongState):
        department_tasks.answer(desk.by("zhengjie"), one.id, result="太迟了")


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"team_id": None}, "team", "choose_department"),
        ({"team_id": 10**9}, "team", "choose_department"),
        ({"team": "service_desk"}, "team", "choose_department"),
        ({"contact": "lina"}, "contact", "not_of_department"),
        ({"question": "  "}, "question", "required"),
        ({"question": "长" * 20_001}, "question", "too_long"),
    ],
)
def test_a_question_that_can_not_be_asked_changes_nothing(
    values: dict[str, Any], field: str, code: str
) -> None:
    number = desk.register(owner="lina", minutes=-5)
    given: dict[str, Any] = {"team_id": team(), "question": QUESTION} | values
    if "team" in given:
        given["team_id"] = team(str(given.pop("team")))
    if "contact" in given:
        given["contact_id"] = desk.actor(str(given.pop("contact"))).person_id
    before = desk.totals()
    with pytest.raises(Invalid) as refused:
        department_tasks.ask(desk.by("lina"), number, **given)
    assert {name: problem.code for name, problem in refused.value.problems.items()} == {field: code}
    assert desk.totals() == before


def test_a_department_sees_its_task_and_not_the_ticket(client: Client, login: Login) -> None:
    number, one = asked()
    theirs = login(client, "zhengjie")
    assert theirs.get("/").location == "/tasks"
    assert theirs.get(f"/tickets/{number}").status_code == 404
    listed = theirs.get("/tasks").text
    assert number in listed
    assert "138****5678" in listed
    assert "13800005678" not in listed
    page = theirs.get(f"/tasks/{one.id}").text
    assert f'href="/tickets/{number}"' not in page
    assert "张建国" not in page
    refused = theirs.send(f"/tasks/{one.id}", {"result": "", "minutes": "两小时"})
    assert refused.status_code == 422
    assert "两小时" in refused.text
    assert theirs.send(f"/tasks/{one.id}", {"result": "可退", "minutes": "90"}).status_code == 303
    assert "可退" in theirs.get("/tasks?state=done").text
    again = theirs.send(f"/tasks/{one.id}", {"result": "再答"})
    assert (again.status_code, task(number).result) == (409, "可退")


def test_another_department_has_no_part_in_it(client: Client, login: Login) -> None:
    _number, one = asked()
    with pytest.raises(NotFound):
        department_tasks.answer(desk.by("hanlei"), one.id, result="不是我的")
    with pytest.raises(Forbidden):
        department_tasks.answer(desk.by("chenwei"), one.id, result="经理只看")
    with pytest.raises(NotFound):
        department_tasks.answer(desk.by("zhengjie"), one.id + 1, result="没有")
    other = login(client, "hanlei")
    assert other.get(f"/tasks/{one.id}").status_code == 404
    assert "SR" not in other.get("/tasks").text


def test_whoever_asked_and_the_owner_are_told_of_the_answer_and_the_department_of_the_question(
    client: Client, login: Login
) -> None:
    number, one = asked(who="zhaomin", contact="zhengjie")
    theirs = login(client, "zhengjie")
    notices = theirs.get("/notices").text
    assert "您的部门有新的协同任务" in notices
    opened = theirs.send(re.findall(r'action="(/notices/\d+/open)"', notices)[0], {})
    assert opened.location == f"/tasks/{one.id}"
    department_tasks.answer(desk.by("zhengjie"), one.id, result="可退")
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "task:answered")).all()
    assert set(told) == {desk.actor("zhaomin").person_id, desk.actor("lina").person_id}
    assert number in login(client, "zhaomin").get("/notices").text


def test_the_ticket_shows_question_clock_and_answer(client: Client, login: Login) -> None:
    number = desk.register(minutes=-40, owner="lina")
    agent = login(client, "lina")
    form = {"team": str(team()), "contact": "", "question": QUESTION}
    assert agent.send(f"/tickets/{number}/department-tasks", form).status_code == 303
    page = agent.get(f"/tickets/{number}").text
    side = page[page.index('id="side-tasks"') :]
    assert "财务" in side[:2000]
    assert "clk-" in side[:2000]
    assert "请其他部门协同" in page
    one = task(number)
    assert f'href="/tasks/{one.id}"' in page
    assert f'href="/tasks/{one.id}"' not in login(client, "chenwei").get(f"/tickets/{number}").text
    agent = login(client, "lina")
    assert agent.send(f"/tasks/{one.id}", {"result": "电话答复：可退", "minutes": ""}).status_code == 303
    page = agent.get(f"/tickets/{number}").text
    assert "电话答复：可退" in page
    assert "答复了协同任务" in page
    agent.send(f"/tickets/{number}/department-tasks", form)
    no = str(task(number).no)
    assert agent.send(f"/tickets/{number}/department-tasks/withdrawal", {"task": no}).status_code == 303
    assert "已撤回" in agent.get(f"/tickets/{number}").text


def test_the_list_asks_as_much_for_many_as_for_few(client: Client, login: Login) -> None:
    number, _one = asked()
    theirs = login(client, "zhengjie")
    theirs.get("/tasks")
    with statements() as few:
        theirs.get("/tasks")
    for minute in range(20):
        department_tasks.ask(desk.by("lina", -20 + minute), number, team_id=team(), question="再问")
    with statements() as many:
        assert theirs.get("/tasks").text.count("data-row") == 21
    assert len(many) == len(few) <= 6


def test_of_two_answers_at_once_the_first_stands(app: Flask) -> None:
    number, one = asked()
    key = one.id

    def first(session: Session) -> None:
        session.scalars(select(Ticket).where(Ticket.number == number).with_for_update()).one()
        done = {"state": "answered", "result": "先到的答复"}
        session.execute(update(DepartmentTask).where(DepartmentTask.id == key).values(done))

    with pytest.raises(WrongState, match="task_over"):
        second(app, first, lambda: department_tasks.answer(desk.by("zhengjie"), key, result="后到的答复"))
    assert task(number).result == "先到的答复"
