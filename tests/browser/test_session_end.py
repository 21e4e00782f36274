"""What was typed survives the end of the session, whatever kind of form it stands in (decision 22)."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sladesk.actions import visits
from sladesk.actions._action import Call
from tests.browser.conftest import Visitor
from tests.browser.hands import log_in_over_the_page
from tests.support import visiting
from tests.support.cast import PASSWORD
from tests.support.guard import OFFLINE, SIGNED_OUT, Guard

NOTE = "周末才在家，先打电话"


@pytest.fixture
def half_written(visit: Visitor, guard: Guard) -> Page:
    """The form of a new customer, which leaves the page when it is sent."""
    guard.allow(SIGNED_OUT)
    page = visit("K001")
    page.goto("/customers/new")
    page.locator("[name=name]").fill("钱多多")
    page.locator("[name=note]").fill(NOTE)
    return page


def test_a_form_that_leaves_the_page_stays_until_somebody_is_there(half_written: Page) -> None:
    page = half_written
    page.context.clear_cookies(name="sladesk")
    page.locator("form[data-main] .btn.go").click()
    log_in_over_the_page(page)
    expect(page.locator("[name=note]")).to_have_value(NOTE)
    page.locator("form[data-main] .btn.go").click()
    page.wait_for_url("**/customers/C*")
    expect(page.locator("main")).to_contain_text("钱**")


def test_what_one_typed_is_not_saved_by_whoever_came_after(half_written: Page) -> None:
    page = half_written
    browser = page.context.request
    token = browser.get("/session/token").json()["token"]
    form = {"csrf_token": token, "login": "K002", "password": PASSWORD}
    assert browser.post("/login", form=form).ok
    page.locator("form[data-main] .btn.go").click()
    expect(page.locator("#messages")).to_contain_text("别人登录")
    expect(page.locator("[name=note]")).to_have_value(NOTE)
    assert "钱**" not in browser.get("/customers").text()


def test_a_lost_network_keeps_the_form(half_written: Page, guard: Guard) -> None:
    guard.allow(OFFLINE)
    page = half_written
    page.context.set_offline(True)
    page.locator("form[data-main] .btn.go").click()
    expect(page.locator("#messages")).to_contain_text("网络不通")
    page.context.set_offline(False)
    page.locator("form[data-main] .btn.go").click()
    page.wait_for_url("**/customers/C*")


@pytest.fixture
def on_site(beside: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ticket of 李娜's group whose engineer, 王强, has arrived at the customer's."""
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
    monkeypatch.setattr(visiting, "NOW", now)
    with beside.app_context():
        number = visiting.register()
        man = visiting.engineer()
        end = now + timedelta(hours=2)
        visits.plan(
            Call(visiting.supervisor(), now), number, engineer_id=man.person_id or 0, start=now, end=end
        )
        for step in (visits.accepted, visits.on_way, visits.arrived):
            step(Call(man, now), number, 1)
        return number


def test_a_talk_half_written_outlives_a_log_out_in_another_tab(
    visit: Visitor, on_site: str, guard: Guard
) -> None:
    """The page asks by itself, at its next look for news; its other tabs go on in the new session."""
    guard.allow(SIGNED_OUT)
    page = visit("K001")
    page.goto(f"/tickets/{on_site}")
    page.locator("#c-content").fill(NOTE)
    tab = page.context.new_page()
    tab.goto("/queue")
    tab.locator("#person-menu > summary").click()
    tab.locator("#person-menu form[action$=logout] button").click()
    tab.wait_for_url("**/login*")
    page.bring_to_front()
    log_in_over_the_page(page)
    expect(page.locator("#c-content")).to_have_value(NOTE)
    page.locator("#c-content").press("Control+Enter")
    expect(page.locator("#tl > .ev", has_text=NOTE)).to_be_visible()


def test_what_was_found_on_site_stays_on_the_phone(visit: Visitor, on_site: str, guard: Guard) -> None:
    guard.allow(SIGNED_OUT)
    page = visit("X001", phone=True)
    page.goto(f"/field/visits/{on_site}/1")
    page.locator("#diagnosis").fill("主板损坏")
    page.context.clear_cookies(name="sladesk")
    page.locator(".thumb .tall").click()
    log_in_over_the_page(page, "X001")
    expect(page.locator("#diagnosis")).to_have_value("主板损坏")
    page.locator(".thumb .tall").click()
    expect(page.locator("#repair")).to_be_visible()
    expect(page.locator("#diagnosis")).to_have_value("主板损坏")
