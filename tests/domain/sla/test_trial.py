"""Past clocks judged by other policies (R3.11)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.peaks import peaks
from sladesk.domain.sla.policies import Facts, Match, Policy
from sladesk.domain.sla.shipped import POLICY_SETS
from sladesk.domain.sla.targets import Hole, Mode, Target, due
from sladesk.domain.sla.trial import (
    CLOSED,
    MET,
    MISSED,
    NONE,
    OPEN,
    OUTSIDE,
    Past,
    Rules,
    Tally,
    holes_of,
    judged,
)
from sladesk.domain.sla.trial_figures import Cell, Figures
from tests.domain.sla.desk import HOUR, MINUTE, at, tables, working

START = at("2026-11-18 11:00")
RESPONSE = ClockKind.FIRST_RESPONSE
PHONE = Facts(channel="phone", priority="medium")
MAIL = Facts(channel="email", priority="medium")


def past(
    minutes: float, code: int = MET | CLOSED, key: int = 1, ticket: int = 1, kind: str = RESPONSE
) -> Past:
    return Past(key, ticket, kind, START, int(minutes * 60), code)


def policy(code: str, position: int, match: Match, **targets: Target) -> Policy:
    return Policy(code, position, code, match, {ClockKind(kind): target for kind, target in targets.items()})


def everyone(seconds: int) -> tuple[Policy, ...]:
    return (policy("all", 1, Match(), first_response=Target(seconds)),)


class TestVerdict:
    @pytest.mark.parametrize(
        ("target", "minutes", "holes", "verdict"),
        [
            (Target(HOUR), 60, (), MET),  # at the due instant
            (Target(HOUR), 60 + 1 / 60, (), MISSED),
            (Target(HOUR), 90, ((10, 40),), MET),
            (Target(HOUR), 90 + 1 / 60, ((10, 40),), MISSED),
            (working(2 * HOUR, "office"), 180, (), MET),  # the lunch break counts nothing
            (working(2 * HOUR, "office"), 180 + 1 / 60, (), MISSED),
            (Target(60, Mode.PLAIN, "online", peak=peaks("10:00-12:00"), peak_seconds=120), 2, (), MET),
            (Target(60, Mode.PLAIN, "online", peak=peaks("10:00-10:30"), peak_seconds=120), 2, (), MISSED),
        ],
    )
    def test_an_event_at_the_due_instant_is_in_time(
        self, target: Target, minutes: float, holes: Sequence[Hole], verdict: int
    ) -> None:
        cut = [(START + a * MINUTE, START + b * MINUTE) for a, b in holes]
        table = tables(target.calendar) if target.calendar else None
        assert judged(past(minutes), target, table, cut) == verdict

    def test_what_still_runs_is_missed_or_open(self) -> None:
        assert judged(past(60, OPEN), Target(HOUR), None) == OPEN
        assert judged(past(61, MISSED), Target(HOUR), None) == MISSED

    @settings(max_examples=200, deadline=None)
    @given(
        st.sampled_from(
            sorted(
                {
                    target
                    for one in POLICY_SETS.values()
                    for row in one.policies
                    for target in row.targets.values()
                },
                key=repr,
            )
        ),
        st.integers(0, 20 * 86_400),
        st.integers(0, 8 * 86_400),
        st.lists(st.integers(0, 8 * 86_400), max_size=6, unique=True),
    )
    def test_the_short_ways_say_what_the_due_time_says(
        self, target: Target, offset: int, length: int, cuts: list[int]
    ) -> None:
        start = at("2026-09-28 00:00") + offset
        ends = sorted(start + cut for cut in cuts if cut <= length)
        holes = list(zip(ends[::2], ends[1::2], strict=False))
        table = tables(target.calendar) if target.calendar else None
        late = start + length > due(start, target, table, holes)
        found = judged(Past(1, 1, RESPONSE, start, length, MET | CLOSED), target, table, holes)
        assert found == (MISSED if late else MET)


class TestPauses:
    @pytest.mark.parametrize(
        ("lines", "end", "holes"),
        [
            ([], 100, ()),
            ([(2, "pause", 10, {}), (3, "resume", 20, {})], 100, ((10, 20),)),
            ([(2, "pause", 10, {})], 100, ((10, 100),)),  # stopped while it waited
            ([(2, "pause", 10, {}), (3, "resume", 20, {})], 15, ((10, 15),)),
            ([(2, "pause", 10, {}), (3, "resume", 20, {})], 5, ()),  # told late: it had ended before
            (
                [(2, "pause", 10, {}), (3, "resume", 20, {}), (4, "correct", 50, {"seq": 3, "at": 30})],
                99,
                ((10, 30),),
            ),
            ([(2, "pause", 10, {}), (3, "resume", 10, {})], 100, ()),
            ([(5, "correct", 50, {"seq": 4, "void": 1})], 100, ()),
        ],
    )
    def test_they_are_read_off_the_ledger(
        self, lines: list[tuple[int, str, int, dict[str, int | str]]], end: int, holes: tuple[Hole, ...]
    ) -> None:
        assert holes_of(lines, end) == holes


def counted(tried: Sequence[Policy], present: Sequence[Policy], *pasts: Past, facts: Facts = PHONE) -> Tally:
    tally = Tally(Rules(tried, present, tables))
    tally.tickets((ticket, facts) for ticket in {one.ticket for one in pasts})
    for one in tally.sift(tuple(one) for one in pasts):
        tally.weigh(one)
    return tally


class TestTally:
    def test_both_sides_are_counted_by_channel_priority_and_kind(self) -> None:
        figures = counted(
            everyone(HOUR),
            everyone(30 * MINUTE),
            past(10),
            past(45, MISSED | CLOSED, 2),
            past(90, MISSED | CLOSED, 3),
            past(40, OPEN, 4),
        ).figures()
        assert figures.cells == (
            Cell("phone", "medium", "first_response", 1, 2, 2, 1, better=1, worse=0, lost=0),
        )
        assert (figures.tickets, figures.looked) == (1, 3)
        assert figures.total.difference == pytest.approx(1 / 3)

    def test_a_shorter_target_makes_what_runs_late(self) -> None:
        figures = counted(everyone(MINUTE), everyone(HOUR), past(10), past(10, OPEN, 2)).figures()
        assert (figures.total.then_met, figures.total.now_missed, figures.total.worse) == (1, 2, 2)

    def test_what_no_policy_had_set_stays_outside(self) -> None:
        tally = counted(
            everyone(HOUR),
            everyone(HOUR),
            past(10, OUTSIDE, kind=ClockKind.PROMISE),
            past(10, OUTSIDE, 2, kind=ClockKind.RESOLUTION),
        )
        assert (tally.figures().outside, tally.figures().cells) == ({"promise": 1, "told": 1}, ())

    def test_kinds_without_a_target_now_or_at_present_are_named(self) -> None:
        other = (policy("all", 1, Match(), update=Target(HOUR)),)
        figures = counted(other, everyone(HOUR), past(10)).figures()
        assert (figures.fresh, figures.gone) == ({"update": 1}, {"first_response": 1})
        assert (figures.total.lost, figures.total.now) == (1, None)

    def test_the_first_match_by_position_rules(self) -> None:
        tried = (policy("mail", 1, Match(channel=("email",)), first_response=Target(MINUTE)), *everyone(HOUR))
        for facts, missed in ((PHONE, 0), (MAIL, 1)):
            assert counted(tried, everyone(HOUR), past(10), facts=facts).figures().total.now_missed == missed

    @pytest.mark.parametrize(
        ("ruled", "calendar", "why"),
        [
            (None, None, "version"),
            ("other", None, "facts"),
            ("all", "v2", "calendar"),
            ("all", None, "other"),
        ],
    )
    def test_why_the_present_policies_say_otherwise_than_the_record(
        self, ruled: str | None, calendar: str | None, why: str
    ) -> None:
        tally = Tally(Rules(everyone(HOUR), everyone(HOUR), tables))
        tally.tickets([(1, PHONE)])
        (close,) = tally.sift([tuple(past(90))])
        found = tally.weigh(close)
        assert found is not None
        assert (found.record, found.tried, found.present, found.policy) == (MET, MISSED, MISSED, "all")
        assert found.due == START + HOUR
        tally.explain(found, ruled, calendar)
        assert tally.figures().differ == {why: 1}

    def test_a_ticket_nobody_named_is_left_out(self) -> None:
        tally = counted(everyone(HOUR), everyone(HOUR), past(10))
        assert tally.sift([tuple(past(90, ticket=7))]) == []

    def test_parts_add_up_to_the_whole(self) -> None:
        pasts = [
            past(minutes, (MET, MISSED)[minutes > 30] | CLOSED, minutes, minutes)
            for minutes in range(1, 90, 7)
        ]
        whole = counted(everyone(HOUR), everyone(30 * MINUTE), *pasts).figures()
        halves = (
            counted(everyone(HOUR), everyone(30 * MINUTE), *some).figures() for some in (pasts[:5], pasts[5:])
        )
        summed = Figures()
        for half in halves:
            summed = summed.plus(half)
        assert summed == whole
        assert summed.by("channel") == {"phone": replace(whole.cells[0], channel="", priority="", kind="")}


def test_verdicts_fit_beside_what_else_a_code_says() -> None:
    assert max(OPEN, MET, MISSED, NONE) < CLOSED < OUTSIDE
