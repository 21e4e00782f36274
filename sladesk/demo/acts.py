"""How far a ticket of the scene has come: what happened after its registration, in minutes before now."""

from datetime import datetime, timedelta

from sladesk.actions import callbacks, communications, reading, solutions, tickets, visits, waiting
from sladesk.actions.communications import Contact
from sladesk.demo import closing, desk, field, history, promises
from sladesk.demo.lateness import explain
from sladesk.demo.life import Life, Script
from sladesk.domain.codes import ReasonKind


def waits(life: Life) -> Script:
    """Nothing happens yet."""
    yield from read(life)


def answered(life: Life, after: float = 6) -> Script:
    """The customer is reached so many minutes later."""
    life.at += timedelta(minutes=after)
    form = Contact(desk.METHODS.get(life.channel, "phone"), life.told.first_response, key=True, proposal=True)
    yield from desk.take_charge(life)
    yield life.step(life.owner, lambda tx: communications.contact(tx, life.number, form))


def read(life: Life, *who: str) -> Script:
    """Whoever has looked at it has no dot before it."""
    for login in who:
        yield life.step(login, lambda tx: reading.mark(tx, life.number, 1_000_000))


def _by_day(life: Life, moment: datetime) -> datetime:
    """Return an instant, or the evening before it when nobody is at work then."""
    if life.stage.staffed(moment):
        return moment
    local = life.stage.local(moment)
    evening = local.replace(hour=19, minute=life.rng.randint(5, 50))
    return evening if evening < local else evening - timedelta(days=1)


def handled(life: Life, ago: float, *, unread: bool = False, exact: bool = False) -> Script:
    """Answered in time; the newest progress is so many minutes old, exactly or by working hours."""
    yield from answered(life)
    moment = life.stage.now - timedelta(minutes=ago)
    moment = moment if exact else _by_day(life, moment)
    while (moment - life.at) > timedelta(hours=22) and len(life.progress) > 1:
        life.at = min(life.stage.office(life.at + timedelta(hours=19), life.rng), moment)
        text = life.progress.pop(0)
        yield life.step(life.owner, lambda tx, w=text: communications.progress(tx, life.number, text=w))
    yield from read(life, life.owner)
    life.at = max(life.at, moment)
    text = life.progress.pop(0)
    by = "zhaomin" if unread else life.owner
    yield life.step(by, lambda tx: communications.progress(tx, life.number, text=text))
    if not unread:
        yield from read(life, life.owner)


