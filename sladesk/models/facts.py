"""What figures are counted from, kept ready for tickets nobody works on any more."""

from datetime import date

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, db
from sladesk.models._columns import ShortCode

_MISSED = text("missed")


class TicketFact(db.Model):
    """A ticket as reviews see it once all its instants lie in the past.

    A row holds while its ticket is not `STALE`, for every cut-off from `holds_from` on; a voided ticket has
    none. Instants are epoch seconds.

    `body` is JSON: the ticket's key and the fields of `domain.figures.facts.Fact` in their order. Thousands
    are read as one text, in a third of the time of as many rows of columns. What statements look at stands
    beside it; `missed` says that due times were missed, `ended` when it was solved or else closed.
    """

    __tablename__ = "ticket_fact"
    __table_args__ = (
        # What is counted by category alone is read from the index.
        Index("ix_ticket_fact_day", "day", "ticket_id", "service", "category"),
        Index("ix_ticket_fact_closed", "closed", "requested", "ended"),
        Index("ix_ticket_fact_missed", "day", "ticket_id", postgresql_where=_MISSED, sqlite_where=_MISSED),
    )

    ticket_id: Mapped[int] = mapped_column(
        Key, ForeignKey("ticket.id"), primary_key=True, autoincrement=False
    )
    holds_from: Mapped[int] = mapped_column(Key)
    day: Mapped[date]
    service: Mapped[ShortCode]
    category: Mapped[int] = mapped_column(Key)
    requested: Mapped[int] = mapped_column(Key)
    ended: Mapped[int | None] = mapped_column(Key)
    closed: Mapped[int | None] = mapped_column(Key)
    missed: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
