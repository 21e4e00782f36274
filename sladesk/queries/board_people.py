"""People of the board with what they hold and whether they are here, in one statement (R7.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, select

from sladesk.db.reading import at_most, joined, read
from sladesk.domain.codes import Role, VisitState
from sladesk.models import Person, PersonRole, TeamMember, Ticket, Visit
from sladesk.models.tickets import OPEN
from sladesk.queries.board import YESTERDAY, Days, Row, number
from sladesk.queries.duty import DutyNow, away_today, shift_before, shift_today
from sladesk.queries.queue import NOW

MOST_PEOPLE = 100
_WORKING = (Role.AGENT, Role.ENGINEER, Role.SUPERVISOR)
_UNDER_WAY = (VisitState.ON_WAY, VisitState.ARRIVED, VisitState.DIAGNOSED)


@dataclass(frozen=True)
class Worker:
    """Somebody who works with tickets: duty, visit under way, open tickets in hand.

    Arguments:
        today, before: keys of the shifts by the rota, today and yesterday; `away`: why not here today.
    """

    id: int
    duty: str
    visit: str | None
    team_id: int | None
    team_ids: tuple[int, ...]
    open: int
    late: int
    urgent: int
    today: int | None
    before: int | None
    away: str | None


def people_rows(days: Days, duty: DutyNow) -> list[Row]:
    """Return who works here with what they hold, the most pressed first, as rows for `people`."""
    return [tuple(row) for row in read(_people(), {**days.values, **duty.values})]


def people(found: Iterable[Row], duty: DutyNow) -> list[Worker]:
    """Return people with what they hold.

    Arguments:
        found: of `people_rows`.
        duty: what tells who is on duty, by switch or rota.
    """
    return [_worker(row, duty) for row in found]


def _worker(row: Row, duty: DutyNow) -> Worker:
    key, visit, team, teams, held, late, urgent, switch, since, today, before, away = row
    return Worker(
        key,
        duty.of(switch, since, today, before),
        visit,
        team,
        tuple(map(int, teams.split(","))) if teams else (),
        held,
        late,
        urgent,
        today,
        before,
        away,
    )


@cache
def _people() -> Select[*tuple[Any, ...]]:
    going = Ticket.paused_since.is_(None)
    load = (
        select(
            Ticket.owner_id,
            func.count().label("n"),
            number(and_(going, Ticket.sort_due_at < NOW)).label("late"),
            number(and_(going, Ticket.sort_due_at >= NOW, Ticket.next_warn80_at <= NOW)).label("urgent"),
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
            away_today(),
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
