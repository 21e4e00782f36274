"""`sladesk audit`: whether anybody changed what was written down."""

import click

from sladesk.cli import _site
from sladesk.db import db
from sladesk.queries import audit as reading


@click.group(cls=_site.UserErrors)
def audit() -> None:
    """Check the audit."""


@audit.command()
def verify() -> None:
    """Compare every seal with the rows it stands for; fails when one was changed or removed."""
    with _site.ready():
        broken = list(reading.verify(db.session()))
        for part in broken:
            click.echo(
                f"Rows {part.first_id} to {part.last_id} are not as they were sealed: "
                f"{part.sealed} rows were there, {part.found} are."
            )
        extent = reading.extent(db.session())
        click.echo(
            f"{extent.rows} rows under {extent.seals} seals, {extent.unsealed} not sealed yet; "
            f"newest digest {extent.digest or 'none'}"
        )
        if broken:
            raise SystemExit(1)
