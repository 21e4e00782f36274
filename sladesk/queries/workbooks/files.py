"""Workbooks of reviews in the file store: what is to be made, and how far one is."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from sladesk.db.reading import read
from sladesk.models import Workbook


@dataclass(frozen=True)
class WorkbookFile:
    """A workbook that somebody asked for.

    Arguments:
        no: of the edition, 0 for the present figures.
        as_of: the cut-off of what is there, None before it was made once.
    """

    id: int
    period_key: str
    no: int
    language: str
    state: str
    step: str
    file_key: str | None
    sha256: str
    size: int
    tickets: int
    as_of: datetime | None
    asked_at: datetime


_COLUMNS = (
    Workbook.id, Workbook.period_key, Workbook.no, Workbook.language, Workbook.state, Workbook.step,
    Workbook.file_key, Workbook.sha256, Workbook.size, Workbook.tickets, Workbook.as_of, Workbook.asked_at,
)  # fmt: skip


def workbook(workbook_id: int) -> WorkbookFile | None:
    """Return a workbook by its key, None when there is no such."""
    row = read(_by_id(), {"workbook": workbook_id}).first()
    return WorkbookFile(*row) if row is not None else None


def workbook_of(key: str, no: int, language: str) -> WorkbookFile | None:
    """Return the workbook of a review in a language, None when nobody asked for it.

    Arguments:
        key: of the period.
        no: of the edition, 0 for the present figures.
    """
    row = read(_by_review(), {"key": key, "no": no, "language": language}).first()
    return WorkbookFile(*row) if row is not None else None


def workbook_keys() -> frozenset[str]:
    """Return the names in the file store of all workbooks."""
    found = select(Workbook.file_key).where(Workbook.file_key.is_not(None))
    return frozenset(key for (key,) in read(found))


@cache
def _by_id() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(Workbook.id == bindparam("workbook"))


@cache
def _by_review() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(
        Workbook.period_key == bindparam("key"),
        Workbook.no == bindparam("no"),
        Workbook.language == bindparam("language"),
    )
