"""Sealing the audit: chained digests over ranges, so that a changed or removed row is found (decision 30)."""

from sqlalchemy import func, select, text

from sladesk.actions._action import Call, Tx, action
from sladesk.db.session import take_turns
from sladesk.models import Audit, AuditSeal
from sladesk.queries.audit import FIRST, digest, rows_between

#: Rows under one seal at most: a change is found within this many.
RANGE = 200
#: One process seals at a time.
_LOCK = 7_305_120


@action("audit.fence")
def _fence(tx: Tx) -> int:
    """Return a key below which no audit row can appear any more.

    On PostgreSQL a row with a smaller key may commit later than one with a greater; waiting once for all
    writers under way shuts that out. On SQLite writers stand in line anyway.
    """
    if tx.session.get_bind().dialect.name == "postgresql":
        tx.session.execute(text("lock table audit in share row exclusive mode"))
    return tx.session.scalar(select(func.max(Audit.id))) or 0


@action("audit.seal")
def _seal(tx: Tx, upto: int) -> dict[str, int | str] | None:
    take_turns(tx.session, _LOCK)
    last = tx.session.execute(
        select(AuditSeal.last_id, AuditSeal.digest).order_by(AuditSeal.id.desc()).limit(1)
    ).first()
    first_id = last.last_id + 1 if last else 1
    rows = rows_between(tx.session, first_id, upto, limit=RANGE)
    if not rows:
        return None
    value = digest(last.digest if last else FIRST, rows)
    last_id = rows[-1].id
    tx.session.add(AuditSeal(first_id=first_id, last_id=last_id, rows=len(rows), digest=value, at=tx.now))
    return {"first": first_id, "last": last_id, "rows": len(rows), "digest": value}


def seal(call: Call) -> dict[str, int | str] | None:
    """Seal the next range of audit rows; None when everything is sealed.

    Returns:
        First and last key, number of rows and the digest, which is worth keeping outside of the database.
    """
    return _seal(call, _fence(call))
