"""A page of a list by keys: its rows and where its neighbours begin."""

from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar


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
    """A page of a list, newest first, and the keys from which its neighbours begin."""

    rows: list[Row]
    before: int | None = None
    after: int | None = None


def cut(rows: list[Row], size: int, start: int | None, *, backward: bool) -> Page[Row]:
    """Return the page that was read with one row too many.

    Arguments:
        rows: up to `size` + 1 rows in the order of reading.
        start: key the page was read from, None for the first page.
        backward: whether it was read towards the beginning of the list.
    """
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
