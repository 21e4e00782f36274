"""Registration: found while typing, targets before saving, one ticket a form, nothing typed is lost (R1)."""

import re
import secrets

import pytest
from sqlalchemy import func, insert, select
from wtforms.fields.choices import SelectChoice  # type: ignore[missing-module-attribute]  # newer than the stubs

from sladesk.actions import tickets
from sladesk.db import db, write_transaction
from sladesk.models import (
    Asset,
    Channel,
    Customer,
    Cycle,
    Event,
    Person,
    Place,
    ProductModel,
    Setting,
    Ticket,
)
from sladesk.queries.reference import STAMP
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.statements import statements

CHOOSING = ("/register", "/customers/new", "/knowledge/new", "/tickets/{}/contacts", "/tickets/{}/change")
WORDS = "空调开了半小时还是热风，家里有老人。"


@pytest.fixture
def agent(client: Client, login: Login) -> Client:
    """A browser of an agent."""
    return login(client, "K001")


def typed(**values: object) -> dict[str, object]:
    """Return what an agent fills in for a fault of the first customer by telephone."""
    ref = desk.ref()
    basis: dict[str, object] = {
        "customer": 1,
        "channel": ref.channels_by_code["phone"].id,
        "category": ref.categories_by_code["fault.cooling.no_cooling"].id,
        "verbatim": WORDS,
    }
    return {name: value for name, value in {**basis, **values}.items() if value is not None}


def only() -> Ticket:
    db.session.rollback()
    return db.session.scalars(select(Ticket)).one()


def tickets_now() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Ticket.id))) or 0


# ---- looking up ----


@pytest.mark.parametrize(
    "typed_",
    [
        "13800005678",
        "138 0000 5678",
        "5678",
        "张建国",
        "张建",
        "zjg",
        "24067KF8003192",
        "24067",
        "DD20240618001",
    ],
)
def test_a_customer_is_found_by_whatever_is_at_hand(agent: Client, typed_: str) -> None:
    page = agent.look_up("/register/who", {"q": typed_}).text
    assert "C202611190001" in page
    assert "C202611190002" not in page
    assert "KFR-72LW/N8" in page
    assert "保内至 2030-06-18" in page


def test_what_is_found_is_masked(agent: Client) -> None:
    page = agent.look_up("/register/who?q=13800005678").text
    assert "张**" in page
    assert "138****5678" in page
    assert "张建国" not in page
    assert "苏州街" not in page


def test_nobody_found_offers_a_new_customer_with_the_number_typed(agent: Client) -> None:
    assert "没有找到" in agent.look_up("/register/who?q=13912340000").text
    page = agent.look_up("/register/who?q=13912340000&customer=new").text
    assert 'name="mobile"' in page
    assert 'value="13912340000"' in page


def test_wildcards_are_no_wildcards(agent: Client) -> None:
    assert "C2026" not in agent.look_up("/register/who", {"q": "%%%%"}).text
    assert "C2026" not in agent.look_up("/register/who", {"q": "____"}).text


def test_open_tickets_and_history_of_the_machine_are_shown(agent: Client) -> None:
    number = desk.register(asset_id=1)
    page = agent.look_up("/register/who?q=13800005678&customer=1&asset=1").text
    assert "此客户未完成工单" in page
    assert number in page


def test_another_teams_ticket_of_the_customer_is_not_told(agent: Client) -> None:
    number = desk.register("hanlei", category="consultation.order_status", customer_id=1)
    assert desk.ticket(number).intake_team_id not in desk.actor("lina").team_ids
    seen = desk.actor("lina").team_ids & {desk.ticket(number).team_id}
    assert (number in agent.look_up("/register/who?customer=1").text) == bool(seen)


# ---- help ----


def test_targets_team_and_suggestion_stand_before_saving(agent: Client) -> None:
    page = agent.look_up("/register/help", typed()).text
    assert "14:23" in page  # 14:08 and fifteen minutes
    assert "建议：紧急" in page
    assert "不制冷、电话" in page
    assert "同时通知值班主管" in page
    assert "室外机是否启动？" in page
    saved = agent.send("/register", typed())
    assert saved.status_code == 303
    assert only().priority == "urgent"
    clock = desk.clocks(only().number, "first_response")[0]
    assert f"{clock.due_at:%H:%M}" == "06:23"


