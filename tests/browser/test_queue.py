"""The queue in a real browser: keys, looks, taking, marking, the phone, both themes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sladesk.actions import communications
from tests.browser.conftest import Visitor
from tests.browser.hands import quiet
from tests.support import desk
from tests.support.guard import Guard, assert_accessible, assert_fits
from tests.support.moment import NOW
from tests.support.site import Site


def ago(minutes: float) -> float:
    """Return a moment of the running site as minutes after the present of the other tests."""
    return (datetime.now(UTC) - NOW).total_seconds() / 60 - minutes


@pytest.fixture
def numbers(live: Site, beside: Flask) -> Iterator[list[str]]:
    """Two tickets of 李娜, the late one first, and one nobody has taken."""
    with beside.app_context():
        team = min(desk.actor("lina").team_ids)
        late = desk.register(minutes=ago(40), owner="lina", priority="urgent")
        calm = desk.register(minutes=ago(1), owner="lina", priority="urgent")
        yield [late, calm, desk.register(minutes=ago(2), team_id=team, priority="low")]


def selected(page: Page) -> str:
    return page.locator("[data-row].sel .no").inner_text()


def test_keys_move_open_and_begin_the_next_step(visit: Visitor, numbers: list[str]) -> None:
    page = visit("K001")
    page.goto("/queue")
    assert selected(page) == numbers[0]
    page.keyboard.press("j")
    assert selected(page) == numbers[1]
    page.keyboard.press("k")
    page.keyboard.press("r")
    page.wait_for_url(f"**/tickets/{numbers[0]}/contacts")
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{numbers[1]}")


def test_the_form_of_the_next_step_has_the_focus_and_escape_leaves_it(
    visit: Visitor, numbers: list[str]
) -> None:
    page = visit("K001")
    page.goto("/queue")
    page.keyboard.press("r")
    page.wait_for_url(f"**/tickets/{numbers[0]}/contacts")
    expect(page.locator("#act form :focus")).to_have_count(1)
    page.keyboard.press("Tab")
    page.locator("#act textarea").first.press("Escape")
    expect(page.locator("#act :focus")).to_have_count(0)
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/tickets/{numbers[0]}")


def test_a_step_begun_in_the_queue_ends_there(visit: Visitor, numbers: list[str], guard: Guard) -> None:
    guard.allow(r"status of 422")
    page = visit("K001")
    page.goto("/queue")
    page.keyboard.press("r")
    page.wait_for_url(f"**/tickets/{numbers[0]}/contacts")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#act .errs")).to_be_focused()
    page.locator("#act textarea").first.fill("已与客户通话，说明排期")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/queue")
    expect(page.get_by_text("已保存")).to_be_visible()
    expect(page.locator("tr[data-row]", has_text=numbers[0])).not_to_contain_text("首次响应")


def test_the_full_stop_leads_from_ticket_to_ticket(visit: Visitor, numbers: list[str]) -> None:
    """R7.2, wherever one is: the most urgent, and on a ticket the next one; not while a text is typed."""
    page = visit("K001")
    page.goto("/customers")
    page.locator("#cq").press(".")
    expect(page.locator("#cq")).to_have_value(".")
    page.locator("#cq").press("Escape")
    page.keyboard.press(".")
    page.wait_for_url(f"**/tickets/{numbers[0]}")
    page.keyboard.press(".")
    page.wait_for_url(lambda url: numbers[0] not in url and "/tickets/SR" in url)
    page.keyboard.press(".")
    page.wait_for_url(f"**/tickets/{numbers[0]}")


def test_the_full_stop_is_not_offered_where_no_queue_is(visit: Visitor, numbers: list[str]) -> None:
    page = visit("X001")
    page.goto("/tickets")
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    expect(page.locator("#keys-dialog [data-next-most]")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press(".")
    expect(page).to_have_url(re.compile("/tickets$"))


def test_taking_by_key_stays_in_the_queue(visit: Visitor, numbers: list[str]) -> None:
    page = visit("K001")
    page.goto("/queue")
    for _ in range(2):
        page.keyboard.press("j")
    assert selected(page) == numbers[2]
    page.keyboard.press("a")
    expect(page.locator("#messages")).to_contain_text(numbers[2])
    expect(page.locator(f"#t-mine-{numbers[2]}")).to_be_visible()
    expect(page.locator("#nav-count")).to_have_text("3")


def test_news_arrive_by_themselves_and_the_selection_stays(visit: Visitor, numbers: list[str]) -> None:
    page = visit("K001")
    page.goto("/queue")
    page.keyboard.press("j")
    communications.progress(desk.by("wuqian", ago(0)), numbers[0], text="客户又打来电话")
    fresh = desk.register(minutes=ago(0), owner="lina")
    expect(page.locator(f"#t-mine-{fresh}")).to_be_visible()
    expect(page.locator(f"#t-mine-{numbers[0]}")).to_contain_text("客户又打来电话")
    assert selected(page) == numbers[1]
    assert page.evaluate("document.activeElement.textContent") == numbers[1]


def test_search_suggests_while_typing(visit: Visitor, numbers: list[str]) -> None:
    page = visit("K001")
    page.goto("/queue")
    page.keyboard.press("/")
    page.keyboard.type("热风")
    expect(page.locator("#found .hit").first).to_contain_text("空调开了半小时还是热风")
    quiet(page)
    assert_accessible(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search")
    expect(page.locator("main .hit")).to_have_count(3)


def test_what_was_looked_for_is_in_no_address_and_comes_back(visit: Visitor, numbers: list[str]) -> None:
    page = visit("K001")
    page.goto("/queue")
    page.locator("#find").fill("138 0000 5678")
    page.locator("#find").press("Enter")
    page.wait_for_url("**/search")
    expect(page.locator("main .hit").first).to_be_visible()
    page.reload()
    expect(page.locator("main .hit").first).to_be_visible()
    page.locator("main .hit").first.click()
    page.wait_for_url("**/tickets/SR*")
    page.go_back()
    expect(page.locator("main .hit").first).to_be_visible()
    expect(page.locator("#find")).to_have_value("138 0000 5678")
    assert page.evaluate("location.href").endswith("/search")


def test_nobody_else_sees_again_what_was_looked_for(visit: Visitor, numbers: list[str]) -> None:
    page = visit("K001")
    page.goto("/queue")
    page.locator("#find").fill("热风")
    page.locator("#find").press("Enter")
    expect(page.locator("main .hit")).to_have_count(3)
    page.evaluate("history.replaceState({ ...history.state, by: '999' }, '', '/search')")
    page.reload()
    expect(page.locator("main .hit")).to_have_count(0)


def test_customers_are_found_and_paged_without_an_address(visit: Visitor, live: Site) -> None:
    page = visit("K001")
    page.goto("/customers")
    page.locator("#cq").fill("zjg")
    page.locator("#cq").press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.locator("[data-row] a").click()
    page.wait_for_url("**/customers/C*")
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator("#cq")).to_have_value("zjg")


def test_a_filter_is_set_and_taken_away(visit: Visitor, numbers: list[str]) -> None:
    page = visit("Z001")
    page.goto("/tickets")
    expect(page.locator("[data-row]")).to_have_count(3)
    page.get_by_role("button", name="筛选").click()
    page.locator("#flt-owner").select_option("K001")
    assert_accessible(page)
    page.locator("#filter-dialog .btn.go").click()
    expect(page.locator("[data-row]")).to_have_count(2)
    page.get_by_role("link", name="负责人：李娜").click()
    expect(page.locator("[data-row]")).to_have_count(3)


def test_marking_by_key_hands_on_together(visit: Visitor, numbers: list[str]) -> None:
    page = visit("Z001")
    page.goto("/tickets")
    expect(page.locator("#bulk")).to_be_hidden()
    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.locator("#bulk")).to_contain_text("已选 2 张")
    page.locator("#bulk-owner").select_option("K002")
    page.locator("#bulk .btn.go").click()
    expect(page.locator("h1")).to_have_text("2 张已转交 吴倩")


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/queue", "/tickets", "/search"])
def test_pages_fit_and_can_be_read(
    visit: Visitor, numbers: list[str], path: str, scheme: str, phone: bool
) -> None:
    page = visit("Z002", phone=phone, scheme="dark" if scheme == "dark" else "light")
    page.goto(path)
    if path == "/search":
        page.locator("#find").fill("热风")
        page.locator("#find").press("Enter")
        expect(page.locator("main .hit")).to_have_count(3)
    assert_accessible(page)
    assert_fits(page)
