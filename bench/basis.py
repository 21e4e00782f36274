"""Some thousand tickets as people make them: played through the actions, once for both engines."""

from flask import Flask
from sqlalchemy import select

from sladesk import demo
from sladesk.actions import communications
from sladesk.actions._action import Call
from sladesk.cli._site import upgrade
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.demo.stage import actors
from sladesk.domain.access import Actor
from sladesk.models import Person, Ticket

AGENTS = ("lina", "wuqian", "sunqian", "sunjia")
#: Entries of a long timeline, and how many originals of each agent get one.
LONG, SAMPLE = 20, 2


def make(app: Flask, tickets: int) -> None:
    """Make the demo department in an empty data folder, some of its open tickets with long timelines."""
    with app.app_context():
        upgrade()
        demo.load(app, tickets=tickets, first=tickets)
        cast = actors(db.session())
        for login in AGENTS:
            _lengthen(cast[login])
        db.session.remove()
        db.engine.dispose()


def _lengthen(agent: Actor) -> None:
    mine = select(Ticket.number, Ticket.event_seq).where(
        Ticket.owner_id == agent.person_id, Ticket.status == "in_progress", Ticket.event_seq < LONG
    )
    rows = db.session.execute(mine.order_by(Ticket.id.desc()).limit(SAMPLE)).all()
    for number, entries in rows:
        for more in range(entries, LONG):
            words = f"第 {more + 1} 次跟进：已与客户核对机型、故障现象和方便的时间，等仓库答复。"
            communications.progress(Call(agent, utcnow()), number, text=words)


def long_timelines(app: Flask) -> dict[str, tuple[str, ...]]:
    """Return numbers of open tickets with twenty entries, by the log-in of their owner."""
    found: dict[str, tuple[str, ...]] = {}
    rows = (
        select(Person.login, Ticket.number)
        .join(Ticket, Person.id == Ticket.owner_id)
        .where(
            Person.login.in_(AGENTS),
            Ticket.event_seq.between(LONG, LONG + 2),
            Ticket.status == "in_progress",
        )
    )
    with app.app_context():
        for login, number in db.session.execute(rows.order_by(Ticket.id.desc())):
            found[login] = (*found.get(login, ()), number)
    return found
