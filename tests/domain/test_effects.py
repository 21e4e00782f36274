"""Before and after an improvement: difference, interval and chance, and what the chart says of them."""

from dataclasses import replace

import pytest

from sladesk.domain.figures import Share
from sladesk.domain.quality.effects import chance, difference, interval
from sladesk.reports.charts import effects
from sladesk.reports.charts.shapes import Dot, Line
from sladesk.reports.document import Document
from sladesk.reports.kept import Kept
from sladesk.reports.sentences.captions import caption, note
from tests.support.printing import speaking
from tests.support.review import review
from tests.support.worksheets import EFFECTS


@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [
        # Newcombe 1998, table II, method 10.
        (Share(56, 70), Share(48, 80), 0.0524, 0.3339),
        (Share(9, 10), Share(3, 10), 0.1705, 0.8090),
        (Share(10, 10), Share(0, 20), 0.6791, 1.0000),
        (Share(5, 56), Share(0, 29), -0.0381, 0.1926),
    ],
)
def test_intervals_are_those_of_the_paper(after: Share, before: Share, low: float, high: float) -> None:
    assert interval(before, after) == pytest.approx((low, high), abs=5e-5)
    assert low <= difference(before, after) <= high


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (Share(48, 80), Share(56, 70), 0.0080),
        (Share(30, 60), Share(30, 60), 1.0),
        (Share(0, 40), Share(0, 50), 1.0),
        (Share(0, 0), Share(5, 50), 1.0),
        (Share(0, 50), Share(50, 50), 0.0),
    ],
)
def test_chance_is_that_of_two_shares(before: Share, after: Share, expected: float) -> None:
    assert chance(before, after) == pytest.approx(expected, abs=5e-5)
    assert chance(after, before) == chance(before, after)


def made(*places: int) -> Document:
    """The drafts with some of the comparisons of the first and second improvement."""
    parts = [(effect, part) for effect in EFFECTS for part in effect.parts]
    chosen = [replace(effect, parts=[part]) for place, (effect, part) in enumerate(parts) if place in places]
    return replace(review(), kept=Kept(effects=chosen))


@pytest.mark.parametrize(
    ("places", "title"),
    [
        ((0, 1, 2, 3), "Before and after, of 4 beyond chance: 1 better, 1 worse"),
        ((0, 1), "Before and after: 1 of 2 better beyond chance"),
        ((1, 3), "Before and after: none of 2 differences is beyond chance"),
        ((1,), "Before and after: the difference may be chance"),
    ],
)
def test_the_title_counts_what_chance_does_not_explain(places: tuple[int, ...], title: str) -> None:
    with speaking("en"):
        assert caption("effects", made(*places)).title == title
        assert "too few tickets" in note("effects", made(*places))


def test_lines_and_dots_stand_where_the_table_says() -> None:
    with speaking("en"):
        document = made(0, 1, 2, 3)
        chart = effects.effects(document)
        rows = effects.compared(document)
    assert chart is not None
    dots = [shape for shape in chart.shapes if isinstance(shape, Dot)]
    lines = [shape for shape in chart.shapes if isinstance(shape, Line) and shape.thick == 1.8]
    assert [cell.text for cell in chart.rows[0]] == [
        "26-027 Order status", "Resolutions overdue", "17.9%", "402", "8.4%", "417", "+9.5", "< 0.001",
    ]  # fmt: skip
    assert [dot.fill for dot in dots] == ["ink", "paper", "miss", "paper"]
    per_point = (dots[0].x - dots[2].x) / (rows[0].gain - rows[2].gain)
    for dot, line, row in zip(dots, lines, rows, strict=True):
        assert dot.x - dots[0].x == pytest.approx((row.gain - rows[0].gain) * per_point)
        ends = [dot.x + (end - row.gain) * per_point for end in (row.low, row.high)]
        assert [x for x, _y in line.points] == pytest.approx(ends)
    assert [row.shown for row in rows] == [True, False, True, False]


def test_without_an_improvement_that_was_done_nothing_is_drawn() -> None:
    with speaking():
        assert effects.effects(review()) is None
        assert effects.effects(made()) is None
