"""What the verbs on 5-Why records and improvements share: rows under lock, who took part, who is told."""

from collections.abc import Iterable

from sqlalchemy import delete, select, update

from sladesk.actions._action import Tx
from sladesk.actions._solving import checked_text
from sladesk.actions._telling import tell as tell_people
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.access import Actor
from sladesk.domain.errors import NotFound, invalid
from sladesk.domain.masking import mask_text
from sladesk.domain.quality import records, whys
from sladesk.domain.quality.records import RecordForm
from sladesk.models import (
    Audit,
    Improvement,
    PersonRole,
    RootCause,
    RootCausePerson,
    RootCauseTicket,
    Ticket,
    Why,
)
from sladesk.queries.root_causes import as_rules_see


def spoken(field: str, text: str, *, required: bool = True) -> str:
    """Return what somebody says of a record or an improvement as it is stored, no customer's number in it.

    Raises:
        Invalid: it is empty though required, or too long.
    """
    return mask_text(checked_text(field, text, required=required))


def find(tx: Tx, number: str) -> RootCause:
    """Lock a record.

    Raises:
        NotFound: there is none of this number.
    """
    row = tx.session.scalar(
        select(RootCause)
        .where(RootCause.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("record_not_found")
    return row


def writes(tx: Tx, number: str) -> RootCause:
    """Lock a draft for somebody who writes in it; whoever does takes part in it from then on.

    Raises:
        Forbidden: the actor writes no records.
        WrongState: it is no draft.
    """
    access.require(tx.by, "quality.write")
    record = find(tx, number)
    records.check_step("edit", record.state)
    if tx.by.person_id is not None and tx.by.person_id != record.author_id:
        take_part(tx, record, tx.by.person_id)
    return record


def note_change(tx: Tx, record: RootCause) -> None:
    """Let others who have the record open learn at saving that it is another one now."""
    record.version += 1
    tx.session.flush()


def form_of(record: RootCause) -> RecordForm:
    """Return what a record says."""
    return RecordForm(
        record.title, record.problem, record.expectation, record.root_text, record.cause_class or ""
    )


def take_part(tx: Tx, record: RootCause, person_id: int) -> None:
    """Note that somebody took part, once."""
    values = {"root_cause_id": record.id, "person_id": person_id, "at": tx.now}
    rows.put_once(tx.session, RootCausePerson, values, unique=("root_cause_id", "person_id"))


def involved(tx: Tx, record: RootCause) -> frozenset[int]:
    """Return the keys of author and participants."""
    found = select(RootCausePerson.person_id).where(RootCausePerson.root_cause_id == record.id)
    return frozenset({record.author_id, *tx.session.scalars(found)})


def wrote(tx: Tx, record: RootCause, person_id: int) -> bool:
    """Whether somebody ever changed what a record says; its trail in the audit tells."""
    trail = (Audit.object_type == "root_cause", Audit.object_id == record.number)
    writing = Audit.action.not_in(("root_cause.settled", "root_cause.given_back"))
    found = select(Audit.id).where(*trail, writing, Audit.actor_id == person_id).limit(1)
    return tx.session.scalar(found) is not None


def reviews(tx: Tx, person_id: int) -> bool:
    """Whether somebody holds a role that reviews records."""
    held = tx.session.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id))
    return access.allowed(Actor(person_id, frozenset(held)), "quality.review")


def ticket_ids(tx: Tx, record: RootCause) -> frozenset[int]:
    """Return the keys of the tickets of a record."""
    found = select(RootCauseTicket.ticket_id).where(RootCauseTicket.root_cause_id == record.id)
    return frozenset(tx.session.scalars(found))


def unlink(tx: Tx, record: RootCause, number: str) -> bool:
    """Take a ticket out of a record and of its evidence; return whether it was there."""
    ticket_id = tx.session.scalar(select(Ticket.id).where(Ticket.number == number))
    row = tx.session.get(RootCauseTicket, (record.id, ticket_id or 0))
    if row is None:
        return False
    tx.session.execute(
        update(Why)
        .where(Why.root_cause_id == record.id, Why.evidence_ticket_id == ticket_id)
        .values(evidence_ticket_id=None)
    )
    tx.session.execute(
        delete(RootCauseTicket).where(
            RootCauseTicket.root_cause_id == record.id, RootCauseTicket.ticket_id == ticket_id
        )
    )
    return True


def person_id_of(tx: Tx, staff_number: str, field: str) -> int:
    """Return the key of somebody in service.

    Raises:
        Invalid: nobody has this staff number.
    """
    found = (p for p in tx.reference().people.values() if p.staff_number == staff_number and not p.retired)
    person = next(found, None)
    if person is None:
        raise invalid(field, "unknown_choice")
    return person.id


def whys_of(tx: Tx, record: RootCause) -> dict[int, Why]:
    """Return the whys of a record by their numbers."""
    found = select(Why).where(Why.root_cause_id == record.id).order_by(Why.no)
    return {why.no: why for why in tx.session.scalars(found)}


def tree(held: dict[int, Why]) -> tuple[whys.Why, ...]:
    """Return whys as the rules see them."""
    return tuple(map(as_rules_see, held.values()))


def check_missing(tx: Tx, record: RootCause) -> None:
    """Refuse a record that lacks something before it is handed in.

    Raises:
        Missing: what is to be done first.
    """
    people = len(involved(tx, record)) - 1
    lacks = records.missing(form_of(record), len(ticket_ids(tx, record)), people, tree(whys_of(tx, record)))
    records.check_complete(lacks)


def tell(tx: Tx, record: RootCause, people: Iterable[int], kind: str) -> None:
    """Tell people what became of a record, once for each version of it."""
    about = {"record": record.number, "title": record.title}
    put_notices(tx, people, kind, f"{record.number}:{record.version}:{kind}", about)


def tell_of_improvement(tx: Tx, row: Improvement, people: Iterable[int], kind: str, key: str) -> None:
    """Tell people about an improvement, once per key."""
    about = {"improvement": row.number, "title": row.text.split("\n")[0][:200], "due": row.due.isoformat()}
    put_notices(tx, people, kind, f"{row.number}:{key}", about)


def put_notices(tx: Tx, people: Iterable[int], kind: str, key: str, data: dict[str, str]) -> None:
    """Put a notice before each of some people; nobody is told of what he did himself."""
    tell_people(tx, sorted(set(people)), kind, key, data)
