"""The supervisor's board: what breaks next, and people with their load, in one statement each (R7.1).

Who may open the board sees every ticket of the department (`domain.access.ALL_SEEING`), so nothing here
narrows by person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    select,
)

from sladesk.db import UtcDateTime
from sladesk.db.reading import at_most, joined, read
from sladesk.domain.codes import Role, VisitState
from sladesk.models import Customer, Event, Person, PersonRole, Setting, TeamMember, Ticket, Visit
from sladesk.models.tickets import OPEN
from sladesk.queries.chains import reached
from sladesk.queries.duty import DutyNow, shift_before, shift_today
from sladesk.queries.queue import NOW, danger
from sladesk.queries.reference import STAMP

#: Rows of the list of what breaks next, and how far ahead it looks.
NEXT, AHEAD = 10, timedelta(hours=1)
MOST_PEOPLE = 100
_EVENTS = 64
_WORKING = (Role.AGENT, Role.ENGINEER, Role.SUPERVISOR)
_UNDER_WAY = (VisitState.ON_WAY, VisitState.ARRIVED, VisitState.DIAGNOSED)


@dataclass(frozen=True)
class Days:
    """The present and the beginnings of today and yesterday, aware; `date` is today at the site."""

    now: datetime
    today: datetime
    yesterday: datetime
    date: date

    @property
    def values(self) -> dict[str, object]:
        """The values of `NOW`, `TODAY` and `YESTERDAY` in the board's statements, which are built once."""
        return {"now": self.now, "today": self.today, "yesterday": self.yesterday}


TODAY: BindParameter[datetime] = bindparam("today", type_=UtcDateTime)
YESTERDAY: BindParameter[datetime] = bindparam("yesterday", type_=UtcDateTime)


def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return the number of rows for which a condition holds, 0 when there are none."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


# ---- what breaks next ----


@dataclass(frozen=True)
class Pressing:
    """A ticket whose ruling clock is late or breaks soon."""

    number: str
    status: str
    summary: str
    channel_id: int
    owner_id: int | None
    team_id: int | None
    kind: str | None
    started_at: datetime | None
    due_at: datetime
    warn50_at: datetime | None
    warn80_at: datetime | None
    customer_name: str | None
    customer_type: str | None
    vip: bool | None
    soon: int
    late: int
    chasers: int
    unmanned_at: datetime | None
    told: list[int] | None = None
    taken_by: int | None = None


@dataclass(frozen=True)
class Narrow:
    """Which tickets are meant: of a team, a channel, an owner (0: of nobody), chased (1); None for all."""

    team: int | None = None
    channel: int | None = None
    owner: int | None = None
    chased: int | None = None

    @property
    def values(self) -> dict[str, int]:
        """What is asked for, by the columns of `_NARROWED`."""
        named = {"team": self.team, "channel": self.channel, "owner": self.owner, "chased": self.chased}
        return {name: key for name, key in named.items() if key is not None}


_NARROWED: dict[str, ColumnElement[Any]] = {
    "team": Ticket.team_id.expression,
    "channel": Ticket.channel_id.expression,
    "owner": func.coalesce(Ticket.owner_id, 0),
    "chased": case((Ticket.chasers > 0, 1), else_=0),
}


def pressing(now: datetime, narrow: Narrow | None = None) -> list[Pressing]:
    """Return the open tickets that are late or break within the hour, by danger; each knows both numbers.

    Of a late one `told` says whom the chain of the ruling clock told last, `taken_by` who took it on (R3.9).
    """
    asked = narrow.values if narrow else {}
    values = {"now": now, "ahead": now + AHEAD, **asked}
    return [Pressing(*row) for row in read(_pressing(tuple(asked)), values)]


