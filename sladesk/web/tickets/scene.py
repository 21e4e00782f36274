"""A ticket as the person who looks at it stands before it: row, names, and what may be done next."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sladesk.db import db
from sladesk.domain import access, workflow
from sladesk.domain.access import Actor
from sladesk.domain.codes import Status, VisitState
from sladesk.domain.errors import NotFound
from sladesk.domain.masking import mask_text
from sladesk.models import Attachment, Cycle, Pause, Ticket, Visit
from sladesk.queries import ticket as queries
from sladesk.queries import ticket_parts as parts
from sladesk.queries.department_tasks import Task, of_ticket
from sladesk.queries.links import Linked, linked
from sladesk.queries.reference import Reference, reference
from sladesk.queries.root_causes import of_ticket as records_of
from sladesk.web.context import actor
from sladesk.web.format import ClockView, now
from sladesk.web.quality_views import Beside, beside
from sladesk.web.words import gettext as _
from sladesk.web.words import locale_name

_UNDER_WAY = frozenset({VisitState.ON_WAY, VisitState.ARRIVED, VisitState.DIAGNOSED})
#: What may be done with an imported ticket that nobody has taken over.
_READ_ONLY = frozenset({"ticket.see", "ticket.adopt", "customer.see", "personal.reveal"})


@dataclass(frozen=True)
class Names:
    """Names of people and master data in the language of the request."""

    ref: Reference
    locale: str

    def person(self, person_id: object) -> str:
        """Return a person's name; the system's when there is none."""
        found = self.ref.person(person_id) if isinstance(person_id, int) else None
        return found.shown(self.locale) if found else _("System")

    def maybe(self, person_id: object) -> str:
        """Return a person's name, or that nobody is."""
        return self.person(person_id) if person_id else _("nobody yet")

    def reason(self, reason_id: object) -> str:
        """Return a reason's words."""
        found = self.ref.reasons.get(reason_id) if isinstance(reason_id, int) else None
        return found.name(self.locale) if found else ""

    def team(self, team_id: object) -> str:
        """Return a team's name."""
        found = self.ref.teams.get(team_id) if isinstance(team_id, int) else None
        return found.name(self.locale) if found else ""

    def channel(self, channel_id: object) -> str:
        """Return a channel's name."""
        found = self.ref.channels.get(channel_id) if isinstance(channel_id, int) else None
        return found.name(self.locale) if found else ""

    def category(self, category_id: object) -> str:
        """Return a category with its way from the root."""
        found = self.ref.categories.get(category_id) if isinstance(category_id, int) else None
        return " › ".join(found.path(self.locale)) if found else ""


@dataclass(frozen=True)
class Scene:
    """What every part of the page is made of."""

    row: queries.TicketRow
    ref: Reference
    who: Actor
    names: Names

    @property
    def ticket(self) -> Ticket:
        """The ticket itself."""
        return self.row.ticket

    @property
    def summary(self) -> str:
        """The problem in one line, numbers hidden."""
        return mask_text(self.ticket.summary)

    def may(self, permission: str) -> bool:
        """Whether the person may do this; what was imported can only be read and taken over."""
        if self.ticket.read_only and permission not in _READ_ONLY:
            return False
        return access.allowed(self.who, permission, self.row.facts)

    @cached_property
    def clocks(self) -> tuple[parts.ClockRow, ...]:
        """Clocks with their breaches, read once."""
        return parts.clocks(self.ticket.id)

    @cached_property
    def told(self) -> dict[int, list[tuple[datetime, list[int]]]]:
        """Whom the chains of missed due times have told, by clock; read once, where there are any."""
        return parts.told(self.ticket.id) if any(row.run for row in self.clocks) else {}

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """Visits of all cycles, read once, and only when there are any."""
        return parts.visits(self.ticket.id) if self.row.visits else ()

    @cached_property
    def pauses(self) -> tuple[Pause, ...]:
        """Stretches of waiting of the present cycle, read once, and only when the ticket ever waited."""
        return parts.pauses(self.row.cycle.id) if self.row.pauses else ()

    @cached_property
    def cycles(self) -> tuple[Cycle, ...]:
        """All cycles; the first one came with the ticket."""
        return parts.cycles(self.ticket.id) if self.ticket.cycle_no > 1 else (self.row.cycle,)

    @cached_property
    def linked(self) -> tuple[Linked, ...]:
        """Tickets that belong to this one."""
        return linked(self.who, self.ticket.id) if self.row.links else ()

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """What is asked of other departments."""
        return of_ticket(self.who, self.ticket.id) if self.row.tasks else ()

    @cached_property
    def quality(self) -> list[Beside]:
        """5-Why records that look into the ticket, and improvements that go back to it."""
        return beside(records_of(self.who, self.ticket.id)) if self.row.quality else []

    @property
    def may_analyse(self) -> bool:
        """Whether the person may begin a 5-Why record on the ticket, an imported one too."""
        return access.allowed(self.who, "quality.write")

    @cached_property
    def files(self) -> tuple[Attachment, ...]:
        """The ticket's files."""
        return parts.files(self.ticket.id) if self.row.files else ()

    @cached_property
    def open_breaches(self) -> tuple[parts.ClockRow, ...]:
        """Missed due times whose reason is not given yet."""
        return tuple(
            row
            for row in self.clocks
            if row.breach and row.breach.given_at is None and row.breach.withdrawn_at is None
        )

    def going(self, kind: str) -> bool:
        """Whether a clock of a kind runs or rests."""
        return any(r.clock.kind == kind and r.clock.state in {"running", "paused"} for r in self.clocks)

    @cached_property
    def situation(self) -> workflow.Situation:
        """What the workflow rules look at, from the rows of the page."""
        ticket, cycle, ref = self.ticket, self.row.cycle, self.ref
        return workflow.Situation(
            status=Status(ticket.status),
            owner=ticket.owner_id is not None,
            responded=cycle.first_response_at is not None,
            open_breaches=ticket.open_breaches,
            visit_under_way=any(v.state in _UNDER_WAY and v.ended_at is None for v in self.visits),
            score=cycle.score,
            settled=cycle.settled_at is not None,
            low_score_open=self.going("low_score"),
            attempts=self.row.attempts,
            limits={
                "attempts": ref.number("verify.attempts"),
                "attempt_days": ref.number("verify.attempt_days"),
                "satisfied": ref.number("survey.satisfied_from"),
            },
        )

    @cached_property
    def next_steps(self) -> Collection[str]:
        """Steps of the workflow that start here, blocked or not."""
        return workflow.next_steps(self.situation)

    @cached_property
    def chips(self) -> dict[int, ClockView]:
        """What the chips of clocks show, by the clock's key: bar and timeline show the same ones."""
        return {}


def find(number: str) -> Scene:
    """Return the ticket as this person may see it.

    Raises:
        NotFound: no such ticket, or outside the person's reach; which of the two is not told.
    """
    who = actor()
    row = queries.ticket_row(who, number, now())
    if row is None:
        raise NotFound("ticket_not_found")
    ref = reference(db.session(), row.stamp)
    return Scene(row, ref, who, Names(ref, locale_name()))


def sign(seq: int, version: int, present: tuple[queries.Present, ...]) -> str:
    """Return the short sign of what a page shows: the minute is in it, because amounts of time change."""
    said = f"{seq}.{version}.{int(now().timestamp()) // 60}.{present!r}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]
