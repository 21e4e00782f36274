"""The administrator's area: who may, lists, people, targets, calendars, settings, the state of things."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, insert, select

from sladesk.actions import calendars, communications, masters, people, policies, settings
from sladesk.db import db, write_transaction
from sladesk.db.base import db as database
from sladesk.db.queue import Job
from sladesk.domain.durations import parse_length
from sladesk.domain.errors import Forbidden, Invalid, NotFound, Stale
from sladesk.jobs.handlers import HANDLERS
from sladesk.jobs.work import Work
from sladesk.models import (
    Audit,
    CalendarVersion,
    Category,
    Channel,
    LoginSession,
    Person,
    PersonRole,
    Policy,
    PolicySet,
    PolicyTarget,
    ProductModel,
    Reason,
    Setting,
    SettingChange,
    Team,
)
from sladesk.web.routes import ROUTES
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW

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
NAMES = {"name_zh": "直播间", "name_en": "Live room"}


def admin(minutes: float = 0) -> desk.Call:
    return desk.by("linhao", minutes)


def row(model: type, code: str) -> object:
    db.session.rollback()
    return db.session.scalars(select(model).where(model.code == code)).one()


def key_of(page: str, name: str = "version") -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found.group(1)


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements of a block."""
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


# --- who may --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_in_both_languages_and_few_statements(
    app: Flask, client: Client, login: Login, page: str
) -> None:
    login(client, "linhao")
    assert client.get(f"/admin{page}").status_code == 200
    with counted(app) as seen:
        answer = client.get(f"/admin{page}")
    assert answer.status_code == 200
    asked = [text for text in seen if not text.startswith(("BEGIN", "PRAGMA"))]
    assert len(asked) <= 8, "\n".join(text[:120] for text in asked)
    client.set_cookie("locale", "en")
    english = client.get(f"/admin{page}")
    assert english.status_code == 200


@pytest.mark.parametrize("name", ["lina", "wangqiang", "zhaomin", "zhouying", "chenwei", "zhengjie"])
def test_everybody_else_is_turned_away_from_every_route(
    app: Flask, client: Client, login: Login, name: str
) -> None:
    login(client, name)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    assert {rule.endpoint for rule in rules} <= set(ROUTES)
    values = {
        "area": "channels",
        "name": "phone",
        "number": "K001",
        "no": 1,
        "code": "office",
        "year": 2026,
        "job_id": 1,
    }
    for rule in rules:
        _domain, path = rule.build({k: values[k] for k in rule.arguments}) or ("", "")
        assert path
        answer = client.send(path) if "POST" in (rule.methods or ()) else client.get(path)
        assert answer.status_code == 403, path


@pytest.mark.parametrize("name", ["lina", "zhaomin", "chenwei"])
def test_the_verbs_refuse_other_roles_too(name: str) -> None:
    call = desk.by(name)
    for verb in (
        lambda: masters.create(call, "channel", NAMES),
        lambda: settings.change(call, "verify.attempts", "4", version=0),
        lambda: policies.change(call, {("urgent", "first_response", "seconds"): 60}, base=1),
        lambda: people.sign_out(call, 1),
    ):
        with pytest.raises(Forbidden):
            verb()


# --- lists ----------------------------------------------------------------------------------------------

NEW = {
    "channels": ("channel", Channel, {"code": "live", "slow": "1"}, "live", "live"),
    "categories": (
        "category",
        Category,
        {"parent": "fault.cooling"},
        "fault.cooling.live_room",
        "fault.cooling.live_room",
    ),
    "reasons": (
        "reason",
        Reason,
        {"kind": "overdue", "side": "us", "note_required": "1"},
        "live_room",
        "overdue.live_room",
    ),
    "products": (
        "product",
        ProductModel,
        {"code": "AB-1/X 2", "kind": "ac_wall", "warranty_months": "24"},
        "AB-1/X 2",
        "AB-1/X 2",
    ),
    "teams": ("team", Team, {"kind": "desk"}, "live_room", "live_room"),
}


