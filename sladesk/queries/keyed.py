"""A page of a list by keys: its rows and where its neighbours begin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from sladesk.db import db


class Keyed(Protocol):
    """A row with the key it is listed by."""

    @property
    def id(self) -> int:
        """The key."""
        ...


Row = TypeVar("Row", bound=Keyed)
Way = Literal["after", "before"]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of a list, and the keys from which its neighbours begin."""

    rows: list[Row]
    before: int | None = None
    after: int | None = None


def page(
    asked: Select[*tuple[Any, ...]],
    row: Callable[..., Row],
    key: InstrumentedAttribute[int],
    size: int,
    start: int | None = None,
    way: Way = "after",
    *,
    newest_first: bool = True,
) -> Page[Row]:
    """Return a page of a list in the order of its keys, in one statement.

    Arguments:
        asked: the list without its order; `row` makes one of what is selected.
        start: key from which the page begins, None for the first page; way: to which side of it.
    """
    backward = start is not None and way == "before"
    rising = backward == newest_first
    if start is not None:
        asked = asked.where(key > start if rising else key < start)
    asked = asked.order_by(key if rising else key.desc()).limit(size + 1)
    rows = [row(*one) for one in db.session.execute(asked)]
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    if not rows:
        return Page([])
    return Page(
        rows,
        rows[0].id if (more if backward else start is not None) else None,
        rows[-1].id if (backward or more) else None,
    )
