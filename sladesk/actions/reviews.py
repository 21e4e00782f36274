"""Issuing a review: its figures are frozen, an earlier edition stays as it is (decision 19, R9.3)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from sladesk.actions._action import Tx, action
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.periods import Period
from sladesk.models import Counter, Edition
from sladesk.reports.frozen import digest


@action("reviews.issue")
def issue(
    tx: Tx, period: Period, document: str, *, as_of: datetime, final: bool, slot: str = ""
) -> int | None:
    """Keep a document as the next edition of its period; return its number.

    Arguments:
        document: frozen, as `reports.frozen.freeze` writes it.
        as_of: the cut-off of its figures.
        final: it is about the whole period.
        slot: name of the scheduled edition it is; None is returned when that exists already. Without a name
            it is one more edition.
    """
    access.require(tx.by, "review.issue")
    _one_at_a_time(tx, period)
    if slot and tx.session.scalar(select(Edition.id).where(Edition.slot == slot)) is not None:
        return None
    last = tx.session.scalar(select(func.max(Edition.no)).where(Edition.period_key == period.key)) or 0
    row = Edition(
        kind=period.kind,
        period_key=period.key,
        first_day=period.start,
        no=last + 1,
        final=final,
        slot=slot or f"{period.key}:{last + 1}",
        as_of=as_of,
        issued_at=tx.now,
        issued_by_id=tx.by.person_id,
        document=document,
        sha256=digest(document),
    )
    rows.add(tx.session, row)
    tx.audit("review.issued", "review", period.key, no=row.no, final=final, sha256=row.sha256)
    return row.no


def _one_at_a_time(tx: Tx, period: Period) -> None:
    """Let nobody else issue this period until the transaction ends: its counter's row is held."""
    dialect = tx.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(Counter).values(name=f"edition {period.key}", day="", n=0)
    tx.session.execute(row.on_conflict_do_update(index_elements=["name", "day"], set_={"n": Counter.n}))
