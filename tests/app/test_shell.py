"""Headers, hosts, limits, error pages, the route table, words, and how times are said."""

import os
import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import force_locale

from sladesk.app import create_app
from sladesk.config import Config
from sladesk.domain.access import Actor
from sladesk.domain.errors import DeskError, Invalid, Missing, NotFound, Problem, Stale, WrongState
from sladesk.domain.sla.errors import ImpossibleOrder
from sladesk.web import assets, format, labels, routes
from sladesk.web.errors import error_answer
from sladesk.web.forms import body_hash, request_key, safe_path
from sladesk.web.sentences import SENTENCES, say, say_error
from tests.support.accounts import add_person
from tests.support.client import Client
from tests.support.moment import NOW

ZONE = ZoneInfo("Asia/Shanghai")
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("path", ["/login", "/account", "/nowhere", "/healthz"])
def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert {"Cookie", "HX-Request"} <= {word.strip() for word in headers["Vary"].split(",")}
    assert "Strict-Transport-Security" not in headers


def test_https_site_pins_https_and_its_cookie(config: Config) -> None:
    app = create_app(replace(config, url="https://desk.example"))
    answer = app.test_client().get("/login", base_url="https://desk.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-sladesk=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_only_own_host_names_are_served(client: Client) -> None:
    assert client.get("/login", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/login", headers={"Host": "localhost"}).status_code == 200


def test_forwarded_headers_count_only_behind_a_proxy(config: Config, client: Client) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "192.0.2.1",
    }
    assert client.get("/login", headers=forged).status_code == 200
    behind = create_app(replace(config, proxy_hops=1))
    assert behind.test_client().get("/login", headers=forged).status_code == 400


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/octet-stream"])
def test_ten_megabytes_are_refused_with_a_sentence(client: Client, kind: str) -> None:
    body = b"note=" + b"a" * 10_000_000
    answer = client.post("/language", data=body, content_type=kind)
    assert answer.status_code == 413
    assert "超过允许的大小" in answer.text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("POST", "/healthz", 405)])
def test_errors_are_pages_with_a_number_and_short_for_scripts(
    client: Client, method: str, path: str, status: int
) -> None:
    token = client.token()
    page = client.open(path, method=method, headers={"X-CSRFToken": token})
    assert page.status_code == status
    assert f"错误 {status} · 编号" in page.text
    short = client.open(path, method=method, headers=HTMX | {"X-CSRFToken": token})
    assert short.status_code == status
    assert "<html" not in short.text
    assert short.headers["HX-Retarget"] == "#messages"


def test_error_pages_speak_english_too(client: Client) -> None:
    client.set_cookie("locale", "en")
    assert "The address is wrong, or this is outside your reach." in client.get("/nowhere").text


def test_an_error_of_a_form_leads_back_first(client: Client) -> None:
    came = {"Referer": "http://127.0.0.1:8000/login?next=/queue"}
    page = client.post("/login", headers=came)
    back, start = re.findall(r'<a class="(btn[^"]*)" href="([^"]*)"', page.text)
    assert (back, start) == (("btn go", "/login?next=/queue"), ("btn", "/"))
    assert 'class="brand"' in page.text  # without a top bar, nothing else says whose page this is


def test_a_crash_shows_a_number_and_no_inside(config: Config, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(replace(config, extra={"PROPAGATE_EXCEPTIONS": False}))

    def broken() -> str:
        raise RuntimeError("the inside of the house")

    app.view_functions["health.healthz"] = broken
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 500
    assert "the inside" not in answer.text
    number = answer.text.split("编号 ")[1][:8]
    assert number in caplog.text


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (NotFound("ticket_not_found"), 404, "没有找到这张工单"),
        (WrongState("not_from_closed", step="solve", status="closed"), 409, "工单已关闭"),
        (Missing("needs_owner", step="solve"), 409, "还缺：负责人"),
        (Stale({"a": 1}, {"a": 2}), 409, "有人刚改过这一项"),
        (Invalid({"title": Problem("too_long", {"max": 200, "length": 201})}), 422, "最多 200 个字"),
    ],
)
def test_refusals_become_sentences(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch, error: DeskError, status: int, said: str
) -> None:
    def refuse() -> str:
        raise error

    monkeypatch.setitem(app.view_functions, "health.healthz", refuse)
    page = client.get("/healthz")
    assert page.status_code == status
    assert said in page.text
    short = client.get("/healthz", headers=HTMX)
    assert (short.status_code, short.headers["HX-Reswap"]) == (status, "beforeend")


def test_readiness_asks_database_schema_and_disk(client: Client, app: Flask) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, set(answer.get_json()["checks"].values())) == (200, {True})
    app.extensions["sladesk.stopping"] = True
    try:
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
    finally:
        del app.extensions["sladesk.stopping"]


