"""Some thousand tickets as people make them: played through the actions, once for both engines."""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import select

from sladesk import demo
from sladesk.actions import communications
from sladesk.actions._action import Call
from sladesk.cli._site import upgrade
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.demo.stage import actors
from sladesk.models import Person, Ticket

#: Entries of a long timeline, and how many originals get one.
LONG, SAMPLE = 20, 8


def make(app: Flask, tickets: int) -> None:
    """Make the demo department in an empty data folder, some of its open tickets with long timelines."""
    with app.app_context():
        upgrade(app)
        demo.load(app, tickets=tickets, first=tickets)
        _lengthen()
        db.session.remove()
        db.engine.dispose()


def _lengthen() -> None:
    cast = actors(db.session())
    found = (
        select(Ticket.number, Ticket.event_seq, Person.login)
        .join(Person, Person.id == Ticket.owner_id)
        .where(Ticket.status == "in_progress", Ticket.event_seq < LONG)
        .order_by(Ticket.id.desc())
        .limit(SAMPLE)
    )
    rows = db.session.execute(found).all()
    for number, entries, owner in rows:
        for more in range(entries, LONG):
            words = f"第 {more + 1} 次跟进：已与客户核对机型、故障现象和方便的时间，等仓库答复。"
            communications.progress(Call(cast[owner], utcnow()), number, text=words)


def long_timelines(app: Flask) -> Iterator[str]:
    """Return numbers of open tickets with twenty entries."""
    with app.app_context():
        rows = db.session.execute(
            select(Ticket.number)
            .where(Ticket.event_seq.between(LONG, LONG + 2), Ticket.status == "in_progress")
            .order_by(Ticket.id.desc())
            .limit(200)
        )
        yield from (row.number for row in rows)
