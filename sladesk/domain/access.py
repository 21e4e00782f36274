"""Who may do what: one table from permission to alternatives of one-line predicates (decision 31).

A permission is granted when one of its alternatives holds. `sees` is the twin of
`queries.scope.visible`; a property test holds the two together.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sladesk.domain.codes import RecordState, Role, Status
from sladesk.domain.errors import Forbidden, NotFound


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: a signed-in person, or the system (`person_id` None)."""

    person_id: int | None
    roles: frozenset[str] = frozenset()
    team_ids: frozenset[int] = frozenset()
    name: str = ""
    staff_number: str = ""
    source: str = "web"

    @property
    def is_system(self) -> bool:
        """Whether this is the desk itself (jobs, intake)."""
        return self.person_id is None


SYSTEM = Actor(None, source="job")


@dataclass(frozen=True)
class TicketFacts:
    """What decides about a ticket; `asked_team_id`: of the department that answers the task in question."""

    owner_id: int | None = None
    recorder_id: int | None = None
    team_id: int | None = None
    intake_team_id: int | None = None
    engineer_ids: frozenset[int] = frozenset()
    handler_ids: frozenset[int] = frozenset()
    asked_team_id: int | None = None
    status: str = ""


@dataclass(frozen=True)
class RecordFacts:
    """What decides who may read a 5-Why record.

    Arguments:
        people: keys of author, participants and owners of its improvements.
        ticket_seen: whether the actor sees one of its tickets.
    """

    state: str
    people: frozenset[int] = frozenset()
    ticket_seen: bool = False


@dataclass(frozen=True)
class ImprovementFacts:
    """What decides who may read an improvement: its owner, its own tickets, the record it follows from."""

    owner_id: int | None = None
    ticket_seen: bool = False
    record: RecordFacts | None = None


Predicate = Callable[[Actor, TicketFacts | None], bool]

#: Roles that see every ticket of the department.
ALL_SEEING = frozenset({Role.SUPERVISOR, Role.ANALYST, Role.MANAGER})
#: Roles that take charge of an emergency: supervisor, quality, management (R3.12).
CHARGE = (Role.SUPERVISOR, Role.ANALYST, Role.MANAGER)
#: Roles that see the tickets of their teams and their own.
TEAM_SEEING = frozenset({Role.AGENT, Role.ENGINEER, Role.COLLABORATOR})


def sees(actor: Actor, ticket: TicketFacts) -> bool:
    """Whether a ticket is within what the actor may see."""
    if actor.is_system or actor.roles & ALL_SEEING:
        return True
    if not actor.roles & TEAM_SEEING:
        return False
    if Role.AGENT in actor.roles and ticket.status == Status.CLOSED:
        return True  # callbacks are made by people who had nothing to do with the ticket (R6.3)
    mine = {ticket.owner_id, ticket.recorder_id} | ticket.engineer_ids
    teams = {ticket.team_id, ticket.intake_team_id} if Role.AGENT in actor.roles else set[int | None]()
    return actor.person_id in mine or bool(actor.team_ids & teams)


def reads_record(actor: Actor, record: RecordFacts) -> bool:
    """Whether the actor may read a 5-Why record (R8.1); the twin is `queries.scope.readable_records`.

    The department's overseers read all. Of the others: who took part, and who sees one of its tickets once it
    is no draft any more; what is not yet thought through names nobody to his colleagues.
    """
    if actor.is_system or actor.roles & ALL_SEEING:
        return True
    if not actor.roles & TEAM_SEEING:
        return False
    return actor.person_id in record.people or (record.ticket_seen and record.state != RecordState.DRAFT)


def reads_improvement(actor: Actor, improvement: ImprovementFacts) -> bool:
    """Whether the actor may read an improvement (R8.2); the twin is `queries.scope.readable_improvements`."""
    if actor.is_system or actor.roles & ALL_SEEING:
        return True
    if not actor.roles & TEAM_SEEING:
        return False
    if improvement.ticket_seen or actor.person_id == improvement.owner_id:
        return True
    return improvement.record is not None and reads_record(actor, improvement.record)


