"""The administrator's area in a browser: every page fits and reads well, targets are tried first."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.support.guard import assert_accessible, assert_fits

PAGES = (
    "",
    "/people",
    "/people/new",
    "/people/K001",
    "/channels",
    "/categories",
    "/reasons",
    "/products/new",
    "/teams",
    "/teams/field_ac",
    "/policies",
    "/calendars",
    "/calendars/office",
    "/settings",
    "/settings/numbering.ticket",
    "/system",
    "/audit",
)


def walk(page: Page, *, accessible: bool) -> None:
    for path in PAGES:
        page.goto(f"/admin{path}")
        expect(page.locator("h1")).to_have_count(1)
        assert_fits(page)
        if accessible:
            assert_accessible(page)


def test_every_page_is_accessible_in_chinese_on_light(visit: Visitor) -> None:
    walk(visit("linhao"), accessible=True)


def test_every_page_is_accessible_in_english_on_dark(visit: Visitor) -> None:
    walk(visit("linhao", lang="en", scheme="dark"), accessible=True)


@pytest.mark.parametrize("lang", ["zh_Hans_CN", "en"])
def test_every_page_fits_a_phone(visit: Visitor, lang: str) -> None:
    walk(visit("linhao", phone=True, lang="en" if lang == "en" else "zh_Hans_CN"), accessible=False)


def test_a_target_is_drafted_tried_and_made_to_rule(visit: Visitor) -> None:
    page = visit("linhao", lang="en")
    page.goto("/admin/policies")
    page.get_by_role("button", name="Change in a draft").click()
    page.get_by_role("link", name="All lengths").click()
    box = page.locator("input[name='t.urgent.first_response.seconds']")
    box.fill("soon")
    page.get_by_role("button", name="Keep in the draft").click()
    expect(box).to_have_value("soon")
    expect(page.locator(".errs")).to_be_focused()
    box.fill("20 min")
    page.get_by_role("button", name="Keep in the draft").click()
    page.get_by_role("link", name="See what would change").click()
    expect(page.locator("#preview")).to_contain_text("No running clock would move.")
    page.get_by_label("Reason").fill("Peak season")
    page.get_by_role("button", name="Let it rule").click()
    expect(page.get_by_role("cell", name="Peak season")).to_be_visible()
    expect(page.locator("#p-urgent")).to_contain_text("20 min")


def test_a_person_is_added_by_keyboard_and_the_password_stands_there_once(visit: Visitor) -> None:
    page = visit("linhao", lang="en")
    page.goto("/admin/people/new")
    page.locator("#name").focus()
    page.keyboard.type("陈静")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("K077")
    page.keyboard.press("Tab")
    page.keyboard.type("chenjing")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#once")).to_have_text(re.compile(r"^[a-z0-9]{4}(-[a-z0-9]{4}){3}$"))
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("cell", name="K077")).to_be_visible()


def test_two_administrators_see_both_versions(visit: Visitor) -> None:
    first, second = visit("linhao", lang="en"), visit("linhao", lang="en", scheme="dark")
    for page, name in ((first, "Telephone line"), (second, "Hotline")):
        page.goto("/admin/channels/phone")
        page.locator("#name_en").fill(name)
    for page in (first, second):
        with page.expect_response(lambda answer: answer.request.method == "POST"):  # one after the other
            page.get_by_role("button", name="Save").click()
    expect(second.get_by_role("alert")).to_be_focused()
    expect(second.locator(".f2")).to_contain_text("Telephone line")
    expect(second.locator(".f2")).to_contain_text("Hotline")
    assert_accessible(second)
    second.get_by_role("button", name="Use mine").click()
    expect(second.get_by_role("link", name="Hotline")).to_be_visible()


def test_the_bars_of_a_week_follow_what_is_typed(visit: Visitor) -> None:
    page = visit("linhao", lang="en")
    page.goto("/admin/calendars/office")
    monday, box = page.locator("#week0-bars"), page.get_by_label("Mon", exact=True)
    before = monday.get_attribute("aria-label")
    box.fill("")
    box.press_sequentially("10:00-11:30, 20:00-23:00")
    expect(monday).to_have_attribute("aria-label", "10:00–11:30, 20:00–23:00")
    assert before != "10:00–11:30, 20:00–23:00"
    expect(monday.locator(".open")).to_have_count(2)
    expect(box).to_be_focused()
    expect(box).to_have_value("10:00-11:30, 20:00-23:00")
    assert_accessible(page)
