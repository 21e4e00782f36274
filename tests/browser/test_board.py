"""The board in a real browser: live, handing on in place, a form left alone, reasons by keyboard (R7.1)."""

import re
from datetime import UTC, datetime

from flask import Flask
from playwright.sync_api import Page, expect

from sladesk.actions import communications
from sladesk.actions._action import Call
from tests.browser.conftest import Visitor
from tests.browser.hands import registered
from tests.support import desk
from tests.support.guard import assert_accessible, assert_fits


def test_the_board_fits_one_screen_and_can_be_read_by_everybody(beside: Flask, visit: Visitor) -> None:
    registered(beside, -40)
    page = visit("Z001")
    page.goto("/board")
    expect(page.get_by_role("heading", name="即将超时")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= 900
    assert_fits(page)
    assert_accessible(page)


def test_dark_english_and_phone(beside: Flask, visit: Visitor) -> None:
    registered(beside, -40)
    page = visit("Z001", lang="en", scheme="dark")
    page.goto("/board")
    expect(page.get_by_role("heading", name="Next to break")).to_be_visible()
    assert_accessible(page)
    small = visit("Z001", phone=True)
    small.goto("/board")
    assert_fits(small)


def open_form(page: Page, number: str) -> None:
    page.locator(f"#b-{number} a.btn").click()
    expect(page.locator("#act-dialog")).to_be_visible()


def test_dialog_and_menus_by_keyboard_take_the_focus_and_give_it_back(beside: Flask, visit: Visitor) -> None:
    number = registered(beside, -40)
    page = visit("Z001")
    page.goto("/board")
    button = page.locator(f"#b-{number} a.btn")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#act input[name=owner]").first).to_be_focused()
    for _each in range(4):
        page.keyboard.press("Tab")
        expect(page.locator("body > * :focus:not(dialog *)")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    menu = page.locator("#board-channel summary")
    menu.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/board?channel=*")
    expect(menu).to_be_focused()


def test_an_emergency_is_taken_charge_of_by_keyboard(beside: Flask, visit: Visitor) -> None:
    number = registered(beside, -1, risk_level="level_1")
    page = visit("Z001")
    page.goto("/board")
    button = page.locator(f"#w-emergency-{number} .btn.go")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#act [data-submit]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#act-dialog")).to_be_hidden()
    expect(page.locator(f"#w-emergency-{number}")).to_have_count(0)


def test_handing_on_in_place_while_the_board_goes_on(beside: Flask, visit: Visitor) -> None:
    number = registered(beside, -40)
    page = visit("Z001")
    page.goto("/board")
    open_form(page, number)
    page.locator("#to-K002").check()
    page.locator("#assign-note").fill("客户很急")
    other = registered(beside, -50)
    expect(page.locator(f"#b-{other}")).to_be_attached(timeout=6000)
    expect(page.locator("#assign-note")).to_have_value("客户很急")
    expect(page.locator("#to-K002")).to_be_checked()
    page.locator("#act [data-submit]").click()
    expect(page.locator("#act-dialog")).to_be_hidden()
    expect(page.locator(f"#b-{number} .c-owner")).to_have_text("吴倩")


def test_marks_survive_a_look_and_go_together(beside: Flask, visit: Visitor) -> None:
    numbers = [registered(beside, -40), registered(beside, -45)]
    page = visit("Z001")
    page.goto("/board")
    for number in numbers:
        page.locator(f"#m-{number}").check()
    third = registered(beside, -60)
    expect(page.locator(f"#b-{third}")).to_be_attached(timeout=6000)
    expect(page.locator(".mark:checked")).to_have_count(2)
    page.locator("#bulk button").click()
    expect(page.locator("#act-dialog")).to_be_visible()
    expect(page.locator("#act input[name=number]")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator("#act-dialog")).to_be_hidden()
    page.locator("#bulk button").click()
    page.locator("#to-K002").check()
    page.locator("#act [data-submit]").click()
    expect(page.locator("#messages")).to_contain_text("2")
    for number in numbers:
        expect(page.locator(f"#b-{number} .c-owner")).to_have_text("吴倩")
    expect(page.locator(f"#b-{third} .c-owner")).to_have_text("李娜")
    expect(page.locator(".mark:checked")).to_have_count(0)


def test_what_others_do_appears_by_itself(beside: Flask, visit: Visitor) -> None:
    number = registered(beside, -40)
    page = visit("J001")
    page.goto("/board")
    expect(page.locator(f"#b-{number}")).to_be_visible()
    with beside.app_context():
        contact = communications.Contact("phone", "已联系客户，今天上门")
        communications.contact(Call(desk.actor("lina"), datetime.now(UTC)), number, contact)
    expect(page.locator(f"#b-{number}")).to_have_count(0)
    assert page.locator("main .btn").count() == 0


def test_what_the_board_is_narrowed_to_stays_in_its_address(beside: Flask, visit: Visitor) -> None:
    phone, mail = registered(beside, -40), registered(beside, -45, channel="email")
    page = visit("Z001")
    page.goto("/board")
    page.locator("#board-channel summary").click()
    page.locator("#board-channel").get_by_role("link", name="电话", exact=True).click()
    page.wait_for_url("**/board?channel=phone")
    expect(page.locator(f"#b-{phone}")).to_be_visible()
    page.locator("#board-owner summary").click()
    page.locator("#board-owner").get_by_role("link", name="李娜").click()
    page.wait_for_url(re.compile(r"/board\?channel=phone&owner=K001$"))
    page.reload()
    another, unseen = registered(beside, -50), registered(beside, -55, channel="email")
    expect(page.locator(f"#b-{another}")).to_be_visible(timeout=6000)
    for number in (mail, unseen):
        expect(page.locator(f"#b-{number}")).to_have_count(0)
    expect(page.locator("#board-owner summary")).to_have_text("李娜")
    for _page in range(2):
        page.go_back()
    page.wait_for_url("**/board")
    expect(page.locator(f"#b-{mail}")).to_be_visible()
