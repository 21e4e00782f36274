"""At the peak the help beside the form shows the longer target and what to say to the customer (R3.2)."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine

from sladesk.actions import settings
from tests.support import desk
from tests.support.admin import admin
from tests.support.client import Client

Login = Callable[[Client, str], Client]
SAID = "当前咨询量较大，请稍候。"
#: 10:30 in Shanghai on a Thursday.
PEAK = datetime(2026, 11, 19, 2, 30, tzinfo=UTC)


def looked_up(client: Client, channel: str) -> str:
    ref = desk.ref()
    return client.look_up(
        "/register/help",
        {
            "customer": 1,
            "channel": ref.channels_by_code[channel].id,
            "category": ref.categories_by_code["fault.cooling.no_cooling"].id,
            "priority": "medium",
        },
    ).text


@pytest.mark.parametrize(
    ("channel", "hours", "length", "said"),
    [("chat", 0, "1 分", True), ("chat", 2, "30 秒", False), ("wechat", 0, "2 小时", False)],
)
def test_the_longer_target_and_the_sentence_stand_there_at_the_peak_only(
    client: Client,
    login: Login,
    clock: time_machine.Traveller,
    channel: str,
    hours: int,
    length: str,
    said: bool,
) -> None:
    clock.move_to(PEAK.replace(hour=PEAK.hour + hours))
    page = looked_up(login(client, "lina"), channel)
    assert length in page
    assert (SAID in page) is said


def test_nothing_is_said_where_peaks_are_switched_off(
    client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    clock.move_to(PEAK)
    settings.change(admin(), "peaks.relax", "off", version=0)
    page = looked_up(login(client, "lina"), "chat")
    assert "30 秒" in page
    assert SAID not in page
