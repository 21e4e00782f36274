"""One ticket's life, played: a script says what happens when and by whom, the player lets time pass between.

A script is a generator of steps. Between two steps the player does what the sweep would have done: it records
breaches and sends warnings at their instants. A step that lies beyond the present is not taken, and the life
stays as it stands there; that is how tickets come to be open.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from sladesk.actions import clocks
from sladesk.actions._action import Tx
from sladesk.actions._case.sitting import Sitting
from sladesk.demo.content import TicketStory
from sladesk.demo.stage import Machine, Stage
from sladesk.domain.access import SYSTEM, Actor
from sladesk.domain.sla.ledger import ClockStatus
from sladesk.models import Breach, Clock, Ticket

#: Warnings older than this are left out of the history: nothing of them lasts, and each costs a verb.
WARNINGS = timedelta(days=1)
#: The sweep comes round every five seconds: it finds what is due a little later.
SWEEP = timedelta(seconds=2)


@dataclass(frozen=True)
class Step:
    """Something somebody does at an instant."""

    at: datetime
    by: Actor
    run: Callable[[Tx], object]


Script = Generator[Step, object]
ClockRow = Clock | Row[int, str, str, datetime, datetime | None, datetime | None, datetime | None]


#: The clocks of a ticket that still go; built once, because it is asked between any two steps.
_GOING = (
    select(
        Clock.id,
        Clock.kind,
        Clock.state,
        Clock.started_at,
        Clock.due_at,
        Clock.breached_at,
        Clock.next_warn_at,
    )
    .join(Ticket, Ticket.id == Clock.ticket_id)
    .where(
        Ticket.number == bindparam("number"),
        Clock.state.in_((ClockStatus.RUNNING, ClockStatus.PAUSED)),
    )
    .order_by(Clock.id)
)


@dataclass
class Life:
    """Where one ticket's life stands, for the script that goes on with it.

    Arguments:
        at: instant the script has come to.
        acted: log-ins of those who had to do with the ticket.
        left: texts not used yet, by kind.
    """

    stage: Stage
    sitting: Sitting
    rng: Random
    told: TicketStory
    at: datetime
    machine: Machine | None = None
    channel: str = "phone"
    number: str = ""
    recorder: str = ""
    owner: str = ""
    cycle: int = 1
    acted: set[str] = field(default_factory=set[str])
    progress: list[str] = field(default_factory=list[str])
    overdue_used: set[str] = field(default_factory=set[str])
    missed: int = 0
    taken: int = 0
    late: bool = False
    _going: Sequence[ClockRow] | None = None

    def step(self, login: str, run: Callable[[Tx], object]) -> Step:
        """Return a step of somebody at the present instant of the life."""
        self.acted.add(login)
        return Step(self.at, self.stage.actors[login], run)

    def wait(self, low: float, high: float) -> datetime:
        """Let some minutes pass; return the new instant."""
        self.at += timedelta(minutes=self.rng.uniform(low, high))
        return self.at

    def office(self) -> datetime:
        """Go on when the desk is staffed."""
        self.at = self.stage.office(self.at, self.rng)
        return self.at

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in this share of lives."""
        return self.rng.random() < share

    @property
    def session(self) -> Session:
        """The session of the sitting."""
        return self.sitting.session

    # --- the rows as they stand --------------------------------------------------------------------------

    def clocks(self) -> Sequence[ClockRow]:
        """Return the clocks of the ticket that still go: those in hand, or read once between two steps."""
        if self._going is None:
            self._going = self.sitting.going(self.number)
        if self._going is None:
            self._going = self.session.connection().execute(_GOING, {"number": self.number}).all()
        return self._going

    def take(self, by: Actor, at: datetime, run: Callable[[Tx], object]) -> object:
        """Do one step, and know from then on whether anything was ever late."""
        self.late = self.late or any(row.due_at is not None and row.due_at <= at for row in self._going or ())
        if by.is_system:  # the sweep looks at clocks by themselves
            self.sitting.forget()
        answer = run(Tx(self.session, by, at.replace(microsecond=0), "demo", by.source))
        self.session.flush()
        self._going = None
        return answer

    def clock(self, kind: str) -> ClockRow | None:
        """Return the newest going clock of a kind."""
        return next((row for row in reversed(self.clocks()) if row.kind == kind), None)

    def unexplained(self) -> Sequence[Row[int, str, str]]:
        """Return missed due times nobody gave a reason for."""
        return self._breaches(Breach.given_at.is_(None))

    def unchecked(self) -> Sequence[Row[int, str, str]]:
        """Return missed due times whose reason nobody confirmed."""
        return self._breaches(Breach.given_at.is_not(None) & Breach.checked_at.is_(None))

    def _breaches(self, also: ColumnElement[bool]) -> Sequence[Row[int, str, str]]:
        if not self.late:
            return ()
        return self.session.execute(
            select(Breach.clock_id, Breach.kind, Clock.label)
            .join(Clock, Clock.id == Breach.clock_id)
            .join(Ticket, Ticket.id == Breach.ticket_id)
            .where(Ticket.number == self.number, Breach.withdrawn_at.is_(None), also)
            .order_by(Breach.id)
        ).all()


def play(life: Life, script: Script, *, most: int | None = None) -> None:
    """Play a script up to the present.

    Arguments:
        most: take no more steps than this.
    """
    answer: object = None
    last = life.at
    while most is None or life.taken < most:
        try:
            step = script.send(answer)
        except StopIteration:
            break
        last = max(step.at, last)
        _pass(life, min(last, life.stage.now))
        if last > life.stage.now:
            return
        answer = life.take(step.by, last, step.run)
        life.taken += 1
    _pass(life, life.stage.now)


def _pass(life: Life, until: datetime) -> None:
    """Do what the sweep does between the last step and the next."""
    while life.number:
        row, moment = _next(life)
        if row is None or moment is None or moment + SWEEP > until:
            return
        late, key = row.due_at == moment, row.id
        life.take(
            SYSTEM,
            moment + SWEEP,
            (lambda tx: clocks.settle(tx, life.number)) if late else (lambda tx, k=key: clocks.warn(tx, k)),
        )


def _next(life: Life) -> tuple[ClockRow | None, datetime | None]:
    found: list[tuple[datetime, int, ClockRow]] = []
    for row in life.clocks():
        if row.state != ClockStatus.RUNNING or row.breached_at is not None:
            continue
        if row.due_at is not None:
            found.append((row.due_at, row.id, row))
        if row.next_warn_at is not None and row.next_warn_at > life.stage.now - WARNINGS:
            found.append((row.next_warn_at, row.id, row))
    if not found:
        return None, None
    moment, _key, row = min(found, key=lambda item: item[:2])
    return row, moment