def promised(life: Life, due_in: float, made_ago: float) -> Script:
    """Something is promised to the customer; minutes from now, and minutes ago."""
    yield from answered(life)
    life.at = max(life.at, life.stage.now - timedelta(minutes=made_ago))
    talk = life.told.talks[0]
    until = life.stage.now + timedelta(minutes=due_in)
    until = until.replace(minute=until.minute // 5 * 5, second=0)
    words = promises.promise_words(life, until)
    form = Contact("phone", talk.content, talk.feedback, talk.next_step, promise_at=until, promise=words)
    yield life.step(life.owner, lambda tx: communications.contact(tx, life.number, form))
    yield from read(life, life.owner)


def paused(life: Life, on: str, since: float, expected_in: float) -> Script:
    """Waits for a part or the customer; minutes ago, and minutes from now."""
    yield from answered(life)
    yield from desk.go_to(life, life.stage.now - timedelta(minutes=since))
    parts = on == "parts"
    reason = life.stage.reason(ReasonKind.WAIT_PARTS, "ordered") if parts else history.wait_reason(life)
    note = life.told.wait_parts["ordered"] if parts and life.told.wait_parts else life.told.wait_customer[0]
    until = promises.quarter(life.stage.office(life.stage.now + timedelta(minutes=expected_in), life.rng))
    yield life.step(
        life.owner,
        lambda tx: waiting.wait(tx, life.number, on=on, reason_id=reason, note=note, expected_at=until),
    )
    if parts:
        life.progress = list(life.told.part_progress)
        yield from desk.go_to(life, life.stage.now - timedelta(minutes=20))
    yield from read(life, life.owner)


def chased(life: Life, ago: float) -> Script:
    """Handled, and the customer asks again."""
    yield from handled(life, ago + 200)
    life.at = life.stage.now - timedelta(minutes=ago)
    yield life.step("wuqian", lambda tx: tickets.chase(tx, life.number, words=life.told.chasers[0]))


def escalated(life: Life) -> Script:
    """Before the supervisor, who has not decided yet."""
    yield from answered(life)
    yield from history.escalate(life, decided=False)


def decided(life: Life) -> Script:
    """The supervisor has decided; it goes on."""
    yield from answered(life)
    yield from history.escalate(life)
    yield from read(life, life.owner)


def solved(life: Life, ago: float) -> Script:
    """Solved by the owner, waits for the customer's word."""
    yield from answered(life)
    yield from desk.go_to(life, _by_day(life, life.stage.now - timedelta(minutes=ago)))
    finding = life.told.finding
    code = "remote" if finding.flow == "visit" else finding.solution_code
    yield life.step(
        life.owner,
        lambda tx: solutions.solve(
            tx, life.number, code=code, solution=finding.solution, cause=finding.cause
        ),
    )
    yield from read(life, life.owner)


def closed(life: Life, ago: float) -> Script:
    """Closed, waits for its callback."""
    yield from solved(life, ago + 90)
    life.at = life.stage.now - timedelta(minutes=ago)
    yield from explain(life)
    yield life.step(
        life.owner,
        lambda tx: solutions.confirm(tx, life.number, method="phone", words=life.told.verified),
    )


def rated(life: Life, closed_ago: float, rated_ago: float, given: int, new_owner: str = "") -> Script:
    """Called back with a low score; the supervisor has not spoken to the customer yet."""
    yield from closed(life, closed_ago)
    life.at = life.stage.now - timedelta(minutes=rated_ago)
    who = closing.caller(life)
    owner_id = life.stage.id_of(new_owner) if new_owner else None
    plan = life.told.second.plan if new_owner else ""
    yield life.step(
        who,
        lambda tx: callbacks.record(
            tx, life.number, score=given, comment=life.told.callback[given], new_owner_id=owner_id, plan=plan
        ),
    )


def unreached(life: Life, ago: float) -> Script:
    """Solved, and nobody answers on two days: only the supervisor can close."""
    yield from solved(life, ago)
    for text, hours in zip(life.told.unanswered, (1.5, 4, 22), strict=True):
        life.at = life.stage.office(life.at + timedelta(hours=hours), life.rng)
        yield life.step(
            life.owner,
            lambda tx, note=text: solutions.verify_attempt(tx, life.number, method="phone", note=note),
        )


def appeased(life: Life, closed_ago: float, rated_ago: float) -> Script:
    """The supervisor has spoken to an unsatisfied customer, and has to settle it."""
    yield from rated(life, closed_ago, rated_ago, 3)
    life.at = _by_day(life, life.stage.now - timedelta(minutes=rated_ago / 3))
    reason = life.stage.reason(ReasonKind.LOW_SCORE, "too_slow")
    yield life.step(
        desk.supervisor(life),
        lambda tx: callbacks.low_score_contact(
            tx, life.number, reason_id=reason, finding=life.told.low_score, method="phone"
        ),
    )


def second(life: Life, closed_ago: float, rated_ago: float, owner: str) -> Script:
    """The second cycle runs with another owner."""
    yield from rated(life, closed_ago, rated_ago, 2, owner)
    life.owner, life.progress = owner, list(life.told.second.progress)
    life.at += timedelta(minutes=9)
    form = Contact("phone", life.told.second.first_response, proposal=True)
    yield life.step(owner, lambda tx: communications.contact(tx, life.number, form))
    yield from read(life, owner)


def with_department(life: Life, ago: float, *, answers: bool) -> Script:
    """Another department was asked so many minutes ago, and has answered or not."""
    yield from answered(life)
    if life.told.task is None:
        return
    yield from desk.go_to(life, _by_day(life, life.stage.now - timedelta(minutes=ago)))
    yield from history.ask(life, life.told.task)
    yield from read(life, life.owner)
    if answers:
        life.wait(15, 55)
        yield from history.reply(life, life.told.task)


def visit(life: Life, engineer: str, start: datetime, steps: int, *, cellar: bool = False) -> Script:
    """A visit; so many of its steps are done. In a cellar the phone tells of the arrival later."""
    yield from answered(life)
    life.wait(20, 80)
    life.office()
    no = yield from field.plan(life, engineer, start, life.told.finding.part)
    yield from read(life, life.owner)
    if steps == 0:
        return
    life.wait(5, 40)
    life.office()
    yield life.step(engineer, lambda tx: visits.accepted(tx, life.number, no))
    if steps == 1:
        return
    now = life.stage.now
    left = (min(now, start + timedelta(minutes=100)) - start).total_seconds() / 60
    arrival = start + timedelta(minutes=max(left * life.rng.uniform(0.15, 0.5), 2))
    yield from desk.go_to(life, min(arrival - timedelta(minutes=18), now - timedelta(minutes=8)))
    yield life.step(engineer, lambda tx: visits.on_way(tx, life.number, no))
    if steps == 2:
        return
    life.at = max(life.at, min(arrival, now - timedelta(minutes=5)))
    yield from field.arrive(life, engineer, no, cellar=cellar)
    if steps == 3:
        yield from field.look(life, engineer, no)
        return
    yield from field.work(life, engineer, no, life.told.finding, waits=False, photos=True)
