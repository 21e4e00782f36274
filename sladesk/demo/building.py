"""Plays the lives of all tickets: the newest first, then the history behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache, partial
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.actions._action import Tx
from sladesk.actions._case.sitting import Sitting
from sladesk.actions.beginning import DEMO_MARK as MARK
from sladesk.actions.beginning import DEMO_PROGRESS as PROGRESS
from sladesk.actions.setup import set_value
from sladesk.db import db, write_transaction
from sladesk.demo import arrivals, causes, founding, history, inbox, later, office, scene
from sladesk.demo.life import Life, Script, play
from sladesk.demo.stage import Stage, set_stage
from sladesk.demo.stories import Stories, Told
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import DeskError
from sladesk.models import Setting

SEED = 20261121


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
    first: int = 0

    @classmethod
    def of(cls, now: datetime, seed: int, tickets: int, first: int = 0) -> "Plan":
        """Make the plan of a database that has its people and customers; the same for the same seed.

        Arguments:
            first: at least so many tickets, those of the newest days, come before all others.
        """
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
        return cls(stage, sorted(made, key=lambda opening: opening.recorded), spots, first)

    @classmethod
    def stored(cls) -> "Plan":
        """Return the plan this database was begun with."""
        mark = _setting(MARK)
        if mark is None:
            raise LookupError("this is no demo database")
        told = (str(mark[name]) for name in ("now", "seed", "tickets", "first"))
        return _plan(str(db.engine.url), *told)

    @cached_property
    def boundary(self) -> int:
        """Where the newest days begin: no day is parted."""
        place = max(len(self.openings) - self.first, 0)
        while 0 < place < len(self.openings) and self._day(place - 1) == self._day(place):
            place -= 1
        return place

    @cached_property
    def stories(self) -> Stories:
        """What the tickets say: told in the order they are made, the newest days first."""
        order = [*range(self.boundary, len(self.openings)), *range(self.boundary)]
        seeds = [f"{self.stage.seed}:{opening.index}" for opening in self.openings]
        return Stories(order, partial(tell, self), seeds)

    def _day(self, place: int) -> object:
        return self.stage.local(self.openings[place].recorded).date()


@lru_cache(maxsize=1)
def _plan(_database: str, now: str, seed: str, tickets: str, first: str) -> Plan:
    plan = Plan.of(datetime.fromisoformat(now), int(seed), int(tickets), int(first))
    held = _setting(PROGRESS)
    if held is not None and not (part := _part(held)).done:
        plan.stories.catch_up(part.place)  # here rather than within the transaction that plays what follows
    return plan


@dataclass(frozen=True)
class Part:
    """The tickets that are being made: of the newest days, or of the history behind them.

    Arguments:
        begin, end: places in the plan; place: the next to be made.
        made: tickets that are there already, of both parts.
    """

    begin: int
    place: int
    end: int
    made: int = 0
    newest: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing of it is left."""
        return self.place >= self.end


def advance(plan: Plan, most: int) -> Part:
    """Play the next few lives in one transaction, which also writes down how far it came.

    Whoever else is at it waits for this transaction and goes on behind it.

    Arguments:
        most: tickets.

    Returns:
        The part as it stands then.
    """
    with write_transaction() as session:
        part = _standing(plan, session)
        places, told = range(part.place, min(part.place + most, part.end)), inbox.newest(session)
        for place in places:
            live(plan, place, session)
        inbox.read(plan.stage, session, told)
        if places and places.stop == part.end and not part.newest:
            causes.look_into(session, plan.stage)
        after = replace(part, place=places.stop, made=part.made + len(places))
        _note(session, plan, after)
    return after


def _standing(plan: Plan, session: Session) -> Part:
    """Return the part under way, held until the transaction ends; the newest days when nothing is there."""
    held = session.scalar(select(Setting.value).where(Setting.name == PROGRESS).with_for_update())
    begin = plan.boundary
    return _part(held) if held else Part(begin, begin, len(plan.openings), newest=True)


def _part(stored: object) -> Part:
    if not isinstance(stored, dict):
        return Part(0, 0, 0, newest=True)
    # A department that an earlier version made has noted less; nothing of it is left to make.
    begin, place, end, made = (int(str(stored.get(name, 0))) for name in ("begin", "place", "end", "done"))
    return Part(begin, place, end, made, newest=bool(stored.get("newest")))


def _note(session: Session, plan: Plan, part: Part) -> None:
    told = {"done": part.made, "wanted": len(plan.openings), "newest": part.newest}
    where = {"begin": part.begin, "place": part.place, "end": part.end}
    set_value(Tx(session, SYSTEM, plan.stage.now, "demo", SYSTEM.source), PROGRESS, told | where)


def open_doors(plan: Plan) -> None:
    """Let people come to work when the newest days are there; from here on the history is a job.

    Once: whoever else was at the newest days finds the doors open.
    """
    with write_transaction() as session:
        part = _standing(plan, session)
        if not part.newest or not part.done:
            return
        founding.begin_shift(session, plan.stage.now, plan.stage.zone)
        office.look_after(session, plan.stage, [opening.asked for opening in plan.openings])
        history_part = Part(0, 0, plan.boundary, part.made)
        _note(session, plan, history_part)
        if history_part.done:
            causes.look_into(session, plan.stage)
        else:
            later.go_on(session, history_part.place, plan.stage.now)


def noted() -> Part:
    """Return the part under way; the newest days, not begun, when nothing is written down."""
    return _part(_setting(PROGRESS))


def begun() -> bool:
    """Whether this database holds a demo department or the beginning of one."""
    return _setting(MARK) is not None


def _setting(name: str) -> Mapping[str, object] | None:
    value = db.session.scalar(select(Setting.value).where(Setting.name == name))
    db.session.rollback()
    return value if isinstance(value, dict) else None


def live(plan: Plan, place: int, session: Session) -> int:
    """Play one life; return its steps.

    What the desk refuses does not happen: the life is played again and ends before it.
    """
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


def tell(plan: Plan, place: int, rng: Random) -> Told:
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
    (told, machine), rng = plan.stories.of(place)
    if opening.scene is not None:
        spot = plan.spots[opening.scene]
        life = Life(stage, shared, rng, told, opening.asked, machine, spot.channel)
        wanted = scene.request(spot, stage.now, Random(f"{stage.seed}:{opening.index}:door"))
        return life, scene.play_spot(spot, life, wanted)
    came = arrivals.door(stage, opening.index, opening.asked)
    life = Life(stage, shared, rng, told, opening.asked, machine, came.channel)
    return life, history.ordinary(life, arrivals.request(stage, rng, opening.asked, came, told, machine))
