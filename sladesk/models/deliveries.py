"""What goes out of the desk: messages on their way, robots of chat groups, what people want (R7.3)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import JsonType, Key, Pk, UtcDateTime, db
from sladesk.domain.telling import RobotKind
from sladesk.models._columns import Code, Instant, Name, ShortCode, one_of, only

WAITING, SAID = text("state = 'waiting'"), text("state = 'sent' and gateway = 'robot'")


class Delivery(db.Model):
    """Something told to somebody outside the desk, with a stable id (decision 24).

    `recipient` says who, as gateway and key: mail:12 is a person, robot:3 a chat group. What is sent together
    shares a `batch`, which is settled before the first try and stays: a second try is the same message. While
    a message is under way `due_at` is when that try counts as lost.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        one_of("state", ("waiting", "sent", "dead")),
        Index("ix_delivery_state", "state", "created_at"),
        Index("ix_delivery_waiting", "recipient", "due_at", "id", **only(WAITING)),
        Index("ix_delivery_said", "recipient", "sent_at", **only(SAID)),
        Index("ix_delivery_batch", "batch"),
    )

    id: Mapped[Pk]
    public_id: Mapped[str] = mapped_column(String(40), unique=True)
    ticket_id: Mapped[int | None] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    gateway: Mapped[ShortCode]
    recipient: Mapped[str] = mapped_column(String(200))
    template: Mapped[Code]
    data: Mapped[dict[str, object]] = mapped_column(JsonType, default=dict)
    state: Mapped[ShortCode] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[Instant]
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    batch: Mapped[str | None] = mapped_column(String(40))


class Robot(db.Model):
    """A robot of a chat group; address and secret are sealed with the key of the installation."""

    __tablename__ = "robot"
    __table_args__ = (one_of("kind", RobotKind),)

    id: Mapped[Pk]
    name: Mapped[Name]
    kind: Mapped[ShortCode]
    host: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text, default="")
    groups: Mapped[list[str]] = mapped_column(JsonType, default=list)
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"))
    free_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Instant]
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class NoticeChoice(db.Model):
    """What a person wants to hear by e-mail; who has no row gets what is shipped (`domain.telling`)."""

    __tablename__ = "notice_choice"

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), primary_key=True)
    ways: Mapped[dict[str, str]] = mapped_column(JsonType, default=dict)
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    digest_at: Mapped[int] = mapped_column(default=480)