@pytest.mark.parametrize("area", NEW)
def test_a_row_is_added_changed_retired_and_restored(
    app: Flask, client: Client, login: Login, area: str
) -> None:
    noun, model, own, code, name = NEW[area]
    login(client, "linhao")
    assert client.send(f"/admin/{area}/new", {**NAMES, **own}).status_code == 303
    made = row(model, code)
    assert (made.name_zh, made.name_en, made.retired_at) == ("直播间", "Live room", None)
    page = client.get(f"/admin/{area}/{name}").text
    changed = {**NAMES, **own, "name_zh": "直播", "version": key_of(page)}
    assert client.send(f"/admin/{area}/{name}", changed).status_code == 303
    made = row(model, code)
    assert (made.name_zh, made.version) == ("直播", 2)
    assert client.send(f"/admin/{area}/{name}/retire", {"version": 2}).status_code == 303
    assert row(model, code).retired_at == NOW
    assert f"/admin/{area}/{name.replace(' ', '%20')}/restore" in client.get(f"/admin/{area}").text
    assert client.send(f"/admin/{area}/{name}/restore", {"version": 3}).status_code == 303
    assert row(model, code).retired_at is None
    actions = db.session.scalars(
        select(Audit.action).where(Audit.object_type == noun, Audit.object_id == name).order_by(Audit.id)
    ).all()
    assert actions == [f"{noun}.{verb}" for verb in ("created", "changed", "retired", "restored")]


@pytest.mark.parametrize("area", NEW)
def test_the_second_of_two_administrators_sees_both(
    app: Flask, client: Client, login: Login, area: str
) -> None:
    noun, model, own, code, name = NEW[area]
    login(client, "linhao")
    client.send(f"/admin/{area}/new", {**NAMES, **own})
    typed = {key: bool(value) if key in {"slow", "note_required"} else value for key, value in own.items()}
    masters.change(admin(), noun, name, {**NAMES, **typed, "name_zh": "甲先"}, version=1)
    late = client.send(f"/admin/{area}/{name}", {**NAMES, **own, "name_zh": "乙后", "version": "1"})
    assert late.status_code == 409
    assert "甲先" in late.text and "乙后" in late.text and "林浩" in late.text
    assert row(model, code).name_zh == "甲先"
    insisting = {**NAMES, **own, "name_zh": "乙后", "version": key_of(late.text)}
    assert client.send(f"/admin/{area}/{name}", insisting).status_code == 303
    assert row(model, code).name_zh == "乙后"


@pytest.mark.parametrize("area", NEW)
def test_what_cannot_be_taken_is_said_beside_it_and_kept(
    app: Flask, client: Client, login: Login, area: str
) -> None:
    _noun, model, own, _code, _name = NEW[area]
    login(client, "linhao")
    before = db.session.scalar(select(func.count()).select_from(model))
    bad = {**own, "name_zh": " ", "name_en": "Kept words", "code": "Has Blanks ü"}
    answer = client.send(f"/admin/{area}/new", bad)
    assert answer.status_code == 422
    assert 'id="name_zh-error"' in answer.text and "Kept words" in answer.text
    assert 'id="code-error"' in answer.text and "Has Blanks ü" in answer.text
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(model)) == before


def test_a_taken_code_is_refused_on_every_list() -> None:
    for noun, code, more in (
        ("channel", "phone", {}),
        ("team", "service_desk", {"kind": "desk"}),
        ("product", "EWH-60P3", {"kind": "heater", "warranty_months": "1"}),
        ("category", "no_cooling", {"parent": "fault.cooling"}),
    ):
        with pytest.raises(Invalid) as refused:
            masters.create(admin(), noun, {**NAMES, "code": code, **more})
        assert refused.value.problems["code"].code == "code_taken"


