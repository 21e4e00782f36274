"""`make screenshots`: every page of every role, as pictures and with what is wrong on them (decision 42).

A demo department is served; each role follows the links from its landing page, so that a page nobody leads to
is missing here too. Each page is drawn at a desk and on a phone, light and dark, in Chinese and English.
Fewer: `SHOTS_ROLES=agent SHOTS_PAGES=queue,ticket make screenshots`, names as the routes have them.
`SHOTS_FOLDER=...` keeps the pictures of two such runs apart; a folder named so is not emptied first.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from sladesk import demo
from sladesk.app import create_app
from sladesk.cli._site import upgrade
from sladesk.config import Config
from sladesk.db import db
from sladesk.domain.codes import Role
from tests.support import browsing, scratch
from tests.support.browsing import Language, Scheme
from tests.support.guard import Guard, assert_accessible, assert_fits
from tests.support.site import serving

_OWN_FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
FOLDER = Path(os.environ.get("SHOTS_FOLDER") or _OWN_FOLDER).resolve()
TICKETS = 200
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LANGUAGES: tuple[Language, ...] = ("zh_Hans_CN", "en")
#: What is no page: a download, a file, a step.
_NO_PAGES = frozenset({"list_steps.export", "files.show", "files.thumb", "assets", "reports.pdf"})
#: Texts that are cut off without a sign of it. What is there for screen readers only is one pixel wide.
_CLIPPED = """() => [...document.querySelectorAll("body *")].filter(element => {
  const words = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  if (!words || element.clientWidth <= 1 || !element.checkVisibility()) return false;
  const style = getComputedStyle(element);
  const cut = style.overflowX === "hidden" || style.overflowX === "clip";
  return cut && style.textOverflow !== "ellipsis" && element.scrollWidth > element.clientWidth + 1;
}).map(element => element.textContent.trim().slice(0, 60))"""
#: Links of charts have an object where others have their address.
_LINKS = """() => [...document.querySelectorAll("a[href]")].map(
  link => new URL(link.getAttribute("href"), link.baseURI).href)"""


@dataclass(frozen=True)
class Look:
    """How somebody sees the pages."""

    device: str
    scheme: Scheme
    language: Language

    @property
    def name(self) -> str:
        """The folder of its pictures."""
        return f"{self.device}-{self.scheme}-{self.language[:2]}"


LOOKS = [Look(*each) for each in product(("desk", "phone"), SCHEMES, LANGUAGES)]


@contextmanager
def department() -> Iterator[tuple[Flask, Config]]:
    """Make a demo department in a scratch folder."""
    with tempfile.TemporaryDirectory(dir=scratch.root(), prefix="sladesk-shots-") as folder:
        config = Config(data_dir=Path(folder))
        app = create_app(config)
        with app.app_context():
            upgrade()
            demo.load(app, TICKETS, TICKETS)
            db.session.remove()
            db.engine.dispose()
        yield app, config


def logins() -> dict[str, str]:
    """Return the first log-in the demo offers for each role: these people have work to show."""
    offered = {role: login for login, role, _name, _password in reversed(demo.accounts())}
    return {str(role): offered[role] for role in Role if role in offered}


def pages_of(app: Flask, page: Page, start: str) -> dict[str, str]:
    """Follow links from the landing page; return one address for each route that shows a page."""
    routes = app.url_map.bind("127.0.0.1")
    found, waiting = dict[str, str](), [start]
    while waiting:
        address = waiting.pop(0)
        try:
            endpoint, _ = routes.match(urlsplit(address).path, method="GET")
        except (HTTPException, RequestRedirect):
            continue
        if endpoint in found or endpoint in _NO_PAGES or endpoint.endswith(("_part", "look", "bell")):
            continue
        page.goto(address)
        found[endpoint] = address
        here = [link for link in page.evaluate(_LINKS) if link.startswith(start)]
        waiting.extend(link for link in here if "#" not in link)
    return found


def seen(page: Page, look: Look, name: str) -> list[str]:
    """Keep a picture of a page; return what is wrong on it."""
    file = FOLDER / look.name / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    page.evaluate("scrollTo(0, 0)")  # a page that opens further down would be drawn with a gap above it
    page.screenshot(path=file, full_page=True)
    wrong = [f"cut off: {text}" for text in page.evaluate(_CLIPPED)]
    for check in (assert_fits, assert_accessible):
        wrong += _said(check, page)
    return [f"{look.name}/{name}: {each}" for each in wrong]


def _said(check: Callable[[Page], None], page: Page) -> list[str]:
    try:
        check(page)
    except AssertionError as error:
        return [str(error)]
    return []


def context_of(browser: Browser, url: str, look: Look, guard: Guard) -> BrowserContext:
    """Open a browser that looks so."""
    phone = look.device == "phone"
    return browsing.open_context(
        browser.new_context, guard, url, phone=phone, lang=look.language, scheme=look.scheme
    )


def sign_in(context: BrowserContext, login: str) -> None:
    """Sign somebody of the demo department in."""
    status = browsing.enter(context, login, demo.PASSWORD)
    if status != 303:
        raise SystemExit(f"{login} cannot sign in: {status}")


def wanted(name: str, given: dict[str, str]) -> dict[str, str]:
    """Return what the environment asks for, or everything."""
    only = [each for each in os.environ.get(f"SHOTS_{name}", "").split(",") if each]
    return {
        key: value for key, value in given.items() if not only or key.split(".")[0] in only or key in only
    }


def shoot(app: Flask, browser: Browser, url: str) -> list[str]:
    """Draw everything; return what is wrong."""
    problems: list[str] = []
    for role, login in wanted("ROLES", logins()).items():
        pages: dict[str, str] = {}
        for look in LOOKS:
            guard = Guard(url)
            context = context_of(browser, url, look, guard)
            sign_in(context, login)
            page = context.new_page()
            pages = pages or wanted("PAGES", pages_of(app, page, url + "/"))
            for endpoint, address in pages.items():
                page.goto(address)
                problems += seen(page, look, f"{role}-{endpoint}")
            context.close()
            problems += [f"{look.name}/{role}: {each}" for each in guard.problems]
        print(f"{role}: {len(pages)} pages", flush=True)
    return problems


def main() -> None:
    """Draw, print what is wrong, and fail when anything is."""
    path = browsing.chromium()
    if path is None:
        raise SystemExit(browsing.MISSING)
    if FOLDER == _OWN_FOLDER:  # any other may hold more than pictures
        shutil.rmtree(FOLDER, ignore_errors=True)
    with department() as (app, config), serving(config) as served, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=list(browsing.QUIET))
        problems = shoot(app, browser, served.url)
    for each in problems:
        print(each)
    print(f"{len([*FOLDER.rglob('*.png')])} pictures in {FOLDER}, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
