"""Rows that stand in an order people choose: their places, one step up or down."""

from collections.abc import Iterable
from typing import Any, TypeVar

Row = TypeVar("Row")


def stepped(order: Iterable[Row], row: Row, *, up: bool) -> list[Row] | None:
    """Return an order with one row a place further up or down; None at its end, or where it is not listed."""
    found = list(order)
    at = found.index(row) if row in found else -1
    to = at + (-1 if up else 1)
    if at < 0 or not 0 <= to < len(found):
        return None
    found[at], found[to] = found[to], found[at]
    return found


def place(rows: Iterable[Any], apart: int = 1) -> None:
    """Number rows with a `position` as they stand."""
    for at, row in enumerate(rows, 1):
        if row.position != at * apart:
            row.position = at * apart
