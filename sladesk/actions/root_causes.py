"""5-Why records: begun on tickets, thought through, reviewed by a second person, settled (R8.1)."""

from collections.abc import Sequence
from dataclasses import asdict

from sladesk.actions import _records
from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case
from sladesk.actions._records import (
    check_missing,
    find,
    involved,
    note_change,
    person_id_of,
    spoken,
    tell,
    writes,
)
from sladesk.actions.tickets import next_number
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.codes import RecordState
from sladesk.domain.errors import Forbidden, NotFound, Stale, invalid
from sladesk.domain.periods import local_moment
from sladesk.domain.quality import records
from sladesk.domain.quality.records import MOST_PEOPLE, MOST_TICKETS, RecordForm, cleaned
from sladesk.domain.text import clean
from sladesk.models import RootCause, RootCausePerson, RootCauseTicket


@action("root_causes.start")
def start(tx: Tx, form: RecordForm, tickets: Sequence[str] = ()) -> str:
    """Begin a record on tickets; return its number.

    Arguments:
        tickets: numbers; each says on its timeline that it is looked into.

    Raises:
        Invalid: no title, a ticket that is not there, or too many of them.
    """
    access.require(tx.by, "quality.write")
    made, ref = cleaned(form), tx.reference()
    cases = [_ticket(tx, number) for number in sorted({clean(each) for each in tickets} - {""})]
    if len(cases) > MOST_TICKETS:
        raise invalid("tickets", "too_many_tickets", max=MOST_TICKETS)
    record = RootCause(
        number=next_number(tx, ref, "root_cause"),
        state=RecordState.DRAFT,
        author_id=tx.by.person_id or 0,
        created_at=tx.now,
        local_day=local_moment(tx.now, ref.zone).day,
        **_columns(made),
    )
    rows.add(tx.session, record)
    for case in cases:
        _link(tx, record, case)
    tx.audit("root_cause.created", "root_cause", record.number, tickets=[c.ticket.number for c in cases])
    return record.number


def _columns(form: RecordForm) -> dict[str, str | None]:
    return {**asdict(form), "cause_class": form.cause_class or None}


def _ticket(tx: Tx, number: str) -> Case:
    try:
        return open_case(tx, number, "ticket.see", settle=False)
    except NotFound as error:
        raise invalid("tickets", "ticket_unknown_named", number=number[:40]) from error


def _link(tx: Tx, record: RootCause, case: Case) -> None:
    values = {"root_cause_id": record.id, "ticket_id": case.ticket.id}
    rows.put(tx.session, RootCauseTicket, {**values, "at": tx.now, "person_id": tx.by.person_id or 0})
    case.event("quality:linked", data={"record": record.number})
    case.done("ticket.analysed", record=record.number)


@action("root_causes.change")
def change(tx: Tx, number: str, form: RecordForm, *, version: int) -> str:
    """Change what a draft says.

    Raises:
        WrongState: it is with the reviewer, or settled.
        Stale: somebody else changed it meanwhile; both versions are in the error.
    """
    record = writes(tx, number)
    made = cleaned(form)
    before = asdict(_records.form_of(record))
    if version != record.version:
        raise Stale(asdict(made), before, version=record.version)
    changed = [name for name, value in asdict(made).items() if before[name] != value]
    for name, value in _columns(made).items():
        setattr(record, name, value)
    note_change(tx, record)
    tx.audit("root_cause.changed", "root_cause", number, fields=changed)
    return number


@action("root_causes.add_ticket")
def add_ticket(tx: Tx, number: str, ticket: str) -> str:
    """Link one more ticket; one that is linked already stays as it is."""
    access.require(tx.by, "quality.write")
    case = _ticket(tx, clean(ticket))
    record = writes(tx, number)
    held = _records.ticket_ids(tx, record)
    if case.ticket.id in held:
        return number
    if len(held) >= MOST_TICKETS:
        raise invalid("tickets", "too_many_tickets", max=MOST_TICKETS)
    _link(tx, record, case)
    note_change(tx, record)
    tx.audit("root_cause.changed", "root_cause", number, fields=["tickets"], ticket=case.ticket.number)
    return number


@action("root_causes.remove_ticket")
def remove_ticket(tx: Tx, number: str, ticket: str) -> str:
    """Take a ticket out of a draft; where it was evidence, the words stay."""
    access.require(tx.by, "quality.write")
    record = writes(tx, number)
    if not _records.unlink(tx, record, ticket):
        raise NotFound("ticket_not_found")
    note_change(tx, record)
    tx.audit("root_cause.changed", "root_cause", number, fields=["tickets"], ticket=ticket)
    return number


