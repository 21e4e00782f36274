"""Customers and knowledge: masked by default, never overwritten silently, found by what is at hand."""

import re

import pytest
from sqlalchemy import func, insert, select

from sladesk.actions import customers
from sladesk.db import db, write_transaction
from sladesk.domain.customers import AGE_RANGES, GENDERS, CustomerForm
from sladesk.models import Asset, Audit, Customer, KnowledgeItem, Place, Reveal, Ticket
from sladesk.search import customers as search
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.statements import statements

ZHANG, OUYANG = "C202611190001", "C202611190002"


@pytest.fixture
def agent(client: Client, login: Login) -> Client:
    """A browser of an agent."""
    return login(client, "K001")


def stored(number: str = ZHANG) -> Customer:
    db.session.rollback()
    return db.session.scalars(select(Customer).where(Customer.number == number)).one()


def many(count: int = 1000) -> None:
    row = {
        "type": "person",
        "nickname": "",
        "email": "",
        "note": "",
        "vip": False,
        "purchases": 0,
        "version": 1,
    }
    names = [
        {
            **row,
            "number": f"C2025{n:05}",
            "name": "钱多多",
            "initials": "qdd",
            "mobile": f"139{n:08}",
            "created_at": NOW,
        }
        for n in range(count)
    ]
    with write_transaction() as session:
        ids = session.scalars(insert(Customer).returning(Customer.id), names).all()
        search.reindex(session, ids)


def counted(client: Client, path: str) -> int:
    token = client.token()
    client.get(path)
    with statements() as sent:
        answer = client.look_up(path, token=token) if "?" in path else client.get(path)
        assert answer.status_code == 200
    return len(sent)


# ---- list ----


def test_the_list_is_masked(agent: Client) -> None:
    page = agent.get("/customers").text
    assert "张**" in page
    assert "欧阳*" in page
    assert "海澜花园物业" in page
    for secret in ("张建国", "13800005678", "欧阳雪", "苏州街"):
        assert secret not in page


@pytest.mark.parametrize("typed", ["zjg", "张建国", "5678", ZHANG, "24067KF"])
def test_the_list_is_narrowed(agent: Client, typed: str) -> None:
    page = agent.look_up("/customers/find", {"q": typed}).text
    assert ZHANG in page
    assert OUYANG not in page


def test_pages_by_key_show_everybody_once(agent: Client) -> None:
    many(120)
    seen: list[str] = []
    path = "/customers"
    for _page in range(3):
        page = agent.get(path).text
        seen += [part.split('"')[0] for part in page.split('id="customer-')[1:]]
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1] if following else path
    assert len(seen) == len(set(seen)) == 123
    assert 'rel="next"' not in agent.get(path).text


def test_pages_of_what_was_found_are_turned_by_the_same_form(agent: Client) -> None:
    many(120)
    seen: list[str] = []
    fields: dict[str, str] = {"q": "钱多多"}
    while True:
        page = agent.send("/customers/find", fields).text
        seen += [part.split('"')[0] for part in page.split('id="customer-')[1:]]
        following = re.search(r'form="find-customer" name="after" value="(\d+)"', page)
        if following is None:
            break
        fields["after"] = following[1]
    assert len(seen) == len(set(seen)) == 120


def test_statements_of_list_and_page_do_not_grow(agent: Client) -> None:
    number = desk.register(asset_id=1)
    few = [counted(agent, path) for path in ("/customers", "/customers/find?q=qdd", f"/customers/{ZHANG}")]
    many()
    model = desk.ticket(number)
    values = {
        c.name: getattr(model, c.name) for c in Ticket.__table__.columns if c.name not in {"id", "number"}
    }
    with write_transaction() as session:
        session.execute(insert(Ticket), [{**values, "number": f"T{n}"} for n in range(1000)])
        row = {"customer_id": 1, "model_id": 1, "created_at": NOW, "version": 1}
        session.execute(insert(Asset), [{**row, "serial": f"S{n}"} for n in range(50)])
    assert [
        counted(agent, path) for path in ("/customers", "/customers/find?q=qdd", f"/customers/{ZHANG}")
    ] == few
    assert few[0] <= 6
    assert few[1] <= 6
    assert few[2] <= 10


# ---- one customer ----


