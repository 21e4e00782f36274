"""5-Why records: the list, one with its tree, tickets and people, and those of a ticket (R8.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from sladesk.db import db
from sladesk.domain import access
from sladesk.domain.access import Actor, RecordFacts
from sladesk.domain.quality import records, whys
from sladesk.domain.quality.improvements import GOING
from sladesk.domain.quality.records import RecordForm
from sladesk.models import (
    Improvement,
    ImprovementTicket,
    Person,
    PersonRole,
    RootCause,
    RootCausePerson,
    RootCauseTicket,
    Ticket,
    Why,
)
from sladesk.queries import keyed
from sladesk.queries.keyed import Page, Way
from sladesk.queries.scope import readable_improvements, readable_records, visible

PAGE = 50


@dataclass(frozen=True)
class LinkedTicket:
    """A ticket as a record or an improvement shows it; what lies outside the scope is a number only."""

    id: int
    number: str
    summary: str
    status: str
    verbatim: str
    channel_id: int
    category_id: int
    requested_at: datetime
    seen: bool


_TICKET = (
    Ticket.id,
    Ticket.number,
    Ticket.summary,
    Ticket.status,
    Ticket.verbatim,
    Ticket.channel_id,
    Ticket.category_id,
    Ticket.requested_at,
)


def tickets_of_record(actor: Actor, record_id: int) -> tuple[LinkedTicket, ...]:
    """Return the tickets of a record, the oldest first."""
    joined = (RootCauseTicket, RootCauseTicket.ticket_id == Ticket.id)
    asked = select(*_TICKET, visible(actor).label("seen")).join(*joined)
    rows = db.session.execute(asked.where(RootCauseTicket.root_cause_id == record_id).order_by(Ticket.id))
    return tuple(LinkedTicket(*row[:-1], bool(row.seen)) for row in rows)


def tickets_of_improvement(actor: Actor, improvement_id: int) -> tuple[LinkedTicket, ...]:
    """Return the tickets an improvement goes back to, the oldest first."""
    joined = (ImprovementTicket, ImprovementTicket.ticket_id == Ticket.id)
    asked = select(*_TICKET, visible(actor).label("seen")).join(*joined)
    rows = db.session.execute(
        asked.where(ImprovementTicket.improvement_id == improvement_id).order_by(Ticket.id)
    )
    return tuple(LinkedTicket(*row[:-1], bool(row.seen)) for row in rows)


# ---- the list ----


@dataclass(frozen=True)
class RecordFilter:
    """What is looked for: a `RecordState`, and records somebody wrote, takes part in or reviews."""

    state: str = ""
    person_id: int | None = None


@dataclass(frozen=True)
class Listed:
    """A record in the list."""

    id: int
    number: str
    title: str
    state: str
    cause_class: str | None
    author_id: int
    reviewer_id: int | None
    local_day: date
    tickets: int
    improvements: int
    going: int


def _counted(column: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(column == RootCause.id, *where).correlate(RootCause).scalar_subquery()


def _listed() -> Select[*tuple[Any, ...]]:
    return select(
        RootCause.id,
        RootCause.number,
        RootCause.title,
        RootCause.state,
        RootCause.cause_class,
        RootCause.author_id,
        RootCause.reviewer_id,
        RootCause.local_day,
        _counted(RootCauseTicket.root_cause_id).label("tickets"),
        _counted(Improvement.root_cause_id).label("improvements"),
        _counted(Improvement.root_cause_id, Improvement.state.in_(GOING)).label("going"),
    )


def page(
    actor: Actor, asked: RecordFilter, start: int | None = None, way: Way = "after", size: int = PAGE
) -> Page[Listed]:
    """Return one page of the records somebody may read, the newest first, in one statement.

    Arguments:
        start: key from which the page begins, None for the first.
    """
    found = _listed().where(readable_records(actor))
    if asked.state:
        found = found.where(RootCause.state == asked.state)
    if asked.person_id is not None:
        took_part = select(RootCausePerson.root_cause_id).where(RootCausePerson.person_id == asked.person_id)
        mine = (RootCause.author_id == asked.person_id, RootCause.reviewer_id == asked.person_id)
        found = found.where(or_(*mine, RootCause.id.in_(took_part)))
    return keyed.page(found, Listed, RootCause.id, size, start, way)


# ---- one record ----


@dataclass(frozen=True)
class Record:
    """A record with all that hangs on it.

    Arguments:
        whys: by their numbers; people: keys of who took part beside the author.
    """

    row: RootCause
    whys: dict[int, Why]
    tickets: tuple[LinkedTicket, ...]
    people: tuple[int, ...]
    owners: frozenset[int]

    @property
    def tree(self) -> tuple[whys.Why, ...]:
        """The whys as the rules see them."""
        return tuple(map(as_rules_see, self.whys.values()))

    @property
    def involved(self) -> frozenset[int]:
        """Keys of author and participants, none of whom reviews it."""
        return frozenset({self.row.author_id, *self.people})

    @property
    def facts(self) -> RecordFacts:
        """What decides who may read it."""
        seen = any(ticket.seen for ticket in self.tickets)
        return RecordFacts(self.row.state, self.involved | self.owners, seen)

    @property
    def form(self) -> RecordForm:
        """What it says."""
        row = self.row
        return RecordForm(row.title, row.problem, row.expectation, row.root_text, row.cause_class or "")

    @property
    def lacks(self) -> tuple[str, ...]:
        """Codes of what is missing before it may be handed in."""
        return records.missing(self.form, len(self.tickets), len(self.people), self.tree)


def as_rules_see(row: Why) -> whys.Why:
    """Return a why as the rules of its tree see it."""
    proven = bool(row.evidence) or row.evidence_ticket_id is not None
    return whys.Why(row.no, row.parent_no, row.position, row.verdict, proven, row.reason, row.is_root)


def find(actor: Actor, number: str) -> Record | None:
    """Return a record somebody may read, None when there is none of this number."""
    row = db.session.scalar(select(RootCause).where(RootCause.number == number))
    if row is None:
        return None
    held = db.session.scalars(select(Why).where(Why.root_cause_id == row.id).order_by(Why.no))
    part = select(RootCausePerson.person_id).where(RootCausePerson.root_cause_id == row.id)
    owns = select(Improvement.owner_id).where(
        Improvement.root_cause_id == row.id, Improvement.owner_id.is_not(None)
    )
    record = Record(
        row,
        {why.no: why for why in held},
        tickets_of_record(actor, row.id),
        tuple(db.session.scalars(part.order_by(RootCausePerson.at, RootCausePerson.person_id))),
        frozenset(key for key in db.session.scalars(owns) if key is not None),
    )
    return record if access.reads_record(actor, record.facts) else None


def reviewers(roles: Iterable[str], involved: frozenset[int], *, english: bool) -> list[tuple[str, str]]:
    """Return staff number and name of everybody in service who may review a record.

    Arguments:
        roles: any of these reviews; involved: keys of those who wrote it or took part.
    """
    held = select(PersonRole.person_id).where(PersonRole.role.in_(roles))
    asked = select(Person.id, Person.staff_number, Person.name, Person.name_en).order_by(Person.staff_number)
    rows = db.session.execute(asked.where(Person.id.in_(held), Person.retired_at.is_(None)))
    return [
        (row.staff_number, f"{(row.name_en if english else '') or row.name} {row.staff_number}")
        for row in rows
        if row.id not in involved
    ]


# ---- of a ticket ----


@dataclass(frozen=True)
class OfTicket:
    """A record or an improvement that has to do with a ticket."""

    number: str
    text: str
    state: str
    due: date | None = None


def of_ticket(actor: Actor, ticket_id: int) -> tuple[Sequence[OfTicket], Sequence[OfTicket]]:
    """Return the records of a ticket and the improvements that go back to it, those the actor may read."""
    linked = select(RootCauseTicket.root_cause_id).where(RootCauseTicket.ticket_id == ticket_id)
    found = select(RootCause.number, RootCause.title, RootCause.state).where(RootCause.id.in_(linked))
    kept = db.session.execute(found.where(readable_records(actor)).order_by(RootCause.id.desc())).all()
    mended = select(ImprovementTicket.improvement_id).where(ImprovementTicket.ticket_id == ticket_id)
    asked = select(Improvement.number, Improvement.text, Improvement.state, Improvement.due)
    asked = asked.where(Improvement.id.in_(mended), readable_improvements(actor)).order_by(Improvement.id)
    return (
        tuple(OfTicket(row.number, row.title, row.state) for row in kept),
        tuple(OfTicket(*tuple(row)) for row in db.session.execute(asked)),
    )
