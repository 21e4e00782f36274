"""The demo department: invented people, customers and tickets (issue 2, slice 4)."""

from collections.abc import Callable, Mapping

from flask import Flask

from sladesk.config import ConfigError
from sladesk.jobs.work import Handler

#: Told after each ticket: how many there are, how many there will be.
Progress = Callable[[int, int], None]

#: The password of every demo account.
PASSWORD = "sladesk-demo"  # noqa: S105 - printed on the log-in page of a demo

#: Jobs that build the rest of the department behind the first page.
HANDLERS: Mapping[str, Handler] = {}


def load(app: Flask, tickets: int = 1000, first: int = 200, progress: Progress | None = None) -> None:
    """Build the demo department in an empty, migrated database; its context is open.

    Arguments:
        app: the application.
        tickets: how many there will be in the end.
        first: how many are made before returning; the job `demo.continue` makes the others.
        progress: told after each ticket.

    Raises:
        ConfigError: the demo department is not part of this version.
    """
    del app, tickets, first, progress
    raise ConfigError("The demo department is not part of this version yet; start with  sladesk init.")


def accounts() -> tuple[tuple[str, str, str, str], ...]:
    """Return the log-ins to show: name to sign in with, role, person's name, password."""
    return ()
