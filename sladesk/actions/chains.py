"""Escalation chains: they go on by themselves until somebody takes the breach on, or hands it on (R3.9)."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select, update

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, chains, open_case, open_cases, settle_case
from sladesk.actions._solving import checked_text
from sladesk.db import rows
from sladesk.domain.codes import Role
from sladesk.domain.errors import NotFound, WrongState, invalid
from sladesk.domain.sla.ledger import ClockStatus
from sladesk.models import ChainRun, Clock, Notice, Ticket
from sladesk.queries.reference import Reference

_WAITS = (
    select(Ticket.number, ChainRun.next_at, Clock.state)
    .select_from(ChainRun)
    .join(Clock, Clock.id == ChainRun.clock_id)
    .join(Ticket, Ticket.id == ChainRun.ticket_id)
    .where(ChainRun.clock_id == bindparam("clock"))
)
_TICKETS = (
    select(Ticket.number)
    .join(ChainRun, ChainRun.ticket_id == Ticket.id)
    .where(ChainRun.clock_id.in_(bindparam("clocks", expanding=True)))
    .distinct()
)


@action("chains.advance")
def advance(tx: Tx, clock_id: int) -> bool:
    """Take the steps of a missed due time that have come, each once however many workers sweep.

    The chain of a clock that was stopped or cancelled meanwhile is over; one that is paused waits with it.
    """
    found = tx.session.connection().execute(_WAITS, {"clock": clock_id}).first()
    if found is None or found.next_at is None or found.next_at > tx.now:
        return False
    case = open_case(tx, found.number, "clock.sweep")
    run = chains.run_of(case, clock_id)
    if run is None or run.next_at is None or run.next_at > tx.now:
        return False
    went = _advance(case, run)
    case.clocks.store()
    case.clocks.rule(case.ticket)
    return went


@action("chains.advance_many")
def advance_many(tx: Tx, clock_ids: Sequence[int]) -> list[int]:
    """Take the steps of many missed due times that have come, as `advance` does.

    Returns:
        Nothing is left to be done alone: who is changed just now is looked at by the next sweep.
    """
    with rows.gathered(tx.session):
        numbers = tx.session.connection().scalars(_TICKETS, {"clocks": list(clock_ids)}).all()
        cases = {case.ticket.id: case for case in open_cases(tx, numbers, "clock.sweep")}
        for case in cases.values():
            settle_case(case)
        for run, done in chains.runs_of(tx.session, clock_ids).values():
            if run.ticket_id in cases and run.next_at is not None and run.next_at <= tx.now:
                _advance(cases[run.ticket_id], run, done)
                rows.change(tx.session, run)
        for case in cases.values():
            case.clocks.store()
            case.clocks.rule(case.ticket)
            rows.change(tx.session, case.ticket)
    return []


def _advance(case: Case, run: ChainRun, done: Collection[str] | None = None) -> bool:
    """Take the steps of a chain that have come, or end it; return whether there was one."""
    held = next((held for held in case.clocks.held if held.row.id == run.clock_id), None)
    if held is None or not held.state.going or held.state.breached_at is None:
        run.next_at = None
    elif held.state.state is ClockStatus.RUNNING:
        return chains.go_on(case, held, run, done)
    return False


@action("chains.take")
def take(tx: Tx, number: str, clock_id: int) -> str:
    """Somebody takes a missed due time on: its chain tells nobody else.

    Raises:
        NotFound: no chain runs on that clock.
        WrongState: somebody has taken it, or the clock is decided.
    """
    case = open_case(tx, number, "chain.answer")
    run = _open_run(case, clock_id)
    run.taken_by_id, run.taken_at, run.next_at = tx.by.person_id, tx.now, None
    case.event("chain:taken", data={"clock": clock_id, "clock_kind": _kind(case, clock_id)})
    _seen(tx, case, clock_id)
    case.done("chain.taken", clock=clock_id)
    return number


@action("chains.hand_on")
def hand_on(tx: Tx, number: str, clock_id: int, *, person_id: int | None, note: str) -> str:
    """Hand a missed due time on to somebody else, with a note; its chain goes on until somebody takes it.

    Raises:
        NotFound: no chain runs on that clock.
        WrongState: somebody has taken it, or the clock is decided.
        Invalid: nobody chosen who may take it, or no note.
    """
    case = open_case(tx, number, "chain.answer")
    run = _open_run(case, clock_id)
    words = checked_text("note", note)
    if person_id is None or person_id == tx.by.person_id or person_id not in takers(case.ref, case.ticket):
        raise invalid("person", "choose_person")
    run.handed_to_id = person_id
    kind = _kind(case, clock_id)
    event = case.event(
        "chain:handed",
        data={"clock": clock_id, "clock_kind": kind, "to": person_id},
        texts={"note": words},
    )
    case.notify(person_id, "chain:handed", f"handed:{clock_id}:{event.seq}", clock=clock_id, clock_kind=kind)
    _seen(tx, case, clock_id)
    case.done("chain.handed", clock=clock_id, person=person_id)
    return number


def takers(ref: Reference, ticket: Ticket) -> frozenset[int]:
    """Return who may be handed a missed due time: who sees all tickets, its owner, agents of its teams."""
    above = {*ref.by_role.get(Role.SUPERVISOR, ()), *ref.by_role.get(Role.MANAGER, ())}
    teams = {ticket.team_id, ticket.intake_team_id} - {None}
    agents = {p for p in ref.by_role.get(Role.AGENT, ()) if ref.home_teams.get(p) in teams}
    return frozenset(above | agents | ({ticket.owner_id} if ticket.owner_id else set()))


def _open_run(case: Case, clock_id: int) -> ChainRun:
    run = chains.run_of(case, clock_id)
    if run is None or run.ticket_id != case.ticket.id:
        raise NotFound("chain_not_found")
    if run.taken_at is not None:
        raise WrongState("chain_taken")
    held = next((held for held in case.clocks.held if held.row.id == clock_id), None)
    if held is None or not held.state.going or held.state.breached_at is None:
        raise WrongState("chain_over")
    return run


def _kind(case: Case, clock_id: int) -> str:
    return case.clocks.by_id(clock_id).row.kind


def _seen(tx: Tx, case: Case, clock_id: int) -> None:
    """Who answers has read what was told of it."""
    keys = [f"{case.ticket.id}:breach:{clock_id}", f"{case.ticket.id}:chain:{clock_id}:"]
    tx.session.execute(
        update(Notice)
        .where(
            Notice.person_id == tx.by.person_id,
            Notice.ticket_id == case.ticket.id,
            (Notice.key == keys[0]) | Notice.key.startswith(keys[1], autoescape=True),
            Notice.read_at.is_(None),
        )
        .values(read_at=tx.now)
    )
