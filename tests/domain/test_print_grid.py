"""The table of channels in print: it adds up, and what nobody records has no column (R9.4)."""

from dataclasses import replace

from sladesk.reports import tables
from sladesk.reports.document import Document
from sladesk.reports.printing import grid
from sladesk.reports.printing.grid import Grid
from tests.support.printing import speaking
from tests.support.review import line, review, single

HOURS = 3600.0


def made(document: Document, language: str = "zh_Hans_CN") -> Grid:
    with speaking(language):
        return grid.grid(document)


def timed() -> Document:
    """Return the month with working times beside the plain ones of its first channel."""
    full = review()
    phone = full.channels[0]
    working = {
        "first_response_working": line("first_response_working", 480.0, None, 10),
        "resolution_working": line("resolution_working", 6.25 * HOURS, None, 10),
    }
    return replace(full, channels=[replace(phone, figures=phone.figures | working), *full.channels[1:]])


def test_channels_add_up_to_the_last_row() -> None:
    found = made(review())
    for place in range(1, 5):
        parts = [int(row[place].text.replace(",", "")) for row in found.rows]
        assert sum(parts) == int(found.total[place].text.replace(",", ""))
    assert found.total[5].text == "88.8%"


def test_each_row_has_a_cell_for_each_head() -> None:
    for document in (review(), timed(), single()):
        found = made(document)
        columns = 1 + sum(len(heads) for _title, heads in found.groups)
        assert {len(row) for row in (*found.rows, *filter(None, [found.total]))} == {columns}


def test_what_nobody_records_has_no_column() -> None:
    assert [title for title, _heads in made(review()).groups] == ["", "首次响应", "解决"]
    assert all("工作时间" not in heads for _title, heads in made(review()).groups)
    assert all("工作时间" in heads for _title, heads in made(timed()).groups[1:])
    imported = replace(review(), channels=[replace(one, figures={}) for one in review().channels])
    assert [title for title, _heads in made(imported).groups] == [""]


def test_lengths_are_those_of_the_screen_in_short_words() -> None:
    chinese, english = made(timed()).rows[0], made(timed(), "en").rows[0]
    assert [cell.text for cell in chinese[7:]] == ["9 秒", "–", "8 分", "27.6 小时", "–", "6.3 小时"]
    assert [cell.text for cell in english[7:]] == ["9 s", "–", "8 min", "27.6 h", "–", "6.3 h"]


def test_one_channel_needs_no_sum() -> None:
    assert not made(single()).total


def test_a_long_name_of_a_channel_takes_one_line() -> None:
    full = review()
    long = replace(full.channels[0], channel=replace(full.channels[0].channel, zh="集团客户专属热线" * 25))
    found = made(replace(full, channels=[long, *full.channels[1:]]))
    assert [row[0].text for row in found.rows[:3]] == ["集团客户专属热线…", "在线客服", "公众号/企业微信"]


def test_a_long_reason_keeps_its_number() -> None:
    full = review()
    long = replace(full.reasons[0].reason, zh="很长的原因" * 40) if full.reasons[0].reason else None
    assert long is not None
    named = replace(full, reasons=[replace(full.reasons[0], reason=long), *full.reasons[1:]])
    with speaking():
        screen = tables.channel_reasons(named)
        paper = grid.reasons(screen)
    cells = [cell.text for row in paper.rows for cell in row[1:] if cell.text.startswith("很长")]
    assert cells
    assert all("… " in text and text.rpartition(" ")[2].isdigit() for text in cells)
    assert [row[0].text for row in paper.rows] == [row[0].text for row in screen.rows]
    assert len(paper.head) == len(screen.head) - 2
