"""The rota as a grid: people of a team by days, what they do there, and where nobody is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import request

from sladesk.domain.duty import MOST_DAYS, MOST_PEOPLE
from sladesk.queries import duty as queries
from sladesk.queries.reference import Named, PersonName, Reference
from sladesk.web import inputs
from sladesk.web.context import actor
from sladesk.web.format import WEEKDAYS, now, zone
from sladesk.web.labels import choices, label
from sladesk.web.words import gettext as _

WEEK = 7


@dataclass(frozen=True)
class Cell:
    """A day of somebody: the field's name, the code that stands there, and its word."""

    name: str
    value: str
    text: str
    label: str
    kind: str


@dataclass(frozen=True)
class PersonLine:
    """Somebody of the team with their days."""

    name: str
    staff_number: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class DayHead:
    """A day: its date and weekday, how many work, and whether somebody should but nobody does."""

    day: date
    weekday: str
    today: bool
    weekend: bool
    working: int
    empty: bool


@dataclass(frozen=True)
class View:
    """What is looked at: team, first day, how many days, from whom on."""

    team: Named
    first: date
    days: int
    after: str

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def month(self) -> bool:
        """Whether it is a month."""
        return self.days > WEEK

    def url(self, **other: str) -> str:
        """Return the address of this view with something changed."""
        asked = {
            "team": self.team.code,
            "from": self.first.isoformat(),
            "span": "month" if self.month else "",
            "after": self.after,
        }
        kept = {name: value for name, value in (asked | other).items() if value}
        return f"/people?{urlencode(kept)}"


def asked(ref: Reference, sent: Mapping[str, str]) -> View:
    """Return what is looked at: one's own team this week where nothing else is asked."""
    teams = teams_of(ref)
    home = ref.home_teams.get(actor().person_id or 0)
    own = next((team for team in teams if team.id == home), teams[0])
    team = next((team for team in teams if team.code == sent.get("team")), own)
    day = inputs.day(sent.get("from")) or now().astimezone(zone()).date()
    after = sent.get("after", "")[:32]
    if sent.get("span") == "month":
        first = day.replace(day=1)
        following = (first + timedelta(days=MOST_DAYS)).replace(day=1)
        return View(team, first, (following - first).days, after)
    return View(team, day - timedelta(days=day.weekday()), WEEK, after)


def teams_of(ref: Reference) -> list[Named]:
    """Return the teams whose people work with tickets."""
    return [t for t in ref.teams.values() if not t.retired and t.extra["kind"] != "department"]


def people_shown(view: View) -> tuple[Sequence[queries.OnRota], str]:
    """Return the people of a page, and after whom the next one begins ("" for no more)."""
    found = [one for one in queries.people_of(view.team.id) if one.staff_number > view.after]
    more = found[MOST_PEOPLE - 1].staff_number if len(found) > MOST_PEOPLE else ""
    return found[:MOST_PEOPLE], more


def offered(ref: Reference, locale: str) -> list[tuple[str, str]]:
    """Return what a day can hold: nothing, a shift, an absence."""
    shifts = [(s.code, s.name(locale)) for s in ref.shifts.values() if not s.retired]
    return [("", "–"), *shifts, *choices("away")]


def stored(ref: Reference, people: Sequence[queries.OnRota], view: View) -> dict[str, str]:
    """Return the codes that stand on the rota, by name of the field."""
    numbers = {one.person_id: one.staff_number for one in people}
    rows = queries.entries(numbers, view.first, view.last)
    return {
        field(numbers[row.person_id], row.day): row.away or ref.shifts[row.shift_id or 0].code for row in rows
    }


def field(staff_number: str, day: date) -> str:
    """Return the name of the field of somebody's day."""
    return f"c.{staff_number}.{day.isoformat()}"


def lines(
    ref: Reference, people: Sequence[queries.OnRota], view: View, codes: Mapping[str, str], locale: str
) -> list[PersonLine]:
    """Return the people with their days."""
    days = [view.first + timedelta(days=n) for n in range(view.days)]
    return [
        PersonLine(
            ref.people[one.person_id].shown(locale),
            one.staff_number,
            tuple(_cell(ref, one, day, codes, locale) for day in days),
        )
        for one in people
    ]


def _cell(ref: Reference, one: queries.OnRota, day: date, codes: Mapping[str, str], locale: str) -> Cell:
    name = field(one.staff_number, day)
    code = codes.get(name, "")
    said = said_of(ref.people[one.person_id], day, locale)
    return Cell(name, code, word(ref, code, locale), said, kind_of(ref, code))


def said_of(person: PersonName, day: date, locale: str) -> str:
    """Return whose day it is, in words."""
    return _("%(name)s, %(day)s", name=person.shown(locale), day=f"{day:%m-%d} {WEEKDAYS[day.weekday()]}")


def word(ref: Reference, code: str, locale: str) -> str:
    """Return the word for a code of the rota, "" for none."""
    shift = next((shift for shift in ref.shifts.values() if shift.code == code), None)
    return shift.name(locale) if shift else label(code or None, "away")


def kind_of(ref: Reference, code: str) -> str:
    """Return how a day is drawn: by the place of its shift, as an absence, or empty."""
    place = next((n for n, shift in enumerate(ref.shifts.values()) if shift.code == code), None)
    return "" if not code else "away" if place is None else f"s{place % 4}"


def heads(ref: Reference, view: View, found: Sequence[PersonLine]) -> list[DayHead]:
    """Return the days of the grid."""
    today = now().astimezone(zone()).date()
    codes = {shift.code for shift in ref.shifts.values()}
    made: list[DayHead] = []
    for n in range(view.days):
        day = view.first + timedelta(days=n)
        working = sum(line.cells[n].value in codes for line in found)
        weekday = str(WEEKDAYS[day.weekday()])
        made.append(
            DayHead(day, weekday, day == today, day.weekday() > 4, working, day >= today and not working)
        )
    return made


def changed() -> list[tuple[str, date, str, str]]:
    """Return the days that were changed: staff number, day, code shown before, code chosen."""
    before = {
        name: code
        for name, _sign, code in (part.partition("=") for part in request.form.get("was", "").split(";"))
    }
    found: list[tuple[str, date, str, str]] = []
    for name, value in request.form.items():
        staff_number, _dot, text = name.removeprefix("c.").rpartition(".")
        day = inputs.day(text) if name.startswith("c.") else None
        if day is not None and value != before.get(name, ""):
            found.append((staff_number, day, before.get(name, ""), value))
    return found
