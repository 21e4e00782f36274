"""A real browser against the real processes, on desktop and phone, watched for errors (decision 38)."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Literal, Protocol

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize

from tests.support import cast
from tests.support.guard import Guard
from tests.support.site import Site, site

MISSING = (
    "Chromium is missing: run  apt install chromium fonts-noto-cjk  as root, or `make test`, which does it."
)
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


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
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site all browser tests visit."""
    with site(tmp_path_factory.mktemp("site"), datetime.now(UTC)) as running:
        yield running


@pytest.fixture(autouse=True)
def live(running_site: Site) -> Site:
    """The running site, its database in the seeded state."""
    running_site.database.restore()
    return running_site


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
        context.set_default_timeout(8000)
        context.add_cookies([{"name": "locale", "value": lang, "url": live.url}])
        guard.watch(context)
        page = context.new_page()
        if staff_number is not None:
            sign_in(page, staff_number)
        return page

    return opened


def sign_in(page: Page, staff_number: str) -> None:
    """Fill in the log-in form as a person does."""
    page.goto("/login")
    page.locator("input[name=login]").fill(staff_number)
    page.locator("input[name=password]").fill(cast.PASSWORD)
    page.locator("#login-form button").click()
    page.wait_for_url(lambda url: "/login" not in url)


@pytest.fixture
def desktop(visit: Visitor) -> Page:
    """A page at a desk, 1440 × 900, nobody signed in."""
    return visit()


@pytest.fixture
def phone(visit: Visitor) -> Page:
    """A page on a phone, 390 × 844, nobody signed in."""
    return visit(phone=True)
