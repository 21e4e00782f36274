"""What several journeys do by hand: log in, find the caller by keyboard, sign on glass, leave a tab."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from flask import Flask
from playwright.sync_api import Page, Response, expect

from sladesk.actions import tickets
from sladesk.actions._action import Call
from tests.support import cast, desk

_HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  const state = hidden ? "hidden" : "visible";
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
NUMBER = "138 0000 5678"


def registered(beside: Flask, minutes: float, **values: Any) -> str:
    """Register an urgent ticket of 李娜 some minutes from now, in another process; return its number."""
    with beside.app_context():
        lina = desk.actor("lina")
        form = desk.form(owner_id=lina.person_id, priority="urgent", **values)
        moment = datetime.now(UTC) + timedelta(minutes=minutes)
        return str(tickets.register(Call(lina, moment), form)["number"])


def sign_in(page: Page, staff_number: str) -> None:
    """Fill in the log-in form as a person does."""
    page.goto("/login")
    page.locator("input[name=login]").fill(staff_number)
    page.locator("input[name=password]").fill(cast.PASSWORD)
    page.locator("#login-form button").click()
    page.wait_for_url(lambda url: "/login" not in url)


def log_in_over_the_page(page: Page, name: str = "K001") -> None:
    """Fill in the log-in form that opens when the session has ended."""
    page.locator("#login-dialog #login").fill(name)
    page.locator("#login-dialog #password").fill(cast.PASSWORD)
    page.locator("#login-dialog .btn.go").click()
    expect(page.locator("#login-dialog")).to_be_hidden()


def hide(page: Page, *, hidden: bool) -> None:
    """Let the page believe that its tab was left or came back."""
    page.evaluate(_HIDE, hidden)


def mark(page: Page, name: str) -> None:
    """Let the page send a request of ours, to part what it sent before from what it sends after."""
    with page.expect_request(f"**/healthz?{name}"):
        page.evaluate("name => { fetch(`/healthz?${name}`); }", name)


def hold(page: Page) -> None:
    """Stop the page's clock, installed before; `page.clock.run_for(milliseconds)` moves it then."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)


def quiet(page: Page) -> None:
    """Wait until nothing that was asked for is still on its way into the page."""
    expect(page.locator(".htmx-request")).to_have_count(0)


def _knows_the_number(answer: Response) -> bool:
    sent = parse_qs(answer.request.post_data or "") if answer.url.endswith("/register/who") else {}
    return sent.get("q") == [NUMBER]


def find_by_keyboard(page: Page) -> None:
    """Open a registration, find the customer and choose the category without the mouse."""
    page.goto("/queue")
    page.keyboard.press("n")
    page.wait_for_url("**/register")
    expect(page.locator("#q")).to_be_focused()
    with page.expect_response(_knows_the_number):  # not the answer to its first digits, on a slow machine
        page.keyboard.type(NUMBER)
    expect(page.locator("#cards .pick")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#machines .pick")).to_have_count(1)
    page.locator("#category").focus()
    page.keyboard.type("bzl")
    page.keyboard.press("Enter")
    expect(page.locator("#guide .ask")).to_be_visible()


def draw(page: Page) -> None:
    """Sign on the canvas with the pointer."""
    canvas = page.locator("[data-sign] canvas")
    canvas.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 40 + step * 20, box["y"] + 60 + (step % 3) * 18)
    page.mouse.up()


def finish_visit(page: Page, repair: str) -> None:
    """Go from the diagnosis to the signed end of a visit with the tall button."""
    tall = page.locator(".thumb .tall")
    tall.click()
    expect(page.locator("#repair")).to_be_visible()
    page.locator("#repair").fill(repair)
    tall.click()
    expect(page.locator("[data-sign] canvas")).to_be_visible()
    draw(page)
    tall.click()
    expect(tall).to_contain_text("回到今天")
