"""What a review and the printed sheet say of quality: 5-Why worksheets and improvements, complete (R8, R9.5).

Nothing here needs to be looked up again: staff stand by their staff number (R1.7), words of customers masked.
Days are those of the site's zone; a period ends before its last day. Issued reviews keep these values as
JSON: a field that is added has a default, so that older ones can be read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.domain.codes import ImprovementState, RecordState
from sladesk.domain.masking import mask_text
from sladesk.domain.quality.improvements import GOING, overdue_days
from sladesk.domain.quality.whys import worksheet
from sladesk.models import (
    Improvement,
    Person,
    RootCause,
    RootCausePerson,
    RootCauseTicket,
    Ticket,
    Why,
)
from sladesk.queries.root_causes import as_rules_see
from sladesk.queries.scope import readable_records


@dataclass(frozen=True)
class Action:
    """An improvement as a row of the sheet.

    Arguments:
        owner: department in words; owner_number: staff number; one of them may be empty.
        overdue: days by which it is late, 0 when it is not; record: number of its 5-Why record.
    """

    number: str
    state: str
    term: str
    kind: str
    text: str
    owner: str
    owner_number: str
    due: date
    criterion: str
    finding: str
    overdue: int
    closed_day: date | None
    record: str


@dataclass(frozen=True)
class SheetLine:
    """A why as a line of the sheet: `label` is 2 on the root branch, 2b beside it."""

    label: str
    main: bool
    question: str
    text: str
    evidence: str
    evidence_ticket: str
    verdict: str
    reason: str
    is_root: bool


@dataclass(frozen=True)
class Sheet:
    """A 5-Why worksheet: 现象, 客户原话, Why 1 … n, 根本原因, 措施, 签字.

    Arguments:
        quote: words of the customer of one of the tickets, with its number and channel.
        category_id: the category most of its tickets have; tickets: all their numbers.
        author, reviewer, people: staff numbers; reviewer is who reviews it while it is in review.
    """

    number: str
    state: str
    title: str
    problem: str
    expectation: str
    root_text: str
    cause_class: str
    day: date
    author: str
    reviewer: str
    people: tuple[str, ...]
    settled_at: datetime | None
    quote: str
    quote_ticket: str
    quote_channel_id: int | None
    category_id: int | None
    tickets: tuple[str, ...]
    whys: tuple[SheetLine, ...]
    actions: tuple[Action, ...]


def sheet(actor: Actor, number: str, today: date) -> Sheet | None:
    """Return the worksheet of a record the actor may read, whatever its state."""
    found = _sheets(and_(RootCause.number == number, readable_records(actor)), today)
    return found[0] if found else None


def worksheets(start_day: date, end_day: date, today: date) -> list[Sheet]:
    """Return the worksheets settled or in review of a period, in the order of their days.

    Arguments:
        start_day: first day; end_day: the day behind the last one.
        today: by which actions are called overdue.
    """
    states = RootCause.state.in_((RecordState.IN_REVIEW, RecordState.SETTLED))
    return _sheets(and_(states, RootCause.local_day >= start_day, RootCause.local_day < end_day), today)


def _sheets(wanted: ColumnElement[bool], today: date) -> list[Sheet]:
    asked = select(RootCause).where(wanted).order_by(RootCause.local_day, RootCause.id)
    found = db.session.scalars(asked).all()
    if not found:
        return []
    keys = [row.id for row in found]
    whys = _grouped(
        db.session.scalars(select(Why).where(Why.root_cause_id.in_(keys)).order_by(Why.no)),
        lambda why: why.root_cause_id,
    )
    tickets = _grouped(db.session.execute(_tickets(keys)), lambda row: row.root_cause_id)
    part = select(RootCausePerson).where(RootCausePerson.root_cause_id.in_(keys))
    people = _grouped(
        db.session.scalars(part.order_by(RootCausePerson.at, RootCausePerson.person_id)),
        lambda row: row.root_cause_id,
    )
    actions = _grouped(
        db.session.execute(_actions().where(Improvement.root_cause_id.in_(keys))),
        lambda row: row.root_cause_id,
    )
    staff = _staff_numbers()
    return [
        _sheet(
            row,
            whys.get(row.id, ()),
            tickets.get(row.id, ()),
            tuple(staff.get(each.person_id, "") for each in people.get(row.id, ())),
            sorted((_action(each, staff, today) for each in actions.get(row.id, ())), key=_by_term),
            staff,
        )
        for row in found
    ]


def _grouped(rows: Iterable[Any], key: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _by_term(action: Action) -> tuple[bool, date, str]:
    return (action.term != "short", action.due, action.number)


def _tickets(keys: Sequence[int]) -> Select[*tuple[Any, ...]]:
    columns = (Ticket.id, Ticket.number, Ticket.verbatim, Ticket.channel_id, Ticket.category_id)
    asked = select(RootCauseTicket.root_cause_id, *columns)
    asked = asked.join(Ticket, Ticket.id == RootCauseTicket.ticket_id)
    return asked.where(RootCauseTicket.root_cause_id.in_(keys)).order_by(Ticket.id)


def _sheet(
    row: RootCause,
    whys: Sequence[Why],
    tickets: Sequence[Any],
    people: tuple[str, ...],
    actions: Sequence[Action],
    staff: Mapping[int, str],
) -> Sheet:
    said = next((each for each in tickets if each.verbatim), None)
    kinds = [each.category_id for each in tickets]
    return Sheet(
        number=row.number,
        state=row.state,
        title=row.title,
        problem=row.problem,
        expectation=row.expectation,
        root_text=row.root_text,
        cause_class=row.cause_class or "",
        day=row.local_day,
        author=staff.get(row.author_id, ""),
        reviewer=staff.get(row.reviewer_id or 0, "") if row.state != RecordState.DRAFT else "",
        people=people,
        settled_at=row.settled_at,
        quote=mask_text(said.verbatim) if said else "",
        quote_ticket=said.number if said else "",
        quote_channel_id=said.channel_id if said else None,
        category_id=max(kinds, key=lambda key: (kinds.count(key), -key)) if kinds else None,
        tickets=tuple(each.number for each in tickets),
        whys=tuple(_lines(whys, {each.id: each.number for each in tickets})),
        actions=tuple(actions),
    )


def _lines(held: Sequence[Why], tickets: Mapping[int, str]) -> Iterable[SheetLine]:
    by_no = {why.no: why for why in held}
    for line in worksheet([as_rules_see(why) for why in held]):
        why = by_no[line.no]
        yield SheetLine(
            line.label,
            line.main,
            why.question,
            why.text,
            why.evidence,
            tickets.get(why.evidence_ticket_id or 0, ""),
            why.verdict,
            why.reason,
            why.is_root,
        )


# ---- actions ----


def _actions() -> Select[*tuple[Any, ...]]:
    return select(
        Improvement.root_cause_id,
        Improvement.number,
        Improvement.state,
        Improvement.term,
        Improvement.kind,
        Improvement.text,
        Improvement.owner_words,
        Improvement.owner_id,
        Improvement.due,
        Improvement.criterion,
        Improvement.finding,
        Improvement.closed_day,
        RootCause.number.label("record"),
    ).outerjoin(RootCause, RootCause.id == Improvement.root_cause_id)


def _action(row: Row[*tuple[Any, ...]], staff: Mapping[int, str], today: date) -> Action:
    return Action(
        row.number,
        row.state,
        row.term,
        row.kind,
        row.text,
        row.owner_words,
        staff.get(row.owner_id or 0, ""),
        row.due,
        row.criterion,
        row.finding,
        overdue_days(row.state, row.due, today),
        row.closed_day,
        row.record or "",
    )


def _staff_numbers() -> dict[int, str]:
    return dict(db.session.execute(select(Person.id, Person.staff_number)).all())


#: In which order a review tells them, behind what is overdue.
_ORDER = (
    ImprovementState.IN_PROGRESS,
    ImprovementState.OPEN,
    ImprovementState.DONE,
    ImprovementState.NOT_EFFECTIVE,
    ImprovementState.EFFECTIVE,
    ImprovementState.CANCELLED,
)


def actions_for_review(start_day: date, end_day: date, today: date) -> list[Action]:
    """Return the improvements a review speaks of: overdue first, then under way, done, closed in the period.

    What was agreed on after the period, or closed outside it, is left out.

    Arguments:
        start_day: first day; end_day: the day behind the last one.
        today: by which they are called overdue.
    """
    going = Improvement.state.in_((*GOING, ImprovementState.DONE))
    closed = and_(Improvement.closed_day >= start_day, Improvement.closed_day < end_day)
    wanted = and_(Improvement.local_day < end_day, or_(going, closed))
    staff = _staff_numbers()
    found = [_action(row, staff, today) for row in db.session.execute(_actions().where(wanted))]
    return sorted(found, key=lambda a: (-a.overdue, _ORDER.index(ImprovementState(a.state)), a.due, a.number))
