"""Saved views of lists, and the columns a person has chosen."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, literal_column, select

from sladesk.db.reading import joined
from sladesk.models import SavedView

#: Columns kept for a page as such stand under this and the page's name; a name people type never begins so.
PAGE_PREFIX = "."
#: Between the parts of a view, and between views: names and addresses hold no control characters.
_PART, _VIEW = "\x1f", "\x1e"


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


def saved_by(person_id: int | None) -> ColumnElement[str]:
    """Return what a person has saved as a column of another statement, so that it costs none of its own."""
    between = literal_column(f"'{_PART}'")
    told = SavedView.name + between + SavedView.query + between + SavedView.columns
    return select(joined(told, _VIEW)).where(SavedView.person_id == person_id).scalar_subquery()


def views(told: str | None) -> Views:
    """Return what the column of `saved_by` tells, by name."""
    parts = sorted(line.split(_PART) for line in (told or "").split(_VIEW) if line)
    found = [View(name, query, tuple(filter(None, columns.split(",")))) for name, query, columns in parts]
    return Views(
        tuple(view for view in found if not view.name.startswith(PAGE_PREFIX)),
        {
            view.name.removeprefix(PAGE_PREFIX): view.columns
            for view in found
            if view.name.startswith(PAGE_PREFIX)
        },
    )