def holds(*roles: Role) -> Predicate:
    """Any ticket (or none), by role."""
    wanted = frozenset(roles)
    return lambda actor, _ticket: bool(actor.roles & wanted)


def _owner(actor: Actor, ticket: TicketFacts | None) -> bool:
    return ticket is not None and ticket.owner_id == actor.person_id


def _visiting(actor: Actor, ticket: TicketFacts | None) -> bool:
    return ticket is not None and actor.person_id in ticket.engineer_ids


def _asked(actor: Actor, ticket: TicketFacts | None) -> bool:
    """In the department that is asked: it sees its task, not the ticket (R4.4)."""
    return ticket is not None and ticket.asked_team_id in actor.team_ids


def _team_agent(actor: Actor, ticket: TicketFacts | None) -> bool:
    return (
        ticket is not None
        and Role.AGENT in actor.roles
        and bool(actor.team_ids & {ticket.team_id, ticket.intake_team_id})
    )


def _recorder(actor: Actor, ticket: TicketFacts | None) -> bool:
    return ticket is not None and Role.AGENT in actor.roles and ticket.recorder_id == actor.person_id


def _agent_not_handler(actor: Actor, ticket: TicketFacts | None) -> bool:
    return (
        ticket is not None
        and bool(actor.roles & {Role.AGENT, Role.SUPERVISOR})
        and actor.person_id not in ticket.handler_ids
    )


def _system(actor: Actor, _ticket: TicketFacts | None) -> bool:
    return actor.is_system


def _anybody(actor: Actor, _ticket: TicketFacts | None) -> bool:
    return not actor.is_system


_SUPERVISOR = holds(Role.SUPERVISOR)
_ADMIN = holds(Role.ADMIN)
_HANDLES = (_owner, _team_agent, _recorder, _SUPERVISOR)

