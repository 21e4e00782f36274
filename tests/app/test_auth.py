"""Signing in and out, sessions, lock-out, password, role, language, appearance (R10.2, decision 21)."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from sladesk.actions import sessions
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import TooMany
from sladesk.models import Audit, LoginAttempt, LoginSession, Person
from tests.support.accounts import add_person
from tests.support.cast import PASSWORD
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.statements import statements

WRONG = "登录名或密码不正确"
OUTSIDE = (
    "//evil.example",
    "///evil.example",
    "https://evil.example/",
    "http:evil.example",
    "/\\evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/%2e//evil.example",
    "/x/..//evil.example",
    "/x//evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "evil.example",
    "",
)


@pytest.fixture(autouse=True)
def person(app: Flask) -> int:
    """Somebody with two roles."""
    return add_person("T01", "agent", "supervisor", name="林一", name_en="Lin Yi", team="t")


def failed_log_in(client: Client, name: str = "T01", address: str = "127.0.0.1") -> int:
    form = {"csrf_token": client.token(), "login": name, "password": "not this one"}
    return client.post("/login", data=form, environ_base={"REMOTE_ADDR": address}).status_code


def stored(column: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> Any:
    """Return one stored value as it is now, and hold no transaction open."""
    value = db.session.scalar(select(column).where(*where).order_by(column.desc()).limit(1))
    db.session.rollback()
    return value


def store(person_id: int, **values: object) -> None:
    db.session.execute(update(Person).where(Person.id == person_id).values(**values))
    db.session.commit()


def count_of(model: type[Any]) -> int:
    number = db.session.scalar(select(func.count()).select_from(model)) or 0
    db.session.rollback()
    return number


@pytest.mark.parametrize("name", ["T01", "t01", " t01 "])
def test_staff_number_and_log_in_name_open_a_session(client: Client, name: str) -> None:
    answer = client.sign_in(name)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/account").status_code == 200
    assert stored(Audit.action, Audit.action == "session.opened")


def test_cookie_holds_only_a_random_id_and_the_seed(client: Client) -> None:
    client.sign_in("T01")
    client.get("/account")
    with client.session_transaction() as held:
        assert set(held) == {"t", "csrf_token", "_permanent"}
        assert stored(LoginSession.token_hash) == sessions.token_hash(held["t"])
    cookie = client.get_cookie("sladesk")
    assert cookie is not None
    assert stored(LoginSession.token_hash) not in cookie.value


@pytest.mark.parametrize("name", ["T01", "nobody-at-all"])
def test_wrong_password_and_unknown_name_read_alike(client: Client, name: str) -> None:
    form = {"csrf_token": client.token(), "login": name, "password": "not this one"}
    answer = client.post("/login", data=form)
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert f'value="{name}"' in answer.text
    assert "not this one" not in answer.text
    assert count_of(LoginSession) == 0


def test_unknown_name_costs_a_hash_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = sessions._matches
    monkeypatch.setattr(sessions, "_matches", lambda stored, word: seen.append(stored) or real(stored, word))
    failed_log_in(client, "nobody-at-all")
    failed_log_in(client, "T01")
    assert [stored.split("$")[1:4] for stored in seen] == [["argon2id", "v=19", "m=19456,t=2,p=1"]] * 2


def test_five_failures_lock_the_name_even_for_the_right_password(
    client: Client, clock: time_machine.Traveller
) -> None:
    assert [failed_log_in(client) for _ in range(5)] == [422] * 5
    answer = client.sign_in("T01")
    assert answer.status_code == 429
    assert "15 分钟后再试" in answer.text
    assert answer.headers["Retry-After"] == "900"
    clock.shift(15 * 60)
    assert client.sign_in("T01").status_code == 303


def test_a_success_forgets_the_failures_before(client: Client) -> None:
    for _ in range(4):
        failed_log_in(client)
    assert client.sign_in("T01").status_code == 303
    other = client.application.test_client()
    assert isinstance(other, Client)
    assert [failed_log_in(other) for _ in range(5)] == [422] * 5


def test_twenty_failures_lock_the_address_for_every_name(client: Client) -> None:
    for number in range(20):
        assert failed_log_in(client, f"guess{number}", "192.0.2.7") == 422
    assert failed_log_in(client, "T01", "192.0.2.7") == 429
    assert failed_log_in(client, "T01", "192.0.2.8") == 422


def at_once(app: Flask, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> list[str]:
    """Let tries be under way together before the first is judged; return what each got."""
    real, together = sessions._matches, threading.Barrier(len(words), timeout=20)

    def judge(stored: str, word: str) -> bool:
        together.wait()
        return real(stored, word)

    def attempt(number: int) -> str:
        call = sessions.Call(SYSTEM, NOW)
        with app.app_context():
            try:
                found = sessions.sign_in(
                    call, "T01", words[number], address=f"10.0.0.{number}", user_agent=""
                )
            except TooMany:
                return "wait"
            return "in" if found else "wrong"

    monkeypatch.setattr(sessions, "_matches", judge)
    with ThreadPoolExecutor(len(words)) as pool:
        return list(pool.map(attempt, range(len(words))))


def test_right_passwords_at_once_do_not_refuse_each_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert at_once(app, monkeypatch, [PASSWORD] * 8) == ["in"] * 8
    assert count_of(LoginSession) == 8


def test_of_wrong_passwords_at_once_no_more_are_answered_than_one_after_the_other(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sorted(at_once(app, monkeypatch, ["not this one"] * 8)) == ["wait"] * 3 + ["wrong"] * 5
    assert count_of(LoginAttempt) == 5
    monkeypatch.undo()
    assert client.sign_in("T01").status_code == 429


def test_a_refused_try_is_not_written_down(client: Client) -> None:
    for _ in range(7):
        failed_log_in(client)
    assert count_of(LoginAttempt) == 5


def test_weaker_hash_is_renewed_at_log_in(client: Client, person: int) -> None:
    weak = sessions.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    store(person, password_hash=weak)
    client.sign_in("T01")
    assert "m=19456,t=2,p=1" in stored(Person.password_hash, Person.id == person)


def test_log_out_ends_the_session_on_the_server(client: Client) -> None:
    client.sign_in("T01")
    kept = client.get_cookie("sladesk")
    assert kept is not None
    answer = client.post("/logout", data={"csrf_token": client.token()})
    assert (answer.status_code, answer.location) == (303, "/login")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.set_cookie("sladesk", kept.value)
    assert client.get("/account").status_code == 302


def test_retired_person_is_out_at_once_and_stays_out(client: Client, person: int) -> None:
    client.sign_in("T01")
    store(person, retired_at=NOW)
    assert client.get("/account").status_code == 302
    assert client.sign_in("T01").status_code == 422


def test_idle_session_ends_and_a_look_is_no_activity(client: Client, clock: time_machine.Traveller) -> None:
    client.sign_in("T01")
    for _ in range(3):
        clock.shift(200 * 60)
        assert client.get("/account").status_code == 200
    clock.shift(200 * 60)
    assert client.get("/account", headers={"X-Sladesk-Look": "1"}).status_code == 200
    clock.shift(281 * 60)
    assert client.get("/account").status_code == 302


def test_longest_session_ends_however_busy(client: Client, clock: time_machine.Traveller) -> None:
    client.sign_in("T01")
    for _ in range(9):
        clock.shift(8 * 3600 - 60)
        assert client.get("/account").status_code == 200
    clock.shift(600)
    assert client.get("/account").status_code == 302


def test_a_session_is_touched_once_a_minute_at_most(client: Client, clock: time_machine.Traveller) -> None:
    client.sign_in("T01")
    client.get("/account")
    writes = []
    for seconds in (0, 30, 31, 5, 56):
        clock.shift(seconds)
        with statements() as seen:
            client.get("/healthz")
            client.get("/account")
        writes.append(sum("UPDATE login_session" in s for s in seen))
    assert writes == [0, 0, 1, 0, 1]


def test_one_statement_loads_session_person_roles_and_teams(client: Client) -> None:
    client.sign_in("T01")
    client.get("/account/password")
    with statements() as seen:
        assert client.get("/account/password").status_code == 200
    assert len([s for s in seen if s.lstrip().upper().startswith("SELECT")]) == 1


def test_own_sessions_are_listed_and_ended_one_by_one(client: Client) -> None:
    client.sign_in("T01")
    other = client.application.test_client()
    assert isinstance(other, Client)
    other.sign_in("T01")
    page = client.get("/account").text
    (found,) = re.findall(r'action="(/account/sessions/\d+)"', page)
    assert client.post(found, data={"csrf_token": client.token()}).status_code == 303
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client: Client) -> None:
    add_person("T02", "agent")
    victim = client.application.test_client()
    assert isinstance(victim, Client)
    victim.sign_in("T02")
    target = stored(LoginSession.id)
    client.sign_in("T01")
    answer = client.post(f"/account/sessions/{target}", data={"csrf_token": client.token()})
    assert answer.status_code == 404
    assert victim.get("/account").status_code == 200


def new_password(client: Client, old: str, new: str, again: str | None = None) -> tuple[int, str]:
    form = {"csrf_token": client.token(), "old": old, "new": new, "again": again or new}
    answer = client.post("/account/password", data=form)
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", "a good long one", None, "当前密码不正确"),
        (PASSWORD, "short", None, "至少 10 个字符"),
        (PASSWORD, "x" * 201, None, "最多 200 个字"),
        (PASSWORD, "aaaaaaaaaaaa", None, "太容易猜到"),
        (PASSWORD, "my t01 is long", None, "太容易猜到"),
        (PASSWORD, PASSWORD, None, "不能与当前密码相同"),
        (PASSWORD, "a good long one", "another one", "两次输入的新密码不一致"),
        ("", "a good long one", None, "请填写此项"),
    ],
)
def test_password_form_says_what_is_wrong(
    client: Client, old: str, new: str, again: str | None, said: str
) -> None:
    client.sign_in("T01")
    before = stored(Person.password_hash, Person.login == "t01")
    status, text = new_password(client, old, new, again)
    assert status == 422
    assert said in text
    assert stored(Person.password_hash, Person.login == "t01") == before


def test_new_password_ends_the_other_sessions(client: Client) -> None:
    other = client.application.test_client()
    assert isinstance(other, Client)
    other.sign_in("T01")
    client.sign_in("T01")
    assert new_password(client, PASSWORD, "一句好记的长长的话呀")[0] == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert other.sign_in("T01").status_code == 422
    assert other.sign_in("T01", "一句好记的长长的话呀").status_code == 303


def test_forced_change_comes_before_everything_else(client: Client) -> None:
    add_person("T03", "agent", must_change_password=True)
    assert client.sign_in("T03").location == "/account/password"
    assert client.get("/account").location == "/account/password"
    fragment = client.get("/account", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == "/account/password"
    assert new_password(client, PASSWORD, "a good long one")[0] == 303
    assert client.get("/account").status_code == 200


def test_log_in_leads_back_to_the_page_asked_for(client: Client) -> None:
    assert client.get("/account/password?x=1").location == "/login?next=/account/password%3Fx%3D1"
    form = {"csrf_token": client.token(), "login": "T01", "password": PASSWORD}
    assert client.post("/login?next=/account/password%3Fx%3D1", data=form).location == "/account/password?x=1"


@pytest.mark.parametrize("target", OUTSIDE)
def test_next_never_leads_elsewhere(client: Client, target: str) -> None:
    form = {"csrf_token": client.token(), "login": "T01", "password": PASSWORD}
    assert client.post("/login", query_string={"next": target}, data=form).location == "/"
    token = client.token()
    back = client.post("/theme", data={"csrf_token": token, "theme": "dark", "next": target})
    assert back.location == "/"


def test_signed_out_fragment_gets_401_and_no_log_in_page(client: Client) -> None:
    answer = client.get("/account", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["X-Sladesk-Error"]) == (401, "signed-out")
    assert "<html" not in answer.text


def test_signed_out_post_says_so_and_changes_nothing(client: Client, person: int) -> None:
    token = client.token()
    answer = client.post("/session/role", data={"csrf_token": token, "role": "supervisor"})
    assert answer.status_code == 401
    assert "登录已过期" in answer.text
    assert stored(Person.active_role, Person.id == person) is None


def test_log_in_dialog_answers_with_a_fragment_and_an_event(client: Client) -> None:
    page = client.get("/session/dialog", headers={"HX-Request": "true"}).text
    assert 'hx-post="/login"' in page
    assert "<html" not in page
    token = client.get("/session/token").get_json()
    assert token["person"] is None
    form = {"login": "T01", "password": "wrong one"}
    headers = {"HX-Request": "true", "X-CSRFToken": token["token"]}
    refused = client.post("/login", data=form, headers=headers)
    assert refused.status_code == 422
    assert "<html" not in refused.text
    answer = client.post("/login", data=form | {"password": PASSWORD}, headers=headers)
    assert answer.status_code == 200
    assert "sladesk:signed-in" in answer.headers["HX-Trigger-After-Settle"]


def test_missing_token_is_refused_with_its_own_sentence(client: Client, person: int) -> None:
    client.sign_in("T01")
    tokens: tuple[dict[str, str], ...] = ({}, {"csrf_token": "forged"})
    for form in tokens:
        answer = client.post("/session/role", data=form | {"role": "supervisor"})
        assert (answer.status_code, answer.headers["X-Sladesk-Error"]) == (400, "csrf")
        assert "表单已过期" in answer.text
    assert stored(Person.active_role, Person.id == person) is None


def test_role_switch_stays_with_the_person_and_only_among_held_roles(client: Client, person: int) -> None:
    client.sign_in("T01")
    token = client.token()
    assert client.post("/session/role", data={"csrf_token": token, "role": "supervisor"}).status_code == 303
    assert stored(Person.active_role, Person.id == person) == "supervisor"
    assert client.post("/session/role", data={"csrf_token": token, "role": "admin"}).status_code == 403
    assert "主管" in client.get("/account").text


def test_language_is_the_persons_choice_else_the_cookie_else_the_sites(client: Client, person: int) -> None:
    english = {"Accept-Language": "en"}
    assert 'lang="zh-Hans"' in client.get("/login", headers=english).text
    client.post("/language", data={"csrf_token": client.token(), "locale": "en"})
    assert 'lang="en"' in client.get("/login").text
    client.sign_in("T01")
    assert "Lin Yi" in client.get("/account").text
    client.post("/language", data={"csrf_token": client.token(), "locale": "zh_Hans_CN"})
    assert "林一" in client.get("/account").text
    assert stored(Person.locale, Person.id == person) == "zh_Hans_CN"


def test_unknown_language_and_look_are_refused(client: Client) -> None:
    client.sign_in("T01")
    token = client.token()
    assert client.post("/language", data={"csrf_token": token, "locale": "xx"}).status_code == 422
    assert client.post("/theme", data={"csrf_token": token, "theme": "pink"}).status_code == 422
    assert client.post("/session/duty", data={"csrf_token": token, "duty": "asleep"}).status_code == 422


def test_look_is_kept(client: Client, person: int) -> None:
    assert "data-bs-theme" not in client.get("/login").text
    client.post("/theme", data={"csrf_token": client.token(), "theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/login").text
    client.sign_in("T01")
    client.post("/theme", data={"csrf_token": client.token(), "theme": "light"})
    assert 'data-bs-theme="light"' in client.get("/account").text
    assert stored(Person.theme, Person.id == person) == "light"


def test_duty_is_said_in_one_click(client: Client, person: int) -> None:
    client.sign_in("T01")
    token = client.token()
    assert client.post("/session/duty", data={"csrf_token": token, "duty": "on"}).status_code == 303
    assert stored(Person.duty, Person.id == person) == "on"
    assert stored(Person.duty_since, Person.id == person) == NOW


def test_a_second_log_in_in_the_same_browser_replaces_the_first(client: Client) -> None:
    add_person("T02", "agent", name="陈二")
    client.sign_in("T01")
    form = {"csrf_token": client.token(), "login": "T02", "password": PASSWORD}
    assert client.post("/login", data=form).status_code == 303
    assert "陈二" in client.get("/account").text


def test_log_in_page_sends_the_signed_in_on(client: Client) -> None:
    client.sign_in("T01")
    assert client.get("/login?next=/account").location == "/account"