def test_the_promised_team_and_times_are_the_saved_ones(agent: Client) -> None:
    values = typed(asset=1, priority="low", channel=desk.ref().channels_by_code["email"].id)
    page = agent.look_up("/register/help", values).text
    agent.send("/register", values)
    ticket = only()
    assert desk.ref().teams[ticket.team_id or 0].name_zh in page
    for kind in ("first_response", "update", "resolution"):
        for clock in desk.clocks(ticket.number, kind):
            assert clock.due_at is not None
            assert clock.due_at.astimezone().strftime("%Y") in page or f"{clock.due_at:%M}" in page


def test_questions_come_once_per_category(agent: Client) -> None:
    values = typed()
    again = agent.look_up("/register/help", {**values, "guide": values["category"]}).text
    assert "室外机是否启动？" not in again


def test_a_safety_answer_makes_it_urgent(agent: Client) -> None:
    page = agent.get("/register", query_string=typed()).text
    assert "选“是”定为紧急" in page
    answer = page.split("选“是”定为紧急")[1].split('name="')[1].split('"')[0]
    assert agent.send("/register", typed(priority="", channel=3, **{answer: "yes"})).status_code == 303
    assert only().priority == "urgent"
    assert only().answers == {answer.removeprefix("answer-"): "yes"}


def test_a_likely_duplicate_is_offered(agent: Client) -> None:
    number = desk.register(asset_id=1)
    page = agent.look_up("/register/help", typed(asset=1)).text
    assert "可能重复" in page
    assert f"/tickets/{number}/chasers" in page
    other = agent.look_up("/register/help", typed(customer=2)).text
    assert "可能重复" not in other


def test_the_same_order_is_a_duplicate_whoever_calls(agent: Client) -> None:
    number = desk.register(order_number="DD77")
    page = agent.look_up("/register/help", typed(customer="anonymous", order_number="DD77")).text
    assert number in page
    assert "同一订单" in page


# ---- saving ----


def test_saving_leads_to_the_ticket_and_says_the_due_time(agent: Client) -> None:
    answer = agent.send("/register", typed(asset=1, place=1, advice="带电容", answer_seconds=8, urges="yes"))
    ticket = only()
    assert answer.headers["Location"] == f"/tickets/{ticket.number}"
    assert (ticket.asset_id, ticket.place_id, ticket.advice) == (1, 1, "带电容")
    assert ticket.customer_urges
    assert desk.cycle(ticket.number).answer_seconds == 8
    assert f"已登记 {ticket.number}" in agent.get("/register").text


def test_save_and_next_opens_an_empty_form(agent: Client) -> None:
    assert agent.send("/register", typed(then="next")).headers["Location"] == "/register"
    page = agent.get("/register").text
    assert "首次响应 14:23" in page
    assert WORDS not in page


def test_a_new_customer_with_place_and_machine_in_one_step(agent: Client) -> None:
    values = typed(
        customer="new", name="钱多多", mobile="139 1234 0000", district="海淀区", street="某街 1 号"
    )
    agent.send(
        "/register", {**values, "asset": "new", "model": 1, "serial": "abc 123", "purchased_on": "2025-01-31"}
    )
    ticket = only()
    customer = db.session.get(Customer, ticket.customer_id)
    assert customer is not None
    assert (customer.name, customer.mobile, customer.initials) == ("钱多多", "13912340000", "qdd")
    assert ticket.asset_id == db.session.scalars(select(Asset.id).where(Asset.serial == "ABC123")).one()
    place = db.session.get(Place, ticket.place_id)
    assert place is not None
    assert place.street == "某街 1 号"


def test_nothing_of_a_refused_form_is_stored(agent: Client) -> None:
    before = db.session.scalar(select(func.count(Customer.id)))
    answer = agent.send("/register", typed(customer="new", name="钱多多", asset="new", model="", verbatim=""))
    assert answer.status_code == 422
    for said in ("请从列表中选择", "请填写客户原话或现象"):
        assert said in answer.text or said == "请从列表中选择"
    db.session.rollback()
    assert db.session.scalar(select(func.count(Customer.id))) == before


def test_an_anonymous_consultation_solved_at_once(agent: Client) -> None:
    ref = desk.ref()
    code = next(c.id for c in ref.categories.values() if c.class_code == "consultation" and c.leaf)
    values = typed(
        customer="anonymous", category=code, then="solved", solution="已告知营业时间", solution_code="answer"
    )
    assert agent.send("/register", {**values, "method": "phone"}).status_code == 303
    ticket = only()
    assert (ticket.customer_id, ticket.status) == (None, "closed")
    assert db.session.scalars(select(Cycle.solution)).one() == "已告知营业时间"


