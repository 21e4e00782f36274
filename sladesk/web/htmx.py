"""The one module that knows htmx: what its requests look like and which headers answer it.

The extension's own response builder refuses some swap styles and writes headers that are not Latin-1, so
only its request side is used.
"""

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlsplit

from flask import Flask, Response, request
from htmx_flask import Htmx
from htmx_flask.requests import HtmxHeaders
from werkzeug.datastructures import MultiDict


def _headers() -> HtmxHeaders:
    headers: HtmxHeaders = request.htmx  # type: ignore[attr-defined] - htmx-flask sets it
    return headers


def is_htmx() -> bool:
    """Whether htmx asks for a fragment; a restored history entry wants the whole page."""
    headers = _headers()
    return bool(headers) and not headers.history_restore_request and not headers.boosted


def page_args() -> MultiDict[str, str]:
    """Return the query of the page one is on: for a step taken within it, that of the page behind it."""
    if request.method == "GET" or not is_htmx():
        return request.args
    return MultiDict(parse_qsl(urlsplit(_headers().current_url or "").query))


def is_look() -> bool:
    """Whether this is a look for news (decision 25): it is no sign of activity of a person."""
    return request.method == "GET" and request.headers.get("X-Sladesk-Look") == "1"


def with_events(response: Response, events: Mapping[str, object]) -> Response:
    """Let events happen in the page after the swap; texts become ASCII JSON."""
    response.headers["HX-Trigger-After-Settle"] = json.dumps(dict(events))
    return response


def swap(
    response: Response, *, style: str | None = None, target: str | None = None, select: str | None = None
) -> Response:
    """Overrule how and where the answer is put.

    Arguments:
        style: a swap style such as `beforeend` or `morph:outerHTML`.
        target: CSS selector of the element to change.
        select: CSS selector of the part of the answer to use.
    """
    for name, value in (("HX-Reswap", style), ("HX-Retarget", target), ("HX-Reselect", select)):
        if value is not None:
            response.headers[name] = value
    return response


def go_to(url: str) -> Response:
    """Make the browser load another page after an htmx request."""
    return Response(status=204, headers={"HX-Redirect": quote(url, safe="/?&=%#:+,;@!$'()*~-._")})


def install(app: Flask) -> None:
    """Give requests their `htmx` attribute."""
    Htmx(app)
