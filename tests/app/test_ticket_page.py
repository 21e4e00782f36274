"""The page of one ticket: what it shows to whom, in how many statements, and that looking writes nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from sladesk.actions import breaches, communications, escalations, solutions, tickets, waiting
from sladesk.actions.communications import Contact
from sladesk.db import db, write_transaction
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import NotFound
from sladesk.models import Audit, Breach, Customer, EventText, ReadMark, Reveal, Setting
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.statements import statements


def lina_s_ticket(**values: Any) -> str:
    return desk.register("lina", owner="lina", asset_id=1, place_id=1, priority="urgent", **values)


@pytest.mark.parametrize("count", [10, 300])
def test_the_page_takes_at_most_eight_statements(client: Client, login: Login, count: int) -> None:
    number = lina_s_ticket()
    desk.fill(number, count)
    login(client, "K001")
    client.get("/tickets/none")
    with statements() as sent:
        answer = client.get(f"/tickets/{number}")
    assert answer.status_code == 200
    assert len(sent) <= 8, sent
    assert not any(s.startswith(("INSERT", "UPDATE", "DELETE")) for s in sent)
    assert answer.text.count('<li class="ev') <= 200
    assert ("显示更早的记录" in answer.text) is (count > 200)


def test_earlier_entries_are_asked_for(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    desk.fill(number, 230)
    login(client, "K001")
    page = client.get(f"/tickets/{number}")
    before = re.search(r"entries\?before=(\d+)", page.text)
    assert before is not None
    part = client.get(f"/tickets/{number}/entries?before={before[1]}", headers={"HX-Request": "true"})
    assert 'id="ev-1"' in part.text
    assert part.text.count('<li class="ev') == 30


def test_customer_is_masked_everywhere(client: Client, login: Login) -> None:
    number = lina_s_ticket(verbatim="我电话 13800005678，请快一点")
    communications.note(desk.by("lina"), number, text="客户另一个号码 13911112222")
    text = login(client, "K001").get(f"/tickets/{number}").text
    assert "138****5678" in text
    assert "139****2222" in text
    assert "张**" in text
    for hidden in ("13800005678", "13911112222", "张建国", "苏州街"):
        assert hidden not in text


def test_unknown_and_invisible_look_the_same(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    login(client, "K003")
    pages = [client.get(f"/tickets/{n}") for n in (number, "SR20990101001")]
    assert [p.status_code for p in pages] == [404, 404]
    assert all("没有找到这张工单" in p.text for p in pages)
    assert client.get(f"/tickets/{number}/look").status_code == 404
    assert client.send(f"/tickets/{number}/notes", {"text": "x"}).status_code == 404


def test_merged_number_leads_to_the_ticket_that_stays(client: Client, login: Login) -> None:
    number, other = lina_s_ticket(), lina_s_ticket()
    tickets.merge(desk.by("lina"), number, other)
    answer = login(client, "K001").get(f"/tickets/{number}")
    assert answer.status_code == 302
    assert answer.location == f"/tickets/{other}?from={number}"
    assert f"{number} 已并入本单" in client.get(answer.location).text
    assert client.get(f"/tickets/{number}?merged=stay").status_code == 200


def test_reading_is_marked_and_never_goes_back(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    login(client, "K001")
    for seq, kept in ((2, 2), (1, 2), (99, 2)):
        assert client.send(f"/tickets/{number}/reading", {"seq": seq}, htmx=True).status_code == 204
        assert db.session.scalars(select(ReadMark.seq)).one() == kept
        db.session.rollback()
    communications.note(desk.by("zhaomin"), number, text="请今天回复客户")
    assert "1 条未读" in client.get(f"/tickets/{number}").text


def test_read_entries_and_earlier_cycles_fold_to_a_line_that_counts(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    for n in range(14):
        communications.note(desk.by("lina", n), number, text=f"第 {n} 次")
    login(client, "K001").send(f"/tickets/{number}/reading", {"seq": 16})
    text = client.get(f"/tickets/{number}").text
    assert "本轮已读 8 条" in text


def test_a_breach_asks_for_its_reason_at_once(
    client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    number = lina_s_ticket()
    clock.shift(timedelta(minutes=20))
    communications.progress(desk.by("lina", 20), number, text="正在联系客户")
    login(client, "K001")
    assert "保存原因" in client.get(f"/tickets/{number}").text
    clock_id = db.session.scalars(select(Breach.clock_id)).one()
    data = {"clock": clock_id, "reason": desk.reason(ReasonKind.OVERDUE), "remark": "早班两人请假"}
    assert client.send(f"/tickets/{number}/overdue-reasons", data).status_code == 303
    text = client.get(f"/tickets/{number}").text
    assert "早班两人请假" in text
    assert "待主管核查" in text
    login(client, "Z001")
    assert "核查确认" in client.get(f"/tickets/{number}").text
    breaches.check(desk.by("zhaomin", 21), number, clock_id)
    assert "赵敏 已核查" in client.get(f"/tickets/{number}").text


def test_a_voided_ticket_asks_for_no_reason(
    client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    number = lina_s_ticket()
    clock.shift(timedelta(minutes=20))
    communications.progress(desk.by("lina", 20), number, text="正在联系客户")
    tickets.void(desk.by("zhaomin", 21), number, reason_id=desk.reason(ReasonKind.VOID))
    text = login(client, "K001").get(f"/tickets/{number}").text
    assert "首次响应" in text
    assert "保存原因" not in text
    assert "待填原因" not in text


def test_a_correction_shows_what_was_there(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    communications.note(desk.by("lina"), number, text="电流 9.8 A")
    seq = desk.ticket(number).event_seq
    login(client, "K001")
    form = client.get(f"/tickets/{number}/corrections?seq={seq}&field=text").text
    assert "电流 9.8 A" in form
    data = {"seq": seq, "field": "text", "text": "电流 8.9 A", "reason": "读数看错"}
    client.send(f"/tickets/{number}/corrections", data)
    text = client.get(f"/tickets/{number}").text
    assert "<del>电流 9.8 A</del> <ins>电流 8.9 A</ins>" in text
    assert "读数看错" in text


def test_a_second_correction_begins_with_the_words_of_the_first(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    communications.note(desk.by("lina"), number, text="电流 9.8 A，儿子 13912345678")
    seq = desk.ticket(number).event_seq
    login(client, "K001")
    address = f"/tickets/{number}/corrections"
    right = {"seq": seq, "field": "text", "reason": "读数看错"}
    client.send(address, {**right, "text": "电流 8.9 A，女儿 139****5678，物业 13800005678"})
    assert (
        "电流 8.9 A，女儿 139****5678，物业 138****5678</textarea>"
        in client.get(f"{address}?seq={seq}&field=text").text
    )
    client.send(address, {**right, "text": "电流 7.7 A，女儿 139****5678，物业 138****5678"})
    versions = (
        "<del>电流 9.8 A，儿子 139****5678</del>"
        " <del>电流 8.9 A，女儿 139****5678，物业 138****5678</del>"
        " <ins>电流 7.7 A，女儿 139****5678，物业 138****5678</ins>"
    )
    assert versions in client.get(f"/tickets/{number}").text
    kept = db.session.scalars(
        select(EventText.body).where(EventText.field.in_(("before", "after"))).order_by(EventText.event_id)
    ).all()
    assert set(kept) == {
        "电流 9.8 A，儿子 13912345678",
        "电流 8.9 A，女儿 13912345678，物业 13800005678",
        "电流 7.7 A，女儿 13912345678，物业 13800005678",
    }


def test_a_correction_is_not_corrected_itself(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    communications.note(desk.by("lina"), number, text="电流 9.8 A")
    seq = desk.ticket(number).event_seq
    communications.correct(desk.by("lina"), number, seq, field="text", text="电流 8.9 A", reason="读数看错")
    login(client, "K001")
    address = f"/tickets/{number}/corrections"
    assert client.get(f"{address}?seq={seq + 1}&field=after").status_code == 404
    with pytest.raises(NotFound):
        communications.correct(desk.by("lina"), number, seq + 1, field="after", text="A", reason="B")


def test_who_corrects_an_entry_sees_no_number_and_loses_none(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    communications.note(desk.by("lina"), number, text="儿子 13912345678,物业 13800005678 早上在")
    seq = desk.ticket(number).event_seq
    login(client, "K001")
    form = client.get(f"/tickets/{number}/corrections?seq={seq}&field=text").text
    assert "13912345678" not in form
    assert "儿子 139****5678,物业 138****5678" in form
    data = {"seq": seq, "field": "text", "text": "女儿 139****5678 下午在", "reason": "听错"}
    client.send(f"/tickets/{number}/corrections", data)
    assert "女儿 139****5678 下午在" in client.get(f"/tickets/{number}").text
    kept = db.session.scalars(select(EventText.body).where(EventText.field == "after")).all()
    assert kept == ["女儿 13912345678 下午在"]


def test_waiting_and_escalation_are_one_entry_each(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    communications.contact(desk.by("lina"), number, Contact("phone", "已联系"))
    waiting.wait(desk.by("lina", 1), number, on="parts", reason_id=desk.reason(ReasonKind.WAIT_PARTS))
    waiting.resume(desk.by("lina", 31), number)
    escalations.escalate(
        desk.by("lina", 32), number, reason_id=desk.reason(ReasonKind.ESCALATE), plan="申请免费换主板"
    )
    escalations.decide(desk.by("zhaomin", 40), number, approved=True, decision="同意，质量成本承担")
    text = login(client, "K001").get(f"/tickets/{number}").text
    assert "恢复，历时 30 分" in text
    assert re.search(r"申请免费换主板.*?<dt>决定</dt>.*?同意，质量成本承担", text, re.DOTALL)


def test_why_tells_the_story(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    clock_id = desk.clocks(number, "resolution")[0].id
    login(client, "K001")
    part = client.get(f"/tickets/{number}/clocks/{clock_id}", headers={"HX-Request": "true"}).text
    assert "<b>3 个工作日</b>" in part
    assert "<b>办公</b>日历只计工作时间" in part
    assert "为什么是这条政策" in part
    assert "style=" not in part
    plain = client.get(f"/tickets/{number}/clocks/{clock_id}")
    assert plain.status_code == 302
    assert "为什么是这条政策" in client.get(plain.location).text
    assert client.get(f"/tickets/{number}/clocks/999999", headers={"HX-Request": "true"}).status_code == 404


def test_a_story_names_the_day_before_by_its_date(client: Client, login: Login) -> None:
    number = lina_s_ticket(minutes=-1500)
    clock_id = desk.clocks(number, "resolution")[0].id
    part = (
        login(client, "K001").get(f"/tickets/{number}/clocks/{clock_id}", headers={"HX-Request": "true"}).text
    )
    assert "从 11-18 周三 13:08 起算" in part


def test_who_reveals_leaves_a_trace_and_meets_a_limit(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    login(client, "K001")
    refused = client.send(f"/tickets/{number}/reveal", {"reason": ""})
    assert refused.status_code == 422
    assert "13800005678" not in refused.text
    shown = client.send(f"/tickets/{number}/reveal", {"reason": desk.reason(ReasonKind.REVEAL)}, htmx=True)
    assert "13800005678" in shown.text
    assert "苏州街 12 号" in shown.text
    assert 'data-hide-after="60"' in shown.text
    db.session.rollback()
    assert db.session.scalars(select(Reveal.field)).one() == "contact"
    assert db.session.scalars(select(Audit.action).where(Audit.action == "personal.revealed")).all() != []
    db.session.rollback()
    with write_transaction() as session:
        session.add(Setting(name="reveal.per_hour", value=1, changed_at=desk.NOW))
        session.execute(update(Setting).where(Setting.name == "reference.stamp").values(value="anew"))
    again = client.send(f"/tickets/{number}/reveal", {"reason": desk.reason(ReasonKind.REVEAL)}, htmx=True)
    assert (again.status_code, again.headers["Retry-After"]) == (429, "3600")
    assert "每小时最多" in again.text
    assert "13800005678" not in again.text


def test_a_replayed_reveal_stores_no_personal_data(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    data = {"reason": desk.reason(ReasonKind.REVEAL)}
    login(client, "K001")
    for _ in range(2):
        assert "13800005678" in client.send(f"/tickets/{number}/reveal", data, key="reveal-once").text
    db.session.rollback()
    assert len(db.session.scalars(select(Reveal.id)).all()) == 1


def test_analysts_see_but_are_not_offered_steps(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    text = login(client, "L001").get(f"/tickets/{number}").text
    assert "保存沟通" not in text
    assert "改派" not in text
    assert "查看完整" not in text
    assert client.get(f"/tickets/{number}/solution").status_code == 403


def test_the_pressing_clock_stands_first(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    cells = login(client, "K001").get(f"/tickets/{number}").text.split('id="clock-cells"')[1]
    assert cells.index("首次响应") < cells.index("进展更新") < cells.index("解决")
    communications.contact(desk.by("lina", 2), number, Contact("phone", "已联系"))
    cells = client.get(f"/tickets/{number}").text.split('id="clock-cells"')[1]
    assert cells.index("进展更新") < cells.index("首次响应")
    assert "达标" in cells


def test_english_says_the_same(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    login(client, "K001")
    client.set_cookie("locale", "en")
    text = client.get(f"/tickets/{number}").text
    assert "Record the first response" in text
    assert "Owner and group" in text


def test_vip_and_rating_are_marked(client: Client, login: Login) -> None:
    number = lina_s_ticket()
    db.session.execute(update(Customer).values(purchases=2))
    db.session.commit()
    communications.contact(desk.by("lina"), number, Contact("phone", "已联系"))
    solutions.solve(desk.by("lina", 1), number, code="remote", solution="重启后正常")
    text = login(client, "K001").get(f"/tickets/{number}").text
    assert "VIP" in text
    assert "复购" in text
    assert "待验证（已解决）" in text.replace(" ", "")
