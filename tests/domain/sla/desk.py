"""What the engine's tests share: calendars, local times, and ledgers of chance that obey the rules."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sladesk.domain.sla import ledger
from sladesk.domain.sla.calendars import CalendarSpec, CalendarTable, table_for, windows
from sladesk.domain.sla.errors import ImpossibleOrder
from sladesk.domain.sla.instants import from_epoch, to_epoch
from sladesk.domain.sla.ledger import ClockState, ClockStatus, Entry
from sladesk.domain.sla.peaks import peaks
from sladesk.domain.sla.shipped import CALENDARS
from sladesk.domain.sla.targets import Mode, Target

SHANGHAI = "Asia/Shanghai"
MINUTE, HOUR, DAY = 60, 3600, 86_400


def at(text: str, zone: str = SHANGHAI, fold: int = 0) -> int:
    """Epoch seconds of a local time: "2026-11-18 15:32" or with seconds."""
    return to_epoch(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold))


def shown(t: int | None, zone: str = SHANGHAI) -> str | None:
    """The local time of epoch seconds, for readable failures."""
    return None if t is None else from_epoch(t).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


NIGHTS = CalendarSpec(
    "Europe/Berlin",
    (windows("22:00-30:00"),) * 5 + (windows("08:00-12:00", "23:30-26:30"), ()),
    {date(2026, 10, 3): (), date(2026, 10, 25): windows("02:45-06:00")},
)
ISLAND = CalendarSpec(
    "Australia/Lord_Howe", (windows("01:45-02:15", "09:00-17:00"),) * 7, {date(2026, 12, 25): ()}
)
ODD = CalendarSpec("America/New_York", ((), windows("09:00:30-09:00:50", "10:00-24:00"), *((),) * 4, ()))

SPECS = {code: shipped.spec for code, shipped in CALENDARS.items()} | {
    "nights": NIGHTS,
    "island": ISLAND,
    "odd": ODD,
}
STORED: dict[str, Any] = {code: spec.to_json() for code, spec in SPECS.items()}


@lru_cache
def tables(key: str) -> CalendarTable:
    return table_for(SPECS[key])


def working(seconds: int, calendar: str) -> Target:
    return Target(seconds, Mode.WORKING, calendar)


def ledger_rows(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Ledger rows as plain dicts, as they would come from a table."""
    return [
        {
            "seq": row.seq,
            "kind": row.kind.value,
            "effective_at": row.effective_at,
            "recorded_at": row.recorded_at,
            "target": None if row.target is None else row.target.to_json(),
            "data": dict(row.data),
        }
        for row in entries
    ]


def chance_target(rng: Random) -> Target:
    calendar = rng.choice(sorted(SPECS))
    days = rng.choice([1, 3, 5, 10, 15])
    short = rng.random() < 0.15
    seconds = rng.choice([0, 15, 299, 300, 1800]) if short else days * 8 * HOUR + rng.choice([0, 0, 7])
    mode = rng.choice([Mode.WORKING, Mode.WORKING, Mode.PLAIN, Mode.AFTER_OPENING])
    if mode is Mode.AFTER_OPENING:
        return Target(seconds, mode, calendar, after_opening_seconds=rng.choice([0, HOUR]))
    if rng.random() < 0.2:
        peak = peaks("10:00-12:00", "14:00-14:30")
        return Target(
            seconds, mode, calendar, peak=peak, peak_seconds=2 * seconds, regulated=rng.random() < 0.3
        )
    return Target(seconds, mode, calendar if mode is Mode.WORKING else None)


def chance_ledger(rng: Random, steps: int) -> ClockState:
    """The clock of `chance_life` after its last step."""
    return list(chance_life(rng, steps))[-1]


def chance_life(rng: Random, steps: int) -> Iterator[ClockState]:
    """A clock after each of so many steps: pauses, other targets, sweeps, late device times, corrections."""
    now = at("2026-10-20 00:00") + rng.randrange(60 * DAY)
    state = ledger.fold(ledger.begin(chance_target(rng), now - rng.choice([0, 0, HOUR]), now), tables)
    for _ in range(steps):
        now += rng.choice([0, 1, 60, 599, 599, HOUR, HOUR, 5 * HOUR, rng.randrange(DAY)])
        if rng.random() < 0.02 and state.due_at is not None:
            now = max(now, state.due_at)
        state = ledger.follow(state, ledger.settle(state, now), tables)
        state = ledger.follow(state, _step(rng, state, now), tables)
        state = ledger.follow(state, ledger.settle(state, now), tables)
        yield state


def _step(rng: Random, state: ClockState, now: int) -> tuple[Entry, ...]:
    if not state.going:
        return _step_when_over(rng, state, now)
    chance = rng.random()
    if chance < 0.45:
        change = ledger.resume if state.state is ClockStatus.PAUSED else ledger.pause
        return change(state, now, now, {"reason": "wait_parts"})
    if chance < 0.6:
        return ledger.retarget(state, chance_target(rng), now, now, {"why": "priority"})
    if chance < 0.65:
        return _corrected(rng, state, now)
    if chance < 0.71:
        late = rng.choice([0, 0, 60, 5 * HOUR, 3 * DAY])
        end = ledger.cancel if chance < 0.655 else ledger.stop
        return end(state, max(now - late, state.started_at), now)
    return ()


def _step_when_over(rng: Random, state: ClockState, now: int) -> tuple[Entry, ...]:
    if state.state is ClockStatus.CANCELLED:
        return ()
    return ledger.run_on(state, now, tables) if rng.random() < 0.6 else _corrected(rng, state, now)


def _corrected(rng: Random, state: ClockState, now: int) -> tuple[Entry, ...]:
    row = rng.choice([step.rows[-1] for step in state.trail()])
    moved = min(row.effective_at + rng.choice([-HOUR, -60, 60, HOUR]), now)
    try:
        return ledger.correct(state, row.seq, moved, recorded=now, tables=tables)
    except ImpossibleOrder:
        return ()
