"""Reviews as workbooks in the file store."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, UtcDateTime, db
from sladesk.models._columns import Instant, ShortCode, one_of
from sladesk.models.editions import FILE_STATES


class Workbook(db.Model):
    """A review as a workbook, in one language, made when somebody asks for it (R9.6).

    That of an edition is made once; `no` 0 is that of the present figures, which `asked_at` cuts off and
    which is made again whenever it is asked for. `step` says how far it is, or why it failed.
    """

    __tablename__ = "workbook"
    __table_args__ = (one_of("state", FILE_STATES), UniqueConstraint("period_key", "no", "language"))

    id: Mapped[Pk]
    period_key: Mapped[str] = mapped_column(String(10))
    no: Mapped[int]
    language: Mapped[str] = mapped_column(String(16))
    state: Mapped[ShortCode]
    step: Mapped[str] = mapped_column(String(24), default="")
    file_key: Mapped[str | None] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(Key, default=0)
    tickets: Mapped[int] = mapped_column(default=0)
    as_of: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[Instant]
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
