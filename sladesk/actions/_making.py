"""Files that a job makes while somebody waits for them."""

from typing import TypeVar

from sqlalchemy import select

from sladesk.actions._action import Tx
from sladesk.domain import access
from sladesk.models import EditionFile, Workbook

Made = TypeVar("Made", EditionFile, Workbook)


def held(tx: Tx, model: type[Made], key: int) -> Made | None:
    """Lock a file that is under way; only the desk itself makes them.

    Returns:
        Its row, None when nobody waits for it any more.
    """
    access.require(tx.by, "system")
    found = select(model).where(model.id == key, model.state == "waiting")
    return tx.session.scalar(found.with_for_update().execution_options(populate_existing=True))


def give_up(tx: Tx, model: type[Made], key: int, why: str) -> None:
    """Note that a file could not be made, by a stable code."""
    row = held(tx, model, key)
    if row is not None:
        row.state, row.step = "failed", why
