"""The department at this very moment: tickets made so that every list has something in every state.

Everything is counted back from the present: what is late by twelve minutes was asked a target and twelve
minutes ago. Only plain-time targets are used where the minute matters:
so it holds on a Sunday night too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sladesk.actions import callbacks, communications, reading, solutions, tickets, visits, waiting
from sladesk.actions.communications import Contact
from sladesk.demo import closing, desk, field, history
from sladesk.demo.desk import Request
from sladesk.demo.life import Life, Script
from sladesk.domain.codes import ReasonKind

MINUTE, HOUR, DAY = 1, 60, 1440
Act = Callable[[Life], Script]
_FAULTS = frozenset(
    {
        "ac_weak",
        "ac_code",
        "ac_drip",
        "ew_no_hot",
        "gw_ignite",
        "rf_not_cold",
        "rf_ice",
        "wm_drain",
        "wm_spin",
    }
)
_FAULTS_MORE = frozenset(
    {"hd_suction", "st_ignite", "tv_black", "ew_e4", "gw_unstable", "pf_flow", "rf_freezer"}
)
_URGENT = frozenset({"ac_no_cooling"})
_COMPLAINTS = frozenset({"cmp_promise", "cmp_delivery", "cmp_invoice", "cmp_repeat"})
_ORDERS = frozenset({"ret_refund", "ret_progress", "dlv_damaged", "inv_special"})
_ASKING = frozenset({"ask_warranty", "ask_use", "ask_order"})


@dataclass(frozen=True)
class Spot:
    """One ticket of the scene.

    Arguments:
        ago: minutes before the present the customer asked.
        owner: log-in, or empty for nobody yet.
        act: what happens after the registration.
    """

    symptoms: frozenset[str]
    channel: str
    ago: float
    owner: str
    act: Act
    recorder: str = "lina"
    priority: str = ""
    team: str = ""
    solved: bool = False


def request(spot: Spot, now: datetime, rng: Random) -> Request:
    """Return how the ticket of a spot is registered."""
    asked = now - timedelta(minutes=spot.ago)
    recorded = asked + timedelta(seconds=min(rng.uniform(70, 170), spot.ago * 20))
    return Request(
        asked,
        recorded,
        spot.recorder,
        spot.owner,
        spot.priority,
        spot.team,
        solved=spot.solved,
        answer_seconds=rng.randint(3, 12) if spot.channel == "phone" else None,
    )


def play_spot(spot: Spot, life: Life, wanted: Request) -> Script:
    """The registration, and what came of it up to now."""
    yield from desk.register(life, wanted)
    yield from spot.act(life)


# ---- acts: how far a ticket has come -----------------------------------------------------------------


def _waits(_life: Life) -> Script:
    yield from ()


def _answered(life: Life, after: float = 6) -> Script:
    life.at += timedelta(minutes=after)
    form = Contact(desk.METHODS.get(life.channel, "phone"), life.told.first_response, key=True)
    yield life.step(life.owner, lambda tx: communications.contact(tx, life.number, form))


def _read(life: Life, *who: str) -> Script:
    """Whoever has looked at it has no dot before it."""
    for login in who:
        yield life.step(login, lambda tx: reading.mark(tx, life.number, 1_000_000))


def _handled(life: Life, ago: float, *, unread: bool = False) -> Script:
    """Answered in time; the newest progress lies so many minutes back."""
    yield from _answered(life)
    moment = life.stage.now - timedelta(minutes=ago)
    while (moment - life.at) > timedelta(hours=22) and len(life.progress) > 1:
        life.at = life.stage.office(life.at + timedelta(hours=19), life.rng)
        text = life.progress.pop(0)
        yield life.step(life.owner, lambda tx, w=text: communications.progress(tx, life.number, text=w))
    yield from _read(life, life.owner)
    life.at = max(life.at, moment)
    text = life.progress.pop(0)
    by = "zhaomin" if unread else life.owner
    yield life.step(by, lambda tx: communications.progress(tx, life.number, text=text))
    if not unread:
        yield from _read(life, life.owner)


def _promised(life: Life, due_in: float, made_ago: float) -> Script:
    yield from _answered(life)
    life.at = max(life.at, life.stage.now - timedelta(minutes=made_ago))
    talk = life.told.talks[0]
    until = life.stage.now + timedelta(minutes=due_in)
    form = Contact("phone", talk.content, talk.feedback, talk.next_step, until, talk.next_step.rstrip("。"))
    yield life.step(life.owner, lambda tx: communications.contact(tx, life.number, form))
    yield from _read(life, life.owner)


def _paused(life: Life, on: str, since: float, expected_in: float) -> Script:
    yield from _answered(life)
    yield from desk.go_to(life, life.stage.now - timedelta(minutes=since))
    parts = on == "parts"
    reason = life.stage.reason(ReasonKind.WAIT_PARTS, "ordered") if parts else history.wait_reason(life)
    note = life.told.wait_parts[0] if parts and life.told.wait_parts else life.told.wait_customer[0]
    until = (life.stage.now + timedelta(minutes=expected_in)).replace(minute=0, second=0, microsecond=0)
    yield life.step(
        life.owner,
        lambda tx: waiting.wait(tx, life.number, on=on, reason_id=reason, note=note, expected_at=until),
    )
    if parts:
        yield from desk.go_to(life, life.stage.now - timedelta(minutes=20))
    yield from _read(life, life.owner)


def _chased(life: Life, ago: float) -> Script:
    yield from _handled(life, ago + 200)
    life.at = life.stage.now - timedelta(minutes=ago)
    yield life.step("wuqian", lambda tx: tickets.chase(tx, life.number, words=life.told.chasers[0]))


def _escalated(life: Life) -> Script:
    yield from _answered(life)
    yield from history.escalate(life, decided=False)


def _solved(life: Life, ago: float) -> Script:
    """Solved by the owner, waits for the customer's word."""
    yield from _answered(life)
    yield from desk.go_to(life, life.stage.now - timedelta(minutes=ago))
    finding = life.told.finding
    code = "remote" if finding.flow == "visit" else finding.solution_code
    yield life.step(
        life.owner,
        lambda tx: solutions.solve(
            tx, life.number, code=code, solution=finding.solution, cause=finding.cause
        ),
    )
    yield from _read(life, life.owner)


