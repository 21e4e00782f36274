"""Measures over facts: cohorts, what is not recorded, order statistics; against the plainest way to count."""

from collections.abc import Sequence
from datetime import date
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain.figures.counting import Bar, Columns, Figure
from sladesk.domain.figures.facts import (
    LATE,
    LETTERS,
    MET,
    NOT_RECORDED,
    NOTHING,
    OVERDUE,
    RUNNING,
    Beside,
    Fact,
    Facts,
    fact,
    standing,
)
from sladesk.domain.figures.measures import BY_KIND, HEADLINE, MEASURES, STAGES, Unit
from sladesk.domain.figures.spread import percentile, rank_correlation, ranks, whole_shares
from sladesk.domain.settings import SPECS
from sladesk.domain.sla.kinds import ClockKind

BAR = Bar(4, {name: int(spec.default) for name, spec in SPECS.items() if name.startswith("target.")})
AS_OF = 1_000_000
#: State, due, stopped, breached and open seconds of a clock.
ClockRow = tuple[str | None, int | None, int | None, int | None, int | None]
NONE: ClockRow = (None, None, None, None, None)


def seen(*, first: ClockRow = NONE, last: ClockRow = NONE, beside: Beside = NOTHING, **values: Any) -> Fact:
    """Return a ticket at the cut-off: a repair asked for at 1000, assigned a minute later."""
    names = ("state", "due", "stopped", "breached", "open")
    basis: dict[str, Any] = {
        "number": "SR1", "channel": 1, "category": 2, "service": "repair",
        "priority": "high", "team": 1, "owner": 1, "status": "in_progress", "cycles": 1,
        "day": date(2026, 10, 5), "weekday": 1, "hour": 9, "requested": 1000, "assigned": 1060,
        "imported": 0, "responded": None, "solved": None, "closed": None, "answered": None, "score": None,
        **{f"first_{name}": value for name, value in zip(names, first, strict=True)},
        **{f"last_{name}": value for name, value in zip(names, last, strict=True)},
    }  # fmt: skip
    return fact(AS_OF, beside, **(basis | values))


@pytest.mark.parametrize(
    ("clock", "stands"),
    [
        (NONE, NOT_RECORDED),
        (("cancelled", 2000, None, None, None), NOT_RECORDED),
        (("running", AS_OF + 1, None, None, None), RUNNING),
        (("running", AS_OF, None, None, None), RUNNING),
        (("running", AS_OF - 1, None, None, None), OVERDUE),
        (("running", 2000, None, 2000, None), OVERDUE),
        (("paused", None, None, None, None), RUNNING),
        (("stopped", 2000, 2000, None, 60), MET),
        (("stopped", 2000, 3000, 2000, 60), LATE),
        (("stopped", 2000, AS_OF + 5, 2000, 60), OVERDUE),
        (("stopped", AS_OF + 9, AS_OF + 5, None, 60), RUNNING),
    ],
)
def test_a_clock_is_decided_when_it_stops_or_its_time_is_over(clock: ClockRow, stands: str) -> None:
    assert standing(*clock[:4], AS_OF) == stands


def test_what_came_after_the_cut_off_has_not_happened() -> None:
    late = AS_OF + 1
    found = seen(status="closed", responded=late, solved=late, closed=late, answered=late, score=5)
    assert (found.responded, found.solved, found.closed, found.score) == (None, None, None, None)
    assert not found.done


def test_a_ticket_closed_without_a_time_of_its_solution_is_done_without_duration() -> None:
    found = seen(status="closed", closed=5000)
    assert found.done
    assert MEASURES["resolution_rate"].of(found, 4) == 1
    assert MEASURES["resolution"].of(found, 4) is None


def columns_of(facts: Sequence[Fact]) -> Columns:
    return Columns(Facts.of(facts), BAR)


def figure(code: str, facts: Sequence[Fact]) -> Figure:
    columns = columns_of(facts)
    return columns.figure(code, columns.places)


def of(code: str, *facts: Fact) -> tuple[float | None, int]:
    found = figure(code, facts)
    return found.value, found.n


def test_nothing_recorded_is_no_figure_and_reaches_no_target() -> None:
    for code in MEASURES:
        found = figure(code, [])
        assert (found.value, found.n, found.good) == (None, 0, None)


def test_each_measure_counts_its_cohort() -> None:
    due = ("running", 2000, None, 2000, None)
    runs = ("running", AS_OF + 9, None, None, None)
    met = ("stopped", 2000, 1600, None, 540)
    good = seen(
        status="closed", responded=1600, solved=8260, closed=9000, answered=9500, score=4, first=met, last=met
    )
    silent, running = seen(first=due, last=due), seen(first=runs, last=runs)
    assert of("response_rate", good, silent, running) == (0.5, 2)
    assert of("resolution_rate", good, silent, running) == (0.5, 2)
    assert of("first_response", good, silent, running) == (540, 1)
    assert of("first_response_requested", good, silent) == (600, 1)
    assert of("first_response_working", good, silent) == (540, 1)
    assert of("resolution", good, silent) == (7200, 1)
    assert of("resolution_after_response", good, silent) == (6660, 1)
    assert of("response_attainment", good, silent, running) == (0.5, 2)
    assert of("satisfaction", good, silent, seen(closed=9, answered=9, score=3)) == (0.5, 2)
    assert of("answer_rate", good, silent, seen(closed=9)) == (0.5, 2)
    assert of("answer_rate", seen(closed=9, imported=1)) == (None, 0)
    assert of("score", good, seen(answered=9, score=1)) == (2.5, 2)
    assert of("second_cycles", good, seen(solved=9, cycles=2), silent) == (0.5, 2)


def test_a_negative_difference_counts_as_nothing() -> None:
    assert of("first_response", seen(responded=1000)) == (0, 1)


