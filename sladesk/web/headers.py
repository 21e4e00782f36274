"""Headers of every answer, and which hosts and proxies are believed."""

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from sladesk.config import Config

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_YEAR = 31536000
MEGABYTE = 1024 * 1024


def _harden(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=()")
    headers.setdefault("Cache-Control", "no-store")
    response.vary.update(("Cookie", "HX-Request"))
    return response


def _pin_https(response: Response) -> Response:
    response.headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
    return response


def install(app: Flask, config: Config) -> None:
    """Set cookies, limits, hosts and headers by the site's address (decisions 21 and 36)."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-sladesk" if config.https else "sladesk",
        SESSION_COOKIE_SECURE=config.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        TRUSTED_HOSTS=list(config.hosts),
        MAX_CONTENT_LENGTH=MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=400,
        PREFERRED_URL_SCHEME="https" if config.https else "http",
    )
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign] - Flask's way of wrapping
    app.after_request(_harden)
    if config.https:
        app.after_request(_pin_https)
