"""The tables of a review: kinds of targets, stages of repairs, channels, the industry's figure."""

from dataclasses import replace

import pytest

from sladesk.domain.figures.measures import BY_KIND, STAGES
from sladesk.reports.document import Document, Industry, Turned
from sladesk.reports.tables import (
    Table,
    channel_reasons,
    channel_times,
    industry,
    kinds,
    stages,
    tables,
    trend,
    turned,
)
from tests.support.printing import speaking
from tests.support.review import HOUR, empty, line, review


def full() -> Document:
    """The month of the drafts, with targets of other kinds and repairs."""
    document = review()
    more = {code: line(code, 0.9, 90 + place, 100 + place, target=0.95) for place, code in enumerate(BY_KIND)}
    long = {code: line(code, 2 * HOUR, None, 30, HOUR, 9 * HOUR, 1.5 * HOUR) for code in STAGES}
    figures = {**document.figures, **more, **long}
    codes = ("response_attainment", "resolution_attainment", *BY_KIND)
    met, n = (sum(getattr(figures[code], name) or 0 for code in codes) for name in ("part", "n"))
    figures["attainment"] = line("attainment", met / n, met, n, before=0.9, target=0.95, good=False)
    return replace(document, figures=figures)


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_kinds_of_targets_add_up_to_all_of_them() -> None:
    with speaking():
        rows = cells(kinds(full()))
    counts = [[int(cell.replace(",", "")) for cell in row[3:5]] for row in rows]
    assert len(rows) == 2 + len(BY_KIND) + 1
    assert [sum(column) for column in zip(*counts[:-1], strict=True)] == counts[-1]
    assert rows[-1][0] == "全部时限达标率"
    assert [row[0] for row in rows if "承诺" in row[0]] == ["承诺兑现率"]


def test_a_kind_nobody_has_is_absent() -> None:
    document = full()
    none = replace(document.figures["task_attainment"], value=None, n=0, part=0)
    with speaking():
        rows = cells(kinds(replace(document, figures={**document.figures, "task_attainment": none})))
    assert "协同任务达标率" not in [row[0] for row in rows]


def test_a_review_from_before_kinds_were_counted_has_no_such_table() -> None:
    with speaking():
        assert kinds(review()).rows == stages(review()).rows == []


def test_problems_stand_with_the_two_months_before_and_their_sums() -> None:
    with speaking():
        table = trend(full())
    assert list(table.head[1:4]) == ["8 月", "9 月", "10 月"]
    assert cells(table)[0] == ["空调不制热", "343", "766", "1,149", "16.3%", "+50%", "33 小时", "91.6%"]
    assert cells(table)[-1][1:6] == ["5,835", "6,216", "7,026", "100%", "+13%"]


def test_stages_of_repairs_stand_with_mean_median_and_change() -> None:
    with speaking():
        rows = cells(stages(full()))
    assert len(rows) == len(STAGES)
    assert rows[0][1:] == ["30", "120 分钟", "60 分钟", "9.0 小时", "+30"]


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_channels_stand_with_plain_and_working_time_and_their_reasons(language: str) -> None:
    document = full()
    with speaking(language):
        times, why = channel_times(document), channel_reasons(document)
    assert len(times.rows) == len(document.channels) + 1
    assert {len(row) for row in times.rows} == {len(times.head)}
    assert {len(row) for row in why.rows} == {len(why.head)}
    assert why.rows[0][3].behind == "why:phone:busy"
    assert why.rows[0][3].text == ("坐席忙线 3" if language != "en" else "Agents busy 3")
    assert [row[1].missed for row in why.rows] == [code == "chat" for code in CHANNELS]


CHANNELS = ("phone", "chat", "wechat", "platform", "mail", "social")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1500.0, "在线客服平均首次响应 25 秒，在部门录入的行业均值 25 分钟以内。"),
        (24.0, "超出"),
        (25.0, "以内"),
    ],
)
def test_the_industrys_figure_stands_beside_the_channels_own(seconds: float, said: str) -> None:
    with speaking():
        assert said in industry(replace(full(), industry=Industry("chat", seconds)))
        assert industry(full()) == ""
        assert industry(replace(full(), industry=Industry("nowhere", seconds))) == ""
        assert industry(replace(empty(), industry=Industry("chat", seconds))) == ""


def test_what_counts_as_nothing_is_said_with_its_tickets() -> None:
    document = replace(full(), turned=[Turned("resolution", 3, "turned:resolution")])
    with speaking():
        (row,) = turned(document).rows
        assert [table.name for table in tables("complete", document)] == ["turned"]
        assert tables("complete", full()) == []
    assert (row[0].text, row[1].text, row[1].behind) == ("平均解决时长", "3", "turned:resolution")


@pytest.mark.parametrize("section", ["channels", "handling", "complete", "volume"])
def test_nothing_recorded_is_no_table(section: str) -> None:
    with speaking():
        assert tables(section, empty()) == []


def test_channels_of_which_no_length_is_recorded_have_no_table_of_lengths() -> None:
    full_ = review()
    imported = replace(full_, channels=[replace(one, figures={}) for one in full_.channels])
    with speaking():
        assert len(channel_times(full_).rows) == len(full_.channels) + 1
        assert channel_times(imported).rows == []