PERMISSIONS: dict[str, tuple[Predicate, ...]] = {
    "own": (_anybody,),
    "ticket.list": (holds(*ALL_SEEING, *TEAM_SEEING),),
    "ticket.see": (holds(*ALL_SEEING, *TEAM_SEEING),),
    "ticket.register": (holds(Role.AGENT, Role.SUPERVISOR),),
    "ticket.write": (*_HANDLES, _visiting),
    "ticket.handle": _HANDLES,
    "ticket.take": (_team_agent, _SUPERVISOR),
    "ticket.assign": (_SUPERVISOR,),
    "ticket.adopt": (_owner, _team_agent, _SUPERVISOR),
    "ticket.void": _HANDLES,
    "ticket.escalate": (*_HANDLES, _visiting),
    "ticket.verify": _HANDLES,
    "ticket.archive": _HANDLES,
    "ticket.reopen": (_team_agent, _recorder, _SUPERVISOR),
    "escalation.decide": (_SUPERVISOR,),
    "cycle.close_unreachable": (_SUPERVISOR,),
    "cycle.settle": (_SUPERVISOR,),
    "callback.list": (holds(Role.AGENT, Role.SUPERVISOR),),
    "callback.record": (_agent_not_handler,),
    "low_score.contact": (_SUPERVISOR,),
    "breach.explain": (*_HANDLES, _visiting),
    "breach.check": (_SUPERVISOR,),
    "chain.answer": (*_HANDLES, _visiting, holds(Role.MANAGER, Role.ANALYST)),
    "clock.sweep": (_system,),
    "emergency.take": (holds(*CHARGE),),
    "clock.correct": (_SUPERVISOR,),
    "ledger.check": (_ADMIN,),
    "ledger.see": (_ADMIN, _SUPERVISOR),
    "task.ask": (*_HANDLES, _visiting),
    "task.answer": (*_HANDLES, _visiting, _asked),
    "task.see": (holds(*ALL_SEEING, *TEAM_SEEING),),
    "visit.plan": (_SUPERVISOR,),
    "visit.work": (_visiting,),
    "field.see": (holds(Role.ENGINEER),),
    "board.see": (holds(Role.SUPERVISOR, Role.MANAGER),),
    "review.issue": (_system, holds(Role.ANALYST, Role.MANAGER)),
    "review.sign": (holds(Role.MANAGER),),
    "review.see": (holds(Role.SUPERVISOR, Role.ANALYST, Role.MANAGER),),
    "performance.see": (holds(Role.AGENT, Role.ENGINEER, *ALL_SEEING),),
    "queue.see": (holds(Role.AGENT, Role.SUPERVISOR),),
    "customer.see": (holds(Role.AGENT, Role.SUPERVISOR, Role.ANALYST, Role.MANAGER),),
    "customer.edit": (holds(Role.AGENT, Role.SUPERVISOR),),
    "personal.reveal": (holds(Role.AGENT, Role.SUPERVISOR), _visiting),
    "ticket.export": (holds(Role.AGENT, Role.SUPERVISOR, Role.ANALYST, Role.MANAGER),),
    "knowledge.see": (_anybody,),
    "knowledge.edit": (_ADMIN, _SUPERVISOR),
    "quality.see": (holds(*ALL_SEEING, *TEAM_SEEING),),
    "quality.write": (holds(Role.ANALYST, Role.SUPERVISOR),),
    "quality.review": (holds(*ALL_SEEING),),
    "improvement.report": (holds(*ALL_SEEING, *TEAM_SEEING),),
    "improvement.judge": (holds(Role.ANALYST),),
    "admin": (_ADMIN,),
    "history.import": (_ADMIN,),
    "people.edit": (_ADMIN,),
    "master.edit": (_ADMIN,),
    "settings.edit": (_ADMIN,),
    "policy.edit": (_ADMIN,),
    "audit.see": (_ADMIN,),
    "jobs.see": (_ADMIN,),
    "outward.edit": (_ADMIN,),
    "system": (_system,),
    "rota.see": (holds(Role.SUPERVISOR, Role.AGENT, Role.ENGINEER, Role.MANAGER, Role.ADMIN),),
    "rota.edit": (_SUPERVISOR, _ADMIN),
    "people.see_load": (holds(Role.SUPERVISOR, Role.MANAGER),),
}


def allowed(actor: Actor, permission: str, ticket: TicketFacts | None = None) -> bool:
    """Whether the actor holds a permission, on a ticket where one is given.

    Raises:
        KeyError: the permission is not in the table (a fault of the program).
    """
    alternatives = PERMISSIONS[permission]
    if actor.is_system:
        return True
    if ticket is not None and not _reaches(actor, permission, ticket):
        return False
    return any(holds_for(actor, ticket) for holds_for in alternatives)


def _reaches(actor: Actor, permission: str, ticket: TicketFacts) -> bool:
    """Whether somebody comes as far as the ticket; a department comes as far as what it is asked."""
    return sees(actor, ticket) or (permission == "task.answer" and _asked(actor, ticket))


def require(actor: Actor, permission: str, ticket: TicketFacts | None = None) -> None:
    """Refuse what is not granted.

    Raises:
        NotFound: the ticket is outside what the actor may see; its existence is not told.
        Forbidden: it may be seen, but not this.
    """
    if allowed(actor, permission, ticket):
        return
    if ticket is not None and not sees(actor, ticket):
        raise NotFound("ticket_not_found")
    raise Forbidden


def may_review(actor: Actor, involved: frozenset[int]) -> bool:
    """Whether the actor may review a record: nobody who wrote in it or took part (R8.1).

    Arguments:
        involved: keys of author and participants; whoever writes in a record takes part in it.
    """
    return allowed(actor, "quality.review") and actor.person_id not in involved


def may_report(actor: Actor, owner_id: int | None) -> bool:
    """Whether the actor may say how an improvement goes: its owner, or who writes records (R8.2)."""
    if allowed(actor, "quality.write"):
        return True
    return allowed(actor, "improvement.report") and actor.person_id == owner_id
