"""A person's own notices: seen is seen (R7.3)."""

from collections.abc import Sequence

from sqlalchemy import select, update

from sladesk.actions._action import Tx, action
from sladesk.domain.access import require
from sladesk.domain.errors import NotFound
from sladesk.models import Notice, Ticket


@action("notices.read")
def read(tx: Tx, notice_id: int) -> dict[str, str]:
    """Mark one of one's own notices as read; return the number of what it is about.

    Returns:
        "ticket", "record" or "improvement" with its number; nothing where it is about neither.

    Raises:
        NotFound: it is somebody else's.
    """
    require(tx.by, "own")
    own = (Notice.id == notice_id) & (Notice.person_id == tx.by.person_id)
    row = tx.session.execute(
        select(Notice.data, Ticket.number).outerjoin(Ticket, Ticket.id == Notice.ticket_id).where(own)
    ).first()
    if row is None:
        raise NotFound("not_found")
    tx.session.execute(update(Notice).where(own, Notice.read_at.is_(None)).values(read_at=tx.now))
    if row.number:
        return {"ticket": row.number}
    return {name: str(row.data[name]) for name in ("record", "improvement") if name in (row.data or {})}


@action("notices.read_these")
def read_these(tx: Tx, notice_ids: Sequence[int]) -> int:
    """Mark some of one's own notices as read; return how many were new. Others' are left as they are."""
    require(tx.by, "own")
    done = tx.session.execute(
        update(Notice)
        .where(Notice.person_id == tx.by.person_id, Notice.id.in_(notice_ids), Notice.read_at.is_(None))
        .values(read_at=tx.now)
        .returning(Notice.id)
    )
    return len(done.all())


@action("notices.read_all")
def read_all(tx: Tx, upto: int) -> int:
    """Mark one's own notices as read up to the newest one that was on the page; return how many were new.

    Arguments:
        upto: key of the newest one shown: what came in meanwhile stays unread.
    """
    require(tx.by, "own")
    done = tx.session.execute(
        update(Notice)
        .where(Notice.person_id == tx.by.person_id, Notice.id <= upto, Notice.read_at.is_(None))
        .values(read_at=tx.now)
        .returning(Notice.id)
    )
    return len(done.all())
