"""People of the board: who is here, what they hold against the limit, and who is on duty by team."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _

from sladesk.domain.codes import Duty
from sladesk.queries.board_people import Worker
from sladesk.queries.reference import Named, Reference
from sladesk.web.labels import label

#: Width of a bar of the load in its own units, and where the limit is drawn in it.
BAR, LINE = 180, 108
_RANK = {Duty.ON: 0, Duty.BREAK: 1, Duty.OFF: 2}


@dataclass(frozen=True)
class PersonRow:
    """Somebody with their load; the widths are those of the bar: late, urgent, the rest."""

    name: str
    staff_number: str
    place: str
    open: int
    late: int
    urgent: int
    late_bar: int
    urgent_bar: int
    rest_bar: int
    duty_rank: int
    url: str


@dataclass(frozen=True)
class DutyLine:
    """A team now: who is on duty, and how many are on a break or off duty."""

    team: str
    names: str
    on: int
    away: int


def _working(team: Named) -> bool:
    return not team.retired and team.extra["kind"] != "department"


def teams_of(workers: Iterable[Worker], ref: Reference) -> list[Named]:
    """Return the teams somebody here works in, without other departments'."""
    used = {team for worker in workers for team in worker.team_ids}
    return [team for team in ref.teams.values() if team.id in used and _working(team)]


def load_rows(
    workers: Iterable[Worker], ref: Reference, wanted: str, *, everybody: bool = False
) -> list[PersonRow]:
    """Return people with their load, the most pressed first.

    Arguments:
        wanted: code of the one team shown; an unknown one shows all.
        everybody: also those off duty with nothing in hand.
    """
    team = next((team for team in ref.teams.values() if team.code == wanted), None)
    limit, locale = ref.number("board.load_limit"), str(get_locale())
    return [
        _row(worker, ref, limit, locale)
        for worker in workers
        if (everybody or worker.duty != Duty.OFF or worker.open)
        and (team is None or team.id in worker.team_ids)
    ]


def _row(worker: Worker, ref: Reference, limit: int, locale: str) -> PersonRow:
    person, team = ref.person(worker.id), ref.teams.get(worker.team_id or 0)
    now_ = label(worker.visit, "visit") if worker.visit else label(worker.duty, "duty")
    shown = min(worker.open, limit * BAR // LINE)
    late = min(worker.late, shown)
    urgent = min(worker.urgent, shown - late)
    late_bar, urgent_bar = _bar(late, limit), _bar(urgent, limit)
    return PersonRow(
        name=person.shown(locale) if person else "",
        staff_number=person.staff_number if person else "",
        place=" · ".join(filter(None, (now_, team.name(locale) if team else ""))),
        open=worker.open,
        late=worker.late,
        urgent=worker.urgent,
        late_bar=late_bar,
        urgent_bar=urgent_bar,
        rest_bar=max(0, _bar(shown, limit) - late_bar - urgent_bar),
        duty_rank=_RANK[Duty(worker.duty)],
        url=f"/tickets?owner={person.staff_number}&status=open&sort=due" if person else "",
    )


def _bar(n: int, limit: int) -> int:
    return min(BAR, round(n * LINE / limit))


def duty_lines(workers: Iterable[Worker], ref: Reference) -> list[DutyLine]:
    """Return who is on duty now, by team; everybody counts in their first team only."""
    found = list(workers)
    locale = str(get_locale())
    lines: list[DutyLine] = []
    for team in teams_of(found, ref):
        members = [worker for worker in found if worker.team_id == team.id]
        here = [worker for worker in members if worker.duty == Duty.ON]
        names = [person.shown(locale) for worker in here if (person := ref.person(worker.id))]
        if members:
            lines.append(
                DutyLine(team.name(locale), _(", ").join(names), len(here), len(members) - len(here))
            )
    return sorted(lines, key=lambda line: not line.on)
