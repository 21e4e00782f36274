"""Files of tickets, found only through what a person may see."""

from dataclasses import dataclass

from sqlalchemy import select

from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.models import Attachment, Ticket
from sladesk.queries.scope import visible


@dataclass(frozen=True)
class FileRow:
    """A stored file and how it may be shown."""

    key: str
    thumb_key: str | None
    sha256: str
    name: str
    media_type: str
    size: int


def file_of(actor: Actor, public_id: str) -> FileRow | None:
    """Return a file of a ticket the actor may see; None otherwise, as if it did not exist."""
    asked = (
        select(
            Attachment.storage_key,
            Attachment.thumb_key,
            Attachment.sha256,
            Attachment.name,
            Attachment.media_type,
            Attachment.size,
        )
        .join(Ticket, Ticket.id == Attachment.ticket_id)
        .where(Attachment.public_id == public_id, visible(actor))
    )
    row = db.session.execute(asked).first()
    if row is None:
        return None
    return FileRow(row.storage_key, row.thumb_key, row.sha256, row.name, row.media_type, row.size)


def is_known(public_id: str) -> bool:
    """Whether a row names this file."""
    asked = select(Attachment.id).where(Attachment.public_id == public_id)
    return db.session.execute(asked).first() is not None


def stored_keys() -> set[str]:
    """Return the name of every stored file that has a row, small pictures included (for the sweep)."""
    rows = db.session.execute(select(Attachment.storage_key, Attachment.thumb_key))
    return {key for row in rows for key in row if key}
