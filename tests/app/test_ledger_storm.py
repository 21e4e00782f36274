"""Random lives of tickets on both engines, their ledgers read back and recomputed by the independent oracle.

Many tickets are driven side by side through every verb that touches a clock; calendars and policies change
under them. What the database then holds must be what the oracle works out from the ledger rows alone.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from sladesk.actions import calendars, callbacks, clocks, communications, solutions, tickets, waiting
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.domain.access import SYSTEM, Actor
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import DeskError
from sladesk.domain.sla.hours import CalendarSpec, windows
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.ledger import EntryKind
from sladesk.models import CalendarVersion, Clock, ClockEntry
from tests.domain.oracle import recompute
from tests.support import desk
from tests.support.moment import NOW

#: Tickets on each engine: 300 lives of 30 steps altogether.
TICKETS, STEPS = 150, 30


@dataclass
class Storm:
    """One run: a seeded choice of verbs on many tickets, time moving forward."""

    rng: random.Random
    now: datetime
    people: dict[str, Actor]
    reasons: dict[ReasonKind, int]
    categories: list[int]
    numbers: list[str]

    def call(self, login: str) -> Call:
        return Call(self.people[login], self.now)

    def step(self) -> None:
        """Do one random thing to every ticket; what the rules refuse is part of the weather."""
        self.now += timedelta(seconds=self.rng.choice((600, 3_600, 20_000)))
        for number in self.numbers:
            self.now += timedelta(seconds=self.rng.choice((1, 7, 30, 90)))
            try:
                self.rng.choice(self.verbs())(number)
            except DeskError:
                db.session.rollback()

    def verbs(self) -> list[Callable[[str], object]]:
        return [
            self.contact,
            self.progress,
            self.wait,
            lambda n: waiting.resume(self.call("lina"), n),
            self.change,
            lambda n: solutions.solve(self.call("lina"), n, code="remote", solution="指导后恢复"),
            lambda n: solutions.reject(self.call("lina"), n, words="又不行了"),
            lambda n: solutions.confirm(self.call("lina"), n, method="phone"),
            lambda n: callbacks.record(self.call("wuqian"), n, score=self.rng.choice((2, 5)), comment="回访"),
            lambda n: callbacks.reopen(self.call("lina"), n, words="又来了"),
            lambda n: clocks.settle(Call(SYSTEM, self.now), n),
            self.void,
            lambda n: clocks.recompute(Call(SYSTEM, self.now), n, why="calendar"),
        ]

    def late(self) -> datetime:
        """A device time that is up to a day old."""
        return self.now - timedelta(seconds=self.rng.choice((0, 60, 3_600, 80_000)))

    def contact(self, number: str) -> None:
        promised = self.now + timedelta(hours=self.rng.randint(1, 30)) if self.rng.random() < 0.3 else None
        form = Contact("phone", "已联系", promise_at=promised, promise="回电", at=self.late())
        communications.contact(self.call("lina"), number, form)

    def progress(self, number: str) -> None:
        communications.progress(self.call("lina"), number, text="处理中", at=self.late())

    def wait(self, number: str) -> None:
        on, kind = self.rng.choice((("customer", ReasonKind.WAIT_CUSTOMER), ("parts", ReasonKind.WAIT_PARTS)))
        waiting.wait(self.call("lina"), number, on=on, reason_id=self.reasons[kind])

    def void(self, number: str) -> None:
        """Now and then a customer withdraws."""
        if self.rng.random() < 0.05:
            tickets.void(self.call("lina"), number, reason_id=self.reasons[ReasonKind.VOID])

    def change(self, number: str) -> None:
        priority = self.rng.choice(("urgent", "high", "medium", "low"))
        category = self.rng.choice(self.categories)
        tickets.change(self.call("lina"), number, priority=priority, category_id=category, reason="调整")


def edit_calendar(storm: Storm, day: date) -> None:
    """The office closes earlier from now on, and one day is a holiday."""
    hours = windows("09:00-12:00", f"13:00-{storm.rng.choice(('17:00', '18:30', '20:00'))}")
    spec = CalendarSpec("Asia/Shanghai", (*(hours,) * 5, (), ()), {day: ()})
    calendars.publish(Call(SYSTEM, storm.now), "office", spec)


def blow(seed: int) -> None:
    held = desk.ref()
    people = {login: desk.actor(login) for login in ("lina", "wuqian", "zhaomin")}
    kinds = (ReasonKind.WAIT_CUSTOMER, ReasonKind.WAIT_PARTS, ReasonKind.VOID)
    codes = ("fault.cooling.no_cooling", "consultation.product", "complaint.quality")
    categories = [c.id for c in held.categories.values() if c.leaf and c.code.startswith(codes)]
    storm = Storm(
        random.Random(seed), NOW, people, {kind: desk.reason(kind) for kind in kinds}, categories, []
    )
    for _ in range(TICKETS):
        owner = people["lina"].person_id
        channel = storm.rng.choice(("phone", "wechat", "email", "chat"))
        answer = tickets.register(storm.call("lina"), desk.form(channel=channel, owner_id=owner))
        storm.numbers.append(str(answer["number"]))
    for step in range(STEPS):
        storm.step()
        if step % 10 == 5:
            edit_calendar(storm, (storm.now + timedelta(days=2)).date())


def stored() -> list[tuple[Clock, list[dict[str, object]]]]:
    """Every clock with its ledger as the oracle reads it."""
    db.session.rollback()
    ledgers: dict[int, list[dict[str, object]]] = {}
    for row in db.session.scalars(select(ClockEntry).order_by(ClockEntry.clock_id, ClockEntry.seq)):
        ledgers.setdefault(row.clock_id, []).append(
            {
                "seq": row.seq,
                "kind": row.kind,
                "effective_at": to_epoch(row.effective_at),
                "target": row.target,
                "data": row.data,
            }
        )
    return [(clock, ledgers[clock.id]) for clock in db.session.scalars(select(Clock).order_by(Clock.id))]


def specs() -> dict[str, dict[str, object]]:
    return {str(v.id): v.spec for v in db.session.scalars(select(CalendarVersion))}


def told_by_row(clock: Clock) -> dict[str, object]:
    return {
        "state": clock.state,
        "due_at": to_epoch(clock.due_at) if clock.due_at else None,
        "breached_at": to_epoch(clock.breached_at) if clock.breached_at else None,
        "stopped_at": to_epoch(clock.stopped_at) if clock.stopped_at else None,
        "open_seconds": clock.open_seconds,
        "plain_seconds": clock.plain_seconds,
    }


def test_the_oracle_agrees_with_every_stored_clock_and_finds_a_dropped_pause() -> None:
    seen: dict[str, int] = {}
    blow(seed=20261119)
    calendar_json, kept = specs(), stored()
    for clock, ledger in kept:
        answer = recompute(ledger, calendar_json)
        told = told_by_row(clock)
        assert told == {name: answer[name] for name in told}, (clock.kind, ledger)
        for entry in ledger:
            seen[str(entry["kind"])] = seen.get(str(entry["kind"]), 0) + 1
    assert set(EntryKind) <= seen.keys()
    assert any(differs_without_its_pauses(clock, ledger, calendar_json) for clock, ledger in kept)


def differs_without_its_pauses(
    clock: Clock, ledger: list[dict[str, object]], calendar_json: dict[str, dict[str, object]]
) -> bool:
    """Whether the oracle tells a seeded fault: a ledger that has lost its pauses, with where they ended."""
    kinds = [entry["kind"] for entry in ledger]
    if "pause" not in kinds or kinds.count("resume") != kinds.count("pause"):
        return False
    cut = [entry for entry in ledger if entry["kind"] not in {"pause", "resume"}]
    wrong = recompute([{**entry, "seq": place} for place, entry in enumerate(cut, 1)], calendar_json)
    told = told_by_row(clock)
    return told != {name: wrong[name] for name in told}
