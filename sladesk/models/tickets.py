"""Tickets, their handling cycles, and who handled them."""

import re
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import JsonType, Key, Pk, UtcDateTime, db
from sladesk.db.types import Word
from sladesk.domain.codes import (
    CloseOutcome,
    ContactMethod,
    Priority,
    RiskLevel,
    ServiceType,
    SolutionCode,
    Status,
    TicketClass,
)
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models._columns import Instant, ShortCode, one_of
from sladesk.models._columns import having as _having
from sladesk.models._columns import only as _only

#: Tickets somebody still works on; partial indexes are used only where a query says exactly this. What was
#: imported is nobody's work until somebody takes it over.
OPEN = text("ticket.status not in ('closed', 'archived', 'voided') and not ticket.read_only")
#: Tickets whose customers asked again (催单).
CHASED, _CHASED = text("ticket.chasers > 0"), text("chasers > 0")
_OPEN = text("status not in ('closed', 'archived', 'voided')")
_OURS = text("status not in ('closed', 'archived', 'voided') and not read_only")
#: What the board counts of open tickets, by danger and by person, stands in the index of their order.
_COUNTED = (
    "sort_due_at",
    "id",
    "paused_since",
    "next_warn80_at",
    "owner_id",
    "team_id",
    "channel_id",
    "read_only",
)
#: Cycles that go on; customers whose callback has been tried in vain so far.
GOING, TRIED = (
    text("cycle.closed_at is null"),
    text("cycle.callback_attempts > 0 and cycle.callback_at is null"),
)
_GOING, _TRIED = text("closed_at is null"), text("callback_attempts > 0 and callback_at is null")
#: Tickets whose kept facts (`models.facts`) are from before their last change, or not there yet. The partial
#: index says exactly this: whatever changes a ticket puts it in there by the same transaction. PostgreSQL
#: supposes that a difference with two ends is rare; of `<>` it would suppose all tickets.
_STALE = text("facts_seq - event_seq - version < 0 and facts_seq - event_seq - version > -2000000000")
STALE = text(re.sub(r"(?=facts_seq|event_seq|version)", "ticket.", _STALE.text))


