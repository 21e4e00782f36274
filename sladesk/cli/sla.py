"""`sladesk sla`: why a due time is what it is, and whether stored clocks agree with their ledgers (R3.8)."""

import json
from dataclasses import asdict

import click
from sqlalchemy import select

from sladesk.cli import _clockcheck, _site, _telling
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Clock, Ticket
from sladesk.queries.reference import reference


@click.group(cls=_site.UserErrors)
def sla() -> None:
    """Explain and check due times."""


@sla.command()
@click.argument("number")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in ClockKind]), help="Only clocks of this kind."
)
@click.option("--json", "as_json", is_flag=True, help="The whole story as data.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def explain(*, number: str, kind: str | None, as_json: bool, lang: str) -> None:
    """Tell how each due time of a ticket came about."""
    with _site.ready():
        ref = reference(db.session())
        ticket_id = db.session.scalar(select(Ticket.id).where(Ticket.number == number))
        if ticket_id is None:
            raise click.ClickException(f"There is no ticket {number}.")
        wanted = Clock.ticket_id == ticket_id
        if kind:
            wanted &= Clock.kind == kind
        now = to_epoch(utcnow().replace(microsecond=0))
        told = [
            (checked.clock, _telling.story(checked, ref, now))
            for checked in _clockcheck.read(db.session(), wanted)
        ]
        if as_json:
            data = [{"clock": c.id, "kind": c.kind, "no": c.no, **asdict(story)} for c, story in told]
            click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))
            return
        names = _telling.names(db.session(), ref, lang)
        for clock, story in told:
            click.echo(_telling.words(clock, story, names, lang))


@sla.command()
@click.option("--sample", type=click.IntRange(1), default=1000, show_default=True, help="So many, by chance.")
@click.option("--all", "everything", is_flag=True, help="Every clock.")
def verify(*, sample: int, everything: bool) -> None:
    """Recompute clocks from their ledgers and compare every stored column; fails on a difference."""
    with _site.ready():
        ref = reference(db.session())
        checked, wrong = _clockcheck.verify(db.session(), ref, None if everything else sample)
        for line in wrong:
            click.echo(line)
        click.echo(f"{checked} clocks checked, {len(wrong)} differ")
        if wrong:
            raise SystemExit(1)