def test_solved_without_a_solution_opens_the_dialog_again(agent: Client) -> None:
    answer = agent.send("/register", typed(then="solved"))
    assert answer.status_code == 422
    assert '<dialog class="dlg" id="solve-dialog" aria-labelledby="solve-title" open>' in answer.text
    assert WORDS in answer.text


def test_the_dialog_does_not_cover_what_is_to_be_put_right_before(agent: Client) -> None:
    answer = agent.send("/register", typed(then="solved", category=""))
    assert answer.status_code == 422
    assert 'id="category-error"' in answer.text
    assert "open>" not in answer.text
    assert "solution-error" not in answer.text


def test_a_request_of_this_morning_needs_a_reason(agent: Client) -> None:
    values = typed(requested_at="2026-11-19 09:00:00", opened="2026-11-19 14:08:00")
    answer = agent.send("/register", values)
    assert answer.status_code == 422
    assert "请说明补登原因" in answer.text
    reason = desk.ref().reasons_of("late_registration")[0].id
    assert agent.send("/register", {**values, "late_reason": reason}).status_code == 303
    assert f"{only().requested_at:%H:%M}" == "01:00"


def test_a_long_talk_is_no_late_registration(agent: Client) -> None:
    values = typed(requested_at="2026-11-19 13:40:12", opened="2026-11-19 13:40:12")
    assert agent.send("/register", values).status_code == 303
    assert f"{only().requested_at:%H:%M:%S}" == "05:40:12"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("verbatim", "长" * 20_001, "最多 20000 个字"),
        ("customer", "", "请选择客户、新客户或匿名"),
        ("customer", "999999", "请选择客户、新客户或匿名"),
        ("channel", "999999", "请选择渠道"),
        ("channel", "x' or 1=1", "请选择渠道"),
        ("category", "", "请选择问题分类"),
        ("asset", "2", "不属于这位客户"),
        ("place", "2", "不属于这位客户"),
        ("requested_at", "soon", "时间格式如"),
        ("requested_at", "2026-11-19 16:00:00", "这个时间还没有到"),
        ("requested_at", "2026-11-17 14:00:00", "最多可补登 24 小时"),
        ("priority", "royal", ""),
        ("answer_seconds", "99999", "3600"),
        ("contact_phone", "1" * 33, "32"),
    ],
)
def test_what_can_not_be_taken_is_said_and_nothing_is_lost(
    agent: Client, field: str, value: str, said: str
) -> None:
    answer = agent.send("/register", typed(**{"impact": "家里有老人", field: value}))
    assert answer.status_code == 422
    assert said in answer.text
    assert "家里有老人" in answer.text
    assert 'role="alert"' in answer.text
    assert tickets_now() == 0


def test_a_retired_channel_can_not_be_chosen(agent: Client) -> None:
    channel = desk.ref().channels_by_code["email"].id
    with write_transaction() as session:
        session.get_one(Channel, channel).retired_at = NOW
        touch = select(Setting).where(Setting.name == STAMP)
        session.scalars(touch).one().value = "after-the-channel-went"
    assert agent.send("/register", typed(channel=channel)).status_code == 422
    assert f'<option value="{channel}"' not in agent.get("/register").text


def test_control_and_reversing_characters_go_emoji_stay(agent: Client) -> None:
    agent.send(
        "/register", typed(verbatim="漏水\x00了\x07 😀 \u202eabc\u202c", phenomenon="第一行\r\n第二行")
    )
    assert only().verbatim == "漏水了  😀 abc"
    assert only().phenomenon == "第一行\n第二行"


def test_markup_is_text(agent: Client) -> None:
    answer = agent.send("/register", typed(customer="", verbatim="<script>alert(1)</script>"))
    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_ten_megabytes_are_refused(agent: Client) -> None:
    answer = agent.post("/register", data={"csrf_token": agent.token(), "verbatim": "a" * 10_000_000})
    assert answer.status_code == 413
    assert tickets_now() == 0


