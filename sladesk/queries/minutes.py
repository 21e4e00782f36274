"""What managers added to issued reviews, and who signed them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select

from sladesk.db.reading import read
from sladesk.models import Edition, EditionSigning, EditionWords


@dataclass(frozen=True)
class Added:
    """What was added to an edition.

    Arguments:
        words: as JSON text, read by `reports.frozen.unpack`; empty while there are none.
        version: 0 while there are none.
    """

    words: str = ""
    version: int = 0
    changed_at: datetime | None = None
    changed_by_id: int | None = None
    signed_at: datetime | None = None
    signed_by_id: int | None = None


_ADDED = (
    EditionWords.words,
    EditionWords.version,
    EditionWords.changed_at,
    EditionWords.changed_by_id,
    EditionWords.signed_at,
    EditionWords.signed_by_id,
)


def _this() -> ColumnElement[bool]:
    return and_(Edition.period_key == bindparam("key"), Edition.no == bindparam("no"))


def added(key: str, no: int) -> Added:
    """Return what was added to an edition.

    Arguments:
        key: of the period.
    """
    row = read(_added(), {"key": key, "no": no}).first()
    return Added(*row) if row is not None else Added()


@cache
def _added() -> Select[*tuple[Any, ...]]:
    return select(*_ADDED).join(Edition, Edition.id == EditionWords.edition_id).where(_this())


def earlier_words(key: str, no: int) -> str:
    """Return the words of the last edition of a period before this one that has any, else nothing."""
    return read(_earlier(), {"key": key, "no": no}).scalar() or ""


@cache
def _earlier() -> Select[str]:
    found = select(EditionWords.words).join(Edition, Edition.id == EditionWords.edition_id)
    found = found.where(Edition.period_key == bindparam("key"), Edition.no < bindparam("no"))
    return found.order_by(Edition.no.desc()).limit(1)


@dataclass(frozen=True)
class Signing:
    """An edition signed, or a signature taken back."""

    at: datetime
    person_id: int
    kind: str
    reason: str
    sha256: str


def signings(key: str, no: int) -> list[Signing]:
    """Return who signed an edition and who took that back, in order.

    Arguments:
        key: of the period.
    """
    return [Signing(*row) for row in read(_signings(), {"key": key, "no": no})]


@cache
def _signings() -> Select[*tuple[Any, ...]]:
    columns = (EditionSigning.at, EditionSigning.person_id, EditionSigning.kind, EditionSigning.reason)
    found = select(*columns, EditionSigning.sha256).join(Edition, Edition.id == EditionSigning.edition_id)
    return found.where(_this()).order_by(EditionSigning.id)


@dataclass(frozen=True)
class Signed:
    """A signed edition with its words: whose plan the next period is held against."""

    document: str
    sha256: str
    words: str


def last_signed(key: str) -> Signed | None:
    """Return the newest signed edition of a period, None while there is none."""
    row = read(_last_signed(), {"key": key}).first()
    return Signed(*row) if row is not None else None


@cache
def _last_signed() -> Select[str, str, str]:
    found = select(Edition.document, Edition.sha256, EditionWords.words)
    found = found.join(EditionWords, EditionWords.edition_id == Edition.id)
    found = found.where(Edition.period_key == bindparam("key"), EditionWords.signed_at.is_not(None))
    return found.order_by(Edition.no.desc()).limit(1)
