"""What goes wrong, as an answer: a table from the desk's errors to HTTP, a page, a short form for htmx."""

import secrets

from flask import (
    Flask,
    Response,
    current_app,
    g,
    get_template_attribute,
    make_response,
    render_template,
    request,
)
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from sladesk.actions.sessions import LOCALES
from sladesk.db import db
from sladesk.domain.errors import (
    DeskError,
    Forbidden,
    Invalid,
    KeyReused,
    Missing,
    NotFound,
    Stale,
    TooMany,
    WrongState,
)
from sladesk.domain.sla.errors import SlaError
from sladesk.web import htmx
from sladesk.web.clock_sentences import say_clock
from sladesk.web.sentences import say_error, say_problems

STATUS: dict[type[DeskError], int] = {
    Forbidden: 403,
    NotFound: 404,
    WrongState: 409,
    Missing: 409,
    Stale: 409,
    KeyReused: 422,
    Invalid: 422,
    TooMany: 429,
}
TITLES: dict[int, LazyString] = {
    400: _l("This request could not be read"),
    401: _l("You are no longer signed in"),
    403: _l("Not allowed"),
    404: _l("Not found"),
    405: _l("Not possible this way"),
    409: _l("Not possible now"),
    413: _l("Too large"),
    414: _l("The address is too long"),
    415: _l("This kind of content is not accepted"),
    422: _l("Not saved"),
    429: _l("Too many attempts"),
    431: _l("The browser sends too much along"),
    500: _l("Something went wrong on our side"),
    503: _l("Not available right now"),
}
TEXTS: dict[int, LazyString] = {
    400: _l("The browser sent something incomplete. Go back and try again."),
    401: _l("Your session has ended, and what you sent just now was not saved. Log in again."),
    403: _l("This is not yours to do. Ask your supervisor if you need it."),
    404: _l("The address is wrong, or this is outside your reach."),
    405: _l("This address does not take such a request."),
    409: _l("Somebody was faster, or something must be done first."),
    413: _l("What was sent is larger than allowed here. Nothing was saved."),
    414: _l("Open the page from the menu, or filter by less."),
    415: _l("Send a form or a picture."),
    422: _l("Some fields can't be taken as they are. Go back: what you typed is still there."),
    429: _l("Wait a moment and try again."),
    431: _l("Delete the cookies of this address in the browser, then log in again."),
    500: _l("It was noted. Nothing was saved; try again, and give the error number if it happens again."),
    503: _l("The service is starting, stopping or without its database. Try again in a moment."),
}


#: What the web server refuses before the application hears of it.
UNREAD = (400, 414, 431)


def error_id() -> str:
    """Return a short number a person can read out and an administrator finds in the log."""
    return secrets.token_hex(4)


def error_answer(status: int, text: str | None = None, *, code: str = "") -> Response:
    """Return the page for an error, or for htmx the message that goes to the message region.

    Arguments:
        status: HTTP status.
        text: a sentence that says more than the usual one.
        code: stable name for scripts (`csrf`, `signed-out`).
    """
    number = error_id()
    sentence = text or str(TEXTS.get(status, TEXTS[500 if status >= 500 else 400]))
    level = current_app.logger.error if status >= 500 else current_app.logger.info
    level("error %s: %s %s %s %s", number, status, request.method, request.path, code)
    if htmx.is_htmx():
        shown = _("%(text)s (error %(id)s)", text=sentence, id=number) if status >= 500 else sentence
        body = get_template_attribute("_macros.html", "toast")(shown, None, True)
        response = htmx.swap(make_response(str(body), status), style="beforeend", target="#messages")
    else:
        title = str(TITLES.get(status, TITLES[500 if status >= 500 else 400]))
        page = render_template(
            "errors/error.html", status=status, title=title, text=sentence, error_id=number
        )
        response = make_response(page, status)
    if code:
        response.headers["X-Sladesk-Error"] = code
    return response


def _desk(error: DeskError) -> Response:
    text = say_error(error)
    if isinstance(error, Invalid):
        text = " ".join([text, *say_problems(error.problems).values()])
    response = error_answer(STATUS.get(type(error), 409), text, code=error.code)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(int(error.params["minutes"]) * 60)
    return response


def _clock(error: SlaError) -> Response:
    """Two people were faster than the times they gave: nothing is saved, the sentence says what is wrong."""
    db.session.rollback()
    return error_answer(409, say_clock(error), code=error.code)


def _host(_error: SecurityError) -> Response:
    """No page here: without a trusted host there are no addresses to link to."""
    return make_response(("This host name is not served here.\n", 400, {"Content-Type": "text/plain"}))


def _http(error: HTTPException) -> Response:
    if error.response is not None and error.code is None:
        return make_response(error.response)
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    response = error_answer(status)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _crash(error: InternalServerError) -> Response:
    """The traceback is in the log already; a database that is away is said as such."""
    away = isinstance(error.original_exception, OperationalError)
    db.session.rollback()
    g.visitor = g.get("visitor")  # the page about the error must not ask the database again
    return error_answer(503 if away else 500)


def _csrf(_error: CSRFError) -> Response:
    text = _("The form is out of date: go back, load the page again and save once more. Nothing was saved.")
    return error_answer(400, text, code="csrf")


def signed_out() -> Response:
    """Answer a request that needs a person when nobody is signed in any more (decision 22)."""
    response = error_answer(401, code="signed-out")
    response.headers["WWW-Authenticate"] = 'Session realm="sladesk"'
    return response


def unread(app: Flask) -> dict[int, str]:
    """Return the pages for what the web server refuses by itself, in both languages."""
    page = app.jinja_env.get_template("errors/unread.html")
    with app.app_context():
        return {
            status: page.render(said=[_unread(status, locale) for locale in sorted(LOCALES, reverse=True)])
            for status in UNREAD
        }


def _unread(status: int, locale: str) -> tuple[str, str, str, str]:
    with force_locale(locale):
        title, text = str(TITLES[status]), str(TEXTS[status])
        return locale[:2], title, text, _("To the start page")


def install(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DeskError, _desk)
    app.register_error_handler(SlaError, _clock)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(SecurityError, _host)
    app.register_error_handler(InternalServerError, _crash)
    app.register_error_handler(HTTPException, _http)
