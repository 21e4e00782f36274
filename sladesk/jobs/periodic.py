"""Work that comes round: each slot is one job with a unique key, however many runners there are."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from sladesk.db import queue


@dataclass(frozen=True)
class Period:
    """A job name and how often it comes round, in seconds."""

    name: str
    seconds: int


PERIODS = (
    Period("clocks.sweep", 5),
    Period("tickets.staff", 15),
    Period("facts.keep", 15),
    Period("audit.seal", 60),
    Period("house.tidy", 600),
    Period("house.statistics", 21_600),
    Period("improvements.remind", 1_800),
    Period("calendars.remind", 1_800),
    Period("reviews.issue", 300),
    Period("policies.take_effect", 15),
)


@dataclass
class Rounds:
    """Remembers the slots this process has asked for; missed ones are caught up by the present one."""

    asked: dict[str, int] = field(default_factory=dict)
    periods: tuple[Period, ...] = PERIODS

    def due(self, now: datetime) -> list[tuple[Period, int]]:
        """Return the periods whose present slot nobody here has asked for yet."""
        slots = [(period, int(now.timestamp()) // period.seconds) for period in self.periods]
        return [(period, slot) for period, slot in slots if self.asked.get(period.name) != slot]

    def ask(self, session: Session, slots: list[tuple[Period, int]], now: datetime) -> None:
        """Enqueue slots; another runner's identical ones win or lose silently."""
        for period, slot in slots:
            queue.enqueue(
                session, period.name, {}, now=now, unique_key=f"{period.name}:{slot}", max_attempts=1
            )
            self.asked[period.name] = slot

    def again(self, session: Session, now: datetime) -> None:
        """Let slots that were worked while the clock was ahead come again: they would be missed otherwise."""
        if self.periods:
            queue.forget_ahead(session, [period.name for period in self.periods], now=now)
