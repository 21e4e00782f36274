"""An ordinary ticket's life from the call to the archive, with what goes wrong in real ones."""

from datetime import datetime, timedelta

from sqlalchemy import select

from sladesk.actions import communications, department_tasks, escalations, solutions, tickets, waiting
from sladesk.demo import closing, desk, field, lateness, promises
from sladesk.demo.content.telling import Finding, Talk, TaskText
from sladesk.demo.desk import Request
from sladesk.demo.life import Life, Script
from sladesk.domain.codes import ReasonKind
from sladesk.models import DepartmentTask, Ticket

_WAITS = (
    (("凭证", "照片", "截图", "资料", "邮件", "信息"), "documents"),
    (("方案", "同意", "办法"), "consent"),
    (("观察",), "observation"),
    (("出差", "上班", "不在家"), "access"),
)
#: The people of the other departments.
COLLEAGUES = ("zhoujian", "zhengjie", "zengwei", "luofang", "qianjin")


def ordinary(life: Life, request: Request) -> Script:
    """The whole life of a ticket that begins with a request."""
    yield from desk.register(life, request)
    if life.chance(0.02) and not request.solved:
        yield from void(life)
        return
    if not request.solved:
        yield from handle(life)
    life.office()
    yield from close(life, second=False)


def void(life: Life) -> Script:
    """The ticket turns out to be none."""
    code = life.rng.choices(("withdrawn", "wrong_number", "spam", "test"), (6, 2, 1, 1))[0]
    reason = life.stage.reason(ReasonKind.VOID, code)
    life.wait(2, 12)
    yield life.step(
        life.owner or life.recorder,
        lambda tx: tickets.void(tx, life.number, reason_id=reason, note=life.told.void[code]),
    )


def handle(life: Life) -> Script:
    """First cycle: answer, find out, mend, verify."""
    told = life.told
    yield from desk.find_owner(life)
    talks = list(told.talks)
    yield from desk.first_response(life, told.first_response)
    yield from _trouble(life, talks)
    yield from solve(life, told.finding, talks)
    if life.chance(0.02):
        yield from closing.unreachable(life)
        return
    if life.chance(0.03):
        yield from _not_solved(life)
        return
    yield from closing.verify(life, told.verified if life.chance(0.7) else "")


def _not_solved(life: Life) -> Script:
    """The customer says it is not mended; the clock runs on."""
    life.wait(60, 300)
    life.office()
    yield life.step(life.owner, lambda tx: solutions.reject(tx, life.number, words=life.told.not_verified))
    life.progress = list(life.told.second.progress)
    yield from solve(life, life.told.second.finding, [])
    yield from closing.verify(life, life.told.second.verified)


def _trouble(life: Life, talks: list[Talk]) -> Script:
    """Chasers, notes, waiting for the customer, escalation, promises: each in some lives."""
    told = life.told
    yield from lateness.explain(life, 0.5)
    if life.chance(0.14):
        life.wait(5, 60)
        yield life.step(life.owner, lambda tx: communications.note(tx, life.number, text=told.internal[0]))
    if life.chance(0.3) and talks:
        life.wait(20, 150)
        life.office()
        if life.chance(0.5):
            yield from promises.promise(life, talks.pop(0))
        else:
            yield promises.contact(life, talks.pop(0))
    if life.chance(0.06):
        yield from desk.go_to(life, life.stage.office(life.wait(60, 400), life.rng))
        yield life.step(life.owner, lambda tx: tickets.chase(tx, life.number, words=told.chasers[0]))
    if life.chance(0.1):
        yield from wait_for_customer(life)
    if life.chance(0.05):
        yield from escalate(life)
    if told.task is not None and life.chance(0.14):
        yield from ask_department(life, told.task)


def ask_department(life: Life, task: TaskText) -> Script:
    """Another department is asked and answers in its time."""
    if not colleague(life, task.department):
        return
    yield from desk.go_to(life, life.stage.office(life.wait(15, 60), life.rng))
    yield from ask(life, task)
    life.wait(60 * task.hours * 0.8, 60 * task.hours)
    life.office()
    yield from reply(life, task)


def ask(life: Life, task: TaskText) -> Script:
    """The owner asks a department (R4.4)."""
    team = life.stage.teams[task.department]
    yield life.step(
        life.owner,
        lambda tx: department_tasks.ask(tx, life.number, team_id=team, question=task.question),
    )


def reply(life: Life, task: TaskText) -> Script:
    """Somebody of the department answers what is asked of it."""
    answers, minutes = colleague(life, task.department), round(task.hours * life.rng.uniform(6, 25))
    newest = (
        select(DepartmentTask.id)
        .join(Ticket, Ticket.id == DepartmentTask.ticket_id)
        .where(Ticket.number == life.number)
        .order_by(DepartmentTask.id.desc())
        .limit(1)
    )
    yield life.step(
        answers,
        lambda tx: department_tasks.answer(
            tx, tx.session.scalars(newest).one(), result=task.answer, minutes=minutes
        ),
    )


def colleague(life: Life, department: str) -> str:
    """Return who answers for a department; empty when it has nobody here."""
    return next((login for login in COLLEAGUES if department in life.stage.people[login].teams), "")


