"""The audit as its seals see it."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from sladesk.models import Audit, AuditSeal

#: What the first seal is chained to.
FIRST = "0" * 64
#: What a row of the audit says.
COLUMNS = (
    Audit.id,
    Audit.at,
    Audit.actor_id,
    Audit.action,
    Audit.object_type,
    Audit.object_id,
    Audit.source,
    Audit.data,
)


def rows_between(
    session: Session, first_id: int, last_id: int, *, limit: int | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return audit rows in the order of their keys, bounds included."""
    found = select(*COLUMNS).where(Audit.id.between(first_id, last_id)).order_by(Audit.id).limit(limit)
    return session.execute(found).all()


def digest(before: str, rows: Sequence[Row[*tuple[Any, ...]]]) -> str:
    """Return the digest of rows chained to the seal before them; the same on both engines."""
    value = hashlib.sha256(before.encode())
    for row in rows:
        at = row.at.isoformat(timespec="seconds")
        words = [row.id, at, row.actor_id, row.action, row.object_type, row.object_id, row.source, row.data]
        value.update(json.dumps(words, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode())
        value.update(b"\n")
    return value.hexdigest()


@dataclass(frozen=True)
class Broken:
    """A range that is not as it was sealed; `found` rows stand where `sealed` stood."""

    first_id: int
    last_id: int
    sealed: int
    found: int


def verify(session: Session) -> Iterator[Broken]:
    """Compare every seal with the rows it stands for.

    Each range is chained to the digest stored before it, so that one change is reported once.
    """
    before, next_id = FIRST, 1
    for seal in session.scalars(select(AuditSeal).order_by(AuditSeal.id)).all():
        rows = rows_between(session, seal.first_id, seal.last_id)
        gap = seal.first_id != next_id
        if gap or len(rows) != seal.rows or digest(before, rows) != seal.digest:
            yield Broken(seal.first_id, seal.last_id, seal.rows, len(rows))
        before, next_id = seal.digest, seal.last_id + 1


@dataclass(frozen=True)
class Extent:
    """How much is sealed: number of rows and of seals, the newest digest, rows not sealed yet."""

    rows: int
    seals: int
    digest: str
    unsealed: int


def extent(session: Session) -> Extent:
    """Return how far the seals reach."""
    rows, seals, last = session.execute(
        select(func.coalesce(func.sum(AuditSeal.rows), 0), func.count(), func.max(AuditSeal.last_id))
    ).one()
    newest = session.scalar(select(AuditSeal.digest).where(AuditSeal.last_id == last)) if last else None
    open_rows = session.scalar(select(func.count()).select_from(Audit).where(Audit.id > (last or 0)))
    return Extent(int(rows), int(seals), newest or "", int(open_rows or 0))