def _closed(life: Life, ago: float) -> Script:
    """Closed, waits for its callback."""
    yield from _solved(life, ago + 90)
    life.at = life.stage.now - timedelta(minutes=ago)
    yield from desk.explain(life)
    yield life.step(
        life.owner,
        lambda tx: solutions.confirm(tx, life.number, method="phone", words=life.told.verified),
    )


def _rated(life: Life, closed_ago: float, rated_ago: float, given: int, new_owner: str = "") -> Script:
    """Called back with a low score; the supervisor has not spoken to the customer yet."""
    yield from _closed(life, closed_ago)
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


def _second(life: Life, closed_ago: float, rated_ago: float, owner: str) -> Script:
    """The second cycle runs with another owner."""
    yield from _rated(life, closed_ago, rated_ago, 2, owner)
    life.owner, life.progress = owner, list(life.told.second.progress)
    life.at += timedelta(minutes=9)
    form = Contact("phone", life.told.second.first_response)
    yield life.step(owner, lambda tx: communications.contact(tx, life.number, form))
    yield from _read(life, owner)


def _visit(life: Life, engineer: str, starts_in: float, steps: int, *, planned_ago: float = 900) -> Script:
    """A visit of today; so many of its steps are done."""
    yield from _answered(life)
    now = life.stage.now
    life.at = max(life.at, now - timedelta(minutes=planned_ago))
    start = (now + timedelta(minutes=starts_in)).replace(minute=0, second=0, microsecond=0)
    no = yield from field.plan(life, engineer, start, life.told.finding.part)
    yield from _read(life, life.owner)
    if steps == 0:
        return
    life.wait(5, 25)
    yield life.step(engineer, lambda tx: visits.accepted(tx, life.number, no))
    if steps == 1:
        return
    left = (min(now, start + timedelta(minutes=100)) - start).total_seconds() / 60
    arrival = start + timedelta(minutes=max(left * 0.35, 2))
    yield from desk.go_to(life, min(arrival - timedelta(minutes=18), now - timedelta(minutes=8)))
    yield life.step(engineer, lambda tx: visits.on_way(tx, life.number, no))
    if steps == 2:
        return
    life.at = max(life.at, min(arrival, now - timedelta(minutes=5)))
    yield life.step(engineer, lambda tx: visits.arrived(tx, life.number, no))
    if steps == 3:
        return
    finding = life.told.finding
    yield from field.work(life, engineer, no, finding, waits=False)


