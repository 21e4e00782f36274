"""The five figures as formulas: denominators, exact comparison with targets, and what nobody recorded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain import figures
from sladesk.domain.figures import Mean, Share

COUNT = st.integers(0, 10_000)


def test_nothing_counted_is_unknown_not_zero_nor_everything() -> None:
    assert figures.response_rate(0, 0).value is None
    assert figures.attainment(0, 0).reaches(95) is None
    assert figures.satisfaction(0, 0).value is None
    assert figures.answer_rate(0, 0).value is None
    assert Mean(0, 0).value is None
    assert Mean(0, 0).within(30) is None


def test_what_is_still_within_its_time_is_in_no_rate() -> None:
    assert figures.response_rate(98, 2) == Share(98, 100)
    assert figures.attainment(19, 1).value == 0.95
    assert figures.answer_rate(5, 3).value == 0.625


@pytest.mark.parametrize(
    ("part", "whole", "percent", "reached"),
    [(49, 50, 98, True), (979, 1000, 98, False), (0, 9, 1, False), (9, 9, 100, True)],
)
def test_a_target_is_compared_exactly(part: int, whole: int, percent: int, reached: bool) -> None:
    assert Share(part, whole).reaches(percent) is reached


@given(COUNT, COUNT, st.integers(1, 100))
def test_a_share_lies_between_nothing_and_all(part: int, rest: int, percent: int) -> None:
    share = Share(part, part + rest)
    if part + rest == 0:
        assert share.value is None
        return
    assert share.value is not None
    assert 0 <= share.value <= 1
    assert share.reaches(percent) == (100 * part >= percent * (part + rest))


@pytest.mark.parametrize(("part", "whole"), [(-1, 3), (4, 3)])
def test_a_part_larger_than_its_whole_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no part of"):
        Share(part, whole)


def test_a_mean_is_over_those_that_have_the_value() -> None:
    assert Mean(760 * 3, 3).value == 760
    assert Mean(1800, 1).within(30) is True
    assert Mean(1801, 1).within(30) is False
    assert Mean(-60, 1).value == 0


@pytest.mark.parametrize(
    ("late", "decided", "over"),
    [
        (3, 20, True),
        (2, 20, False),
        (3, 19, True),
        (2, 2, False),
        (3, 3, True),
        (15, 100, True),
        (14, 100, False),
        (0, 0, False),
    ],
)
def test_a_channel_is_over_its_line_from_twenty_decided_or_three_late(
    late: int, decided: int, over: bool
) -> None:
    assert figures.over_line(Share(late, decided), 15) is over


@pytest.mark.parametrize(
    ("late", "decided", "over"),
    [(3, 20, False), (4, 20, True), (15, 100, False), (16, 100, True), (3, 3, True)],
)
def test_a_site_may_say_more_than_the_line(late: int, decided: int, over: bool) -> None:
    assert figures.over_line(Share(late, decided), 15, more_than=True) is over


def test_a_higher_line_also_holds_for_few_contacts() -> None:
    assert figures.over_line(Share(3, 12), 30) is False
    assert figures.over_line(Share(4, 12), 30) is True
