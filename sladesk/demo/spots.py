"""The tickets of the scene that are not out on a round: who has them, and how far each has come.

Ages are minutes before the present. Only plain-time targets are used where the minute matters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial as act

from sladesk.demo import acts, history
from sladesk.demo.life import Life, Script

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
_RETURNS = frozenset({"ret_refund", "ret_exchange", "ret_progress"})
_PARCELS = frozenset({"dlv_missing", "dlv_damaged", "cmp_delivery"})
_ASKING = frozenset({"ask_warranty", "ask_use", "ask_order", "ask_fee", "ask_care", "ask_install"})


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
        kept: whether the customer is kept up to date until now, whatever the act leaves open.
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
    kept: bool = True


def _of_lina() -> Sequence[Spot]:
    """李娜's own: one in every look her queue knows."""
    return [
        Spot(_URGENT, "phone", 27, "lina", acts.waits, priority="urgent", ring=31),
        Spot(_FAULTS, "form", 13, "lina", acts.waits, priority="high"),
        Spot(_COMPLAINTS, "app", 8.5, "lina", acts.waits, priority="high"),
        Spot(_FAULTS, "phone", 2 * DAY, "lina", act(acts.handled, ago=24 * HOUR + 4, exact=True), kept=False),
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 200, "lina", act(acts.promised, due_in=22, made_ago=170)),
        Spot(_ORDERS, "wechat", DAY + 190, "lina", act(acts.promised, due_in=95, made_ago=240)),
        Spot(
            _FAULTS_MORE,
            "phone",
            2 * DAY + 90,
            "lina",
            act(acts.handled, ago=24 * HOUR - 92, exact=True),
            kept=False,
        ),
        Spot(_FAULTS, "platform", 2 * DAY + 130, "lina", act(acts.handled, ago=18 * HOUR + 10)),
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
            _RETURNS, "wechat", DAY + 400, "lina", act(acts.paused, on="customer", since=310, expected_in=DAY)
        ),
        Spot(
            _RETURNS,
            "email",
            3 * DAY + 600,
            "lina",
            act(acts.paused, on="customer", since=2 * DAY + 60, expected_in=300),
        ),
        Spot(
            _FAULTS, "form", DAY + 100, "lina", act(acts.paused, on="customer", since=40, expected_in=2 * DAY)
        ),
    ]


def _unclaimed() -> Sequence[Spot]:
    """Nobody's yet: they wait in their teams."""
    return [
        Spot(_ASKING, "wechat", 70, "", acts.waits, team="service_desk", recorder="wuqian"),
        Spot(_FAULTS, "form", 9, "", acts.waits, team="service_desk", recorder="sunqian", priority="high"),
        Spot(_ASKING, "email", 40, "", acts.waits, team="service_desk", recorder="wuqian"),
        Spot(_COMPLAINTS, "social", 34, "", acts.waits, recorder="fenglei"),
        Spot(_ORDERS, "form", 21, "", acts.waits, recorder="sunjia"),
    ]


def _of_colleagues() -> Sequence[Spot]:
    """Her colleagues', for the board and the team's list."""
    return [
        Spot(_FAULTS, "wechat", 41, "wuqian", acts.waits, priority="high"),
        Spot(_FAULTS_MORE, "form", 11, "wuqian", acts.waits, priority="high"),
        Spot(
            _FAULTS_MORE,
            "phone",
            2 * DAY + 40,
            "wuqian",
            act(acts.handled, ago=23 * HOUR, exact=True),
            kept=False,
        ),
        Spot(_ORDERS, "chat", DAY + 40, "hanlei", act(acts.handled, ago=25 * HOUR, exact=True), kept=False),
        Spot(_COMPLAINTS, "phone", 20 * HOUR, "tangwen", act(acts.promised, due_in=-50, made_ago=300)),
        Spot(_FAULTS, "phone", 2 * DAY + 160, "sunqian", act(acts.handled, ago=6 * HOUR)),
        Spot(_ASKING, "wechat", 27 * HOUR, "sunjia", act(acts.handled, ago=3 * HOUR)),
    ]


def _elsewhere() -> Sequence[Spot]:
    """With other departments, answered or not."""
    return [
        Spot(_MONEY, "phone", 21 * HOUR, "tangwen", act(acts.with_department, ago=200, answers=False)),
        Spot(_MONEY, "wechat", 2 * DAY, "hanlei", act(acts.with_department, ago=19 * HOUR, answers=True)),
        Spot(_PARCELS, "phone", 20 * HOUR, "hanlei", act(acts.with_department, ago=300, answers=True)),
    ]


def _before_supervisor() -> Sequence[Spot]:
    """Before the supervisor, and one that has been decided."""
    return [
        Spot(_FAULTS, "phone", DAY + 220, "sunqian", acts.escalated),
        Spot(_COMPLAINTS, "phone", 6 * HOUR, "tangwen", acts.escalated),
        Spot(_FAULTS_MORE, "phone", 9 * HOUR, "wuqian", acts.escalated),
        Spot(_COMPLAINTS, "wechat", 19 * HOUR, "tangwen", acts.decided),
    ]


def _solved() -> Sequence[Spot]:
    """Solved and closed: what is left to verify and to call back."""
    return [
        Spot(_ORDERS, "phone", 9 * HOUR, "lina", act(acts.solved, ago=80)),
        Spot(_ASKING, "chat", 190, "lina", acts.waits, solved=True),
        Spot(_ASKING, "phone", 150, "lina", acts.waits, solved=True),
        Spot(_ASKING, "phone", 65, "lina", acts.waits, solved=True),
        Spot(_ASKING, "phone", 230, "wuqian", acts.waits, solved=True),
        Spot(_FAULTS, "wechat", 2 * DAY, "sunqian", act(acts.solved, ago=5 * HOUR)),
        Spot(_FAULTS_MORE, "phone", 2 * DAY + 90, "wuqian", act(acts.closed, ago=24 * HOUR + 35)),
        Spot(_FAULTS, "wechat", 2 * DAY + 30, "sunqian", act(acts.closed, ago=20 * HOUR + 30)),
        Spot(_ORDERS, "phone", 2 * DAY, "hanlei", act(acts.closed, ago=13 * HOUR), ring=24),
        Spot(_COMPLAINTS, "app", 23 * HOUR, "tangwen", act(acts.closed, ago=3 * HOUR)),
    ]


def _rated() -> Sequence[Spot]:
    """Called back or never reached: low scores, second cycles, what the supervisor has to settle."""
    return [
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


def standing() -> Sequence[Spot]:
    """Return all of them; the place of each decides its chances."""
    groups = (_of_lina, _unclaimed, _of_colleagues, _elsewhere, _before_supervisor, _solved, _rated)
    return [spot for group in groups for spot in group()]
