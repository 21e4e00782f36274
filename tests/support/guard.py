"""What a page may not do in any test: console errors, policy violations, requests to elsewhere."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

#: Designed answers (sign in again, conflict, form error): the browser notes them as failed loads.
DESIGNED = re.compile(r"Failed to load resource: .*status of (401|409|422)")
#: What a look for news leaves behind that falls into the time without a session, or without network.
SIGNED_OUT = "Response Status Error Code 401"
OFFLINE = "ERR_INTERNET_DISCONNECTED|ERR_FAILED|htmx:sendError"
#: A question under way when its page is left is given up, and htmx tells that like an error. It tells
#: of ``afterRequest`` only beside a cause of its own, which is still counted.
GIVEN_UP = re.compile(r"^htmx:(sendAbort|afterRequest),")
#: What never stands in an address: telephone numbers, tokens (ASVS 14.2.1).
#: A phone number, but not eleven digits within a fingerprint in hexadecimals.
IN_ADDRESS = re.compile(r"(?<![\da-f])1[3-9]\d{9}(?![\da-f])|csrf_token=|[?&](q|key)=")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Only what was found comes back: what axe says about everything that passed is longer than the page.
_FINDINGS = """options => axe.run(document, options).then(
  ({ violations }) => violations.flatMap(
    ({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`)))"""


@dataclass
class Guard:
    """Collects what went wrong in the browser contexts of one test."""

    url: str
    problems: list[str] = field(default_factory=list)
    allowed: list[re.Pattern[str]] = field(default_factory=lambda: [DESIGNED, GIVEN_UP])

    def watch(self, context: BrowserContext) -> None:
        """Listen to everything the pages of a context say and fetch."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def allow(self, pattern: str) -> None:
        """Let console messages of this form pass, in a test that provokes them."""
        self.allowed.append(re.compile(pattern))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(p.search(message.text) for p in self.allowed):
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(self.url):
            self.problems.append(f"left the site: {request.url}")
        if IN_ADDRESS.search(address.path + "?" + address.query):
            self.problems.append(f"in the address: {request.url}")

    def check(self) -> None:
        """Fail when anything was noticed."""
        assert not self.problems, "\n".join(self.problems)


def assert_accessible(page: Page) -> None:
    """Fail on any axe finding of WCAG 2.2 AA, naming rule and element."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        _FINDINGS, {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    )
    assert not found, f"{page.url}\n" + "\n".join(found)


def assert_fits(page: Page) -> None:
    """Fail when a page scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the screen"
