"""How a ticket is opened for a change."""

from dataclasses import replace

from sqlalchemy import bindparam, select

from sladesk.actions._action import Tx
from sladesk.actions._case.case import Case
from sladesk.actions._case.late import settle_case
from sladesk.actions._case.sitting import current
from sladesk.actions._case.waking import wake
from sladesk.actions._clockbook import ClockBook
from sladesk.domain import access
from sladesk.domain.codes import VisitState
from sladesk.domain.errors import NotFound, WrongState
from sladesk.models import (
    Cycle,
    Handler,
    Ticket,
    Visit,
)
from sladesk.queries.reference import STAMP_VALUE

_TICKET = (
    select(
        Ticket,
        Cycle,
        STAMP_VALUE.label("stamp"),
        select(Handler.person_id)
        .where(Handler.ticket_id == Ticket.id, Handler.person_id == bindparam("actor"))
        .correlate(Ticket)
        .exists()
        .label("handled"),
    )
    .join(Cycle, (Cycle.ticket_id == Ticket.id) & (Cycle.no == Ticket.cycle_no))
    .where(Ticket.number == bindparam("number"))
    .with_for_update(of=Ticket)
    .execution_options(populate_existing=True)
)

_ENGINEERS = select(Visit.engineer_id).where(
    Visit.ticket_id == bindparam("ticket"), Visit.state != VisitState.CANCELLED
)
_HANDLERS = select(Handler.person_id).where(Handler.ticket_id == bindparam("ticket"))


def open_case(
    tx: Tx,
    number: str,
    permission: str,
    *,
    also_clocks: tuple[str, ...] = (),
    settle: bool = True,
    imported: bool = False,
    asked_team_id: int | None = None,
) -> Case:
    """Lock a ticket and open it for a change.

    Arguments:
        also_clocks: kinds of clocks wanted though they have stopped.
        settle: let it go on where its waiting is over, record breaches that have happened (house rule 6).
        imported: the verb is for tickets that were imported; others can't change them (decision 33).
        asked_team_id: of the department whose task the verb is about.

    Raises:
        NotFound: no such ticket within what the actor may see.
        Forbidden: it may be seen but not changed like this.
        WrongState: it was imported and nobody has taken it over.
    """
    shared = current(tx.session)
    earlier = shared.earlier(number) if shared else None
    case = _again(tx, earlier) if earlier else _read(tx, number)
    case.facts = replace(ticket_facts(tx, case.ticket, permission), asked_team_id=asked_team_id)
    access.require(tx.by, permission, case.facts)
    if case.ticket.read_only and not imported:
        raise WrongState("imported_read_only")
    if earlier:
        case.clocks.take_over(earlier.clocks, also_clocks)
    else:
        case.clocks.load(also_clocks)
    if shared:
        shared.keep(case)
    if settle:
        wake(case)
        settle_case(case)
    return case


def _read(tx: Tx, number: str) -> Case:
    """Lock a ticket and read it with its present cycle."""
    found = tx.session.execute(_TICKET, {"number": number, "actor": tx.by.person_id or 0}).first()
    if found is None:
        raise NotFound("ticket_not_found")
    ticket, cycle, stamp, handled = found
    # A ticket's time never runs backwards: not for who looked at the clock first and got the lock second, and
    # not while the machine's clock has jumped back.
    tx.now = max(tx.now, ticket.last_event_at)
    ref = tx.reference(str(stamp or ""))
    handlers = {tx.by.person_id} if handled and tx.by.person_id is not None else set[int]()
    return Case(tx, ref, ticket, cycle, ClockBook(tx, ref, ticket, cycle), handlers=handlers)


def _again(tx: Tx, earlier: Case) -> Case:
    """Open a case for the next verb of the transaction that holds its lock."""
    ref, ticket, cycle = earlier.ref, earlier.ticket, earlier.cycle
    return Case(tx, ref, ticket, cycle, ClockBook(tx, ref, ticket, cycle), handlers=earlier.handlers)


def ticket_facts(tx: Tx, ticket: Ticket, permission: str) -> access.TicketFacts:
    """Return what access to a ticket depends on, with no more look-ups than the permission needs."""
    engineers: frozenset[int] = frozenset()
    handlers: frozenset[int] = frozenset()
    if "engineer" in tx.by.roles:
        tx.session.flush()
        engineers = frozenset(tx.session.connection().scalars(_ENGINEERS, {"ticket": ticket.id}))
    if permission == "callback.record":
        handlers = frozenset(tx.session.connection().scalars(_HANDLERS, {"ticket": ticket.id}))
    return access.TicketFacts(
        owner_id=ticket.owner_id,
        recorder_id=ticket.recorder_id,
        team_id=ticket.team_id,
        intake_team_id=ticket.intake_team_id,
        engineer_ids=engineers,
        handler_ids=handlers,
        status=ticket.status,
    )
