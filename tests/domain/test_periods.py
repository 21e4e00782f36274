"""Periods of reviews: where they begin and end, what comes before, how they are written (R9.3)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain.periods import Period, PeriodKind, day_bounds, parse_period, period_of

KINDS = st.sampled_from(PeriodKind)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("kind", "day", "key", "first", "last", "before"),
    [
        ("day", "2026-11-01", "2026-11-01", "2026-11-01", "2026-11-01", "2026-10-31"),
        ("week", "2026-11-01", "2026-W44", "2026-10-26", "2026-11-01", "2026-W43"),
        ("week", "2027-01-03", "2026-W53", "2026-12-28", "2027-01-03", "2026-W52"),
        ("week", "2016-02-29", "2016-W09", "2016-02-29", "2016-03-06", "2016-W08"),
        ("month", "2024-02-29", "2024-02", "2024-02-01", "2024-02-29", "2024-01"),
        ("month", "2026-01-15", "2026-01", "2026-01-01", "2026-01-31", "2025-12"),
    ],
)
def test_a_day_lies_in_one_period_of_each_kind(
    kind: str, day: str, key: str, first: str, last: str, before: str
) -> None:
    found = period_of(PeriodKind(kind), date.fromisoformat(day))
    assert (found.key, str(found.start), str(found.last)) == (key, first, last)
    assert found.before.key == before


@given(KINDS, DAYS)
def test_periods_follow_one_another_without_gap_and_are_read_back(kind: PeriodKind, day: date) -> None:
    period = period_of(kind, day)
    assert period.start <= day < period.end
    assert period.before.end == period.start
    assert period.after.start == period.end
    assert period.days[0] == period.start
    assert period.days[-1] == period.last
    assert parse_period(period.key) == period


@pytest.mark.parametrize("key", ["", "2026", "2026-13", "2026-W54", "2026-1", "2026-02-30", "W", "0001-01"])
def test_what_is_no_period_is_none(key: str) -> None:
    assert parse_period(key) is None


def test_a_period_begins_where_it_begins() -> None:
    with pytest.raises(ValueError, match="no week begins on 2026-11-01"):
        Period(PeriodKind.WEEK, date(2026, 11, 1))
    with pytest.raises(ValueError, match="no month begins"):
        Period(PeriodKind.MONTH, date(2026, 11, 2))


def test_a_day_with_an_hour_less_is_bounded_in_the_sites_zone() -> None:
    first, end = Period(PeriodKind.DAY, date(2026, 3, 29)).bounds("Europe/Berlin")
    assert (first, end) == day_bounds(date(2026, 3, 29), "Europe/Berlin")
    assert (end.timestamp() - first.timestamp()) / 3600 == 23
