"""One escalation chain as a form, and its steps in words (R3.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sladesk.actions.chain_edits import ChainForm
from sladesk.domain.chains import MOST_MINUTES, MOST_STEPS, ROLES, Moment, Step, To, parse
from sladesk.domain.codes import Role
from sladesk.domain.errors import Problem
from sladesk.models import Chain
from sladesk.queries.chains import known
from sladesk.queries.reference import Reference
from sladesk.web.admin.pages import Box, locale
from sladesk.web.admin.targets import length_text
from sladesk.web.inputs import number
from sladesk.web.labels import label

PARTS = ("minutes", "calendar", "to")
#: Lines at least, and empty ones below the filled-in ones.
_LINES, _MORE = 6, 2
#: What a new chain begins with: without it nobody is told of the breach.
_FIRST = (Step(Moment.LATE, To.OWNER), Step(Moment.LATE, To.SUPERVISOR))
#: A line that nobody can have meant; the desk refuses it.
_STRANGE = Step(Moment.LATE, To.PERSON)


@dataclass(frozen=True)
class StepWords:
    """A step: when it comes, and whom it tells."""

    when: str
    to: str


def said(held: Reference, steps: Sequence[Step]) -> list[StepWords]:
    """Return steps in words."""
    return [StepWords(_when(held, step), _whom(held, step)) for step in steps]


def _when(held: Reference, step: Step) -> str:
    if step.moment is not Moment.LATE:
        return _moments()[step.moment]
    calendar = held.calendars.get(step.calendar)
    on = calendar.name(locale()) if calendar else step.calendar
    if not step.minutes:
        return (
            _("once missed, when %(calendar)s is open", calendar=on) if on else _("the moment it is missed")
        )
    length = length_text(step.minutes * 60)
    if on:
        return _("%(length)s after it is missed, %(calendar)s", length=length, calendar=on)
    return _("%(length)s after it is missed", length=length)


def _whom(held: Reference, step: Step) -> str:
    if step.to is To.ROLE:
        return _every(step.who)
    if step.to is To.PERSON:
        found = next((p for p in held.people.values() if p.staff_number == step.who), None)
        if found is None:
            return step.who
        name = f"{found.shown(locale())} {found.staff_number}"
        return _("%(name)s (retired)", name=name) if found.retired else name
    return _people()[step.to]


def _every(role: str) -> str:
    return _("every %(role)s", role=label(role, "role").lower()) if role in set(map(str, Role)) else role


def _moments() -> dict[str, str]:
    return {
        Moment.HALF: _("at %(share)s of the time", share="50 %"),
        Moment.MOST: _("at %(share)s of the time", share="80 %"),
        Moment.LATE: _("once it is missed"),
    }


def _people() -> dict[str, str]:
    return {To.OWNER: _("the owner"), To.SUPERVISOR: _("the team's supervisors on duty")}


def heads_of() -> dict[str, str]:
    """Return the headings of a line."""
    return {
        "": _("When"),
        "minutes": _("Minutes after"),
        "calendar": _("Counted on"),
        "to": _("Who is told"),
    }


def boxes(held: Reference, chain: Chain | None) -> list[Box]:
    """Return what is filled in: names, and a line for as many steps as a chain may have."""
    steps = parse(chain.steps) if chain else _FIRST
    offered = _offered(held, steps)
    lines = [*steps, *[None] * (MOST_STEPS - len(steps))]
    return [
        Box("name_zh", _("Chinese name"), value=chain.name_zh if chain else "", needed=True),
        Box(
            "name_en",
            _("English name"),
            value=chain.name_en if chain else "",
            hint=_("Left empty, the Chinese name is shown"),
        ),
        *(box for at, step in enumerate(lines) for box in _line(at, step, offered)),
    ]


def _offered(held: Reference, steps: Sequence[Step]) -> Mapping[str, list[tuple[str, str]]]:
    may = known(held, steps)
    calendars = [(c, row.name(locale())) for c, row in held.calendars.items() if c in may.calendars]
    people = sorted(
        (p for p in held.people.values() if p.staff_number in may.people), key=lambda p: p.staff_number
    )
    return {
        "": [("", _("– no step –")), *_moments().items()],
        "calendar": [("", _("plain time")), *calendars],
        "to": [
            *_people().items(),
            *((f"{To.ROLE}:{role}", _every(role)) for role in ROLES),
            *(
                (_code(step), _whom(held, step))
                for step in (Step(Moment.LATE, To.PERSON, p.staff_number) for p in people)
            ),
        ],
    }


def _code(step: Step) -> str:
    return f"{step.to}:{step.who}" if step.who else str(step.to)


def _line(at: int, step: Step | None, offered: Mapping[str, list[tuple[str, str]]]) -> list[Box]:
    """Return the boxes of a step; what is wrong with it as a whole stands beside the first."""
    heads = heads_of()
    values = {
        "": str(step.moment) if step else "",
        "minutes": str(step.minutes) if step and step.minutes else "",
        "calendar": step.calendar if step else "",
        "to": _code(step) if step else str(To.OWNER),
    }
    return [
        Box(
            _name(at, part),
            _("Step %(no)s: %(part)s", no=at + 1, part=heads[part]),
            "choice" if part in offered else "number",
            value,
            choices=offered.get(part, ()),
        )
        for part, value in values.items()
    ]


def _name(at: int, part: str = "") -> str:
    return f"step-{at}.{part}" if part else f"step-{at}"


def shown(filled: Sequence[Box]) -> list[list[Box]]:
    """Return the lines of the form: those filled in, some empty ones, at most what a chain may have."""
    by_name = {box.name: box for box in filled}
    last = max((at for at in range(MOST_STEPS) if by_name[_name(at)].value), default=-1)
    count = min(MOST_STEPS, max(_LINES, last + 1 + _MORE))
    return [[by_name[_name(at, part)] for part in ("", *PARTS)] for at in range(count)]


def form_of(filled: Sequence[Box]) -> ChainForm:
    """Return what was filled in; lines without a moment are no steps."""
    value = {box.name: box.value for box in filled}
    steps = tuple(_read(value, at) for at in _used(value))
    return ChainForm(value["name_zh"], value["name_en"], steps)


def _used(value: Mapping[str, str]) -> list[int]:
    return [at for at in range(MOST_STEPS) if value[_name(at)]]


def _read(value: Mapping[str, str], at: int) -> Step:
    to, _sign, who = value[_name(at, "to")].partition(":")
    if value[_name(at)] not in set(Moment) or to not in set(To):
        return _STRANGE
    typed = value[_name(at, "minutes")].strip()
    minutes = number(typed, digits=len(str(MOST_MINUTES))) if typed else 0
    return Step(
        Moment(value[_name(at)]),
        To(to),
        who if to in {To.ROLE, To.PERSON} else "",
        -1 if minutes is None else minutes,
        value[_name(at, "calendar")],
    )


def placed(filled: Sequence[Box], problems: Mapping[str, Problem]) -> dict[str, Problem]:
    """Return problems by the names of boxes: steps are counted without the empty lines between them."""
    used = _used({box.name: box.value for box in filled})
    found = {name: problem for name, problem in problems.items() if not name.startswith("step-")}
    for place, at in enumerate(used):
        problem = problems.get(f"step-{place}")
        if problem is not None:
            found[_name(at, "minutes" if problem.code == "number_between" else "")] = problem
    return found
