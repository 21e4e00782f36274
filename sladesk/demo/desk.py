"""What the desk does on a ticket: register, answer, keep the customer up to date, say why it was late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from sladesk.actions import breaches, communications, tickets
from sladesk.actions.communications import Contact
from sladesk.demo.content.telling import Talk
from sladesk.demo.life import Life, Script, Step
from sladesk.domain.codes import ReasonKind
from sladesk.domain.intake import NewTicket, SolvedAtOnce
from sladesk.models import Ticket

METHODS = {"phone": "phone", "chat": "chat", "wechat": "wechat", "email": "email"}
#: Share of first responses that come too late, by channel.
LATE = {
    "chat": 0.07,
    "wechat": 0.05,
    "form": 0.09,
    "email": 0.07,
    "social": 0.1,
    "platform": 0.06,
    "app": 0.05,
}
LATE_ELSEWHERE = 0.02
DESK = ("lina", "wuqian", "sunqian", "sunjia", "fenglei")
SUPERVISORS = ("zhaomin", "zhoukai")
#: Who works for a team besides the desk.
MEMBERS = {
    "service_desk": ("lina", "wuqian", "sunqian", "fenglei"),
    "product_support": ("sunjia", "sunqian"),
    "technical_support": ("qianwei",),
    "logistics_support": ("hanlei", "tangwen"),
    "complaints": ("tangwen", "lina", "zhoukai"),
}
_REASONS: Mapping[str, Sequence[str]] = {
    "first_response": (
        "agents_busy",
        "peak_staffing",
        "in_training",
        "forgotten",
        "system_slow",
        "no_answer",
    ),
    "update": ("forgotten", "late_entry", "on_leave", "department_late", "agents_busy"),
    "resolution": ("part_late", "customer_delay", "department_late", "unfamiliar", "misassigned"),
    "callback": ("no_answer", "agents_busy", "customer_delay", "forgotten"),
    "low_score": ("no_answer", "customer_delay", "on_leave"),
    "answer": ("agents_busy", "peak_staffing", "system_failure"),
    "promise": ("traffic", "previous_visit", "department_late", "carrier_late", "part_late"),
}


@dataclass(frozen=True)
class Request:
    """How a request comes in.

    Arguments:
        asked: when the customer asked; recorded: when it was registered.
        owner: who keeps it; empty leaves it to its team.
        priority: chosen against the suggestion; empty takes the suggestion.
        team: code where the default is not wanted.
    """

    asked: datetime
    recorded: datetime
    recorder: str
    owner: str = ""
    priority: str = ""
    team: str = ""
    urges: bool = False
    late_reason: str = ""
    answer_seconds: int | None = None
    solved: bool = False
    anonymous: bool = False


def register(life: Life, request: Request) -> Script:
    """The ticket is registered."""
    stage, told, machine = life.stage, life.told, life.machine
    customer = machine.customer_id if machine else life.rng.choice(stage.customer_ids)
    life.at, life.recorder, life.owner = request.recorded, request.recorder, request.owner
    solved = None
    if request.solved:
        method = METHODS.get(life.channel, "phone")
        solved = SolvedAtOnce(told.finding.solution, told.finding.solution_code, method)
        life.owner = request.recorder
    form = NewTicket(
        channel_id=stage.ref.channels_by_code[life.channel].id,
        category_id=stage.ref.categories_by_code[told.category].id,
        service_type=told.service_type,
        priority=request.priority,
        customer_id=None if request.anonymous else customer,
        asset_id=machine.asset_id if machine and not request.anonymous else None,
        place_id=machine.place_id if machine and not request.anonymous else None,
        anonymous=request.anonymous,
        verbatim=told.words,
        phenomenon=told.phenomenon,
        impact=told.impact,
        expectation=told.expectation,
        began=told.onset,
        accompanying=told.signs,
        answers=dict(told.answers),
        customer_urges=request.urges,
        risk_level=told.risk_level,
        requested_at=request.asked,
        opened_at=request.asked,
        late_reason_id=stage.reason(ReasonKind.LATE_REGISTRATION, request.late_reason)
        if request.late_reason
        else None,
        answer_seconds=request.answer_seconds,
        team_id=stage.teams[request.team] if request.team else None,
        owner_id=stage.id_of(life.owner) if life.owner else None,
        solved=solved,
    )
    answer = yield life.step(request.recorder, lambda tx: tickets.register(tx, form))
    assert isinstance(answer, dict)
    life.number, life.cycle = str(answer["number"]), 1
    life.progress = list(told.progress)
    if request.late_reason:
        yield life.step(
            request.recorder, lambda tx: communications.note(tx, life.number, text=told.late_registration)
        )


def find_owner(life: Life) -> Script:
    """Somebody of the team takes a ticket nobody has, or a supervisor gives it to them."""
    if life.owner:
        return
    team = life.stage.team_codes[_team(life)]
    members = MEMBERS.get(team, ())
    life.wait(1, 5)
    if members and life.chance(0.75):
        life.owner = life.rng.choice(members)
        yield life.step(life.owner, lambda tx: tickets.take(tx, life.number))
        return
    life.owner = life.rng.choice(members) if members else life.recorder
    yield assign(life, life.owner)


def assign(life: Life, owner: str, note: str = "") -> Step:
    """A supervisor gives a ticket to somebody."""
    team, owner_id = _team(life), life.stage.id_of(owner)
    life.owner = owner
    return life.step(
        supervisor(life),
        lambda tx: tickets.assign(tx, life.number, team_id=team, owner_id=owner_id, note=note),
    )


def _team(life: Life) -> int:
    found = life.session.scalar(select(Ticket.team_id).where(Ticket.number == life.number))
    return found or life.stage.teams["service_desk"]


def supervisor(life: Life) -> str:
    """Return the supervisor who looks after this ticket."""
    return (
        SUPERVISORS[sum(map(ord, life.told.symptom)) % 2]
        if life.told.service_type == "complaint"
        else "zhaomin"
    )


def first_response(life: Life, text: str, talk: Talk | None = None, *, late: float | None = None) -> Script:
    """The customer is reached for the first time, in time or not."""
    clock = life.clock("first_response")
    if clock is None or clock.due_at is None:
        return
    share = LATE.get(life.channel, LATE_ELSEWHERE) if late is None else late
    if life.told.service_type == "repair" and life.chance(0.06):
        life.wait(1, 3)
        yield life.step(
            life.owner,
            lambda tx: communications.attempt(tx, life.number, method="phone", note=life.told.unanswered[0]),
        )
    life.at = _response_time(life, clock.due_at, late=life.chance(share))
    form = Contact(
        METHODS.get(life.channel, "phone"),
        text,
        feedback=talk.feedback if talk else "",
        next_step=talk.next_step if talk else "",
        key=bool(talk) and life.chance(0.3),
    )
    yield life.step(life.owner, lambda tx: communications.contact(tx, life.number, form))


def _response_time(life: Life, due: datetime, *, late: bool) -> datetime:
    rng, stage = life.rng, life.stage
    if late:
        return stage.office(due + timedelta(minutes=rng.lognormvariate(2.6, 0.8)), rng)
    gap = max((due - life.at).total_seconds(), 0)
    at = life.at + timedelta(seconds=min(gap * rng.betavariate(1.6, 3), 60 * rng.lognormvariate(2.4, 0.7)))
    if stage.staffed(at) or not stage.staffed(life.at):
        return at
    opening = stage.office(at, rng)
    return opening if opening < due else life.at + timedelta(seconds=gap * 0.3)


def contact(life: Life, talk: Talk, *, promise_hours: float | None = None, by: str = "") -> Step:
    """A talk with the customer, with a promise when hours are given."""
    until = None if promise_hours is None else life.at + timedelta(hours=promise_hours)
    form = Contact(
        "phone" if life.chance(0.7) else METHODS.get(life.channel, "wechat"),
        talk.content,
        talk.feedback,
        talk.next_step,
        promise_at=until,
        promise=talk.next_step.rstrip("。") if until else "",
        key=life.chance(0.25),
    )
    return life.step(by or life.owner, lambda tx: communications.contact(tx, life.number, form))


def keep_promise(life: Life) -> Script:
    """What was promised is done."""
    held = life.clock("promise")
    if held is not None:
        yield life.step(life.owner, lambda tx: communications.keep_promise(tx, life.number, held.id))


def go_to(life: Life, at: datetime) -> Script:
    """Let time pass up to an instant, keeping the customer up to date meanwhile."""
    while True:
        clock = life.clock("update")
        if clock is None or clock.state != "running" or clock.due_at is None or clock.due_at > at:
            break
        moment = _update_time(life, clock.started_at, clock.due_at)
        if not life.progress or moment >= at or moment > life.stage.now:
            break
        life.at = max(life.at, moment)
        text = life.progress.pop(0)
        who = life.owner
        yield life.step(who, lambda tx, words=text: communications.progress(tx, life.number, text=words))
    life.at = max(life.at, at)


def _update_time(life: Life, started: datetime, due: datetime) -> datetime:
    rng, stage = life.rng, life.stage
    if life.missed < 1 and rng.random() < 0.035:
        life.missed += 1
        return stage.office(due + timedelta(minutes=rng.uniform(15, 150)), rng)
    span = due - max(started, life.at)
    at = due - span * rng.uniform(0.05, 0.25)
    if stage.staffed(at):
        return at
    local = stage.local(at)
    evening = local.replace(hour=19, minute=rng.randint(5, 50))
    if evening > local:
        evening -= timedelta(days=1)
    opening = stage.office(at, rng)
    return opening if opening < due else max(evening, life.at + span * 0.1)


def explain(life: Life, share: float = 1.0) -> Script:
    """Who was late says why (R3.9)."""
    for clock_id, kind in life.unexplained():
        if not life.chance(share):
            continue
        code = _overdue_code(life, kind)
        remark = life.told.overdue[code]
        reason = life.stage.reason(ReasonKind.OVERDUE, code)
        yield life.step(
            life.owner,
            lambda tx, c=clock_id, r=reason, w=remark: breaches.explain(
                tx, life.number, c, reason_id=r, remark=w
            ),
        )


def _overdue_code(life: Life, kind: str) -> str:
    fresh = [code for code in _REASONS[kind] if code not in life.overdue_used]
    code = life.rng.choice(fresh or _REASONS[kind])
    life.overdue_used.add(code)
    return code


def check(life: Life, share: float = 0.85) -> Script:
    """The supervisor confirms the reasons, or puts the right one."""
    for clock_id, kind in life.unchecked():
        if not life.chance(share):
            continue
        other = life.rng.choice(_REASONS[kind])
        reason = life.stage.reason(ReasonKind.OVERDUE, other) if life.chance(0.12) else None
        yield life.step(
            supervisor(life),
            lambda tx, c=clock_id, r=reason: breaches.check(tx, life.number, c, reason_id=r),
        )
