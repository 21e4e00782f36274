"""One ticket's whole life in real browsers: agent, supervisor, engineer, callback, second cycle, archive."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.hands import find_by_keyboard, finish_visit, quiet, sign_in

PATH = "#tk-head .path .now"


def register(page: Page) -> str:
    """The agent takes the call and registers without the mouse; return the ticket's number."""
    find_by_keyboard(page)
    page.locator("#verbatim").focus()
    page.keyboard.type("早上开机还行，中午开始不出冷风，家里有八十岁老人。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/SR*")
    return page.url.rsplit("/", 1)[1]


def plan_visit(page: Page, number: str) -> None:
    """The supervisor sends 王强 tomorrow morning."""
    page.goto(f"/tickets/{number}")
    page.get_by_role("link", name="安排上门").click()
    date = page.locator("#visit-date")
    tomorrow = date.evaluate("e => new Date(Date.parse(e.min) + 864e5).toISOString().slice(0, 10)")
    with page.expect_response(re.compile("visits")):
        date.fill(tomorrow)
    quiet(page)  # the panel comes anew with who is free that day
    page.locator("#visits-panel label.pick", has_text="王强").click()
    page.locator("#slot-free").check()
    page.locator("#visit-from").fill("09:00")
    page.locator("#visit-to").fill("11:00")
    page.locator("#visit-bring").fill("主板 KFR-72 × 1")
    page.get_by_role("button", name="安排并承诺").click()
    expect(page.get_by_role("button", name="安排并承诺")).to_have_count(0)
    expect(page.locator("#visits-panel")).to_contain_text("王强")


def visit_by_thumb(page: Page, number: str) -> None:
    """The engineer goes through every step with the tall button."""
    page.goto(f"/field/visits/{number}/1")
    tall = page.locator(".thumb .tall")
    for following in ("出发", "到达", "诊断完成"):
        tall.click()
        expect(tall).to_have_text(re.compile(rf"^\s*{following}"))  # not its "下一步：…"
    page.locator("#diagnosis").fill("驱动模块过流保护，主板损坏")
    finish_visit(page, "更换室外机主板，试机 30 分钟正常")


def open_step(page: Page, number: str, step: str) -> None:
    """Open a step's form beside the timeline, from the header or its menu."""
    page.goto(f"/tickets/{number}")
    link = page.locator(f"#tk-head a[href$='/{step}']").first
    if not link.is_visible():
        page.locator("#more summary").click()
    link.click()
    expect(page.locator("#act form")).to_be_visible()


def save(page: Page) -> None:
    """Save the open form; it closes when the step is taken."""
    page.locator("#act form [data-submit]").click()
    expect(page.locator("#act .act-x")).to_have_count(0)


def state(page: Page, number: str, text: str) -> None:
    """The ticket's page shows this state."""
    page.goto(f"/tickets/{number}")
    expect(page.locator(PATH)).to_contain_text(text)


def test_from_the_call_to_the_archive(visit: Visitor) -> None:
    agent, supervisor, caller, engineer = visit(), visit(), visit(), visit(phone=True)
    for page, staff_number in ((agent, "K001"), (supervisor, "Z001"), (caller, "K002"), (engineer, "X001")):
        sign_in(page, staff_number)

    number = register(agent)
    expect(agent.locator("#clock-cells")).to_contain_text("首次响应")
    plan_visit(supervisor, number)
    visit_by_thumb(engineer, number)

    state(agent, number, "待验证")
    open_step(agent, number, "confirmation")
    agent.locator("#act [name=words]").fill("现在出冷风了，谢谢。")
    save(agent)
    state(agent, number, "已关闭")

    caller.goto("/queue?tab=callback")
    expect(caller.locator("body")).to_contain_text(number)
    open_step(caller, number, "callback")
    caller.locator("#act [name=score][value='2']").check(force=True)
    caller.locator("#act [name=comment]").fill("晚上又停机了，只会换件，说不清原因")
    caller.locator("#act [name=new_owner]").select_option(label=owner_label(caller, "李娜"))
    caller.locator("#act [name=plan]").fill("先复核电流与供电电压，再请技术部会诊")
    save(caller)

    agent.goto(f"/tickets/{number}")
    expect(agent.locator("#tk-head")).to_contain_text("第 2 轮")
    state(agent, number, "待处理")
    open_step(supervisor, number, "low-score")
    supervisor.locator("#act [name=reason]").select_option(index=1)
    supervisor.locator("#act [name=finding]").fill("首轮未测供电电压，已向客户致歉")
    save(supervisor)

    agent.goto(f"/tickets/{number}")
    agent.keyboard.press("r")
    agent.keyboard.type("已致歉，约定今天下午复查供电电压")
    agent.keyboard.press("Control+Enter")
    expect(agent.locator("#tl")).to_contain_text("已致歉，约定今天下午复查供电电压")
    open_step(agent, number, "solution")
    agent.locator("#act [name=code]").select_option("remote")
    agent.locator("#act [name=solution]").fill("稳压后连续运行正常")
    save(agent)
    open_step(agent, number, "confirmation")
    agent.locator("#act [name=words]").fill("这次没再停机")
    save(agent)

    open_step(caller, number, "callback")
    caller.locator("#act [name=score][value='5']").check(force=True)
    caller.locator("#act [name=comment]").fill("说明清楚，满意")
    save(caller)
    supervisor.goto(f"/tickets/{number}")
    supervisor.get_by_role("button", name="归档").or_(
        supervisor.get_by_role("link", name="归档")
    ).first.click()
    supervisor.locator("#act [data-submit]").click()
    expect(supervisor.locator(PATH)).to_contain_text("已归档")


def owner_label(page: Page, name: str) -> str:
    """The text of the option that names somebody."""
    texts = page.locator("#act [name=new_owner] option").all_inner_texts()
    return next(text for text in texts if name in text)
