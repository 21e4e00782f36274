"""Printing an issued review: asked for once, made in the background, kept beside it (R9.6)."""

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._making import give_up, held
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.errors import NotFound
from sladesk.domain.periods import Period
from sladesk.models import Edition, EditionFile, EditionWords


@action("reviews.print")
def ask(tx: Tx, period: Period, no: int, language: str, *, lost: bool = False) -> int:
    """Have an edition printed in a language; return the key of its paper.

    One that is there or under way is not made again; one that failed is, and one that says what the manager
    has changed since.

    Arguments:
        lost: what is kept of it can't be read any more.

    Raises:
        NotFound: there is no such edition.
    """
    access.require(tx.by, "review.see")
    wanted = select(Edition.id).where(Edition.period_key == period.key, Edition.no == no)
    edition = tx.session.scalar(wanted.with_for_update())
    if edition is None:
        raise NotFound
    row = tx.session.scalar(
        select(EditionFile).where(EditionFile.edition_id == edition, EditionFile.language == language)
    )
    if row is None:
        row = EditionFile(edition_id=edition, language=language, state="waiting", asked_at=tx.now)
        rows.add(tx.session, row)
    elif row.state == "waiting" or (row.state == "ready" and not lost and _is_current(tx, row)):
        return row.id
    else:
        row.state, row.step, row.asked_at = "waiting", "", tx.now
    tx.audit("review.printed", "review", period.key, no=no, language=language)
    tx.enqueue("reviews.print", {"file": row.id})
    return row.id


def _is_current(tx: Tx, row: EditionFile) -> bool:
    """Whether a paper says what the manager has added up to now."""
    version = select(EditionWords.version).where(EditionWords.edition_id == row.edition_id)
    return row.words == (tx.session.scalar(version) or 0)


@action("reviews.printing")
def step(tx: Tx, file_id: int, name: str) -> None:
    """Note how far a paper is, for who waits for it."""
    row = held(tx, EditionFile, file_id)
    if row is not None:
        row.step = name


@action("reviews.printed")
def made(tx: Tx, file_id: int, *, key: str, sha256: str, size: int, pages: int, words: int) -> None:
    """Keep a paper that is still waited for.

    Arguments:
        words: version of what the manager had added when it was laid out.
    """
    row = held(tx, EditionFile, file_id)
    if row is None:
        return
    row.file_key, row.sha256, row.size, row.pages, row.words = key, sha256, size, pages, words
    row.state, row.step, row.made_at = "ready", "", tx.now


@action("reviews.not_printed")
def failed(tx: Tx, file_id: int, why: str) -> None:
    """Note that a paper could not be made, by a stable code."""
    give_up(tx, EditionFile, file_id, why)
