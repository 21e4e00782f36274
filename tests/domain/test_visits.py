"""The pure rules of visits: order of steps, windows, readings (R5.2, R5.6)."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from sladesk.domain.codes import VisitState
from sladesk.domain.errors import Invalid, WrongState
from sladesk.domain.visits import (
    ORDER,
    Window,
    check_readings,
    check_step,
    check_window,
    clashes,
    next_step,
    readings_for,
    slots,
    step_time,
)

NOW = datetime(2026, 11, 19, 6, 8, tzinfo=UTC)
WAY = (VisitState.PLANNED, *ORDER)


@pytest.mark.parametrize(("at", "step"), list(product(VisitState, ORDER)))
def test_only_the_very_next_step_is_taken(at: VisitState, step: VisitState) -> None:
    follows = at in WAY and WAY.index(step) == WAY.index(at) + 1
    if follows:
        check_step(at, step)
        assert next_step(at) == step
    else:
        with pytest.raises(WrongState):
            check_step(at, step)


@pytest.mark.parametrize("at", [VisitState.CONFIRMED, VisitState.CANCELLED, VisitState.WAITING_PART])
def test_nothing_follows_the_end_or_a_missing_part(at: VisitState) -> None:
    assert next_step(at) is None


@pytest.mark.parametrize(
    ("start", "minutes", "problem"),
    [
        (0, 120, None),
        (-119, 120, None),
        (-120, 120, "window_in_the_past"),
        (60, 0, "window_ends_before_start"),
        (60, 720, None),
        (60, 721, "window_too_long"),
        (180 * 24 * 60, 60, None),
        (180 * 24 * 60 + 1, 60, "window_too_far"),
    ],
)
def test_windows_at_their_bounds(start: int, minutes: int, problem: str | None) -> None:
    begins = NOW + timedelta(minutes=start)
    window = Window(begins, begins + timedelta(minutes=minutes))
    if problem is None:
        check_window(window, NOW)
        return
    with pytest.raises(Invalid) as refused:
        check_window(window, NOW)
    assert problem in {p.code for p in refused.value.problems.values()}


def test_windows_that_touch_do_not_clash() -> None:
    first = Window(NOW, NOW + timedelta(hours=2))
    assert not clashes(first, [Window(first.end, first.end + timedelta(hours=1))])
    assert clashes(first, [Window(first.end - timedelta(seconds=1), first.end + timedelta(hours=1))])


def test_slots_that_are_over_are_not_offered() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    offered = slots(date(2026, 11, 19), zone, NOW)
    assert [s.start.astimezone(zone).hour for s in offered] == [14, 16, 18]
    assert len(slots(date(2026, 11, 20), zone, NOW)) == 6


@pytest.mark.parametrize("kind", ["ac_floor", "heater_gas", "purifier", "fridge", "tv", ""])
def test_every_kind_of_machine_has_readings(kind: str) -> None:
    assert len(readings_for(kind)) == 2


@pytest.mark.parametrize(
    ("typed", "kept"), [("8.9", "8.9"), (" 0,42 ", "0.42"), ("-18", "-18"), ("", None), ("8", "8")]
)
def test_readings_are_plain_decimals(typed: str, kept: str | None) -> None:
    found = check_readings("ac_floor", {"outdoor_current": typed})
    assert found.get("outdoor_current") == kept


@pytest.mark.parametrize("typed", ["8.9A", "1e9", "--1", ".", "1.2.3", "九", "²", "12345678901"])
def test_other_readings_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        check_readings("ac_floor", {"outdoor_current": typed})


def test_a_slow_device_clock_is_set_right_a_wrong_one_refused() -> None:
    stamps = {"accepted": NOW.isoformat()}
    assert step_time(NOW - timedelta(minutes=2), stamps, NOW) == NOW
    with pytest.raises(Invalid):
        step_time(NOW - timedelta(minutes=2, seconds=1), stamps, NOW)
    assert step_time(NOW - timedelta(hours=1), {}, NOW) == NOW
