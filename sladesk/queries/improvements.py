"""Improvements: lists, one with its steps and tickets, and what reminders look at (R8.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Select, func, select, tuple_

from sladesk.db import db
from sladesk.domain import access
from sladesk.domain.access import Actor, ImprovementFacts
from sladesk.domain.quality.improvements import AHEAD, GOING
from sladesk.models import Improvement, ImprovementStep, RootCause
from sladesk.queries.root_causes import LinkedTicket, tickets_of_improvement
from sladesk.queries.root_causes import find as find_record
from sladesk.queries.scope import readable_improvements

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """An improvement in a list; `record` is the number of the 5-Why record it follows from."""

    id: int
    number: str
    state: str
    term: str
    kind: str
    text: str
    owner_id: int | None
    owner_words: str
    due: date
    criterion: str
    finding: str
    record: str | None


_LISTED: Select[*tuple[Any, ...]] = select(
    Improvement.id,
    Improvement.number,
    Improvement.state,
    Improvement.term,
    Improvement.kind,
    Improvement.text,
    Improvement.owner_id,
    Improvement.owner_words,
    Improvement.due,
    Improvement.criterion,
    Improvement.finding,
    RootCause.number.label("record"),
).outerjoin(RootCause, RootCause.id == Improvement.root_cause_id)


def due_soon(today: date) -> Select[Improvement]:
    """Return the statement of what still goes and is due within the days in which it is reminded of."""
    wanted = (Improvement.state.in_(GOING), Improvement.due <= today + timedelta(days=AHEAD))
    return select(Improvement).where(*wanted).order_by(Improvement.id)


def overdue(today: date) -> int:
    """Return how many are late on a day of the site's zone."""
    late = (Improvement.state.in_(GOING), Improvement.due < today)
    return db.session.scalar(select(func.count()).select_from(Improvement).where(*late)) or 0


@dataclass(frozen=True)
class ImprovementFilter:
    """What is looked for.

    Arguments:
        state: one of `ImprovementState`, or "going" for what is still to be done; empty for all.
        owner_id: only this person's; late_on: only what is overdue on this day.
    """

    state: str = ""
    owner_id: int | None = None
    late_on: date | None = None

    @property
    def rising(self) -> bool:
        """Whether the earliest due date comes first: what is still to be done begins with what is late."""
        return self.late_on is not None or self.state in {"going", *GOING}


@dataclass(frozen=True)
class Start:
    """Where a page begins: behind or before the row with this due date and key."""

    due: date
    id: int
    way: Literal["after", "before"]


@dataclass(frozen=True)
class ImprovementPage:
    """A page of the list, and where its neighbours begin."""

    rows: Sequence[Listed]
    before: Start | None = None
    after: Start | None = None


def page(
    actor: Actor, asked: ImprovementFilter, start: Start | None = None, size: int = PAGE
) -> ImprovementPage:
    """Return one page of the improvements somebody may read, in one statement."""
    backward = start is not None and start.way == "before"
    upwards = asked.rising != backward
    found = _matching(actor, asked)
    if start is not None:
        here, there = tuple_(Improvement.due, Improvement.id), tuple_(start.due, start.id)
        found = found.where(here > there if upwards else here < there)
    keys = (Improvement.due, Improvement.id)
    found = found.order_by(*(keys if upwards else (key.desc() for key in keys))).limit(size + 1)
    rows = [Listed(*tuple(row)) for row in db.session.execute(found)]
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    if not rows:
        return ImprovementPage([])
    begins, goes_on = (more, True) if backward else (start is not None, more)
    return ImprovementPage(
        rows,
        Start(rows[0].due, rows[0].id, "before") if begins else None,
        Start(rows[-1].due, rows[-1].id, "after") if goes_on else None,
    )


def _matching(actor: Actor, asked: ImprovementFilter) -> Select[*tuple[Any, ...]]:
    found = _LISTED.where(readable_improvements(actor))
    if asked.state == "going" or asked.late_on is not None:
        found = found.where(Improvement.state.in_(GOING))
    elif asked.state:
        found = found.where(Improvement.state == asked.state)
    if asked.owner_id is not None:
        found = found.where(Improvement.owner_id == asked.owner_id)
    return found if asked.late_on is None else found.where(Improvement.due < asked.late_on)


def of_record(record_id: int) -> list[Listed]:
    """Return the improvements that follow from a record, short-term ones first, each by due date."""
    order = (Improvement.term.desc(), Improvement.due, Improvement.id)
    rows = db.session.execute(_LISTED.where(Improvement.root_cause_id == record_id).order_by(*order))
    return [Listed(*tuple(row)) for row in rows]


@dataclass(frozen=True)
class Found:
    """An improvement with what was said about it, its tickets, and the record where that may be read."""

    row: Improvement
    steps: Sequence[ImprovementStep]
    tickets: tuple[LinkedTicket, ...]
    record: str


def find(actor: Actor, number: str) -> Found | None:
    """Return an improvement somebody may read, None when there is none of this number."""
    row = db.session.scalar(select(Improvement).where(Improvement.number == number))
    if row is None:
        return None
    of = db.session.scalar(select(RootCause.number).where(RootCause.id == row.root_cause_id))
    record = find_record(actor, of) if of else None
    tickets = tickets_of_improvement(actor, row.id)
    facts = ImprovementFacts(row.owner_id, any(t.seen for t in tickets), record.facts if record else None)
    if not access.reads_improvement(actor, facts):
        return None
    steps = select(ImprovementStep).where(ImprovementStep.improvement_id == row.id)
    said = db.session.scalars(steps.order_by(ImprovementStep.id)).all()
    return Found(row, said, tickets, record.row.number if record else "")
