"""`sladesk jobs`: what waits, what has failed for good."""

import click

from sladesk.actions import house
from sladesk.cli import _site
from sladesk.db import db
from sladesk.queries import jobs as reading


@click.group(cls=_site.UserErrors)
def jobs() -> None:
    """Look at the background jobs."""


@jobs.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that wait, run or are done.")
def list_jobs(*, everything: bool) -> None:
    """List jobs that failed for good."""
    with _site.ready():
        rows = reading.listed(db.session(), states=None if everything else ("dead",))
        for row in rows:
            click.echo(
                f"{row.id:>8}  {row.state:<8} {row.name:<20} tries {row.attempts}  {row.last_error or ''}"
            )
        if not rows:
            click.echo("None.")


@jobs.command()
@click.argument("job_id", type=int)
def retry(job_id: int) -> None:
    """Put a job that failed for good back into the queue."""
    with _site.ready():
        house.retry_job(_site.call(), job_id)
        click.echo("It will be worked at once.")
