"""The command line: `sladesk <command>`, one module a noun; the entry point is `main`."""

from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword

import click

from sladesk.cli._site import UserErrors

#: Command → module in this room that defines it under the same name; loaded when asked for.
COMMANDS = {
    "serve": "serving",
    "worker": "serving",
    "init": "setup",
    "demo": "setup",
    "user": "users",
    "db": "database",
    "sla": "sla",
    "reviews": "reviews",
    "audit": "audit",
    "backup": "backup",
    "restore": "backup",
    "jobs": "jobs",
    "import": "importing",
}


class Commands(UserErrors):
    """The commands of `COMMANDS`, imported one at a time so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Return a command, None when there is no such."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"sladesk.cli.{COMMANDS[cmd_name]}"), name)
        return command


@click.group(cls=Commands)
@click.version_option(package_name="sladesk")
def sladesk() -> None:
    """Sladesk, a service desk that measures response and resolution times honestly.

    Which installation is meant is said by the environment: SLADESK_DATA names its folder (`var` otherwise),
    SLADESK_DATABASE_URL a PostgreSQL database. The README lists all settings.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command of this process."""
    sladesk.main(args=None if arguments is None else list(arguments), prog_name="sladesk")
