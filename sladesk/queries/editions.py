"""Issued reviews: which there are, and one with its document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from sladesk.db.reading import read
from sladesk.models import Edition, EditionFile, EditionWords


@dataclass(frozen=True)
class Issued:
    """An edition without its document."""

    no: int
    final: bool
    as_of: datetime
    issued_at: datetime
    issued_by_id: int | None
    sha256: str


_COLUMNS = (Edition.no, Edition.final, Edition.as_of, Edition.issued_at, Edition.issued_by_id, Edition.sha256)


def editions(key: str) -> list[Issued]:
    """Return the editions of a period, the newest first.

    Arguments:
        key: of the period.
    """
    return [Issued(*row) for row in read(_editions(), {"key": key})]


@cache
def _editions() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(Edition.period_key == bindparam("key")).order_by(Edition.no.desc())


@dataclass(frozen=True)
class Frozen:
    """A document as it is stored, and the digest it had when it was issued."""

    text: str
    sha256: str


def text_of(key: str, no: int) -> Frozen | None:
    """Return the frozen document of an edition, None when there is no such."""
    row = read(_text(), {"key": key, "no": no}).first()
    return Frozen(*row) if row is not None else None


@cache
def _text() -> Select[str, str]:
    return select(Edition.document, Edition.sha256).where(
        Edition.period_key == bindparam("key"), Edition.no == bindparam("no")
    )


def final_text(key: str) -> Frozen | None:
    """Return the newest document about the whole of a period: what others are compared with (R9.3)."""
    row = read(_final(), {"key": key}).first()
    return Frozen(*row) if row is not None else None


@cache
def _final() -> Select[str, str]:
    found = select(Edition.document, Edition.sha256)
    found = found.where(Edition.period_key == bindparam("key"), Edition.final.is_(True))
    return found.order_by(Edition.no.desc()).limit(1)


def issued_keys(keys: Sequence[str]) -> dict[str, bool]:
    """Return which of some periods have an edition of the whole of them; whether the newest is signed."""
    found = (
        select(Edition.period_key, EditionWords.signed_at)
        .outerjoin(EditionWords, EditionWords.edition_id == Edition.id)
        .where(Edition.period_key.in_(keys), Edition.final.is_(True))
        .order_by(Edition.no)
    )
    return {key: signed is not None for key, signed in read(found)}


def issued_slots(names: Sequence[str]) -> frozenset[str]:
    """Return which of some scheduled editions exist already."""
    return frozenset(slot for (slot,) in read(select(Edition.slot).where(Edition.slot.in_(names))))


@dataclass(frozen=True)
class Printable:
    """What stands on the paper of an edition.

    Arguments:
        words, version: what the manager added, as JSON text, and its version; empty and 0 without.
    """

    no: int
    issued_at: datetime
    issued_by_id: int | None
    document: str
    sha256: str
    words: str
    version: int
    signed_at: datetime | None
    signed_by_id: int | None


@dataclass(frozen=True)
class Paper:
    """An edition to be printed, or printed."""

    id: int
    state: str
    language: str
    edition: Printable


def paper(file_id: int) -> Paper | None:
    """Return a paper with what is printed on it, None when nobody asked for it."""
    row = read(_paper(), {"file": file_id}).first()
    return Paper(row[0], row[1], row[2], Printable(*row[3:])) if row is not None else None


@cache
def _paper() -> Select[*tuple[Any, ...]]:
    found = select(EditionFile.id, EditionFile.state, EditionFile.language, *_printed())
    found = found.join(Edition, Edition.id == EditionFile.edition_id)
    found = found.outerjoin(EditionWords, EditionWords.edition_id == Edition.id)
    return found.where(EditionFile.id == bindparam("file"))


def printable(key: str, no: int | None) -> Printable | None:
    """Return what stands on the paper of an edition, of the newest about the whole period without a number.

    Arguments:
        key: of the period.
    """
    found = select(*_printed()).outerjoin(EditionWords, EditionWords.edition_id == Edition.id)
    found = found.where(Edition.period_key == key).order_by(Edition.no.desc()).limit(1)
    row = read(found.where(Edition.final.is_(True) if no is None else Edition.no == no)).first()
    return Printable(*row) if row is not None else None


def _printed() -> tuple[Any, ...]:
    return (
        Edition.no,
        Edition.issued_at,
        Edition.issued_by_id,
        Edition.document,
        Edition.sha256,
        func.coalesce(EditionWords.words, ""),
        _version(),
        EditionWords.signed_at,
        EditionWords.signed_by_id,
    )


def _version() -> ColumnElement[int]:
    """Return the version of what the manager added, 0 where nothing was."""
    return func.coalesce(EditionWords.version, 0)


@dataclass(frozen=True)
class PaperState:
    """How far the paper of an edition is.

    Arguments:
        current: nothing was added, changed, signed or taken back since it was made.
    """

    state: str
    step: str
    file_key: str | None
    sha256: str
    size: int
    pages: int
    current: bool


def paper_of(key: str, no: int, language: str) -> PaperState | None:
    """Return how far an edition's paper in a language is, None when nobody asked for it.

    Arguments:
        key: of the period.
    """
    row = read(_paper_of(), {"key": key, "no": no, "language": language}).first()
    return PaperState(*row) if row is not None else None


@cache
def _paper_of() -> Select[*tuple[Any, ...]]:
    return (
        select(
            EditionFile.state,
            EditionFile.step,
            EditionFile.file_key,
            EditionFile.sha256,
            EditionFile.size,
            EditionFile.pages,
            EditionFile.words == _version(),
        )
        .join(Edition, Edition.id == EditionFile.edition_id)
        .outerjoin(EditionWords, EditionWords.edition_id == Edition.id)
        .where(
            Edition.period_key == bindparam("key"),
            Edition.no == bindparam("no"),
            EditionFile.language == bindparam("language"),
        )
    )


def paper_keys() -> frozenset[str]:
    """Return the names in the file store of all papers."""
    found = select(EditionFile.file_key).where(EditionFile.file_key.is_not(None))
    return frozenset(key for (key,) in read(found))


@dataclass(frozen=True)
class Listed:
    """An edition in the list of all."""

    key: str
    no: int
    final: bool
    issued_at: datetime
    issued_by_id: int | None
    sha256: str
    signed: bool


def listed(kind: str | None) -> Iterator[Listed]:
    """Yield all editions, the newest period first.

    Arguments:
        kind: only of days, weeks or months.
    """
    columns = (Edition.period_key, Edition.no, Edition.final, Edition.issued_at, Edition.issued_by_id)
    found = select(*columns, Edition.sha256, EditionWords.signed_at.is_not(None))
    found = found.outerjoin(EditionWords, EditionWords.edition_id == Edition.id)
    found = found.where(Edition.kind == kind) if kind else found
    for row in read(found.order_by(Edition.first_day.desc(), Edition.kind, Edition.no.desc())):
        yield Listed(*row)
