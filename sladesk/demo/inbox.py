"""People read what the desk tells them, as they come to it: what is not new any more has been read."""

from datetime import timedelta
from itertools import groupby

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from sladesk.actions import notices
from sladesk.actions._action import Tx
from sladesk.demo.stage import Stage
from sladesk.domain.codes import Role
from sladesk.models import Notice

#: How long a notice waits: supervisors are told of everything and look often, engineers look between visits.
_SOON, _LATER = timedelta(minutes=40), timedelta(hours=3)
#: So much after the newest of them somebody has read what lay there.
_READING = timedelta(minutes=9)
_NEWEST = select(func.max(Notice.id))
_OLD = (
    select(Notice.person_id, Notice.id, Notice.created_at)
    .where(Notice.id > bindparam("since"), Notice.created_at < bindparam("before"))
    .order_by(Notice.person_id, Notice.id)
)


def newest(session: Session) -> int:
    """Return the key of the newest notice of all."""
    return session.connection().scalar(_NEWEST) or 0


def read(stage: Stage, session: Session, since: int) -> None:
    """Let people read those of the notices behind a key that are old enough, through the verb."""
    asked = {"since": since, "before": stage.now - _SOON}
    actors = {actor.person_id: actor for actor in stage.actors.values()}
    rows = session.connection().execute(_OLD, asked).all()
    for person_id, group in groupby(rows, key=lambda row: row.person_id):
        actor = actors[person_id]
        before = stage.now - (_SOON if Role.SUPERVISOR in actor.roles else _LATER)
        old = [row for row in group if row.created_at < before]
        if old:
            at = min(max(row.created_at for row in old) + _READING, stage.now)
            tx = Tx(session, actor, at, "notices.read_these", actor.source)
            notices.read_these(tx, [row.id for row in old])
