"""The tree of whys by keyboard: Enter goes on, Tab puts beside; pages that everybody can use (R8.1)."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.support.guard import assert_accessible, assert_fits


def ask(page: Page, text: str, key: str) -> None:
    """Type an answer and send it by a key; the page comes back ready for the next one."""
    page.locator("#ask").fill(text)
    page.keyboard.press(key)
    expect(page.locator("#whys")).to_contain_text(text)


def test_whys_are_written_without_leaving_the_keyboard(visit: Visitor) -> None:
    page = visit("L001")
    page.goto("/quality/records/new")
    page.locator("[name=title]").fill("发票迟迟未开")
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/quality/records/RC*")
    for text in ("财务没有开出", "状态没有同步"):
        ask(page, text, "Enter")
        expect(page.locator("#ask")).to_be_focused()
    ask(page, "人手不够", "Tab")
    labels = page.locator(".wy .lab")
    expect(labels).to_have_text(["Why 1", "Why 2", "旁支 2b"])
    page.locator("#ask").fill("")
    page.keyboard.press("Tab")
    expect(page.locator("#ask")).not_to_be_focused()
    assert_accessible(page)
    here = page.url.split("?")[0]
    for path in (f"{here}?edit=1", f"{here}/sheet", "/quality", "/quality/improvements/new"):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
