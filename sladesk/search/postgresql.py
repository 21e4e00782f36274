"""The text index on PostgreSQL: a `tsvector` made of our own words, without the server's parser."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from sladesk.search.tokens import open_ended

_ADD = text(
    "INSERT INTO search_doc (ticket_id, size, body) VALUES (:ticket_id, :size, CAST(:body AS tsvector))"
    " ON CONFLICT (ticket_id) DO UPDATE SET size = search_doc.size + excluded.size,"
    " body = search_doc.body || excluded.body"
    " WHERE search_doc.size + excluded.size <= :limit"
)
_CLEAR = text("DELETE FROM search_doc")
_FORGET = text("DELETE FROM search_doc WHERE ticket_id IN :ids").bindparams(bindparam("ids", expanding=True))
#: The server keeps positions up to this, and this many of one word.
_LAST_POSITION, _MOST_PLACES, _LONGEST_WORD = 16_383, 255, 500

#: SQL that is true of a ticket whose texts match; takes the parameter of `match`.
CONDITION = "ticket.id IN (SELECT ticket_id FROM search_doc WHERE body @@ CAST(:search_match AS tsquery))"

#: Number and list of the tickets whose texts match; of more than `FEW` going through all meets some sooner.
FOUND = text(
    "SELECT count(*), CAST(coalesce(array_agg(ticket_id), '{}') AS text) FROM"
    " (SELECT ticket_id FROM search_doc WHERE body @@ CAST(:search_match AS tsquery) LIMIT :most) AS found"
)
FEW, LIST = 1000, "{%s}"
AMONG = "ticket.id = ANY(CAST(:search_keys AS bigint[]))"
# Asked of one ticket: a plan made once for all words must not reckon with the few that most words have.
WALKING = (
    "(SELECT body @@ CAST(:search_match AS tsquery) FROM search_doc WHERE search_doc.ticket_id = ticket.id)"
)


def add(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Append words to tickets' documents: `ticket_id`, `size`, `words`, `limit` of each."""
    session.connection().execute(_ADD, [{**row, "body": vector(row["words"])} for row in rows])


def vector(words: object) -> str:
    """Return words as the server writes a `tsvector`: each with the places where it stands."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words if isinstance(words, list) else [], start=1):
        places.setdefault(str(word)[:_LONGEST_WORD], []).append(min(place, _LAST_POSITION))
    return " ".join(
        f"{_quoted(word)}:{','.join(map(str, dict.fromkeys(at[:_MOST_PLACES])))}"
        for word, at in places.items()
    )


def clear(session: Session) -> None:
    """Empty the index."""
    session.execute(_CLEAR)


def forget(session: Session, ticket_ids: Sequence[int]) -> None:
    """Take tickets out of the index."""
    session.execute(_FORGET, {"ids": list(ticket_ids)})


def match(asked: Sequence[Sequence[str]]) -> str:
    """Return the query as a `tsquery`; every word is quoted, so nothing typed is an operator."""
    return " & ".join(
        "("
        + " <-> ".join(
            _quoted(word[:_LONGEST_WORD]) + (":*" if last and open_ended(word) else "")
            for word, last in zip(words, [False] * (len(words) - 1) + [True], strict=True)
        )
        + ")"
        for words in asked
    )


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