def _spots() -> Sequence[Spot]:
    act = partial
    made: list[Spot] = [
        # 李娜's queue
        Spot(_URGENT, "phone", 27, "lina", _waits, priority="urgent"),
        Spot(_FAULTS, "form", 13, "lina", _waits, priority="high"),
        Spot(_COMPLAINTS, "app", 8.5, "lina", _waits, priority="high"),
        Spot(_FAULTS, "phone", 2 * DAY, "lina", act(_handled, ago=24 * HOUR + 4)),
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 200, "lina", act(_promised, due_in=22, made_ago=170)),
        Spot(_ORDERS, "wechat", DAY + 190, "lina", act(_promised, due_in=95, made_ago=240)),
        Spot(_FAULTS_MORE, "phone", 3 * DAY, "lina", act(_handled, ago=24 * HOUR - 92)),
        Spot(_FAULTS, "platform", 3 * DAY + 70, "lina", act(_handled, ago=18 * HOUR + 10)),
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 500, "lina", act(_handled, ago=5 * HOUR, unread=True)),
        Spot(_FAULTS, "phone", DAY + 300, "lina", act(_chased, ago=35)),
        Spot(
            frozenset({"ac_outdoor_stops"}),
            "phone",
            3 * DAY + 300,
            "lina",
            act(_paused, on="parts", since=27 * HOUR, expected_in=2 * DAY),
        ),
        Spot(_ORDERS, "wechat", DAY + 400, "lina", act(_paused, on="customer", since=310, expected_in=DAY)),
        Spot(
            _ORDERS,
            "email",
            3 * DAY + 600,
            "lina",
            act(_paused, on="customer", since=2 * DAY + 60, expected_in=300),
        ),
        Spot(_FAULTS, "form", DAY + 100, "lina", act(_paused, on="customer", since=40, expected_in=2 * DAY)),
        # nobody's yet
        Spot(_ASKING, "wechat", 70, "", _waits, team="service_desk", recorder="wuqian"),
        Spot(_FAULTS, "form", 9, "", _waits, team="service_desk", recorder="sunqian", priority="high"),
        Spot(_ASKING, "email", 40, "", _waits, team="service_desk", recorder="wuqian"),
        Spot(_COMPLAINTS, "social", 34, "", _waits, recorder="fenglei"),
        Spot(_ORDERS, "form", 21, "", _waits, recorder="sunjia"),
        # colleagues
        Spot(_FAULTS, "wechat", 41, "wuqian", _waits, recorder="wuqian", priority="high"),
        Spot(_FAULTS_MORE, "form", 11, "wuqian", _waits, recorder="wuqian", priority="high"),
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 40, "wuqian", act(_handled, ago=23 * HOUR), recorder="wuqian"),
        Spot(_ORDERS, "chat", DAY + 40, "hanlei", act(_handled, ago=25 * HOUR), recorder="hanlei"),
        Spot(
            _COMPLAINTS,
            "phone",
            20 * HOUR,
            "tangwen",
            act(_promised, due_in=-50, made_ago=300),
            recorder="tangwen",
        ),
        Spot(_FAULTS, "phone", 3 * DAY + 120, "sunqian", act(_handled, ago=6 * HOUR), recorder="sunqian"),
        # before the supervisor
        Spot(_FAULTS, "phone", DAY + 220, "sunqian", _escalated, recorder="sunqian"),
        Spot(_COMPLAINTS, "phone", 6 * HOUR, "tangwen", _escalated, recorder="tangwen"),
        Spot(_FAULTS_MORE, "phone", 9 * HOUR, "wuqian", _escalated, recorder="wuqian"),
        # solved, closed, rated
        Spot(_ORDERS, "phone", 9 * HOUR, "lina", act(_solved, ago=80)),
        Spot(_ASKING, "chat", 190, "lina", _waits, solved=True),
        Spot(_ASKING, "phone", 150, "lina", _waits, solved=True),
        Spot(_ASKING, "phone", 65, "lina", _waits, solved=True),
        Spot(_ASKING, "phone", 230, "wuqian", _waits, recorder="wuqian", solved=True),
        Spot(_FAULTS, "wechat", 2 * DAY, "sunqian", act(_solved, ago=5 * HOUR), recorder="sunqian"),
        Spot(
            _FAULTS_MORE, "phone", 2 * DAY + 90, "wuqian", act(_closed, ago=24 * HOUR + 35), recorder="wuqian"
        ),
        Spot(
            _FAULTS, "wechat", 2 * DAY + 30, "sunqian", act(_closed, ago=20 * HOUR + 30), recorder="sunqian"
        ),
        Spot(_ORDERS, "phone", 2 * DAY, "hanlei", act(_closed, ago=13 * HOUR), recorder="hanlei"),
        Spot(_COMPLAINTS, "app", 23 * HOUR, "tangwen", act(_closed, ago=3 * HOUR), recorder="tangwen"),
        Spot(
            _FAULTS_MORE,
            "phone",
            3 * DAY,
            "wuqian",
            act(_rated, closed_ago=30 * HOUR, rated_ago=20 * HOUR, given=3),
            recorder="wuqian",
        ),
        Spot(
            _FAULTS,
            "phone",
            4 * DAY,
            "sunqian",
            act(_second, closed_ago=40 * HOUR, rated_ago=26 * HOUR, owner="wuqian"),
            recorder="sunqian",
        ),
        Spot(
            _ORDERS,
            "phone",
            3 * DAY,
            "hanlei",
            act(_second, closed_ago=15 * HOUR, rated_ago=5 * HOUR, owner="lina"),
            recorder="hanlei",
        ),
        Spot(_ASKING, "form", 5 * HOUR, "wuqian", history.void, recorder="wuqian"),
        # in the field today
        Spot(
            _FAULTS,
            "phone",
            DAY + 60,
            "wuqian",
            act(_visit, engineer="wangqiang", starts_in=-60, steps=3),
            recorder="wuqian",
        ),
        Spot(_FAULTS, "phone", DAY + 90, "lina", act(_visit, engineer="liuyang", starts_in=-30, steps=2)),
        Spot(
            _FAULTS,
            "phone",
            DAY + 130,
            "sunqian",
            act(_visit, engineer="wangqiang", starts_in=-4 * HOUR, steps=4),
            recorder="sunqian",
        ),
        Spot(
            _FAULTS_MORE,
            "phone",
            DAY + 160,
            "sunqian",
            act(_visit, engineer="matao", starts_in=-90, steps=3),
            recorder="sunqian",
        ),
        Spot(
            _FAULTS,
            "app",
            DAY + 170,
            "wuqian",
            act(_visit, engineer="wangqiang", starts_in=130, steps=1),
            recorder="wuqian",
        ),
        Spot(
            _FAULTS,
            "phone",
            DAY + 180,
            "wuqian",
            act(_visit, engineer="liuyang", starts_in=130, steps=1),
            recorder="wuqian",
        ),
        Spot(
            _FAULTS_MORE,
            "phone",
            DAY + 200,
            "sunqian",
            act(_visit, engineer="wangqiang", starts_in=250, steps=0),
            recorder="sunqian",
        ),
        Spot(
            _FAULTS_MORE,
            "phone",
            DAY + 210,
            "wuqian",
            act(_visit, engineer="guopeng", starts_in=-150, steps=1),
            recorder="wuqian",
        ),
        Spot(
            _FAULTS_MORE,
            "form",
            DAY + 230,
            "sunqian",
            act(_visit, engineer="liangyong", starts_in=70, steps=0),
            recorder="sunqian",
        ),
        Spot(
            _FAULTS,
            "phone",
            DAY + 240,
            "wuqian",
            act(_visit, engineer="liuyang", starts_in=250, steps=0),
            recorder="wuqian",
        ),
    ]
    return made


SPOTS: Sequence[Spot] = _spots()
