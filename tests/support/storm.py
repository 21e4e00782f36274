"""Many tickets driven side by side through every verb that touches a clock; calendars change under them."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select

from sladesk.actions import (
    breaches,
    calendars,
    callbacks,
    clocks,
    communications,
    solutions,
    tickets,
    waiting,
)
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.domain.access import SYSTEM, Actor
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import DeskError
from sladesk.domain.sla.hours import CalendarSpec, windows
from sladesk.models import Clock
from tests.support import desk
from tests.support.moment import NOW

S = TypeVar("S", bound="Storm")


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
            self.explain,
            lambda n: clocks.recompute(Call(SYSTEM, self.now), n, why="calendar"),
        ]

    def late(self) -> datetime:
        """A device time that is up to a day old."""
        return self.now - timedelta(seconds=self.rng.choice((0, 60, 3_600, 80_000)))

    def register(self) -> None:
        """Somebody asks for something by any channel."""
        channel = self.rng.choice(("phone", "wechat", "email", "chat"))
        form = desk.form(channel=channel, owner_id=self.people["lina"].person_id)
        self.numbers.append(str(tickets.register(self.call("lina"), form)["number"]))

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

    def explain(self, number: str) -> None:
        """Say why what is late was late, without which nobody closes a ticket."""
        late = select(Clock.id).where(
            Clock.ticket_id == desk.ticket(number).id, Clock.breached_at.is_not(None)
        )
        reason = self.reasons[ReasonKind.OVERDUE]
        for key in db.session.scalars(late).all():
            breaches.explain(self.call("lina"), number, key, reason_id=reason, remark="早班缺人")

    def change(self, number: str) -> None:
        priority = self.rng.choice(("urgent", "high", "medium", "low"))
        category = self.rng.choice(self.categories)
        tickets.change(self.call("lina"), number, priority=priority, category_id=category, reason="调整")


def edit_calendar(storm: Storm, day: date) -> None:
    """The office closes earlier from now on, and one day is a holiday."""
    hours = windows("09:00-12:00", f"13:00-{storm.rng.choice(('17:00', '18:30', '20:00'))}")
    spec = CalendarSpec("Asia/Shanghai", (*(hours,) * 5, (), ()), {day: ()})
    calendars.publish(Call(SYSTEM, storm.now), "office", spec)


def brew(seed: int, kind: type[S]) -> S:
    """Return a storm of a kind that has no tickets yet."""
    held = desk.ref()
    people = {login: desk.actor(login) for login in ("lina", "wuqian", "zhaomin", "linhao")}
    kinds = (ReasonKind.WAIT_CUSTOMER, ReasonKind.WAIT_PARTS, ReasonKind.VOID, ReasonKind.OVERDUE)
    codes = ("fault.cooling.no_cooling", "consultation.product", "complaint.quality")
    categories = [c.id for c in held.categories.values() if c.leaf and c.code.startswith(codes)]
    reasons = {kind: desk.reason(kind) for kind in kinds}
    return kind(random.Random(seed), NOW, people, reasons, categories, [])


def blow(seed: int, count: int, steps: int, after: Callable[[Storm], None] = lambda _storm: None) -> None:
    """Let a storm go over some tickets.

    Arguments:
        count: of tickets.
        steps: so many things happen to each of them.
        after: done behind each step.
    """
    storm = brew(seed, Storm)
    for _ in range(count):
        storm.register()
    for step in range(steps):
        storm.step()
        if step % 10 == 5:
            edit_calendar(storm, (storm.now + timedelta(days=2)).date())
        after(storm)
