"""What several journeys do by hand: find the caller by keyboard, sign on glass."""

from playwright.sync_api import Page, expect


def find_by_keyboard(page: Page) -> None:
    """Open a registration, find the customer and choose the category without the mouse."""
    page.goto("/queue")
    page.keyboard.press("n")
    page.wait_for_url("**/register")
    page.keyboard.type("138 0000 5678")
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
