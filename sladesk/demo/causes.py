"""What the department looked into beside its daily work: three 5-Why records and ten improvements (R8)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.actions import improvements, root_causes, whys
from sladesk.actions._action import Tx
from sladesk.demo import inbox
from sladesk.demo.content.causes import IMPROVEMENTS, RECORDS, ImprovementTold, RecordTold, StepTold, WhyTold
from sladesk.demo.stage import Stage
from sladesk.domain.codes import Status, Verdict
from sladesk.domain.quality.improvements import ImprovementForm
from sladesk.domain.quality.records import RecordForm
from sladesk.domain.quality.whys import WhyForm
from sladesk.models import Category, Channel, RootCause, Ticket

#: Who writes the records, and how many tickets each has.
AUTHOR, TICKETS = "zhouying", 4
#: Records are begun after the last entry of their tickets.
LATER = timedelta(hours=1)


@dataclass(frozen=True)
class _Desk:
    """A transaction in which everybody does what they did, at the time they did it."""

    session: Session
    stage: Stage

    def at(self, days: float, hour: int) -> datetime:
        """Return an instant some days ago, at the latest the present."""
        day = self.stage.today - timedelta(days=days)
        return min(datetime.combine(day, time(hour, 20), self.stage.zone), self.stage.now)

    def do(self, login: str, at: datetime, verb: Callable[[Tx], object]) -> object:
        """Let somebody do something."""
        by = self.stage.actors[login]
        answer = verb(Tx(self.session, by, at.replace(microsecond=0), "demo", by.source))
        self.session.flush()
        return answer


def look_into(session: Session, stage: Stage) -> None:
    """Let the analyst look into causes with the others, once the tickets are there."""
    desk, told_before = _Desk(session, stage), inbox.newest(session)
    numbers = [_record(desk, told) for told in RECORDS]
    for told in IMPROVEMENTS:
        _improvement(desk, told, numbers[told.record - 1] if told.record else "")
    for told, number in zip(RECORDS, numbers, strict=True):
        _review(desk, told, number)
    inbox.read(stage, session, told_before)


def _tickets(desk: _Desk, told: RecordTold, before: datetime) -> list[tuple[str, datetime]]:
    """Return the newest of its kind that were at rest by then; others where there are none."""
    quiet = select(Ticket.number, Ticket.last_event_at).where(Ticket.last_event_at < before)
    rested = quiet.where(Ticket.status.in_((Status.CLOSED, Status.ARCHIVED)))
    order = (Ticket.last_event_at.desc(), Ticket.id)
    kind = rested.join(Category, Category.id == Ticket.category_id).where(Category.code.in_(told.categories))
    if told.channel:
        kind = rested.join(Channel, Channel.id == Ticket.channel_id).where(Channel.code == told.channel)
    for asked in (kind, rested, quiet):
        found = desk.session.execute(asked.order_by(*order).limit(TICKETS)).all()
        if found:
            return [(row.number, row.last_event_at) for row in found]
    return []


def _record(desk: _Desk, told: RecordTold) -> str:
    begun = desk.at(told.began, 10)
    chosen = _tickets(desk, told, begun - LATER) or _tickets(desk, told, desk.stage.now)
    begun = min(max([begun, *(at + LATER for _number, at in chosen)]), desk.stage.now)
    form = RecordForm(told.title, told.problem, told.expectation, told.root_text, told.cause_class)
    numbers = [number for number, _at in chosen]
    number = str(desk.do(AUTHOR, begun, lambda tx: root_causes.start(tx, form, numbers)))
    for login in told.people:
        staff_number = desk.stage.people[login].staff_no
        desk.do(AUTHOR, begun, lambda tx, who=staff_number: root_causes.add_person(tx, number, who))
    made: list[int] = []
    for place, why in enumerate(told.whys):
        parent = made[why.under - 1] if why.under else None
        at = min(begun + timedelta(hours=2, minutes=7 * place), desk.stage.now)
        proof = numbers[0] if numbers and place == 0 else ""
        no = desk.do(
            AUTHOR,
            at,
            lambda tx, w=why, p=parent, t=proof: whys.add(tx, number, _form(w, t), parent=p),
        )
        made.append(int(str(no)))
    return number


def _form(told: WhyTold, proof: str) -> WhyForm:
    verdict = Verdict.OPEN if told.open else Verdict.EXCLUDED if told.reason else Verdict.KEPT
    return WhyForm(told.text, told.question, told.evidence, proof, verdict, told.reason, told.root)


def _review(desk: _Desk, told: RecordTold, number: str) -> None:
    """Hand the record in, and let the reviewer agree where they have."""
    if not told.reviewer:
        return
    begun = desk.session.scalars(select(RootCause.created_at).where(RootCause.number == number)).one()
    staff_number = desk.stage.people[told.reviewer].staff_no
    asked = max(desk.at(told.began - 2, 16), min(begun + LATER, desk.stage.now))
    desk.do(AUTHOR, asked, lambda tx: root_causes.hand_in(tx, number, reviewer=staff_number))
    if told.settled is not None:
        agreed = max(desk.at(told.settled, 9), asked)
        note = "证据充分，同意。"
        desk.do(told.reviewer, agreed, lambda tx: root_causes.settle(tx, number, note=note))


def _improvement(desk: _Desk, told: ImprovementTold, record: str) -> None:
    form = ImprovementForm(
        told.text,
        told.term,
        told.kind,
        desk.stage.id_of(told.owner) if told.owner else None,
        told.department,
        desk.stage.today + timedelta(days=told.due),
        told.criterion,
    )
    agreed = desk.at(told.made, 15)
    number = str(desk.do(AUTHOR, agreed, lambda tx: improvements.create(tx, form, record=record)))
    for step in told.steps:
        desk.do(step.login, desk.at(step.days, 17), lambda tx, s=step: _say(tx, number, s))


def _say(tx: Tx, number: str, step: StepTold) -> object:
    if step.what in {"effective", "failed"}:
        good = step.what == "effective"
        return improvements.judge(tx, number, effective=good, finding=step.words)
    if step.what == "cancelled":
        return improvements.cancel(tx, number, reason=step.words)
    return improvements.report(tx, number, words=step.words, done=step.what == "done")
