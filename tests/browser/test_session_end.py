"""What was typed survives the end of the session, whatever kind of form it stands in (decision 22)."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.hands import log_in_over_the_page
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
