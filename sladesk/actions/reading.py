"""How far somebody has read a ticket, and that they have it open (R4.8)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sladesk.actions._action import Tx, action
from sladesk.db import write_transaction
from sladesk.domain.access import Actor
from sladesk.domain.errors import NotFound
from sladesk.models import Presence, ReadMark, Ticket
from sladesk.queries.scope import visible


def _found(session: Session, by: Actor, number: str) -> tuple[int, int]:
    row = session.execute(
        select(Ticket.id, Ticket.event_seq).where(Ticket.number == number, visible(by))
    ).first()
    if row is None:
        raise NotFound("ticket_not_found")
    return row.id, row.event_seq


@action("reading.mark")
def mark(tx: Tx, number: str, seq: int) -> int:
    """Remember that the entries up to a number were seen; never goes back. Returns the mark.

    Raises:
        NotFound: no such ticket within what the reader may see.
    """
    ticket_id, last = _found(tx.session, tx.by, number)
    seen = max(0, min(seq, last))
    add = (
        postgresql.insert(ReadMark)
        if tx.session.get_bind().dialect.name == "postgresql"
        else sqlite.insert(ReadMark)
    )
    row = add.values(person_id=tx.by.person_id, ticket_id=ticket_id, seq=seen, at=tx.now)
    tx.session.execute(
        row.on_conflict_do_update(
            index_elements=["person_id", "ticket_id"],
            set_={"seq": row.excluded.seq, "at": row.excluded.at},
            where=ReadMark.seq < row.excluded.seq,
        )
    )
    return seen


def be_present(by: Actor, number: str, now: datetime, *, writing: bool) -> None:
    """Note that somebody has a ticket open; one of the few writes outside an action (decision 29).

    Raises:
        NotFound: no such ticket within what they may see.
    """
    moment = now.replace(microsecond=0)
    with write_transaction() as session:
        ticket_id, _last = _found(session, by, number)
        add = (
            postgresql.insert(Presence)
            if session.get_bind().dialect.name == "postgresql"
            else sqlite.insert(Presence)
        )
        row = add.values(
            ticket_id=ticket_id,
            person_id=by.person_id,
            seen_at=moment,
            writing_at=moment if writing else None,
        )
        session.execute(
            row.on_conflict_do_update(
                index_elements=["ticket_id", "person_id"],
                set_={"seen_at": row.excluded.seen_at, "writing_at": row.excluded.writing_at},
            )
        )
