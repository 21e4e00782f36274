"""A customer's data in the browser: shown for a reason, and gone when the page is loaded anew (R1.7)."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.support.guard import assert_accessible, assert_fits


def of_zhang(page: Page) -> str:
    """Go to the page of 张建国 and return its address."""
    page.goto("/customers")
    page.locator("[data-row]", has_text="138****5678").get_by_role("link").click()
    page.wait_for_url("**/customers/C*")
    return page.url


def give_reason(page: Page) -> None:
    page.locator("#reason").select_option(index=0)
    page.locator("#customer-data .btn.go").click()


def test_the_form_opens_for_a_reason_and_saves(visit: Visitor) -> None:
    page = visit("K001")
    here = of_zhang(page)
    page.locator(".head-x").get_by_role("link", name="编辑").click()
    page.wait_for_url(f"{here}/edit")
    expect(page.locator("main")).not_to_contain_text("张建国")
    assert_accessible(page)
    give_reason(page)
    expect(page.locator("[name=mobile]")).to_have_value("13800005678")
    page.reload()
    expect(page.locator("#reason")).to_be_visible()
    give_reason(page)
    page.locator("[name=note]").fill("周末在家")
    page.locator("form[data-main] .btn.go").click()
    page.wait_for_url(here)
    expect(page.locator("main")).to_contain_text("周末在家")
    expect(page.locator("main")).not_to_contain_text("13800005678")


def test_both_versions_of_a_conflict_fit_the_phone(visit: Visitor) -> None:
    page = visit("K001", lang="en", phone=True)
    page.goto(f"{of_zhang(page)}/edit")
    give_reason(page)
    page.locator("form[data-main] [name=note]").fill("https://example.com/" + "no-room-to-break" * 8)
    page.locator("form[data-main] [name=version]").evaluate("e => { e.value = String(e.value - 1); }")
    page.locator("form[data-main] .btn.go").click()
    expect(page.locator(".errs table")).to_contain_text("no-room-to-break")
    assert_fits(page)
    frame, table = (page.locator(where).bounding_box() for where in (".errs", ".errs table"))
    assert frame
    assert table
    assert table["width"] < frame["width"]
    assert_accessible(page)


def test_what_was_revealed_is_hidden_when_loaded_anew(visit: Visitor) -> None:
    page = visit("K001")
    page.goto(f"{of_zhang(page)}/reveal")
    give_reason(page)
    expect(page.locator("#customer-data")).to_contain_text("13800005678")
    page.reload()
    expect(page.locator("#customer-data")).not_to_contain_text("13800005678")


def test_the_top_bar_stays_however_far_a_page_goes(visit: Visitor) -> None:
    page = visit("K001")
    page.set_viewport_size({"width": 1440, "height": 200})
    page.goto("/customers/new")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert page.evaluate("scrollY") > 200, "the page is too short to show it"
    assert page.locator(".top").evaluate("e => e.getBoundingClientRect().top") == 0
