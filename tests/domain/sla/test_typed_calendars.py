"""Calendars as they are typed: hours, special days, what is said of nonsense, what differs (R3.5)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain.sla.hours import DAY, CalendarSpec, Window, problems, windows
from sladesk.domain.sla.shipped import CALENDARS
from sladesk.domain.sla.typed_calendars import (
    Draft,
    differences,
    draft_of,
    lacks,
    missing_year,
    official,
    read,
)
from sladesk.domain.sla.typed_hours import read_hours, write_hours

OFFICE = CALENDARS["office"].spec
USUAL = windows("09:00-12:00", "13:00-18:00")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", ()),
        ("休", ()),
        ("09:00-12:00, 13:00-18:00", USUAL),
        ("13:00-18:00 09:00-12:00", USUAL),
        ("9-12；13：00 – 18：00", USUAL),
        ("09:00 至 12:00、13:00~18:00", USUAL),
        ("全天", windows("00:00-24:00")),
        ("00:00-24:00", windows("00:00-24:00")),
        ("22:00-30:00", windows("22:00-30:00")),
        ("22:00-次日06:00", windows("22:00-30:00")),
        ("22:00–06:00 the next day", None),
        ("22:00 - next day 06:00", windows("22:00-30:00")),
    ],
)
def test_hours_as_people_type_them(text: str, hours: tuple[Window, ...] | None) -> None:
    found, wrong = read_hours(text)
    assert (found, wrong) == (hours, ()) if hours is not None else wrong


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("morning", ["hours_shape"]),
        ("09:70-12:00", ["hours_shape"]),
        ("25:00-26:00", ["hours_start"]),
        ("18:00-09:00", ["hours_backwards"]),
        ("09:00-09:00", ["hours_backwards"]),
        ("01:00-26:00", ["hours_day"]),
        ("09:00-12:00, 11:00-13:00", ["hours_overlap"]),
        ("x, 18:00-09:00", ["hours_shape", "hours_backwards"]),
        ("9" * 1_001, ["too_long"]),
    ],
)
def test_hours_that_cannot_be_are_named_one_by_one(text: str, codes: list[str]) -> None:
    assert [problem.code for problem in read_hours(text)[1]] == codes


def test_a_shift_typed_backwards_is_told_how_it_is_written() -> None:
    (problem,) = read_hours("22:00-06:00")[1]
    assert problem.params["night"] == "22:00-30:00"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    found, wrong = read_hours(text)
    assert wrong or all(0 <= one.start < DAY and one.start < one.end <= one.start + DAY for one in found)


_DAY = st.lists(st.integers(0, 23), max_size=8, unique=True).map(
    lambda hours: tuple(
        Window(a * 3600, b * 3600) for a, b in zip(sorted(hours)[::2], sorted(hours)[1::2], strict=False)
    )
)


@given(
    st.tuples(*[_DAY] * 7).filter(any),
    st.dictionaries(st.dates(date(2026, 12, 30), date(2028, 1, 2)), _DAY, max_size=30),
)
def test_what_is_written_is_read_back(
    week: tuple[tuple[Window, ...], ...], days: dict[date, tuple[Window, ...]]
) -> None:
    spec = CalendarSpec("Asia/Shanghai", week, days, (2026,))
    again, wrong = read(draft_of(spec, 2027), spec)
    assert wrong == ()
    assert again == spec
    assert differences(spec, spec, 2027) == ()
    assert all(read_hours(write_hours(day)) == (day, ()) for day in week)


def typed(**parts: Any) -> Draft:
    return replace(draft_of(OFFICE, 2027), **parts)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"zone": "Mars/Base"}, [("zone", "calendar_unknown_zone")]),
        ({"zone": "../etc/passwd"}, [("zone", "calendar_unknown_zone")]),
        ({"week": ("",) * 7}, [("week0", "calendar_no_open_hour")]),
        ({"week": ("9-18", "22:00-33:00", "08:00-17:00", *("",) * 4)}, [("week1", "hours_into_next")]),
        ({"week": ("08:00-17:00", *("",) * 5, "22:00-33:00")}, [("week6", "hours_into_next")]),
        (
            {"week": (*("18-9", "x"), *("9-18",) * 5)},
            [("week0", "hours_backwards"), ("week1", "hours_shape")],
        ),
        ({"off": "13-40"}, [("off", "day_shape")]),
        ({"off": "02-29"}, [("off", "day_shape")]),
        ({"off": "2026-10-01"}, [("off", "day_year")]),
        ({"off": "10-07/10-01"}, [("off", "day_backwards")]),
        ({"off": "10-01 09:00-12:00"}, [("off", "day_shape")]),
        ({"off": "10-01", "extra": "10-01"}, [("extra", "day_twice")]),
        ({"extra": "10-09 09:00-12:00\n10-09 13:00-15:00"}, [("extra", "day_twice")]),
        ({"extra": "10-09 12:00-09:00"}, [("extra", "hours_backwards")]),
        ({"extra": "10-10 22:00-34:00"}, [("extra", "day_into_next")]),
        ({"extra": "\n".join(["10-09"] * 401)}, [("extra", "days_too_many")]),
    ],
)
def test_what_cannot_be_is_said_at_its_field(parts: dict[str, object], found: list[tuple[str, str]]) -> None:
    spec, wrong = read(typed(**parts), OFFICE)
    assert spec is None
    assert [(field, problem.code) for field, problem in wrong] == found


def test_make_up_days_follow_the_usual_hours_and_own_hours_stay() -> None:
    longer = "08:00-12:00, 13:00-19:00"
    draft = typed(week=(*(longer,) * 5, "", ""), off="", extra="02-14\n12-31 09:00-15:00")
    spec, wrong = read(draft, OFFICE)
    assert wrong == ()
    assert spec is not None
    assert spec.on(date(2027, 2, 14)) == spec.on(date(2026, 10, 10)) == windows("08:00-12:00", "13:00-19:00")
    assert spec.on(date(2027, 12, 31)) == windows("09:00-15:00")
    assert spec.on(date(2026, 10, 1)) == ()
    told = {one.part: (one.before, one.after) for one in differences(OFFICE, spec, 2027)}
    assert told["week0"] == ("09:00-12:00, 13:00-18:00", longer)
    assert told["extra"] == ("", "02-14, 12-31 09:00-15:00")
    assert told["off"][1] == ""
    assert "week5" not in told


def test_a_night_shift_and_a_day_without_end_are_calendars() -> None:
    week = ("22:00-30:00",) * 6 + ("00:00-24:00",)
    spec, wrong = read(Draft("Asia/Shanghai", week, 2027, "", ""), OFFICE)
    assert [problem.code for _field, problem in wrong] == ["hours_into_next"]
    spec, wrong = read(Draft("Asia/Shanghai", ("22:00-30:00",) * 7, 2027, "", ""), OFFICE)
    assert wrong == ()
    assert spec is not None
    assert problems(spec) == []


def test_the_official_notice_fills_its_year_alone() -> None:
    draft = official(draft_of(OFFICE, 2026))
    assert "02-15/02-23" in draft.off.split()
    assert draft.extra.split() == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    with pytest.raises(KeyError):
        official(draft_of(OFFICE, 2027))


def test_a_year_is_missing_from_november_on_until_somebody_says_it_is_complete() -> None:
    assert lacks(OFFICE, 2027)
    assert missing_year(OFFICE, date(2026, 10, 31)) is None
    assert missing_year(OFFICE, date(2026, 11, 1)) == 2027
    assert missing_year(OFFICE, date(2027, 1, 1)) == 2027
    assert missing_year(CALENDARS["duty"].spec, date(2026, 12, 1)) is None
    spec, _wrong = read(typed(complete=True), OFFICE)
    assert spec is not None
    assert CalendarSpec.from_json(spec.to_json()) == spec
    assert missing_year(spec, date(2026, 12, 1)) is None
    spec, _wrong = read(typed(extra="02-14"), OFFICE)
    assert spec is not None
    assert not lacks(spec, 2027)