def test_categories_stand_at_most_three_deep_and_take_their_code_from_above() -> None:
    third = masters.create(
        admin(), "category", {**NAMES, "parent": "fault.cooling.no_cooling", "code": "third"}
    )
    assert third == "fault.cooling.no_cooling.third"
    with pytest.raises(Invalid) as refused:
        masters.create(admin(), "category", {**NAMES, "parent": third, "code": "fourth"})
    assert refused.value.problems["parent"].code == "no_room_below"
    assert masters.create(admin(), "category", {**NAMES, "parent": "other", "code": "top"}) == "other.top"
    with pytest.raises(Invalid) as refused:
        masters.retire(admin(), "category", "fault.cooling.no_cooling", version=1)
    assert refused.value.problems["row"].code == "has_children"


def test_a_team_tickets_go_to_stays_and_so_does_the_last_of_a_list(
    app: Flask, client: Client, login: Login
) -> None:
    login(client, "linhao")
    version = row(Team, "field_ac").version
    answer = client.send("/admin/teams/field_ac/retire", {"version": version})
    assert answer.status_code == 422
    assert 'class="errs"' in answer.text
    codes = db.session.scalars(select(Reason.code).where(Reason.kind == "reveal").order_by(Reason.id)).all()
    for code in codes[:-1]:
        masters.retire(admin(), "reason", f"reveal.{code}", version=1)
    with pytest.raises(Invalid) as refused:
        masters.retire(admin(), "reason", f"reveal.{codes[-1]}", version=1)
    assert refused.value.problems["row"].code == "last_of_list"


def test_rows_change_places_within_their_list(app: Flask, client: Client, login: Login) -> None:
    def order() -> list[str]:
        db.session.rollback()
        return list(db.session.scalars(select(Channel.code).order_by(Channel.position, Channel.id)))

    before = order()
    login(client, "linhao")
    assert client.send(f"/admin/channels/{before[1]}/move", {"version": 1, "way": "up"}).status_code == 303
    assert order() == [before[1], before[0], *before[2:]]
    assert client.send(f"/admin/channels/{before[1]}/move", {"version": 1, "way": "up"}).status_code == 409
    masters.move(admin(), "channel", before[1], up=True, version=2)
    assert order()[0] == before[1]
    with pytest.raises(NotFound):
        masters.move(admin(), "product", "EWH-60P3", up=True, version=1)


def test_a_form_sent_twice_adds_one_row(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    for _time in range(2):
        assert (
            client.send("/admin/channels/new", {**NAMES, "code": "live"}, key="a-key-of-one-form").status_code
            == 303
        )
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(Channel.code == "live")) == 1


def test_unknown_rows_are_not_there(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    for path in (
        "/channels/nowhere",
        "/reasons/overdue.no",
        "/people/K999",
        "/settings/no",
        "/calendars/no",
        "/policies/9",
        "/nothing",
    ):
        assert client.get(f"/admin{path}").status_code == 404
        if path.count("/") == 2 and "policies" not in path and "calendars" not in path:
            assert client.send(f"/admin{path}", {"version": 1}).status_code == 404


# --- people ---------------------------------------------------------------------------------------------

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
    bad = {**PERSON, "login": "Chen Jing", "staff_number": "K001", "roles": [], "districts": "海淀"}
    answer = client.send("/admin/people/new", bad)
    assert answer.status_code == 422
    for name in ("login", "staff_number", "roles"):
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
    assert db.session.get(Person, 10).retired_at is None


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
    assert "K001" in client.get("/admin/people?q=LINA").text
    answer = client.send("/admin/people/K001/password")
    assert 'id="once"' in answer.text
    db.session.rollback()
    assert db.session.get(Person, 1).must_change_password
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
    assert "K001" in first and "P059" not in first
    after = re.search(r"after=([A-Z0-9]+)", first)
    assert after is not None
    second = client.get(f"/admin/people?after={after.group(1)}").text
    assert "K001" not in second and "P059" in second
    assert first.count("<tr") + second.count("<tr") == 60 + 11 + 2
    assert "P0" not in client.get("/admin/people?role=engineer").text
    assert "K001" not in client.get("/admin/people?q=%25").text


# --- targets --------------------------------------------------------------------------------------------


def totals() -> dict[str, int]:
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in database.metadata.sorted_tables
        if table.name not in {"login_session", "login_attempt"}
    }


