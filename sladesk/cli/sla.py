"""`sladesk sla`: why a due time is what it is, and whether stored clocks agree with their ledgers (R3.8)."""

import json

import click
from sqlalchemy import ColumnElement, or_, select

from sladesk.cli import _clockcheck, _site, _supposing, _telling
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Facts
from sladesk.models import Clock, Customer, Ticket
from sladesk.queries.reference import Reference, reference
from sladesk.queries.ruling import facts_of
from sladesk.queries.waits import waits


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
@click.option(
    "--what-if",
    "supposed",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Say what would become of the due times; may be repeated. priority=urgent, calendar=duty,"
    " wait=waiting_parts with until=2026-11-27T12:00, answered=2026-11-23T09:30, pauses=no.",
)
def explain(*, number: str, kind: str | None, as_json: bool, lang: str, supposed: tuple[str, ...]) -> None:
    """Tell how each due time of the ticket NUMBER came about, and why no other policy set it."""
    with _site.ready():
        ref = reference(db.session())
        moment = utcnow().replace(microsecond=0)
        question = _supposing.question(supposed, ref, moment, lang)
        ticket, facts = _ticket(ref, number)
        wanted = Clock.ticket_id == ticket
        if kind:
            wanted &= Clock.kind == kind
        stored = _clockcheck.read(db.session(), wanted & _ours())
        held, now = waits(db.session(), [one.clock.cycle_id for one in stored]), to_epoch(moment)
        told = [
            (one.clock, _telling.story(one, ref, facts, now, held.get(one.clock.cycle_id, ())))
            for one in stored
        ]
        outcomes = _supposing.outcomes(question, ref, facts, stored, moment)
        if as_json:
            data = _supposing.data(db.session(), ref, told, outcomes)
            click.echo(json.dumps(data, ensure_ascii=False, indent=1))
            return
        names = _telling.names(db.session(), ref, [clock for clock, _story in told], lang)
        for clock, story in told:
            click.echo(_telling.words(clock, story, names, lang))
            if clock.id in outcomes:
                click.echo(_supposing.words(outcomes[clock.id], story.zone, lang))


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
