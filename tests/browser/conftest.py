"""A real browser against the real processes, on desktop and phone, watched for errors (decision 38)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from sladesk.app import create_app
from sladesk.db import db
from tests.support import browsing, cast
from tests.support.browsing import MISSING, PATIENCE_MS, QUIET, Language, Scheme
from tests.support.guard import Guard
from tests.support.site import Site, site

expect.set_options(timeout=PATIENCE_MS)


class Visitor(Protocol):
    """Opens a browser of its own, for nobody or for somebody of the cast."""

    def __call__(
        self,
        staff_number: str | None = None,
        *,
        phone: bool = False,
        lang: Language = "zh_Hans_CN",
        scheme: Scheme = "light",
    ) -> Page:
        """Open a page of a new context, signed in as `staff_number` where one is given."""
        ...


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Use Debian's browser; nothing is downloaded."""
    path = browsing.chromium()
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
        lang: Language = "zh_Hans_CN",
        scheme: Scheme = "light",
    ) -> Page:
        context = browsing.open_context(new_context, guard, live.url, phone=phone, lang=lang, scheme=scheme)
        page = context.new_page()
        if staff_number is not None:
            enter(context, staff_number)
        return page

    return opened


def enter(context: BrowserContext, staff_number: str) -> None:
    """Send what the log-in form sends, without drawing it or the page behind it."""
    status = browsing.enter(context, staff_number, cast.PASSWORD)
    assert status == 303, status


@pytest.fixture
def desktop(visit: Visitor) -> Page:
    """A page at a desk, 1440 × 900, nobody signed in."""
    return visit()


@pytest.fixture
def phone(visit: Visitor) -> Page:
    """A page on a phone, 390 × 844, nobody signed in."""
    return visit(phone=True)
