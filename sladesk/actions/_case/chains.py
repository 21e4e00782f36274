"""Steps of escalation chains on a ticket: who is told, once, and when the next step comes (R3.9)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from sladesk.actions._clockrows import Held
from sladesk.db import rows
from sladesk.domain import chains
from sladesk.domain.chains import Moment, Step, To
from sladesk.domain.codes import Duty, Role
from sladesk.domain.sla.instants import from_epoch, to_epoch
from sladesk.models import ChainRun, ChainStep, Person, PersonRole, TeamMember
from sladesk.queries.duty import DutyNow, shift_before, shift_today

if TYPE_CHECKING:
    from sladesk.actions._case.case import Case

_SUPERVISORS = (
    select(
        Person.id,
        select(TeamMember.person_id)
        .where(TeamMember.person_id == Person.id, TeamMember.team_id.in_(bindparam("teams", expanding=True)))
        .exists()
        .label("here"),
        Person.duty,
        Person.duty_since,
        shift_today().label("today"),
        shift_before().label("before"),
    )
    .join(PersonRole, PersonRole.person_id == Person.id)
    .where(
        PersonRole.role == Role.SUPERVISOR,
        Person.retired_at.is_(None),
    )
    .order_by(Person.id)
)
_DONE = select(ChainStep.step).where(ChainStep.clock_id == bindparam("clock"))
_RUN = select(ChainRun).where(ChainRun.clock_id == bindparam("clock"))
_DONE_OF_MANY = select(ChainStep.clock_id, ChainStep.step).where(
    ChainStep.clock_id.in_(bindparam("clocks", expanding=True))
)
_RUNS = (
    select(ChainRun)
    .where(ChainRun.clock_id.in_(bindparam("clocks", expanding=True)))
    .order_by(ChainRun.clock_id)
    .execution_options(populate_existing=True)
)


def warn(case: "Case", held: Held, share: int) -> bool:
    """Tell whom the chain warns at 50 % or 80 % of a target; return whether it warns then at all."""
    steps = chains.at(case.ref.chain(held.row.policy_id).steps, chains.WARNINGS[share])
    for person in take(case, held, steps):
        key = f"warned:{held.row.id}:{share}"
        case.notify(person, "clock:warned", key, clock_kind=held.row.kind, share=share)
    return bool(steps)


def begin(case: "Case", held: Held, due: datetime, *, again: bool) -> None:
    """Start the chain of a fresh breach: whom it tells at once, and when it goes on.

    Arguments:
        again: the clock has been late before, so that its chain may have begun.
    """
    chain, run = case.ref.chain(held.row.policy_id), run_of(case, held.row.id) if again else None
    now = [step for step in chains.at(chain.steps, Moment.LATE) if not step.minutes and not step.calendar]
    for person in take(case, held, now):
        key = f"breach:{held.row.id}"
        case.notify(person, "clock:breached", key, clock=held.row.id, clock_kind=held.row.kind, due=due)
    if run is None:
        done = None if again else {step.key for step in now}
        values = {"clock_id": held.row.id, "ticket_id": case.ticket.id, "chain_id": chain.id}
        values |= {"next_at": _next(case, held, due, done)}
        rows.put(case.tx.session, ChainRun, rows.full(ChainRun, values))
    elif run.taken_at is None:
        run.next_at = _next(case, held, due)


def go_on(case: "Case", held: Held, run: ChainRun, done: Collection[str] | None = None) -> bool:
    """Take the steps that have come; return whether there was one.

    Arguments:
        done: the steps that were taken, where they are known.
    """
    due = from_epoch(held.state.breached_at or 0)
    steps = [step for at, step in _left(case, held, due, done) if at <= to_epoch(case.tx.now)]
    told = take(case, held, steps)
    if told:
        late = (case.tx.now - due).total_seconds()
        data = {"clock": held.row.id, "clock_kind": held.row.kind, "told": told, "late": int(late)}
        event = case.event("chain:reached", data=data, by_system=True)
        for person in told:
            key = f"chain:{held.row.id}:{event.seq}"
            case.notify(person, "chain:reached", key, clock=held.row.id, clock_kind=held.row.kind, due=due)
    taken = None if done is None else {*done, *(step.key for step in steps)}
    run.next_at = _next(case, held, due, taken)
    return bool(steps)


def run_of(case: "Case", clock_id: int) -> ChainRun | None:
    """Return how far the chain of a missed due time has come."""
    return case.tx.session.scalars(_RUN, {"clock": clock_id}).first()


def runs_of(session: Session, clock_ids: Sequence[int]) -> dict[int, tuple[ChainRun, set[str]]]:
    """Return by clock how far many chains have come, whose tickets are locked, with the steps taken."""
    asked = {"clocks": list(clock_ids)}
    found = {run.clock_id: (run, set[str]()) for run in session.scalars(_RUNS, asked)}
    for clock, step in session.execute(_DONE_OF_MANY, asked):
        if clock in found:
            found[clock][1].add(step)
    return found


def take(case: "Case", held: Held, steps: Iterable[Step]) -> list[int]:
    """Write down steps, and return whom they tell: each person once."""
    told: dict[int, None] = {}
    for step in steps:
        people = _people(case, held, step)
        values = {
            "clock_id": held.row.id,
            "ticket_id": case.ticket.id,
            "step": step.key,
            "at": case.tx.now,
            "told": people,
        }
        rows.put_once(case.tx.session, ChainStep, values, unique=("clock_id", "step"))
        told |= dict.fromkeys(people)
    return list(told)


def _next(case: "Case", held: Held, due: datetime, done: Collection[str] | None = None) -> datetime | None:
    left = _left(case, held, due, done)
    return from_epoch(left[0][0]) if left else None


def _left(
    case: "Case", held: Held, due: datetime, done: Collection[str] | None = None
) -> list[tuple[int, Step]]:
    """Return the steps to come, with when (epoch seconds); `done` where nothing else can be on record."""
    steps = case.ref.chain(held.row.policy_id).steps
    if len(chains.at(steps, Moment.LATE)) == 0:
        return []
    if done is None:
        done = set(case.tx.session.connection().scalars(_DONE, {"clock": held.row.id}))
    tables = {step.calendar: case.ref.table_of(step.calendar) for step in steps if step.calendar}
    known = {code: table for code, table in tables.items() if table is not None}
    return chains.to_come(steps, done, to_epoch(due), known)


def _people(case: "Case", held: Held, step: Step) -> list[int]:
    """Return whom a step tells now; supervisors on duty, those of its teams before all others."""
    if step.to is To.OWNER:
        owner = held.row.responsible_id or case.ticket.owner_id
        return [owner] if owner is not None else []
    if step.to is To.ROLE:
        return list(case.ref.by_role.get(step.who, ()))
    if step.to is To.PERSON:
        return [p.id for p in case.ref.people.values() if p.staff_number == step.who and not p.retired]
    return _supervisors(case)


def tell_nobody_on_duty(case: "Case") -> None:
    """Tell the supervisors on duty of a ticket that somebody is wanted for and nobody is there (R2.2)."""
    for person in _supervisors(case):
        case.notify(person, "ticket:unmanned", f"unmanned:{case.ticket.cycle_no}")


def _supervisors(case: "Case") -> list[int]:
    """Return them; asked once a transaction, however many tickets of the same teams it holds."""
    teams = (case.ticket.team_id or 0, case.ticket.intake_team_id or 0)
    known = case.tx.cache.setdefault("on_duty", dict[tuple[int, int], list[int]]())
    assert isinstance(known, dict)
    if teams not in known:
        duty = DutyNow(case.ref, case.tx.now)
        rows = case.tx.session.connection().execute(_SUPERVISORS, {"teams": list(teams), **duty.values}).all()
        found = [r for r in rows if duty.of(r.duty, r.duty_since, r.today, r.before) != Duty.OFF]
        here = [row.id for row in found if row.here]
        known[teams] = here or [row.id for row in found] or list(case.ref.supervisors)
    return list(known[teams])
