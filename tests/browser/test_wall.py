"""The wall screen in a real browser: live, counting down, and saying when it is not live any more (R7.1)."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.hands import hold, log_in_over_the_page, registered
from tests.support.guard import OFFLINE, SIGNED_OUT, Guard, assert_accessible, assert_fits

#: By then a look has been sent: they come every 2 s.
WITHIN_MS = 3000
LOOKS = "**/board/wall/look*"


def opened(visit: Visitor) -> Page:
    """Open the wall screen on a screen of its size."""
    page = visit("Z001")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto("/board/wall")
    return page


@pytest.fixture
def wall(visit: Visitor) -> Callable[[], Page]:
    """Open the wall screen with its clock held."""

    def held() -> Page:
        page = visit("Z001")
        page.clock.install()
        page.goto("/board/wall")
        hold(page)
        return page

    return held


def seconds_left(page: Page, number: str) -> int:
    """Return what the row of a ticket counts down, in seconds."""
    text = page.locator(f"#w-{number} .clk span").inner_text()
    minutes, seconds = text.removeprefix("剩").strip().split(":")
    return int(minutes) * 60 + int(seconds)


def test_the_wall_fits_its_screen_and_shows_no_customer(beside: Flask, visit: Visitor) -> None:
    registered(beside, -40)
    page = opened(visit)
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    assert_fits(page)
    assert_accessible(page)
    expect(page.locator("main")).not_to_contain_text("张*")
    expect(page.locator("main :is(a, button, select)")).to_have_count(0)


def test_what_happens_is_on_the_wall_within_three_seconds(beside: Flask, wall: Callable[[], Page]) -> None:
    page = wall()
    number = registered(beside, -40)
    page.clock.run_for(WITHIN_MS)
    expect(page.locator(f"#w-{number} .clk")).to_have_class("clk clk-late")


def test_the_last_minutes_count_down_and_only_the_server_says_late(
    beside: Flask, wall: Callable[[], Page], guard: Guard
) -> None:
    guard.allow(OFFLINE)
    number = registered(beside, -10)
    page = wall()
    page.context.set_offline(True)
    before = seconds_left(page, number)
    page.clock.run_for(7000)
    assert before - seconds_left(page, number) in {7, 8}
    page.clock.fast_forward(600_000)
    expect(page.locator(f"#w-{number} .clk span")).to_have_text("剩 0:00")
    expect(page.locator(f"#w-{number} .clk-late")).to_have_count(0)


def test_a_wall_without_its_network_says_since_when_and_comes_back_by_itself(
    beside: Flask, wall: Callable[[], Page], guard: Guard
) -> None:
    guard.allow(OFFLINE)
    page = wall()
    expect(page.locator("#stale")).to_be_hidden()
    page.context.set_offline(True)
    number = registered(beside, -40)
    page.clock.run_for(15_000)
    expect(page.locator("#stale")).to_contain_text("起未更新")
    page.context.set_offline(False)
    with page.expect_response(LOOKS):
        page.clock.run_for(WITHIN_MS)
    expect(page.locator(f"#w-{number}")).to_be_visible()
    page.clock.run_for(1100)
    expect(page.locator("#stale")).to_be_hidden()


def test_a_wall_whose_session_has_ended_says_so_and_goes_on_after_a_log_in(
    beside: Flask, visit: Visitor, guard: Guard
) -> None:
    guard.allow(SIGNED_OUT)
    page = opened(visit)
    page.context.clear_cookies(name="sladesk")
    expect(page.locator("#login-dialog")).to_be_visible()
    expect(page.locator("#stale")).to_contain_text("登录已结束")
    number = registered(beside, -40)
    log_in_over_the_page(page, "Z001")
    expect(page.locator(f"#w-{number}")).to_be_visible()
    expect(page.locator("#stale")).to_be_hidden()
