"""Everything the page of one ticket shows, in a bounded number of statements (R4.2, R4.8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from sladesk.db import db
from sladesk.db.reading import joined
from sladesk.domain.access import Actor, TicketFacts
from sladesk.domain.codes import Status, VisitState
from sladesk.models import (
    Asset,
    Attachment,
    Attempt,
    Customer,
    Cycle,
    DepartmentTask,
    Handler,
    ImprovementTicket,
    Pause,
    Place,
    Presence,
    ProductModel,
    ReadMark,
    RootCauseTicket,
    Ticket,
    TicketLink,
    Visit,
)
from sladesk.queries.reference import STAMP_VALUE
from sladesk.queries.scope import visible

#: Somebody not seen for this long has left the page; a tab says it is there every 20 s.
GONE_AFTER = timedelta(seconds=50)
#: Somebody who has not typed for this long is no longer writing.
IDLE_AFTER = timedelta(seconds=30)
#: A fault that comes back within this time is counted beside the machine.
SAME_FAULT = timedelta(days=90)


@dataclass(frozen=True)
class Present:
    """Somebody else who has the ticket open."""

    person_id: int
    writing: bool


@dataclass(frozen=True)
class Look:
    """What a look for news compares: nothing of it changed, nothing is sent."""

    ticket_id: int
    seq: int
    version: int
    present: tuple[Present, ...]


@dataclass(frozen=True)
class TicketRow:
    """A ticket with everything that exists once, read in one statement.

    Arguments:
        visits, pauses, links, files, quality, tasks: whether there are any: most tickets have none, and then
            nobody asks.
    """

    ticket: Ticket
    cycle: Cycle
    customer: Customer | None
    place: Place | None
    asset: Asset | None
    model: ProductModel | None
    stamp: str
    read_seq: int | None
    facts: TicketFacts
    attempts: tuple[int, int]
    merged_into: str | None
    history: int
    same_fault: int
    present: tuple[Present, ...]
    visits: bool
    pauses: bool
    links: bool
    files: bool
    quality: bool
    tasks: bool


def _since(now: datetime) -> dict[str, datetime]:
    """Return the instants `_present` compares with."""
    return {"here_since": now - GONE_AFTER, "writing_since": now - IDLE_AFTER}


def _present(actor: Actor) -> ColumnElement[str]:
    sign = case((Presence.writing_at > bindparam("writing_since"), literal("w")), else_=literal("r"))
    return (
        select(joined(cast(Presence.person_id, String) + sign, ","))
        .where(
            Presence.ticket_id == Ticket.id,
            Presence.person_id != (actor.person_id or 0),
            Presence.seen_at > bindparam("here_since"),
        )
        .correlate(Ticket)
        .scalar_subquery()
    )


def _people(text: str | None) -> tuple[Present, ...]:
    signs = sorted(text.split(",")) if text else []
    return tuple(Present(int(sign[:-1]), sign.endswith("w")) for sign in signs)


def _numbers(text: str | None) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(",")) if text else frozenset()


@lru_cache(maxsize=512)
def _look(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Return the statement of `look`, which every open ticket asks every few seconds."""
    found = select(Ticket.id, Ticket.event_seq, Ticket.version, _present(actor).label("present"))
    return found.where(Ticket.number == bindparam("number"), visible(actor))


def look(actor: Actor, number: str, now: datetime) -> Look | None:
    """Return what a look for news compares, in one statement; None outside the actor's scope."""
    row = db.session.execute(_look(actor), {"number": number, **_since(now)}).first()
    return None if row is None else Look(row.id, row.event_seq, row.version, _people(row.present))


