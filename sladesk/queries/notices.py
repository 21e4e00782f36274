"""A person's notices, newest first, unread ones before all others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from sladesk.db import db
from sladesk.models import Notice, Ticket

#: How many the page shows.
SHOWN = 100


@dataclass(frozen=True)
class NoticeRow:
    """One notice; `number` is None when it is about no ticket."""

    id: int
    kind: str
    data: Mapping[str, object]
    number: str | None
    summary: str
    created_at: datetime
    read: bool


def of_person(person_id: int) -> list[NoticeRow]:
    """Return what somebody was told, at most `SHOWN`, in one statement."""
    rows = db.session.execute(
        select(
            Notice.id,
            Notice.kind,
            Notice.data,
            Ticket.number,
            Ticket.summary,
            Notice.created_at,
            Notice.read_at,
        )
        .outerjoin(Ticket, Ticket.id == Notice.ticket_id)
        .where(Notice.person_id == person_id)
        .order_by(Notice.read_at.is_not(None), Notice.created_at.desc(), Notice.id.desc())
        .limit(SHOWN)
    )
    return [
        NoticeRow(key, kind, data, number, summary or "", created_at, read_at is not None)
        for key, kind, data, number, summary, created_at, read_at in rows
    ]
