"""What a manager adds to an issued review, and signing it; what is signed is fixed (R9.5).

The words of each signing stay in its row; taking one back needs a reason.
"""

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._records import spoken
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.errors import NotFound, Stale, WrongState
from sladesk.domain.minutes import PLAN, WHOLE, Known, Words, cleaned
from sladesk.domain.periods import Period
from sladesk.models import Edition, EditionSigning, EditionWords
from sladesk.reports.document import Document
from sladesk.reports.frozen import digest, opened, pack, unpack
from sladesk.reports.sections import SECTIONS
from sladesk.reports.subjects import keys, shares


@action("minutes.save")
def save(tx: Tx, period: Period, no: int, words: Words, *, version: int) -> int:
    """Save comments, plan and minutes of an edition as a whole; return their version.

    Arguments:
        version: of what the form was filled from, 0 for nothing yet.

    Raises:
        Invalid: a field that can't be taken.
        Stale: somebody saved meanwhile; theirs is the stored text.
        WrongState: it is signed.
        Changed: the edition itself is not as it was issued.
    """
    access.require(tx.by, "review.sign")
    edition, row = _held(tx, period, no)
    if row is not None and row.signed_at is not None:
        raise WrongState("review_is_signed")
    before = unpack(row.words) if row is not None else Words()
    made = cleaned(words, _known(tx, opened(edition.document, edition.sha256), before))
    stands = row.version if row is not None else 0
    if version != stands:
        theirs, at = (row.words, row.changed_at.isoformat()) if row is not None else ("", "")
        by = row.changed_by_id if row is not None else None
        raise Stale({"words": pack(made)}, {"words": theirs}, by=by, at=at, version=stands)
    if made == before:
        return stands
    return _write(tx, period, edition, row, made)


def _known(tx: Tx, document: Document, before: Words) -> Known:
    """Return what words may name: people in service and those named before, what the review shows."""
    named = {row.owner for row in (*before.plan, *before.decisions)} | set(before.people)
    staff = {person.staff_number for person in tx.reference().people.values() if not person.retired}
    parts = {WHOLE, PLAN, *SECTIONS[document.head.kind]}
    return Known(staff | named, keys(document), shares(document), parts)


def _write(tx: Tx, period: Period, edition: Edition, row: EditionWords | None, words: Words) -> int:
    text = pack(words)
    if row is None:
        row = EditionWords(
            edition_id=edition.id, words=text, changed_at=tx.now, changed_by_id=tx.by.person_id or 0
        )
        tx.session.add(row)
        tx.session.flush()
    else:
        row.words, row.changed_at, row.changed_by_id = text, tx.now, tx.by.person_id or 0
        row.version += 1
    tx.audit("review.words", "review", period.key, no=edition.no, version=row.version, sha256=digest(text))
    return row.version


@action("minutes.sign")
def sign(tx: Tx, period: Period, no: int, *, version: int) -> int:
    """Sign an edition with what was added to it; return the version that is signed.

    Arguments:
        version: of the words that were read, 0 where there were none.

    Raises:
        WrongState: it is signed already, or the words have changed since they were read.
        Changed: the edition itself is not as it was issued.
    """
    access.require(tx.by, "review.sign")
    edition, row = _held(tx, period, no)
    opened(edition.document, edition.sha256)
    if row is not None and row.signed_at is not None:
        raise WrongState("review_is_signed")
    if version != (row.version if row is not None else 0):
        raise WrongState("review_words_moved")
    if row is None:
        _write(tx, period, edition, None, Words())
        _, row = _held(tx, period, no)
        assert row is not None
    else:
        row.version += 1
    row.signed_at, row.signed_by_id = tx.now, tx.by.person_id
    _note(tx, edition, row, "signed", "")
    tx.audit("review.signed", "review", period.key, no=no, sha256=digest(row.words))
    return row.version


@action("minutes.withdraw")
def withdraw(tx: Tx, period: Period, no: int, *, reason: str) -> int:
    """Take a signature back, with the reason, so that the words can be corrected; return their version.

    Raises:
        WrongState: it is not signed.
        Invalid: no reason.
    """
    access.require(tx.by, "review.sign")
    edition, row = _held(tx, period, no)
    if row is None or row.signed_at is None:
        raise WrongState("review_is_not_signed")
    said = spoken("reason", reason)
    row.signed_at = row.signed_by_id = None
    row.version += 1
    _note(tx, edition, row, "withdrawn", said)
    tx.audit("review.unsigned", "review", period.key, no=no)
    return row.version


def _held(tx: Tx, period: Period, no: int) -> tuple[Edition, EditionWords | None]:
    """Return an edition under lock, with what was added to it.

    Raises:
        NotFound: there is no such edition.
    """
    wanted = select(Edition).where(Edition.period_key == period.key, Edition.no == no).with_for_update()
    edition = tx.session.scalar(wanted)
    if edition is None:
        raise NotFound
    words = select(EditionWords).where(EditionWords.edition_id == edition.id)
    return edition, tx.session.scalar(words.execution_options(populate_existing=True))


def _note(tx: Tx, edition: Edition, row: EditionWords, kind: str, reason: str) -> None:
    values = {"edition_id": edition.id, "at": tx.now, "person_id": tx.by.person_id or 0, "kind": kind}
    rows.put(
        tx.session,
        EditionSigning,
        values | {"reason": reason, "words": row.words, "sha256": digest(row.words)},
    )
