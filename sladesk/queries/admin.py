"""What the administrator's pages list: people, who changed what last, settings' history, the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from sladesk.db import db
from sladesk.models import (
    Audit,
    Customer,
    KnowledgeItem,
    LoginSession,
    Person,
    PersonRole,
    ProductModel,
    SettingChange,
    Team,
    TeamMember,
)
from sladesk.queries.audit import COLUMNS

PAGE = 50
#: The action whose rows name a customer by key.
REVEALED = "personal.revealed"


@dataclass(frozen=True)
class PersonLine:
    """A line of the list of people."""

    id: int
    staff_number: str
    name: str
    name_en: str
    login: str
    duty: str
    retired: bool
    roles: tuple[str, ...]
    team_ids: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """One page of a list by keyset: lines, and where the next page begins (empty: nowhere)."""

    lines: tuple[Any, ...]
    after: str = ""


def people(words: str, role: str, *, retired: bool, after: str = "") -> Found:
    """Return people by staff number, in three statements whatever their number.

    Arguments:
        words: part of name, log-in or staff number; empty for all.
        role: only who holds it; empty for all.
        retired: who has left instead of who works here.
        after: staff number the page before ended with.
    """
    wanted = select(
        Person.id, Person.staff_number, Person.name, Person.name_en, Person.login, Person.duty
    ).where(Person.retired_at.is_not(None) if retired else Person.retired_at.is_(None))
    if words:
        like = f"%{_plain(words.lower())}%"
        columns = (Person.name, Person.name_en, Person.login, Person.staff_number)
        wanted = wanted.where(or_(*(func.lower(c).like(like, escape="\\") for c in columns)))
    if role:
        wanted = wanted.where(Person.id.in_(select(PersonRole.person_id).where(PersonRole.role == role)))
    if after:
        wanted = wanted.where(Person.staff_number > after)
    rows = db.session.execute(wanted.order_by(Person.staff_number).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    roles, teams = _grants([row.id for row in shown])
    lines = tuple(
        PersonLine(*row, retired, tuple(roles.get(row.id, ())), tuple(teams.get(row.id, ()))) for row in shown
    )
    return Found(lines, shown[-1].staff_number if len(rows) > PAGE else "")


def _plain(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _grants(ids: Sequence[int]) -> tuple[dict[int, list[str]], dict[int, list[int]]]:
    roles: dict[int, list[str]] = {}
    teams: dict[int, list[int]] = {}
    held = select(PersonRole.person_id, PersonRole.role).where(PersonRole.person_id.in_(ids))
    for person_id, role in db.session.execute(held.order_by(PersonRole.role)):
        roles.setdefault(person_id, []).append(role)
    member = select(TeamMember.person_id, TeamMember.team_id).where(TeamMember.person_id.in_(ids))
    for person_id, team_id in db.session.execute(member.order_by(TeamMember.is_default.desc())):
        teams.setdefault(person_id, []).append(team_id)
    return roles, teams


def person(staff_number: str) -> Person | None:
    """Return a person by staff number."""
    return db.session.scalars(select(Person).where(Person.staff_number == staff_number)).first()


def grants(person_id: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return roles and teams of a person, their own team first."""
    roles, teams = _grants([person_id])
    return tuple(roles.get(person_id, ())), tuple(teams.get(person_id, ()))


def live_sessions(person_id: int, since: datetime) -> int:
    """Return in how many places a person is signed in."""
    found = select(func.count()).select_from(LoginSession)
    return (
        db.session.scalar(
            found.where(
                LoginSession.person_id == person_id,
                LoginSession.revoked_at.is_(None),
                LoginSession.last_seen_at >= since,
            )
        )
        or 0
    )


def members(team_code: str) -> Sequence[Row[str, str, str, bool]]:
    """Return who works in a team: staff number, both names, whether it is their own team."""
    found = (
        select(Person.staff_number, Person.name, Person.name_en, TeamMember.is_default)
        .join(TeamMember, TeamMember.person_id == Person.id)
        .join(Team, Team.id == TeamMember.team_id)
        .where(Team.code == team_code, Person.retired_at.is_(None))
    )
    return db.session.execute(found.order_by(Person.staff_number)).all()


def headcounts() -> dict[int, int]:
    """Return how many people work in each team."""
    found = (
        select(TeamMember.team_id, func.count())
        .join(Person, Person.id == TeamMember.person_id)
        .where(Person.retired_at.is_(None))
        .group_by(TeamMember.team_id)
    )
    return dict(db.session.execute(found).all())


