"""What a handler gets, and how it says that it stopped half-way."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from flask import Flask

from sladesk.db.queue import Args

T = TypeVar("T")
#: Tickets that are locked together: somebody who wants to change one of them waits so long. Statements take
#: as many rows at best (`db.gathering`).
GROUP = 64
log = logging.getLogger("sladesk.jobs")


class Stopped(Exception):  # a state, not a fault
    """A handler gave up because the process stops; the job goes back as if never begun."""


@dataclass(frozen=True)
class Work:
    """One job under way.

    Arguments:
        app: the application; its context is open.
        args: as enqueued.
        stopping: whether the process was asked to stop; long handlers look between two steps.
        steady: whether the machine's clock can be believed (decision 24: no breach from a jump).
    """

    app: Flask
    args: Args
    stopping: Callable[[], bool]
    steady: bool = True

    def go_on(self) -> None:
        """Return while there is no hurry.

        Raises:
            Stopped: the process was asked to stop.
        """
        if self.stopping():
            raise Stopped


Handler = Callable[[Work], None]


def by_groups(
    work: Work,
    name: str,
    found: Sequence[T],
    many: Callable[[Sequence[T]], Collection[T]],
    one: Callable[[T], object],
) -> int:
    """Do the same to many tickets or clocks, a group a transaction; what could not be done so comes alone.

    Arguments:
        many: does a group and returns those it has left out.
        one: does a single one, when its group has failed or left it out.

    Returns:
        How many could not be done alone either.
    """
    failed = 0
    for start in range(0, len(found), GROUP):
        work.go_on()
        for key in _left(name, found[start : start + GROUP], many):
            work.go_on()
            failed += attempt(f"{name} {key}", partial(one, key)) is not None
    return failed


def _left(name: str, group: Sequence[T], many: Callable[[Sequence[T]], Collection[T]]) -> Collection[T]:
    left: list[T] = []
    failed = attempt(f"{name}, {len(group)} from {group[0]}", lambda: left.extend(many(group)))
    return group if failed else left


def attempt(name: str, step: Callable[[], object]) -> str | None:
    """Run something whose failure must not hold up what stands behind it; return what went wrong.

    The one place where any error is caught: a job that fails is put back, one broken ticket does not stop
    the sweep of the others. The stored text is the first line only, because a database's details quote rows.

    Raises:
        Stopped: passed on.
    """
    try:
        step()
    except Stopped:
        raise
    except (
        Exception
    ) as error:  # the border of a job: any failure at all must be recorded, none may end the runner
        log.exception("failed: %s", name)
        return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:300]}"
    return None
