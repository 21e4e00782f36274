"""Which stored files belong to something."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.models import Attachment


def keys(session: Session) -> frozenset[str]:
    """Return the names in the store of every attachment and its small picture."""
    rows = session.execute(select(Attachment.storage_key, Attachment.thumb_key))
    return frozenset(key for pair in rows for key in pair if key)
