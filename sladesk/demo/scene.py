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

from sladesk.demo import acts, desk, history
from sladesk.demo.desk import Request
from sladesk.demo.life import Life, Script

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
_COMPLAINTS = frozenset(
    {"cmp_promise", "cmp_delivery", "cmp_invoice", "cmp_repeat", "cmp_fee", "cmp_install"}
)
_ORDERS = frozenset(
    {"ret_refund", "ret_exchange", "ret_progress", "dlv_damaged", "dlv_missing", "inv_special", "pay_refund"}
)
_ASKING = frozenset({"ask_warranty", "ask_use", "ask_order", "ask_fee", "ask_care", "ask_install"})


@dataclass(frozen=True)
class Spot:
    """One ticket of the scene.

    Arguments:
        ago: minutes before the present the customer asked.
        owner: log-in, or empty for nobody yet.
        act: what happens after the registration.
        recorder: who registers it; the owner when empty.
    """

    symptoms: frozenset[str]
    channel: str
    ago: float
    owner: str
    act: Act
    recorder: str = ""
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
        spot.recorder or spot.owner or "lina",
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


def _spots() -> Sequence[Spot]:
    act = partial
    made: list[Spot] = [
        # 李娜's queue
        Spot(_URGENT, "phone", 27, "lina", acts.waits, priority="urgent"),
        Spot(_FAULTS, "form", 13, "lina", acts.waits, priority="high"),
        Spot(_COMPLAINTS, "app", 8.5, "lina", acts.waits, priority="high"),
        Spot(_FAULTS, "phone", 2 * DAY, "lina", act(acts.handled, ago=24 * HOUR + 4)),
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 200, "lina", act(acts.promised, due_in=22, made_ago=170)),
        Spot(_ORDERS, "wechat", DAY + 190, "lina", act(acts.promised, due_in=95, made_ago=240)),
        Spot(_FAULTS_MORE, "phone", 3 * DAY, "lina", act(acts.handled, ago=24 * HOUR - 92)),
        Spot(_FAULTS, "platform", 3 * DAY + 70, "lina", act(acts.handled, ago=18 * HOUR + 10)),
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 500, "lina", act(acts.handled, ago=5 * HOUR, unread=True)),
        Spot(_FAULTS, "phone", DAY + 300, "lina", act(acts.chased, ago=35)),
        Spot(
            frozenset({"ac_outdoor_stops"}),
            "phone",
            3 * DAY + 300,
            "lina",
            act(acts.paused, on="parts", since=27 * HOUR, expected_in=2 * DAY),
        ),
        Spot(
            _ORDERS, "wechat", DAY + 400, "lina", act(acts.paused, on="customer", since=310, expected_in=DAY)
        ),
        Spot(
            _ORDERS,
            "email",
            3 * DAY + 600,
            "lina",
            act(acts.paused, on="customer", since=2 * DAY + 60, expected_in=300),
        ),
        Spot(
            _FAULTS, "form", DAY + 100, "lina", act(acts.paused, on="customer", since=40, expected_in=2 * DAY)
        ),
        # nobody's yet
        Spot(_ASKING, "wechat", 70, "", acts.waits, team="service_desk", recorder="wuqian"),
        Spot(_FAULTS, "form", 9, "", acts.waits, team="service_desk", recorder="sunqian", priority="high"),
        Spot(_ASKING, "email", 40, "", acts.waits, team="service_desk", recorder="wuqian"),
        Spot(_COMPLAINTS, "social", 34, "", acts.waits, recorder="fenglei"),
        Spot(_ORDERS, "form", 21, "", acts.waits, recorder="sunjia"),
        # colleagues
        Spot(_FAULTS, "wechat", 41, "wuqian", acts.waits, priority="high"),
        Spot(_FAULTS_MORE, "form", 11, "wuqian", acts.waits, priority="high"),
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 40, "wuqian", act(acts.handled, ago=23 * HOUR)),
        Spot(_ORDERS, "chat", DAY + 40, "hanlei", act(acts.handled, ago=25 * HOUR)),
        Spot(_COMPLAINTS, "phone", 20 * HOUR, "tangwen", act(acts.promised, due_in=-50, made_ago=300)),
        Spot(_FAULTS, "phone", 3 * DAY + 120, "sunqian", act(acts.handled, ago=6 * HOUR)),
        # before the supervisor
        Spot(_FAULTS, "phone", DAY + 220, "sunqian", acts.escalated),
        Spot(_COMPLAINTS, "phone", 6 * HOUR, "tangwen", acts.escalated),
        Spot(_FAULTS_MORE, "phone", 9 * HOUR, "wuqian", acts.escalated),
        # solved, closed, rated
        Spot(_ORDERS, "phone", 9 * HOUR, "lina", act(acts.solved, ago=80)),
        Spot(_ASKING, "chat", 190, "lina", acts.waits, solved=True),
        Spot(_ASKING, "phone", 150, "lina", acts.waits, solved=True),
        Spot(_ASKING, "phone", 65, "lina", acts.waits, solved=True),
        Spot(_ASKING, "phone", 230, "wuqian", acts.waits, solved=True),
        Spot(_FAULTS, "wechat", 2 * DAY, "sunqian", act(acts.solved, ago=5 * HOUR)),
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 90, "wuqian", act(acts.closed, ago=24 * HOUR + 35)),
        Spot(_FAULTS, "wechat", 2 * DAY + 30, "sunqian", act(acts.closed, ago=20 * HOUR + 30)),
        Spot(_ORDERS, "phone", 2 * DAY, "hanlei", act(acts.closed, ago=13 * HOUR)),
        Spot(_COMPLAINTS, "app", 23 * HOUR, "tangwen", act(acts.closed, ago=3 * HOUR)),
        Spot(
            _FAULTS_MORE,
            "phone",
            3 * DAY,
            "wuqian",
            act(acts.rated, closed_ago=30 * HOUR, rated_ago=20 * HOUR, given=3),
        ),
        Spot(
            _FAULTS,
            "phone",
            4 * DAY,
            "sunqian",
            act(acts.second, closed_ago=40 * HOUR, rated_ago=26 * HOUR, owner="wuqian"),
        ),
        Spot(
            _ORDERS,
            "phone",
            3 * DAY,
            "hanlei",
            act(acts.second, closed_ago=15 * HOUR, rated_ago=5 * HOUR, owner="lina"),
        ),
        Spot(_ASKING, "form", 5 * HOUR, "wuqian", history.void),
        # in the field today
        Spot(
            _FAULTS,
            "phone",
            DAY + 60,
            "wuqian",
            act(acts.visit, engineer="wangqiang", starts_in=-60, steps=3),
        ),
        Spot(_FAULTS, "phone", DAY + 90, "lina", act(acts.visit, engineer="liuyang", starts_in=-30, steps=2)),
        Spot(
            _FAULTS,
            "phone",
            DAY + 130,
            "sunqian",
            act(acts.visit, engineer="wangqiang", starts_in=-4 * HOUR, steps=4),
        ),
        Spot(
            _FAULTS_MORE,
            "phone",
            DAY + 160,
            "sunqian",
            act(acts.visit, engineer="matao", starts_in=-90, steps=3),
        ),
        Spot(
            _FAULTS, "app", DAY + 170, "wuqian", act(acts.visit, engineer="wangqiang", starts_in=130, steps=1)
        ),
        Spot(
            _FAULTS, "phone", DAY + 180, "wuqian", act(acts.visit, engineer="liuyang", starts_in=130, steps=1)
        ),
        Spot(
            _FAULTS_MORE,
            "phone",
            DAY + 200,
            "sunqian",
            act(acts.visit, engineer="wangqiang", starts_in=250, steps=0),
        ),
        Spot(
            _FAULTS_MORE,
            "phone",
            DAY + 210,
            "wuqian",
            act(acts.visit, engineer="guopeng", starts_in=-150, steps=1),
        ),
        Spot(
            _FAULTS_MORE,
            "form",
            DAY + 230,
            "sunqian",
            act(acts.visit, engineer="liangyong", starts_in=70, steps=0),
        ),
        Spot(
            _FAULTS, "phone", DAY + 240, "wuqian", act(acts.visit, engineer="liuyang", starts_in=250, steps=0)
        ),
    ]
    return made


SPOTS: Sequence[Spot] = _spots()
