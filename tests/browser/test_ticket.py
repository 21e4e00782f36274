"""The ticket page in a real browser: live for two people, quiet when hidden, text and caret untouched."""

import re
from collections.abc import Callable
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Request, expect

from sladesk.actions import tickets
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from tests.browser.conftest import Visitor
from tests.browser.hands import hide, hold, mark, quiet
from tests.support import desk
from tests.support.guard import Guard, assert_accessible, assert_fits
from tests.support.site import Site

BOX = "#c-content"
#: From look to look (decision 25).
LOOK_MS = 2000


@pytest.fixture
def number(beside: Flask) -> str:
    """An urgent ticket of 李娜 that came in just now, on the running site's database."""
    with beside.app_context():
        made = tickets.register(
            Call(desk.actor("lina"), utcnow()),
            desk.form(
                owner_id=desk.actor("lina").person_id, asset_id=1, place_id=1, priority="urgent",
                phenomenon="客厅柜机不制冷，室外机启动 3 分钟后停机",
            ),
        )  # fmt: skip
        return str(made["number"])


def caret(page: Page) -> object:
    return page.evaluate("() => (e => [e.id, e.selectionStart, e.value])(document.activeElement)")


def half_written(visit: Visitor, number: str) -> tuple[Page, Page]:
    """Open a ticket for two people, the first with the caret inside a half-written text, the clock held."""
    writer, other = visit("K001"), visit("Z001")
    writer.clock.install()
    for page in (writer, other):
        page.goto(f"/tickets/{number}")
    writer.locator(BOX).fill("客户说下午三点以后在家，")
    writer.locator(BOX).press("ArrowLeft")
    hold(writer)
    return writer, other


def shows(page: Page, place: str, text: str) -> None:
    """The page shows a text by the next look: 2 s of its clock, then the answer."""
    page.clock.run_for(LOOK_MS)
    expect(page.locator(place)).to_contain_text(text)


def shows_in_time(page: Page, place: str, text: str) -> None:
    """The page shows a text within the 3 s a person may wait, the page's clock running as everybody's."""
    page.clock.resume()
    page.locator(place, has_text=text).wait_for(timeout=3000)  # looks oftener than `expect`


def write_progress(page: Page, text: str) -> None:
    page.locator("#p-text").fill(text)
    page.locator("#p-text").press("Control+Enter")
    expect(page.locator("#p-text")).to_have_value("")


def change_priority(page: Page, word: str, reason: str) -> None:
    page.locator("#more summary").click()
    page.locator("#more a[href$=change]").click()
    page.locator("#act .seg label", has_text=word).click()
    page.locator("#act [name=reason]").fill(reason)
    page.locator("#act [data-submit]").click()
    expect(page.locator("#act .act-x")).to_have_count(0)


def test_what_one_does_the_other_sees_while_typing(visit: Visitor, number: str) -> None:
    writer, other = half_written(visit, number)
    before = caret(writer)
    other.locator("[data-compose-tab=progress]").click()
    for n in range(1, 11):
        write_progress(other, f"第 {n} 次更新：主板调拨中")
        shows(writer, "#tl", f"第 {n} 次更新")
        assert caret(writer) == before
    write_progress(other, "主板已到，今天上门")
    shows_in_time(writer, "#tl", "主板已到，今天上门")
    assert caret(writer) == before
    assert writer.locator(".ev[id]").evaluate_all("all => new Set(all.map(e => e.id)).size === all.length")


def test_header_and_clocks_follow_while_typing(visit: Visitor, number: str) -> None:
    writer, other = half_written(visit, number)
    before = caret(writer)
    for n in range(1, 11):
        word = "低" if n % 2 else "紧急"
        clocks = writer.locator("#clock-cells").inner_text()
        change_priority(other, word, f"第 {n} 次核对影响范围")
        shows(writer, "#tk-head .line2", word)
        expect(writer.locator("#clock-cells")).not_to_have_text(clocks, use_inner_text=True)
        expect(writer.locator("#tl")).to_contain_text(f"第 {n} 次核对")
        assert caret(writer) == before
    change_priority(other, "低", "客户说不急")
    shows_in_time(writer, "#tk-head .line2", "低")
    assert caret(writer) == before


def test_a_hidden_page_sends_nothing(visit: Visitor, number: str) -> None:
    page = visit("K001")
    page.clock.install()
    page.goto(f"/tickets/{number}")
    page.clock.run_for(3000)
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(request.url.rsplit("/", 1)[1])

    page.on("request", note)
    hide(page, hidden=True)
    mark(page, "hidden")
    quiet(page)
    page.clock.run_for(60_000)
    hold(page)
    mark(page, "back")
    assert sent[sent.index("healthz?hidden") :] == ["healthz?hidden", "healthz?back"]
    with page.expect_request(re.compile("/look")):
        hide(page, hidden=False)
    mark(page, "seen")
    looks = [name for name in sent[sent.index("healthz?back") :] if name.startswith("look")]
    assert len(looks) == 1


