"""What waits for the supervisor, in one statement: low scores, decisions, reasons, closings (R3.9, R6)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    exists,
    false,
    func,
    not_,
    select,
    union_all,
)
from sqlalchemy import case as when

from sladesk.db.reading import at_most, read
from sladesk.domain.codes import Status
from sladesk.domain.quality.improvements import GOING
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Attempt, Breach, Clock, Customer, Cycle, Escalation, Improvement, Ticket
from sladesk.models.tickets import TRIED
from sladesk.queries.board import Row
from sladesk.queries.queue import NOW
from sladesk.queries.waiting_columns import columns, own_clock

#: Tickets shown of each kind; how many there are is counted.
EACH = 3
#: How many there are of a kind, said in each of the few rows that are shown.
_ALL = func.count().over()


@dataclass(frozen=True)
class Limits:
    """Settings that decide what waits: failed tries and on how many days (R6.1), the satisfied step."""

    attempts: int
    attempt_days: int
    satisfied_from: int


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, or a number of them under one reason.

    Arguments:
        kind: emergency, low_score, decide, check, give, close, callback, settle or improvement.
        text: words; of improvements that are late the earliest due date (ISO 8601).
        n: how many of this kind (or of this reason) wait altogether.
        at: since when; of reasons not given, the oldest due time.
    """

    kind: str
    n: int
    number: str | None
    summary: str | None
    customer_name: str | None
    customer_type: str | None
    vip: bool | None
    score: int | None
    text: str | None
    reason_id: int | None
    at: datetime | None
    started_at: datetime | None
    due_at: datetime | None
    warn50_at: datetime | None
    warn80_at: datetime | None


def _limit(name: str) -> BindParameter[int]:
    """Return a value of `Limits` in the statement, which is built once."""
    return bindparam(name, type_=Integer)


def _of_ticket(kind: str, **values: Any) -> list[ColumnElement[Any]]:
    return columns(kind, _ALL, number=Ticket.number, **values)


def _of_customer(kind: str, **values: Any) -> list[ColumnElement[Any]]:
    about = {
        "summary": Ticket.summary,
        "customer_name": Customer.name,
        "customer_type": Customer.type,
        "vip": Customer.vip,
    }
    return _of_ticket(kind, **about, **values)


def _ruling() -> dict[str, Any]:
    return {
        "started_at": Ticket.next_started_at,
        "due_at": Ticket.next_due_at,
        "warn50_at": Ticket.next_warn50_at,
        "warn80_at": Ticket.next_warn80_at,
    }


def _current() -> ColumnElement[bool]:
    return and_(Cycle.ticket_id == Ticket.id, Cycle.no == Ticket.cycle_no)


# ---- the parts ----


def _low_scores() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *_of_customer(
                "low_score", score=Cycle.score, text=Cycle.comment, at=Clock.started_at, **own_clock()
            )
        )
        .select_from(Clock)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .join(Cycle, Cycle.id == Clock.cycle_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Clock.kind == ClockKind.LOW_SCORE, Clock.stopped_at.is_(None), Clock.state == "running")
        .order_by(Clock.due_at)
        .limit(at_most(EACH))
    )


def _emergencies() -> Select[*tuple[Any, ...]]:
    """Emergencies nobody has taken charge of (R3.12)."""
    return (
        select(*_of_customer("emergency", at=Clock.started_at, **own_clock()))
        .select_from(Clock)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Clock.kind == ClockKind.EMERGENCY, Clock.stopped_at.is_(None), Clock.state == "running")
        .order_by(Clock.due_at)
        .limit(at_most(EACH))
    )


def _decisions() -> Select[*tuple[Any, ...]]:
    about = {"text": Escalation.plan, "reason_id": Escalation.reason_id, "at": Escalation.raised_at}
    return (
        select(*_of_customer("decide", **about, **_ruling()))
        .select_from(Escalation)
        .join(Ticket, Ticket.id == Escalation.ticket_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Escalation.decided_at.is_(None), Ticket.status == Status.ESCALATED)
        .order_by(Escalation.raised_at)
        .limit(at_most(EACH))
    )


def _to_check() -> Select[*tuple[Any, ...]]:
    return (
        select(*columns("check", func.count(), reason_id=Breach.reason_id, at=func.min(Breach.given_at)))
        .where(Breach.checked_at.is_(None), Breach.given_at.is_not(None), Breach.withdrawn_at.is_(None))
        .group_by(Breach.reason_id)
    )


