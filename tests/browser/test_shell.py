"""The shell in a real browser: keys, forms, log-in over the page, the pulse, and that typed text survives."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sladesk.config import Config
from sladesk.db import migrating
from tests.browser import sheet as sheets
from tests.browser.conftest import enter
from tests.browser.hands import hide, hold, mark, sign_in
from tests.browser.sheet import Sheet
from tests.support.accounts import add_person
from tests.support.browsing import PATIENCE_MS
from tests.support.cast import PASSWORD
from tests.support.guard import OFFLINE, SIGNED_OUT, Guard, assert_accessible, assert_fits


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    """The sheet's site with one person."""
    app = sheets.build(Config(data_dir=tmp_path_factory.mktemp("sheet"), secret_key="only-for-tests-" * 3))
    with app.app_context():
        migrating.upgrade()
        add_person("T01", "agent", "supervisor", name="林一", name_en="Lin Yi", team="t")
        add_person("T02", "agent", name="陈二")
    with sheets.serving(app) as made:
        yield made


@pytest.fixture
def watched(served: Sheet) -> Iterator[Guard]:
    """What watches the pages of a test."""
    guard = Guard(served.url)
    guard.allow(SIGNED_OUT)
    yield guard
    guard.check()


@pytest.fixture
def page(served: Sheet, watched: Guard, new_context: Callable[..., BrowserContext]) -> Page:
    """A desk page of the sheet, T01 signed in."""
    context = new_context(base_url=served.url, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    watched.watch(context)
    enter(context, "T01")
    made = context.new_page()
    made.goto("/_sheet")
    served.asked.clear()
    return made


def log_in(page: Page, name: str) -> None:
    sign_in(page, name)
    page.goto("/account")


def sent(served: Sheet, method: str, path: str) -> int:
    return sum(asked == (method, path) for asked in served.asked)


def test_text_caret_and_focus_survive_live_updates(page: Page) -> None:
    half = page.locator("#half")
    half.fill("写到一半的话")
    half.evaluate("box => box.setSelectionRange(2, 4)")
    first = page.locator("#stamp").inner_text()
    expect(page.locator("#stamp")).not_to_have_text(first)
    second = page.locator("#stamp").inner_text()
    expect(page.locator("#stamp")).not_to_have_text(second)
    assert half.input_value() == "写到一半的话"
    kept = half.evaluate("box => [document.activeElement === box, box.selectionStart, box.selectionEnd]")
    assert kept == [True, 2, 4]


def test_a_hidden_page_sends_nothing_and_asks_once_on_return(page: Page, served: Sheet) -> None:
    page.clock.install()
    page.goto("/_sheet")
    hold(page)
    with page.expect_response("**/_part"):
        page.clock.run_for(2100)
    hide(page, hidden=True)
    before = sent(served, "GET", "/_part")
    page.clock.run_for(30_000)
    mark(page, "hidden")
    assert sent(served, "GET", "/_part") == before
    with page.expect_response("**/_part"):
        hide(page, hidden=False)
    mark(page, "seen")
    assert sent(served, "GET", "/_part") == before + 1


def test_looks_are_told_apart_from_work(page: Page) -> None:
    with page.expect_request("**/_part") as asked:
        pass
    assert asked.value.headers["x-sladesk-look"] == "1"


def test_keyboard_map(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.locator("#find").evaluate("field => field.blur()")
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys-dialog")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row].sel")).to_have_id("row-soon")
    page.keyboard.press("k")
    expect(page.locator("[data-row].sel")).to_have_id("row-calm")
    page.locator("#half").focus()
    page.keyboard.type("jk?")
    assert page.locator("#half").input_value() == "jk?"
    expect(page.locator("#keys-dialog")).to_be_hidden()
    expect(page.locator("[data-row].sel")).to_have_id("row-calm")