def test_the_page_shows_machines_tickets_and_places_masked(agent: Client) -> None:
    number = desk.register(asset_id=1)
    page = agent.get(f"/customers/{ZHANG}").text
    for shown in ("138****5678", "海淀区", "无电梯", "KFR-72LW/N8", "保内至 2030-06-18", number):
        assert shown in page
    assert "苏州街" not in page
    assert agent.get("/customers/C999").status_code == 404


def test_revealing_needs_a_reason_and_is_on_record(agent: Client) -> None:
    path = f"/customers/{ZHANG}/reveal"
    assert "张建国" not in agent.get(path).text
    refused = agent.send(path, {"reason": ""})
    assert refused.status_code == 422
    assert "张建国" not in refused.text
    reason = desk.ref().reasons_of("reveal")[0].id
    page = agent.send(path, {"reason": reason}).text
    for shown in ("张建国", "13800005678", "苏州街"):
        assert shown in page
    db.session.rollback()
    assert db.session.scalars(select(Reveal.reason_id)).one() == reason
    assert db.session.scalars(select(Audit.action).order_by(Audit.id.desc())).first() == "personal.revealed"
    assert "张建国" not in agent.get(f"/customers/{ZHANG}").text


def test_revealing_has_a_limit(agent: Client) -> None:
    reason = desk.ref().reasons_of("reveal")[0].id
    row = {
        "person_id": desk.actor("lina").person_id,
        "customer_id": 1,
        "field": "customer",
        "reason_id": reason,
        "at": NOW,
    }
    with write_transaction() as session:
        session.execute(insert(Reveal), [row] * 30)
    answer = agent.send(f"/customers/{ZHANG}/reveal", {"reason": reason})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "张建国" not in answer.text


def typed(**values: object) -> dict[str, object]:
    row = stored()
    basis = {"name": row.name, "mobile": row.mobile, "type": row.type, "vip": "y", "version": row.version}
    return {**basis, **values}


@pytest.mark.parametrize(
    ("field", "value"),
    [("gender", "other"), ("gender", "male "), ("age_range", "30"), ("age_range", "0-999")],
)
def test_what_is_on_no_list_is_not_taken(agent: Client, field: str, value: str) -> None:
    known = value.strip() in GENDERS
    answer = agent.send(f"/customers/{ZHANG}/edit", typed(**{field: value}))
    assert answer.status_code == (303 if known else 422)
    assert getattr(stored(), field) == (value.strip() if known else None)
    assert agent.send("/customers", {"name": "某人", "type": "person", field: value}).status_code == (
        303 if known else 422
    )


@pytest.mark.parametrize("age", AGE_RANGES)
def test_every_listed_age_and_gender_is_taken(agent: Client, age: str) -> None:
    assert agent.send(f"/customers/{ZHANG}/edit", typed(age_range=age, gender="female")).status_code == 303
    assert (stored().age_range, stored().gender) == (age, "female")


def test_a_change_is_saved_and_audited_without_values(agent: Client) -> None:
    answer = agent.send(f"/customers/{ZHANG}/edit", typed(name="张建军", note="\u202e午后再打 😀"))
    assert answer.headers["Location"] == f"/customers/{ZHANG}"
    assert (stored().name, stored().initials, stored().note) == ("张建军", "zjj", "午后再打 😀")
    row = db.session.scalars(select(Audit).where(Audit.action == "customer.changed")).one()
    assert "张建军" not in str(row.data)


def test_the_form_opens_for_a_reason_and_leaves_a_trace(agent: Client) -> None:
    asked = agent.get(f"/customers/{ZHANG}/edit").text
    assert 'name="reason"' in asked
    assert "张建国" not in asked
    assert "13800005678" not in asked
    refused = agent.send(f"/customers/{ZHANG}/reveal", {"then": "edit", "reason": ""})
    assert refused.status_code == 422
    assert 'name="then" value="edit"' in refused.text
    reason = desk.ref().reasons_of("reveal")[0].id
    form = agent.send(f"/customers/{ZHANG}/reveal", {"then": "edit", "reason": reason}).text
    assert 'value="13800005678"' in form
    assert f'action="/customers/{ZHANG}/edit"' in form
    db.session.rollback()
    assert db.session.execute(select(Reveal.field, Reveal.reason_id)).all() == [("edit", reason)]