def _to_give() -> Select[*tuple[Any, ...]]:
    return (
        select(*columns("give", func.count(), at=func.min(Breach.due_at)))
        .select_from(Breach)
        .join(Ticket, Ticket.id == Breach.ticket_id)
        .where(
            Breach.checked_at.is_(None),
            Breach.given_at.is_(None),
            Breach.withdrawn_at.is_(None),
            Ticket.status != Status.VOIDED,
        )
        .having(func.count() > 0)
    )


def _days(purpose: str) -> ColumnElement[int]:
    """On how many days the customer was tried in a cycle."""
    tries = Attempt.cycle_id == Cycle.id, Attempt.purpose == purpose
    return select(func.count(Attempt.local_day.distinct())).where(*tries).scalar_subquery()


def _tried(purpose: str, tries: Any) -> ColumnElement[bool]:
    """Whether the customer was tried often enough, on enough days (R6.1).

    Days are asked for only where the cycle, which counts its tries, has enough of them.
    """
    return when((tries >= _limit("attempts"), _days(purpose) >= _limit("attempt_days")), else_=false())


def _closings() -> Select[*tuple[Any, ...]]:
    return (
        select(*_of_ticket("close", at=Cycle.solution_at))
        .select_from(Ticket)
        .join(Cycle, _current())
        .where(Ticket.status == Status.TO_VERIFY, Ticket.open_breaches == 0)
        .where(_tried("verify", Cycle.verify_attempts))
        .order_by(Cycle.solution_at)
        .limit(at_most(EACH))
    )


def _late_callbacks() -> Select[*tuple[Any, ...]]:
    return (
        select(*_of_ticket("callback", at=Cycle.closed_at, **_ruling()))
        .select_from(Ticket)
        .join(Cycle, _current())
        .where(
            Ticket.status == Status.CLOSED,
            Ticket.sort_due_at < NOW,
            Ticket.next_due_at < NOW,
            Ticket.next_kind == ClockKind.CALLBACK,
            not_(_tried("callback", Cycle.callback_attempts)),
        )
        .order_by(Ticket.next_due_at)
        .limit(at_most(1))
    )


def _to_settle() -> Select[*tuple[Any, ...]]:
    """Closed cycles whose customer is not satisfied, once the supervisor has spoken to them (R6.5)."""
    contact_runs = exists().where(
        Clock.ticket_id == Ticket.id,
        Clock.kind == ClockKind.LOW_SCORE,
        Clock.state.in_(("running", "paused")),
    )
    return (
        select(*_of_ticket("settle", score=Cycle.score, text=Cycle.comment, at=Cycle.callback_at))
        .select_from(Cycle)
        .join(Ticket, _current())
        .where(
            Cycle.score >= 1,
            Cycle.score < _limit("satisfied_from"),
            Cycle.settled_at.is_(None),
            Ticket.status == Status.CLOSED,
            not_(contact_runs),
        )
        .order_by(Cycle.callback_at)
        .limit(at_most(EACH))
    )


def _unreached() -> Select[*tuple[Any, ...]]:
    """Closed cycles whose customer was called in vain often enough (R6.1, R6.5)."""
    return (
        select(*_of_ticket("settle", at=Cycle.closed_at))
        .select_from(Cycle)
        .join(Ticket, _current())
        .where(
            TRIED,
            _tried("callback", Cycle.callback_attempts),
            Ticket.status == Status.CLOSED,
            Ticket.next_kind == ClockKind.CALLBACK,
            Ticket.next_due_at.is_not(None),
        )
        .order_by(Cycle.closed_at)
        .limit(at_most(EACH))
    )


def _late_improvements() -> Select[*tuple[Any, ...]]:
    """How many improvements are late, and since when the first of them is (R8.2)."""
    return (
        select(*columns("improvement", func.count(), text=func.min(Improvement.due).cast(String)))
        .where(Improvement.state.in_(GOING), Improvement.due < bindparam("today", type_=Date))
        .having(func.count() > 0)
    )


def waiting_rows(now: datetime, limits: Limits, today: date) -> list[Row]:
    """Return what waits for the supervisor, each kind in the order it should be done, as `Waiting` takes it.

    Arguments:
        today: in the site's zone.
    """
    return [tuple(row) for row in read(_waiting(), {"now": now, "today": today, **asdict(limits)})]


@cache
def _waiting() -> CompoundSelect[*tuple[Any, ...]]:
    parts: Sequence[Select[*tuple[Any, ...]]] = (
        _emergencies(),
        _low_scores(),
        _decisions(),
        _to_check(),
        _to_give(),
        _closings(),
        _late_callbacks(),
        _to_settle(),
        _unreached(),
        _late_improvements(),
    )
    return union_all(*(select(part.subquery()) for part in parts))
