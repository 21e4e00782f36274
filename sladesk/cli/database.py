"""`sladesk db`: the age of the tables, and what is made from them."""

import click

from sladesk.actions import house
from sladesk.cli import _site
from sladesk.db import migrating


@click.group(cls=_site.UserErrors)
def db() -> None:
    """Look after the tables and the search index."""


@db.command()
def upgrade() -> None:
    """Bring the tables to this program's version."""
    with _site.opened():
        changed = _site.upgrade()
        click.echo("Brought up to date." if changed else "Was up to date already.")


@db.command()
def check() -> None:
    """Compare the tables with what the program expects; fails on a difference."""
    with _site.ready():
        migrating.check()


@db.command()
def version() -> None:
    """Print the version of the tables and the one of this program."""
    with _site.opened():
        found, known = _site.versions()
        click.echo(f"database {', '.join(found) or 'empty'}, program {known[0]}")


@db.command()
def reindex() -> None:
    """Make the search index anew from timelines and customers while the site goes on working."""
    with _site.ready():
        for verb, said in (
            (house.reindex, "tickets can be found by what they hold."),
            (house.reindex_customers, "customers can be found by name and number."),
        ):
            last, done, count = 0, 0, -1
            while count:
                last, count = verb(_site.call(), last)
                done += count
            click.echo(f"{done} {said}")
