"""Who is signed in: everything a request needs to know about a session, in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, String, bindparam, cast, func, select
from sqlalchemy.orm import Session

from sladesk.db import db
from sladesk.db.reading import at_most, joined, read
from sladesk.models import (
    LoginAttempt,
    LoginSession,
    Notice,
    Person,
    PersonRole,
    Rota,
    Setting,
    Team,
    TeamMember,
)
from sladesk.queries.reference import STAMP


@dataclass(frozen=True)
class SignedIn:
    """A session with its person, roles, teams and number of unread notices; `stamp` is the master data's.

    Arguments:
        unread: `MOST_UNREAD` says that many or more.
        shifts: by the rota, on every day that may be today or yesterday in some time zone.
    """

    session_id: int
    created_at: datetime
    last_seen_at: datetime
    person_id: int
    staff_number: str
    login: str
    name: str
    name_en: str
    locale: str | None
    theme: str | None
    duty: str
    duty_since: datetime | None
    shifts: Mapping[date, int]
    active_role: str | None
    must_change_password: bool
    roles: tuple[str, ...]
    team_ids: frozenset[int]
    teams: tuple[tuple[str, str], ...]
    unread: int
    stamp: str


@dataclass(frozen=True)
class OwnSession:
    """A line in the list of one's own sessions."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    address: str
    user_agent: str


_ROLES = (
    select(joined(PersonRole.role, ","))
    .where(PersonRole.person_id == Person.id)
    .correlate(Person)
    .scalar_subquery()
)
_TEAMS = (
    select(joined(cast(Team.id, String) + "=" + Team.name_zh + "=" + Team.name_en, "\n"))
    .join(TeamMember, TeamMember.team_id == Team.id)
    .where(TeamMember.person_id == Person.id)
    .correlate(Person)
    .scalar_subquery()
)
#: The bell counts no further: a supervisor back from holidays has thousands, and every page asks.
MOST_UNREAD = 100
_UNREAD = (
    select(func.count())
    .select_from(
        select(Notice.id)
        .where(Notice.person_id == Person.id, Notice.read_at.is_(None))
        .correlate(Person)
        .limit(at_most(MOST_UNREAD))
        .subquery()
    )
    .scalar_subquery()
)
_SHIFTS = (
    select(joined(cast(Rota.day, String) + "=" + cast(Rota.shift_id, String), ","))
    .where(
        Rota.person_id == Person.id,
        Rota.day.between(bindparam("first", type_=Date), bindparam("last", type_=Date)),
        Rota.shift_id.is_not(None),
    )
    .correlate(Person)
    .scalar_subquery()
)
#: What is today somewhere on Earth lies so many days before or after the day of Greenwich.
_DAY = timedelta(days=1)
_STAMP = select(Setting.value).where(Setting.name == STAMP).scalar_subquery()
_LIVE = (
    select(
        LoginSession.id.label("session_id"),
        LoginSession.created_at,
        LoginSession.last_seen_at,
        Person.id.label("person_id"),
        Person.staff_number,
        Person.login,
        Person.name,
        Person.name_en,
        Person.locale,
        Person.theme,
        Person.duty,
        Person.duty_since,
        _SHIFTS.label("shifts"),
        Person.active_role,
        Person.must_change_password,
        _ROLES.label("roles"),
        _TEAMS.label("teams"),
        _UNREAD.label("unread"),
        _STAMP.label("stamp"),
    )
    .join(Person, Person.id == LoginSession.person_id)
    .where(
        LoginSession.token_hash == bindparam("token_hash"),
        LoginSession.revoked_at.is_(None),
        Person.retired_at.is_(None),
    )
)


def signed_in(token_hash: str, now: datetime) -> SignedIn | None:
    """Return the live session with this token, None when it is unknown, revoked or of somebody retired."""
    days = {"first": now.date() - 2 * _DAY, "last": now.date() + _DAY}
    row = read(_LIVE, {"token_hash": token_hash, **days}).first()
    if row is None:
        return None
    teams = [line.split("=", 2) for line in (row.teams or "").split("\n") if line]
    return SignedIn(
        session_id=row.session_id,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        person_id=row.person_id,
        staff_number=row.staff_number,
        login=row.login,
        name=row.name,
        name_en=row.name_en,
        locale=row.locale,
        theme=row.theme,
        duty=row.duty,
        duty_since=row.duty_since,
        shifts=_shifts(row.shifts or ""),
        active_role=row.active_role,
        must_change_password=row.must_change_password,
        roles=tuple(sorted((row.roles or "").split(","))) if row.roles else (),
        team_ids=frozenset(int(team_id) for team_id, _zh, _en in teams),
        teams=tuple((zh, en) for _id, zh, en in teams),
        unread=row.unread,
        stamp=str(row.stamp or ""),
    )


def _shifts(told: str) -> dict[date, int]:
    pairs = (one.split("=") for one in told.split(",") if one)
    return {date.fromisoformat(day): int(shift) for day, shift in pairs}


def own_sessions(person_id: int, since: datetime) -> list[OwnSession]:
    """Return the live sessions of a person, the latest first.

    Arguments:
        person_id: whose.
        since: sessions last seen before are over and not listed.
    """
    rows = db.session.execute(
        select(
            LoginSession.id,
            LoginSession.created_at,
            LoginSession.last_seen_at,
            LoginSession.address,
            LoginSession.user_agent,
        )
        .where(
            LoginSession.person_id == person_id,
            LoginSession.revoked_at.is_(None),
            LoginSession.last_seen_at >= since,
        )
        .order_by(LoginSession.last_seen_at.desc())
        .limit(50)
    )
    return [OwnSession(*row) for row in rows]


@dataclass(frozen=True)
class Failures:
    """Failed tries within the window: how many, and when the first of them was."""

    login: int
    login_first: datetime | None
    address: int
    address_first: datetime | None


def failures(session: Session, login: str, address: str, now: datetime, window: timedelta) -> Failures:
    """Count failed tries for a name since its last success, and from an address."""
    since = now - window
    last_ok = (
        select(func.max(LoginAttempt.id))
        .where(LoginAttempt.login == login, LoginAttempt.ok.is_(True), LoginAttempt.at >= since)
        .scalar_subquery()
    )
    failed = (LoginAttempt.ok.is_(False), LoginAttempt.at > since)
    count = select(func.count(), func.min(LoginAttempt.at))
    of_login = session.execute(
        count.where(*failed, LoginAttempt.login == login, LoginAttempt.id > func.coalesce(last_ok, 0))
    ).one()
    of_address = session.execute(count.where(*failed, LoginAttempt.address == address)).one()
    return Failures(of_login[0], of_login[1], of_address[0], of_address[1])
