"""Reviews in print: what the PDF says when it is read back, what it may not reach, and how text is set."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from sladesk.domain.figures.measures import MEASURES
from sladesk.domain.minutes import Words
from sladesk.reports import definitions, pdf
from sladesk.reports.document import Name
from sladesk.reports.pdf import Made, PdfError
from sladesk.reports.printing import Edition, flow, laid
from sladesk.reports.printing.quality_words import VERDICTS, WORDS
from sladesk.reports.printing.typeset import typeset
from sladesk.reports.workbook.words import WORDS as WORKBOOK
from sladesk.web.labels import TABLES
from tests.support.printing import speaking
from tests.support.review import empty, review
from tests.support.worksheets import ADDED, KEPT, SIGNED

ISSUED = Edition(1, datetime(2026, 11, 2, 1, 0, tzinfo=UTC), "Q003", ADDED, SIGNED, "M001")
HOSTILE = Name(
    "x", "</td><script>alert(1)</script>" + "\u202e名😀" * 60, "</td><script>alert(1)</script>" + "W" * 200
)


@cache
def month() -> Made:
    with speaking():
        full = replace(review(), kept=KEPT)
        page = laid(full, ISSUED, lambda key: f"https://desk.example/{key}")
    return pdf.render(page.html, page.drawings)


@cache
def read(kind: str) -> PdfReader:
    return PdfReader(io.BytesIO({"month": month, "week": week}[kind]().data))


@cache
def week() -> Made:
    full = review()
    document = replace(
        full,
        head=replace(full.head, kind="week", key="2026-W44", first="2026-10-26", last="2026-11-01"),
        channels=[replace(line, channel=HOSTILE) for line in full.channels[:2]],
        reasons=[replace(line, reason=HOSTILE, channel=HOSTILE) for line in full.reasons[:2]],
    )
    with speaking("en"):
        page = laid(document, ISSUED)
    return pdf.render(page.html, page.drawings)


@cache
def pages(kind: str) -> list[str]:
    return [page.extract_text().replace("\u00a0", " ") for page in read(kind).pages]


def text(kind: str) -> str:
    return "\n".join(pages(kind))


def objects() -> list[DictionaryObject]:
    reader = read("month")
    numbers = range(1, len(reader.xref[0]) + 1)
    found = (reader.get_object(IndirectObject(number, 0, reader)) for number in numbers)
    return [one for one in found if isinstance(one, DictionaryObject)]


def tags(node: Any) -> Iterator[Any]:
    """Yield the tags below a node of the structure tree."""
    found = node.get_object()
    if isinstance(found, list):
        for one in found:
            yield from tags(one)
    elif isinstance(found, DictionaryObject):
        yield found
        yield from tags(found["/K"]) if "/K" in found else ()


def links(page: int) -> list[Any]:
    found: Any = read("month").pages[page]["/Annots"]
    return list(found)


def test_fonts_are_ours_and_embedded() -> None:
    descriptors = [found for found in objects() if found.get("/Type") == "/FontDescriptor"]
    assert {str(found["/FontName"]).partition("+")[2] for found in descriptors} == {
        "Report-Sans",
        "Report-Sans-Bold",
    }
    assert all("/FontFile3" in found for found in descriptors)


def heads() -> list[str]:
    """What stands above the text of each page of the month at the right: the section it begins with."""
    found = list[str]()
    for page in read("month").pages:
        words = list[str]()

        def gather(
            said: str, cm: list[float], tm: list[float], *_font: object, to: list[str] = words
        ) -> None:
            x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
            y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            if y > 775 and x > 300:
                to.append(said)

        page.extract_text(visitor_text=gather)
        found.append("".join(words).strip())
    return found


def test_a_page_is_headed_by_the_section_it_begins_with() -> None:
    reader, seen = read("month"), heads()
    sections = [one for one in reader.outline if not isinstance(one, list)]
    starts = [(reader.get_destination_page_number(one), one.top, str(one.title)) for one in sections]
    middle = {no for no, top, _title in starts if top is not None and top < 700}
    assert middle, "no section begins further down a page"
    for no, said in enumerate(seen[1:], 1):
        at_top = [title for page, top, title in starts if page == no and top is not None and top >= 700]
        before = [title for page, _top, title in starts if page is not None and page < no]
        assert said == (at_top[0] if at_top else before[-1]), no


def test_the_file_is_tagged_titled_and_carries_nothing_else() -> None:
    reader = read("month")
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-Hans"
    assert "/StructTreeRoot" in root
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == "服务复盘 2026 年 10 月"
    assert b"/EmbeddedFile" not in month().data
    assert len(reader.pages) == month().pages == 11


def test_every_drawing_says_what_it_is() -> None:
    root: Any = read("month").trailer["/Root"]
    figures = [found for found in tags(root["/StructTreeRoot"]) if found.get("/S") == "/Figure"]
    assert len(figures) > 9 + 5
    assert all(found.get("/Alt") for found in figures)
    assert "各渠道首次响应达标率" in {str(found["/Alt"]) for found in figures}


def test_bookmarks_and_contents_lead_to_their_pages() -> None:
    reader = read("month")
    top = [one for one in reader.outline if not isinstance(one, list)]
    titles = [one.title for one in top]
    assert titles[:2] == ["一页摘要", "1　渠道响应"]
    assert titles[-1] == "附　指标定义与口径"
    assert "8　5Why 分析：发票开具延迟" in titles
    numbers = [reader.get_destination_page_number(one) or 0 for one in top]
    assert numbers == sorted(numbers)
    aims = {str(one.get_object()["/Dest"]) for one in links(0)}
    assert aims == {"sum", "def", *(f"s{number}" for number in range(1, 11))}
    assert aims <= set(reader.named_destinations)


def test_figures_lead_to_their_tickets() -> None:
    addresses = [one.get_object()["/A"]["/URI"] for one in links(2) if "/A" in one.get_object()]
    assert "https://desk.example/channel:chat:late" in addresses


def test_the_text_stands_in_the_order_it_is_read_and_has_the_figures() -> None:
    said = text("month")
    order = [
        "目录", "条形：深色段", "请会议决定", "各渠道首次响应与解决", "高频问题三期走势", "对数刻度",
        "深色为工作日", "等级相关", "空框为待核查", "根本原因", "开票接口失败自动重试，", "会议记录",
        "统计期与归属", "数据完整性",
    ]  # fmt: skip
    body = said[said.index("目录") :]
    places = [body.index(word) for word in order]
    assert places == sorted(places)
    for figure in (
        "11,926",
        "94.2%",
        "83.5%",
        "1,149",
        "55.2%",
        "981",
        "0.16",
        "555",
        "734",
        "+91%",
        "33 小时",
    ):
        assert figure in said, figure
    assert "第 3 页 / 共 11 页" in said
    assert "双 11 大促排班" in said


def test_every_page_but_the_cover_says_whose_it_is() -> None:
    for number, said in enumerate(pages("month")):
        assert ("2026 年 10 月　正式版" in said) == (number > 0)


def test_no_line_begins_with_a_closing_mark() -> None:
    lines = [line for page in pages("month") for line in page.splitlines() if len(line) > 1]
    assert not [line for line in lines if line[0] in "，。、；：？！）”"]


def test_the_cover_says_what_is_covered() -> None:
    first = pages("month")[0].replace("\n", "")
    assert "范围 全部渠道、全部产品、全部班组（工单 11,926 件，来自 6 个渠道）" in first
    assert "数据截至 2026-11-02 08:30" in first


def test_what_is_said_of_a_silent_section_is_still_printed() -> None:
    with speaking():
        spoken = Edition(1, ISSUED.issued, words=Words(comments={"reasons": "原因尚未核查完。"}))
        html = laid(empty(), spoken).html
    assert "原因尚未核查完。" in re.sub(r"<[^>]+>", "", html)
    assert html.count("<h1 id=") == 4


def test_an_empty_month_says_so() -> None:
    """Sections of which nothing exists are absent, and no figure pretends to be one (decisions 18, 35)."""
    with speaking():
        html = laid(empty(), Edition(1, ISSUED.issued)).html
    said = re.sub(r"<[^>]+>", "", html)
    assert "本期没有请求工单。" in said
    assert "本期未记录：渠道响应、高频问题 TOP5、处理时长、时间用在哪里、咨询量与坐席、" in said
    assert said.count("未记录") == 1 + 5
    assert re.findall(r'<h1 id="(\w+)"', html) == ["sum", "s1", "def"]
    assert "0.0%" not in said
    assert "100.0%" not in said
    assert "5Why" not in said
    assert "改进措施" not in said


def test_names_are_text_however_they_are_written() -> None:
    said = "".join(page.extract_text() for page in read("week").pages[1:3])
    assert "<script>" in said
    assert "Response times" in said
    assert re.search(r"Page 2 of \d+", said)


def test_a_page_reaches_nothing_but_its_assets() -> None:
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title>'
        '<link rel="stylesheet" href="file:///etc/passwd"><link rel="attachment" href="file:///etc/hostname">'
        '<link rel="stylesheet" href="asset:print.css"></head><body><p>here</p>'
        '<img src="http://127.0.0.1:9/x.png" alt="a"><img src="asset:../page.html" alt="b">'
        '<a rel="attachment" href="file:///etc/hostname">c</a></body></html>'
    )
    steps: list[str] = []
    made = pdf.render(html, progress=steps.append)
    reader = PdfReader(io.BytesIO(made.data))
    assert b"/EmbeddedFile" not in made.data
    assert b"/Subtype /Image" not in made.data
    assert "here" in reader.pages[0].extract_text()
    assert "root:" not in reader.pages[0].extract_text()
    assert steps == ["start", "laid out", "written"]


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        (3, "no_libraries", "apt install libpango-1.0-0"),
        (4, "no_memory", "memory"),
        (-9, "too_long", "120 s"),
    ],
)
def test_what_went_wrong_is_said(code: int, name: str, words: str) -> None:
    error = pdf._error(code, "")
    assert isinstance(error, PdfError)
    assert error.code == name
    assert words in str(error)


def test_a_child_that_fails_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PAGE", "nowhere.html")
    with pytest.raises(PdfError, match="could not be made"):
        pdf.render("<p>x</p>", named={})


def test_memory_of_the_child_is_bounded() -> None:
    assert month().memory < 300 * 1024  # KiB


@pytest.mark.parametrize(
    ("said", "pieces"),
    [
        ("（待开”）。", [("（", "hw"), ("待开", ""), ("”", "hw"), ("）", "hw"), ("。", "")]),
        ("10–12 点", [("10–12", "nb"), ("\u00a0点", "")]),
        ("目标 ≥ 95%，共 3 件", [("目标 ≥ 95%", "nb"), ("，共", ""), ("\u00a03\u00a0件", "nb")]),
        ("只有这样一句话才够长才行呢。", [("只有这样一句话才够长", ""), ("才行呢。", "nb")]),
        ("短", [("短", "")]),
        ("in “All” too", [("in ", ""), ("“", "hw"), ("All", ""), ("”", "hw"), (" too", "")]),
        ("", []),
    ],
)
def test_chinese_text_is_set_in_pieces(said: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.text, piece.kind) for piece in typeset(said)] == pieces


@pytest.mark.parametrize("said", ["a" * 200, "升至 91.6%。", "“" * 9, "\u202e名😀" * 60, "-" * 30 + "1–2"])
def test_setting_loses_nothing(said: str) -> None:
    assert "".join(piece.text for piece in typeset(said)).replace("\u00a0", " ") == said


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_measure_has_its_definition(language: str) -> None:
    assert set(definitions.MEASURES_SAID) == set(MEASURES)
    with speaking(language):
        assert all(definitions.definition(code) for code in MEASURES)
        said = dict(definitions.printed(review()))
        chinese = re.compile(r"[\u4e00-\u9fff]")
        assert all(bool(chinese.search(words)) == (language != "en") for words in said.values())
        assert len(said) == 9 + len(definitions.TERMS)


def test_print_and_screen_have_the_same_words() -> None:
    # By kind as well: codes of two kinds that are spelled alike are the same key of a mapping.
    screen = {(type(code), code): str(word) for table in TABLES.values() for code, word in table.items()}
    told = [*WORDS.items(), *VERDICTS.items(), *WORKBOOK]
    assert told == [(code, screen[type(code), code]) for code, _word in told]


@pytest.mark.parametrize(
    ("sections", "follows"),
    [
        ([([400.0], 1), ([200.0], 1), ([200.0], 1)], [False, True, False]),
        ([([300.0, 300.0, 200.0], 3), ([400.0], 1), ([100.0], 1)], [False, True, False]),
        ([([400.0], 1), ([200.0, 500.0], 2), ([100.0], 1)], [False, False, False]),
        ([([400.0], 1), ([200.0, 500.0], 1), ([100.0], 1)], [False, True, True]),
        ([([704.0], 1), ([1.0], 1)], [False, False]),
        ([], []),
    ],
)
def test_a_section_goes_on_where_what_belongs_together_fits(
    sections: list[tuple[list[float], int]], follows: list[bool]
) -> None:
    assert flow.following(sections) == follows
