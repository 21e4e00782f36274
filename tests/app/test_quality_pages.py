"""The pages of 5-Why records and improvements: drawn, written in, reviewed, masked (R8.1, R8.2)."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from sladesk.actions import improvements, root_causes, whys
from sladesk.db import db
from sladesk.domain.quality.whys import WhyForm
from sladesk.models import Improvement, RootCause, Why
from tests.support import desk
from tests.support import quality as made
from tests.support.client import Client
from tests.support.desk import by
from tests.support.statements import statements

Login = Callable[[Client, str], Client]


@pytest.fixture
def analyst(client: Client, login: Login) -> Client:
    return login(client, "L001")


def record(number: str) -> RootCause:
    db.session.rollback()
    return db.session.scalars(select(RootCause).where(RootCause.number == number)).one()


def test_a_record_is_written_from_marked_tickets_to_the_settled_sheet(client: Client, login: Login) -> None:
    first, second = desk.register(owner="lina"), desk.register(owner="lina")
    login(client, "L001")
    marked = client.send("/quality/begin", {"number": [first, second]})
    form = client.get(marked.headers["Location"]).text
    assert f'value="{first} {second}"' in form
    values = {
        "title": "发票迟迟未开",
        "problem": "来电 13912345678 等 12 件",
        "tickets": f"{first}，{second}",
    }
    assert client.send("/quality/records", {**values, "title": ""}).status_code == 422
    assert client.send("/quality/records", {**values, "tickets": "SR1"}).status_code == 422
    path = client.send("/quality/records", values).headers["Location"]
    assert path == "/quality/records/RC2026111901"
    page = client.get(path).text
    assert "139****5678" in page
    assert "13912345678" not in page
    under = 0
    for place, text in enumerate(made.CHAIN, start=1):
        answer = client.send(f"{path}/whys", {"text": text, "under": under})
        assert answer.headers["Location"] == f"{path}?at={place}"
        under = place
    beside = client.send(f"{path}/whys", {"text": "人手不足", "under": 1})
    assert "autofocus" in client.get(beside.headers["Location"]).text
    for no in range(1, 6):
        edited = client.get(f"{path}?edit={no}").text
        assert f'action="{path}/whys/{no}"' in edited
        fields = {"text": made.CHAIN[no - 1], "parent": no - 1 or "", "version": 1, "verdict": "kept"}
        fields |= {
            "evidence": f"证据 {no}",
            "evidence_ticket": first,
            **({"is_root": "y"} if no == 5 else {}),
        }
        assert client.send(f"{path}/whys/{no}", fields).status_code == 303
    out = {"text": "人手不足", "parent": 1, "version": 1, "verdict": "excluded"}
    refused = client.send(f"{path}/whys/6", out)
    assert refused.status_code == 422
    assert "写明排除的理由" in refused.text
    assert client.send(f"{path}/whys/6", {**out, "reason": "人均未变"}).status_code == 303
    page = client.get(path).text
    assert "旁支 2b" in page
    assert "至少写上一位参加人" in page
    assert client.send(f"{path}/people", {"person": "K001"}).status_code == 303
    assert client.send(f"{path}/people", {"person": "L001"}).status_code == 422
    said = {
        "title": "发票",
        "problem": "12 件",
        "root_text": "规程缺项",
        "cause_class": "method",
        "version": record("RC2026111901").version,
    }
    assert client.send(f"{path}/edit", said).status_code == 303
    assert client.send(f"{path}/review", {"reviewer": "K001"}).status_code == 422
    assert client.send(f"{path}/review", {"reviewer": "Z001"}).status_code == 303
    assert client.send(f"{path}/whys", {"text": "x"}).status_code == 409
    assert client.get(f"{path}/edit").status_code == 409
    assert client.send(f"{path}/settle").status_code == 403
    login(client, "Z001")
    assert "一份 5Why 分析等您复核" in client.get("/notices").text
    assert client.send(f"{path}/settle", {"note": "同意"}).status_code == 303
    sheet = client.get(f"{path}/sheet").text
    for shown in ("Why 5", "旁支 2b", "规程缺项", "L001", "Z001", "人均未变", first):
        assert shown in sheet
    assert "周颖" not in sheet.split("<main", 1)[1]


def test_what_two_people_write_at_once_is_shown_to_both(analyst: Client) -> None:
    number = made.complete(desk.register())
    path = f"/quality/records/{number}"
    root_causes.change(by("zhaomin"), number, made.FORM, version=record(number).version)
    mine = {"title": "我的标题", "problem": "我写的", "version": 1}
    late = analyst.send(f"{path}/edit", mine)
    assert late.status_code == 409
    assert "我的标题" in late.text
    assert made.FORM.title in late.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', late.text)
    assert version is not None
    assert analyst.send(f"{path}/edit", {**mine, "version": version[1]}).status_code == 303
    whys.change(by("zhaomin"), number, 2, WhyForm("赵敏的回答"), parent=1, version=1)
    why = analyst.send(f"{path}/whys/2", {"text": "我的回答", "parent": 1, "version": 1, "verdict": "open"})
    assert why.status_code == 409
    assert "我的回答" in why.text
    assert "赵敏的回答" in why.text
    assert analyst.send(f"{path}/whys/99", {"text": "x", "version": 1}).status_code == 404


def test_whys_and_links_are_taken_out_and_it_comes_back(analyst: Client) -> None:
    ticket = desk.register()
    number = made.complete(ticket)
    path = f"/quality/records/{number}"
    assert analyst.send(f"{path}/whys/1/remove").status_code == 409
    assert analyst.send(f"{path}/whys/5/remove").headers["Location"] == f"{path}#why-4"
    assert analyst.send(f"{path}/tickets/{ticket}/remove").status_code == 303
    assert analyst.send(f"{path}/tickets", {"tickets": "SR9"}).status_code == 422
    assert analyst.send(f"{path}/tickets", {"tickets": ticket}).status_code == 303
    assert analyst.send(f"{path}/people/remove", {"person": "K001"}).status_code == 303
    assert analyst.send(f"{path}/review", {"reviewer": "Z001"}).status_code == 409
    assert analyst.send(f"{path}/whys", {"text": ""}).status_code == 422
    assert db.session.scalars(select(Why.no).order_by(Why.no)).all() == [1, 2, 3, 4]
    settled = made.settled(desk.register())
    assert analyst.send(f"/quality/records/{settled}/back", {"reason": ""}).status_code == 422
    assert analyst.send(f"/quality/records/{settled}/back", {"reason": "根因不成立"}).status_code == 303
    assert "根因不成立" in analyst.get(f"/quality/records/{settled}").text


def test_an_improvement_is_agreed_on_reported_and_judged(client: Client, login: Login) -> None:
    number = made.settled(desk.register())
    login(client, "L001")
    assert number in client.get(f"/quality/improvements/new?record={number}").text
    assert client.get("/quality/improvements/new?record=RC0").status_code == 404
    values = {"text": "失败自动重试", "term": "short", "kind": "system", "owner": "B001", "due": "2026-12-01"}
    assert client.send("/quality/improvements", {**values, "record": number}).status_code == 422
    values |= {"criterion": "失败单为 0", "record": number}
    assert client.send("/quality/improvements", {**values, "due": "2026-02-30"}).status_code == 422
    assert (
        client.send("/quality/improvements", values)
        .headers["Location"]
        .startswith(f"/quality/records/{number}")
    )
    path = "/quality/improvements/IM2026111901"
    assert client.send(f"{path}/edit", {**values, "owner": "", "version": 1}).status_code == 422
    assert client.send(f"{path}/edit", {**values, "text": "重试三次", "version": 1}).status_code == 303
    late = client.send(f"{path}/edit", {**values, "text": "重试五次", "version": 1})
    assert late.status_code == 409
    assert "重试三次" in late.text
    login(client, "B001")
    assert "重试三次" in client.get(path).text
    assert client.get(f"{path}/edit").status_code == 403
    assert client.send(f"{path}/steps", {"words": ""}).status_code == 422
    assert client.send(f"{path}/steps", {"words": "排期"}).status_code == 303
    assert client.send(f"{path}/steps", {"words": "上线", "done": "1"}).status_code == 303
    assert client.send(f"{path}/verdict", {"finding": "x", "effective": "1"}).status_code == 403
    login(client, "L001")
    assert client.get(f"{path}/edit").status_code == 409
    assert client.send(f"{path}/verdict", {"finding": "", "effective": "1"}).status_code == 422
    assert client.send(f"{path}/verdict", {"finding": "五天为 0", "effective": "1"}).status_code == 303
    assert "已验证有效" in client.get(path).text
    other = made.improvement()
    assert client.send(f"/quality/improvements/{other}/cancel", {"reason": ""}).status_code == 422
    assert client.send(f"/quality/improvements/{other}/cancel", {"reason": "重复"}).status_code == 303


def test_lists_show_what_is_asked_for_with_what_is_late_on_top(analyst: Client) -> None:
    draft, final = made.start(), made.settled(desk.register())
    ids = [made.improvement(final, days=days) for days in (9, 2, 30)]
    late = db.session.scalars(select(Improvement).where(Improvement.number == ids[0])).one()
    late.due = late.due.replace(day=1)
    db.session.commit()
    page = analyst.get("/quality").text
    assert page.index(final) < page.index(draft)
    assert "3 / 3" in page
    assert draft not in analyst.get("/quality?state=settled").text
    assert "这里没有 5Why 分析" in analyst.get("/quality?state=in_review&mine=1&after=5&before=x").text
    going = analyst.get("/quality/improvements").text
    assert [going.index(f'id="i-{number}"') for number in (ids[0], ids[1], ids[2])] == sorted(
        going.index(f'id="i-{number}"') for number in ids
    )
    assert "逾期 18 天" in going
    assert ids[1] not in analyst.get("/quality/improvements?state=late").text
    for query in ("state=all&after=2026-11-20~1", "state=evil&before=x", "mine=1", "state=done"):
        assert analyst.get(f"/quality/improvements?{query}").status_code == 200
    token = analyst.token()
    del token
    with statements() as sent:
        analyst.get("/quality/improvements?state=all")
    assert len(sent) <= 5


@pytest.mark.parametrize(
    ("name", "draft", "final", "lists"),
    [("J001", 200, 200, 200), ("K001", 404, 200, 200), ("K003", 404, 404, 200), ("T001", 403, 403, 403)],
)
def test_who_reads_what(client: Client, login: Login, name: str, draft: int, final: int, lists: int) -> None:
    ticket = desk.register(owner="lina")
    numbers = made.start(ticket), made.settled(ticket)
    root_causes.add_ticket(by("zhouying"), numbers[0], desk.register())
    login(client, name)
    for number, status in zip(numbers, (draft, final), strict=True):
        assert client.get(f"/quality/records/{number}").status_code == status
        assert client.get(f"/quality/records/{number}/sheet").status_code == status
    listed = client.get("/quality")
    assert listed.status_code == lists
    assert (numbers[1] in listed.text) is (final == 200)


def test_a_ticket_out_of_reach_is_a_number_only(client: Client, login: Login) -> None:
    mine = desk.register(owner="lina")
    theirs = desk.register(
        "hanlei", category="consultation.order_status", customer_id=2, owner="hanlei", verbatim="物流停了"
    )
    number = made.settled(mine, theirs)
    page = login(client, "K001").get(f"/quality/records/{number}").text
    assert theirs in page
    assert f'href="/tickets/{theirs}"' not in page
    assert "物流停了" not in page


def test_the_page_of_a_ticket_leads_to_what_looks_into_it(client: Client, login: Login) -> None:
    ticket = desk.register(owner="lina")
    login(client, "K001")
    assert 'id="side-quality" hidden' in client.get(f"/tickets/{ticket}").text
    number = made.settled(ticket)
    made.improvement(number)
    page = client.get(f"/tickets/{ticket}").text
    assert f'href="/quality/records/{number}"' in page
    assert 'href="/quality/improvements/IM2026111901"' in page
    assert "/quality/records/new" not in page
    assert f"/quality/records/new?tickets={ticket}" in login(client, "L001").get(f"/tickets/{ticket}").text
    assert 'formaction="/quality/begin"' in client.get("/tickets").text


def test_improvements_that_are_late_wait_on_the_board(client: Client, login: Login) -> None:
    made.improvement(days=1)
    login(client, "Z001")
    assert "/quality/improvements?state=late" not in client.get("/board").text
    improvements.change(by("zhouying"), "IM2026111901", made.improvement_form(0), version=1)
    row = db.session.scalars(select(Improvement)).one()
    row.due = row.due.replace(day=3)
    db.session.commit()
    page = client.get("/board").text
    assert "/quality/improvements?state=late" in page
    assert "改进措施逾期" in page
    assert "1</span>" in login(client, "L001").get("/tickets").text


def test_in_english(analyst: Client) -> None:
    number = made.settled(desk.register())
    made.improvement(number)
    analyst.send("/language", {"locale": "en"})
    for path in (
        "",
        f"/records/{number}",
        f"/records/{number}/sheet",
        "/improvements",
        "/improvements/IM2026111901",
    ):
        assert analyst.get(f"/quality{path}").status_code == 200
    assert "Root cause" in analyst.get(f"/quality/records/{number}/sheet").text
