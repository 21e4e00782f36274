"""The ticket under change, and what may be done to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select

from sladesk import search
from sladesk.actions._action import Tx, plain
from sladesk.actions._case.late import settle_case
from sladesk.actions._case.sitting import current
from sladesk.actions._clockbook import ClockBook
from sladesk.actions._telling import tell
from sladesk.actions._timeline import Written, entry
from sladesk.db import rows
from sladesk.domain import access, events, workflow
from sladesk.domain.codes import OPEN_STATUSES, Status, VisitState
from sladesk.domain.errors import Stale
from sladesk.domain.masking import mask_text
from sladesk.domain.settings import UPDATE_RESTARTS, WHEN_TOLD
from sladesk.models import (
    Attempt,
    Cycle,
    Event,
    EventText,
    Handler,
    Ticket,
    Visit,
)
from sladesk.queries.reference import Reference

_UNDER_WAY = (
    select(Visit.id)
    .where(
        Visit.ticket_id == bindparam("ticket"),
        Visit.state.in_((VisitState.ON_WAY, VisitState.ARRIVED, VisitState.DIAGNOSED)),
        Visit.ended_at.is_(None),
    )
    .limit(1)
)
_ATTEMPT_DAYS = select(Attempt.local_day).where(
    Attempt.cycle_id == bindparam("cycle"), Attempt.purpose == bindparam("purpose")
)


#: Entries that tell who changed what a form may have been filled from.
_BY_HAND = ("ticket:changed", "ticket:assigned", "ticket:handed_over")


@dataclass
class Case:
    """A ticket under change with its present cycle, clocks and the facts access depends on."""

    tx: Tx
    ref: Reference
    ticket: Ticket
    cycle: Cycle
    clocks: ClockBook
    facts: access.TicketFacts = field(default_factory=access.TicketFacts)
    said: list[str] = field(default_factory=list[str])
    handlers: set[int] = field(default_factory=set[int])

    # --- what happened -------------------------------------------------------------------------------

    def event(
        self,
        kind: str,
        *,
        data: Mapping[str, object] | None = None,
        texts: Mapping[str, str] | None = None,
        occurred_at: datetime | None = None,
        informed: bool = False,
        corrects: int | None = None,
        by_system: bool = False,
        note: str = "",
    ) -> Written:
        """Put an event on the timeline; progress by a person restarts the update clock (R3.4).

        Arguments:
            data: ids, codes, numbers only; words go to `texts` (decision 7).
            occurred_at: true time, the server's when absent.
            note: the line that lists show as the newest remark.
        """
        ticket, tx = self.ticket, self.tx
        ticket.event_seq += 1
        at, held = occurred_at or tx.now, plain(data or {})
        values = entry(
            tx,
            ticket.id,
            ticket.cycle_no,
            ticket.event_seq,
            kind,
            held,
            occurred_at=at,
            informed=informed,
            corrects=corrects,
            by_system=by_system,
        )
        # A plain insert, so that the ticket's own changes wait for one UPDATE at the end.
        event = Written(rows.put_new(tx.session, Event, values), ticket.event_seq, at, held, informed)
        words = [
            {"event_id": event.id, "field": name, "body": body}
            for name, body in (texts or {}).items()
            if body
        ]
        if words:
            rows.put(tx.session, EventText, words)
            self.said.extend(row["body"] for row in words)
        ticket.last_event_at = tx.now
        if note:
            ticket.last_note = mask_text(note.replace("\n", " "))[:200]
        self._consequences(kind, event, by_system=by_system)
        return event

    def _consequences(self, kind: str, event: Written, *, by_system: bool) -> None:
        person = self.tx.by.person_id
        if by_system or person is None:
            return
        # Trying to reach somebody for the callback is no handling: the same person may go on trying (R6.3).
        if events.handles(kind) and event.data.get("purpose") != "callback":
            self.add_handler(person)
        told_only = self.ref.setting(UPDATE_RESTARTS) == WHEN_TOLD
        if events.is_progress(kind) and (event.customer_informed or not told_only):
            self.clocks.restart_update(event.occurred_at, event)

    def add_handler(self, person_id: int) -> None:
        """Remember that somebody handled this ticket: they never make its callback (R6.3)."""
        if person_id in self.handlers:
            return
        values = {"ticket_id": self.ticket.id, "person_id": person_id, "since": self.tx.now}
        rows.put_once(self.tx.session, Handler, values, unique=("ticket_id", "person_id"))
        self.handlers.add(person_id)

    def notify(self, person_id: int | None, kind: str, key: str, **data: object) -> None:
        """Tell a person something inside the application, once per key (R7.3)."""
        if person_id is not None:
            self._notify((person_id,), kind, key, data)

    def notify_supervisors(self, kind: str, key: str, **data: object) -> None:
        """Tell every supervisor of the department."""
        self._notify(self.ref.supervisors, kind, key, data)

    def _notify(self, people: Iterable[int], kind: str, key: str, data: Mapping[str, object]) -> None:
        own = f"{self.ticket.id}:{key}"
        tell(self.tx, people, kind, own, data, ticket_id=self.ticket.id, team_id=self.ticket.team_id)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about the ticket."""
        return self.ticket.status in OPEN_STATUSES

    # --- moving ---------------------------------------------------------------------------------------

    def situation(self, step: str) -> workflow.Situation:
        """Return what the workflow rules look at; what a step does not look at is not asked for."""
        cycle, ticket = self.cycle, self.ticket
        return workflow.Situation(
            status=Status(ticket.status),
            owner=ticket.owner_id is not None,
            responded=cycle.first_response_at is not None,
            open_breaches=ticket.open_breaches,
            visit_under_way=step in workflow.ASK_VISITS and self._visit_under_way(),
            score=cycle.score,
            settled=cycle.settled_at is not None,
            low_score_open=self.clocks.going("low_score") is not None,
            attempts=self.attempts() if step in workflow.ASK_ATTEMPTS else (0, 0),
            limits={
                "attempts": self.ref.number("verify.attempts"),
                "attempt_days": self.ref.number("verify.attempt_days"),
                "satisfied": self.ref.number("survey.satisfied_from"),
            },
        )

    def _visit_under_way(self) -> bool:
        if self.ticket.status not in {Status.IN_PROGRESS, Status.WAITING_CUSTOMER, Status.WAITING_PARTS}:
            return False
        self.tx.session.flush()
        found = self.tx.session.connection().execute(_UNDER_WAY, {"ticket": self.ticket.id})
        return found.first() is not None

    def attempts(self) -> tuple[int, int]:
        """Return how often, and on how many days, the customer was not reached."""
        if self.ticket.status not in {Status.TO_VERIFY, Status.CLOSED}:
            return (0, 0)
        purpose = "verify" if self.ticket.status == Status.TO_VERIFY else "callback"
        self.tx.session.flush()
        asked = {"cycle": self.cycle.id, "purpose": purpose}
        days = self.tx.session.connection().scalars(_ATTEMPT_DAYS, asked).all()
        return (len(days), len(set(days)))

    def move(self, step: str) -> None:
        """Take a step of the workflow.

        Raises:
            WrongState: it does not start here.
            Missing: something must be done first.
        """
        before = self.ticket.status
        self.ticket.status = workflow.move(step, self.situation(step))
        if self.ticket.status != before:
            self.ticket.version += 1

    def check(self, step: str) -> None:
        """Refuse a step that does not start here, without taking it."""
        workflow.move(step, self.situation(step))

    def begin_handling(self) -> None:
        """Move a new ticket to 处理中 because somebody has begun to handle it."""
        if self.ticket.status == Status.NEW:
            self.ticket.status = Status.IN_PROGRESS
            self.ticket.version += 1
            self.cycle.accepted_at = self.cycle.accepted_at or self.tx.now

    def scored_cycle(self) -> Cycle:
        """Return the newest cycle whose score the supervisor has to follow up."""
        found = self.tx.session.scalar(
            select(Cycle)
            .where(
                Cycle.ticket_id == self.ticket.id,
                Cycle.score.is_not(None),
                Cycle.low_score_contact_at.is_(None),
            )
            .order_by(Cycle.no.desc())
            .limit(1)
        )
        return found or self.cycle

    def fresh(self, version: int | None, mine: Mapping[str, object]) -> None:
        """Refuse a save that started from an older version, showing both (decision 17).

        Raises:
            Stale: somebody changed the ticket meanwhile.
        """
        if version is None or version == self.ticket.version:
            return
        theirs = {name: getattr(self.ticket, name) for name in mine}
        last = self.tx.session.execute(
            select(Event.actor_id, Event.recorded_at)
            .where(Event.ticket_id == self.ticket.id, Event.kind.in_(_BY_HAND))
            .order_by(Event.seq.desc())
            .limit(1)
        ).first()
        raise Stale(
            mine,
            theirs,
            by=last.actor_id if last else None,
            at=last.recorded_at.isoformat() if last else "",
            version=self.ticket.version,
        )

    def done(self, action: str, **data: object) -> None:
        """Store clocks and ruling due time, let what was said be found, and leave the audit row."""
        settle_case(self)
        if self.ticket.unmanned_at is not None and (self.ticket.owner_id or not self.is_open):
            self.ticket.unmanned_at = None  # somebody has it, or nobody has to
        self.clocks.store()
        self.clocks.rule(self.ticket)
        rows.change(self.tx.session, self.ticket)
        rows.change(self.tx.session, self.cycle)
        self._let_be_found()
        self.tx.audit(action, "ticket", self.ticket.number, **plain(data))

    def _let_be_found(self) -> None:
        """Let the ticket be found by what was said: now, or with the last verb of the transaction."""
        said, self.said = self.said, list[str]()
        if not said:
            return
        shared = current(self.tx.session)
        if shared is None:
            search.append(self.tx.session, self.ticket.id, said)
        else:
            shared.said.setdefault(self.ticket.id, []).extend(said)
