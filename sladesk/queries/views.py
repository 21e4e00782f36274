"""Saved views of lists, and the columns a person has chosen."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from sladesk.db.reading import read
from sladesk.models import SavedView

#: Columns kept for a page as such stand under this and the page's name; a name people type never begins so.
PAGE_PREFIX = "."

_SAVED = (
    select(SavedView.name, SavedView.query, SavedView.columns)
    .where(SavedView.person_id == bindparam("person"))
    .order_by(SavedView.name)
)


@dataclass(frozen=True)
class View:
    """A view under a name: the address's query and the chosen columns (empty: the page's)."""

    name: str
    query: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Views:
    """Everything a person has saved: views by name, columns by page."""

    views: tuple[View, ...]
    columns: dict[str, tuple[str, ...]]


def saved(person_id: int | None) -> Views:
    """Return what a person has saved, in one statement."""
    rows = read(_SAVED, {"person": person_id}).all()
    found = [View(row.name, row.query, tuple(filter(None, row.columns.split(",")))) for row in rows]
    return Views(
        tuple(view for view in found if not view.name.startswith(PAGE_PREFIX)),
        {
            view.name.removeprefix(PAGE_PREFIX): view.columns
            for view in found
            if view.name.startswith(PAGE_PREFIX)
        },
    )