class Ticket(db.Model):
    """One customer request, from registration to archive (工单).

    `next_*` repeat the clock that rules now, so that every list is one statement (decision 10).
    `facts_seq` is what `event_seq` and `version` came to together when the ticket's facts were kept.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        one_of("status", Status),
        one_of("priority", Priority),
        one_of("suggested_priority", Priority),
        one_of("class_code", TicketClass),
        one_of("service_type", ServiceType),
        one_of("risk_level", RiskLevel, null=True),
        one_of("next_kind", ClockKind, null=True),
        CheckConstraint("merged_into_id is null or merged_into_id <> id", name="merged_elsewhere"),
        # A list is read in the order of its index: owner's queue, a team's, everybody's.
        Index("ix_ticket_owner_due", "owner_id", "sort_due_at", "id"),
        Index("ix_ticket_team_due", "team_id", "sort_due_at", "id"),
        Index("ix_ticket_due", "sort_due_at", "id"),
        # What is open now is little beside what lies in the past: queues, looks
        # and the list everybody begins with read only that; a fair choice reads what people have in hand.
        Index("ix_ticket_open_due", *_COUNTED, **_only(_OPEN)),
        Index("ix_ticket_open_owner", "owner_id", "sort_due_at", **_only(_OPEN)),
        Index("ix_ticket_open_team", "team_id", "sort_due_at", **_only(_OPEN)),
        Index("ix_ticket_open_load", "owner_id", "assigned_at", "service_type", "status", **_only(_OURS)),
        Index("ix_ticket_activity", "last_event_at", "id"),
        Index("ix_ticket_status_due", "status", "sort_due_at", "id"),
        Index("ix_ticket_status_activity", "status", "last_event_at", "id"),
        Index("ix_ticket_owner_activity", "owner_id", "last_event_at", "id"),
        Index("ix_ticket_team_activity", "team_id", "last_event_at", "id"),
        Index("ix_ticket_requested", "requested_at", "id"),
        Index("ix_ticket_customer", "customer_id", "id"),
        # What few tickets have costs the others nothing.
        Index("ix_ticket_asset", "asset_id", "id", **_having("asset_id")),
        Index("ix_ticket_place", "place_id", **_having("place_id")),
        Index(
            "ix_ticket_external", "external_source", "external_ref", unique=True, **_having("external_ref")
        ),
        Index("ix_ticket_merged_into", "merged_into_id", **_having("merged_into_id")),
        Index("ix_ticket_next_due", "next_due_at", **_having("next_due_at")),
        Index("ix_ticket_chased", "sort_due_at", "id", **_only(_CHASED)),
        Index("ix_ticket_chasers", "chasers", "id", **_only(_CHASED)),
        Index("ix_ticket_unmanned", "unmanned_at", **_having("unmanned_at")),
        Index("ix_ticket_stale", "requested_at", **_only(_STALE)),
    )

    id: Mapped[Pk]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    status: Mapped[ShortCode]
    version: Mapped[int] = mapped_column(default=1)
    event_seq: Mapped[int] = mapped_column(default=0)
    cycle_no: Mapped[int] = mapped_column(default=1)

    customer_id: Mapped[int | None] = mapped_column(Key, ForeignKey("customer.id"))
    asset_id: Mapped[int | None] = mapped_column(Key, ForeignKey("asset.id"))
    place_id: Mapped[int | None] = mapped_column(Key, ForeignKey("place.id"))
    contact_name: Mapped[str] = mapped_column(String(100), default="")
    contact_phone: Mapped[str] = mapped_column(String(32), default="")
    contact_hours: Mapped[str] = mapped_column(String(100), default="")

    channel_id: Mapped[int] = mapped_column(Key, ForeignKey("channel.id"), index=True)
    category_id: Mapped[int] = mapped_column(Key, ForeignKey("category.id"), index=True)
    class_code: Mapped[ShortCode]
    service_type: Mapped[ShortCode]
    priority: Mapped[ShortCode]
    suggested_priority: Mapped[ShortCode]
    customer_urges: Mapped[bool] = mapped_column(default=False)
    risk_level: Mapped[str | None] = mapped_column(String(24))
    brand_post: Mapped[bool] = mapped_column(default=False)

    summary: Mapped[str] = mapped_column(String(200))
    verbatim: Mapped[str] = mapped_column(Text, default="")
    phenomenon: Mapped[str] = mapped_column(Text, default="")
    impact: Mapped[str] = mapped_column(Text, default="")
    expectation: Mapped[str] = mapped_column(Text, default="")
    began: Mapped[str] = mapped_column(String(200), default="")
    accompanying: Mapped[str] = mapped_column(String(200), default="")
    answers: Mapped[dict[str, str]] = mapped_column(JsonType, default=dict)
    advice: Mapped[str] = mapped_column(Text, default="")
    key_feedback: Mapped[str] = mapped_column(Text, default="")
    order_number: Mapped[str] = mapped_column(String(64), default="", index=True)
    tracking_number: Mapped[str] = mapped_column(String(64), default="")

    requested_at: Mapped[Instant]
    recorded_at: Mapped[Instant]
    late_reason_id: Mapped[int | None] = mapped_column(Key, ForeignKey("reason.id"))
    recorder_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    intake_team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"))
    owner_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    assigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unmanned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    next_kind: Mapped[str | None] = mapped_column(Word(24))
    next_started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_warn50_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_warn80_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sort_due_at: Mapped[Instant]

    last_event_at: Mapped[Instant]
    last_note: Mapped[str] = mapped_column(String(200), default="")
    chasers: Mapped[int] = mapped_column(default=0)
    open_breaches: Mapped[int] = mapped_column(default=0)
    void_reason_id: Mapped[int | None] = mapped_column(Key, ForeignKey("reason.id"))
    merged_into_id: Mapped[int | None] = mapped_column(Key, ForeignKey("ticket.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    external_source: Mapped[str | None] = mapped_column(String(64))
    external_ref: Mapped[str | None] = mapped_column(String(64))
    read_only: Mapped[bool] = mapped_column(default=False)
    facts_seq: Mapped[int] = mapped_column(default=0, server_default="0")


class Cycle(db.Model):
    """One pass of handling with clocks, solution and callback of its own (处理轮次)."""

    __tablename__ = "cycle"
    __table_args__ = (
        UniqueConstraint("ticket_id", "no"),
        one_of("first_response_method", ContactMethod, null=True),
        one_of("solution_code", SolutionCode, null=True),
        one_of("close_outcome", CloseOutcome, null=True),
        Index("ix_cycle_day", "local_day"),
        # What a cycle that begins has not got yet costs nothing then.
        Index("ix_cycle_callback", "callback_at", **_having("callback_at")),
        # The board: what was open yesterday, and answers nobody has settled.
        Index("ix_cycle_closed", "closed_at"),
        Index("ix_cycle_score", "score", "settled_at", **_having("score")),
        Index("ix_cycle_opened", "opened_at", **_only(_GOING)),
        Index("ix_cycle_tried", "callback_attempts", **_only(_TRIED)),
        Index("ix_cycle_solver", "solver_id", "solution_at", **_having("solver_id")),
        Index(
            "ix_cycle_responder",
            "first_responder_id",
            "first_response_at",
            **_having("first_responder_id"),
        ),
    )

    id: Mapped[Pk]
    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"))
    no: Mapped[int]
    opened_at: Mapped[Instant]
    opened_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    plan: Mapped[str] = mapped_column(Text, default="")
    local_day: Mapped[date]
    iso_week: Mapped[str] = mapped_column(String(8))
    weekday: Mapped[int]
    hour: Mapped[int]

    assigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_seconds: Mapped[int | None]
    first_response_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_response_method: Mapped[str | None] = mapped_column(String(24))
    first_response_result: Mapped[str] = mapped_column(Text, default="")
    first_responder_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    solution_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    solution_code: Mapped[str | None] = mapped_column(String(24))
    solution: Mapped[str] = mapped_column(Text, default="")
    cause: Mapped[str] = mapped_column(Text, default="")
    solution_is_final: Mapped[bool] = mapped_column(default=True)
    solver_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    verify_attempts: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirm_method: Mapped[str | None] = mapped_column(String(24))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    close_outcome: Mapped[str | None] = mapped_column(String(24))
    callback_attempts: Mapped[int] = mapped_column(default=0)
    callback_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    callback_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    callback_outcome: Mapped[str | None] = mapped_column(String(24))
    score: Mapped[int | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    low_score_contact_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    low_score_reason_id: Mapped[int | None] = mapped_column(Key, ForeignKey("reason.id"))
    low_score_finding: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))


class Handler(db.Model):
    """Everybody who handled a ticket in any cycle: none of them makes its callback (R6.3)."""

    __tablename__ = "handler"

    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), primary_key=True)
    since: Mapped[Instant]
