"""What if: another target, a wait, an answer; the ledger stays as it is (R3.8)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sladesk.domain.sla import ledger
from sladesk.domain.sla.calendars import CalendarTable, table_for
from sladesk.domain.sla.entries import ClockState
from sladesk.domain.sla.folding import follow
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.shipped import CALENDARS
from sladesk.domain.sla.supposing import Effect, Supposition, suppose
from sladesk.domain.sla.targets import Mode, Target

HOUR = 3600
THREE_DAYS = Target(24 * HOUR, Mode.WORKING, "office")
RESOLUTION, UPDATE, FIRST = ClockKind.RESOLUTION, ClockKind.UPDATE, ClockKind.FIRST_RESPONSE


def tables(key: str) -> CalendarTable:
    return table_for(CALENDARS[key].spec)


def at(text: str) -> int:
    return int(
        datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
    )


NOW = at("19 14:08")


def running(target: Target = THREE_DAYS, start: str = "18 15:32", *, paused: bool = False) -> ClockState:
    begun = ledger.begin(target, at(start), at(start))
    state = ledger.fold(begun, tables)
    held = follow(state, ledger.pause(state, at("19 09:50"), at("19 09:50"), {"reason": 1}), tables)
    return held if paused else follow(held, ledger.resume(held, at("19 12:30"), at("19 12:30")), tables)


@pytest.mark.parametrize(
    ("kind", "state", "wish", "effect", "after"),
    [
        (RESOLUTION, running(), Supposition(), Effect.SAME, "23 17:42"),
        (RESOLUTION, running(), Supposition(unpaused=True), Effect.MOVED, "23 15:32"),
        (
            RESOLUTION,
            running(),
            Supposition(waits=frozenset({RESOLUTION}), until=at("20 14:08")),
            Effect.MOVED,
            "24 17:42",
        ),
        (
            RESOLUTION,
            running(),
            Supposition(waits=frozenset({UPDATE}), until=at("20 14:08")),
            Effect.SAME,
            "23 17:42",
        ),
        (
            RESOLUTION,
            running(paused=True),
            Supposition(waits=frozenset({RESOLUTION}), until=at("20 14:08")),
            Effect.MOVED,
            "25 09:50",
        ),
        (RESOLUTION, running(), Supposition({RESOLUTION: Target(HOUR)}), Effect.MOVED, "18 16:32"),
        (FIRST, running(Target(48 * HOUR)), Supposition(answered=at("20 15:00")), Effect.KEPT, "20 18:12"),
        (FIRST, running(Target(48 * HOUR)), Supposition(answered=at("20 18:13")), Effect.MISSED, "20 18:12"),
        (
            UPDATE,
            running(Target(48 * HOUR)),
            Supposition(answered=at("20 09:00")),
            Effect.RESTARTED,
            "22 09:00",
        ),
    ],
)
def test_what_would_become_of_a_clock(
    kind: ClockKind, state: ClockState, wish: Supposition, effect: Effect, after: str
) -> None:
    found = suppose(state, kind, wish, NOW, tables)
    assert (found.effect, found.after) == (effect, at(after))
    assert found.late is (found.effect is Effect.MOVED and found.after is not None and found.after < NOW)


def test_the_due_instant_is_in_time_and_what_is_decided_stays() -> None:
    due = at("20 18:12")
    held = suppose(running(Target(48 * HOUR)), FIRST, Supposition(answered=due), NOW, tables)
    assert (held.effect, held.spare) == (Effect.KEPT, 0)
    state = running()
    done = follow(state, ledger.stop(state, NOW, NOW), tables)
    wish = Supposition(
        {RESOLUTION: Target(HOUR)}, frozenset({RESOLUTION}), at("25 09:00"), at("25 09:00"), True
    )
    assert suppose(done, RESOLUTION, wish, NOW, tables).effect is Effect.DECIDED
