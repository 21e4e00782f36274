"""When requests come in, and how: weekdays and hours, channels, recorders; the same for the same seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from sladesk.demo.content import SYMPTOMS, Cure, Person, Symptom, TicketStory, story
from sladesk.demo.desk import LONG_RING, MEMBERS, Request
from sladesk.demo.stage import Machine, Stage
from sladesk.domain.routing import Asked, route

#: Days the history reaches back: three months.
DAYS = 91
_WEEKDAYS = (1.06, 1.04, 1.0, 0.98, 1.02, 0.62, 0.5)
_HOURS = (
    0,
    0,
    0,
    0,
    0,
    0,
    0.03,
    0.2,
    0.7,
    1.3,
    1.6,
    1.4,
    0.9,
    0.8,
    1.2,
    1.3,
    1.1,
    1.0,
    0.9,
    0.8,
    0.3,
    0.25,
    0.1,
    0,
)
_HOLIDAYS = frozenset(date(2026, 10, day) for day in range(1, 8))
_CHANNELS = {
    "phone": 46,
    "wechat": 14,
    "chat": 12,
    "form": 7,
    "app": 6,
    "email": 5,
    "platform": 4,
    "social": 3,
    "store": 2,
    "community": 1,
}
_RECORDERS = {"lina": 30, "wuqian": 28, "sunqian": 22, "sunjia": 10, "fenglei": 10}


def arrivals(now: datetime, seed: int, count: int, zone: ZoneInfo) -> Sequence[datetime]:
    """Return when customers ask, in order: three months up to now."""
    rng = Random(f"{seed}:arrivals")
    today = now.astimezone(zone)
    days = [today.date() - timedelta(days=back) for back in range(DAYS, -1, -1)]
    weights = [_weight(rng, day, place) for place, day in enumerate(days)]
    passed = sum(_HOURS[: today.hour]) + _HOURS[today.hour] * today.minute / 60
    weights[-1] *= passed / sum(_HOURS)
    made: list[datetime] = []
    for day in rng.choices(days, weights, k=count):
        at = _moment(rng, day, zone)
        while at > now - timedelta(minutes=6):
            at = _moment(rng, day, zone) if passed > 1 else at - timedelta(hours=9)
        made.append(at)
    return sorted(made)


def _weight(rng: Random, day: date, place: int) -> float:
    trend = 0.9 + 0.2 * place / DAYS
    quiet = 0.55 if day in _HOLIDAYS else 1.0
    return _WEEKDAYS[day.weekday()] * trend * quiet * rng.uniform(0.8, 1.2)


def _moment(rng: Random, day: date, zone: ZoneInfo) -> datetime:
    hour = rng.choices(range(24), _HOURS)[0]
    return datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), zone)


def tell(
    stage: Stage,
    rng: Random,
    month: int,
    wanted: frozenset[str] = frozenset(),
    goes: Person | None = None,
    *,
    part: bool = False,
) -> tuple[TicketStory, Machine | None]:
    """Return a story and the machine it is about.

    Arguments:
        month: 1-12, because nobody complains of warm air in winter.
        wanted: codes of symptoms to choose from; all when empty.
        goes: the engineer whose kinds of machines, districts and work on site it must be.
        part: whether it takes a spare part.
    """
    pool = [
        item
        for item in SYMPTOMS
        if (item.code in wanted or not wanted) and (not goes or _on_site(item, goes))
    ]
    pool = [item for item in pool if not item.months or month in item.months] or pool
    symptom = rng.choices(pool, [item.weight for item in pool])[0]
    kinds = [
        kind for kind in symptom.kinds if stage.machines_of.get(kind) and (not goes or kind in goes.kinds)
    ]
    if not kinds:
        return story(rng, symptom), None
    machines = [machine for kind in kinds for machine in stage.machines_of[kind]]
    near = [machine for machine in machines if not goes or machine.district in goes.districts]
    machine = rng.choice(near or machines)
    return story(rng, symptom, machine.product, partial(_fits, goes=goes is not None, part=part)), machine


def _fits(cure: Cure, *, goes: bool, part: bool) -> bool:
    return not (goes and cure.solution_code == "remote") and not (part and cure.part is None)


def _on_site(symptom: Symptom, goes: Person) -> bool:
    return symptom.flow == "visit" and bool(set(symptom.kinds) & set(goes.kinds))


@dataclass(frozen=True)
class Door:
    """How a request comes in: by which channel, registered when, and why later than asked."""

    channel: str
    recorded: datetime
    late_reason: str = ""


def door(stage: Stage, index: int, asked: datetime) -> Door:
    """Return how an ordinary request comes in; at night nobody rings or stands in a shop."""
    rng = Random(f"{stage.seed}:{index}:door")
    names = list(_CHANNELS)
    day = stage.staffed(asked)
    closed = frozenset() if day else frozenset({"phone", "chat", "store"})
    way = rng.choices(names, [0 if name in closed else _CHANNELS[name] for name in names])[0]
    if way in {"phone", "store"} and rng.random() < 0.025:
        late = rng.choice(("busy", "store_batch", "system_down"))
        return Door(way, asked + timedelta(minutes=rng.uniform(12, 28)), late)
    seconds = {"phone": (70, 220), "chat": (5, 11), "store": (120, 280)}.get(way, (20, 150))
    return Door(way, asked + timedelta(seconds=rng.uniform(*seconds)))


def request(
    stage: Stage, rng: Random, asked: datetime, came: Door, told: TicketStory, machine: Machine | None
) -> Request:
    """Return how an ordinary request is registered."""
    recorder = rng.choices(list(_RECORDERS), list(_RECORDERS.values()))[0]
    asked_for = Asked(
        service_type=told.service_type,
        class_code=told.category.split(".")[0],
        category=told.category,
        product_kind=machine.product.kind if machine else "",
    )
    team = route(stage.ref.rules, asked_for).team_id
    members = MEMBERS.get(stage.team_codes.get(team or 0, ""), ())
    at_home = told.finding.flow == "visit" or recorder in members
    solved = told.service_type == "consultation" and came.channel in {"phone", "chat"} and rng.random() < 0.5
    return Request(
        asked=asked,
        recorded=came.recorded,
        recorder=recorder,
        owner=recorder if came.channel == "chat" or (at_home and rng.random() < 0.85) else "",
        urges=told.service_type != "consultation" and rng.random() < 0.06,
        late_reason=came.late_reason,
        answer_seconds=_ringing(rng) if came.channel == "phone" else None,
        solved=solved,
    )


def _ringing(rng: Random) -> int:
    return rng.randint(LONG_RING, 48) if rng.random() < 0.035 else rng.randint(2, 14)