def _some(reference: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether any row refers to the ticket; the index alone tells."""
    return select(reference).where(reference == Ticket.id).correlate(Ticket).exists()


@lru_cache(maxsize=512)
def _one_ticket(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Return the statement of `ticket_row`: putting it together costs as much as running it."""
    merged, other = aliased(Ticket), aliased(Ticket)
    purpose = case((Ticket.status == Status.TO_VERIFY, literal("verify")), else_=literal("callback"))
    tries = (Attempt.cycle_id == Cycle.id) & (Attempt.purpose == purpose)
    machine = (other.asset_id == Ticket.asset_id) & (other.id != Ticket.id) & (other.status != Status.VOIDED)
    recent = (other.category_id == Ticket.category_id) & (other.requested_at > bindparam("same_fault_since"))

    def count(
        table: type[Attempt] | type[Ticket],
        *where: ColumnElement[bool],
        what: ColumnElement[int] | None = None,
    ) -> ColumnElement[int]:
        counted = func.count() if what is None else what
        return select(counted).select_from(table).where(*where).correlate(Ticket, Cycle).scalar_subquery()

    engineers = (
        select(joined(cast(Visit.engineer_id, String), ","))
        .where(Visit.ticket_id == Ticket.id, Visit.state != VisitState.CANCELLED)
        .correlate(Ticket)
        .scalar_subquery()
    )
    handlers = (
        select(joined(cast(Handler.person_id, String), ","))
        .where(Handler.ticket_id == Ticket.id)
        .correlate(Ticket)
        .scalar_subquery()
    )
    return (
        select(
            Ticket,
            Cycle,
            Customer,
            Place,
            Asset,
            ProductModel,
            merged.number.label("merged_into"),
            ReadMark.seq.label("read_seq"),
            STAMP_VALUE.label("stamp"),
            engineers.label("engineers"),
            handlers.label("handlers"),
            count(Attempt, tries).label("tries"),
            count(Attempt, tries, what=func.count(Attempt.local_day.distinct())).label("try_days"),
            count(other, machine).label("history"),
            count(other, machine, recent).label("same_fault"),
            _present(actor).label("present"),
            _some(Visit.ticket_id).label("visits"),
            _some(Pause.ticket_id).label("pauses"),
            or_(*map(_some, (TicketLink.ticket_id, TicketLink.other_id, other.merged_into_id))).label(
                "links"
            ),
            _some(Attachment.ticket_id).label("files"),
            or_(*map(_some, (RootCauseTicket.ticket_id, ImprovementTicket.ticket_id))).label("quality"),
            _some(DepartmentTask.ticket_id).label("tasks"),
        )
        .join(Cycle, and_(Cycle.ticket_id == Ticket.id, Cycle.no == Ticket.cycle_no))
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Place, Place.id == Ticket.place_id)
        .outerjoin(Asset, Asset.id == Ticket.asset_id)
        .outerjoin(ProductModel, ProductModel.id == Asset.model_id)
        .outerjoin(merged, merged.id == Ticket.merged_into_id)
        .outerjoin(
            ReadMark, and_(ReadMark.ticket_id == Ticket.id, ReadMark.person_id == (actor.person_id or 0))
        )
        .where(Ticket.number == bindparam("number"), visible(actor))
    )


def ticket_row(actor: Actor, number: str, now: datetime) -> TicketRow | None:
    """Return a ticket with customer, machine, cycle and who may do what; None outside the actor's scope."""
    asked = {"number": number, "same_fault_since": now - SAME_FAULT, **_since(now)}
    row = db.session.execute(_one_ticket(actor), asked).first()
    if row is None:
        return None
    ticket: Ticket = row.Ticket
    let_go()
    return TicketRow(
        ticket=ticket,
        cycle=row.Cycle,
        customer=row.Customer,
        place=row.Place,
        asset=row.Asset,
        model=row.ProductModel,
        stamp=str(row.stamp or ""),
        read_seq=row.read_seq,
        facts=TicketFacts(
            owner_id=ticket.owner_id,
            recorder_id=ticket.recorder_id,
            team_id=ticket.team_id,
            intake_team_id=ticket.intake_team_id,
            engineer_ids=_numbers(row.engineers),
            handler_ids=_numbers(row.handlers),
            status=ticket.status,
        ),
        attempts=(row.tries, row.try_days),
        merged_into=row.merged_into,
        history=row.history if ticket.asset_id else 0,
        same_fault=row.same_fault if ticket.asset_id else 0,
        present=_people(row.present),
        visits=bool(row.visits),
        pauses=bool(row.pauses),
        links=bool(row.links),
        files=bool(row.files),
        quality=bool(row.quality),
        tasks=bool(row.tasks),
    )


def let_go() -> None:
    """Take what was read out of the session: what a page shows is complete and asks for nothing later."""
    db.session.expunge_all()