@cache
def _pressing(asked: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    only = tuple(_NARROWED[name] == bindparam(name, type_=Integer) for name in asked)
    due = (OPEN, Ticket.next_due_at <= bindparam("ahead", type_=UtcDateTime), *only)
    count = select(func.count()).select_from(Ticket)
    soon = count.where(*due, Ticket.next_due_at >= NOW).scalar_subquery()
    late = count.where(OPEN, Ticket.next_due_at < NOW, *only).scalar_subquery()
    found = (
        select(
            Ticket.number,
            Ticket.status,
            Ticket.summary,
            Ticket.channel_id,
            Ticket.owner_id,
            Ticket.team_id,
            Ticket.next_kind,
            Ticket.next_started_at,
            Ticket.next_due_at,
            Ticket.next_warn50_at,
            Ticket.next_warn80_at,
            Customer.name,
            Customer.type,
            Customer.vip,
            soon.label("soon"),
            late.label("late"),
            Ticket.chasers,
            Ticket.unmanned_at,
            Ticket.id.label("ticket"),
            danger().label("danger"),
        )
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(*due)
        .order_by(danger(), Ticket.next_due_at, Ticket.id)
        .limit(at_most(NEXT))
        .subquery()
    )
    shown = [column for column in found.c if column.key not in {"ticket", "danger"}]
    in_order = (found.c.danger, found.c.next_due_at, found.c.ticket)
    return reached(found, shown).order_by(*in_order)


# ---- people ----


@dataclass(frozen=True)
class Worker:
    """Somebody who works with tickets: duty, visit under way, open tickets in hand."""

    id: int
    duty: str
    visit: str | None
    team_id: int | None
    team_ids: tuple[int, ...]
    open: int
    late: int
    urgent: int


def people(days: Days, duty: DutyNow) -> list[Worker]:
    """Return who works here with what they hold, the most pressed first, in one statement.

    Arguments:
        duty: what tells who is on duty, by switch or rota.
    """
    found = read(_people(), {**days.values, **duty.values})
    return [
        Worker(id_, duty.of(*how), visit, team, tuple(map(int, teams.split(","))) if teams else (), *load)
        for id_, visit, team, teams, load, how in ((*row[:4], row[4:7], row[7:]) for row in found)
    ]


@cache
def _people() -> Select[*tuple[Any, ...]]:
    load = (
        select(
            Ticket.owner_id,
            func.count().label("n"),
            number(danger() == 0).label("late"),
            number(danger() == 1).label("urgent"),
        )
        .where(OPEN, Ticket.owner_id.is_not(None))
        .group_by(Ticket.owner_id)
        .subquery()
    )
    held = {name: func.coalesce(load.c[name], 0) for name in ("n", "late", "urgent")}
    return (
        select(
            Person.id,
            _visit(),
            _default_team(),
            _teams(),
            *held.values(),
            Person.duty,
            Person.duty_since,
            shift_today(),
            shift_before(),
        )
        .outerjoin(load, load.c.owner_id == Person.id)
        .where(
            Person.retired_at.is_(None),
            exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_(_WORKING)),
        )
        .order_by(held["late"].desc(), held["n"].desc(), Person.staff_number)
        .limit(at_most(MOST_PEOPLE))
    )


def _default_team() -> ColumnElement[int]:
    return (
        select(TeamMember.team_id)
        .where(TeamMember.person_id == Person.id)
        .order_by(TeamMember.is_default.desc(), TeamMember.team_id)
        .limit(at_most(1))
        .scalar_subquery()
    )


def _teams() -> ColumnElement[str]:
    as_text = joined(cast(TeamMember.team_id, String), ",")
    return select(as_text).where(TeamMember.person_id == Person.id).scalar_subquery()


def _visit() -> ColumnElement[str]:
    return (
        select(func.max(Visit.state))
        .where(
            Visit.engineer_id == Person.id,
            Visit.window_start >= YESTERDAY,
            Visit.ended_at.is_(None),
            Visit.state.in_(_UNDER_WAY),
        )
        .scalar_subquery()
    )


# ---- has anything changed ----


@dataclass(frozen=True)
class Sign:
    """What a look for news compares, with the stamp of the master data that came along."""

    text: str
    reference: str


def sign() -> Sign:
    """Return what moves with every event, duty switch and setting, in one statement (decision 25).

    The newest events are summed, not only the newest one looked at: on PostgreSQL an event with a smaller
    key may become visible after one with a larger key (decision 6).
    """
    events, duty, since, stamp = read(_sign()).one()
    text = f"{int(events):x}.{duty}.{int(since.timestamp()) if since else 0:x}.{stamp or ''}"
    return Sign(text, str(stamp or ""))


@cache
def _sign() -> Select[*tuple[Any, ...]]:
    newest = select(Event.id).order_by(Event.id.desc()).limit(at_most(_EVENTS)).subquery()
    parts: Sequence[Any] = (
        select(func.coalesce(func.sum(newest.c.id), 0)).scalar_subquery(),
        select(func.count()).where(Person.duty != "off").scalar_subquery(),
        select(func.max(Person.duty_since)).scalar_subquery(),
        select(Setting.value).where(Setting.name == STAMP).scalar_subquery(),
    )
    return select(*parts)