def test_a_version_that_never_was_shows_nobodys_data(agent: Client) -> None:
    customers.change(
        desk.by("wuqian"),
        ZHANG,
        CustomerForm(
            "张建华", nickname="建华哥", mobile="13800005678", email="jh@example.cn", note="13700001111"
        ),
        version=1,
    )
    for version in ("", "0", "99"):
        answer = agent.send(f"/customers/{ZHANG}/edit", {"name": "x", "type": "person", "version": version})
        assert answer.status_code == 409
        for secret in ("张建华", "建华哥", "13800005678", "jh@example.cn", "13700001111"):
            assert secret not in answer.text


def test_numbers_in_remarks_are_hidden(agent: Client) -> None:
    customers.change(desk.by("wuqian"), ZHANG, CustomerForm("张建国", note="另一号码 13700001111"), version=1)
    page = agent.get(f"/customers/{ZHANG}").text
    assert "另一号码 137****1111" in page
    assert "13700001111" not in page


def test_a_conflict_shows_both_and_loses_neither(agent: Client) -> None:
    mine = typed(name="张建军")
    customers.change(desk.by("wuqian"), ZHANG, CustomerForm("张建华", mobile="13800005678"), version=1)
    answer = agent.send(f"/customers/{ZHANG}/edit", mine)
    assert answer.status_code == 409
    assert "张建军" in answer.text
    assert "张**" in answer.text
    assert stored().name == "张建华"
    assert agent.send(f"/customers/{ZHANG}/edit", {**mine, "version": 2}).status_code == 303
    assert stored().name == "张建军"


@pytest.mark.parametrize(
    ("field", "value"),
    [("mobile", "12"), ("email", "no"), ("name", "长" * 201), ("note", "长" * 20_001), ("type", "king")],
)
def test_bad_fields_come_back_with_what_was_typed(agent: Client, field: str, value: str) -> None:
    answer = agent.send(f"/customers/{ZHANG}/edit", typed(**{"nickname": "老张", field: value}))
    assert answer.status_code == 422
    assert 'value="老张"' in answer.text
    assert stored().version == 1


def test_a_new_customer_needs_nothing_but_a_number(agent: Client) -> None:
    answer = agent.send("/customers", {"type": "person"})
    assert answer.status_code == 303
    page = agent.get(answer.headers["Location"]).text
    assert "未留姓名" in page


def test_a_second_click_adds_one_customer(agent: Client) -> None:
    before = db.session.scalar(select(func.count(Customer.id))) or 0
    for _click in range(2):
        agent.send("/customers", {"type": "person", "name": "钱多多"}, key="twice-the-same-key")
    db.session.rollback()
    assert db.session.scalar(select(func.count(Customer.id))) == before + 1


def test_places_are_added_and_taken_out(agent: Client) -> None:
    assert agent.send(f"/customers/{ZHANG}/places", {"street": ""}).status_code == 422
    agent.send(f"/customers/{ZHANG}/places", {"district": "西城区", "street": "某街 9 号"})
    place = db.session.scalars(select(Place).order_by(Place.id.desc())).first()
    assert place is not None
    assert "西城区" in agent.get(f"/customers/{ZHANG}").text
    assert agent.send(f"/customers/{OUYANG}/places/{place.id}/retire").status_code == 404
    agent.send(f"/customers/{ZHANG}/places/{place.id}/retire")
    assert "西城区" not in agent.get(f"/customers/{ZHANG}").text


def test_the_warranty_follows_from_the_purchase_unless_overruled(agent: Client) -> None:
    path = f"/customers/{ZHANG}/machines/1"
    values = {"model": 1, "serial": "24067KF8003192", "purchased_on": "2025-01-31", "version": 1}
    assert agent.send(path, {**values, "warranty_until": "2031-12-31"}).status_code == 422
    agent.send(path, values)
    db.session.rollback()
    assert str(db.session.scalars(select(Asset.warranty_until).where(Asset.id == 1)).one()) == "2031-01-31"
    values |= {"version": 2, "warranty_until": "2031-12-31", "warranty_reason": "维修延保"}
    agent.send(path, values)
    assert "维修延保" in agent.get(f"/customers/{ZHANG}").text
    assert agent.send(path, values).status_code == 409
    assert agent.get(f"/customers/{OUYANG}/machines/1").status_code == 404
    assert agent.send(f"/customers/{OUYANG}/machines/1", values).status_code == 404


