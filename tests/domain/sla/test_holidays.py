"""Announced holidays and make-up days, and the calendars that keep them (R3.5)."""

from datetime import date

import pytest

from sladesk.domain.sla.calendars import windows
from sladesk.domain.sla.holidays_cn import (
    ANNOUNCED,
    DAYS_OFF,
    MAKE_UP_DAYS,
    days_off,
    exceptions,
    make_up_days,
)
from sladesk.domain.sla.shipped import CALENDARS


@pytest.mark.parametrize(("year", "working_days"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_the_year(year: int, working_days: int) -> None:
    office = CALENDARS["office"].spec
    days = (
        date.fromordinal(at) for at in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    )
    assert sum(bool(office.on(day)) for day in days) == working_days


def test_make_up_days_of_2026() -> None:
    days = [f"{day:%m-%d}" for day in make_up_days(2026)]
    assert days == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


@pytest.mark.parametrize("year", sorted(ANNOUNCED))
def test_make_up_days_are_weekend_days_that_are_not_off(year: int) -> None:
    made_up = set(make_up_days(year))
    assert all(day.weekday() >= 5 for day in made_up)
    assert not made_up & set(days_off(year))


def test_the_year_without_a_notice_is_marked() -> None:
    assert set(DAYS_OFF) - ANNOUNCED == {2027}
    assert MAKE_UP_DAYS[2027] == ()
    assert len(list(days_off(2027))) == 13


def test_exceptions_close_days_off_and_open_make_up_days() -> None:
    hours = windows("09:00-17:00")
    found = exceptions(hours, [2026])
    assert found[date(2026, 10, 1)] == ()
    assert found[date(2026, 10, 10)] == hours
    assert date(2026, 11, 18) not in found


def test_a_day_off_is_off_for_the_desk_but_not_for_those_on_duty() -> None:
    day = date(2026, 2, 17)
    assert [bool(CALENDARS[code].spec.on(day)) for code in ("online", "office", "duty", "always")] == [
        False,
        False,
        True,
        True,
    ]
