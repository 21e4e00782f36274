"""The department at this very moment: tickets made so that every list has something in every state.

Everything is counted back from the present: what is late by twelve minutes was asked a target and twelve
minutes ago. Only plain-time targets are used where the minute matters: so it holds on a Sunday night too.
At night nobody rings, and the visits of the day are still to come or done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from sladesk.demo import acts, desk, history
from sladesk.demo.desk import Request
from sladesk.demo.life import Life, Script
from sladesk.demo.stage import Stage

MINUTE, HOUR, DAY = 1, 60, 1440
Act = Callable[[Life], Script]
_FAULTS = frozenset(
    {
        "ac_weak",
        "ac_code",
        "ac_drip",
        "ac_no_heating",
        "ew_no_hot",
        "gw_ignite",
        "rf_not_cold",
        "rf_ice",
        "wm_drain",
        "wm_spin",
    }
)
_FAULTS_MORE = frozenset(
    {"hd_suction", "st_ignite", "tv_black", "ew_e4", "gw_unstable", "pf_flow", "rf_freezer", "wm_dead"}
)
_URGENT = frozenset({"ac_no_cooling", "ew_tank_leak"})
_PARTS = frozenset({"ac_outdoor_stops", "ac_code", "ew_e4", "tv_black"})
_COMPLAINTS = frozenset(
    {"cmp_promise", "cmp_delivery", "cmp_invoice", "cmp_repeat", "cmp_fee", "cmp_install"}
)
_ORDERS = frozenset(
    {"ret_refund", "ret_exchange", "ret_progress", "dlv_damaged", "dlv_missing", "inv_special", "pay_refund"}
)
_MONEY = frozenset({"inv_special", "pay_refund", "ret_progress", "cmp_invoice"})
_PARCELS = frozenset({"dlv_missing", "dlv_damaged", "cmp_delivery"})
_ASKING = frozenset({"ask_warranty", "ask_use", "ask_order", "ask_fee", "ask_care", "ask_install"})
#: Starts of today's visits by engineer, hours of the local day.
ROUNDS = {
    "wangqiang": (8, 10, 13, 15, 17),
    "liuyang": (8, 10, 14, 16),
    "matao": (9, 11, 15),
    "guopeng": (9, 13, 16),
    "liangyong": (8, 11, 14, 17),
    "weidong": (10, 14, 17),
}
#: Who is late today, whenever that can be.
DELAYED = "guopeng"
#: Minutes: what was asked later than this is as old as it is; earlier ones may be older.
_THIS_HOUR = 185
_WRITTEN = {"phone": "app", "chat": "wechat"}


@dataclass(frozen=True)
class Spot:
    """One ticket of the scene.

    Arguments:
        ago: minutes before the present the customer asked.
        owner: log-in, or empty for nobody yet.
        act: what happens after the registration.
        recorder: who registers it; the owner when empty.
        ring: seconds until the call was answered, by chance when 0.
        engineer: who goes today, so that machine and work fit; part: whether it takes a spare part.
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
    ring: int = 0
    engineer: str = ""
    part: bool = False


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
        answer_seconds=(spot.ring or rng.randint(3, 12)) if spot.channel == "phone" else None,
    )


def play_spot(spot: Spot, life: Life, wanted: Request) -> Script:
    """The registration, and what came of it up to now."""
    yield from desk.register(life, wanted)
    yield from spot.act(life)


