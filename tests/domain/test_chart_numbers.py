"""Each chart's marks and its table agree: what is drawn stands in the table, every length is to scale."""

import random
from collections import defaultdict
from dataclasses import replace
from math import log

import pytest

from sladesk.reports.charts import channels, lengths, problems, reasons, scores, use, volume
from sladesk.reports.charts.shapes import Box, Chart, Dot, Label, Line
from sladesk.reports.document import Document
from sladesk.reports.saying import count, percent_text, permille_text, short_length
from tests.support.printing import speaking
from tests.support.review import review


def chances() -> Document:
    """The month of the drafts with other numbers, by chance but always the same."""
    dice, document = random.Random(20_261_022), review()
    return replace(
        document,
        channels=[
            replace(line, met=dice.randrange(1, 900), late=dice.randrange(90), silent=dice.randrange(40))
            for line in document.channels
        ],
        days=[replace(day, n=dice.randrange(900)) for day in document.days],
        heat=[replace(cell, n=dice.randrange(90)) for cell in document.heat],
        staff=[replace(line, seats=dice.randrange(1, 12)) for line in document.staff],
        bands=[replace(band, scores=[dice.randrange(1, 90) for _s in range(5)]) for band in document.bands],
        reasons=[replace(line, n=(n := dice.randrange(1, 400)), checked=n // 2) for line in document.reasons],
    )


DOCUMENTS = {"drafts": review, "chance": chances}


@pytest.fixture(params=[*DOCUMENTS])
def document(request: pytest.FixtureRequest) -> Document:
    return DOCUMENTS[str(request.param)]()


def made(chart: Chart | None) -> tuple[Chart, list[list[str]]]:
    assert chart is not None
    return chart, [[cell.text for cell in row] for row in chart.rows]


def labels(chart: Chart) -> list[Label]:
    return [shape for shape in chart.shapes if isinstance(shape, Label)]


def boxes(chart: Chart) -> list[Box]:
    return [shape for shape in chart.shapes if isinstance(shape, Box) and shape.behind]


def by_row(chart: Chart) -> dict[float, list[Box]]:
    """The marks of each row, by the height of its middle."""
    rows = defaultdict[float, list[Box]](list)
    for box in boxes(chart):
        rows[round(box.y + box.h / 2, 2)].append(box)
    return rows


def test_attainment(document: Document) -> None:
    with speaking():
        chart, rows = made(channels.attainment(document))
    drawn = by_row(chart)
    assert len(drawn) == len(rows)
    for (middle, marks), row in zip(sorted(drawn.items()), rows, strict=True):
        parts = [int(text.replace(",", "")) for text in row[1:4]]
        widths = {box.behind.rpartition(":")[2]: box.w for box in marks}
        for key, part in zip(("met", "late", "overdue"), parts, strict=True):
            assert widths.get(key, 0) == pytest.approx(328 * part / sum(parts), abs=0.34)
        said = [label.text for label in labels(chart) if label.y == middle]
        assert row[4] in said
        assert count(parts[1] + parts[2]) in said


def test_alarms(document: Document) -> None:
    with speaking():
        chart, rows = made(channels.alarms(document))
    full = [box for box in boxes(chart) if box.fill == "miss"]
    assert len(full) == sum(int(row[1]) for row in rows)
    for row, line in zip(rows, document.channels, strict=True):
        drawn = {box.behind[-5:] for box in full if f":{line.channel.code}:" in box.behind}
        assert drawn == (set(row[2].split(", ")) if row[2] else set())


def test_pareto(document: Document) -> None:
    with speaking():
        chart, rows = made(problems.pareto(document))
    assert len(boxes(chart)) == len(rows)
    dots = [shape for shape in chart.shapes if isinstance(shape, Dot)]
    for box, dot, row in zip(boxes(chart), dots, rows, strict=True):
        assert permille_text(round(box.h / 80 * 1000)) == row[2]
        assert permille_text(round((92 - dot.y) / 80 * 1000)) == row[3]


def test_boxes(document: Document) -> None:
    with speaking():
        chart, rows = made(lengths.boxes(document))
        said = [label.text for label in labels(chart)]
        assert len(boxes(chart)) == len(rows)
        for row, line in zip(rows, document.boxes, strict=True):
            assert short_length(line.median) in said
            assert row[1] == count(line.n)
            assert row[1] in said
    # On a logarithmic axis equal ratios are equal stretches: two boxes give its scale, the others lie on it.
    wide = [(box.w, log(line.p75 / line.p25)) for box, line in zip(boxes(chart), document.boxes, strict=True)]
    scale = wide[0][0] / wide[0][1]
    assert all(w == pytest.approx(ratio * scale, rel=0.02) for w, ratio in wide if ratio < 3)


def test_use(document: Document) -> None:
    with speaking():
        chart, rows = made(use.use(document))
    drawn = sorted(by_row(chart).items())
    assert len(drawn) == len(rows)
    for (_middle, marks), row in zip(drawn, rows, strict=True):
        shares = [float(text.removesuffix("%")) for text in row[2:-1]]
        assert sum(shares) == pytest.approx(100)
        widths = [max(324 * share / 100 - 0.8, 0.4) for share in shares if share]
        assert [box.w for box in marks] == pytest.approx(widths)
    whole, *parts = (int(row[1].replace(",", "")) for row in rows)
    assert sum(parts) == whole


def test_heat(document: Document) -> None:
    with speaking():
        chart, rows = made(volume.heat(document))
    fields = [shape for shape in chart.shapes if isinstance(shape, Box) and shape.fill.startswith("heat")]
    assert len(fields) == sum(len(row) - 2 for row in rows)
    numbers = [label.text or "0" for label in labels(chart) if label.size == 8.0]
    assert numbers == [text for row in rows for text in row[1:-1]]


def test_seats(document: Document) -> None:
    with speaking():
        chart, rows = made(volume.seats(document))
    steps = [shape for shape in chart.shapes if isinstance(shape, Box)]
    scale = steps[0].h / int(rows[0][2])
    assert [round(box.h / scale) for box in steps] == [int(row[2]) for row in rows]
    assert [label.text for label in labels(chart) if label.fill == "ink"] == [row[2] for row in rows]


def test_daily(document: Document) -> None:
    with speaking():
        chart, rows = made(volume.daily(document))
    numbers = [int(row[1].replace(",", "")) for row in rows]
    top = max(boxes(chart), key=lambda box: box.h)
    drawn = [round(box.h / top.h * max(numbers)) for box in boxes(chart)]
    assert drawn == [n for n in numbers if n]


def test_bands(document: Document) -> None:
    with speaking():
        chart, rows = made(scores.bands(document))
        said = [label.text for label in labels(chart)]
    for (_middle, marks), row in zip(sorted(by_row(chart).items()), rows, strict=True):
        points = [int(text) for text in row[1:6]]
        assert row[8] == count(sum(points))
        assert {row[6], row[7], row[8]} <= set(said)
        widths = [247.4 * n / sum(points) for n in points if n]
        assert [box.w for box in marks] == pytest.approx([max(w - 0.6, 0.6) for w in widths])


def test_reasons(document: Document) -> None:
    with speaking():
        chart, rows = made(reasons.reasons(document))
    top = max(int(row[2]) for row in rows)
    said = [label.text for label in labels(chart)]
    drawn = sorted(by_row(chart).items())
    assert len(drawn) == len(rows)
    for (_middle, marks), row in zip(drawn, rows, strict=True):
        whole, *checked = (round(box.w / 218 * top) for box in marks)
        assert [whole, *checked] == [int(row[2]), int(row[4])]
        assert row[3] in said


def test_a_line_between_points_is_no_mark_of_its_own(document: Document) -> None:
    """What is drawn as a line only joins what the tables number."""
    with speaking():
        chart, rows = made(problems.pareto(document))
    joined = [shape for shape in chart.shapes if isinstance(shape, Line) and len(shape.points) > 2]
    assert [len(line.points) for line in joined] == [len(rows)]
    assert percent_text(1.0) == rows[-1][3]