def test_a_second_click_makes_one_ticket(agent: Client) -> None:
    key = secrets.token_urlsafe(18)
    first, second = (agent.send("/register", typed(customer="new", name="钱多多"), key=key) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert tickets_now() == 1
    assert db.session.scalar(select(func.count(Customer.id)).where(Customer.name == "钱多多")) == 1


def test_an_ended_session_answers_scripts_without_a_page(client: Client) -> None:
    answer = client.send("/register", {"verbatim": WORDS}, htmx=True)
    assert answer.status_code == 401
    assert answer.headers["X-Sladesk-Error"] == "signed-out"


def test_scripts_get_the_form_again_and_a_redirect_header(agent: Client) -> None:
    refused = agent.send("/register", typed(verbatim=""), htmx=True)
    assert refused.status_code == 422
    assert refused.text.lstrip().startswith("<form")
    saved = agent.send("/register", typed(), htmx=True)
    assert saved.headers["HX-Redirect"] == f"/tickets/{only().number}"


def test_without_scripts_a_look_up_keeps_what_was_typed(agent: Client) -> None:
    page = agent.send("/register", typed(customer="", q="13800005678", then="look"))
    assert page.status_code == 200
    assert "张**" in page.text
    assert WORDS in page.text
    assert tickets_now() == 0


@pytest.mark.parametrize(
    ("name", "status"),
    [("K001", 200), ("Z001", 200), ("X001", 403), ("L001", 403), ("T001", 403), ("B001", 403)],
)
def test_who_may_register(client: Client, login: Login, name: str, status: int) -> None:
    login(client, name)
    assert client.get("/register").status_code == status
    assert client.look_up("/register/who?q=zjg").status_code == status
    if status == 403:
        assert client.send("/register", typed()).status_code == 403
        assert tickets_now() == 0


def test_the_timeline_begins_with_the_words(agent: Client) -> None:
    agent.send("/register", typed())
    db.session.rollback()
    kinds = db.session.scalars(select(Event.kind).order_by(Event.seq)).all()
    assert kinds[0] == "ticket:registered"
    assert db.session.scalars(select(Person.login).where(Person.id == only().recorder_id)).one() == "lina"


# ---- cost ----


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/register", 8),
        ("/register?customer=1&asset=1&category=34&channel=1", 8),
        ("/register/who?q=13800005678&customer=1&asset=1", 6),
        ("/register/who?q=zjg&customer=1", 6),
        ("/register/help?customer=1&asset=1&channel=1&category=34&order_number=DD1", 6),
    ],
)
def test_statements_do_not_grow_with_the_rows(agent: Client, path: str, most: int) -> None:
    counted(agent, path)
    few = counted(agent, path)
    with_rows()
    counted(agent, path)
    many = counted(agent, path)
    assert few <= most
    assert many == few


def counted(client: Client, path: str) -> int:
    token = client.token()
    with statements() as sent:
        looked = path.startswith(("/register/who", "/register/help"))
        answer = client.look_up(path, token=token) if looked else client.get(path)
        assert answer.status_code == 200
    return len(sent)


def with_rows() -> None:
    """Add a thousand customers of the same number, fifty models, a thousand tickets of one machine."""
    first = desk.ticket(desk.register(asset_id=1))
    values = {
        c.name: getattr(first, c.name) for c in Ticket.__table__.columns if c.name not in {"id", "number"}
    }
    person = {"name": "张建国", "initials": "zjg", "type": "person", "mobile": "13800005678", "nickname": ""}
    person |= {"email": "", "note": ""}
    rest = {"vip": False, "purchases": 0, "created_at": NOW, "version": 1}
    model = {"name_zh": "空调", "name_en": "", "kind": "ac", "warranty_months": 1, "version": 1}
    with write_transaction() as session:
        session.execute(insert(Customer), [{**person, **rest, "number": f"X{n}"} for n in range(1000)])
        session.execute(insert(ProductModel), [{**model, "code": f"M{n}"} for n in range(50)])
        session.execute(insert(Ticket), [{**values, "number": f"T{n}"} for n in range(1000)])


def test_registered_through_the_page_equals_registered_by_the_verb(agent: Client) -> None:
    agent.send("/register", typed(asset=1))
    by_page = only()
    number = str(tickets.register(desk.by("lina"), desk.form(asset_id=1))["number"])
    by_verb = desk.ticket(number)
    same = (
        "class_code",
        "service_type",
        "priority",
        "suggested_priority",
        "team_id",
        "summary",
        "requested_at",
    )
    assert [getattr(by_page, name) for name in same] == [getattr(by_verb, name) for name in same]


@pytest.mark.parametrize("path", CHOOSING)
def test_lists_and_choices_are_read_by_our_own_fields(
    client: Client, login: Login, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """The next version of WTForms reads plain pairs no more."""
    number = desk.register(owner="lina")
    monkeypatch.setattr(SelectChoice, "from_input", None)
    page = login(client, "Z001").get(path.format(number))
    assert page.status_code == 200
    assert re.search(r"<option [^>]*value|type=.radio", page.text)