def rows_of(model: Any, *order: Any) -> Sequence[Any]:
    """Return all rows of a short table of master data."""
    return db.session.scalars(select(model).order_by(*order)).all()


def product_kinds() -> Sequence[str]:
    """Return the kinds of product in use."""
    return db.session.scalars(select(ProductModel.kind).distinct().order_by(ProductModel.kind)).all()


@dataclass(frozen=True)
class Change:
    """Who changed something last, and when."""

    person_id: int | None
    at: datetime


def last_change(*things: tuple[str, str]) -> Change | None:
    """Return the newest audit row about any of some things, each named by its kind and its name."""
    row = db.session.execute(
        select(Audit.actor_id, Audit.at)
        .where(tuple_(Audit.object_type, Audit.object_id).in_(things))
        .order_by(Audit.id.desc())
        .limit(1)
    ).first()
    return Change(row.actor_id, row.at) if row else None


def history(object_type: str, object_id: str, limit: int = 20) -> Sequence[Row[Any, Any, Any, Any, Any]]:
    """Return the newest audit rows about something."""
    found = select(Audit.id, Audit.at, Audit.actor_id, Audit.action, Audit.data)
    where = (Audit.object_type == object_type, Audit.object_id == object_id)
    return db.session.execute(found.where(*where).order_by(Audit.id.desc()).limit(limit)).all()


def setting_changes(name: str, limit: int = 20) -> Sequence[SettingChange]:
    """Return the newest changes of a setting."""
    found = select(SettingChange).where(SettingChange.name == name).order_by(SettingChange.id.desc())
    return db.session.scalars(found.limit(limit)).all()


@dataclass(frozen=True)
class AuditFilter:
    """What is looked for in the audit; empty asks nothing."""

    person_id: int | None = None
    by_system: bool = False
    action: str = ""
    object_type: str = ""
    object_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


def audit(asked: AuditFilter, before: int | None = None) -> Found:
    """Return audit rows, newest first, in one statement.

    Arguments:
        before: key the page before ended with.
    """
    rows = db.session.execute(
        select(*COLUMNS).where(*_conditions(asked, before)).order_by(Audit.id.desc()).limit(PAGE + 1)
    ).all()
    return Found(tuple(rows[:PAGE]), str(rows[PAGE - 1].id) if len(rows) > PAGE else "")


def customer_numbers(keys: Mapping[str, int]) -> dict[str, str]:
    """Return the numbers of customers by what rows of the audit call their keys."""
    return _texts(select(Customer.id, Customer.number), Customer.id, keys)


def knowledge_titles(keys: Mapping[str, int], *, english: bool) -> dict[str, str]:
    """Return the titles of entries of the knowledge base by what rows of the audit call their keys."""
    title = func.coalesce(func.nullif(KnowledgeItem.title_en, ""), KnowledgeItem.title_zh)
    found = select(KnowledgeItem.id, title if english else KnowledgeItem.title_zh)
    return _texts(found, KnowledgeItem.id, keys)


def _texts(
    asked: Select[int, str], key: InstrumentedAttribute[int], keys: Mapping[str, int]
) -> dict[str, str]:
    if not keys:
        return {}
    found = dict(db.session.execute(asked.where(key.in_(set(keys.values())))).all())
    return {name: found[value] for name, value in keys.items() if value in found}


def _is_about(named: str) -> ColumnElement[bool]:
    """Whether a row is about what has this number or code; reveals name the customer by key."""
    key = db.session.scalar(select(Customer.id).where(Customer.number == named))
    about = and_(Audit.object_id == named, Audit.action != REVEALED)
    return about if key is None else or_(about, and_(Audit.object_id == str(key), Audit.action == REVEALED))


def _conditions(asked: AuditFilter, before: int | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.by_system:
        wanted.append(Audit.actor_id.is_(None))
    elif asked.person_id is not None:
        wanted.append(Audit.actor_id == asked.person_id)
    for column, value in ((Audit.object_type, asked.object_type), (Audit.action, asked.action)):
        if value:
            wanted.append(column == value)
    if asked.object_id:
        wanted.append(_is_about(asked.object_id))
    if asked.since is not None:
        wanted.append(Audit.at >= asked.since)
    if asked.until is not None:
        wanted.append(Audit.at < asked.until)
    if before is not None:
        wanted.append(Audit.id < before)
    return wanted
