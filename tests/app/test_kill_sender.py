"""Killed with -9 while it sends, again and again: everything arrives, under the ids it was written with."""

import signal

import time_machine
from flask import Flask
from sqlalchemy import select

from sladesk.actions import robots
from sladesk.actions._action import Tx
from sladesk.actions._telling import tell
from sladesk.config import Config
from sladesk.db import db, write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.domain.telling import Group
from sladesk.gateways.sealing import seal
from sladesk.models import Delivery, Notice
from tests.support import desk, senders
from tests.support.moment import NOW
from tests.support.receivers import SECRET
from tests.support.receivers import robots as chat

#: Events; each is told to two people inside and to two groups outside.
EVENTS, GROUPS = 150, 2


def test_nothing_is_lost_between_writing_and_sending(
    app: Flask, config: Config, clock: time_machine.Traveller
) -> None:
    people = [desk.actor(login).person_id or 0 for login in ("lina", "zhaomin")]
    with chat(NOW.timestamp()) as group:
        for name in range(GROUPS):
            address, secret = seal(config.key(), group.address("feishu")), seal(config.key(), SECRET)
            robots.create(
                desk.by("linhao"),
                robots.RobotForm(f"群 {name}", "feishu", "127.0.0.1", address, secret, frozenset(Group)),
            )
        with write_transaction() as session:
            tx = Tx(session, SYSTEM, NOW, "clocks.settle", "job")
            for number in range(EVENTS):
                tell(tx, people, "clock:breached", f"breach:{number}", {"clock_kind": "first_response"})
        now = NOW
        for _ in range(2):
            seen = len(group.posts)
            group.answers[:] = ["well", "hang"]
            victim = senders.start(config, now)
            group.wait(seen + 2)
            victim.kill()
            victim.join()
            assert victim.exitcode == -signal.SIGKILL
            group.hung.set()
            group.hung.clear()
            now += senders.AFTER
        group.answers.clear()
        last = senders.start(config, now)
        stored = {row.public_id for row in rows()}
        with group.came:
            assert group.came.wait_for(lambda: {i for post in group.posts for i in post.ids} >= stored, 60)
        last.kill()
        last.join()
    assert len(stored) == EVENTS * GROUPS
    assert set(group.ids()) == stored, "nothing else arrived"
    assert len(group.ids()) > len(stored), "what was under way at a kill came again, under the same ids"
    assert len(db.session.scalars(select(Notice.id)).all()) == EVENTS * len(people), "inside exactly once"


def rows() -> list[Delivery]:
    db.session.rollback()
    return list(db.session.scalars(select(Delivery)))
