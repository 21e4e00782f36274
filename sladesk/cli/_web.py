"""gunicorn inside `sladesk serve`: threads in few processes, settings from the machine's (decision 26)."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from sladesk.config import Config
from sladesk.web.templating import warm
from sladesk.webserver import settings


class Web(BaseApplication):
    """The web server of one installation.

    Arguments:
        config: machine settings.
        make: builds the application; called in each worker.
        announce: called once the address is open.
    """

    def __init__(self, config: Config, make: Callable[[], Flask], announce: Callable[[], None]) -> None:
        self._config, self._make, self._announce = config, make, announce
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from the server's defaults."""
        for name, value in (settings(self._config) | {"when_ready": self._ready}).items():
            self.cfg.set(name, value)

    def _ready(self, server: object) -> None:  # noqa: ARG002 - the hook's signature
        self._announce()

    def load(self) -> Any:
        """Return the application of a worker, its templates on their way."""
        app = self._make()
        warm(app)
        return app
