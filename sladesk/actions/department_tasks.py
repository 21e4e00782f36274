"""协同任务: work asked of another department inside a ticket, and its answer (R4.4).

Its clock runs from the question to the answer (R3.12).
"""

from sqlalchemy import ColumnElement, func, select

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case
from sladesk.actions._solving import checked_text
from sladesk.actions._telling import tell
from sladesk.domain.codes import OPEN_STATUSES, TaskState
from sladesk.domain.errors import NotFound, WrongState, invalid
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import DepartmentTask, Person, TeamMember, Ticket
from sladesk.queries.department_tasks import departments

#: Minutes somebody can have spent on an answer.
MOST_MINUTES = 100_000


@action("department_tasks.ask")
def ask(tx: Tx, number: str, *, team_id: int | None, question: str, contact_id: int | None = None) -> str:
    """Ask a department; its contact is told, or everybody in it.

    Arguments:
        team_id: of the department; contact_id: of somebody there.

    Raises:
        Invalid: no such department, nobody of this department, nothing asked.
        WrongState: the ticket is not worked on any more.
    """
    case = open_case(tx, number, "task.ask")
    if case.ticket.status not in OPEN_STATUSES:
        raise WrongState(f"not_from_{case.ticket.status}", step="write", status=case.ticket.status)
    if team_id is None or team_id not in departments(case.ref):
        raise invalid("team", "choose_department")
    people = _members(tx, team_id)
    if contact_id is not None and contact_id not in people:
        raise invalid("contact", "not_of_department")
    words = checked_text("question", question)
    no = _last_no(tx, case.ticket.id) + 1
    case.begin_handling()
    data = {"no": no, "team": team_id, "contact": contact_id}
    event = case.event("task:asked", data=data, texts={"question": words}, note=words)
    held = case.clocks.begin_by_policy(ClockKind.TASK, tx.now, case.clocks.choices())
    if held is not None:
        held.event, held.row.responsible_id = event, contact_id
    case.clocks.store()  # the task points to its clock, which has its key from here on
    row = DepartmentTask(
        ticket_id=case.ticket.id,
        cycle_id=case.cycle.id,
        no=no,
        team_id=team_id,
        contact_id=contact_id,
        question=words,
        asked_by_id=tx.by.person_id or 0,
        asked_at=tx.now,
        clock_id=held.row.id if held else None,
        state=TaskState.OPEN,
    )
    tx.session.add(row)
    tx.session.flush()
    _tell(case, row, people, "task:asked")
    case.done("task.asked", no=no, team=team_id)
    return number


@action("department_tasks.answer")
def answer(tx: Tx, task_id: int, *, result: str, minutes: int | None = None) -> str:
    """Write down what a department answers: somebody of it, or who handles the ticket and was told.

    Arguments:
        minutes: spent on it, None where nobody says.

    Raises:
        Invalid: no answer, or minutes nobody can have spent.
        NotFound: no such task within what this person may see.
        WrongState: it is answered or withdrawn already.
    """
    asked = tx.session.execute(
        select(Ticket.number, DepartmentTask.team_id)
        .join(Ticket, Ticket.id == DepartmentTask.ticket_id)
        .where(DepartmentTask.id == task_id)
    ).first()
    if asked is None:
        raise NotFound("task_not_found")
    case = open_case(tx, asked.number, "task.answer", asked_team_id=asked.team_id)
    row = _open_task(case, DepartmentTask.id == task_id)
    words = checked_text("result", result)
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise invalid("minutes", "minutes_of_task", most=MOST_MINUTES)
    row.result, row.minutes = words, minutes
    _end(case, row, TaskState.ANSWERED)
    data = {"no": row.no, "team": row.team_id, "minutes": minutes, "clock": row.clock_id}
    event = case.event("task:answered", data=data, texts={"result": words}, note=words)
    held = case.clocks.find(row.clock_id)
    if held is not None:
        case.clocks.stop_held(held, tx.now)
        held.event = event
    for person in {row.asked_by_id, case.ticket.owner_id}:
        case.notify(person, "task:answered", f"task:{row.id}:answered")
    case.done("task.answered", no=row.no)
    return case.ticket.number


@action("department_tasks.withdraw")
def withdraw(tx: Tx, number: str, no: int) -> str:
    """Take a question back: nobody has to answer it any more, and its clock ends without a verdict.

    Raises:
        WrongState: it is answered or withdrawn already, or there is none.
    """
    case = open_case(tx, number, "task.ask")
    row = _open_task(case, (DepartmentTask.ticket_id == case.ticket.id) & (DepartmentTask.no == no))
    _end(case, row, TaskState.WITHDRAWN)
    event = case.event("task:withdrawn", data={"no": no, "team": row.team_id})
    held = case.clocks.find(row.clock_id)
    if held is not None:
        case.clocks.cancel(held)
        held.event = event
    _tell(case, row, _members(tx, row.team_id), "task:withdrawn")
    case.done("task.withdrawn", no=no)
    return number


def withdraw_all(case: Case) -> None:
    """Take back what is still asked, because the ticket is over; its clocks end with all others."""
    waiting = select(DepartmentTask).where(
        DepartmentTask.ticket_id == case.ticket.id, DepartmentTask.state == TaskState.OPEN
    )
    for row in case.tx.session.scalars(waiting):
        _end(case, row, TaskState.WITHDRAWN)


def _open_task(case: Case, which: ColumnElement[bool]) -> DepartmentTask:
    """Return a task nobody has answered; the ticket is locked, so nobody does meanwhile."""
    found = select(DepartmentTask).where(which).execution_options(populate_existing=True)
    row = case.tx.session.scalars(found).first()
    if row is None or row.state != TaskState.OPEN:
        raise WrongState("task_over")
    return row


def _end(case: Case, row: DepartmentTask, state: TaskState) -> None:
    row.state, row.ended_by_id, row.ended_at = state, case.tx.by.person_id, case.tx.now


def _last_no(tx: Tx, ticket_id: int) -> int:
    return (
        tx.session.scalar(select(func.max(DepartmentTask.no)).where(DepartmentTask.ticket_id == ticket_id))
        or 0
    )


def _members(tx: Tx, team_id: int) -> tuple[int, ...]:
    """Return who works in a department."""
    found = (
        select(Person.id)
        .join(TeamMember, TeamMember.person_id == Person.id)
        .where(TeamMember.team_id == team_id, Person.retired_at.is_(None))
        .order_by(Person.id)
    )
    return tuple(tx.session.scalars(found))


def _tell(case: Case, row: DepartmentTask, people: tuple[int, ...], kind: str) -> None:
    """Tell the contact, or all of the department; the notice leads to the task: the ticket is not theirs."""
    told = (row.contact_id,) if row.contact_id else people
    tell(case.tx, told, kind, f"{kind}:{row.id}", {"task": row.id, "number": case.ticket.number})
