"""Counting open time: windows, exceptions, daylight saving, growth (R3.5, decision 11)."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sladesk.domain.sla.calendars import CalendarSpec, CalendarTable, Window, problems, table_for, windows
from sladesk.domain.sla.errors import BadCalendar
from sladesk.domain.sla.hours import usual_day
from tests.domain.oracle import _open_seconds_of
from tests.domain.sla.desk import DAY, HOUR, SHANGHAI, SPECS, STORED, at, shown, tables

OFFICE, ONLINE, DUTY, ALWAYS = (tables(code) for code in ("office", "online", "duty", "always"))


def weekly(
    *texts: str, zone: str = SHANGHAI, exceptions: dict[date, tuple[Window, ...]] | None = None
) -> CalendarTable:
    return table_for(CalendarSpec(zone, (windows(*texts),) * 7, exceptions or {}))


class TestWrittenForm:
    @pytest.mark.parametrize("text", ["09:00-12:00", "00:00-24:00", "22:00-30:00", "09:00:30-09:00:50"])
    def test_a_window_reads_back_what_it_writes(self, text: str) -> None:
        assert str(Window.parse(text)) == text

    @pytest.mark.parametrize(
        "text", ["", "9-12", "09:60-10:00", "09:00–10:00", "-1:00-02:00", "09:00-10:00 x"]
    )
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(BadCalendar, match="window"):
            Window.parse(text)

    @pytest.mark.parametrize("code", sorted(SPECS))
    def test_a_calendar_survives_json(self, code: str) -> None:
        again = CalendarSpec.from_json(STORED[code])
        assert again == SPECS[code]
        assert hash(again) == hash(SPECS[code])
        assert table_for(again) is table_for(SPECS[code])

    @pytest.mark.parametrize(
        ("part", "value"),
        [("zone", 8), ("week", "daily"), ("week", [[]] * 6), ("exceptions", []), ("week", [["x"]] * 7)],
    )
    def test_broken_json_is_refused(self, part: str, value: object) -> None:
        with pytest.raises(BadCalendar):
            CalendarSpec.from_json({**STORED["office"], part: value})

    def test_a_date_that_is_none_is_refused(self) -> None:
        with pytest.raises(BadCalendar, match="date"):
            CalendarSpec.from_json({**STORED["office"], "exceptions": {"2026-02-30": []}})


class TestProblems:
    @pytest.mark.parametrize("code", sorted(SPECS))
    def test_the_calendars_in_use_have_none(self, code: str) -> None:
        assert problems(SPECS[code]) == []

    @pytest.mark.parametrize(
        ("codes", "texts"),
        [
            (["overlap"], ("09:00-12:00", "11:00-18:00")),
            (["overlap"], ("00:00-01:00", "22:00-25:30")),
            (["end_before_start"], ("12:00-09:00",)),
            (["start_outside_day"], ("25:00-26:00",)),
            (["too_long", "overlap"], ("08:00-33:00",)),
            (["no_open_hour"], ()),
            ([], ("09:00-12:00", "12:00-18:00")),
        ],
    )
    def test_each_problem_has_its_code(self, codes: list[str], texts: tuple[str, ...]) -> None:
        assert problems(CalendarSpec(SHANGHAI, (windows(*texts),) * 7)) == codes

    def test_an_unknown_zone_is_a_problem(self) -> None:
        assert problems(replace(SPECS["office"], zone="Asia/Nowhere")) == ["unknown_zone"]

    def test_a_make_up_day_may_not_meet_the_shift_of_the_eve(self) -> None:
        week = (windows("22:00-30:00"),) * 7
        spec = CalendarSpec(SHANGHAI, week, {date(2026, 10, 10): windows("05:00-12:00")})
        assert problems(spec) == ["overlap"]


class TestAdd:
    @pytest.mark.parametrize(
        ("start", "hours", "due"),
        [
            ("2026-11-18 15:32", 24, "2026-11-23 15:32"),  # three working days: the same clock time
            ("2026-11-18 10:00", 2, "2026-11-18 12:00"),  # due exactly at closing time stays there
            ("2026-11-18 12:30", 1, "2026-11-18 14:00"),  # begun at lunch
            ("2026-11-18 18:00", 1, "2026-11-19 10:00"),  # closing time is closed
            ("2026-11-21 11:00", 8, "2026-11-23 18:00"),  # begun on a Saturday
            ("2026-09-30 17:00", 2, "2026-10-08 10:00"),  # over National Day
            ("2026-10-09 17:00", 2, "2026-10-10 10:00"),  # a Saturday made up for
            ("2026-02-13 17:00", 10, "2026-02-24 10:00"),  # Saturday 02-14 worked, then Spring Festival
        ],
    )
    def test_open_time_on_the_office_calendar(self, start: str, hours: int, due: str) -> None:
        assert shown(OFFICE.add(at(start), hours * HOUR)) == f"{due}:00"

    def test_no_time_inside_hours_stays_and_outside_moves_to_the_opening(self) -> None:
        assert shown(OFFICE.add(at("2026-11-18 09:30"), 0)) == "2026-11-18 09:30:00"
        assert shown(OFFICE.add(at("2026-11-18 12:00"), 0)) == "2026-11-18 13:00:00"
        assert shown(OFFICE.add(at("2026-11-20 18:00"), 0)) == "2026-11-23 09:00:00"

    def test_a_day_of_24_hours_is_plain_time(self) -> None:
        assert ALWAYS.add(at("2026-02-15 03:00"), 9 * DAY) == at("2026-02-24 03:00")
        assert ALWAYS.windows(at("2026-01-01 00:00"), at("2027-01-01 00:00")) == [
            (at("2026-01-01 00:00"), at("2027-01-01 00:00"))
        ]

    def test_it_grows_by_itself_into_any_year(self) -> None:
        table = CalendarTable(SPECS["duty"])
        assert table.add(at("2026-01-01 08:00"), 12 * HOUR * 365 * 20) == at("2045-12-26 20:00")
        assert table.open_between(at("1999-12-31 19:00"), at("2000-01-01 09:00")) == 2 * HOUR

    def test_a_calendar_that_never_opens_says_so(self) -> None:
        closed = CalendarTable(CalendarSpec(SHANGHAI, ((),) * 7, {date(2030, 1, 1): windows("09:00-10:00")}))
        assert shown(closed.next_opening(at("2026-01-01 00:00"))) == "2030-01-01 09:00:00"
        with pytest.raises(BadCalendar, match="no_open_time"):
            closed.add(at("2026-01-01 00:00"), 2 * HOUR)

    def test_more_than_the_calendar_will_ever_hold_is_refused(self) -> None:
        with pytest.raises(BadCalendar, match="no_open_time"):
            weekly("09:00-09:01").add(at("2026-01-01 00:00"), 10**9)


class TestNightsAndHolidays:
    def test_a_shift_past_midnight_belongs_to_the_day_it_starts(self) -> None:
        table = weekly("22:00-30:00", exceptions={date(2026, 10, 1): ()})
        assert table.windows(at("2026-09-30 12:00"), at("2026-10-03 12:00")) == [
            (at("2026-09-30 22:00"), at("2026-10-01 06:00")),
            (at("2026-10-02 22:00"), at("2026-10-03 06:00")),
        ]

    def test_the_eve_of_a_year_runs_into_it(self) -> None:
        table = CalendarTable(CalendarSpec(SHANGHAI, (windows("22:00-30:00"),) * 7))
        assert table.is_open(at("2026-01-01 05:59:59"))
        assert not table.is_open(at("2026-01-01 06:00"))


class TestDaylightSaving:
    def test_a_shift_over_the_change_is_an_hour_shorter_or_longer(self) -> None:
        table, zone = weekly("22:00-30:00", zone="Europe/Berlin"), "Europe/Berlin"
        assert table.open_between(at("2026-03-28 12:00", zone), at("2026-03-29 12:00", zone)) == 7 * HOUR
        assert table.open_between(at("2026-10-24 12:00", zone), at("2026-10-25 12:00", zone)) == 9 * HOUR

    def test_an_opening_in_the_gap_moves_to_its_end(self) -> None:
        table, zone = weekly("02:30-05:00", zone="Europe/Berlin"), "Europe/Berlin"
        assert table.next_opening(at("2026-03-29 00:00", zone)) == at("2026-03-29 03:00", zone)

    def test_hours_that_fall_into_the_gap_whole_do_not_exist(self) -> None:
        table, zone = weekly("02:10-02:50", zone="Europe/Berlin"), "Europe/Berlin"
        assert table.next_opening(at("2026-03-29 00:00", zone)) == at("2026-03-30 02:10", zone)

    def test_an_opening_in_the_fold_is_the_first(self) -> None:
        table, zone = weekly("02:30-05:00", zone="Europe/Berlin"), "Europe/Berlin"
        first, second = at("2026-10-25 02:30", zone), at("2026-10-25 02:30", zone, fold=1)
        assert second - first == HOUR
        assert table.next_opening(at("2026-10-25 00:00", zone)) == first
        assert table.open_between(first, at("2026-10-25 05:00", zone)) == 3 * HOUR + HOUR // 2

    def test_half_an_hour_on_lord_howe(self) -> None:
        table, zone = weekly("01:45-02:15", zone="Australia/Lord_Howe"), "Australia/Lord_Howe"
        spring = at("2026-10-04 00:00", zone), at("2026-10-04 12:00", zone)
        assert table.open_between(*spring) == 15 * 60  # 02:00 becomes 02:30, where the window has closed
        autumn = at("2026-04-05 00:00", zone), at("2026-04-05 12:00", zone)
        assert table.open_between(*autumn) == 60 * 60  # 01:45 comes twice, opened at the first

    def test_a_day_of_23_and_of_25_hours_in_new_york(self) -> None:
        table, zone = weekly("00:00-24:00", zone="America/New_York"), "America/New_York"
        assert table.add(at("2026-03-07 12:00", zone), DAY) == at("2026-03-08 13:00", zone)
        assert table.add(at("2026-10-31 12:00", zone), DAY) == at("2026-11-01 11:00", zone)

    def test_a_day_the_zone_skipped_is_nobody_s_day(self) -> None:
        table, zone = weekly("09:00-17:00", zone="Pacific/Apia"), "Pacific/Apia"
        assert table.open_between(at("2011-12-29 00:00", zone), at("2012-01-01 00:00", zone)) == 16 * HOUR


INSTANTS = st.integers(at("2024-01-01 00:00"), at("2027-12-31 00:00"))
CODES = st.sampled_from(sorted(SPECS))
SECONDS = st.integers(0, 40 * 8 * HOUR)


@settings(max_examples=300, deadline=None)
@given(CODES, INSTANTS, SECONDS)
def test_add_and_between_are_inverse(code: str, t: int, seconds: int) -> None:
    table = tables(code)
    due = table.add(t, seconds)
    assert due >= t
    assert table.open_between(t, due) == seconds
    if seconds:
        assert table.open_between(t, due - 1) == seconds - 1
        assert table.add(t, table.open_between(t, due)) == due


@settings(max_examples=300, deadline=None)
@given(CODES, INSTANTS, SECONDS, SECONDS)
def test_adding_in_two_steps_is_adding_once(code: str, t: int, first: int, second: int) -> None:
    table = tables(code)
    assert table.add(table.add(t, first), second + 1) == table.add(t, first + second + 1)


@settings(max_examples=300, deadline=None)
@given(CODES, INSTANTS, st.integers(0, 10**6), SECONDS)
def test_later_starts_and_longer_targets_are_never_due_earlier(
    code: str, t: int, gap: int, seconds: int
) -> None:
    table = tables(code)
    assert table.add(t, seconds) <= table.add(t + gap, seconds)
    assert table.add(t, seconds) <= table.add(t, seconds + gap)


@settings(max_examples=200, deadline=None)
@given(CODES, INSTANTS, st.integers(0, 30 * DAY))
def test_windows_are_the_open_time(code: str, a: int, length: int) -> None:
    table = tables(code)
    found = table.windows(a, a + length)
    assert sum(end - start for start, end in found) == table.open_between(a, a + length)
    assert all(a <= start < end <= a + length for start, end in found)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(found))
    assert all(table.is_open(start) and table.is_open(end - 1) for start, end in found)
    assert all(not table.is_open(end) for _, end in found if end < a + length)


@settings(max_examples=40, deadline=None)
@given(CODES, INSTANTS)
def test_each_second_is_open_as_the_oracle_says(code: str, a: int) -> None:
    table, mask = tables(code), _open_seconds_of(STORED[code], a, 3 * DAY)
    drawn = bytearray(3 * DAY)
    for start, end in table.windows(a, a + 3 * DAY):
        drawn[start - a : end - a] = b"\1" * (end - start)
    assert drawn == mask


def test_a_usual_day_is_what_most_days_have() -> None:
    assert [usual_day(SPECS[code]) // HOUR for code in ("office", "online", "duty", "always")] == [
        8,
        12,
        12,
        24,
    ]
    assert usual_day(CalendarSpec(SHANGHAI, ((),) * 7)) == 0
