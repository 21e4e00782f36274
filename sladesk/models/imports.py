"""Imports of foreign histories: the runs, and what became of every row (R9.1, decision 33)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import JsonType, Key, Pk, UtcDateTime, db
from sladesk.domain.codes import ImportState
from sladesk.domain.history.outcomes import Outcome
from sladesk.models._columns import Code, Instant, ShortCode, one_of


class ImportRun(db.Model):
    """One import of a file: looked at first, then worked ticket by ticket; `report` says what was found."""

    __tablename__ = "import_run"
    __table_args__ = (one_of("state", ImportState), Index("ix_import_run_source", "source", "sha256"))

    id: Mapped[Pk]
    source: Mapped[Code]
    file_name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(Key)
    sha256: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[ShortCode]
    report: Mapped[dict[str, object]] = mapped_column(JsonType, default=dict)
    tickets: Mapped[int] = mapped_column(default=0)
    tickets_done: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[Instant]
    started_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportRow(db.Model):
    """What became of one row of a file: exactly one code; `mark` knows the row again in a later file."""

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("run_id", "line"),
        one_of("code", Outcome),
        Index("ix_import_row_ref", "ref"),
        Index("ix_import_row_code", "run_id", "code"),
    )

    id: Mapped[Pk]
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("import_run.id"))
    line: Mapped[int]
    ref: Mapped[str] = mapped_column(String(64))
    mark: Mapped[str] = mapped_column(String(32))
    code: Mapped[ShortCode]
    detail: Mapped[dict[str, object]] = mapped_column(JsonType, default=dict)
