"""Plays the lives of all tickets: the newest first, then the history behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sladesk.actions import notices
from sladesk.actions._action import Tx
from sladesk.actions._case.sitting import Sitting
from sladesk.actions.setup import set_value
from sladesk.db import db, write_transaction
from sladesk.demo import arrivals, founding, history, office, scene
from sladesk.demo.content import TicketStory
from sladesk.demo.life import Life, Script, play
from sladesk.demo.stage import Machine, Stage, set_stage
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import DeskError
from sladesk.models import Notice, Setting

SEED = 20261121
#: Setting with how far the history is and where it ends; the banner of the pages reads it.
PROGRESS = "demo.progress"
#: Notices older than this have been read.
READ_AFTER = timedelta(hours=5)
found = founding.found


@dataclass(frozen=True)
class Opening:
    """One ticket to be. `scene`: place in the scene of today, none for an ordinary one."""

    index: int
    asked: datetime
    recorded: datetime
    scene: int | None = None


@dataclass(frozen=True)
class Plan:
    """Every ticket to be, in the order of their registration."""

    stage: Stage
    openings: Sequence[Opening]
    spots: Sequence[scene.Spot]

    @classmethod
    def of(cls, now: datetime, seed: int, tickets: int) -> "Plan":
        """Make the plan of a database that has its people and customers; the same for the same seed."""
        db.session.rollback()
        stage = set_stage(db.session(), now, seed)
        db.session.rollback()
        spots = scene.spots(stage)[:tickets]
        times = arrivals.arrivals(now, seed, tickets - len(spots), stage.zone)
        made = [
            Opening(index, at, arrivals.door(stage, index, at).recorded) for index, at in enumerate(times)
        ]
        for place, spot in enumerate(spots):
            index = len(times) + place
            wanted = scene.request(spot, now, Random(f"{seed}:{index}:door"))
            made.append(Opening(index, wanted.asked, wanted.recorded, place))
        return cls(stage, sorted(made, key=lambda opening: opening.recorded), spots)

    @classmethod
    def stored(cls) -> "Plan":
        """Return the plan this database was begun with."""
        mark = db.session.scalar(select(Setting.value).where(Setting.name == "demo.mark"))
        db.session.rollback()
        if not isinstance(mark, dict):
            raise LookupError("this is no demo database")
        return _plan(str(mark["now"]), int(str(mark["seed"])), int(str(mark["tickets"])))

    def boundary(self, first: int) -> int:
        """Return where the newest days begin that hold at least `first` tickets: no day is parted."""
        place = max(len(self.openings) - first, 0)
        while 0 < place < len(self.openings) and self._day(place - 1) == self._day(place):
            place -= 1
        return place

    def _day(self, place: int) -> object:
        return self.stage.local(self.openings[place].recorded).date()


@lru_cache(maxsize=1)
def _plan(now: str, seed: int, tickets: int) -> Plan:
    return Plan.of(datetime.fromisoformat(now), seed, tickets)


def build(plan: Plan, places: Sequence[int], noting: int | None = None) -> int:
    """Play tickets' lives in one transaction; return their steps.

    Arguments:
        noting: where the history ends, to write down how far it is.
    """
    with write_transaction() as session:
        taken = sum(_live(plan, place, session) for place in places)
        if noting is not None:
            note(Tx(session, SYSTEM, plan.stage.now, "demo", SYSTEM.source), places[-1] + 1, noting, plan)
    return taken


def _live(plan: Plan, place: int, session: Session) -> int:
    """Play one life. What the desk refuses does not happen: the life is played again and ends before it."""
    most: int | None = None
    for _try in range(2):
        shared = Sitting(session)
        life, script = _start(plan, place, shared)
        try:
            with session.begin_nested(), shared:
                play(life, script, most=most)
            return life.taken
        except DeskError:
            most = life.taken
    raise AssertionError("unreachable: what was taken once can be taken again")


def tell(plan: Plan, place: int, rng: Random) -> tuple[TicketStory, Machine | None]:
    """Return the story of a ticket to be, and the machine it is about."""
    stage, opening = plan.stage, plan.openings[place]
    month = stage.local(opening.asked).month
    if opening.scene is None:
        return arrivals.tell(stage, rng, month)
    spot = plan.spots[opening.scene]
    goes = stage.people.get(spot.engineer)
    return arrivals.tell(stage, rng, month, spot.symptoms, goes, part=spot.part)


def _start(plan: Plan, place: int, shared: Sitting) -> tuple[Life, Script]:
    stage, opening = plan.stage, plan.openings[place]
    rng = Random(f"{stage.seed}:{opening.index}")
    told, machine = tell(plan, place, rng)
    if opening.scene is not None:
        spot = plan.spots[opening.scene]
        life = Life(stage, shared, rng, told, opening.asked, machine, spot.channel)
        wanted = scene.request(spot, stage.now, Random(f"{stage.seed}:{opening.index}:door"))
        return life, scene.play_spot(spot, life, wanted)
    came = arrivals.door(stage, opening.index, opening.asked)
    life = Life(stage, shared, rng, told, opening.asked, machine, came.channel)
    return life, history.ordinary(life, arrivals.request(stage, rng, opening.asked, came, told, machine))


def live(plan: Plan) -> None:
    """Let people be on duty who have read what is not new."""
    founding.begin_shift(plan.stage.now)
    office.look_after(plan.stage, [opening.asked for opening in plan.openings])
    with write_transaction() as session:
        for actor in plan.stage.actors.values():
            seen = select(func.max(Notice.id)).where(
                Notice.person_id == actor.person_id, Notice.created_at < plan.stage.now - READ_AFTER
            )
            upto = session.scalar(seen)
            if upto:
                notices.read_all(Tx(session, actor, plan.stage.now, "notices.read_all", actor.source), upto)


def note(tx: Tx, done: int, end: int, plan: Plan) -> None:
    """Write down how far the history is; the pages count the tickets in front of it as done."""
    wanted = len(plan.openings)
    set_value(tx, PROGRESS, {"place": done, "end": end, "done": wanted - end + done, "wanted": wanted})


def noted() -> tuple[int, int]:
    """Return how far the history is, and where it ends."""
    value = db.session.scalar(select(Setting.value).where(Setting.name == PROGRESS))
    db.session.rollback()
    return (int(str(value["place"])), int(str(value["end"]))) if isinstance(value, dict) else (0, 0)