def form_of(page: str) -> dict[str, str]:
    fields = dict(re.findall(r'name="(t\.[^"]+)" value="([^"]*)"', page))
    return {**fields, "base": key_of(page, "base")}


def work_off(app: Flask) -> None:
    db.session.rollback()
    jobs = db.session.execute(select(Job.name, Job.args).where(Job.state == "queued")).all()
    db.session.rollback()
    for name, args in jobs:
        HANDLERS[name](Work(app, args, lambda: False))


def test_a_new_target_moves_running_clocks_after_the_job_and_keeps_decided_ones(
    app: Flask, client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    running = desk.register(owner="lina")
    decided = desk.register(owner="lina", customer_id=2)
    communications.contact(desk.by("lina", 1), decided, communications.Contact("phone", "已联系客户"))
    (before,) = desk.clocks(running, "first_response")
    (kept,) = desk.clocks(decided, "first_response")
    policy = db.session.get(Policy, before.policy_id)
    due, kept_due, kept_seconds = before.due_at, kept.due_at, kept.target_seconds
    key = f"t.{policy.code}.first_response.seconds"
    seconds = before.target_seconds
    login(client, "linhao")
    clock.shift(120)
    data = form_of(client.get("/admin/policies").text)
    data[key] = "2 小时"

    held = totals()
    preview = client.send("/admin/policies/preview", data)
    assert preview.status_code == 200
    assert running in preview.text and decided not in preview.text
    assert totals() == held

    assert client.send("/admin/policies", {**data, "note": "旺季"}).status_code == 303
    assert desk.clocks(running, "first_response")[0].due_at == due
    work_off(app)
    (after,) = desk.clocks(running, "first_response")
    assert after.target_seconds == 7200
    assert (after.due_at - due).total_seconds() == 7200 - seconds
    (still,) = desk.clocks(decided, "first_response")
    assert (still.due_at, still.target_seconds) == (kept_due, kept_seconds)
    sets = db.session.execute(
        select(PolicySet.no, PolicySet.state, PolicySet.note).order_by(PolicySet.no)
    ).all()
    assert [tuple(row) for row in sets] == [(1, "retired", sets[0].note), (2, "active", "旺季")]
    copied = select(func.count()).select_from(PolicyTarget).join(Policy, Policy.id == PolicyTarget.policy_id)
    counts = [
        db.session.scalar(copied.where(Policy.set_id == set_id))
        for set_id in db.session.scalars(select(PolicySet.id))
    ]
    assert counts[0] == counts[1] > 10
    assert client.get("/admin/policies/2").status_code == 200


def test_the_second_change_of_targets_shows_both_lengths(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    data = form_of(client.get("/admin/policies").text)
    policies.change(admin(), {("urgent", "first_response", "seconds"): 1200}, base=1)
    late = client.send("/admin/policies", {**data, "t.urgent.first_response.seconds": "10 分钟"})
    assert late.status_code == 409
    assert "20 分" in late.text and "10 分" in late.text
    assert db.session.scalar(select(func.count()).select_from(PolicySet)) == 2
    insisting = form_of(late.text)
    assert client.send("/admin/policies", insisting).status_code == 303
    db.session.rollback()
    assert db.session.scalar(select(PolicySet.no).where(PolicySet.state == "active")) == 3


@pytest.mark.parametrize("text", ["soon", "0", "-5", "400 天", "", "5 週"])
def test_a_length_that_cannot_be_read_is_kept_and_said(
    app: Flask, client: Client, login: Login, text: str
) -> None:
    login(client, "linhao")
    data = form_of(client.get("/admin/policies").text)
    for path in ("/admin/policies/preview", "/admin/policies"):
        answer = client.send(path, {**data, "t.urgent.first_response.seconds": text})
        assert answer.status_code == 422
        assert 'id="t.urgent.first_response.seconds-error"' in answer.text
        assert f'name="t.urgent.first_response.seconds" value="{text}"' in answer.text
    assert client.send("/admin/policies", data).status_code == 422  # nothing differs
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(PolicySet)) == 1


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_length_on_the_page_can_be_typed_back(
    app: Flask, client: Client, login: Login, language: str
) -> None:
    login(client, "linhao")
    client.set_cookie("locale", language)
    texts = form_of(client.get("/admin/policies").text)
    for name, text in texts.items():
        if name != "base":
            assert parse_length(text, 28_800), text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15", 900),
        ("15 分钟", 900),
        ("1小时30分", 5400),
        ("2 h 05 min", 7500),
        ("30 秒", 30),
        ("3 个工作日", 86_400),
        ("1 day", 28_800),
        ("", None),
        ("abc", None),
        ("1.5 h", None),
        ("9 年", None),
    ],
)
def test_lengths_as_people_type_them(text: str, seconds: int | None) -> None:
    assert parse_length(text, 28_800) == seconds


