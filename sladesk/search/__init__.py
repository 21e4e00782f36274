"""Full-text search over tickets: one interface, one file for each engine.

Actions append what was said in the same transaction, so a ticket is found as soon as it is saved; queries
read through `condition`. Everything can be made anew from the texts by `rebuild`.
"""

from collections.abc import Iterable, Sequence
from types import ModuleType

from sqlalchemy import Row, TextClause, select, text
from sqlalchemy.orm import Session

from sladesk.models import Event, EventText, Ticket
from sladesk.search import postgresql, sqlite
from sladesk.search.tokens import phrases, tokens

#: Words of one ticket that are kept: beyond a book of text it stays findable by its beginning.
LIMIT = 60_000
_BATCH = 500


def _engine(session: Session) -> ModuleType:
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite


def append(session: Session, ticket_id: int, texts: Iterable[str]) -> None:
    """Let a ticket be found by these texts too; runs in the caller's transaction, in one statement."""
    _add(session, [(ticket_id, texts)])


def _add(session: Session, documents: Iterable[tuple[int, Iterable[str]]]) -> None:
    rows = [
        {"ticket_id": ticket_id, "words": words, "size": len(words), "limit": LIMIT}
        for ticket_id, texts in documents
        if (words := [word for body in texts for word in tokens(body)][:LIMIT])
    ]
    if rows:
        _engine(session).add(session, rows)


def condition(session: Session, query: str) -> TextClause | None:
    """Return the SQL that is true of rows of `ticket` whose texts hold the query.

    Arguments:
        query: what was typed; words parted by blanks must all be there, in any order.

    Returns:
        None when nothing is left of the query to look for.
    """
    asked = phrases(query)
    if not asked:
        return None
    engine = _engine(session)
    return text(engine.CONDITION).bindparams(search_match=engine.match(asked))


def few(session: Session, query: str) -> str | None:
    """Return the tickets whose texts hold the query, if they are few enough to be put in any order.

    Returns:
        What `among` takes, as the database says it; None when they are many: then going through the tickets
        in that order meets some of them soon.
    """
    asked = phrases(query)
    if not asked:
        return listed(session, ())
    engine = _engine(session)
    given = {"search_match": engine.match(asked), "most": engine.FEW + 1}
    count, keys = session.execute(engine.FOUND, given).one()
    return str(keys) if count <= engine.FEW else None


def listed(session: Session, keys: Iterable[int]) -> str:
    """Return keys of tickets as `among` takes them."""
    return str(_engine(session).LIST % ",".join(map(str, keys)))


def among(session: Session, keys: str) -> TextClause:
    """Return the SQL that is true of these tickets, however many, in one parameter."""
    return text(_engine(session).AMONG).bindparams(search_keys=keys)


def walking(session: Session, query: str) -> TextClause:
    """Return the condition for a query of many: asked of one ticket after the other in their order."""
    engine = _engine(session)
    return text(engine.WALKING).bindparams(search_match=engine.match(phrases(query)))


def reindex(session: Session, ticket_ids: Sequence[int]) -> None:
    """Make the documents of some tickets anew, after texts were erased."""
    _engine(session).forget(session, ticket_ids)
    rows = session.execute(
        select(Event.ticket_id, EventText.body)
        .join(EventText, EventText.event_id == Event.id)
        .where(Event.ticket_id.in_(ticket_ids))
        .order_by(Event.ticket_id, Event.seq, EventText.field)
    )
    _add(session, _by_ticket(rows.all()))


def _by_ticket(rows: Sequence[Row[int, str]]) -> list[tuple[int, list[str]]]:
    texts: dict[int, list[str]] = {}
    for ticket_id, body in rows:
        texts.setdefault(ticket_id, []).append(body)
    return list(texts.items())


def rebuild(session: Session) -> int:
    """Make the whole index anew from the texts of the timelines; return how many tickets it holds."""
    _engine(session).clear(session)
    ids = list(session.scalars(select(Ticket.id).order_by(Ticket.id)))
    for start in range(0, len(ids), _BATCH):
        reindex(session, ids[start : start + _BATCH])
    return len(ids)