def test_a_route_without_a_row_stops_the_start(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(routes.ROUTES, "auth.account")
    with pytest.raises(RuntimeError, match=r"auth\.account"):
        create_app(config)


def test_a_row_with_an_unknown_permission_stops_the_start(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(routes.ROUTES, "auth.account", "no.such.thing")
    with pytest.raises(RuntimeError, match=r"auth\.account"):
        create_app(config)


@pytest.mark.parametrize(
    ("roles", "permission", "reached"),
    [
        ({"agent"}, "ticket.write", True),
        ({"agent"}, "ticket.assign", False),
        ({"engineer"}, "visit.work", True),
        ({"admin"}, "ticket.see", False),
        ({"admin"}, "settings.edit", True),
        ({"agent"}, "callback.record", True),
        (set(), "ticket.list", False),
    ],
)
def test_the_guard_turns_away_whom_no_ticket_could_let_in(
    monkeypatch: pytest.MonkeyPatch, roles: set[str], permission: str, reached: bool
) -> None:
    monkeypatch.setitem(routes.ROUTES, "x", permission)
    assert routes.may_reach(Actor(7, frozenset(roles), frozenset({3})), "x") is reached


def test_static_files_are_versioned_packed_and_immutable(client: Client, tmp_path: Path) -> None:
    with client.get(assets.asset("vendor/htmx.min.js")) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/static/other/app.css").status_code == 404
    packed = assets.packed_copy(tmp_path)
    assert (packed / "app.css.gz").stat().st_size < (packed / "app.css").stat().st_size / 2
    assert assets.packed_copy(tmp_path) == packed


def test_who_clears_up_leaves_a_copy_that_is_being_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compress = assets.gzip.compress

    def beside(data: bytes, *, mtime: float) -> bytes:
        assets._clear(tmp_path)  # another process ends its own copy just now
        return compress(data, mtime=mtime)

    monkeypatch.setattr(assets.gzip, "compress", beside)
    packed = assets.packed_copy(tmp_path)
    assert (packed / "app.css.gz").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [packed.name]


def test_copies_that_others_are_making_stay(tmp_path: Path) -> None:
    for n in range(6):
        (tmp_path / f"building-{n}").mkdir()
        (tmp_path / f"old-{n}").mkdir()
        os.utime(tmp_path / f"old-{n}", (n, n))
    os.utime(tmp_path / "building-0", (0, 0))
    packed = assets.packed_copy(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {packed.name, "old-4", "old-5", *(f"building-{n}" for n in range(1, 6))}


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/queue?a=1#x", "/queue?a=1#x"),
        (None, "/"),
        ("//e", "/"),
        ("/\\e", "/"),
        ("https://e", "/"),
        ("/a\nb", "/"),
        ("/工单", "/工单"),
    ],
)
def test_safe_path(target: str | None, path: str) -> None:
    assert safe_path(target) == path


def test_form_keys_are_checked_and_bodies_told_apart(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"key": "short"}), pytest.raises(Invalid):
        request_key()
    hashes = set()
    for note, token, key in (("a", "1", "k" * 20), ("a", "2", "m" * 20), ("b", "1", "k" * 20)):
        with app.test_request_context(method="POST", data={"note": note, "csrf_token": token, "key": key}):
            assert request_key() == key
            hashes.add(body_hash())
    assert len(hashes) == 2


@pytest.mark.parametrize("name", sorted(labels.TABLES))
def test_every_code_has_its_word(name: str) -> None:
    table = labels.TABLES[name]
    (kind,) = {type(code) for code in table}
    assert set(kind) == set(table)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_can_be_said_in_both_languages(app: Flask, code: str) -> None:
    params = defaultdict[str, str | int](lambda: 3, n=3)
    for locale in ("zh_Hans_CN", "en"):
        with app.test_request_context(), force_locale(locale):
            said = say(code, params)
            assert said
            assert "%(" not in said


def test_an_unknown_code_gets_the_plain_refusal(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert say_error(WrongState("never_heard_of")) == say("wrong_state")
        assert error_answer(418).status_code == 418


def test_an_impossible_order_of_times_is_a_defined_answer(app: Flask) -> None:
    with app.test_request_context():
        answer = app.make_response(app.handle_user_exception(ImpossibleOrder("resume_before_pause")))
    assert answer.status_code == 409
    assert answer.headers["X-Sladesk-Error"] == "resume_before_pause"
    assert "等待的结束时间不能早于开始时间" in answer.get_data(as_text=True)


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("instant", "long", "short", "english"),
    [
        (at(19, 14, 20), "14:20", "14:20", "14:20"),
        (at(19, 0, 0), "00:00", "00:00", "00:00"),
        (at(18, 17, 30), "昨天 17:30", "昨天 17:30", "yesterday 17:30"),
        (at(20, 10, 19), "明天 10:19", "明天 10:19", "tomorrow 10:19"),
        (at(23, 17, 42), "11-23 周一 17:42", "11-23 17:42", "11-23 Mon 17:42"),
        (at(17, 23, 59), "11-17 周二 23:59", "11-17 23:59", "11-17 Tue 23:59"),
        (at(31, 23, 30, 12, 2025), "2025-12-31 23:30", "2025-12-31 23:30", "2025-12-31 23:30"),
    ],
)
def test_instants(app: Flask, instant: datetime, long: str, short: str, english: str) -> None:
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert format.instant_text(instant, NOW, ZONE) == long
        assert format.instant_text(instant, NOW, ZONE, short=True) == short
    with app.test_request_context(), force_locale("en"):
        assert format.instant_text(instant, NOW, ZONE) == english


