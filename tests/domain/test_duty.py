"""Shifts, and who is on duty by the rota (R2.2, R2.3)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain.duty import Moment, Window, duty_by_rota, hours_text, nobody, parse_hours
from sladesk.domain.errors import Problem

ZONE = ZoneInfo("Asia/Shanghai")
EARLY, NIGHT = ((480, 960),), ((1320, 1800),)
SPLIT = ((480, 720), (780, 1050))


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("08:00-16:00", EARLY),
        ("8:00–16:00", EARLY),
        ("08:00-12:00 13:00-17:30", SPLIT),
        ("08:00-12:00，13:00-17:30", SPLIT),
        ("22:00-06:00", NIGHT),
        ("16:00-24:00", ((960, 1440),)),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, windows: tuple[Window, ...]) -> None:
    found = parse_hours(text)
    assert found == windows
    assert not isinstance(found, Problem)
    assert parse_hours(hours_text(found)) == windows


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "shift_hours"),
        ("early", "shift_hours"),
        ("08:00-08:00", "shift_hours"),
        ("08:00-25:00", "shift_hours"),
        ("08:70-12:00", "shift_hours"),
        ("08:00-12:00 lunch", "shift_hours"),
        ("06:00-23:00", "shift_too_long"),
        ("08:00-09:00 " * 5, "shift_too_long"),
        ("08:00-12:00 11:00-15:00", "shift_overlap"),
        ("13:00-17:00 08:00-12:00", "shift_overlap"),
    ],
)
def test_hours_that_can_not_be_are_named(text: str, code: str) -> None:
    found = parse_hours(text)
    assert isinstance(found, Problem)
    assert found.code == code


def at(hour: int, minute: int = 0) -> Moment:
    return Moment(datetime(2026, 11, 25, hour, minute, tzinfo=ZONE), ZONE)


@pytest.mark.parametrize(
    ("moment", "today", "yesterday", "began"),
    [
        (at(8), EARLY, (), datetime(2026, 11, 25, 8, tzinfo=ZONE)),
        (at(7, 59), EARLY, (), None),
        (at(16), EARLY, (), None),
        (at(12, 30), SPLIT, (), None),
        (at(13), SPLIT, (), datetime(2026, 11, 25, 13, tzinfo=ZONE)),
        (at(23), NIGHT, (), datetime(2026, 11, 25, 22, tzinfo=ZONE)),
        (at(5, 59), (), NIGHT, datetime(2026, 11, 24, 22, tzinfo=ZONE)),
        (at(6), (), NIGHT, None),
        (at(5), NIGHT, (), None),
    ],
)
def test_a_shift_past_midnight_belongs_to_the_day_it_starts_on(
    moment: Moment, today: tuple[Window, ...], yesterday: tuple[Window, ...], began: datetime | None
) -> None:
    assert moment.since(today, yesterday) == began


BEGAN = datetime(2026, 11, 25, 8, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("since", "switch", "minutes", "duty"),
    [
        (None, "on", 10, "off"),
        (BEGAN, "off", None, "on"),
        (BEGAN, "off", -600, "on"),
        (BEGAN, "break", 30, "break"),
        (BEGAN, "off", 30, "off"),
        (BEGAN, "off", 0, "off"),
        (BEGAN, "on", 30, "on"),
    ],
)
def test_the_rota_decides_and_a_break_since_the_shift_began_is_believed(
    since: datetime | None, switch: str, minutes: int | None, duty: str
) -> None:
    switched = None if minutes is None else BEGAN + timedelta(minutes=minutes)
    assert duty_by_rota(since, switch, switched) == duty


def test_days_with_nobody_are_found_by_team() -> None:
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    found = nobody(
        [monday, tuesday], {1: [10, 11], 2: [12], 3: []}, [(10, monday), (12, monday), (11, tuesday)]
    )
    assert found == [(tuesday, 2)]


@given(
    st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 240)), min_size=1, max_size=3),
    st.integers(0, 2879),
)
def test_somebody_is_on_duty_exactly_within_the_windows(parts: list[tuple[int, int]], minute: int) -> None:
    windows = tuple((start, start + length) for start, length in sorted(parts))
    now = datetime(2026, 11, 24, tzinfo=ZONE) + timedelta(minutes=minute)
    moment = Moment(now, ZONE)
    today = windows if moment.day == date(2026, 11, 24) else ()
    yesterday = windows if moment.before == date(2026, 11, 24) else ()
    assert (moment.since(today, yesterday) is not None) == any(a <= minute < b for a, b in windows)


@pytest.mark.parametrize(
    ("moment", "today", "yesterday", "hours"),
    [
        (at(8), EARLY, (), (8, 16)),
        (at(7, 59), EARLY, (), None),
        (at(16), EARLY, (), None),
        (at(12, 30), SPLIT, (), (8, 17.5)),
        (at(23), NIGHT, (), (22, 30)),
        (at(5, 59), (), NIGHT, (-2, 6)),
        (at(6), (), NIGHT, None),
        (at(12), (), (), None),
    ],
)
def test_a_shift_is_under_way_through_its_break(
    moment: Moment,
    today: tuple[Window, ...],
    yesterday: tuple[Window, ...],
    hours: tuple[float, float] | None,
) -> None:
    midnight = datetime(2026, 11, 25, tzinfo=ZONE)
    wanted = hours and tuple(midnight + timedelta(hours=hour) for hour in hours)
    assert moment.under_way(today, yesterday) == wanted
