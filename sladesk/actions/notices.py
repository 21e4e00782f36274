"""A person's own notices: seen is seen; and what they want to hear of them outside the desk (R7.3)."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select, update

from sladesk.actions._action import Tx, action
from sladesk.actions.setup import set_value
from sladesk.db import rows
from sladesk.domain.access import require
from sladesk.domain.errors import NotFound, invalid
from sladesk.domain.telling import MINUTES_A_DAY, Choice, Group, Way
from sladesk.models import Notice, NoticeChoice, Ticket
from sladesk.queries.outward import CHOSEN

#: What a notice can be about besides a ticket.
ABOUT = ("task", "record", "improvement", "calendar_year", "channel", "check")


@action("notices.read")
def read(tx: Tx, notice_id: int) -> dict[str, str]:
    """Mark one of one's own notices as read; return the number of what it is about.

    Returns:
        "ticket" or one of `ABOUT` with its number; nothing where it is about neither.

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
    return {name: str(row.data[name]) for name in ABOUT if name in (row.data or {})}


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


@action("notices.choose")
def choose(tx: Tx, wanted: Choice) -> None:
    """Keep what one wants to hear by e-mail, and when (R7.3).

    Raises:
        Invalid: an unknown event or way, half of the quiet hours, a time that is none.
    """
    require(tx.by, "own")
    if not set(wanted.ways) <= set(Group) or not set(wanted.ways.values()) <= set(Way):
        raise invalid("ways", "unknown_choice")
    if (wanted.quiet_from is None) != (wanted.quiet_to is None):
        raise invalid("quiet_to" if wanted.quiet_to is None else "quiet_from", "quiet_both")
    times = (wanted.quiet_from, wanted.quiet_to, wanted.digest_at)
    if any(at is not None and not 0 <= at < MINUTES_A_DAY for at in times):
        raise invalid("digest_at", "time_shape")
    values = {
        "ways": dict(wanted.ways),
        "quiet_from": wanted.quiet_from,
        "quiet_to": wanted.quiet_to,
        "digest_at": wanted.digest_at,
    }
    made = {"person_id": tx.by.person_id, **values}
    row = tx.session.get(NoticeChoice, tx.by.person_id, with_for_update=True)
    if row is None:
        # Of two first savings at once the second finds the row of the first here, and is kept as well.
        rows.put_once(tx.session, NoticeChoice, made, unique=("person_id",))
        row = tx.session.get_one(NoticeChoice, tx.by.person_id, with_for_update=True)
    elif all(getattr(row, name) == value for name, value in values.items()):
        return  # Every process would read the choices anew for nothing.
    for name, value in values.items():
        setattr(row, name, value)
    set_value(tx, CHOSEN, secrets.token_hex(8))
    tx.audit("person.notices", "person", tx.by.person_id or 0)
