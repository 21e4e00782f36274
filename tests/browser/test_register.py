"""Registration in a browser: all by keyboard, help beside what is typed, nothing lost (R1.8)."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Request, Route, expect

from tests.browser.conftest import Visitor
from tests.browser.hands import find_by_keyboard, log_in_over_the_page, quiet
from tests.support.guard import SIGNED_OUT, Guard

WORDS = "早上开机还行，中午开始不出冷风。"


def test_a_known_customers_fault_without_the_mouse(visit: Visitor) -> None:
    page = visit("K001")
    find_by_keyboard(page)
    expect(page.locator("#category")).to_have_value("故障类 › 制冷系统 › 不制冷")
    expect(page.locator("[name=service_type]:checked")).to_have_value("repair")
    expect(page.locator("[name=priority]:checked")).to_have_value("urgent")
    expect(page.locator("#suggested")).to_contain_text("建议：紧急（不制冷、电话）")
    expect(page.locator("#help .tgt")).to_contain_text("首次响应")
    page.locator("#guide [data-digits] input").first.focus()
    page.keyboard.press("1")
    page.keyboard.press("2")
    page.keyboard.press("3")
    expect(page.locator("#answered-n")).to_have_text("3")
    page.locator("#verbatim").focus()
    page.keyboard.type(WORDS)
    expect(page.locator("#missing")).to_contain_text("还缺 2 个引导问题")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/SR*")
    expect(page.locator("#messages")).to_contain_text("已登记 SR")
    expect(page.locator("#messages")).to_contain_text("首次响应")


@pytest.mark.parametrize("lang", ["zh_Hans_CN", "en"])
def test_the_columns_fit_the_screen(visit: Visitor, lang: str) -> None:
    page = visit("K001", lang="en" if lang == "en" else "zh_Hans_CN")
    find_by_keyboard(page)
    page.locator("#verbatim").fill(WORDS)
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollHeight <= innerHeight")
    assert page.evaluate(f"{root}.scrollWidth <= innerWidth")


@pytest.mark.parametrize("lang", ["zh_Hans_CN", "en"])
def test_no_sideways_scroll_on_a_phone(visit: Visitor, lang: str) -> None:
    page = visit("K001", phone=True, lang="en" if lang == "en" else "zh_Hans_CN")
    page.goto("/register?customer=1&category=34&channel=1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_fits_no_category_is_said_and_chooses_none(visit: Visitor) -> None:
    page = visit("K001")
    page.goto("/register")
    field = page.locator("#category")
    field.press_sequentially("qqqq")
    expect(page.locator("#category-list li")).to_have_text("没有匹配的分类")
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.locator("select[name=category]")).to_have_value("")
    field.press("Escape")
    expect(page.locator("#category-list")).to_be_hidden()


def test_what_a_person_chose_is_not_chosen_again(visit: Visitor) -> None:
    page = visit("K001")
    find_by_keyboard(page)
    page.locator("label[for=priority-3]").click()
    page.locator("label[for=urges-1]").click()
    expect(page.locator("#suggested")).to_contain_text("客户要求优先")
    expect(page.locator("[name=priority]:checked")).to_have_value("low")


def test_errors_lead_to_their_fields(visit: Visitor, guard: Guard) -> None:
    guard.allow("422")
    page = visit("K001")
    page.goto("/register")
    page.locator("#impact").fill("家里有老人")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".errs")).to_be_focused()
    expect(page.locator("#impact")).to_have_value("家里有老人")
    page.locator(".errs a", has_text="问题分类").click()
    expect(page.locator("#category")).to_be_focused()


def test_the_session_ends_and_nothing_typed_is_lost(visit: Visitor, guard: Guard) -> None:
    guard.allow(SIGNED_OUT)
    page = visit("K001")
    find_by_keyboard(page)
    page.locator("#verbatim").fill(WORDS)
    page.context.clear_cookies(name="sladesk")
    with page.expect_response("**/register") as refused:
        page.keyboard.press("Control+Enter")
    assert refused.value.status == 401
    log_in_over_the_page(page)
    expect(page.locator("#verbatim")).to_be_focused()
    expect(page.locator("#verbatim")).to_have_value(WORDS)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/SR*")
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.locator("main")).to_contain_text("张**")


TWO_AT_ONCE = """() => {
  htmx.ajax("GET", "/notices/bell?seen=0", { target: "#bell", swap: "none" });
  document.getElementById("register").requestSubmit();
}"""


def _urges(request: Request) -> bool:
    sent = parse_qs(request.post_data or "") if request.url.endswith("/register/help") else {}
    return sent.get("urges") == ["yes"]


def test_what_is_refused_at_once_or_late_asks_for_one_log_in(visit: Visitor, guard: Guard) -> None:
    guard.allow(SIGNED_OUT)
    page = visit("K001")
    find_by_keyboard(page)
    page.locator("#verbatim").fill(WORDS)
    quiet(page)
    late, asked = list[Route](), list[str]()

    def hold_back(route: Route) -> None:  # a question of before, still due, is not the one that comes late
        if late or not _urges(route.request):
            route.continue_()
        else:
            late.append(route)

    page.route("**/register/help", hold_back)
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_request(_urges):
        page.locator("label[for=urges-1]").click()
    page.context.clear_cookies(name="sladesk")
    with page.expect_response("**/bell?*"), page.expect_response("**/register"):
        page.evaluate(TWO_AT_ONCE)
    log_in_over_the_page(page)
    with page.expect_response("**/session/token"):
        late[0].fulfill(status=401)
    page.locator("#verbatim").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/SR*")
    assert sum("/session/dialog" in url for url in asked) == 1


def test_escape_leaves_the_field_then_the_page(visit: Visitor) -> None:
    page = visit("K001")
    page.goto("/register")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "/register" not in url)


def test_solved_at_once_in_a_dialog(visit: Visitor) -> None:
    page = visit("K001")
    find_by_keyboard(page)
    page.locator("#verbatim").fill(WORDS)
    page.locator("button[data-dialog=solve-dialog]").click()
    page.locator("#solution").fill("断电三分钟后恢复")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/SR*")
    expect(page.locator("main")).to_contain_text("断电三分钟后恢复")
