"""What a person keeps of lists: saved views, chosen columns; and the trace an export leaves."""

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from sladesk.actions import pace
from sladesk.actions._action import Tx, action
from sladesk.domain import access
from sladesk.domain.errors import invalid
from sladesk.domain.text import clean
from sladesk.models import SavedView

LONGEST_NAME, LONGEST_QUERY, LONGEST_COLUMNS = 40, 1000, 300
PAGES = frozenset({"queue", "tickets"})


@action("views.save")
def save(tx: Tx, *, name: str, query: str, columns: tuple[str, ...] = ()) -> str:
    """Keep a filter under a name; the same name again replaces it (R7.2).

    Raises:
        Invalid: no name, or one that is too long.
    """
    access.require(tx.by, "ticket.list")
    called = clean(name)
    if not called or called.startswith("."):
        raise invalid("name", "required")
    if len(called) > LONGEST_NAME:
        raise invalid("name", "too_long", max=LONGEST_NAME, length=len(called))
    _put(tx, called, query, columns)
    return called


@action("views.columns")
def choose_columns(tx: Tx, *, page: str, columns: tuple[str, ...]) -> str:
    """Remember which columns a person wants on a page; none brings the usual ones back.

    Raises:
        Invalid: no such page.
    """
    access.require(tx.by, "ticket.list")
    if page not in PAGES:
        raise invalid("page", "unknown_choice")
    _put(tx, f".{page}", "", columns)
    return page


@action("views.remove")
def remove(tx: Tx, *, name: str) -> str:
    """Forget a saved view; one that is gone already is no error."""
    access.require(tx.by, "ticket.list")
    tx.session.execute(
        delete(SavedView).where(SavedView.person_id == tx.by.person_id, SavedView.name == name)
    )
    return name


def _put(tx: Tx, name: str, query: str, columns: tuple[str, ...]) -> None:
    values = {"query": query[:LONGEST_QUERY], "columns": ",".join(columns)[:LONGEST_COLUMNS]}
    add = (postgresql if tx.session.get_bind().dialect.name == "postgresql" else sqlite).insert(SavedView)
    row = add.values(person_id=tx.by.person_id, name=name, created_at=tx.now, **values)
    tx.session.execute(row.on_conflict_do_update(index_elements=["person_id", "name"], set_=values))


@action("tickets.export")
def exported(tx: Tx, *, kind: str, rows: int, query: str, columns: tuple[str, ...]) -> int:
    """Leave the trace of an export before it is handed out (R10.3).

    Raises:
        TooMany: more exports than the hour's `export.per_hour`.
    """
    access.require(tx.by, "ticket.export")
    pace.keep(tx.session, pace.EXPORTS, tx.by.person_id, tx.now)
    tx.audit("tickets.exported", "list", kind, rows=rows, query=query[:LONGEST_QUERY], columns=list(columns))
    return rows
