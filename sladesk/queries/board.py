"""The supervisor's board: what breaks next, and people with their load, in one statement each (R7.1).

Who may open the board sees every ticket of the department (`domain.access.ALL_SEEING`), so nothing here
narrows by person.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from typing import Any, Self

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    case,
    func,
    select,
    union_all,
)

from sladesk.db import UtcDateTime
from sladesk.db.reading import at_most, read
from sladesk.models import Customer, Ticket
from sladesk.models.tickets import OPEN
from sladesk.queries.chains import reached
from sladesk.queries.queue import NOW, danger

#: A row as a statement gave it: what is kept of it is JSON.
Row = tuple[Any, ...]
#: Rows of the list of what breaks next, and how far ahead it looks.
NEXT, AHEAD = 10, timedelta(hours=1)


@dataclass(frozen=True)
class Days:
    """The present and the beginnings of today and yesterday, aware; `date` is today at the site."""

    now: datetime
    today: datetime
    yesterday: datetime
    date: date

    @classmethod
    def at(cls, now: datetime, zone: tzinfo) -> Self:
        """Return the days of an instant at a site."""
        local = now.astimezone(zone)
        begun = local.replace(hour=0, minute=0, second=0, microsecond=0)
        before = (local - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(now, begun, before, local.date())

    @property
    def values(self) -> dict[str, object]:
        """The values of `NOW`, `TODAY` and `YESTERDAY` in the board's statements, which are built once."""
        return {"now": self.now, "today": self.today, "yesterday": self.yesterday}


_AHEAD = bindparam("ahead", type_=UtcDateTime)
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
    """Late ones stand first, in the order of the index; others are looked for where they are too few."""
    only = tuple(_NARROWED[name] == bindparam(name, type_=Integer) for name in asked)
    running = (OPEN, Ticket.paused_since.is_(None), *only)
    late = (*running, Ticket.sort_due_at < NOW)
    soon = (*running, Ticket.sort_due_at >= NOW, Ticket.sort_due_at <= _AHEAD)
    key, rank = Ticket.id.label("key"), danger().label("rank")
    first = select(key, rank, Ticket.sort_due_at).order_by(Ticket.sort_due_at, Ticket.id).limit(at_most(NEXT))
    then = select(key, rank, Ticket.sort_due_at).order_by(rank, Ticket.sort_due_at, Ticket.id)
    enough = select(func.count()).select_from(
        select(Ticket.id).where(*late).order_by(Ticket.sort_due_at).limit(at_most(NEXT)).subquery()
    )
    some = union_all(
        select(first.where(*late).subquery()),
        select(then.where(*soon, enough.scalar_subquery() < at_most(NEXT)).limit(at_most(NEXT)).subquery()),
    ).subquery("some")
    count = select(func.count()).select_from(Ticket)
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
            count.where(*soon).scalar_subquery().label("soon"),
            count.where(*late).scalar_subquery().label("late"),
            Ticket.chasers,
            Ticket.unmanned_at,
            Ticket.id.label("ticket"),
            some.c.rank.label("danger"),
        )
        .select_from(some)
        .join(Ticket, Ticket.id == some.c.key)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .order_by(some.c.rank, Ticket.next_due_at, Ticket.id)
        .limit(at_most(NEXT))
        .subquery()
    )
    shown = [column for column in found.c if column.key not in {"ticket", "danger"}]
    in_order = (found.c.danger, found.c.next_due_at, found.c.ticket)
    return reached(found, shown).order_by(*in_order)
