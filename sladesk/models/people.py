"""People, what they may do, the teams they work in, and how they sign in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, UtcDateTime, db
from sladesk.domain.codes import Duty, Role
from sladesk.models._columns import Code, Instant, Name, ShortCode, one_of

TEAM_KINDS = ("desk", "field", "second_line", "complaints", "department")


class Person(db.Model):
    """Somebody who works with the desk; everybody has a staff number 工号."""

    __tablename__ = "person"
    __table_args__ = (one_of("duty", Duty), one_of("active_role", Role, null=True))

    id: Mapped[Pk]
    staff_number: Mapped[str] = mapped_column(String(32), unique=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Name]
    name_en: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    districts: Mapped[str] = mapped_column(String(400), default="")
    locale: Mapped[str | None] = mapped_column(String(16))
    theme: Mapped[str | None] = mapped_column(String(8))
    duty: Mapped[ShortCode] = mapped_column(default=Duty.OFF)
    duty_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    active_role: Mapped[str | None] = mapped_column(String(24))
    created_at: Mapped[Instant]
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class PersonRole(db.Model):
    """A role a person holds."""

    __tablename__ = "person_role"
    __table_args__ = (one_of("role", Role),)

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(24), primary_key=True)


class Team(db.Model):
    """A group of people tickets are given to (组)."""

    __tablename__ = "team"
    __table_args__ = (one_of("kind", TEAM_KINDS),)

    id: Mapped[Pk]
    code: Mapped[Code] = mapped_column(unique=True)
    name_zh: Mapped[Name]
    name_en: Mapped[Name]
    kind: Mapped[ShortCode] = mapped_column(default="desk")
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class TeamMember(db.Model):
    """Membership of a person in a team."""

    __tablename__ = "team_member"
    __table_args__ = (Index("ix_team_member_person", "person_id"),)

    team_id: Mapped[int] = mapped_column(Key, ForeignKey("team.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), primary_key=True)
    is_default: Mapped[bool] = mapped_column(default=False)


class LoginSession(db.Model):
    """A sign-in; the cookie carries a random token, this row its hash (decision 21)."""

    __tablename__ = "login_session"

    id: Mapped[Pk]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(64), default="")
    user_agent: Mapped[str] = mapped_column(String(300), default="")


class LoginAttempt(db.Model):
    """One try to sign in; failures lock a name or an address for a while."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("ix_login_attempt_login", "login", "at"),
        Index("ix_login_attempt_address", "address", "at"),
    )

    id: Mapped[Pk]
    login: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant]
    ok: Mapped[bool]
