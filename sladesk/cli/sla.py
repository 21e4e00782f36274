"""`sladesk sla`: why a due time is what it is, and whether stored clocks agree with their ledgers (R3.8)."""

import json
from dataclasses import asdict

import click
from sqlalchemy import ColumnElement, or_, select

from sladesk.cli import _clockcheck, _site, _telling
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Facts
from sladesk.models import Clock, Customer, Ticket
from sladesk.queries.reference import Reference, reference
from sladesk.queries.ruling import facts_of


@click.group(cls=_site.UserErrors)
def sla() -> None:
    """Explain and check due times."""


@sla.command()
@click.argument("number")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in ClockKind]), help="Only clocks of this kind."
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole story as data.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the story."
)
def explain(*, number: str, kind: str | None, as_json: bool, lang: str) -> None:
    """Tell how each due time of the ticket NUMBER came about, and why no other policy set it."""
    with _site.ready():
        ref = reference(db.session())
        ticket, facts = _ticket(ref, number)
        wanted = Clock.ticket_id == ticket
        if kind:
            wanted &= Clock.kind == kind
        now = to_epoch(utcnow().replace(microsecond=0))
        told = [
            (checked.clock, _telling.story(checked, ref, facts, now))
            for checked in _clockcheck.read(db.session(), wanted & _ours())
        ]
        if as_json:
            data = [{"clock": c.id, "kind": c.kind, "no": c.no, **asdict(story)} for c, story in told]
            click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))
            return
        names = _telling.names(db.session(), ref, [clock for clock, _story in told], lang)
        for clock, story in told:
            click.echo(_telling.words(clock, story, names, lang))


def _ours() -> ColumnElement[bool]:
    """Leave out what another desk decided: it told the verdict, not how it came about (decision 33)."""
    return or_(Clock.state != "stopped", Clock.due_at.is_not(None))


def _ticket(ref: Reference, number: str) -> tuple[int, Facts]:
    """Return a ticket's key and what policies look at on it.

    Raises:
        ClickException: there is no such ticket.
    """
    found = db.session.execute(
        select(Ticket, Customer.vip)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Ticket.number == number.strip().upper())
    ).first()
    if found is None:
        raise click.ClickException(f"There is no ticket {number}.")
    ticket, vip = found
    return ticket.id, facts_of(ref, ticket, vip=bool(vip))


@sla.command()
@click.option(
    "--sample",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="How many clocks, drawn by chance.",
)
@click.option("--all", "everything", is_flag=True, help="Every clock instead of a sample.")
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
