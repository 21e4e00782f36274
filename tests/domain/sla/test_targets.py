"""Modes, peaks, warnings and pauses of a target."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sladesk.domain.sla.errors import BadTarget
from sladesk.domain.sla.peaks import peaks
from sladesk.domain.sla.shipped import POLICY_SETS
from sladesk.domain.sla.targets import Mode, Target, due, due_after, span, used, warnings
from tests.domain.sla.desk import DAY, HOUR, MINUTE, SPECS, at, shown, tables, working


class TestPeak:
    CHAT = Target(30, Mode.PLAIN, "online", peak=peaks("10:00-12:00", "22:00-26:00"), peak_seconds=60)

    def test_a_peak_past_midnight_covers_the_small_hours(self) -> None:
        assert span(at("2026-11-19 01:59"), self.CHAT, tables("online")).seconds == 60
        assert span(at("2026-11-19 02:00"), self.CHAT, tables("online")).seconds == 30

    def test_no_peak_relaxes_what_a_regulator_laid_down(self) -> None:
        strict = Target.from_json({**self.CHAT.to_json(), "regulated": True})
        assert span(at("2026-11-19 10:30"), strict, tables("online")).seconds == 30


class TestWarnings:
    """R3.9: at 50 % and 80 %, none for targets under five minutes."""

    def test_shares_count_open_time_and_leave_pauses_out(self) -> None:
        start, target = at("2026-11-18 15:32"), working(24 * HOUR, "office")
        hole = (at("2026-11-19 09:50"), at("2026-11-19 12:30"))
        half, most = warnings(start, target, tables("office"), [hole])
        assert (shown(half), shown(most)) == ("2026-11-20 13:42:00", "2026-11-23 11:54:00")

    def test_the_border_is_five_minutes(self) -> None:
        assert warnings(0, Target(299), None) == (None, None)
        assert warnings(0, Target(300), None) == (150, 240)


class TestPauses:
    START = at("2026-11-18 09:00")
    TARGET = working(3 * HOUR, "office")

    def due(self, *holes: tuple[str, str]) -> str | None:
        cut = [(at(f"2026-11-{a}"), at(f"2026-11-{b}")) for a, b in holes]
        return shown(due(self.START, self.TARGET, tables("office"), cut))

    @pytest.mark.parametrize(
        ("holes", "due_at"),
        [
            ((), "2026-11-18 12:00:00"),
            ((("18 10:00", "18 10:30"),), "2026-11-18 13:30:00"),
            ((("18 12:10", "18 12:50"),), "2026-11-18 12:00:00"),  # after the due time, in the lunch break
            ((("18 11:30", "18 12:50"),), "2026-11-18 13:30:00"),  # half of it in the lunch break
            ((("18 12:00", "18 12:30"),), "2026-11-18 13:00:00"),  # begun at the due instant, nothing left
            ((("18 12:00", "18 15:00"),), "2026-11-18 15:00:00"),
            ((("18 12:00", "18 20:00"),), "2026-11-19 09:00:00"),
            ((("18 09:00", "18 10:00"), ("18 10:00", "18 11:00")), "2026-11-18 15:00:00"),
        ],
    )
    def test_holes_are_cut_out_of_open_time(self, holes: tuple[tuple[str, str], ...], due_at: str) -> None:
        assert self.due(*holes) == due_at

    def test_in_plain_time_the_whole_pause_counts(self) -> None:
        assert due(1000, Target(100), None, [(1050, 2050)]) == 2100
        assert used(1000, 2060, Target(100), None, [(1050, 2050)]) == 60

    def test_waiting_for_the_opening_is_not_used_up(self) -> None:
        target = Target(2 * HOUR, Mode.AFTER_OPENING, "online", after_opening_seconds=HOUR)
        night = at("2026-11-19 22:00")
        assert used(night, at("2026-11-20 08:00"), target, tables("online")) == 0
        assert used(night, at("2026-11-20 08:20"), target, tables("online")) == 20 * MINUTE


class TestForm:
    @pytest.mark.parametrize(
        ("code", "parts"),
        [
            ("negative", {"seconds": -1}),
            ("calendar_missing", {"seconds": 1, "mode": Mode.WORKING}),
            ("calendar_missing", {"seconds": 1, "peak": peaks("10:00-12:00"), "peak_seconds": 2}),
            ("after_opening", {"seconds": 1, "mode": Mode.AFTER_OPENING, "calendar": "online"}),
            ("after_opening", {"seconds": 1, "after_opening_seconds": 1}),
            ("peak", {"seconds": 1, "calendar": "online", "peak_seconds": 2}),
        ],
    )
    def test_contradictions_are_refused(self, code: str, parts: dict[str, Any]) -> None:
        with pytest.raises(BadTarget, match=code):
            Target(**parts)

    def test_a_promise_is_due_at_the_promised_instant(self) -> None:
        start, promised = at("2026-11-18 15:41"), at("2026-11-19 16:00")
        assert due(start, Target.until(start, promised), None) == promised
        with pytest.raises(BadTarget, match="promised_in_the_past"):
            Target.until(promised, start)

    @pytest.mark.parametrize(
        "stored", [{}, {"seconds": "5", "mode": "plain"}, {"seconds": 5, "mode": "plain", "calendar": 3}]
    )
    def test_broken_json_is_refused(self, stored: dict[str, object]) -> None:
        with pytest.raises((BadTarget, ValueError)):
            Target.from_json(stored)

    def test_every_shipped_target_survives_json(self) -> None:
        every = [
            target
            for shipped in POLICY_SETS.values()
            for policy in shipped.policies
            for target in policy.targets.values()
        ]
        assert [Target.from_json(target.to_json()) for target in every] == every

    def test_whole_working_days_stay_days_on_another_calendar(self) -> None:
        three_days = working(24 * HOUR, "office")
        assert three_days.carried(SPECS["office"], SPECS["duty"], "duty") == working(36 * HOUR, "duty")
        assert working(HOUR, "office").carried(SPECS["office"], SPECS["duty"], "duty") == working(
            HOUR, "duty"
        )


CODES = st.sampled_from(sorted(SPECS))
STARTS = st.integers(at("2026-01-01 00:00"), at("2026-12-31 00:00"))
LENGTHS = st.lists(st.tuples(st.integers(0, DAY), st.integers(1, 3 * DAY)), max_size=6)


def holes_from(start: int, lengths: list[tuple[int, int]]) -> list[tuple[int, int]]:
    holes: list[tuple[int, int]] = []
    for gap, length in lengths:
        begin = (holes[-1][1] if holes else start) + gap
        holes.append((begin, begin + length))
    return holes


@settings(max_examples=300, deadline=None)
@given(CODES, STARTS, st.integers(0, 10 * 8 * HOUR), LENGTHS)
def test_the_quick_way_agrees_with_step_by_step(
    code: str, start: int, seconds: int, lengths: list[tuple[int, int]]
) -> None:
    target, holes = working(seconds, code), holes_from(start, lengths)
    slow = due_after(span(start, target, tables(code)), seconds, start, holes)
    assert due(start, target, tables(code), holes) == slow


@settings(max_examples=300, deadline=None)
@given(CODES, STARTS, st.integers(1, 10 * 8 * HOUR), LENGTHS)
def test_at_the_due_time_the_target_is_used_up(
    code: str, start: int, seconds: int, lengths: list[tuple[int, int]]
) -> None:
    target, table, holes = working(seconds, code), tables(code), holes_from(start, lengths)
    due_at = due(start, target, table, holes)
    assert used(start, due_at, target, table, holes) == seconds
    assert due_at >= due(start, target, table)


@settings(max_examples=200, deadline=None)
@given(CODES, STARTS, st.integers(1, 5 * 8 * HOUR), LENGTHS, st.integers(0, 5))
def test_no_pause_ever_makes_a_clock_due_earlier(
    code: str, start: int, seconds: int, lengths: list[tuple[int, int]], left_out: int
) -> None:
    target, table, holes = working(seconds, code), tables(code), holes_from(start, lengths)
    fewer = [hole for number, hole in enumerate(holes) if number != left_out]
    assert due(start, target, table, fewer) <= due(start, target, table, holes)