def test_narrow_columns_say_the_days_next_door_by_weekday_in_english(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        said = [format.instant_text(at(day, 9, 5), NOW, ZONE, short=True) for day in (18, 19, 20, 23)]
    assert said == ["Wed 09:05", "09:05", "Fri 09:05", "11-23 09:05"]


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (0, "不足 1 分", "under 1 min"),
        (59, "不足 1 分", "under 1 min"),
        (60, "1 分", "1 min"),
        (-720, "12 分", "12 min"),
        (3600, "1 小时", "1 h"),
        (4080, "1 小时 08 分", "1 h 08 min"),
        (8100, "2 小时 15 分", "2 h 15 min"),
        (86400, "1 天", "1 d"),
        (97200, "1 天 3 小时", "1 d 3 h"),
    ],
)
def test_durations(app: Flask, seconds: int, chinese: str, english: str) -> None:
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert format.duration_text(seconds) == chinese
    with app.test_request_context(), force_locale("en"):
        assert format.duration_text(seconds) == english


def test_working_time_is_never_said_in_days(app: Flask) -> None:
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert format.duration_text(86400 + 34 * 60, days=False) == "24 小时 34 分"


def shifted(minutes: float) -> dict[str, Any]:
    """A clock of 100 minutes, looked at `minutes` after its start."""
    start = NOW - timedelta(minutes=minutes)
    return {
        "start": start,
        "due": start + timedelta(minutes=100),
        "warn50": start + timedelta(minutes=50),
        "warn80": start + timedelta(minutes=80),
    }


@pytest.mark.parametrize(
    ("minutes", "state", "word", "amount", "percent"),
    [
        (0, "calm", "充裕", "剩 1 小时 40 分", 0),
        (49, "calm", "充裕", "剩 51 分", 49),
        (50, "soon", "过半", "剩 50 分", 50),
        (79, "soon", "过半", "剩 21 分", 79),
        (80, "urgent", "临近", "剩 20 分", 80),
        (99.5, "urgent", "临近", "剩不足 1 分", 100),
        (100, "urgent", "临近", "剩不足 1 分", 100),
        (112, "late", "超时", "12 分", 100),
    ],
)
def test_running_clock(app: Flask, minutes: float, state: str, word: str, amount: str, percent: int) -> None:
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        view = format.clock_view(moment=NOW, where=ZONE, **shifted(minutes), kind="首次响应")
    assert (view.state, view.word, view.amount, view.percent) == (state, word, amount, percent)
    assert view.title.startswith("首次响应 2026-11-19 ")


def test_decided_and_paused_clocks(app: Flask) -> None:
    times = shifted(60)
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        met = format.clock_view(moment=NOW, where=ZONE, stopped=times["due"] - timedelta(minutes=9), **times)
        at_due = format.clock_view(moment=NOW, where=ZONE, stopped=times["due"], **times)
        late = format.clock_view(moment=NOW, where=ZONE, stopped=times["due"] + timedelta(minutes=8), **times)
        since = NOW - timedelta(hours=5, minutes=10)
        held = format.clock_view(moment=NOW, where=ZONE, paused_since=since, waiting_for="待客户", **times)
        work = format.clock_view(moment=NOW, where=ZONE, left_seconds=19 * 3600 + 34 * 60, **times)
    assert (met.state, met.amount) == ("met", "提前 9 分")
    assert (at_due.state, at_due.amount) == ("met", "准时")
    assert (late.state, late.amount) == ("late", "8 分")
    assert (held.state, held.amount) == ("paused", "待客户 5 小时 10 分")
    assert work.amount == "剩 19 小时 34 分"


def test_share_follows_the_warnings_of_working_time() -> None:
    start, due = at(19, 17), at(20, 10)
    half, most = at(19, 18), at(20, 9, 36)
    assert format.percent_used(at(19, 17, 30), start, due, half, most) == 25
    assert format.percent_used(at(20, 9, 36), start, due, half, most) == 80
    assert format.percent_used(at(21, 9), start, due, half, most) == 100
    assert format.percent_used(at(19, 16), start, due, half, most) == 0


def test_pages_that_do_not_exist_are_absent_from_the_navigation(client: Client, app: Flask) -> None:
    add_person("T09", "agent")
    client.sign_in("T09")
    page = client.get("/account").text
    known = {rule.rule for rule in app.url_map.iter_rules()}
    for path in ("/queue", "/customers", "/board", "/admin"):
        assert (f'<a href="{path}"' in page) <= (path in known)
    assert '<a href="/admin"' not in page
