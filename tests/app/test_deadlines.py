"""The whole story of a due time: page, what if, JSON, terminal; looking writes nothing (R3.8)."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from sladesk.actions import waiting
from sladesk.domain.codes import ReasonKind
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW

Login = Callable[[Client, str], Client]
LOCAL = ZoneInfo("Asia/Shanghai")


def in_days(days: float) -> str:
    return (NOW + timedelta(days=days)).astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def number(app: Flask) -> str:
    made = desk.register(owner="lina", minutes=-300)
    why = desk.reason(ReasonKind.WAIT_PARTS)
    waiting.wait(desk.by("lina", -240), made, on="parts", reason_id=why, note="等主板")
    waiting.resume(desk.by("lina", -60), made)
    return made


def address(number: str) -> str:
    return f"/tickets/{number}/deadlines/{desk.clocks(number, 'resolution')[0].id}"


def test_the_page_tells_windows_pauses_and_changes(client: Client, login: Login, number: str) -> None:
    login(client, "lina")
    page = client.get(address(number)).text
    assert "日历只计工作时间" in page
    assert "为什么是这条政策" in page
    assert page.count('class="hole"') >= 1
    assert "到期变更" in page
    assert "李娜" in page.split("暂停</h2>")[1].split("</ol>")[0]
    assert "style=" not in page
    assert client.get(f"/tickets/{number}/deadlines/999999").status_code == 404


def test_the_words_of_the_picture_keep_clear_of_its_filled_bars(client: Client, login: Login) -> None:
    """A start stands before the bar it begins; between used and overdue the due time is light."""
    made = desk.register(owner="lina", minutes=-3 * 1440, category="consultation.fees", channel="email")
    page = login(client, "lina").get(address(made)).text
    drawn = re.findall(
        r'<text class="([^"]+)" x="[\d.]+" y="[\d.]+" text-anchor="(\w+)">([^<]+)</text>', page
    )
    words = {text.split()[-1]: (css, anchor) for css, anchor, text in drawn}
    assert words["起算"] == ("t on", "end")
    assert words["到期"] == ("over", "start")


def test_what_if_moves_what_it_says_and_writes_nothing(client: Client, login: Login, number: str) -> None:
    login(client, "lina")
    held = desk.totals()
    urgent = client.get(f"{address(number)}?priority=urgent").text
    assert 'class="tbl tight dl-if"' in urgent
    waits = client.get(f"{address(number)}?wait=waiting_parts&until={in_days(4)}").text
    assert "晚 " in waits
    fresh = desk.register(owner="lina", customer_id=2)
    held = desk.totals()
    answered = client.get(f"{address(fresh)}?answered={in_days(9)}").text
    assert "晚了" in answered
    assert "不暂停" in client.get(f"{address(number)}?pauses=no").text
    assert "早 " in client.get(f"{address(number)}?pauses=no").text
    for wrong, field in (
        ("wait=waiting_parts", "until"),
        (f"until={in_days(1)}", "wait"),
        ("wait=waiting_parts&until=soon", "until"),
        (f"wait=waiting_parts&until={in_days(-1)}", "until"),
        ("answered=9999-01-01T00:00", "answered"),
        ("priority=x", "priority"),
        ("calendar=x", "calendar"),
    ):
        refused = client.get(f"{address(number)}?{wrong}")
        assert refused.status_code == 422
        assert f'id="{field}-error"' in refused.text
    assert desk.totals() == held


def test_the_same_as_json_for_who_may_see_the_ticket(client: Client, login: Login, number: str) -> None:
    login(client, "lina")
    answer = client.get(f"/tickets/{number}/deadlines.json?wait=waiting_parts&until={in_days(4)}")
    assert answer.mimetype == "application/json"
    told = {clock["kind"]: clock for clock in json.loads(answer.data)["clocks"]}
    (pause,) = told["resolution"]["pauses"]
    assert pause["by"]
    assert pause["reason"].startswith("wait_parts.")
    later = told["resolution"]["what_if"]
    assert later["effect"] == "moved"
    assert datetime.fromisoformat(later["due_after"]) > datetime.fromisoformat(later["due_before"])
    assert told["update"]["what_if"]["effect"] == "same"
    assert client.get(f"/tickets/{number}/deadlines.json?priority=x").status_code == 422
    login(client, "zhengjie")
    assert client.get(f"/tickets/{number}/deadlines.json").status_code in {403, 404}