@action("root_causes.add_person")
def add_person(tx: Tx, number: str, staff_number: str) -> str:
    """Name somebody who took part; they will not be its reviewer."""
    record = writes(tx, number)
    person_id = person_id_of(tx, staff_number, "person")
    if person_id == record.author_id:
        raise invalid("person", "author_takes_part")
    if len(involved(tx, record)) > MOST_PEOPLE:
        raise invalid("person", "too_many_people", max=MOST_PEOPLE)
    _records.take_part(tx, record, person_id)
    note_change(tx, record)
    tx.audit("root_cause.changed", "root_cause", number, fields=["people"], person=person_id)
    return number


@action("root_causes.remove_person")
def remove_person(tx: Tx, number: str, staff_number: str) -> str:
    """Take somebody out again who did not take part.

    Raises:
        Forbidden: whoever wrote in it stays: they would be free to review what they wrote.
    """
    record = writes(tx, number)
    person_id = person_id_of(tx, staff_number, "person")
    if person_id == tx.by.person_id or _records.wrote(tx, record, person_id):
        raise Forbidden("wrote_in_record")
    row = tx.session.get(RootCausePerson, (record.id, person_id))
    if row is None:
        raise NotFound
    tx.session.delete(row)
    note_change(tx, record)
    tx.audit("root_cause.changed", "root_cause", number, fields=["people"], person=person_id)
    return number


# ---- review ----


@action("root_causes.hand_in")
def hand_in(tx: Tx, number: str, *, reviewer: str) -> str:
    """Put a record before a second person.

    Arguments:
        reviewer: staff number; nobody who took part.

    Raises:
        Missing: what the record lacks.
        Invalid: the reviewer may not review it.
    """
    access.require(tx.by, "quality.write")
    record = find(tx, number)
    records.check_step("hand_in", record.state)
    check_missing(tx, record)
    person_id = person_id_of(tx, reviewer, "reviewer")
    if person_id in involved(tx, record) or not _records.reviews(tx, person_id):
        raise invalid("reviewer", "reviewer_took_part")
    record.state, record.reviewer_id, record.handed_in_at = RecordState.IN_REVIEW, person_id, tx.now
    record.review_note = ""
    record.version += 1
    tell(tx, record, (person_id,), "quality:to_review")
    tx.audit("root_cause.handed_in", "root_cause", number, person=person_id)
    return number


@action("root_causes.settle")
def settle(tx: Tx, number: str, *, note: str = "") -> str:
    """Agree with a record: it counts from this day (R8.1). Whoever agrees is its reviewer.

    Raises:
        Forbidden: the actor wrote it or took part.
        WrongState: it was not handed in.
    """
    record = find(tx, number)
    _review(tx, record)
    records.check_step("settle", record.state)
    record.state, record.reviewer_id, record.settled_at = RecordState.SETTLED, tx.by.person_id, tx.now
    record.review_note = spoken("note", note, required=False)
    record.local_day = local_moment(tx.now, tx.reference().zone).day
    record.version += 1
    tell(tx, record, involved(tx, record), "quality:settled")
    tx.audit("root_cause.settled", "root_cause", number)
    return number


@action("root_causes.give_back")
def give_back(tx: Tx, number: str, *, reason: str) -> str:
    """Make a draft of a record again: the reviewer does not agree, or its author sees that it does not hold.

    Raises:
        Invalid: no reason.
        WrongState: it is a draft.
    """
    access.require(tx.by, "quality.review")
    record = find(tx, number)
    if not access.allowed(tx.by, "quality.write"):
        _review(tx, record)
    records.check_step("give_back", record.state)
    record.review_note = spoken("reason", reason)
    told = involved(tx, record) | {record.reviewer_id or 0} - {0}
    record.state, record.settled_at, record.handed_in_at = RecordState.DRAFT, None, None
    record.version += 1
    tell(tx, record, told, "quality:given_back")
    tx.audit("root_cause.given_back", "root_cause", number)
    return number


def _review(tx: Tx, record: RootCause) -> None:
    access.require(tx.by, "quality.review")
    if not access.may_review(tx.by, involved(tx, record)):
        raise Forbidden("wrote_in_record")