def test_a_serial_number_belongs_to_one_machine(agent: Client) -> None:
    answer = agent.send(f"/customers/{OUYANG}/machines", {"model": 1, "serial": "24067kf8003192"})
    assert answer.status_code == 422
    assert "该序列号已登记" in answer.text
    assert agent.send(f"/customers/{OUYANG}/machines", {"model": "", "serial": "N1"}).status_code == 422
    assert agent.send(f"/customers/{OUYANG}/machines", {"model": 1, "serial": "N1"}).status_code == 303


@pytest.mark.parametrize(
    ("name", "reads", "edits"),
    [
        ("K001", 200, 200),
        ("Z001", 200, 200),
        ("L001", 200, 403),
        ("J001", 200, 403),
        ("X001", 403, 403),
        ("B001", 403, 403),
    ],
)
def test_who_may_read_and_edit(client: Client, login: Login, name: str, reads: int, edits: int) -> None:
    login(client, name)
    assert client.get("/customers").status_code == reads
    assert client.get(f"/customers/{ZHANG}").status_code == reads
    assert client.get(f"/customers/{ZHANG}/edit").status_code == edits
    pages = (client.get("/customers").text, client.send("/customers/find", {"q": "无此人"}).text)
    for page in pages:
        assert ("/customers/new" in page) is (edits == 200)
    if edits == 403:
        assert client.send(f"/customers/{ZHANG}/edit", {"name": "x"}).status_code == 403
        assert stored().name == "张建国"


# ---- knowledge ----


def test_the_knowledge_base_is_read_by_category_and_words(agent: Client) -> None:
    page = agent.get("/knowledge?category=fault.cooling.no_cooling").text
    assert "室外机是否启动？" in page
    assert "断电重启后是否还这样？" in page  # of all faults
    assert "物流信息是否停止更新" not in page
    found = agent.get("/knowledge", query_string={"q": "电容 主板"}).text
    assert "断电 3 分钟后重启，仍停机则带电容和主板上门" in found
    assert "室外机是否启动？" not in found
    assert (
        "没有" in agent.get("/knowledge?q=%25%25").text or "Nothing" not in agent.get("/knowledge?q=%25").text
    )


def test_only_whoever_may_edits_and_nothing_is_overwritten(client: Client, login: Login) -> None:
    login(client, "K001")
    assert client.get("/knowledge/1").status_code == 403
    assert client.send("/knowledge/1", {"kind": "faq", "title_zh": "x"}).status_code == 403
    login(client, "Z001")
    values = {"kind": "advice", "category": "fault.cooling", "title_zh": "先看滤网"}
    assert client.send("/knowledge", {**values, "title_zh": ""}).status_code == 422
    assert client.send("/knowledge", {**values, "category": "no.such"}).status_code == 422
    assert client.send("/knowledge", values).status_code == 303
    row = db.session.scalars(select(KnowledgeItem).order_by(KnowledgeItem.id.desc())).first()
    assert row is not None
    assert (
        client.send(f"/knowledge/{row.id}", {**values, "title_zh": "先洗滤网", "version": 1}).status_code
        == 303
    )
    late = client.send(f"/knowledge/{row.id}", {**values, "title_zh": "先换滤网", "version": 1})
    assert late.status_code == 409
    assert "先洗滤网" in late.text
    assert "先换滤网" in late.text
    client.send(f"/knowledge/{row.id}/retire")
    login(client, "K001")
    assert "先洗滤网" not in client.get("/knowledge").text
    assert client.get("/knowledge/999999").status_code in {403, 404}


def test_a_new_entry_stands_beside_the_form_at_once(client: Client, login: Login) -> None:
    login(client, "Z001")
    category = desk.ref().categories_by_code["fault.cooling.no_cooling"]
    values = {"kind": "script", "category": category.code, "title_zh": "请问出风口有风吗？"}
    client.send("/knowledge", values)
    assert "请问出风口有风吗？" in client.look_up(f"/register/help?channel=1&category={category.id}").text
