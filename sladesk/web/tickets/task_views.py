"""A department task as it is shown: on its ticket, and to the department (R4.4)."""

from dataclasses import dataclass

from sladesk.domain.codes import TaskState
from sladesk.domain.masking import mask_text
from sladesk.queries.department_tasks import Task
from sladesk.queries.reference import Reference
from sladesk.web.format import ClockView, clock_view, now, zone
from sladesk.web.labels import label
from sladesk.web.tickets.bar import working_left
from sladesk.web.tickets.scene import Names


@dataclass(frozen=True)
class TaskView:
    """A task as it is shown; `clock` is none where nobody says until when it is to be answered."""

    task: Task
    question: str
    result: str
    team: str
    contact: str
    asked_by: str
    ended_by: str
    category: str
    clock: ClockView | None

    @property
    def open(self) -> bool:
        """Whether it is still to be answered."""
        return self.task.state == TaskState.OPEN


def view(one: Task, names: Names) -> TaskView:
    """Return how a task is shown; numbers in its words are hidden."""
    return TaskView(
        task=one,
        question=mask_text(one.question),
        result=mask_text(one.result),
        team=names.team(one.team_id),
        contact=names.person(one.contact_id) if one.contact_id else "",
        asked_by=names.person(one.asked_by_id),
        ended_by=names.person(one.ended_by_id) if one.ended_by_id else "",
        category=names.category(one.category_id),
        clock=_clock(one, names.ref),
    )


def _clock(one: Task, ref: Reference) -> ClockView | None:
    due = one.breached_at or one.due_at
    if due is None or one.started_at is None or one.state == TaskState.WITHDRAWN:
        return None
    return clock_view(
        moment=now(),
        where=zone(),
        due=due,
        start=one.started_at,
        warn50=one.warn50_at,
        warn80=one.warn80_at,
        stopped=one.stopped_at,
        left_seconds=working_left(ref, one.mode, one.calendar_version_id, due),
        kind=label("task", "clock"),
    )
