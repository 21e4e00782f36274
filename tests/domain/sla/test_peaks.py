"""Peaks: hours of the day, all year or in a dated season, and when two of them meet (R3.2)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain.sla.errors import BadCalendar
from sladesk.domain.sla.hours import DAY, Window
from sladesk.domain.sla.peaks import Peak, overlapping, peaks

FIRST = date(2026, 11, 1)


@st.composite
def some(draw: st.DrawFn) -> Peak:
    start = draw(st.integers(0, 23)) * 3600
    hours = Window(start, start + draw(st.integers(1, 24)) * 3600)
    if draw(st.booleans()):
        return Peak(hours)
    first = FIRST + timedelta(days=draw(st.integers(0, 4)))
    return Peak(hours, first, first + timedelta(days=draw(st.integers(0, 3))))


@pytest.mark.parametrize(
    ("text", "at", "covered"),
    [
        ("10:00-12:00", "2026-11-19 10:00", True),
        ("10:00-12:00", "2026-11-19 12:00", False),
        ("22:00-26:00", "2026-11-20 01:59", True),
        ("2026-11-01/2026-11-12 10:00-12:00", "2026-10-31 11:00", False),
        ("2026-11-01/2026-11-12 10:00-12:00", "2026-11-12 11:00", True),
        ("2026-11-01/2026-11-12 10:00-12:00", "2026-11-13 11:00", False),
        ("2026-11-11 22:00-26:00", "2026-11-12 01:00", True),
        ("2026-11-11 22:00-26:00", "2026-11-11 01:00", False),
    ],
)
def test_an_instant_lies_in_a_peak_of_its_day(text: str, at: str, covered: bool) -> None:
    assert Peak.parse(text).covers(datetime.fromisoformat(at)) is covered


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("noon", "window"),
        ("12:00-10:00", "end_before_start"),
        ("25:00-26:00", "start_outside_day"),
        ("08:00-40:00", "start_outside_day"),
        ("2026-13-01 10:00-12:00", "date"),
        ("2026-11-12/2026-11-01 10:00-12:00", "end_before_start"),
    ],
)
def test_what_is_no_peak_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCalendar) as found:
        Peak.parse(text)
    assert found.value.code == code


@given(some())
def test_a_peak_is_read_back_as_it_was_written(peak: Peak) -> None:
    assert Peak.parse(str(peak)) == peak


@given(some(), some())
def test_two_peaks_meet_where_an_instant_lies_in_both(one: Peak, other: Peak) -> None:
    """Looked at hour by hour over all days that the drawn seasons can reach."""
    hours = (datetime(2026, 10, 30, tzinfo=UTC) + timedelta(hours=at) for at in range(13 * 24))
    assert overlapping((one, other)) is any(one.covers(at) and other.covers(at) for at in hours)


def test_seasons_that_follow_each_other_do_not_meet() -> None:
    assert not overlapping(peaks("2026-11-01/2026-11-10 00:00-24:00", "2026-11-11/2026-11-12 00:00-24:00"))
    assert overlapping(peaks("10:00-12:00", "2026-11-11 00:00-24:00"))
    assert DAY == 86_400