def _spots() -> Sequence[Spot]:
    act = partial
    made: list[Spot] = [
        # 李娜's queue
        Spot(_URGENT, "phone", 27, "lina", acts.waits, priority="urgent", ring=31),
        Spot(_FAULTS, "form", 13, "lina", acts.waits, priority="high"),
        Spot(_COMPLAINTS, "app", 8.5, "lina", acts.waits, priority="high"),
        Spot(_FAULTS, "phone", 2 * DAY, "lina", act(acts.handled, ago=24 * HOUR + 4, exact=True)),
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 200, "lina", act(acts.promised, due_in=22, made_ago=170)),
        Spot(_ORDERS, "wechat", DAY + 190, "lina", act(acts.promised, due_in=95, made_ago=240)),
        Spot(_FAULTS_MORE, "phone", 3 * DAY, "lina", act(acts.handled, ago=24 * HOUR - 92, exact=True)),
        Spot(_FAULTS, "platform", 3 * DAY + 70, "lina", act(acts.handled, ago=18 * HOUR + 10)),
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 500, "lina", act(acts.handled, ago=5 * HOUR, unread=True)),
        Spot(_FAULTS, "phone", DAY + 300, "lina", act(acts.chased, ago=35)),
        Spot(
            _PARTS,
            "phone",
            3 * DAY + 300,
            "lina",
            act(acts.paused, on="parts", since=27 * HOUR, expected_in=2 * DAY),
            part=True,
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
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 40, "wuqian", act(acts.handled, ago=23 * HOUR, exact=True)),
        Spot(_ORDERS, "chat", DAY + 40, "hanlei", act(acts.handled, ago=25 * HOUR, exact=True)),
        Spot(_COMPLAINTS, "phone", 20 * HOUR, "tangwen", act(acts.promised, due_in=-50, made_ago=300)),
        Spot(_FAULTS, "phone", 3 * DAY + 120, "sunqian", act(acts.handled, ago=6 * HOUR)),
        Spot(_ASKING, "wechat", 27 * HOUR, "sunjia", act(acts.handled, ago=3 * HOUR)),
        # with other departments
        Spot(_MONEY, "phone", 26 * HOUR, "tangwen", act(acts.with_department, ago=200, answers=False)),
        Spot(_MONEY, "wechat", 2 * DAY, "hanlei", act(acts.with_department, ago=19 * HOUR, answers=True)),
        Spot(_PARCELS, "phone", 25 * HOUR, "hanlei", act(acts.with_department, ago=300, answers=True)),
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
        Spot(_FAULTS_MORE, "phone", 5 * DAY, "lina", act(acts.unreached, ago=3 * DAY)),
        Spot(
            _ORDERS,
            "wechat",
            4 * DAY,
            "hanlei",
            act(acts.appeased, closed_ago=40 * HOUR, rated_ago=21 * HOUR),
        ),
        Spot(_ASKING, "form", 5 * HOUR, "wuqian", history.void),
    ]
    return made


def states(now: datetime, zone: ZoneInfo) -> Mapping[str, Sequence[int]]:
    """Return how far today's visits of each engineer are.

    0 is planned, 1 accepted, 2 on the way, 3 arrived, 4 all that the time since then allows.
    """
    made: dict[str, Sequence[int]] = {}
    for engineer, starts in _starts(now, zone).items():
        coming = next((place for place, start in enumerate(starts) if start > now), len(starts))
        made[engineer] = [
            _steps((now - start).total_seconds() / 60, first=place == coming, late=late)
            for place, start in enumerate(starts)
            for late in [engineer == DELAYED and place == coming - 1]
        ]
    return made


def _starts(now: datetime, zone: ZoneInfo) -> Mapping[str, Sequence[datetime]]:
    today = now.astimezone(zone).date()
    return {
        engineer: [datetime.combine(today, time(hour), zone) for hour in hours]
        for engineer, hours in ROUNDS.items()
    }


def _steps(since: float, *, first: bool, late: bool) -> int:
    """Return how far a visit is so many minutes after its start."""
    if since < -30:
        return 1 if first else 0
    if since < 20:
        return 2
    if late and 130 < since < 240:
        return 1
    return 3 if since < 100 else 4


def _rounds(stage: Stage) -> Sequence[Spot]:
    """Return the tickets behind today's visits, asked for the day before."""
    rng = Random(f"{stage.seed}:rounds")
    made: list[Spot] = []
    far = states(stage.now, stage.zone)
    for engineer, starts in _starts(stage.now, stage.zone).items():
        for start, steps in zip(starts, far[engineer], strict=True):
            asked = start.replace(hour=9) - timedelta(days=1, minutes=-rng.randrange(480))
            act = partial(acts.visit, engineer=engineer, start=start, steps=steps)
            ago = (stage.now - asked).total_seconds() / 60
            channel = rng.choice(("phone", "phone", "phone", "app", "form"))
            owner = rng.choice(("wuqian", "sunqian", "lina"))
            made.append(Spot(frozenset(), channel, ago, owner, act, engineer=engineer))
    yesterday = datetime.combine(stage.today - timedelta(days=1), time(14), stage.zone)
    act = partial(acts.visit, engineer="liangyong", start=yesterday, steps=4, cellar=True)
    ago = (stage.now - yesterday).total_seconds() / 60 + DAY
    made.append(Spot(frozenset(), "phone", ago, "sunqian", act, engineer="liangyong"))
    return made


def spots(stage: Stage) -> Sequence[Spot]:
    """Return the tickets of the scene; what would come by telephone at night comes in writing."""
    return [_by_daylight(stage, spot) for spot in (*_rounds(stage), *_spots())]


def _by_daylight(stage: Stage, spot: Spot) -> Spot:
    """Move what is not of this hour to the evening before it, when people asked."""
    asked = stage.now - timedelta(minutes=spot.ago)
    if stage.staffed(asked):
        return spot
    if spot.ago < _THIS_HOUR:
        return replace(spot, channel=_WRITTEN.get(spot.channel, spot.channel))
    local = stage.local(asked)
    back = (local.hour * 60 + local.minute + 1440 - 19 * 60 - int(spot.ago) % 40) % 1440
    return replace(spot, ago=spot.ago + back)
