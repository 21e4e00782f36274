"""What the board counts over all open tickets, and where it is kept (R7.1).

On most desks a page counts for itself. Where tens of thousands of tickets are open that takes longer than
a page may, so a job counts again and again while somebody who reads the board is signed in, and pages take
what it found last. What presses most is looked up for each page all the same.
"""

import json
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, exists, literal_column, select

from sladesk.db.reading import at_most, read
from sladesk.domain.codes import Role
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import BoardCount, Clock, Customer, Cycle, Escalation, LoginSession, PersonRole, Ticket
from sladesk.models.tickets import OPEN
from sladesk.queries import board_contacts, board_figures, board_people, board_waiting
from sladesk.queries.board import Days, Row
from sladesk.queries.board_sign import Sign
from sladesk.queries.board_waiting import Limits, Waiting
from sladesk.queries.duty import DutyNow
from sladesk.queries.reference import Reference

#: From so many open tickets on a job counts them; how old its counts may be before a page counts for itself.
MANY, HOLDS = 5_000, timedelta(seconds=30)
_READERS = (Role.SUPERVISOR, Role.MANAGER)


@dataclass(frozen=True)
class Counts:
    """Rows of contacts, totals, people and what waits, as their statements gave them."""

    contacts: list[Row]
    totals: Row
    people: list[Row]
    waiting: list[Row]


def limits_of(ref: Reference) -> Limits:
    """Return the settings that decide what waits."""
    names = ("verify.attempts", "verify.attempt_days", "survey.satisfied_from")
    return Limits(*(ref.number(name) for name in names))


def count(days: Days, ref: Reference) -> Counts:
    """Count, in four statements."""
    return Counts(
        board_contacts.contact_rows(days),
        board_figures.total_row(days, ref.number("survey.satisfied_from")),
        board_people.people_rows(days, DutyNow(ref, days.now)),
        board_waiting.waiting_rows(days.now, limits_of(ref), days.date),
    )


def basis_of(days: Days, ref: Reference) -> str:
    """Return in a word which day counts hold for.

    Not which master data: after a change of calendar or policies, while a large desk is busy with all its due
    times, each page would count for itself; like everything counted, a setting may be `HOLDS` old.
    """
    return f"{days.date}.{ref.zone}"


def holds(sign: Sign, days: Days, ref: Reference) -> bool:
    """Whether the counts that are kept say how things stand now."""
    fresh = sign.counted is not None and days.now - HOLDS <= sign.counted <= days.now + HOLDS
    return fresh and sign.basis == basis_of(days, ref)


def counts(sign: Sign, days: Days, ref: Reference) -> Counts:
    """Return the counts that are kept where they hold, else count; words of tickets are read either way."""
    body = read(select(BoardCount.body)).scalar() if holds(sign, days, ref) else None
    if body is None:
        return count(days, ref)
    kept = opened(body)
    return replace(kept, waiting=with_words(kept.waiting))


# ---- what is kept ----

_NAMES = tuple(field.name for field in fields(Waiting))
#: What tells of a customer, or what somebody has written, is not kept but read from the ticket each time.
_WORDS = ("summary", "customer_name", "customer_type", "vip", "text")
_TOLD = {"emergency": _WORDS[:-1], "low_score": _WORDS, "decide": _WORDS, "settle": ("text",)}
_AT = {name: place for place, name in enumerate(_NAMES)}
_INSTANT, _DAY = "t", "d"


def closed(found: Counts) -> str:
    """Return counts as the JSON that is kept, without any words."""
    bare = [_without_words(row) for row in found.waiting]
    return json.dumps(astuple(replace(found, waiting=bare)), default=_marked, separators=(",", ":"))


def opened(body: str) -> Counts:
    """Return counts out of their JSON."""
    contacts, totals, people, waiting = json.loads(body, object_hook=_unmarked)
    rows = ([tuple(row) for row in part] for part in (contacts, people, waiting))
    first, second, third = rows
    return Counts(first, tuple(totals), second, third)


def _marked(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {_INSTANT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    raise TypeError(f"{type(value).__name__} is not counted")


def _unmarked(held: dict[str, str]) -> date:
    return datetime.fromisoformat(held[_INSTANT]) if _INSTANT in held else date.fromisoformat(held[_DAY])


def _without_words(row: Row) -> Row:
    """Return a row without words; a late improvement's are its due date."""
    named = row[_AT["number"]] is not None
    return tuple(None if named and name in _WORDS else value for name, value in zip(_NAMES, row, strict=True))


def with_words(rows: list[Row]) -> list[Row]:
    """Return rows with the words of their tickets, as `waiting_rows` would give them."""
    numbers = sorted({row[_AT["number"]] for row in rows if row[_AT["kind"]] in _TOLD})
    if not numbers:
        return rows
    found = {row.number: row for row in read(_words(), {"numbers": numbers}).mappings()}
    return [_told(row, found.get(row[_AT["number"]])) for row in rows]


def _told(row: Row, words: RowMapping | None) -> Row:
    kind, told = row[_AT["kind"]], dict(zip(_NAMES, row, strict=True))
    unreached = kind == "settle" and told["score"] is None
    if words is None or kind not in _TOLD or unreached:
        return row
    told |= {name: words[kind if name == "text" else name] for name in _TOLD[kind]}
    return tuple(told.values())


@cache
def _words() -> Select[*tuple[Any, ...]]:
    contact = (
        select(Cycle.comment)
        .join(Clock, Clock.cycle_id == Cycle.id)
        .where(
            Clock.ticket_id == Ticket.id,
            Clock.kind == ClockKind.LOW_SCORE,
            Clock.stopped_at.is_(None),
            Clock.state == "running",
        )
        .limit(at_most(1))
    )
    raised = Escalation.ticket_id == Ticket.id, Escalation.decided_at.is_(None)
    current = Cycle.ticket_id == Ticket.id, Cycle.no == Ticket.cycle_no
    said = {
        "low_score": contact,
        "decide": select(Escalation.plan).where(*raised).order_by(Escalation.raised_at).limit(at_most(1)),
        "settle": select(Cycle.comment).where(*current),
    }
    return (
        select(
            Ticket.number,
            Ticket.summary,
            Customer.name.label("customer_name"),
            Customer.type.label("customer_type"),
            Customer.vip,
            *(part.scalar_subquery().label(kind) for kind, part in said.items()),
        )
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Ticket.number.in_(bindparam("numbers", expanding=True)))
    )


# ---- when it is kept ----


def wanted(now: datetime, idle: timedelta) -> bool:
    """Whether somebody who may read the board is signed in, and more is open than a page can count.

    Arguments:
        idle: how long nobody has to touch a session for it to be over.
    """
    reads = exists().where(PersonRole.person_id == LoginSession.person_id, PersonRole.role.in_(_READERS))
    here = select(LoginSession.id).where(
        LoginSession.revoked_at.is_(None), LoginSession.last_seen_at >= now - idle, reads
    )
    many = select(literal_column("1")).select_from(Ticket).where(OPEN).offset(MANY - 1).limit(at_most(1))
    return bool(read(select(exists(here), many.scalar_subquery().is_not(None))).one() == (True, True))
