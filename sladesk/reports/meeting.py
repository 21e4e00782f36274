"""What was added to a review and what became of the last plan, as rows that screen and paper show alike."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from sladesk.domain.minutes import Words
from sladesk.domain.periods import Period, PeriodKind
from sladesk.reports.document import Document, Head
from sladesk.reports.saying import N_, month_text, short_day
from sladesk.reports.sentences.runs import before, now
from sladesk.reports.subjects import Subject, again, reached, subjects, target_text, text, value_text

_TITLES = {
    "month": N_("Plan for next month"),
    "week": N_("Plan for next week"),
    "day": N_("Plan for the next day"),
}
_EARLIER = {
    "month": N_("What became of last month's plan"),
    "week": N_("What became of last week's plan"),
    "day": N_("What became of the plan of the day before"),
}


@dataclass(frozen=True)
class PlanRow:
    """A row of a plan as read.

    Arguments:
        owner: staff number; department: in words; one of them may be empty.
        due: day, its year where that is not the period's, empty where none was agreed on.
        measure, then, now, target: in words, empty where the row is measured by its criterion.
        good: whether the target is reached, None where that can't be said.
    """

    text: str
    owner: str
    department: str
    due: str
    measure: str
    then: str
    now: str
    target: str
    criterion: str
    good: bool | None


@dataclass(frozen=True)
class Heads:
    """What the columns of plans are called: the period before, this one, the target of the next."""

    before: str
    now: str
    target: str


def title(head: Head) -> str:
    """Return what the plan made at the end of a period is called."""
    return _(_TITLES[head.kind])


def earlier_title(head: Head) -> str:
    """Return what stands over the plan of the period before."""
    return _(_EARLIER[head.kind])


def heads(head: Head) -> Heads:
    """Return what the columns are called."""
    if head.kind != PeriodKind.MONTH:
        return Heads(_first_up(before(head)), _first_up(now(head)), _("Target value"))
    after = Period(PeriodKind.MONTH, date.fromisoformat(head.first)).end
    return Heads(
        month_text(head.before_first),
        month_text(head.first),
        _("%(month)s target", month=month_text(after.isoformat())),
    )


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def plan(words: Words, document: Document) -> list[PlanRow]:
    """Return the plan with the present value of what each row is measured by."""
    known = subjects(document)
    return [
        PlanRow(
            text=task.text,
            owner=task.owner,
            department=task.owner_words,
            due=due_text(task.due, document.head),
            measure=text(subject) if subject else "",
            then="",
            now=value_text(subject, subject.value) if subject else "",
            target=target_text(subject, task.target) if subject else "",
            criterion=task.criterion,
            good=None,
        )
        for task in words.plan
        for subject in (known.get(task.subject),)
    ]


def earlier(document: Document) -> list[PlanRow]:
    """Return the plan of the period before, with what its measures were then and are now."""
    made = []
    for row in document.kept.agreed if document.kept else ():
        subject = again(row, document) if row.subject else None
        made.append(
            PlanRow(
                text=row.text,
                owner=row.owner,
                department=row.owner_words,
                due=due_text(row.due, document.head),
                measure=text(subject) if subject else "",
                then=value_text(subject, row.then) if subject else "",
                now=_now(subject) if subject else "",
                target=target_text(subject, row.target) if subject else "",
                criterion=row.criterion,
                good=reached(subject, row.target) if subject else None,
            )
        )
    return made


def _now(subject: Subject) -> str:
    return value_text(subject, subject.value) or _("not recorded")


def due_text(due: date | None, head: Head) -> str:
    """Return a day something is due on, with its year where that is another than the period's."""
    if due is None:
        return ""
    day = due.isoformat()
    return short_day(day) if day[:4] == head.first[:4] else day
