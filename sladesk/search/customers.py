"""Finding customers by what one hears on the telephone: name, initials, part of a number, e-mail.

Names are cut like texts; of numbers every ending is kept, so that any four digits in a row are found as the
beginning of one of them. A desk has ten thousands of customers: no look-up goes through them all.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, column, select, table, text
from sqlalchemy.orm import Session

from sladesk.models import Customer
from sladesk.search import postgresql, sqlite
from sladesk.search.tokens import phrases, tokens

#: Fewer digits than this name too many.
SHORTEST = 4
_PARTS = (
    Customer.id,
    Customer.name,
    Customer.nickname,
    Customer.initials,
    Customer.number,
    Customer.mobile,
    Customer.email,
)
_SQLITE, _POSTGRESQL = (
    table("search_customer", column("rowid")),
    table("search_customer", column("customer_id")),
)
_ADD = {
    "sqlite": text("INSERT INTO search_customer (rowid, body) VALUES (:id, :body)"),
    "postgresql": text(
        "INSERT INTO search_customer (customer_id, body) VALUES (:id, CAST(:body AS tsvector))"
    ),
}
_FORGET = {
    "sqlite": text("DELETE FROM search_customer WHERE rowid IN :ids"),
    "postgresql": text("DELETE FROM search_customer WHERE customer_id IN :ids"),
}


def put(session: Session, customer: Customer) -> None:
    """Let a new customer be found; runs in the caller's transaction."""
    _add(session, [(customer.id, words(*(getattr(customer, part.key) for part in _PARTS[1:])))])


def reindex(session: Session, ids: Sequence[int]) -> None:
    """Let customers be found by what is written of them now."""
    dialect = session.get_bind().dialect.name
    session.execute(_FORGET[dialect].bindparams(bindparam("ids", expanding=True)), {"ids": list(ids)})
    found: Sequence[Row[*tuple[Any, ...]]] = session.execute(
        select(*_PARTS).where(Customer.id.in_(ids))
    ).all()
    _add(session, [(row[0], words(*row[1:])) for row in found])


def words(name: str, nickname: str, initials: str, number: str, mobile: str, email: str) -> list[str]:
    """Return the words a customer is found by."""
    said = [word for part in (name, nickname, email) for word in tokens(part)]
    return [*said, *tokens(initials), *tokens(number), *_endings(number), *_endings(mobile)]


def _endings(number: str) -> list[str]:
    digits = "".join(c for c in number if c.isascii() and c.isdigit())
    return [digits[at:] for at in range(len(digits) - SHORTEST + 1)]


def _add(session: Session, documents: Iterable[tuple[int, list[str]]]) -> None:
    lite = session.get_bind().dialect.name == "sqlite"
    rows = [
        {"id": key, "body": " ".join(said) if lite else postgresql.vector(said)} for key, said in documents
    ]
    if rows:
        session.execute(_ADD["sqlite" if lite else "postgresql"], rows)


def matching(dialect: str, typed: str) -> Select[int] | None:
    """Return what selects the keys of the customers who may be meant.

    Arguments:
        dialect: name of the engine.
        typed: words, all of which must be there; or the digits of a number, however they are parted.

    Returns:
        None when nothing typed can name anybody.
    """
    compact = "".join(c for c in typed if c not in " -()（）").removeprefix("+86")
    if compact.isascii() and compact.isdigit():
        asked = [[compact]] if len(compact) >= SHORTEST else []
    else:
        asked = phrases(typed)
    if not asked:
        return None
    if dialect == "postgresql":
        hit = text("body @@ CAST(:customer_match AS tsquery)").bindparams(
            customer_match=postgresql.match(asked)
        )
        return select(_POSTGRESQL.c.customer_id).where(hit)
    hit = text("search_customer MATCH :customer_match").bindparams(customer_match=sqlite.match(asked))
    return select(_SQLITE.c.rowid).where(hit)