def test_a_negative_difference_is_told() -> None:
    columns = columns_of([seen(responded=at, solved=8000) for at in (900, 1060, 2000, None)])
    assert columns.turned(MEASURES["first_response"]) == [0]
    assert columns.turned(MEASURES["resolution"]) == columns.turned(MEASURES["response_rate"]) == []


def test_clocks_are_counted_each_by_itself() -> None:
    facts = [seen(beside=Beside("uUuo")), seen(beside=Beside("OUc")), seen()]
    found = figure("update_attainment", facts)
    assert (found.part, found.n, found.value, found.good) == (2, 4, 0.5, False)
    assert of("promises_kept", *facts) == (0.5, 2)
    assert of("callback_attainment", *facts) == (1, 1)
    assert of("task_attainment", *facts) == (None, 0)
    met, late = ("stopped", 2000, 1600, None, 540), ("stopped", 2000, 3000, 2000, 60)
    assert figure("attainment", [*facts, seen(first=met, last=late)]).part == 5
    assert figure("attainment", [*facts, seen(first=met, last=late)]).n == 9


def test_every_kind_of_target_has_its_measure() -> None:
    assert set(BY_KIND.values()) == set(LETTERS)
    assert set(LETTERS) == set(ClockKind) - {ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION}
    assert len(set(LETTERS.values())) == len(LETTERS)
    assert all(letter.islower() for letter in LETTERS.values())


def test_a_repairs_stages_lie_between_its_steps() -> None:
    at = Beside("", 2060, 5000, 8600, 7200)
    repair, other = seen(beside=at), seen(beside=at, service="maintenance")
    assert [of(code, repair, other) for code in STAGES] == [(1000, 1), (2940, 1), (3600, 1), (7200, 1)]
    assert of("parts_wait", seen()) == (None, 0)


SECONDS = st.none() | st.integers(900, 9000)


@given(st.lists(st.tuples(SECONDS, SECONDS, SECONDS, st.booleans()), max_size=12))
def test_all_at_once_is_what_each_by_itself_comes_to(rows: list[tuple[Any, Any, Any, bool]]) -> None:
    facts = [
        seen(responded=a, solved=b, closed=c, service="repair" if repair else "other",
             beside=Beside("uO" if repair else "", a, b, c))
        for a, b, c, repair in rows
    ]  # fmt: skip
    columns, odd = columns_of(facts), range(1, len(facts), 2)
    for code, measure in MEASURES.items():
        alone, found = columns_of(facts[1::2]), columns.figure(code, odd)
        assert found == alone.figure(code, alone.places)
        assert found.value == columns.value(code, odd)
        assert found.tickets == len(list(columns.cohort(measure, odd)))
        if measure.more_is_better and found.part is not None:
            assert found.failing == len(list(columns.failing(measure, odd)))
        if not measure.letter:
            assert columns.column(measure) == [measure.of(fact, BAR.satisfied_from) for fact in facts]


@pytest.mark.parametrize(("good", "all_", "reached"), [(49, 50, True), (979, 1000, False), (98, 100, True)])
def test_a_rate_is_compared_with_its_target_exactly(good: int, all_: int, reached: bool) -> None:
    rows = [seen(responded=1600)] * good + [seen(first=("running", 9, None, 9, None))] * (all_ - good)
    assert figure("response_rate", rows).good is reached


@pytest.mark.parametrize(("seconds", "reached"), [(1800, True), (1801, False)])
def test_a_mean_has_to_stay_below_its_target(seconds: int, reached: bool) -> None:
    assert figure("first_response", [seen(responded=1060 + seconds)]).good is reached


def test_the_headline_figures_have_targets_on_the_settings_page() -> None:
    for code in HEADLINE:
        assert MEASURES[code].target in SPECS


@given(st.lists(st.integers(0, 10_000), max_size=60), st.integers(1, 100))
def test_a_percentile_is_the_smallest_value_with_so_many_at_or_below(values: list[int], percent: int) -> None:
    found = percentile(sorted(values), percent)
    if not values:
        assert found is None
        return
    reaching = [v for v in values if 100 * sum(w <= v for w in values) >= percent * len(values)]
    assert found == min(reaching)


@given(st.lists(st.integers(0, 40), max_size=30))
def test_shares_add_up_and_stay_within_one_unit(counts: list[int]) -> None:
    shares = whole_shares(counts)
    assert sum(shares) == (1000 if sum(counts) else 0)
    for count, share in zip(counts, shares, strict=True):
        if sum(counts):
            assert abs(share - 1000 * count / sum(counts)) < 1


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), min_size=3, max_size=40))
def test_rank_correlation_is_the_correlation_of_ranks(pairs: list[tuple[int, int]]) -> None:
    xs, ys = [p[0] for p in pairs], [p[1] for p in pairs]
    found = rank_correlation(xs, ys)
    if len(set(xs)) == 1 or len(set(ys)) == 1:
        assert found is None
        return
    a, b = ranks(xs), ranks(ys)
    ma, mb = fmean(a), fmean(b)
    together = sum((x - ma) * (y - mb) for x, y in zip(a, b, strict=True))
    expected = together / (sum((x - ma) ** 2 for x in a) * sum((y - mb) ** 2 for y in b)) ** 0.5
    assert found == pytest.approx(expected)


def test_ranks_share_their_mean_where_values_are_equal() -> None:
    assert ranks([10, 20, 20, 30]) == [1, 2.5, 2.5, 4]
    assert rank_correlation([1, 2, 3], [3, 2, 1]) == -1


def test_a_facts_fields_are_what_measures_read() -> None:
    assert all(measure.unit in Unit for measure in MEASURES.values())
    assert set(Fact._fields) >= {"responded", "solved", "score", "done"}
