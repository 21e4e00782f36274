"""Many tickets opened in one transaction, for what the system does by itself (R3.7, R3.9)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import load_only
from sqlalchemy.sql.base import ExecutableOption

from sladesk.actions._action import Tx
from sladesk.actions._case.case import Case
from sladesk.actions._case.opening import ticket_facts
from sladesk.actions._clockbook import ClockBook
from sladesk.actions._clockrows import LINE, Held, entry_of
from sladesk.domain import access
from sladesk.domain.sla import ledger
from sladesk.domain.sla.ledger import ClockStatus, Entry
from sladesk.models import Clock, ClockEntry, Customer, Cycle, Ticket


def _tickets(*columns: ExecutableOption) -> Select[*tuple[Any, ...]]:
    return (
        select(Ticket, Cycle, Customer.vip)
        .join(Cycle, (Cycle.ticket_id == Ticket.id) & (Cycle.no == Ticket.cycle_no))
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Ticket.number.in_(bindparam("numbers", expanding=True)), ~Ticket.read_only)
        .options(*columns)
        .order_by(Ticket.id)
        .with_for_update(of=Ticket, skip_locked=True)
        .execution_options(populate_existing=True)
    )


#: What clocks, chains and policies look at; whatever else a verb asks for is read then.
_TICKETS = _tickets(
    load_only(
        Ticket.number,
        Ticket.cycle_no,
        Ticket.event_seq,
        Ticket.version,
        Ticket.status,
        Ticket.channel_id,
        Ticket.category_id,
        Ticket.service_type,
        Ticket.class_code,
        Ticket.priority,
        Ticket.risk_level,
        Ticket.brand_post,
        Ticket.customer_id,
        Ticket.recorder_id,
        Ticket.owner_id,
        Ticket.team_id,
        Ticket.intake_team_id,
        Ticket.open_breaches,
        Ticket.last_event_at,
        Ticket.sort_due_at,
        Ticket.held_due_at,
        Ticket.paused_since,
        Ticket.next_kind,
        Ticket.next_started_at,
        Ticket.next_due_at,
        Ticket.next_warn50_at,
        Ticket.next_warn80_at,
    ),
    load_only(Cycle.ticket_id, Cycle.no),
)
#: What the workflow looks at besides.
_WHOLE = _tickets()
_LEDGERS = (
    select(Clock, *LINE)
    .join(ClockEntry, ClockEntry.clock_id == Clock.id)
    .where(
        Clock.ticket_id.in_(bindparam("tickets", expanding=True)),
        Clock.state.in_((ClockStatus.RUNNING, ClockStatus.PAUSED)),
    )
    .order_by(Clock.id, ClockEntry.seq)
    .execution_options(populate_existing=True)
)


def open_cases(tx: Tx, numbers: Sequence[str], permission: str, *, whole: bool = False) -> list[Case]:
    """Lock tickets and open them with the clocks that still go; who is being changed just now is left out.

    Nobody waits for many tickets at once, and these wait for nobody: what is left out comes next time. So is
    what has an entry that is still to come, because the machine's clock has jumped back.

    Arguments:
        whole: with all that is known of ticket and cycle, for who takes steps of the workflow.
    """
    ref, cases = tx.reference(), dict[int, Case]()
    for ticket, cycle, vip in tx.session.execute(_WHOLE if whole else _TICKETS, {"numbers": list(numbers)}):
        if ticket.last_event_at > tx.now:
            continue
        case = Case(tx, ref, ticket, cycle, ClockBook(tx, ref, ticket, cycle, vip=bool(vip)))
        case.facts = ticket_facts(tx, ticket, permission)
        access.require(tx.by, permission, case.facts)
        cases[ticket.id] = case
    ledgers: dict[int, tuple[Clock, list[Entry]]] = {}
    for row in tx.session.execute(_LEDGERS, {"tickets": list(cases)}) if cases else ():
        ledgers.setdefault(row.Clock.id, (row.Clock, []))[1].append(entry_of(row))
    for clock, entries in ledgers.values():
        cases[clock.ticket_id].clocks.held.append(Held(clock, ledger.fold(entries, ref.table)))
    return list(cases.values())