def test_a_step_opens_beside_the_timeline_and_the_keyboard_does_it_all(visit: Visitor, number: str) -> None:
    page = visit("K001")
    page.goto(f"/tickets/{number}")
    page.keyboard.press("r")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.type("已联系客户，下午三点上门")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#tl > .ev", has_text="已联系客户，下午三点上门")).to_be_visible()
    expect(page.locator("#messages > [data-toast]").first).to_be_visible()
    expect(page.locator("#clock-cells")).to_contain_text("达标")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.locator("#code")).to_be_focused()
    page.locator("#code").select_option("remote")
    page.locator("#act #solution").fill("断电重启后正常")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#tk-head .path .now")).to_contain_text("待验证")
    expect(page.locator("#act .act-x")).to_have_count(0)


def test_refused_in_place_keeps_the_text(visit: Visitor, number: str) -> None:
    page = visit("K001")
    page.goto(f"/tickets/{number}")
    page.locator("[data-compose-tab=escalate]").click()
    page.locator("#e-plan").fill("申请免费换主板")
    page.locator("#e-plan").press("Control+Enter")
    expect(page.locator("#compose .errs")).to_contain_text("请选择")
    expect(page.locator("#e-plan")).to_have_value("申请免费换主板")


def test_revealed_data_hide_by_themselves(visit: Visitor, number: str) -> None:
    page = visit("K001")
    page.clock.install()
    page.goto(f"/tickets/{number}")
    page.locator("#side-customer a").first.click()
    page.locator("#side-customer button").click()
    expect(page.locator("#side-customer")).to_contain_text("13800005678")
    page.clock.run_for(61_000)
    expect(page.locator("#side-customer")).to_contain_text("138****5678")


def test_story_filter_and_folds(visit: Visitor, number: str) -> None:
    page = visit("K001")
    page.goto(f"/tickets/{number}")
    page.locator("#clock-cells .main .why").click()
    expect(page.locator("#story")).to_contain_text("为什么是这条政策")
    page.locator("#clock-cells .main .why").click()
    expect(page.locator("#story")).to_have_count(0)
    page.locator("[data-filter=field]").click()
    expect(page.locator("#tl .ev").first).to_be_hidden()
    page.locator("[data-filter=all]").click()
    expect(page.locator("#tl .ev").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh_Hans_CN", "en"])
def test_the_page_fits_and_can_be_read(
    visit: Visitor, number: str, scheme: Literal["light", "dark"], lang: Literal["zh_Hans_CN", "en"]
) -> None:
    for phone in (False, True):
        page = visit("K001", phone=phone, lang=lang, scheme=scheme)
        page.goto(f"/tickets/{number}")
        page.locator("#clock-cells .main .why").click()
        expect(page.locator("#story")).to_be_visible()
        assert_fits(page)
        assert_accessible(page)


def test_changing_the_priority_shows_which_due_times_move(visit: Visitor, number: str) -> None:
    page = visit("K001")
    page.goto(f"/tickets/{number}")
    page.locator("#more summary").click()
    page.locator("#more a[href$=change]").click()
    expect(page.locator("#moves b")).to_have_count(0)
    page.locator("#act .seg label", has_text="低").click()
    expect(page.locator("#moves b").first).to_be_visible()


def test_without_scripts_a_form_is_a_page(
    visit: Visitor, number: str, live: Site, new_context: Callable[..., BrowserContext]
) -> None:
    state = visit("K001").context.storage_state()
    bare = new_context(base_url=live.url, java_script_enabled=False, storage_state=state).new_page()
    bare.goto(f"/tickets/{number}?tab=note")
    bare.locator("#n-text").fill("没有脚本也能写备注")
    bare.locator("#compose [data-pane=note] [data-submit]").click()
    expect(bare.locator("#tl")).to_contain_text("没有脚本也能写备注")


def test_who_loses_sight_of_a_ticket_is_told_and_asks_no_more(
    visit: Visitor, guard: Guard, beside: Flask
) -> None:
    guard.allow("404")
    with beside.app_context():
        teams = {team.code: key for key, team in desk.ref().teams.items()}
        made = tickets.register(Call(desk.actor("hanlei"), utcnow()), desk.form(team_id=teams["callback"]))
        number = str(made["number"])
    page = visit("K002")
    page.clock.install()
    page.goto(f"/tickets/{number}")
    expect(page.locator("#looker")).to_have_count(1)
    hold(page)
    with beside.app_context():
        call = Call(desk.actor("zhaomin"), utcnow())
        owner = desk.actor("hanlei").person_id
        tickets.assign(call, number, team_id=teams["logistics_support"], owner_id=owner, version=None)
    page.clock.run_for(LOOK_MS)
    expect(page.get_by_text("没有找到这张工单")).to_be_visible()
    expect(page.locator("#looker")).to_have_count(0)
