"""The rota of the demo department: this week and the next, so that somebody is there at any hour."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sladesk.actions.rota import Cell
from sladesk.demo.content import PEOPLE
from sladesk.domain import shipped
from sladesk.domain.codes import Role
from sladesk.domain.duty import Moment, parse_hours
from sladesk.domain.errors import Problem

#: Who is on leave this week.
AWAY = "hejun"
_WORKING = frozenset({Role.AGENT, Role.ENGINEER, Role.SUPERVISOR})
_USUAL = ("early", "late", "day")
#: One of so many of a team works another shift than the present one.
_OTHER = 4


def cells(now: datetime, zone: ZoneInfo) -> list[Cell]:
    """Return the shifts and absences of everybody for two weeks.

    Today most work now, whatever the hour, because a department at rest shows nothing.
    """
    moment = Moment(now, zone)
    monday = moment.day - timedelta(days=moment.day.weekday())
    days = [monday + timedelta(days=n) for n in range(14)]
    covering = tuple(_covering(moment))
    places: dict[str, int] = {}
    found: list[Cell] = []
    for person in PEOPLE:
        if not _WORKING & set(person.roles):
            continue
        team = next(iter(person.teams), "")
        place = places[team] = places.get(team, -1) + 1
        for day in days:
            code = _code(person.login, place, day, moment.day, covering)
            if code:
                found.append(Cell(person.staff_no, day, "", code))
    return found


def _covering(moment: Moment) -> Iterator[str]:
    for code, _zh, _en, hours in shipped.SHIFTS:
        windows = parse_hours(hours)
        if not isinstance(windows, Problem) and moment.since(windows, ()) is not None:
            yield code


def _code(login: str, place: int, day: date, today: date, covering: tuple[str, ...]) -> str:
    if login == AWAY and abs((day - today).days) <= 3:
        return "leave"
    if day == today and covering and place % _OTHER != _OTHER - 1:
        return covering[place % len(covering)]
    if place and (place + day.weekday()) % 7 in {5, 6}:
        return ""
    return _USUAL[(place + day.isocalendar().week) % len(_USUAL)]
