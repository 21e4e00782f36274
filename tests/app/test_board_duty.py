"""The board's panel of duty: who leads, shifts that are on, peaks, what is handed over (R2.2)."""

import html
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from sladesk.actions import rota, settings
from sladesk.actions.rota import Cell
from tests.app.conftest import Login
from tests.support import desk
from tests.support.admin import admin
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.statements import statements

TODAY = NOW.astimezone(ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture
def shifts(client: Client) -> None:
    """A rota: at 14:08 the early and the day shift are on, one of them is away."""
    del client
    settings.change(admin(), "duty.by_rota", "on", version=0)
    for number, code in (("K001", "early"), ("K002", "day"), ("K003", "leave")):
        rota.save(admin(), [Cell(number, TODAY, "", code)])


def panel(page: str) -> dict[str, str]:
    """Return the lines above the teams by their term."""
    found = re.search(r'<dl class="kv duty">(.*?)</dl>', page, re.DOTALL)
    assert found
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt><dd>(.*?)</dd>", found[1], re.DOTALL)
    return {term: html.unescape(re.sub(r"<[^>]+>", "", text)).strip() for term, text in pairs}


@pytest.mark.usefixtures("shifts")
def test_the_panel_says_who_leads_which_shifts_are_on_and_what_is_handed_over(
    client: Client, login: Login
) -> None:
    for _each in range(2):
        desk.register(owner="lina")
    supervisor = login(client, "zhaomin")
    page = supervisor.get("/board").text
    assert panel(page) == {
        "值班主管": "无人在岗",
        "早班": "1 人在岗，到 16:30",
        "常白班": "1 人在岗，到 17:30",
        "高峰": "10:00–12:00 在线客服渠道首次响应放宽到 1 分",
        "交接": "16:30 前有 2 张需交接",
        "今天不在": "休假 1",
    }
    way = re.search(r'href="(/people/handover\?from=shift:early)"', page)
    assert way
    assert supervisor.get(way[1]).text.count('name="number"') == 2
    rota.save(admin(), [Cell("Z001", TODAY, "", "late")])
    assert panel(supervisor.get("/board").text)["值班主管"] == "赵敏 11:30–20:00"


@pytest.mark.usefixtures("shifts")
def test_a_peak_is_said_to_be_now_while_it_is_and_goes_with_its_switch(
    client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW - timedelta(hours=3))
    supervisor = login(client, "zhaomin")
    assert panel(supervisor.get("/board").text)["高峰"].endswith("放宽到 1 分 现在")
    settings.change(admin(), "peaks.relax", "off", version=0)
    assert "高峰" not in panel(supervisor.get("/board").text)


def test_without_a_rota_only_the_switch_is_known(client: Client, login: Login) -> None:
    desk.register(owner="lina")
    assert panel(login(client, "zhaomin").get("/board").text).keys() == {"值班主管", "高峰"}


@pytest.mark.usefixtures("shifts")
def test_a_rota_costs_the_board_one_statement_more_for_its_gaps(client: Client, login: Login) -> None:
    supervisor = login(client, "zhaomin")
    supervisor.get("/board")  # reads the master data
    with statements() as sent:
        assert supervisor.get("/board").status_code == 200
    assert len(sent) <= 8, sent
