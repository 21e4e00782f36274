"""What the desk does on a ticket: register, answer, keep the customer up to date."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from sladesk.actions import communications, customers, emergencies, personal, tickets
from sladesk.actions.communications import Contact
from sladesk.demo import founding
from sladesk.demo.content.telling import Talk
from sladesk.demo.life import Life, Script, Step
from sladesk.domain.codes import ReasonKind
from sladesk.domain.intake import NewTicket, SolvedAtOnce
from sladesk.models import Ticket

METHODS = {"phone": "phone", "chat": "chat", "wechat": "wechat", "email": "email"}
#: Words that tell that somebody rang, and that somebody wrote.
_RANG, _WROTE = ("电话", "接通", "通话", "回电", "视频"), ("在线", "消息")
#: Seconds of ringing that are too long.
LONG_RING = 16
#: Symptoms of machines that were bought only now.
_NEW = ("dlv_", "ret_", "cmp_new", "cmp_install", "book_install", "ask_install")
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
SUPERVISORS = ("zhaomin", "zhoukai")
#: Who works for a team besides the desk.
MEMBERS = {
    "service_desk": ("lina", "wuqian", "sunqian", "fenglei"),
    "product_support": ("sunjia", "sunqian"),
    "technical_support": ("qianwei",),
    "logistics_support": ("hanlei", "tangwen"),
    "complaints": ("tangwen", "lina", "zhoukai"),
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

    @property
    def late(self) -> bool:
        """Whether something is late at the registration already."""
        return bool(self.late_reason) or (self.answer_seconds or 0) >= LONG_RING


def register(life: Life, request: Request) -> Script:
    """The ticket is registered."""
    stage, told = life.stage, life.told
    life.at = request.recorded
    yield from _newly_bought(life, request)
    machine = life.machine
    customer = machine.customer_id if machine else life.rng.choice(stage.customer_ids)
    life.recorder, life.owner = request.recorder, request.owner
    life.late = request.late
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
    if answer["owner_id"]:
        life.owner = stage.login_of(int(answer["owner_id"]))
    life.progress = list(told.progress)
    if request.late_reason:
        words = told.late_registration[request.late_reason]
        yield life.step(request.recorder, lambda tx: communications.note(tx, life.number, text=words))


def _newly_bought(life: Life, request: Request) -> Script:
    """A machine that has just been delivered is not known yet: the desk adds it."""
    machine, rng = life.machine, life.rng
    if machine is None or not life.told.symptom.startswith(_NEW):
        return
    bought = life.stage.local(request.asked).date() - timedelta(days=rng.randint(3, 9))
    form = founding.asset_form(rng, machine.product, machine.model_id, bought)
    added = yield life.step(request.recorder, lambda tx: customers.add_asset(tx, machine.customer, form))
    assert isinstance(added, int)
    life.machine = replace(machine, asset_id=added, serial=form.serial)


def find_owner(life: Life) -> Script:
    """Somebody of the team takes a ticket nobody has, or a supervisor gives it to them."""
    if life.owner:
        return
    team = life.stage.team_codes[team_of(life)]
    members = MEMBERS.get(team, ())
    life.wait(1, 5)
    if members and life.chance(0.75):
        life.owner = life.rng.choice(members)
        yield life.step(life.owner, lambda tx: tickets.take(tx, life.number))
        return
    life.owner = life.rng.choice(members) if members else life.recorder
    yield assign(life, life.owner)


def assign(life: Life, owner: str, note: str = "", team_id: int = 0) -> Step:
    """A supervisor gives a ticket to somebody, in another team when its key is given."""
    team, owner_id = team_id or team_of(life), life.stage.id_of(owner)
    life.owner = owner
    return life.step(
        supervisor(life),
        lambda tx: tickets.assign(tx, life.number, team_id=team, owner_id=owner_id, note=note),
    )


def team_of(life: Life) -> int:
    """Return the key of the team that has the ticket."""
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
    yield from take_charge(life)
    share = LATE.get(life.channel, LATE_ELSEWHERE) if late is None else late
    if life.told.service_type == "repair" and life.chance(0.06):
        life.wait(1, 3)
        yield life.step(
            life.owner,
            lambda tx: communications.attempt(tx, life.number, method="phone", note=life.told.unanswered[0]),
        )
    life.at = _response_time(life, clock.due_at, late=life.chance(share))
    if life.machine and life.chance(0.12):
        yield reveal(life, life.owner, "call_back")
    form = Contact(
        method_of(life, text),
        text,
        feedback=talk.feedback if talk else "",
        next_step=talk.next_step if talk else "",
        key=bool(talk) and life.chance(0.3),
        proposal=True,
    )
    yield life.step(life.owner, lambda tx: communications.contact(tx, life.number, form))


def take_charge(life: Life) -> Script:
    """A supervisor takes charge of the emergency, where there is one."""
    if life.clock("emergency") is not None:
        yield life.step(supervisor(life), lambda tx: emergencies.take(tx, life.number))


def method_of(life: Life, text: str) -> str:
    """Return by which way the customer was spoken to, as the words have it."""
    usual = METHODS.get(life.channel, "phone")
    if any(word in text for word in _RANG):
        return "phone"
    wrote = any(word in text for word in _WROTE)
    return "wechat" if wrote and usual == "phone" else usual


def reveal(life: Life, login: str, why: str) -> Step:
    """Somebody looks at the customer's number and says why (R1.7)."""
    reason = life.stage.reason(ReasonKind.REVEAL, why)
    return life.step(login, lambda tx: personal.reveal(tx, life.number, reason_id=reason))


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
        who = writer(life)
        yield life.step(who, lambda tx, words=text: communications.progress(tx, life.number, text=words))
    life.at = max(life.at, at)


def writer(life: Life) -> str:
    """Return who keeps the customer up to date: the desk, also where an engineer owns the ticket."""
    return life.recorder if "engineer" in life.stage.people[life.owner].roles else life.owner


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
