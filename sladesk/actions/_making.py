"""What a job works at while somebody waits for it: files that are made, clocks that are checked, trials."""

from typing import TypeVar

from sqlalchemy import select

from sladesk.actions._action import Tx
from sladesk.domain import access
from sladesk.domain.codes import RunState
from sladesk.models import ClockCheck, EditionFile, Trial, Workbook

File = TypeVar("File", EditionFile, Workbook)
Run = TypeVar("Run", ClockCheck, Trial)
Work = TypeVar("Work", EditionFile, Workbook, ClockCheck, Trial)


def under_way(tx: Tx, model: type[Work], key: int) -> Work | None:
    """Lock what is under way; None when nobody waits for it any more."""
    found = select(model).where(model.id == key, model.state.in_(("waiting", RunState.RUNNING)))
    return tx.session.scalar(found.with_for_update().execution_options(populate_existing=True))


def held(tx: Tx, model: type[File], key: int) -> File | None:
    """Lock a file that is under way, None when nobody waits for it; only the desk itself makes them."""
    access.require(tx.by, "system")
    return under_way(tx, model, key)


def give_up(tx: Tx, model: type[File], key: int, why: str) -> None:
    """Note that a file could not be made, by a stable code."""
    row = held(tx, model, key)
    if row is not None:
        row.state, row.step = "failed", why


def stopped(tx: Tx, model: type[Run], key: int) -> None:
    """Note that a run could not be carried on with."""
    access.require(tx.by, "system")
    row = under_way(tx, model, key)
    if row is not None:
        row.state, row.finished_at = RunState.FAILED, tx.now
