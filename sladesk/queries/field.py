"""The engineer's day and visit, and who could be sent (R5.1, R5.6): complete rows, few statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.domain.codes import OPEN_STATUSES, AttachmentKind, VisitState
from sladesk.models import (
    Asset,
    Attachment,
    Clock,
    Customer,
    Cycle,
    Event,
    EventText,
    Place,
    ProductModel,
    Ticket,
    Visit,
)
from sladesk.queries.scope import visible


@dataclass(frozen=True)
class Promise:
    """The clock of a promised window, as chips show it."""

    started_at: datetime
    due_at: datetime
    warn50_at: datetime | None
    warn80_at: datetime | None
    stopped_at: datetime | None


@dataclass(frozen=True)
class DayVisit:
    """One card of the engineer's day; instants are aware."""

    number: str
    no: int
    state: str
    window_start: datetime
    window_end: datetime
    ended_at: datetime | None
    bring: str
    summary: str
    status: str
    cycle_no: int
    stamps: dict[str, str]
    vip: bool
    district: str
    model_code: str
    model_zh: str
    model_en: str
    promise: Promise | None


def _with_visit(asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return a statement with what belongs to a visit: ticket, cycle, customer, place, machine, promise."""
    return (
        asked.select_from(Visit)
        .join(Ticket, Ticket.id == Visit.ticket_id)
        .join(Cycle, Cycle.id == Visit.cycle_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Place, Place.id == Ticket.place_id)
        .outerjoin(Asset, Asset.id == Ticket.asset_id)
        .outerjoin(ProductModel, ProductModel.id == Asset.model_id)
        .outerjoin(Clock, Clock.id == Visit.promise_clock_id)
    )


_CARD = _with_visit(
    select(
        Ticket.number,
        Visit.no,
        Visit.state,
        Visit.window_start,
        Visit.window_end,
        Visit.ended_at,
        Visit.bring,
        Ticket.summary,
        Ticket.status,
        Cycle.no.label("cycle_no"),
        Visit.stamps,
        Customer.vip,
        Place.district,
        ProductModel.code.label("model_code"),
        ProductModel.name_zh.label("model_zh"),
        ProductModel.name_en.label("model_en"),
        Clock.started_at,
        Clock.due_at,
        Clock.warn50_at,
        Clock.warn80_at,
        Clock.stopped_at,
    )
)


def day_visits(person_id: int, start: datetime, until: datetime) -> list[DayVisit]:
    """Return an engineer's unfinished visits before `until` and those finished since `start`, by window.

    Arguments:
        start: begin of the local day.
        until: end of what is looked ahead to.
    """
    unfinished = and_(Visit.ended_at.is_(None), Ticket.status.in_(OPEN_STATUSES))
    asked = (
        _CARD.where(
            Visit.engineer_id == person_id,
            Visit.state != VisitState.CANCELLED,
            Visit.window_start < until,
            or_(
                unfinished,
                Visit.ended_at >= start,
                and_(Visit.ended_at.is_not(None), Visit.window_start >= start),
            ),
        )
        .order_by(Visit.window_start, Visit.id)
        .limit(200)
    )
    return [_card(row) for row in db.session.execute(asked)]


def _card(row: Row[*tuple[Any, ...]]) -> DayVisit:
    promise = None
    if row.due_at is not None:
        promise = Promise(row.started_at, row.due_at, row.warn50_at, row.warn80_at, row.stopped_at)
    return DayVisit(
        number=row.number,
        no=row.no,
        state=row.state,
        window_start=row.window_start,
        window_end=row.window_end,
        ended_at=row.ended_at,
        bring=row.bring,
        summary=row.summary,
        status=row.status,
        cycle_no=row.cycle_no,
        stamps=row.stamps,
        vip=bool(row.vip),
        district=row.district or "",
        model_code=row.model_code or "",
        model_zh=row.model_zh or "",
        model_en=row.model_en or "",
        promise=promise,
    )


def day_stamp(person_id: int, since: datetime, until: datetime) -> str:
    """Return a text that changes with anything on the engineer's day: one statement a look (decision 25)."""
    row = db.session.execute(
        select(func.count(), func.sum(Visit.version), func.sum(Ticket.event_seq))
        .select_from(Visit)
        .join(Ticket, Ticket.id == Visit.ticket_id)
        .where(
            Visit.engineer_id == person_id,
            Visit.window_start < until,
            or_(Visit.ended_at.is_(None), Visit.ended_at >= since),
        )
    ).one()
    return f"{row[0]}.{row[1] or 0}.{row[2] or 0}"


@dataclass(frozen=True)
class Picture:
    """A photo or signature of a visit."""

    public_id: str
    kind: str
    name: str
    width: int | None
    height: int | None


@dataclass(frozen=True)
class Earlier:
    """How the same machine was treated before."""

    number: str
    at: datetime | None
    solver_id: int | None
    solution: str
    score: int | None


@dataclass(frozen=True)
class Said:
    """Words on the ticket that the engineer has to know: promises, notes."""

    kind: str
    body: str
    person_id: int | None
    at: datetime


@dataclass(frozen=True)
class VisitSheet:
    """Everything the page of one visit shows."""

    visit: Visit
    ticket: Ticket
    cycle: Cycle
    customer: Customer | None
    place: Place | None
    asset: Asset | None
    model: ProductModel | None
    promise: Clock | None
    pictures: tuple[Picture, ...]
    earlier: tuple[Earlier, ...]
    said: tuple[Said, ...]

    @property
    def photos(self) -> tuple[Picture, ...]:
        """Photos without signatures."""
        return tuple(p for p in self.pictures if p.kind in {"before", "after", "label"})

    @property
    def signed(self) -> bool:
        """Whether the customer signed or gave a name."""
        drawn = any(p.kind == AttachmentKind.SIGNATURE for p in self.pictures)
        return drawn or bool(self.visit.signed_name)


def own_visit(actor: Actor, number: str, no: int) -> VisitSheet | None:
    """Return an engineer's own visit, None when there is none within what they may see."""
    row = db.session.execute(
        _with_visit(select(Visit, Ticket, Cycle, Customer, Place, Asset, ProductModel, Clock)).where(
            Ticket.number == number,
            Visit.no == no,
            Visit.engineer_id == actor.person_id,
            Visit.state != VisitState.CANCELLED,
            visible(actor),
        )
    ).first()
    if row is None:
        return None
    visit, ticket, cycle, customer, place, asset, model, promise = row
    return VisitSheet(
        visit, ticket, cycle, customer, place, asset, model, promise,
        _pictures(visit.id), _earlier(asset, cycle.id), _said(ticket.id, visit.no),
    )  # fmt: skip


def _pictures(visit_id: int) -> tuple[Picture, ...]:
    rows = db.session.execute(
        select(Attachment.public_id, Attachment.kind, Attachment.name, Attachment.width, Attachment.height)
        .where(Attachment.visit_id == visit_id)
        .order_by(Attachment.id)
    )
    return tuple(Picture(*row) for row in rows)


def _earlier(asset: Asset | None, but: int) -> tuple[Earlier, ...]:
    if asset is None:
        return ()
    rows = db.session.execute(
        select(Ticket.number, Cycle.solution_at, Cycle.solver_id, Cycle.solution, Cycle.score)
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .where(Ticket.asset_id == asset.id, Cycle.solution_at.is_not(None), Cycle.id != but)
        .order_by(Cycle.solution_at.desc())
        .limit(20)
    )
    return tuple(Earlier(*row) for row in rows)


def _said(ticket_id: int, no: int) -> tuple[Said, ...]:
    rows = db.session.execute(
        select(Event.kind, EventText.body, Event.actor_id, Event.occurred_at, Event.data)
        .join(EventText, EventText.event_id == Event.id)
        .where(
            Event.ticket_id == ticket_id,
            or_(
                and_(Event.kind == "promise:made", EventText.field == "content"),
                and_(Event.kind == "visit:noted", EventText.field == "text"),
            ),
        )
        .order_by(Event.seq.desc())
        .limit(30)
    )
    own = (row for row in rows if row.kind == "promise:made" or row.data.get("visit") == no)
    return tuple(Said(row.kind, row.body, row.actor_id, row.occurred_at) for row in own)


def personal_value(sheet: VisitSheet, field: str) -> str:
    """Return the address or number of a visit's customer; call it after the look is on record."""
    if field == "street":
        place = sheet.place
        return f"{place.city}{place.district}{place.street}" if place else ""
    return sheet.ticket.contact_phone or (sheet.customer.mobile if sheet.customer else "")
