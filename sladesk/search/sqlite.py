"""The text index on SQLite: an external-content FTS5 table that triggers keep in step with `search_doc`."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from sladesk.search.tokens import open_ended

_ADD = text(
    "INSERT INTO search_doc (ticket_id, size, body) VALUES (:ticket_id, :size, :body)"
    " ON CONFLICT (ticket_id) DO UPDATE SET size = search_doc.size + excluded.size,"
    " body = search_doc.body || ' ' || excluded.body"
    " WHERE search_doc.size + excluded.size <= :limit"
)
_CLEAR = text("DELETE FROM search_doc")
_FORGET = text("DELETE FROM search_doc WHERE ticket_id IN :ids").bindparams(bindparam("ids", expanding=True))

#: SQL that is true of a ticket whose texts match; takes the parameter of `match`.
CONDITION = "ticket.id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH :search_match)"
#: Number and list of the tickets whose texts match; of more than `FEW` going through all meets some sooner.
FOUND = text(
    "SELECT count(*), json_group_array(key) FROM"
    " (SELECT rowid AS key FROM search_fts WHERE search_fts MATCH :search_match LIMIT :most)"
)
FEW, LIST = 500, "[%s]"
AMONG = "ticket.id IN (SELECT value FROM json_each(:search_keys))"
# The sign keeps the planner from fetching every ticket that matches in order to sort them all.
WALKING = "+ticket.id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH :search_match)"


def add(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Append words to tickets' documents: `ticket_id`, `size`, `words`, `limit` of each."""
    session.connection().execute(_ADD, [{**row, "body": " ".join(_words(row))} for row in rows])


def _words(row: Mapping[str, object]) -> list[str]:
    words = row["words"]
    return [str(word) for word in words] if isinstance(words, list) else []


def clear(session: Session) -> None:
    """Empty the index."""
    session.execute(_CLEAR)


def forget(session: Session, ticket_ids: Sequence[int]) -> None:
    """Take tickets out of the index."""
    session.execute(_FORGET, {"ids": list(ticket_ids)})


def match(asked: Sequence[Sequence[str]]) -> str:
    """Return the query in FTS5's syntax; every word is quoted, so nothing typed is an operator."""
    return " AND ".join(
        '"'
        + " ".join(word.replace('"', '""') for word in words)
        + '"'
        + ("*" if open_ended(words[-1]) else "")
        for words in asked
    )
