"""Cells of workbooks: what was typed comes back, nothing is calculated, nothing is left half-made."""

import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from python_calamine import CalamineWorkbook

from sladesk import child
from sladesk.reports import workbook
from sladesk.reports.workbook.cells import MOST, storable
from sladesk.reports.workbook.layout import Cell, Column, Plan, Sheet

HOSTILE = (
    "=1+1",
    "+86 138",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "=cmd|' /C calc'!A0",
    "<r><t>x</t></r>",
    "<r></t></is></c><c><f>1+1</f></c></r>",
    "http://example.invalid/",
    "007",
    "_x0041_",
    "😀👨‍👩‍👧",
    "שלום عالم",
    "  blanks around  ",
    "two\nlines",
    "&<>\"'",
)
CUT = "……"


def plan(above: list[list[Cell]] | None = None, rows: list[list[Cell]] | None = None) -> Plan:
    columns = [Column("文", "text", 20, 0), Column("时", "moment", 20, 1), Column("数", "minutes", 20, 2)]
    patterns = {"moment": "yyyy-mm-dd hh:mm:ss", "minutes": "0.0", "count": "0"}
    return Plan("t", 0, patterns, CUT, "&P", [Sheet("表", columns, 1, above or [], rows, [])])


def made(records: list[list[Cell]]) -> bytes:
    return workbook.write(plan(), records, Path.read_bytes).kept


def sheet(data: bytes) -> list[list[object]]:
    return [
        list(row) for row in CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    ]


def test_hostile_texts_come_back_as_they_were_and_nothing_is_a_formula() -> None:
    data = made([[text, None, None] for text in HOSTILE])
    # The reader leaves Excel's way of writing "_x0041_" as it found it.
    assert [str(row[0]).replace("_x005F", "") for row in sheet(data)[1:]] == list(HOSTILE)
    with zipfile.ZipFile(BytesIO(data)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
        names = parts.namelist()
    assert "<f>" not in xml
    assert not re.search(r"<f[ >]", xml)
    assert not [name for name in names if "hyperlink" in name or "external" in name or "vba" in name]


def test_what_xml_refuses_is_removed() -> None:
    text = "a\x00b\x08c\x0bd\x1fe\ud800f\ufffeg"
    assert storable(text) == "abcdefg"
    assert storable("a\r\nb\rc") == "a\nb\nc"
    assert sheet(made([[storable(text), None, None]]))[1][0] == "abcdefg"


@pytest.mark.parametrize("text", ["长" * 40_000, "😀" * 40_000, "a" + "😀" * 40_000])
def test_a_text_too_long_for_a_cell_is_cut_with_a_mark(text: str) -> None:
    kept = storable(text, CUT)
    assert kept.endswith(CUT)
    assert text.startswith(kept.removesuffix(CUT))
    assert MOST - 1 <= len(kept.encode("utf-16-le")) // 2 <= MOST
    assert sheet(made([[text, None, None]]))[1][0] == kept


def test_a_text_that_just_fits_is_not_cut() -> None:
    assert storable("x" * MOST, CUT) == "x" * MOST


def test_instants_are_dates_and_numbers_are_numbers() -> None:
    head, row = sheet(made([["x", 1_795_000_000, 12.5]]))
    assert head == ["文", "时", "数"]
    assert str(row[1]) == "2026-11-18 11:06:40"
    assert row[2] == 12.5


def test_an_instant_before_spreadsheets_count_days_stands_as_text() -> None:
    assert sheet(made([["x", -2_300_000_000, None]]))[1][1] == "1897-02-11 15:06:40"


def test_a_workbook_without_a_ticket_has_its_heads() -> None:
    assert sheet(made([])) == [["文", "时", "数"]]


def test_sheets_are_laid_out_for_reading_and_for_a4() -> None:
    data = made([["x", 0, 1.5]])
    with zipfile.ZipFile(BytesIO(data)) as parts:
        xml, book = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "workbook"))
    for wanted in (
        'ySplit="1"', 'state="frozen"', '<autoFilter ref="A1:C2"/>', 'paperSize="9"', 'fitToHeight="0"',
        'orientation="landscape"', 'customWidth="1"',
    ):  # fmt: skip
        assert wanted in xml
    assert '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'表\'!$1:$1' in book.replace(
        "表!", "'表'!"
    )


def _alone(folder: Path, told: bytes) -> int:
    with (folder / "complaints").open("w+b") as complaints:
        running = child.begin("sladesk.reports.workbook", folder, complaints, subprocess.PIPE)
        running.communicate(told)
    return running.returncode


def test_a_child_whose_job_is_gone_leaves_no_workbook(tmp_path: Path) -> None:
    told = msgspec.json.encode(plan()) + b"\n" + b'["x",0,0]\n'
    assert _alone(tmp_path, told) == 5
    assert not (tmp_path / workbook.RESULT).exists()
    assert _alone(tmp_path, told + b"null\n") == 0
    assert (tmp_path / workbook.RESULT).exists()


def test_a_job_whose_child_is_killed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, begin = list[subprocess.Popen[bytes]](), child.begin

    def watched(*arguments: object) -> subprocess.Popen[bytes]:
        begun.append(begin(*arguments))  # type: ignore[arg-type] - handed through
        return begun[-1]

    monkeypatch.setattr(child, "begin", watched)

    def records() -> list[list[Cell]]:
        begun[-1].kill()
        return [["x" * 1000, None, None]] * 1000

    with pytest.raises(workbook.WorkbookError) as raised:
        workbook.write(plan(), (row for part in (records,) for row in part()), Path.read_bytes)
    assert raised.value.code == "too_long"
    assert begun[-1].returncode is not None


def test_more_tickets_than_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST", 2)
    with pytest.raises(workbook.WorkbookError) as raised:
        workbook.write(plan(), [["x", None, None]] * 3, Path.read_bytes)
    assert raised.value.code == "too_many"
