"""A thousand due times missed at once, workers killed with -9 on the way: everything once (R3.9, R7.3)."""

import signal
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select, update

from sladesk.actions import robots
from sladesk.config import Config
from sladesk.db import db, write_transaction
from sladesk.domain.telling import Group
from sladesk.gateways.sealing import seal
from sladesk.models import Breach, ChainRun, ChainStep, ClockEntry, Delivery, Event, Notice, Person, Ticket
from tests.support import desk, senders, sweeping
from tests.support.receivers import SECRET, Robots
from tests.support.receivers import robots as chat

MISSED = 1_000


def count(model: type[db.Model], *conditions: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def ids(*conditions: Any) -> set[str]:
    """Return the stable ids of what is told outside."""
    db.session.rollback()
    return set(db.session.scalars(select(Delivery.public_id).where(*conditions)))


def sweep(config: Config, at: datetime) -> None:
    """Let one sweep that is killed on the way, then two at once."""
    victim = sweeping.start(config, at)
    victim.hear(3)  # it has begun its third portion
    victim.process.kill()
    victim.process.join()
    assert victim.process.exitcode == -signal.SIGKILL, "it had not finished"
    assert count(Breach) > 0
    for one in [sweeping.start(config, at) for _ in range(2)]:
        one.finish()
        assert one.process.exitcode == 0


def send(config: Config, at: datetime, group: Robots) -> None:
    """Let one send that is killed twice before it hears the answer to a message, and started anew."""
    now = at
    for _ in range(2):
        seen = len(group.posts)
        group.answers[:] = ["well", "hang"]
        victim = senders.start(config, now)
        group.wait(seen + 2, 120)
        victim.kill()
        victim.join()
        assert victim.exitcode == -signal.SIGKILL
        group.hung.set()
        group.hung.clear()
        now += senders.AFTER
    group.answers.clear()
    assert len(set(group.ids())) < MISSED, "it was killed in the middle"
    last, wanted = senders.start(config, now), ids()
    with group.came:
        assert group.came.wait_for(lambda: {i for post in group.posts for i in post.ids} >= wanted, 120)
    last.kill()
    last.join()


def test_a_thousand_breaches_are_told_once_whoever_is_killed(app: Flask, config: Config) -> None:
    number = desk.register(owner="lina", priority="urgent")
    due = desk.clocks(number, "first_response")[0].due_at
    assert due is not None
    sweeping.copies(number, MISSED - 1)
    with write_transaction() as session:
        session.execute(update(Person).where(Person.login == "zhaomin").values(duty="on"))
    at = due + timedelta(seconds=20)
    with chat(at.timestamp()) as group:
        address, secret = seal(config.key(), group.address("feishu")), seal(config.key(), SECRET)
        groups = frozenset({Group.OVERDUE})
        robots.create(
            desk.by("linhao"), robots.RobotForm("客服群", "feishu", "127.0.0.1", address, secret, groups)
        )
        sweep(config, at)
        send(config, at, group)

    noted = db.session.execute(select(Breach.clock_id, Breach.due_at)).all()
    assert len(noted) == len({row.clock_id for row in noted}) == MISSED
    assert {row.due_at for row in noted} == {due}, "each dated at its due time"
    events = db.session.scalars(select(Event.ticket_id).where(Event.kind == "clock:breached")).all()
    assert len(events) == len(set(events)) == MISSED
    notices = db.session.execute(
        select(Person.login)
        .join(Notice, Notice.person_id == Person.id)
        .where(Notice.kind == "clock:breached")
    )
    assert Counter(row.login for row in notices) == {"lina": MISSED, "zhaomin": MISSED}
    assert count(ClockEntry, ClockEntry.kind == "breach") == MISSED
    assert count(Ticket, Ticket.open_breaches == 1) == MISSED
    assert (count(ChainRun), count(ChainStep, ChainStep.step.startswith("late:0:"))) == (MISSED, 2 * MISSED)
    told = group.ids()
    assert set(told) == ids(), "nothing else arrived"
    assert len(ids(Delivery.template == "clock:breached")) == MISSED
    assert len(set(told)) == MISSED + 1, "with so many late the channel raised its alarm, once"
    assert len(told) > len(set(told)), "what was under way at a kill came again, under the same ids"
