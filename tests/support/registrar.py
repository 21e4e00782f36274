"""Processes that register tickets one after another and say each number once it is safe.

They are forked from one that has imported the product, which takes longer than registering a hundred tickets;
each opens the installation by itself.
"""

import multiprocessing
import os
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from sqlalchemy import select

from sladesk.actions import tickets
from sladesk.actions._action import Call
from sladesk.app import create_app
from sladesk.config import Config, from_environment
from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.domain.intake import NewTicket
from sladesk.models import Person, Team
from sladesk.queries.reference import reference
from tests.support.moment import NOW
from tests.support.site import process_environment

_FORKED = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Registrar:
    """A process that registers, and what it says."""

    process: BaseProcess
    said: Connection

    def numbers(self, count: int) -> list[str]:
        """Wait for so many numbers and return them; fewer when it ends before."""
        heard: list[str] = []
        try:
            while len(heard) < count:
                heard.append(str(self.said.recv()))
        except EOFError:
            pass
        return heard

    def end(self) -> None:
        """Kill it with -9."""
        self.process.kill()
        self.process.join()


def start(config: Config, count: int) -> Registrar:
    """Let a process register so many tickets on an installation.

    Arguments:
        config: of the installation; the process reads it from its environment, as all do.
        count: how many, a transaction each.
    """
    _FORKED.set_forkserver_preload([__name__])
    said, mouth = _FORKED.Pipe(duplex=False)
    process = _FORKED.Process(target=_work, args=(process_environment(config, 1), count, mouth), daemon=True)
    process.start()
    mouth.close()
    return Registrar(process, said)


def _work(environment: Mapping[str, str], count: int, mouth: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with create_app(from_environment()).app_context():
        who, form = agent(), new_ticket()
        db.session.rollback()
        for _ in range(count):
            mouth.send(tickets.register(Call(who, NOW), form)["number"])


def agent() -> Actor:
    """Return 李娜 of the cast as she acts."""
    person_id, name = db.session.execute(select(Person.id, Person.name).where(Person.login == "lina")).one()
    team_id = db.session.scalars(select(Team.id).where(Team.code == "service_desk")).one()
    return Actor(person_id, frozenset({"agent"}), frozenset({team_id}), name)


def new_ticket(customer_id: int | None = 1) -> NewTicket:
    """Return a telephone call about a machine that does not cool."""
    ref = reference(db.session())
    return NewTicket(
        ref.channels_by_code["phone"].id,
        ref.categories_by_code["fault.cooling.no_cooling"].id,
        customer_id=customer_id,
        verbatim="空调不制冷",
    )
