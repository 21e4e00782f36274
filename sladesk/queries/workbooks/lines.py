"""The statements behind the rows of workbooks; all take keys of tickets and the cut-off (R9.6)."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select

from sladesk.db.instants import EpochSeconds
from sladesk.domain.codes import VisitState
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import (
    Breach,
    Clock,
    Customer,
    Cycle,
    Escalation,
    Event,
    EventText,
    Handler,
    Pause,
    Ticket,
    Visit,
)


class TicketLine(NamedTuple):
    """A ticket with its customer; instants are epoch seconds."""

    id: int
    number: str
    status: str
    last_event: int
    archived: int | None
    requested: int
    recorded: int
    channel_id: int
    category_id: int
    class_code: str
    priority: str
    risk_level: str | None
    summary: str
    verbatim: str
    phenomenon: str
    impact: str
    expectation: str
    key_feedback: str
    recorder_id: int | None
    owner_id: int | None
    chasers: int
    external_source: str | None
    external_ref: str | None
    contact_name: str
    contact_phone: str
    customer_number: str | None
    customer_name: str | None
    customer_type: str | None
    nickname: str | None
    mobile: str | None
    email: str | None


class CycleLine(NamedTuple):
    """A cycle that had begun at the cut-off, with its clock of the first response."""

    ticket_id: int
    no: int
    assigned: int | None
    accepted: int | None
    responded: int | None
    responder_id: int | None
    solved: int | None
    solution_code: str | None
    solution: str
    closed: int | None
    answered: int | None
    score: int | None
    comment: str
    state: str | None
    due: int | None
    stopped: int | None
    breached: int | None
    target: int | None


def _chosen() -> BindParameter[Any]:
    return bindparam("tickets", expanding=True)


def _cut() -> BindParameter[Any]:
    return bindparam("cut", type_=Ticket.requested_at.type)


@cache
def tickets() -> Select[*tuple[Any, ...]]:
    """Return tickets by their numbers, as `TicketLine` has them."""
    return (
        select(
            Ticket.id,
            Ticket.number,
            Ticket.status,
            EpochSeconds(Ticket.last_event_at),
            EpochSeconds(Ticket.archived_at),
            EpochSeconds(Ticket.requested_at),
            EpochSeconds(Ticket.recorded_at),
            Ticket.channel_id,
            Ticket.category_id,
            Ticket.class_code,
            Ticket.priority,
            Ticket.risk_level,
            Ticket.summary,
            Ticket.verbatim,
            Ticket.phenomenon,
            Ticket.impact,
            Ticket.expectation,
            Ticket.key_feedback,
            Ticket.recorder_id,
            Ticket.owner_id,
            Ticket.chasers,
            Ticket.external_source,
            Ticket.external_ref,
            Ticket.contact_name,
            Ticket.contact_phone,
            Customer.number,
            Customer.name,
            Customer.type,
            Customer.nickname,
            Customer.mobile,
            Customer.email,
        )
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Ticket.number.in_(bindparam("numbers", expanding=True)))
    )


@cache
def cycles() -> Select[*tuple[Any, ...]]:
    """Return cycles that had begun at the cut-off, as `CycleLine` has them."""
    first = and_(Clock.cycle_id == Cycle.id, Clock.kind == ClockKind.FIRST_RESPONSE.value, Clock.no == 1)
    return (
        select(
            Cycle.ticket_id,
            Cycle.no,
            EpochSeconds(Cycle.assigned_at),
            EpochSeconds(Cycle.accepted_at),
            EpochSeconds(Cycle.first_response_at),
            Cycle.first_responder_id,
            EpochSeconds(Cycle.solution_at),
            Cycle.solution_code,
            Cycle.solution,
            EpochSeconds(Cycle.closed_at),
            EpochSeconds(Cycle.callback_at),
            Cycle.score,
            Cycle.comment,
            Clock.state,
            EpochSeconds(Clock.due_at),
            EpochSeconds(Clock.stopped_at),
            EpochSeconds(Clock.breached_at),
            Clock.target_seconds,
        )
        .outerjoin(Clock, first)
        # The first was there from the beginning, whatever was said later of when that was.
        .where(Cycle.ticket_id.in_(_chosen()), or_(Cycle.no == 1, Cycle.opened_at <= _cut()))
        .order_by(Cycle.ticket_id, Cycle.no)
    )


@cache
def reasons() -> Select[*tuple[Any, ...]]:
    """Return the reasons of targets missed until the cut-off: the ticket, as given, as checked."""
    return (
        select(Breach.ticket_id, Breach.reason_id, Breach.checked_reason_id)
        .where(Breach.ticket_id.in_(_chosen()), Breach.withdrawn_at.is_(None), Breach.due_at < _cut())
        .order_by(Breach.ticket_id, Breach.id)
    )


@cache
def handlers() -> Select[int, int]:
    """Return how many people had handled each ticket."""
    wanted = and_(Handler.ticket_id.in_(_chosen()), Handler.since <= _cut())
    return select(Handler.ticket_id, func.count()).where(wanted).group_by(Handler.ticket_id)


@cache
def visits() -> Select[int, int]:
    """Return how many visits of each ticket had been planned."""
    wanted = and_(
        Visit.ticket_id.in_(_chosen()), Visit.planned_at <= _cut(), Visit.state != VisitState.CANCELLED.value
    )
    return select(Visit.ticket_id, func.count()).where(wanted).group_by(Visit.ticket_id)


@cache
def events() -> Select[*tuple[Any, ...]]:
    """Return the words of steps of some kinds, in order."""
    return (
        select(
            Event.id, Event.ticket_id, Event.kind, Event.cycle_no, EpochSeconds(Event.occurred_at),
            EventText.field, EventText.body,
        )
        .join(EventText, EventText.event_id == Event.id)
        .where(
            Event.ticket_id.in_(_chosen()),
            Event.kind.in_(bindparam("kinds", expanding=True)),
            Event.recorded_at <= _cut(),
        )
        .order_by(Event.ticket_id, Event.seq)
    )  # fmt: skip


@cache
def corrections() -> Select[*tuple[Any, ...]]:
    """Return what entries were corrected to, in order: the entry, which field, the words."""
    return (
        select(Event.corrects_id, Event.data, EventText.body)
        .join(EventText, and_(EventText.event_id == Event.id, EventText.field == "after"))
        .where(Event.ticket_id.in_(_chosen()), Event.kind == "entry:corrected", Event.recorded_at <= _cut())
        .order_by(Event.ticket_id, Event.seq)
    )


@cache
def pauses() -> Select[int, str]:
    """Return the pauses that ran at the cut-off."""
    return select(Pause.ticket_id, Pause.status).where(
        Pause.ticket_id.in_(_chosen()),
        Pause.started_at <= _cut(),
        or_(Pause.ended_at.is_(None), Pause.ended_at > _cut()),
    )


@cache
def escalations() -> Select[int]:
    """Return the tickets that were before the supervisor at the cut-off."""
    return select(Escalation.ticket_id).where(
        Escalation.ticket_id.in_(_chosen()),
        Escalation.raised_at <= _cut(),
        or_(Escalation.decided_at.is_(None), Escalation.decided_at > _cut()),
    )