def test_a_target_of_no_policy_is_refused() -> None:
    with pytest.raises(Invalid):
        policies.change(admin(), {("nobody", "first_response", "seconds"): 60}, base=1)
    with pytest.raises(Stale):
        policies.change(admin(), {("urgent", "first_response", "seconds"): 60}, base=7)


# --- calendars, settings, system, audit -------------------------------------------------------------------


def test_next_years_make_up_days_are_asked_for_and_entered(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    assert NOW.month >= 11
    assert "/admin/calendars/office?year=2027" in client.get("/admin").text
    page = client.get("/admin/calendars/office?year=2027").text
    off = re.search(r'id="off"[^>]*>([^<]*)<', page)
    assert off is not None
    data = {
        "off": off.group(1),
        "extra": "02-14 10-10/10-10",
        "base": key_of(page, "base"),
        "note": "国办通知",
    }
    assert client.send("/admin/calendars/office/2027", data).status_code == 303
    db.session.rollback()
    newest = db.session.scalars(select(CalendarVersion).order_by(CalendarVersion.id.desc())).first()
    assert newest is not None
    assert (newest.no, newest.note) == (2, "国办通知")
    assert newest.spec["exceptions"]["2027-02-14"] == newest.spec["week"][0]
    assert newest.spec["exceptions"]["2026-10-01"] == []
    assert "/admin/calendars/office?year=2027" not in client.get("/admin").text
    assert client.send("/admin/calendars/office/2027", data).status_code == 409
    bad = client.send("/admin/calendars/office/2027", {**data, "base": 2, "extra": "13-40"})
    assert bad.status_code == 422
    assert "13-40" in bad.text
    twice = {**data, "base": 2, "off": "02-14", "extra": "02-14"}
    assert client.send("/admin/calendars/office/2027", twice).status_code == 422


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
    assert 'id="value-error"' in bad.text and 'value="500"' in bad.text
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


def test_a_failed_job_is_shown_and_tried_again(app: Flask, client: Client, login: Login) -> None:
    dead = {"name": "clocks.sweep", "args": {}, "state": "dead", "run_after": NOW, "attempts": 8}
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


def test_the_audit_is_filtered_masked_and_paged(app: Flask, client: Client, login: Login) -> None:
    line = {
        "at": NOW,
        "object_type": "customer",
        "source": "web",
        "action": "customer.changed",
        "actor_id": 1,
    }
    many = [{**line, "object_id": f"C{n:03}", "data": {"mobile": "13800005678"}} for n in range(60)]
    with write_transaction() as session:
        session.execute(insert(Audit), many)
    login(client, "linhao")
    first = client.get("/admin/audit?type=customer&person=K001").text
    assert "C059" in first and "C000" not in first and "13800005678" not in first
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = client.get("/admin/audit" + older.group(1).replace("&amp;", "&")).text
    assert "C000" in second and "C059" not in second
    assert "C030" in client.get("/admin/audit?object=C030").text
    for nothing in (
        "person=K002&type=customer",
        "action=customer.gone",
        "from=2027-01-01",
        "to=2020-01-01",
        "person=ZZ",
    ):
        assert "C030" not in client.get(f"/admin/audit?{nothing}").text
    assert client.get("/admin/audit?from=x&before=y&person=system").status_code == 200
