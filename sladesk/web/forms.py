"""Forms and their answers: keys, what was typed, and one way to answer scripts and plain forms alike."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    get_template_attribute,
    make_response,
    redirect,
    request,
    session,
)
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import FileStorage
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired

from sladesk.domain.errors import Invalid, invalid
from sladesk.domain.text import clean
from sladesk.web import htmx
from sladesk.web.sentences import SENTENCES, say_problem
from sladesk.web.words import locale_name

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
#: Steps within a path that browsers work out themselves: no page of ours is named so.
_DOTS = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
#: Fields that differ between two sendings of the same form.
_UNHASHED = frozenset({"csrf_token", "key"})


class Form(FlaskForm):
    """Base of all forms: the token is checked for every POST already, so the form need not repeat it."""

    class Meta(FlaskForm.Meta):
        """No second check of the token."""

        csrf = False  # type: ignore[assignment] - as WTForms asks for it

        def get_translations(self, form: Any) -> Any:
            """Return the library's own sentences, read once per language instead of once per request."""
            self.locales = [locale_name()]
            return DefaultMeta.get_translations(self, form)


def new_key() -> str:
    """Return a fresh idempotency key for a form (decision 23)."""
    return secrets.token_urlsafe(18)


def csrf_token() -> str:
    """Return the token of this session for forms; it is signed once, not for every page."""
    signed: str | None = g.get("csrf_token")
    if signed is None:
        secret = session.get("csrf_token")
        signed = g.csrf_token = _signed(str(secret)) if secret else generate_csrf()
    return signed


@lru_cache(maxsize=512)
def _signed(_secret: str) -> str:
    return generate_csrf()


def request_key() -> str:
    """Return the key of the form that was sent.

    Raises:
        Invalid: there is none, or it is none of ours.
    """
    key = request.form.get("key") or request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise invalid("key", "required")
    return key


def body_hash() -> str:
    """Return a digest of what was sent, without token and key; files by name and content."""
    digest = hashlib.sha256(request.path.encode())
    for name, value in sorted(request.form.items(multi=True)):
        if name not in _UNHASHED:
            digest.update(f"\0{name}={value}".encode("utf-8", "surrogatepass"))
    for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        digest.update(f"\0{name}:{file.filename}:{_digest(file)}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _digest(file: FileStorage) -> str:
    found = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type] - a stream of bytes
    file.stream.seek(0)
    return found


def words(text: LazyString) -> str:
    """Return a lazy sentence as WTForms wants its messages: it is read in the language of the request."""
    return cast(str, text)


def needed() -> InputRequired:
    """WTForms validator: the field must be filled in."""
    return InputRequired(words(SENTENCES["required"]))


def line(value: str | None) -> str:
    """WTForms filter: one cleaned line."""
    return clean(value)


def text(value: str | None) -> str:
    """WTForms filter: a cleaned text with its line breaks."""
    return clean(value, lines=True)


def show_problems(form: FlaskForm, error: Invalid) -> None:
    """Put the desk's problems to the fields they are about; the rest to the form as a whole."""
    for name, problem in error.problems.items():
        sentence = say_problem(problem)
        if name in form:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors.append(sentence)


def safe_path(target: str | None, default: str = "/") -> str:
    """Return a path of this site; anything that leads elsewhere becomes the default."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    if any(ord(c) < 33 or c == "\\" or ord(c) == 127 for c in target):
        return default
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or "//" in parts.path or _DOTS.search(parts.path):
        return default
    return target


def toast(sentence: str, *, undo_url: str | None = None, bad: bool = False) -> str:
    """Return a message for the message region, as a part put there whatever the target is."""
    made = get_template_attribute("_macros.html", "toast")(sentence, undo_url, bad)
    # Without what every page is given: this one needs nothing of it.
    return current_app.jinja_env.get_template("_oob.html").render(body=made)


def answer(
    parts: str | Iterable[str] = (),
    *,
    to: str,
    message: str | None = None,
    undo_url: str | None = None,
    events: Mapping[str, object] | None = None,
) -> Response:
    """Answer a POST that succeeded.

    htmx gets the rendered parts (swapped into its target, out-of-band parts included) and the message;
    a plain form gets a redirect, so that reloading doesn't send it again.

    Arguments:
        parts: rendered partials, in the order they are sent.
        to: path to go to without scripts; with scripts too when there are no parts.
        message: what was done, said once.
        undo_url: POST address that takes it back.
        events: names of events that happen in the page after the swap, with their details.
    """
    pieces = [parts] if isinstance(parts, str) else list(parts)
    if not htmx.is_htmx() or not pieces:
        if message:
            flash(message)
        return htmx.go_to(to) if htmx.is_htmx() else make_response(redirect(to, 303))
    if message:
        pieces.append(toast(message, undo_url=undo_url))
    response = make_response("".join(pieces))
    return htmx.with_events(response, events) if events else response


def refused(page: str, status: int = 422) -> Response:
    """Answer a form that can't be taken, with the same partial (htmx) or page and what was typed.

    Arguments:
        page: rendered partial for htmx, whole page otherwise.
        status: 422 for fields, 409 for a conflict.
    """
    return make_response(page, status)


def install(app: Flask) -> None:
    """Give templates what forms need."""
    app.add_template_global(new_key, "new_key")
    app.add_template_global(csrf_token, "csrf_token")
    app.context_processor(lambda: {"csrf_token": csrf_token})  # Flask-WTF's own stands before it
