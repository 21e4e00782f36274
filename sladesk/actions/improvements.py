"""Improvements: agreed on, reported on by their owner, closed by what the figures show (R8.2, R8.5)."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._records import find as find_record
from sladesk.actions._records import spoken, tell_of_improvement, ticket_ids
from sladesk.actions.tickets import next_number
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.codes import ImprovementState as State
from sladesk.domain.errors import Forbidden, NotFound, Stale, invalid
from sladesk.domain.periods import local_moment
from sladesk.domain.quality import improvements as rules
from sladesk.domain.quality.improvements import ImprovementForm
from sladesk.domain.text import clean
from sladesk.models import Improvement, ImprovementStep, ImprovementTicket, Ticket
from sladesk.queries.improvements import due_soon
from sladesk.queries.scope import readable_improvements, visible


@action("improvements.create")
def create(tx: Tx, form: ImprovementForm, *, record: str = "", tickets: Sequence[str] = ()) -> str:
    """Agree on an improvement; return its number. Its owner is told.

    Arguments:
        record: number of the 5-Why record it follows from, whose tickets it is linked to.
        tickets: numbers of further ones.

    Raises:
        Invalid: a field that can't be taken, a ticket that is not there.
        NotFound: no such record.
    """
    access.require(tx.by, "quality.write")
    ref = tx.reference()
    today = local_moment(tx.now, ref.zone).day
    made = _checked(tx, form, rules.cleaned(form, today))
    held = find_record(tx, record) if record else None
    linked = (ticket_ids(tx, held) if held else frozenset[int]()) | _tickets(tx, tickets)
    row = Improvement(
        number=next_number(tx, ref, "improvement"),
        root_cause_id=held.id if held else None,
        state=State.OPEN,
        author_id=tx.by.person_id or 0,
        created_at=tx.now,
        local_day=today,
        **asdict(made),
    )
    rows.add(tx.session, row)
    if linked:
        pairs = [{"improvement_id": row.id, "ticket_id": key} for key in sorted(linked)]
        rows.put(tx.session, ImprovementTicket, pairs)
    _step(tx, row, "")
    _tell_owner(tx, row)
    tx.audit("improvement.created", "improvement", row.number, record=record, owner=row.owner_id)
    return row.number


def _checked(tx: Tx, form: ImprovementForm, made: ImprovementForm) -> ImprovementForm:
    person = tx.reference().people.get(form.owner_id or 0)
    if form.owner_id is not None and (person is None or person.retired):
        raise invalid("owner", "unknown_choice")
    return made


def _tickets(tx: Tx, numbers: Sequence[str]) -> frozenset[int]:
    wanted = {clean(number) for number in numbers} - {""}
    if not wanted:
        return frozenset()
    found = select(Ticket.number, Ticket.id).where(Ticket.number.in_(wanted), visible(tx.by))
    held = dict(tx.session.execute(found).all())
    unknown = sorted(wanted - held.keys())
    if unknown:
        raise invalid("tickets", "ticket_unknown_named", number=unknown[0][:40])
    return frozenset(held.values())


def _find(tx: Tx, number: str) -> Improvement:
    """Lock an improvement the actor may read."""
    asked = select(Improvement).where(Improvement.number == number, readable_improvements(tx.by))
    row = tx.session.scalar(asked.with_for_update(of=Improvement).execution_options(populate_existing=True))
    if row is None:
        raise NotFound("improvement_not_found")
    return row


def _step(tx: Tx, row: Improvement, words: str) -> None:
    values = {"improvement_id": row.id, "at": tx.now, "person_id": tx.by.person_id or 0}
    rows.put(tx.session, ImprovementStep, {**values, "state": row.state, "words": words})


def _tell_owner(tx: Tx, row: Improvement) -> None:
    if row.owner_id is not None:
        key = f"owner:{row.version}"
        tell_of_improvement(tx, row, (row.owner_id,), "improvement:assigned", key)


@action("improvements.change")
def change(tx: Tx, number: str, form: ImprovementForm, *, version: int) -> str:
    """Change what was agreed on, while it is still to be done; a new owner is told.

    Raises:
        WrongState: it is done, closed or cancelled.
        Stale: somebody else changed it meanwhile; both versions are in the error.
    """
    access.require(tx.by, "quality.write")
    row = _find(tx, number)
    rules.check_step("change", row.state)
    today = local_moment(tx.now, tx.reference().zone).day
    made = _checked(tx, form, rules.cleaned(form, today, row.due))
    wanted = asdict(made)
    before = {name: getattr(row, name) for name in wanted}
    if version != row.version:
        raise Stale(wanted, before, version=row.version)
    changed = [name for name, value in wanted.items() if before[name] != value]
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    if "owner_id" in changed:
        _tell_owner(tx, row)
    tx.audit("improvement.changed", "improvement", number, fields=changed)
    return number


@action("improvements.report")
def report(tx: Tx, number: str, *, words: str, done: bool = False) -> str:
    """Say how it goes, or that it is done and can be judged; its author is told of the latter.

    Raises:
        Forbidden: the actor neither owns it nor writes records.
        WrongState: it is done or closed already.
    """
    row = _find(tx, number)
    if not access.may_report(tx.by, row.owner_id):
        raise Forbidden
    rules.check_step("report", row.state)
    said = spoken("words", words)
    row.state = State.DONE if done else State.IN_PROGRESS
    row.done_at = tx.now if done else None
    row.version += 1
    _step(tx, row, said)
    if done:
        tell_of_improvement(tx, row, (row.author_id,), "improvement:done", f"done:{row.version}")
    tx.audit("improvement.done" if done else "improvement.noted", "improvement", number)
    return number


@action("improvements.judge")
def judge(tx: Tx, number: str, *, effective: bool, finding: str) -> str:
    """Close what is done, as effective or not, with what shows it (R8.2); the owner is told.

    Raises:
        Forbidden: only the analyst judges.
        WrongState: it is not done.
    """
    access.require(tx.by, "improvement.judge")
    row = _find(tx, number)
    rules.check_step("judge", row.state)
    row.finding = spoken("finding", finding)
    _close(tx, row, State.EFFECTIVE if effective else State.NOT_EFFECTIVE, row.finding)
    tx.audit("improvement.judged", "improvement", number, approved=effective)
    return number


@action("improvements.cancel")
def cancel(tx: Tx, number: str, *, reason: str) -> str:
    """Give an improvement up, with the reason; the owner is told."""
    access.require(tx.by, "quality.write")
    row = _find(tx, number)
    rules.check_step("cancel", row.state)
    _close(tx, row, State.CANCELLED, spoken("reason", reason))
    tx.audit("improvement.cancelled", "improvement", number)
    return number


def _close(tx: Tx, row: Improvement, state: State, words: str) -> None:
    row.state, row.closed_at, row.closed_by_id = state, tx.now, tx.by.person_id
    row.closed_day = local_moment(tx.now, tx.reference().zone).day
    row.version += 1
    _step(tx, row, words)
    told = {row.owner_id or 0, row.author_id} - {0}
    tell_of_improvement(tx, row, told, "improvement:closed", f"closed:{row.version}")


@action("improvements.remind")
def remind(tx: Tx) -> int:
    """Remind of what is due: three days before, on the day, each week it is late; each exactly once (R8.2).

    Told are the owner and, from the due date on or where a department owns it, whoever agreed on it.

    Returns:
        How many improvements there was something to say about.
    """
    access.require(tx.by, "system")
    today, spoken = local_moment(tx.now, tx.reference().zone).day, 0
    for row in tx.session.scalars(due_soon(today)):
        name = rules.reminder(row.state, row.due, today)
        if name is None:
            continue
        owner = () if row.owner_id is None else (row.owner_id,)
        people = owner if owner and row.due > today else (*owner, row.author_id)
        late = rules.overdue_days(row.state, row.due, today)
        kind = "improvement:late" if late else "improvement:due"
        tell_of_improvement(tx, row, people, kind, name)
        spoken += 1
    return spoken
