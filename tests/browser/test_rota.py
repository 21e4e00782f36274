"""People and shifts in a real browser: shifts given and swapped, an absence, what is refused (R2.2, R2.3)."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from sladesk.actions import rota
from sladesk.actions._action import Call
from tests.browser.conftest import Visitor
from tests.browser.hands import registered
from tests.support import desk
from tests.support.guard import assert_accessible, assert_fits

#: A week that has not begun, whatever today is.
DAY = (datetime.now(UTC) + timedelta(days=14)).date()
PAGE = f"/people?team=service_desk&from={DAY}"


@pytest.fixture
def page(visit: Visitor) -> Page:
    """The supervisor's page of the service desk's week."""
    opened = visit("Z001")
    opened.goto(PAGE)
    return opened


def cell(page: Page, number: str) -> Locator:
    return page.locator(f"select[name='c.{number}.{DAY}']")


def save(page: Page) -> None:
    """Send the grid; the form asks whether somebody is still there, then leaves the page."""
    with page.expect_navigation():
        page.locator("form:has(.rota) .btn.go").click()


def put(beside: Flask, number: str, before: str, after: str) -> None:
    """Let another supervisor change the day meanwhile."""
    with beside.app_context():
        rota.save(Call(desk.actor("zhoukai"), datetime.now(UTC)), [rota.Cell(number, DAY, before, after)])


def test_shifts_are_given_and_two_people_swap_them(page: Page) -> None:
    cell(page, "K001").select_option("early")
    cell(page, "K002").select_option("late")
    save(page)
    expect(page.locator("#messages")).to_contain_text("2")
    cell(page, "K001").select_option("late")
    cell(page, "K002").select_option("early")
    save(page)
    page.reload()
    expect(cell(page, "K001")).to_have_value("late")
    expect(cell(page, "K002")).to_have_value("early")
    assert_accessible(page)
    assert_fits(page)


def test_an_absence_is_noted_and_what_is_wrong_with_it_keeps_what_was_typed(
    page: Page, beside: Flask
) -> None:
    registered(beside, -5)
    last = DAY - timedelta(days=1)
    page.locator("#away-person").select_option("K001")
    page.locator("#away-why").select_option("sick")
    page.locator("#away-first").fill(str(DAY))
    page.locator("#away-last").fill(str(last))
    page.get_by_role("button", name="登记请假").click()
    expect(page.locator("#away-last-error")).to_be_focused()
    for name, value in (("person", "K001"), ("why", "sick"), ("first", str(DAY)), ("last", str(last))):
        expect(page.locator(f"#away-{name}")).to_have_value(value)
    assert_accessible(page)
    page.locator("#away-last").fill("")
    page.get_by_role("button", name="登记请假").click()
    expect(cell(page, "K001")).to_have_value("sick")
    page.locator("#hand-from").select_option("K001")
    page.locator("form:has(#hand-from) .btn").click()
    page.wait_for_url("**/people/handover?from=K001")
    expect(page.locator(".hand-over tbody tr")).to_have_count(1)


def test_a_day_somebody_else_changed_shows_both_and_keeps_what_was_chosen(page: Page, beside: Flask) -> None:
    put(beside, "K001", "", "night")
    cell(page, "K001").select_option("early")
    save(page)
    said = page.locator(".errs")
    expect(said).to_be_focused()
    expect(said).to_contain_text("夜班")
    expect(said).to_contain_text("早班")
    expect(cell(page, "K001")).to_have_value("early")
    save(page)
    page.reload()
    expect(cell(page, "K001")).to_have_value("early")
