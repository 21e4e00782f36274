"""Charts: bars begin at zero, parts make up their whole, tables carry the numbers, nothing draws nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from sladesk.reports.charts import channels, lengths, problems, reasons, scores, use, volume
from sladesk.reports.charts.bullet import bullet
from sladesk.reports.charts.shapes import TONES, WIDTH, Box, Chart, Dot, Label, Line, cut, fold, step, wide
from sladesk.reports.document import Document, FigureLine, Name
from sladesk.reports.records import UseLine
from sladesk.reports.sentences.captions import note
from tests.house.files import ROOT
from tests.support.printing import speaking
from tests.support.review import empty, review, single

BUILDERS: list[Callable[[Document], Chart | None]] = [
    channels.attainment, channels.alarms, problems.pareto, lengths.boxes, use.use, volume.heat, volume.seats,
    volume.daily, scores.bands, reasons.reasons,
]  # fmt: skip
HOSTILE = "<script>alert(1)</script>\u202e\U0001f600" + "名" * 200


def built(builder: Callable[[Document], Chart | None], document: Document) -> Chart:
    chart = builder(document)
    assert chart is not None
    return chart


def drawn(chart: Chart, *, linked: bool = False) -> str:
    with speaking() as app:
        template = app.jinja_env.from_string(
            '{% from "charts/_chart.html" import draw, table %}'
            "{{ draw(chart, link) }}{{ table(chart, link) }}"
        )
        link = (lambda key: f"/behind?key={key}") if linked else None
        return template.render(chart=chart, link=link)


def boxes(chart: Chart, *tones: str) -> list[Box]:
    return [
        shape for shape in chart.shapes if isinstance(shape, Box) and (shape.fill in tones or shape.hatched)
    ]


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
@pytest.mark.parametrize("builder", BUILDERS)
def test_a_chart_keeps_within_its_frame(builder: Callable[[Document], Chart | None], language: str) -> None:
    with speaking(language):
        for document in (review(), named(review(), HOSTILE)):
            chart = built(builder, document)
            for shape in chart.shapes:
                low, high = extent(shape)
                assert -1 <= low <= high <= WIDTH + 1, shape
            assert chart.title
            assert chart.desc
            assert chart.rows
            assert {len(row) for row in chart.rows} == {len(chart.head)}


def extent(shape: Box | Line | Dot | Label) -> tuple[float, float]:
    match shape:
        case Box():
            return shape.x, shape.x + shape.w
        case Line():
            return min(x for x, _y in shape.points), max(x for x, _y in shape.points)
        case Dot():
            return shape.x - shape.r, shape.x + shape.r
        case Label():
            length = wide(shape.text, shape.size)
            start = {"start": shape.x, "middle": shape.x - length / 2, "end": shape.x - length}[shape.anchor]
            return start, start + length


def named(document: Document, text: str) -> Document:
    """Return a document in which everything is called the same."""
    name = Name("x", text, text)
    return replace(
        document,
        channels=[replace(line, channel=name) for line in document.channels],
        problems=[replace(line, category=name) for line in document.problems],
        reasons=[replace(line, reason=name, channel=name) for line in document.reasons],
        use=document.use and replace(document.use, lines=[called(line, name) for line in document.use.lines]),
    )


def called(line: UseLine, name: Name) -> UseLine:
    """Return a line with another name, that of all tickets without any."""
    return replace(line, channel=name) if line.channel else line


@pytest.mark.parametrize("builder", BUILDERS)
def test_nothing_recorded_draws_nothing(builder: Callable[[Document], Chart | None]) -> None:
    with speaking():
        assert builder(empty()) is None


def test_one_ticket_is_drawn_without_a_busiest_time() -> None:
    with speaking():
        assert built(channels.attainment, single()).rows[0][4].text == "100.0%"
        assert not [box for box in boxes(built(volume.heat, single()), "none") if box.stroke == "miss"]
        assert [box for box in boxes(built(volume.heat, review()), "none") if box.stroke == "miss"]


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_drawing_is_sound_and_takes_hostile_names_as_text(
    builder: Callable[[Document], Chart | None],
) -> None:
    with speaking():
        chart = built(builder, named(review(), HOSTILE))
    text = drawn(chart, linked=True)
    root = ET.fromstring(f"<x>{text}</x>")  # noqa: S314 - our own template
    assert not root.findall(".//{*}script")
    svg = root.find("{http://www.w3.org/2000/svg}svg")
    assert svg is not None
    assert svg.get("role") in {"img", "group"}
    assert svg.find("{*}title") is not None
    assert svg.find("{*}desc") is not None
    assert "style=" not in text


def test_marks_lead_to_their_tickets_only_where_there_is_a_way() -> None:
    with speaking():
        chart = built(channels.attainment, review())
    assert 'href="/behind?key=channel:chat:late"' in drawn(chart, linked=True)
    assert 'role="group"' in drawn(chart, linked=True)
    assert "href" not in drawn(chart)
    assert 'role="img"' in drawn(chart)


def test_the_parts_of_a_channel_fill_its_bar() -> None:
    with speaking():
        chart = built(channels.attainment, review())
    first = [box for box in boxes(chart, "ink", "rule2") if box.y == boxes(chart, "ink")[0].y]
    assert first[0].x == 92
    assert sum(box.w for box in first) == pytest.approx(420 - 92)


def test_attainment_is_drawn_best_first_and_what_lies_below_the_line_is_bold() -> None:
    with speaking():
        chart = built(channels.attainment, review())
    names = [row[0].text for row in chart.rows]
    assert names[0] == "公众号/企业微信"
    assert names[-1] == "在线客服"
    bold = {
        shape.text
        for shape in chart.shapes
        if isinstance(shape, Label) and shape.bold and shape.fill == "miss"
    }
    assert bold == {"在线客服", "558"}


def test_alarm_days_are_full_blocks() -> None:
    with speaking():
        chart = built(channels.alarms, review())
    assert [row[1].text for row in chart.rows] == ["0", "16", "0", "5", "9", "3"]
    assert len(boxes(chart, "miss")) == 33
    assert {box.h for box in boxes(chart, "miss")} == {12.0}
    assert max(box.h for box in boxes(chart, "ink2", "rule2")) <= 12


def test_a_channel_of_which_nothing_was_overdue_has_no_row_but_its_number() -> None:
    full = review()
    calm = replace(full.channels[0], days=[replace(day, late=0) for day in full.channels[0].days])
    with speaking():
        before = built(channels.alarms, full)
        chart = built(channels.alarms, replace(full, channels=[calm, *full.channels[1:]]))
    assert chart.height == before.height - 15
    assert [row[1].text for row in chart.rows] == ["0", "16", "0", "5", "9", "3"]


def test_a_month_without_an_alarm_has_no_drawing_of_alarms_and_says_so() -> None:
    full = review()
    quiet = [replace(line, days=[replace(day, alarm=False) for day in line.days]) for line in full.channels]
    with speaking():
        assert channels.alarms(replace(full, channels=quiet)) is None
        assert note("attainment", replace(full, channels=quiet)) == "本期没有渠道触发预警。"
        assert note("attainment", full) == ""


def test_columns_of_problems_stand_on_zero_and_add_up() -> None:
    with speaking():
        chart = built(problems.pareto, review())
    columns = boxes(chart, "ink", "rule2")
    assert {round(box.y + box.h, 6) for box in columns} == {92.0}
    assert sum(box.h for box in columns) == pytest.approx(80)
    assert chart.rows[-1][3].text == "100.0%"


def test_a_single_category_has_no_running_sum() -> None:
    one = replace(review(), problems=review().problems[:1], problem_rest=None)
    with speaking():
        chart = built(problems.pareto, one)
    assert not [shape for shape in chart.shapes if isinstance(shape, Dot)]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (3, 3), (90, 7_000), (0, 1e12)])
def test_a_logarithmic_axis_keeps_its_order(low: float, high: float) -> None:
    axis = lengths.Axis(64, low, high)
    places = [axis.x(low + (high - low) * part / 10) for part in range(11)]
    assert places == sorted(places)
    assert 64 <= places[0] <= places[-1] <= 391
    assert len(axis.marks()) >= 2


def test_the_darker_the_field_the_more_requests() -> None:
    with speaking():
        chart = built(volume.heat, review())
    assert volume.thresholds(58) == [5, 15, 25, 35, 45]
    dark = [box for box in chart.shapes if isinstance(box, Box) and box.fill == "heat5"]
    assert {box.said for box in dark} >= {"周一 10: 58", "周三 15: 50"}
    assert volume.busiest(volume.means(review())) == 4  # 10 and 11 o'clock; the small hours are one column


def test_bands_say_their_limits_and_shares_of_a_band_make_100() -> None:
    with speaking("en"):
        assert [scores.band_text(review(), place) for place in range(4)] == [
            "≤ 15 min",
            "15 min–1 h",
            "1–4 h",
            "> 4 h",
        ]
        chart = built(scores.bands, review())
    row = [box for box in chart.shapes if isinstance(box, Box) and box.y == 18]
    assert row[0].x == 104
    assert row[-1].x + row[-1].w == pytest.approx(104 + 247.4 - 0.6)


def test_what_nobody_confirmed_is_an_outline() -> None:
    with speaking():
        chart = built(reasons.reasons, review())
    outlines = [box for box in chart.shapes if isinstance(box, Box) and box.fill == "paper"]
    filled = [box for box in chart.shapes if isinstance(box, Box) and box.x == 118 and box.fill != "paper"]
    assert len(filled) == len(outlines) == 7
    assert filled[0].w / outlines[0].w == pytest.approx(366 / 396)
    assert sum(int(row[2].text) for row in chart.rows) == 1330


@pytest.mark.parametrize(
    ("measure", "value", "target", "before"),
    [("response_rate", 0.0, 0.98, None), ("resolution", 1e9, 86_400.0, 5.0), ("satisfaction", 1.0, 1.0, 0.2)],
)
def test_a_bullet_stays_on_its_bar(measure: str, value: float, target: float, before: float | None) -> None:
    with speaking():
        chart = bullet(FigureLine(measure, value, 1, 1, None, None, before, target, True, "x"))
    assert chart is not None
    assert all(
        0 <= shape.x - shape.r <= shape.x + shape.r <= 84 for shape in chart.shapes if isinstance(shape, Dot)
    )
    with speaking():
        assert bullet(FigureLine(measure, None, 0, None, None, None, None, target, None, "x")) is None
        assert bullet(FigureLine(measure, value, 1, 1, None, None, None, None, None, "x")) is None


@pytest.mark.parametrize(
    ("top", "marks", "wanted"), [(600, 3, 200), (565, 3, 200), (7, 4, 2), (1, 3, 0.5), (0, 3, 1)]
)
def test_steps_are_round(top: float, marks: int, wanted: float) -> None:
    assert step(top, marks) == wanted


def test_long_names_are_cut_or_folded() -> None:
    assert cut("在线客服", 100) == "在线客服"
    assert cut("在线客服" * 9, 40).endswith("…")
    assert wide(cut("在线客服" * 9, 40)) <= 40
    assert (
        fold("Air conditioner does not heat", 68) == ["Air", "conditioner…"] or len(fold("a b" * 30, 68)) == 2
    )


def test_the_screen_knows_every_tone() -> None:
    css = (ROOT / "sladesk" / "static" / "charts.css").read_text()
    used = set(TONES) - {"none"}
    assert not [tone for tone in used if f"--ch-{tone}:" not in css]


def test_sides_are_named_side_by_side() -> None:
    with speaking("en"):
        chart = built(reasons.reasons, review())
    names = sorted(
        (shape for shape in chart.shapes if isinstance(shape, Label) and shape.y == 6), key=lambda one: one.x
    )
    assert [one.text.split()[0] for one in names] == ["Us", "Platform", "Customer"]
    assert all(a.x + wide(a.text) <= b.x for a, b in pairwise(names))
    assert names[-1].x + wide(names[-1].text) <= WIDTH + 1


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


#: Text and what it may stand on; the surface of the page is the paper.
ON = [
    ("paper", "ink"), ("paper", "miss"), ("paper", "heat4"), ("paper", "heat5"), ("text", "heat0"),
    ("text", "heat1"), ("text", "heat2"), ("text", "heat3"), ("text", "ink2"), ("text", "rule2"),
    ("text", "rule3"), ("text", "paper"), ("soft", "paper"), ("ink", "paper"), ("miss", "paper"),
]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_every_tone(theme: str) -> None:
    style = "".join((ROOT / "sladesk" / "static" / name).read_text() for name in ("app.css", "charts.css"))
    values: dict[str, str] = {}
    for known in ("light", "dark") if theme == "dark" else ("light",):
        for block in re.findall(rf"data-bs-theme={known}\] {{(.*?)}}", style, re.DOTALL):
            values |= dict(re.findall(r"--([\w-]+): ([^;]+);", block))
    tones = {name: values[f"ch-{name}"] for name in TONES if name != "none"}
    seen = {name: values[value[6:-1]] if value.startswith("var") else value for name, value in tones.items()}
    full = {
        name: value if len(value) == 7 else "#" + "".join(2 * sign for sign in value[1:])
        for name, value in seen.items()
    }
    weak = [
        (text, on, round(contrast(full[text], full[on]), 2))
        for text, on in ON
        if contrast(full[text], full[on]) < 4.5
    ]
    assert not weak


def test_print_has_the_same_contrast() -> None:
    weak = [(text, on) for text, on in ON if contrast(TONES[text], TONES[on]) < 4.5]
    assert not weak


def test_low_columns_leave_the_running_sum_its_room() -> None:
    """With many categories the sum runs close above the columns: their shares stand below."""
    low = [replace(one, counts=[20, 9, 3], permille=41) for one in review().problems]
    rest = review().problem_rest
    assert rest is not None
    crowded = replace(review(), problems=low, problem_rest=replace(rest, permille=795))
    with speaking():
        labels = [shape for shape in built(problems.pareto, crowded).shapes if isinstance(shape, Label)]
    assert len([label for label in labels if label.text == "20 件  4.1%"]) == 5
    assert not [label for label in labels if label.text == "4.1%"]