def wait_for_customer(life: Life) -> Script:
    """The customer has to do something first; the clocks stand still."""
    text, over = life.told.wait_customer
    reason = wait_reason(life)
    life.wait(20, 120)
    life.office()
    hours = life.rng.uniform(3, 50)
    back = life.stage.office(life.at + timedelta(hours=hours), life.rng)
    expected = promises.quarter(back) + timedelta(hours=1)
    yield life.step(
        life.owner,
        lambda tx: waiting.wait(
            tx,
            life.number,
            on="customer",
            reason_id=reason,
            note=text,
            expected_at=expected,
        ),
    )
    life.at = back
    yield life.step(life.owner, lambda tx: waiting.resume(tx, life.number, note=over))


def wait_reason(life: Life) -> int:
    """Return the reason of the list that the words of waiting speak of."""
    text = life.told.wait_customer[0]
    code = next((code for words, code in _WAITS if any(word in text for word in words)), "appointment")
    return life.stage.reason(ReasonKind.WAIT_CUSTOMER, code)


def escalate(life: Life, *, decided: bool = True) -> Script:
    """Who can't solve it asks the supervisor."""
    told = life.told
    code = life.rng.choice(("technical", "authority", "repeat", "resource"))
    reason = life.stage.reason(ReasonKind.ESCALATE, code)
    life.wait(20, 90)
    life.office()
    yield life.step(
        life.owner,
        lambda tx: escalations.escalate(
            tx, life.number, reason_id=reason, text=told.escalation, plan=told.escalation_plan
        ),
    )
    if not decided:
        return
    yield from desk.go_to(life, life.stage.office(life.wait(20, 200), life.rng))
    approved = life.chance(0.8)
    words = told.escalation_yes if approved else told.escalation_no
    yield life.step(
        "zhaomin" if life.chance(0.7) else "zhoukai",
        lambda tx: escalations.decide(tx, life.number, approved=approved, decision=words),
    )


def solve(life: Life, finding: Finding, talks: list[Talk]) -> Script:
    """Mend it on site or settle it from the desk."""
    if finding.flow == "visit" and life.machine is not None:
        yield from _visit(life, finding)
        return
    due = next((row.due_at for row in life.clocks() if row.kind == "resolution" and row.due_at), None)
    left = (due - life.at).total_seconds() / 60 if due else 600
    share = life.rng.uniform(1.02, 1.4) if life.chance(0.035) else life.rng.betavariate(1.5, 4)
    end = life.at + timedelta(minutes=max(6, min(left * share, left * share if share > 1 else 2200)))
    for talk in talks[: life.rng.choice((0, 0, 1, 1))]:
        yield from desk.go_to(life, life.stage.office(life.at + (end - life.at) * 0.4, life.rng))
        yield promises.contact(life, talk)
    yield from desk.go_to(life, _when_staffed(life, max(end, life.at)))
    yield life.step(
        life.owner,
        lambda tx: solutions.solve(
            tx,
            life.number,
            code=finding.solution_code,
            solution=finding.solution,
            cause=finding.cause,
            final=not finding.temporary,
        ),
    )


def _when_staffed(life: Life, at: datetime) -> datetime:
    if life.stage.staffed(at):
        return at
    local = life.stage.local(at)
    evening = local.replace(hour=19, minute=life.rng.randint(5, 55))
    if evening > local:
        evening -= timedelta(days=1)
    return evening if evening > life.at else life.stage.office(at, life.rng)


def _visit(life: Life, finding: Finding) -> Script:
    life.wait(4, 60)
    life.office()
    urgent = life.clock("update") is not None and life.rng.random() < 0.5
    ahead = life.rng.choice((2, 3, 5) if urgent else (3, 8, 16, 20, 24))
    engineer, start = field.slot(life, life.at + timedelta(hours=ahead))
    waits = finding is life.told.finding and finding.part is not None and life.chance(0.3)
    no = yield from field.plan(life, engineer, start, None if waits else finding.part)
    if life.chance(0.3):
        life.wait(1, 5)
        yield desk.assign(life, engineer)
    if life.chance(0.06):
        told = start - timedelta(hours=2)
        told = told if life.stage.staffed(told) else start - timedelta(hours=14)
        yield from desk.go_to(life, max(life.at, told))
        engineer_late = start + timedelta(days=1)
        yield from field.reschedule(life, no, engineer_late)
        start = engineer_late
    yield from field.drive(life, engineer, no, start)
    photos = life.chance(field.PHOTOGRAPHED)
    yield from field.work(life, engineer, no, finding, waits=waits, photos=photos)


def close(life: Life, *, second: bool) -> Script:
    """Callback, low score, second cycle, archive."""
    told = life.told
    comments = dict(told.second.callback if second else told.callback)
    given = life.rng.choice((4, 5)) if second else closing.score(life)
    new_owner = next(
        login
        for login in ("wuqian", "sunqian", "lina", "tangwen", "hanlei")
        if login != life.owner and login not in life.acted
    )
    yield from closing.call_back(life, comments, given, told.second.plan, new_owner)
    if given <= 2:
        yield from second_cycle(life, new_owner)
        return
    if given == 3:
        yield from closing.follow_up(life)
        yield from closing.settle(life)
    yield from closing.put_away(life)


def second_cycle(life: Life, owner: str) -> Script:
    """The next pass: somebody else, another cause, other clocks (R6.3)."""
    again = life.told.second
    life.owner, life.cycle = owner, 2
    life.progress = list(again.progress)
    yield from desk.first_response(life, again.first_response, late=0.02)
    yield from closing.follow_up(life)
    yield from solve(life, again.finding, list(again.talks))
    yield from closing.verify(life, again.verified)
    yield from close(life, second=True)
