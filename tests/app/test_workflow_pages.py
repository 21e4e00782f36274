"""Every step of a ticket's life by its form: as a small page, in place, refused with what was typed."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from sladesk.actions import communications, solutions, tickets
from sladesk.actions.communications import Contact
from sladesk.db import db, write_transaction
from sladesk.domain.codes import ReasonKind, Status
from sladesk.models import Breach, Clock, Event, Team, Ticket, TicketLink
from sladesk.web.tickets.steps import STEPS
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.statements import statements


def ticket(owner: str | None = "lina", **values: Any) -> str:
    return desk.register("lina", owner=owner, asset_id=1, place_id=1, priority="high", **values)


def send(client: Client, number: str, path: str, **data: object) -> None:
    answer = client.send(f"/tickets/{number}/{path}", data)
    assert answer.status_code == 303, answer.text[answer.text.find("errs") :][:600]


def status(number: str) -> str:
    return desk.ticket(number).status


def responded(**values: Any) -> str:
    number = ticket(**values)
    communications.contact(desk.by("lina"), number, Contact("phone", "已联系客户"))
    return number


def solved() -> str:
    number = responded()
    solutions.solve(desk.by("lina"), number, code="remote", solution="断电重启后正常")
    return number


def closed() -> str:
    number = solved()
    solutions.confirm(desk.by("lina"), number, method="phone")
    return number


def test_a_whole_life_without_scripts(client: Client, login: Login) -> None:
    number = ticket(
        owner=None, team_id=db.session.scalars(select(Team.id).where(Team.code == "service_desk")).one()
    )
    login(client, "K001")
    send(client, number, "take")
    assert status(number) == Status.IN_PROGRESS
    send(client, number, "contacts", method="phone", reached="no", content="响铃 40 秒无人接听")
    send(
        client,
        number,
        "contacts",
        method="phone",
        reached="yes",
        content="约明天上午上门",
        feedback="可以",
        next_step="派工程师",
        promise_at="2026-11-20T10:00",
        promise="上门",
        key_feedback="y",
    )
    send(client, number, "progress", text="已派工程师", informed="y")
    send(client, number, "notes", text="客户家有小孩，注意噪声")
    send(client, number, "waiting/parts", reason=desk.reason(ReasonKind.WAIT_PARTS))
    assert status(number) == Status.WAITING_PARTS
    send(client, number, "resume", note="主板到了")
    send(client, number, "chasers", words="什么时候来")
    send(client, number, "escalation", reason=desk.reason(ReasonKind.ESCALATE), plan="免费换主板")
    login(client, "Z001")
    send(client, number, "decision", approved="yes", decision="同意")
    login(client, "K001")
    send(client, number, "solution", code="part", solution="更换主板", cause="主板老化")
    send(client, number, "verify-attempts", method="phone", note="无人接听")
    send(client, number, "rejection", words="又停机了")
    send(client, number, "solution", code="part", solution="重新压线，试机 30 分钟")
    send(client, number, "confirmation", method="phone", words="好了")
    assert status(number) == Status.CLOSED
    login(client, "K002")
    send(client, number, "callback-attempts", method="phone", note="占线")
    send(client, number, "callback", method="phone", score="3", comment="来了三次才修好")
    login(client, "Z001")
    reason = desk.reason(ReasonKind.LOW_SCORE)
    send(client, number, "low-score", method="phone", reason=reason, finding="首次未测电流")
    send(client, number, "settlement", note="已致歉，客户接受")
    send(client, number, "archive")
    assert status(number) == Status.ARCHIVED
    text = client.get(f"/tickets/{number}").text
    assert "这张工单只能查看" in text
    for words in ("响铃 40 秒", "约明天上午上门", "主板老化", "来了三次才修好", "首次未测电流", "已致歉"):
        assert words in text


@pytest.mark.parametrize("name", sorted(STEPS))
def test_every_form_stands_alone_and_in_place(client: Client, login: Login, name: str) -> None:
    number = ticket()
    login(client, "Z001")
    seq = desk.ticket(number).event_seq - 1
    url = f"/tickets/{number}/{STEPS[name].path}?seq={seq}&field=verbatim&clock=1"
    page, part = client.get(url), client.get(url, headers={"HX-Request": "true"})
    assert page.status_code == part.status_code == 200
    assert "<html" in page.text
    assert "<html" not in part.text
    assert str(number) in page.text


def test_in_place_the_answer_clears_the_form_and_asks_for_news(client: Client, login: Login) -> None:
    number = ticket()
    login(client, "K001")
    data = {"text": "已派工程师", "compose": "1"}
    answer = client.send(f"/tickets/{number}/progress", data, htmx=True)
    assert answer.status_code == 200
    assert answer.headers["HX-Reswap"] == "none"
    assert "sladesk:tick" in answer.headers["HX-Trigger-After-Settle"]
    assert "sladesk:saved" in answer.headers["HX-Trigger-After-Settle"]
    assert "已保存" in answer.text


@pytest.mark.parametrize("count", [10, 300])
def test_an_entry_takes_as_many_statements_on_a_long_timeline(
    client: Client, login: Login, count: int
) -> None:
    number = responded()
    with write_transaction() as session:
        row = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        for seq in range(row.event_seq + 1, count + 1):
            moment = row.requested_at
            session.add(
                Event(
                    ticket_id=row.id, cycle_no=1, seq=seq, kind="note:written", actor_id=1, source="web",
                    occurred_at=moment, recorded_at=moment, data={},
                )
            )  # fmt: skip
        row.event_seq = max(count, row.event_seq)
    login(client, "K001")
    token = client.token()
    with statements() as sent:
        answer = client.post(
            f"/tickets/{number}/progress",
            data={"csrf_token": token, "key": "one-entry-only", "text": "更新一次", "compose": "1"},
            headers={"HX-Request": "true"},
        )
    assert answer.status_code == 200
    assert len(sent) <= 13, "\n".join(sent)


def test_a_second_click_changes_nothing(client: Client, login: Login) -> None:
    number = ticket()
    login(client, "K001")
    for _ in range(2):
        answer = client.send(f"/tickets/{number}/notes", {"text": "只记一次"}, key="twice-clicked")
        assert answer.status_code == 303
    db.session.rollback()
    assert len(db.session.scalars(select(Event.id).where(Event.kind == "note:written")).all()) == 1
    other = client.send(f"/tickets/{number}/notes", {"text": "别的内容"}, key="twice-clicked")
    assert other.status_code == 422


def test_refused_fields_keep_what_was_typed(client: Client, login: Login) -> None:
    number = responded()
    login(client, "K001")
    answer = client.send(f"/tickets/{number}/solution", {"code": "", "solution": "重启后正常"}, htmx=True)
    assert answer.status_code == 422
    assert "请选择解决方式" in answer.text
    assert "重启后正常" in answer.text
    late = {
        "method": "phone",
        "reached": "yes",
        "content": "下午上门",
        "promise_at": "2020-01-01T10:00",
        "compose": "1",
    }
    answer = client.send(f"/tickets/{number}/contacts", late, htmx=True)
    assert answer.status_code == 422
    assert "承诺时间须晚于现在" in answer.text
    assert "下午上门" in answer.text
    garbled = late | {"promise_at": "明天"}
    assert client.send(f"/tickets/{number}/contacts", garbled, htmx=True).status_code == 422


def test_all_fields_left_empty_are_said_at_once(client: Client, login: Login) -> None:
    number = responded()
    login(client, "K001")
    page = client.send(f"/tickets/{number}/escalation", {"text": "客户要求换机"})
    assert page.status_code == 422
    assert page.text.count('class="errline"') == 2
    assert {"reason-error", "plan-error"} <= set(re.findall(r'id="(\w+-error)"', page.text))
    said = {"content": "", "promise_at": "", "feedback": "", "compose": "1"}
    composer = client.send(f"/tickets/{number}/contacts", said, htmx=True).text
    folds = re.findall(r'<details class="more-x" data-part="\w+"( open)?>', composer)
    assert folds == ["", ""]  # an empty time is no reason to fold anything out


def test_a_blocked_step_says_what_is_missing_and_leads_there(client: Client, login: Login) -> None:
    number = ticket()
    tickets.accept(desk.by("lina"), number)
    login(client, "K001")
    part = client.get(f"/tickets/{number}/solution", headers={"HX-Request": "true"}).text
    assert 'aria-disabled="true"' in part
    assert "还缺" in part
    assert f'href="/tickets/{number}/contacts"' in part
    answer = client.send(f"/tickets/{number}/solution", {"code": "remote", "solution": "好了"}, htmx=True)
    assert answer.status_code == 409
    assert "好了" in answer.text


def test_closing_waits_for_the_overdue_reason(
    client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    number = ticket()
    clock.shift(timedelta(minutes=30))
    communications.contact(desk.by("lina", 30), number, Contact("phone", "晚了"))
    solutions.solve(desk.by("lina", 31), number, code="remote", solution="重启")
    clock.shift(timedelta(minutes=2))
    page = login(client, "K001").get(f"/tickets/{number}").text
    clock_id = db.session.scalars(select(Breach.clock_id).order_by(Breach.id)).first()
    assert f"/tickets/{number}/overdue-reasons?clock={clock_id}" in page
    answer = client.send(f"/tickets/{number}/confirmation", {"method": "phone"}, htmx=True)
    assert answer.status_code == 409
    assert f"/tickets/{number}/overdue-reasons?clock={clock_id}" in answer.text


def test_two_who_change_the_same_see_both_versions(client: Client, login: Login) -> None:
    number = ticket()
    login(client, "K001")
    version, category = desk.ticket(number).version, desk.ticket(number).category_id
    tickets.change(
        desk.by("zhaomin"),
        number,
        priority="urgent",
        category_id=category,
        reason="家有婴儿",
        version=version,
    )
    mine = {
        "priority": "low",
        "category": category,
        "service_type": "repair",
        "reason": "不急",
        "version": version,
    }
    answer = client.send(f"/tickets/{number}/change", mine, htmx=True)
    assert answer.status_code == 409
    for words in ("赵敏", "紧急", "低", "用我的", "用赵敏的", "没有保存，也没有丢"):
        assert words in answer.text
    assert desk.ticket(number).priority == "urgent"
    send(client, number, "change", **(mine | {"version": desk.ticket(number).version}))
    assert desk.ticket(number).priority == "low"


def test_changing_shows_what_due_times_would_become(client: Client, login: Login) -> None:
    number = responded()
    login(client, "K001")
    category = desk.ticket(number).category_id
    before = desk.clocks(number, "update")[-1].due_at
    query = f"priority=urgent&category={category}&service_type=repair&risk_level="
    text = client.look_up(f"/tickets/{number}/change/preview?{query}").text
    assert "进展更新" in text
    assert "<b>18:08</b>" in text
    assert "不变" in text
    db.session.rollback()
    assert desk.clocks(number, "update")[-1].due_at == before


def test_supervisor_reassigns_and_the_agent_can_not(client: Client, login: Login) -> None:
    number = ticket()
    row = desk.ticket(number)
    wu = desk.actor("wuqian").person_id
    data = {"team": row.team_id, "owner": wu, "version": row.version, "note": "请优先"}
    assert login(client, "K001").send(f"/tickets/{number}/assignment", data).status_code == 403
    login(client, "Z001")
    form = client.get(f"/tickets/{number}/assignment").text
    assert "吴倩" in form
    answer = client.send(f"/tickets/{number}/assignment", data, htmx=True)
    assert desk.ticket(number).owner_id == wu
    undo = re.search(r'hx-post="([^"]+/undo[^"]+)"', answer.text)
    assert undo is not None
    assert client.send(undo[1].replace("&amp;", "&"), {}, htmx=True).status_code == 200
    assert desk.ticket(number).owner_id == desk.actor("lina").person_id
    assert client.send(undo[1].replace("&amp;", "&"), {}, htmx=True).status_code == 409


def test_second_cycle_by_the_form(client: Client, login: Login) -> None:
    number = closed()
    login(client, "K001")
    assert client.get(f"/tickets/{number}/callback").status_code == 403
    login(client, "K002")
    wu = desk.actor("hanlei").person_id
    data = {"method": "phone", "score": "2", "comment": "没修好", "new_owner": wu, "plan": "换人上门"}
    send(client, number, "callback", **data)
    row = desk.ticket(number)
    assert (row.cycle_no, row.owner_id, row.status) == (2, wu, Status.NEW)
    text = login(client, "Z001").get(f"/tickets/{number}").text
    assert 'id="cycle-1"' in text
    assert "第 2 轮" in text
    assert "回访 2 分" in text


def test_promises_links_and_voids(client: Client, login: Login) -> None:
    number, other = responded(), ticket()
    communications.contact(
        desk.by("lina"),
        number,
        Contact("phone", "下午回电", promise_at=desk.NOW + timedelta(hours=3), promise="回电"),
    )
    clock_id = db.session.scalars(select(Clock.id).where(Clock.kind == "promise")).one()
    assert "kept-promises" not in login(client, "L001").get(f"/tickets/{number}").text
    login(client, "K001")
    assert "kept-promises" in client.get(f"/tickets/{number}").text
    send(client, number, "kept-promises", clock=clock_id)
    again = client.send(f"/tickets/{number}/kept-promises", {"clock": clock_id}, htmx=True)
    assert again.status_code == 409
    assert "已经了结" in again.text
    send(client, number, "links", other=other)
    assert len(db.session.scalars(select(TicketLink.other_id)).all()) == 1
    assert other in client.get(f"/tickets/{number}").text
    unknown = client.send(f"/tickets/{number}/links", {"other": "SR1"}, htmx=True)
    assert "没有这张工单" in unknown.text
    send(client, other, "void", reason=desk.reason(ReasonKind.VOID))
    assert status(other) == Status.VOIDED


def test_the_next_step_is_one_button(client: Client, login: Login) -> None:
    number = responded()
    login(client, "K001")
    head = client.get(f"/tickets/{number}").text.split('id="tk-head"')[1].split("</section>")[0]
    assert head.count('class="btn go"') == 1
    assert "记录解决方案" in head.split('class="btn go"')[1][:300]
    with write_transaction() as session:
        session.execute(update(Ticket).values(status=Status.VOIDED))
    head = client.get(f"/tickets/{number}").text.split('id="tk-head"')[1].split("</section>")[0]
    assert 'class="btn' not in head
