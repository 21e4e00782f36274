"""A real browser against the real processes, on desktop and phone, watched for errors (decision 38)."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from sladesk.app import create_app
from sladesk.db import db
from tests.support import cast
from tests.support.guard import Guard
from tests.support.site import Site, site

MISSING = (
    "Chromium is missing: run  apt install chromium fonts-noto-cjk  as root, or `make test`, which does it."
)
#: How long a page may take on a slow and busy machine; what a person may wait is said where it is tested.
PATIENCE_MS = 20_000
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


expect.set_options(timeout=PATIENCE_MS)


class Visitor(Protocol):
    """Opens a browser of its own, for nobody or for somebody of the cast."""

    def __call__(
        self,
        staff_number: str | None = None,
        *,
        phone: bool = False,
        lang: Literal["zh_Hans_CN", "en"] = "zh_Hans_CN",
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        """Open a page of a new context, signed in as `staff_number` where one is given."""
        ...


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Use Debian's browser; nothing is downloaded.

    Its form without windows is the same engine and takes a quarter of the time to open a page: the other
    draws the frame of a window for each context, which nobody sees.
    """
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        raise RuntimeError(MISSING)
    return {"executable_path": path, "args": list(QUIET)}


@pytest.fixture(scope="session")
def running_site(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[Site]:
    """The site all browser tests visit."""
    with site(tmp_path_factory.mktemp("site"), datetime.now(UTC), compiled) as running:
        yield running


@pytest.fixture(autouse=True)
def live(running_site: Site) -> Site:
    """The running site, its database in the seeded state."""
    running_site.database.restore()
    return running_site


@pytest.fixture(scope="session")
def beside(running_site: Site) -> Iterator[Flask]:
    """An application on the site's database, as another process beside it, for what others do meanwhile."""
    app = create_app(running_site.config)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def guard(live: Site) -> Iterator[Guard]:
    """What watches every page of this test; `guard.allow(pattern)` lets a provoked message pass."""
    watching = Guard(live.url)
    yield watching
    watching.check()


@pytest.fixture
def visit(live: Site, guard: Guard, new_context: Callable[..., BrowserContext]) -> Visitor:
    """Open browsers: `visit("A01")` at a desk, `visit("E01", phone=True)` in the field."""

    def opened(
        staff_number: str | None = None,
        *,
        phone: bool = False,
        lang: Literal["zh_Hans_CN", "en"] = "zh_Hans_CN",
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        context = new_context(
            base_url=live.url,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme=scheme,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": "locale", "value": lang, "url": live.url}])
        guard.watch(context)
        page = context.new_page()
        if staff_number is not None:
            enter(context, staff_number)
        return page

    return opened


def enter(context: BrowserContext, staff_number: str) -> None:
    """Send what the log-in form sends, without drawing it or the page behind it."""
    form = {"login": staff_number, "password": cast.PASSWORD}
    token = context.request.get("/session/token").json()["token"]
    answer = context.request.post("/login", form={"csrf_token": token, **form}, max_redirects=0)
    assert answer.status == 303, answer.status


@pytest.fixture
def desktop(visit: Visitor) -> Page:
    """A page at a desk, 1440 × 900, nobody signed in."""
    return visit()


@pytest.fixture
def phone(visit: Visitor) -> Page:
    """A page on a phone, 390 × 844, nobody signed in."""
    return visit(phone=True)
