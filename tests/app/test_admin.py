"""The administrator's area: who may, calendars, settings, the state of things, the audit."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import insert, select

from sladesk.actions import calendars, knowledge, masters, people, personal, policies, settings
from sladesk.db import db, write_transaction
from sladesk.db.queue import Job
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import Forbidden
from sladesk.domain.knowledge import ItemForm
from sladesk.models import (
    Audit,
    PersonRole,
    Setting,
    SettingChange,
)
from sladesk.web.routes import ROUTES
from tests.support import desk
from tests.support.admin import NAMES, admin, key_of, work_off
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.statements import statements

Login = Callable[[Client, str], Client]
PAGES = (
    "",
    "/people",
    "/people/new",
    "/people/K001",
    "/channels",
    "/channels/new",
    "/channels/phone",
    "/categories",
    "/categories/fault.cooling.no_cooling",
    "/reasons",
    "/products",
    "/products/KFR-72LW/N8",
    "/teams",
    "/teams/service_desk",
    "/policies",
    "/policies/1",
    "/calendars",
    "/calendars/office",
    "/settings",
    "/settings/numbering.ticket",
    "/system",
    "/audit",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_in_both_languages_and_few_statements(
    app: Flask, client: Client, login: Login, page: str
) -> None:
    login(client, "linhao")
    assert client.get(f"/admin{page}").status_code == 200
    with statements() as asked:
        answer = client.get(f"/admin{page}")
    assert answer.status_code == 200
    assert len(asked) <= 8, "\n".join(text[:120] for text in asked)
    client.set_cookie("locale", "en")
    english = client.get(f"/admin{page}")
    assert english.status_code == 200


def test_the_entries_of_the_knowledge_base_are_led_to(client: Client, login: Login) -> None:
    page = login(client, "linhao").get("/admin").text
    assert '<a href="/knowledge"' in page
    assert "新条目" in client.get("/knowledge").text


@pytest.mark.parametrize("name", ["lina", "wangqiang", "zhaomin", "zhouying", "chenwei", "zhengjie"])
def test_everybody_else_is_turned_away_from_every_route(
    app: Flask, client: Client, login: Login, name: str
) -> None:
    login(client, name)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    assert {rule.endpoint for rule in rules} <= set(ROUTES)
    if name == "zhaomin":  # who corrects clocks sees which of them differ
        rules = [rule for rule in rules if ROUTES[rule.endpoint] != "ledger.see"]
    values = {
        "area": "channels",
        "name": "phone",
        "number": "K001",
        "code": "office",
        "year": 2026,
    }
    for rule in rules:
        _domain, path = rule.build({k: values.get(k, 1) for k in rule.arguments}) or ("", "")
        assert path
        answer = client.send(path) if "POST" in (rule.methods or ()) else client.get(path)
        assert answer.status_code == 403, path


@pytest.mark.parametrize("name", ["lina", "zhaomin", "chenwei"])
def test_the_verbs_refuse_other_roles_too(name: str) -> None:
    call = desk.by(name)
    for verb in (
        lambda: masters.create(call, "channel", NAMES),
        lambda: settings.change(call, "verify.attempts", "4", version=0),
        lambda: policies.open_draft(call),
        lambda: policies.activate(call, version=1),
        lambda: people.sign_out(call, 1),
    ):
        with pytest.raises(Forbidden):
            verb()


def test_a_published_calendar_is_recomputed_by_the_job(app: Flask) -> None:
    spec = desk.ref().calendar_specs["1"]
    calendars.publish(admin(), "office", spec)
    work_off(app)


def test_settings_keep_their_history_and_refuse_what_is_out_of_bounds(
    app: Flask, client: Client, login: Login
) -> None:
    login(client, "linhao")
    path = "/admin/settings/verify.attempts"
    page = client.get(path).text
    assert client.send(path, {"value": "5", "version": key_of(page)}).status_code == 303
    late = client.send(path, {"value": "6", "version": key_of(page)})
    assert late.status_code == 409
    bad = client.send(path, {"value": "500", "version": key_of(late.text)})
    assert bad.status_code == 422
    assert 'id="value-error"' in bad.text
    assert 'value="500"' in bad.text
    assert client.send(path, {"value": "4", "version": key_of(late.text)}).status_code == 303
    db.session.rollback()
    seen = db.session.execute(
        select(SettingChange.before, SettingChange.after)
        .where(SettingChange.name == "verify.attempts")
        .order_by(SettingChange.id)
    ).all()
    assert [tuple(line) for line in seen] == [(3, 5), (5, 4)]
    assert desk.ref().number("verify.attempts") == 4
    assert client.send(path, {"value": "4", "version": 2}).status_code == 303
    assert db.session.scalar(select(Setting.version).where(Setting.name == "verify.attempts")) == 2
    assert (
        client.send("/admin/settings/numbering.ticket", {"value": "SR{seq:03}", "version": 0}).status_code
        == 422
    )
    assert client.send("/admin/settings/site.zone", {"value": "Mars/Base", "version": 0}).status_code == 422


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh_Hans_CN", ["8 小时", "30 分", "7 天"]), ("en", ["8 h", "30 min", "7 d"])],
)
def test_settings_of_time_are_said_as_people_say_them(
    app: Flask, client: Client, login: Login, language: str, said: list[str]
) -> None:
    login(client, "linhao")
    client.set_cookie("locale", language)
    page = client.get("/admin/settings").text
    assert [text for text in said if f"<td><b>{text}</b></td>" in page] == said


def test_a_failed_job_is_shown_and_tried_again(app: Flask, client: Client, login: Login) -> None:
    dead: dict[str, object] = {
        "name": "clocks.sweep",
        "args": {"after": 0},
        "state": "dead",
        "run_after": NOW,
        "attempts": 8,
    }
    with write_transaction() as session:
        key = session.scalar(
            insert(Job).values(**dead, last_error="OSError: full", created_at=NOW).returning(Job.id)
        )
    login(client, "linhao")
    assert "OSError: full" in client.get("/admin/system").text
    assert client.send(f"/admin/system/jobs/{key}/retry").status_code == 303
    db.session.rollback()
    assert db.session.scalar(select(Job.state).where(Job.id == key)) == "queued"
    assert client.send(f"/admin/system/jobs/{key}/retry").status_code == 404


def test_the_state_of_things_names_the_engine_and_verifies_the_seals(
    app: Flask, client: Client, login: Login, engine: str
) -> None:
    login(client, "linhao")
    page = client.get("/admin/system").text
    assert ("SQLite" if engine == "sqlite" else "PostgreSQL") in page
    assert "http" in page
    assert 'role="status"' in client.get("/admin/system?verify=1").text


def test_the_audit_names_customers_entries_and_sessions_and_shows_no_key(
    client: Client, login: Login
) -> None:
    form = ItemForm("faq", "", "运费谁出？", "Who pays for shipping?", "由售后承担。", "The desk does.")
    entry = knowledge.create(desk.by("zhaomin"), form)
    reason = desk.reason(ReasonKind.REVEAL)
    number = "C202611190002"
    personal.reveal_customer(desk.by("lina"), number, reason_id=reason)
    lina = client.application.test_client()
    assert isinstance(lina, Client)
    lina.sign_in("K001")
    lina.send("/logout")
    login(client, "linhao")
    cells = re.findall(r'<td title="([^"]+)">(.*?)</td>', client.get("/admin/audit").text)
    assert ("知识库", f'<a href="/knowledge/{entry}">运费谁出？</a>') in cells
    assert ("客户", number) in cells
    assert ("会话", "K001") in cells
    assert number in client.get(f"/admin/audit?object={number}&action=personal.revealed").text
    assert number not in client.get("/admin/audit?object=2&action=personal.revealed").text
    with write_transaction() as session:
        session.add(PersonRole(person_id=desk.actor("linhao").person_id, role="supervisor"))
    client.send("/language", {"locale": "en"})
    page = client.get("/admin/audit").text
    assert "Who pays for shipping?</a>" in page
    assert f'<a href="/customers/{number}">{number}</a>' in page


def test_the_audit_says_codes_and_verbs_in_the_words_of_their_object(client: Client, login: Login) -> None:
    policies.open_draft(admin(), source="a")
    rows = [
        ("robot.created", "robot", {"changed": {"name": [None, "夜班群"]}, "kind": "dingtalk"}),
        ("ticket.assigned", "ticket", {"rule": "balanced"}),
        ("review.workbook", "review", {"language": "zh_Hans_CN"}),
        ("trial.started", "trial", {"source": "2", "first": "2026-11-01", "last": "2026-11-19"}),
    ]
    with write_transaction() as session:
        for action, kind, data in rows:
            line = {"at": NOW, "object_type": kind, "object_id": "1", "source": "web", "data": data}
            session.execute(insert(Audit).values(action=action, **line))
    page = login(client, "linhao").get("/admin/audit").text
    said = (
        "时限政策 · 打开草稿",
        "来源：出厂方案 (a)",
        "来源：第 2 版",
        "开始日：2026-11-01",
        "结束日：2026-11-19",
    )
    assert [words for words in said if words not in page] == []
    said = ("机器人名称 – → 夜班群", "聊天软件：钉钉", "分派规则：在岗人员中在手最少的", "语言：中文")
    assert [words for words in said if words not in page] == []


def test_the_audit_is_filtered_masked_and_paged(app: Flask, client: Client, login: Login) -> None:
    line = {
        "at": NOW,
        "object_type": "customer",
        "source": "web",
        "action": "customer.changed",
        "actor_id": 1,
    }
    many = [{**line, "object_id": f"C-2026-{n:03}", "data": {"mobile": "13800005678"}} for n in range(60)]
    with write_transaction() as session:
        session.execute(insert(Audit), many)
    login(client, "linhao")
    first = client.get("/admin/audit?type=customer&person=K001").text
    assert "C-2026-059" in first
    assert "C-2026-000" not in first
    assert "13800005678" not in first
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = client.get("/admin/audit" + older.group(1).replace("&amp;", "&")).text
    assert "C-2026-000" in second
    assert "C-2026-059" not in second
    assert "C-2026-030" in client.get("/admin/audit?object=C-2026-030").text
    for nothing in (
        "person=K002&type=customer",
        "action=customer.gone",
        "from=2027-01-01",
        "to=2020-01-01",
        "person=ZZ",
    ):
        assert "C-2026-030" not in client.get(f"/admin/audit?{nothing}").text
    assert client.get("/admin/audit?from=x&before=y&person=system").status_code == 200
