"""The demo department: invented people and tickets, made by the same verbs as real ones (issue 2)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Flask

from sladesk.actions.beginning import DEMO_MARK as MARK
from sladesk.clock import utcnow
from sladesk.db import write_transaction
from sladesk.demo import building, founding, later
from sladesk.demo.content import PEOPLE
from sladesk.jobs.work import Handler, Work

#: Told after each few tickets: how many there are, how many there will be.
Progress = Callable[[int, int], None]

#: The password of every demo account.
PASSWORD = "sladesk-demo"  # noqa: S105 - printed on the log-in page of a demo
#: Tickets of one transaction while nobody uses the database yet, and while people do: they wait no longer
#: than for this many. Tickets one job makes before it lets the sweep have its turn.
TOGETHER, BEHIND, SLICE = 8, 2, 12


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
            `demo.continue` makes the history behind them, and what is missing when this is broken off.
        progress: told after each few tickets.
        now: the instant the department has come to; the present when absent.
    """
    del app
    founding.found((now or utcnow()).replace(microsecond=0), building.SEED, tickets, first, PASSWORD)
    finish_newest(progress)


def finish_newest(progress: Progress | None = None) -> None:
    """Make the newest days, from where they stand: also after a load that was broken off."""
    plan = building.Plan.stored()
    while True:
        part = building.advance(plan, TOGETHER)
        if progress is not None:
            progress(part.place - part.begin, part.end - part.begin)
        if part.done or not part.newest:
            break
    building.open_doors(plan)


def finish_history(progress: Progress | None = None) -> None:
    """Make the history at once; a worker that is at it too takes other tickets."""
    plan = building.Plan.stored()
    while not building.noted().done:
        part = building.advance(plan, TOGETHER)
        if progress is not None:
            progress(part.made, len(plan.openings))


def unfinished() -> bool:
    """Whether this is a demo whose newest days are not complete: its load was broken off."""
    return building.begun() and building.noted().newest


def going_on() -> bool:
    """Whether this is a demo that is not complete yet."""
    return building.begun() and (building.noted().newest or not building.noted().done)


def go_on(work: Work) -> None:
    """Make the next tickets, also of newest days that were broken off; then ask for the slice after them.

    What is made and how far it came are written together, so a slice that is broken off goes on where it
    stopped.
    """
    plan = building.Plan.stored()
    part = building.noted()
    for _few in range(0, SLICE, BEHIND):
        work.go_on()
        part = building.advance(plan, BEHIND)
    if part.done and part.newest:
        building.open_doors(plan)
    elif not part.done:
        with write_transaction() as session:
            later.go_on(session, part.place, utcnow())


#: Jobs that build the rest of the department behind the first page.
HANDLERS: Mapping[str, Handler] = {later.CONTINUE: go_on}


def accounts(*, english: bool = False) -> tuple[tuple[str, str, str, str], ...]:
    """Return the log-ins to show: name to sign in with, role, person's name, password.

    Arguments:
        english: whether the name is to be read in English.
    """
    wanted = ("lina", "wuqian", "wangqiang", "liuyang", "zhaomin", "zhoukai", "xujing")
    wanted += ("zhouying", "chenweidong", "linhao", "zhengjie")
    people = {person.login: person for person in PEOPLE}
    shown = [(login, people[login]) for login in wanted]
    return tuple(
        (login, who.roles[0], who.name_en if english else who.name, PASSWORD) for login, who in shown
    )


__all__ = [
    "HANDLERS",
    "MARK",
    "PASSWORD",
    "Handler",
    "Progress",
    "accounts",
    "finish_history",
    "finish_newest",
    "going_on",
    "load",
    "unfinished",
]
