"""The template environment: Flask's, without what its generality costs on every included part."""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment


class PlainGlobals(Environment):
    """Templates share the environment's globals as they are.

    Jinja lays a chain of mappings over them, so that a template loaded with globals of its own could have
    them; none here is, and a page of sixty parts pays for the chain at each of them.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the environment's globals; own ones where a caller brings them."""
        return super().make_globals(d) if d else self.globals


def install(app: Flask) -> None:
    """Use the environment; before anything asks the application for its own."""
    app.jinja_environment = PlainGlobals
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
