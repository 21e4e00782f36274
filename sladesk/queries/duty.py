"""Who is on duty now, as columns of other statements; the rota of some days (R2.2, R2.3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, exists, select

from sladesk.db import db
from sladesk.domain.codes import Duty, Role
from sladesk.domain.duty import Moment, duty_by_rota, nobody
from sladesk.models import Person, PersonRole, Rota, TeamMember
from sladesk.queries.reference import Reference

TODAY: BindParameter[date] = bindparam("rota_day", type_=Date)
BEFORE: BindParameter[date] = bindparam("rota_before", type_=Date)
#: Who stands on the rota.
WORKING = (Role.AGENT, Role.ENGINEER, Role.SUPERVISOR)
#: People of one team that a page of the rota reads.
_MOST = 500


def shift_today() -> ColumnElement[int | None]:
    """Return the shift of the statement's person today; takes `DutyNow.values`."""
    return _shift(TODAY)


def shift_before() -> ColumnElement[int | None]:
    """Return the shift of the statement's person yesterday, which may still be on."""
    return _shift(BEFORE)


def _shift(day: BindParameter[date]) -> ColumnElement[int | None]:
    found = select(Rota.shift_id).where(Rota.day == day, Rota.person_id == Person.id)
    return found.correlate(Person).scalar_subquery()


def away_today() -> ColumnElement[str | None]:
    """Return why the statement's person is away today."""
    found = select(Rota.away).where(Rota.day == TODAY, Rota.person_id == Person.id)
    return found.correlate(Person).scalar_subquery()


class DutyNow:
    """What turns switch and rota into whether somebody is on duty at an instant."""

    def __init__(self, ref: Reference, now: datetime) -> None:
        self.ref = ref
        self.moment = Moment(now, ZoneInfo(ref.zone))

    @property
    def values(self) -> Mapping[str, object]:
        """The days that the columns of this module ask for."""
        return {"rota_day": self.moment.day, "rota_before": self.moment.before}

    def of(self, switch: str, since: datetime | None, today: int | None, before: int | None) -> Duty:
        """Return somebody's duty.

        Arguments:
            switch: what they last said themselves.
            since: when they said it.
            today, before: their shifts by the rota.
        """
        if not self.ref.by_rota:
            return Duty(switch)
        shifts = self.ref.shifts
        windows = [shifts[key].windows if key in shifts else () for key in (today or 0, before or 0)]
        return duty_by_rota(self.moment.since(*windows), switch, since)


def own_duty(
    ref: Reference, switch: str, since: datetime | None, shifts: Mapping[date, int], now: datetime
) -> Duty:
    """Return the duty of somebody whose shifts around today are known; no statement."""
    duty = DutyNow(ref, now)
    return duty.of(switch, since, shifts.get(duty.moment.day), shifts.get(duty.moment.before))


# --- the rota of some days ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnRota:
    """Somebody of a team who stands on the rota."""

    person_id: int
    staff_number: str


def people_of(team_id: int) -> Sequence[OnRota]:
    """Return who of a team stands on the rota, by staff number."""
    found = (
        select(Person.id, Person.staff_number)
        .where(
            Person.retired_at.is_(None),
            exists().where(TeamMember.person_id == Person.id, TeamMember.team_id == team_id),
            exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_(WORKING)),
        )
        .order_by(Person.staff_number)
        .limit(_MOST)
    )
    return [OnRota(*row) for row in db.session.execute(found)]


class Entry(NamedTuple):
    """What somebody does on a day by the rota."""

    person_id: int
    day: date
    shift_id: int | None
    away: str | None


def entries(people: Iterable[int], first: date, last: date) -> list[Entry]:
    """Return the rows of people on days."""
    found = select(Rota.person_id, Rota.day, Rota.shift_id, Rota.away).where(
        Rota.day.between(first, last), Rota.person_id.in_(list(people))
    )
    return [Entry(*row) for row in db.session.execute(found)]


def gaps(ref: Reference, days: Sequence[date]) -> list[tuple[date, int]]:
    """Return the days on which a team that gets tickets has nobody on the rota, in one statement.

    A team gets tickets when a rule of assignment names it. Where no rota is used there is no gap.
    """
    wanted = sorted({rule.team_id for rule in ref.rules if rule.team_id})
    if not ref.by_rota or not days or not wanted:
        return []
    works = (Rota.person_id == Person.id) & Rota.day.between(days[0], days[-1]) & Rota.shift_id.is_not(None)
    found = (
        select(TeamMember.team_id, Person.id, Rota.day)
        .join(Person, Person.id == TeamMember.person_id)
        .outerjoin(Rota, works)
        .where(
            TeamMember.team_id.in_(wanted),
            Person.retired_at.is_(None),
            exists().where(PersonRole.person_id == Person.id, PersonRole.role.in_(WORKING)),
        )
    )
    rows = db.session.execute(found).all()
    teams: dict[int, set[int]] = {}
    for team_id, person_id, _day in rows:
        teams.setdefault(team_id, set()).add(person_id)
    return nobody(days, teams, [(person_id, day) for _team, person_id, day in rows if day is not None])
