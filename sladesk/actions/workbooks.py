"""Reviews as workbooks: asked for, made in the background, kept in the file store (R9.6)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from sladesk.actions._action import Tx, action
from sladesk.actions._making import give_up, held
from sladesk.domain import access
from sladesk.domain.errors import NotFound
from sladesk.domain.periods import Period
from sladesk.models import Edition, Workbook


@action("reviews.workbook")
def ask(
    tx: Tx, period: Period, no: int, language: str, *, lost: bool = False, cut: datetime | None = None
) -> int:
    """Have the workbook of a review made in a language; return its key.

    That of an edition is not made again unless it failed; that of the present figures is, with what is
    recorded up to now. One under way is waited for.

    Arguments:
        no: of the edition, 0 for the present figures.
        lost: what is kept of it can't be read any more.
        cut: where the present figures are cut off, now when absent; one with later figures is left alone.

    Raises:
        NotFound: there is no such edition.
    """
    access.require(tx.by, "review.see")
    if no and not tx.session.scalar(
        select(Edition.id).where(Edition.period_key == period.key, Edition.no == no)
    ):
        raise NotFound
    at = cut or tx.now
    row, new = _row(tx, period, no, language, at)
    if not new:
        later = cut is not None and row.asked_at >= cut
        if row.state == "waiting" or (row.state == "ready" and no and not lost) or later:
            return row.id
        row.state, row.step, row.asked_at = "waiting", "", at
    tx.audit("review.workbook", "review", period.key, no=no, language=language)
    tx.enqueue("reviews.workbook", {"workbook": row.id})
    return row.id


def _row(tx: Tx, period: Period, no: int, language: str, at: datetime) -> tuple[Workbook, bool]:
    """Lock the row of a workbook, and say whether it is new: two who ask first get the same."""
    insert = postgresql.insert if tx.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"period_key": period.key, "no": no, "language": language, "state": "waiting"}
    blank = {"step": "", "sha256": "", "size": 0, "tickets": 0, "asked_at": at}
    made = insert(Workbook).values(**values, **blank)
    unique = ["period_key", "no", "language"]
    new = tx.session.execute(
        made.on_conflict_do_nothing(index_elements=unique).returning(Workbook.id)
    ).scalar()
    found = select(Workbook).where(
        Workbook.period_key == period.key, Workbook.no == no, Workbook.language == language
    )
    return tx.session.scalars(found.with_for_update()).one(), new is not None


@action("reviews.workbook_step")
def step(tx: Tx, workbook_id: int, name: str) -> None:
    """Note how far a workbook is, for who waits for it."""
    row = held(tx, Workbook, workbook_id)
    if row is not None:
        row.step = name


@action("reviews.workbook_made")
def made(
    tx: Tx, workbook_id: int, *, key: str, sha256: str, size: int, tickets: int, as_of: datetime
) -> None:
    """Keep a workbook that is still waited for.

    Arguments:
        as_of: the cut-off of its figures.
    """
    row = held(tx, Workbook, workbook_id)
    if row is None:
        return
    row.file_key, row.sha256, row.size, row.tickets, row.as_of = key, sha256, size, tickets, as_of
    row.state, row.step, row.made_at = "ready", "", tx.now


@action("reviews.workbook_failed")
def failed(tx: Tx, workbook_id: int, why: str) -> None:
    """Note that a workbook could not be made, by a stable code."""
    give_up(tx, Workbook, workbook_id, why)
