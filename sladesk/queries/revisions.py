"""What another set of policies or other hours would do to clocks that run (R3.11)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select

from sladesk.db import db
from sladesk.domain.sla.calendars import CalendarSpec, CalendarTable
from sladesk.domain.sla.entries import Entry, EntryKind
from sladesk.domain.sla.folding import Tables, fold
from sladesk.domain.sla.instants import from_epoch, to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Choice, Facts, Match, choose
from sladesk.domain.sla.policies import Policy as Rules
from sladesk.domain.sla.revising import shift
from sladesk.domain.sla.targets import Target
from sladesk.models import (
    Calendar,
    CalendarVersion,
    Clock,
    ClockEntry,
    Customer,
    Ticket,
)
from sladesk.queries.reference import Reference
from sladesk.queries.ruling import ASKED, facts_of

#: How many of the due times that would move are named.
EXAMPLES = 50
Choices = dict[ClockKind, Choice]
#: Key of a calendar that is not published yet.
DRAFT = "draft"


@dataclass(frozen=True)
class Move:
    """A due time that would move."""

    number: str
    kind: str
    policy: str
    before: datetime
    after: datetime
    late: bool


@dataclass(frozen=True)
class Preview:
    """How many due times would move, on how many tickets, how many into the past, by kind; the first ones."""

    looked_at: int
    moved: int
    tickets: int
    late: int
    kinds: tuple[tuple[str, int], ...]
    examples: tuple[Move, ...]


def preview(ref: Reference, policies: Sequence[Rules], now: datetime) -> Preview:
    """Return what another set would do to the clocks that run; one statement, nothing is written.

    Arguments:
        policies: the set, with peaks as the site has them switched.
        now: the instant of the question.
    """
    kinds = {str(kind) for kind in ClockKind if _about(ref.policies, kind) != _about(policies, kind)}
    return _asked(ref, policies, kinds, now, ref.table)


def _about(policies: Sequence[Rules], kind: ClockKind) -> list[tuple[str, Match, Target, bool]]:
    """What a set says about a kind."""
    return [(p.code, p.match, p.targets[kind], p.regulated) for p in policies if kind in p.targets]


def preview_calendar(ref: Reference, code: str, spec: CalendarSpec, now: datetime) -> Preview:
    """Return what other hours of a calendar would do to the clocks that run; as `preview`.

    Arguments:
        code: the calendar.
        spec: its hours as they would be published.
    """
    newest = ref.newest_calendars[ref.calendars[code].id]
    policies = tuple(
        replace(
            policy,
            targets={k: t.on(DRAFT) if t.calendar == newest else t for k, t in policy.targets.items()},
        )
        for policy in ref.policies
    )
    kinds = {str(kind) for policy in policies for kind, t in policy.targets.items() if t.calendar == DRAFT}
    table = CalendarTable(spec)
    return _asked(ref, policies, kinds, now, lambda key: table if key == DRAFT else ref.table(key))


def _asked(
    ref: Reference, policies: Sequence[Rules], kinds: set[str], now: datetime, tables: Tables
) -> Preview:
    """Ask every clock whose target would be another one where it would be due."""
    chosen: dict[Facts, tuple[Choices, Choices]] = {}
    looked, moves = 0, list[Move]()
    for head, entries in _clocks(kinds):
        facts, kind = facts_of(ref, head, vip=bool(head.vip)), ClockKind(head.kind)
        if facts not in chosen:
            chosen[facts] = choose(ref.policies, facts), choose(policies, facts)
        before_all, after_all = chosen[facts]
        choice, present = after_all.get(kind), before_all.get(kind)
        looked += 1
        if choice is None or (present is not None and present.target == choice.target):
            continue
        moved = shift(fold(entries, ref.table), choice.target, to_epoch(now), tables)
        if moved is not None:
            before, after = from_epoch(moved.before), from_epoch(moved.after)
            moves.append(Move(head.number, head.kind, choice.policy.code, before, after, moved.late))
    moves.sort(key=lambda move: (not move.late, move.after, move.number))
    return Preview(
        looked_at=looked,
        moved=len(moves),
        tickets=len({move.number for move in moves}),
        late=sum(move.late for move in moves),
        kinds=tuple(Counter(move.kind for move in moves).most_common()),
        examples=tuple(moves[:EXAMPLES]),
    )


def _clocks(kinds: set[str]) -> Iterator[tuple[Row[*tuple[Any, ...]], list[Entry]]]:
    """Yield running and paused clocks that a policy set, with their ledgers."""
    found = (
        select(
            Clock.id,
            Clock.kind,
            Ticket.number,
            *ASKED,
            ClockEntry.seq,
            ClockEntry.kind.label("entry_kind"),
            ClockEntry.effective_at,
            ClockEntry.recorded_at,
            ClockEntry.target,
            ClockEntry.data,
        )
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .join(ClockEntry, ClockEntry.clock_id == Clock.id)
        .where(
            Clock.state.in_(("running", "paused")),
            Clock.breached_at.is_(None),
            Clock.policy_id.is_not(None),
            Clock.kind.in_(kinds),
        )
        .order_by(Clock.id, ClockEntry.seq)
    )
    for _key, lines in groupby(db.session.execute(found), key=lambda row: row.id):
        rows = list(lines)
        yield rows[0], [_entry(row) for row in rows]


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    return Entry(
        row.seq,
        EntryKind(row.entry_kind),
        to_epoch(row.effective_at),
        to_epoch(row.recorded_at),
        Target.from_json(row.target) if row.target is not None else None,
        {name: value for name, value in row.data.items() if isinstance(value, int | str)},
    )


def calendar_versions() -> dict[str, tuple[str, int]]:
    """Return calendar code and number of every calendar version, by the version's key as text."""
    found = (
        select(CalendarVersion.id, Calendar.code, CalendarVersion.no)
        .join(Calendar, Calendar.id == CalendarVersion.calendar_id)
        .order_by(CalendarVersion.no)
    )
    return {str(key): (code, no) for key, code, no in db.session.execute(found)}
