"""Browsers as the tests and `make screenshots` open them: Debian's Chromium, at a desk or in the hand."""

import shutil
from collections.abc import Callable
from typing import Literal

from playwright.sync_api import BrowserContext, ViewportSize

from tests.support.guard import Guard

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
Language = Literal["zh_Hans_CN", "en"]
Scheme = Literal["light", "dark"]


def chromium() -> str | None:
    """Return the path of Debian's browser, None where there is none; nothing is downloaded.

    Its form without windows is the same engine and takes a quarter of the time to open a page: the other
    draws the frame of a window for each context, which nobody sees.
    """
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def open_context(
    new_context: Callable[..., BrowserContext],
    guard: Guard,
    url: str,
    *,
    phone: bool = False,
    lang: Language = "zh_Hans_CN",
    scheme: Scheme = "light",
) -> BrowserContext:
    """Open a browser of its own on the site at `url`, watched by `guard`.

    Arguments:
        new_context: what makes one, of a running browser.
        phone: in the field, with fingers; else at a desk.
        lang: the language its cookie asks for.
        scheme: what its system asks for.
    """
    context = new_context(
        base_url=url,
        viewport=PHONE if phone else DESKTOP,
        has_touch=phone,
        is_mobile=phone,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme=scheme,
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": "locale", "value": lang, "url": url}])
    guard.watch(context)
    return context


def enter(context: BrowserContext, login: str, password: str) -> int:
    """Send what the log-in form sends, without drawing it or the page behind it; return the status, 303."""
    token = context.request.get("/session/token").json()["token"]
    form = {"csrf_token": token, "login": login, "password": password}
    return context.request.post("/login", form=form, max_redirects=0).status