def test_enter_opens_the_selected_row(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/_sheet#calm")


def test_enter_while_composing_never_sends(page: Page, served: Sheet) -> None:
    title = page.locator("#title")
    title.focus()
    title.dispatch_event("compositionstart", {"data": ""})
    page.evaluate("document.getElementById('sheet-form').requestSubmit()")
    assert sent(served, "POST", "/_sheet") == 0
    title.dispatch_event("compositionend", {"data": "标题"})
    with page.expect_response("**/_sheet"):
        page.keyboard.press("Control+Enter")
    assert sent(served, "POST", "/_sheet") == 1


def test_errors_come_in_place_and_keep_what_was_typed(page: Page) -> None:
    page.locator("#title").fill("空调不制冷")
    with page.expect_response("**/_sheet"):
        page.keyboard.press("Control+Enter")
    summary = page.locator(".errs")
    expect(summary).to_be_focused()
    assert page.locator("#title").input_value() == "空调不制冷"
    described = page.locator("#words").get_attribute("aria-describedby")
    expect(page.locator(f"#{described}")).to_have_text("填写客户原话或现象")
    summary.get_by_role("link", name="客户原话").click()
    expect(page.locator("#words")).to_be_focused()


def test_two_clicks_send_one_form(page: Page, served: Sheet) -> None:
    with page.expect_response("**/_sheet"):
        page.evaluate(
            """() => {
                const button = document.querySelector("#sheet-form .btn.go");
                button.click(); button.click(); button.click();
            }"""
        )
    assert sent(served, "POST", "/_sheet") == 1


def test_ended_session_asks_in_place_and_loses_nothing(page: Page, served: Sheet) -> None:
    page.locator("#title").fill("不能丢的话")
    served.end_sessions()
    with page.expect_response(lambda answer: answer.status == 401):
        page.locator("#sheet-form .btn.go").click()
    dialog = page.locator("#login-dialog")
    expect(dialog).to_be_visible()
    dialog.locator("#login").fill("T01")
    dialog.locator("#password").fill("not this one")
    dialog.locator(".btn.go").click()
    expect(dialog.locator(".errs")).to_have_text("登录名或密码不正确。")
    dialog.locator("#password").fill(PASSWORD)
    dialog.locator(".btn.go").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#messages")).to_contain_text("已重新登录")
    assert page.locator("#title").input_value() == "不能丢的话"
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent_again:
        page.locator("#sheet-form .btn.go").click()
    assert sent_again.value.status == 200


def test_somebody_else_in_the_dialog_starts_anew(page: Page, served: Sheet) -> None:
    served.end_sessions()
    page.locator("#sheet-form .btn.go").click()
    page.locator("#login-dialog #login").fill("T02")
    page.locator("#login-dialog #password").fill(PASSWORD)
    page.locator("#login-dialog .btn.go").click()
    page.wait_for_url(lambda url: "/_sheet" not in url)
    page.goto("/account")
    expect(page.locator("#person-menu")).to_contain_text("陈二")


def test_server_errors_go_to_the_message_region(page: Page, watched: Guard) -> None:
    watched.allow(r"status of 500|Response Status Error Code 500")
    page.evaluate("htmx.ajax('POST', '/_broken', { target: '#stamp', swap: 'innerHTML' })")
    expect(page.locator("#messages [data-toast]")).to_contain_text("错误编号")
    page.locator("#messages [data-close-toast]").click()
    expect(page.locator("#messages [data-toast]")).to_have_count(0)


def test_what_goes_well_at_last_takes_the_earlier_refusal_away(page: Page, watched: Guard) -> None:
    watched.allow(r"status of 413|Response Status Error Code 413")
    send = "words => htmx.ajax('POST', '/_sheet', { target: '#stamp', swap: 'none', values: { words } })"
    page.evaluate(send, "长" * 400_000)
    expect(page.locator("#messages [data-toast]")).to_contain_text("超过允许的大小")
    page.evaluate(send, "短")
    expect(page.locator("#messages [data-toast]")).to_have_count(0)


def test_back_from_a_refused_form_keeps_what_was_typed(page: Page, watched: Guard) -> None:
    watched.allow("status of 400")
    page.locator("#title").fill("写了很久")
    page.evaluate(
        """() => {
            const form = document.querySelector("#sheet-form");
            form.elements.csrf_token.value = "gone";
            HTMLFormElement.prototype.submit.call(form);
        }"""
    )
    page.get_by_role("link", name="返回").click()
    expect(page.locator("#title")).to_have_value("写了很久")


def test_lost_network_is_said_and_nothing_typed_is_lost(page: Page, watched: Guard) -> None:
    watched.allow(OFFLINE)
    page.locator("#title").fill("地下室")
    page.context.set_offline(True)
    page.locator("#sheet-form .btn.go").click()
    expect(page.locator("#messages")).to_contain_text("网络不通")
    page.context.set_offline(False)
    assert page.locator("#title").input_value() == "地下室"
    expect(page.locator("#sheet-form .btn.go")).not_to_have_attribute("aria-busy", "true")


def test_menus_open_close_and_move_by_keyboard(page: Page) -> None:
    page.locator("#person-menu > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('#person-menu .menu-list') !== null")
    page.keyboard.press("Escape")
    expect(page.locator("#person-menu .menu-list")).to_be_hidden()
    expect(page.locator("#person-menu > summary")).to_be_focused()


def test_digits_choose_in_a_group(page: Page) -> None:
    page.locator("[data-digits] input").nth(1).focus()
    page.keyboard.press("3")
    assert page.locator("[data-digits] input").nth(2).is_checked()


def test_look_follows_the_device_until_chosen(page: Page) -> None:
    root = page.locator("html")
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-bs-theme", "light")


def test_every_form_works_without_scripts(served: Sheet, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(base_url=served.url, java_script_enabled=False).new_page()
    log_in(page, "T01")
    page.locator("#person-menu > summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#person-menu > summary").click()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.locator("#person-menu > summary").click()
    page.locator("#person-menu").get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_sheet_is_accessible_and_fits(
    served: Sheet, watched: Guard, new_context: Callable[..., BrowserContext], scheme: str, width: int
) -> None:
    context = new_context(
        base_url=served.url, viewport={"width": width, "height": 844}, color_scheme=scheme, locale="zh-CN"
    )
    watched.watch(context)
    page = context.new_page()
    page.goto("/login")
    assert_accessible(page)
    log_in(page, "T01")
    assert_accessible(page)
    page.goto("/_sheet?errors")
    assert_accessible(page)
    assert_fits(page)
