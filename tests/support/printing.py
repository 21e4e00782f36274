"""An application that has templates and words, and nothing else: for what is drawn from figures alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from flask import Flask
from flask_babel import Babel, force_locale

from sladesk.web import words


@cache
def _app() -> Flask:
    app = Flask("sladesk", static_folder=None)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["BABEL_DEFAULT_LOCALE"] = "zh_Hans_CN"
    words.install(app, Babel(app))
    return app


@contextmanager
def speaking(locale: str = "zh_Hans_CN") -> Iterator[Flask]:
    """Say everything in a language."""
    app = _app()
    with app.app_context(), force_locale(locale):
        yield app
