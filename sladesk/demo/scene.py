"""The department at this very moment: tickets made so that every list has something in every state.

Everything is counted back from the present: what is late by twelve minutes was asked a target and twelve
minutes ago. Only plain-time targets are used where the minute matters: so it holds on a Sunday night too.
At night nobody rings, and the visits of the day are still to come or done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from sladesk.demo import acts, desk
from sladesk.demo.desk import Request
from sladesk.demo.life import Life, Script
from sladesk.demo.spots import DAY, Spot, standing
from sladesk.demo.stage import Stage

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
    """The registration, and what came of it up to now; waiting or not, the customer hears how it stands."""
    yield from desk.register(life, wanted)
    yield from spot.act(life)
    left = len(life.progress)
    if spot.kept:
        yield from desk.go_to(life, life.stage.now)
    if len(life.progress) < left:
        yield from acts.read(life, life.owner)


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
    return [_by_daylight(stage, spot) for spot in (*_rounds(stage), *standing())]


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
