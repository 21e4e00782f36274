"""The demo department: invented people and tickets, made by the same verbs as real ones (issue 2)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Flask

from sladesk.actions._action import Tx
from sladesk.actions.setup import set_value
from sladesk.clock import utcnow
from sladesk.db import queue, write_transaction
from sladesk.demo import building
from sladesk.demo.content import PEOPLE
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Handler, Work

#: Told after each ticket: how many there are, how many there will be.
Progress = Callable[[int, int], None]

#: The password of every demo account.
PASSWORD = "sladesk-demo"  # noqa: S105 - printed on the log-in page of a demo
#: Setting that marks a database as a demo: nobody serves it to the world unawares (decision 27).
MARK = "demo.mark"
#: Tickets one job makes before it lets the sweep have its turn, and tickets of one transaction while
#: nobody uses the database yet.
SLICE, TOGETHER = 10, 8


def load(
    app: Flask,
    tickets: int = 1000,
    first: int = 200,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> None:
    """Build the demo department in an empty, migrated database; its context is open.

    Arguments:
        app: the application.
        tickets: how many there will be in the end.
        first: at least so many, those of the newest days, are made before returning; the job
            `demo.continue` makes the history behind them.
        progress: told after each few tickets.
        now: the instant the department has come to; the present when absent.
    """
    del app
    now = (now or utcnow()).replace(microsecond=0)
    building.found(now, building.SEED, tickets, PASSWORD)
    plan = building.Plan.of(now, building.SEED, tickets)
    begin, end = plan.boundary(first), len(plan.openings)
    for place in range(begin, end, TOGETHER):
        places = range(place, min(place + TOGETHER, end))
        building.build(plan, places)
        if progress is not None:
            progress(places.stop - begin, end - begin)
    building.live(plan)
    with write_transaction() as session:
        tx = Tx(session, SYSTEM, now, "demo.loaded", SYSTEM.source)
        set_value(tx, MARK, {"now": now.isoformat(), "tickets": tickets, "seed": building.SEED})
        building.note(tx, 0, begin, plan)
        if begin:
            queue.enqueue(session, "demo.continue", {"place": 0}, now=now, unique_key="demo.continue:0")


def go_on(work: Work) -> None:
    """Make the next tickets of the history, then ask for the slice after them.

    What is made and how far it came are written together, so a slice that is broken off goes on where it
    stopped.
    """
    plan = building.Plan.stored()
    place, end = building.noted()
    for at in range(place, min(place + SLICE, end)):
        work.go_on()
        building.build(plan, [at], noting=end)
    place, end = building.noted()
    if place < end:
        with write_transaction() as session:
            key = f"demo.continue:{place}"
            queue.enqueue(session, "demo.continue", {"place": place}, now=utcnow(), unique_key=key)


#: Jobs that build the rest of the department behind the first page.
HANDLERS: Mapping[str, Handler] = {"demo.continue": go_on}


def accounts() -> tuple[tuple[str, str, str, str], ...]:
    """Return the log-ins to show: name to sign in with, role, person's name, password."""
    wanted = ("lina", "wuqian", "wangqiang", "liuyang", "zhaomin", "zhoukai", "xujing")
    wanted += ("zhouying", "chenweidong", "linhao", "zhengjie")
    people = {person.login: person for person in PEOPLE}
    return tuple((login, people[login].roles[0], people[login].name, PASSWORD) for login in wanted)


__all__ = ["HANDLERS", "MARK", "PASSWORD", "Handler", "Progress", "accounts", "load"]
