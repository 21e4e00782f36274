"""The form of the period's analysis and the plan of a workbook: from the document, nothing else (R9.6)."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sladesk.domain.figures.measures import MEASURES
from sladesk.reports.document import Document
from sladesk.reports.workbook import forms
from sladesk.reports.workbook.analysis import analysis, day_seconds
from sladesk.reports.workbook.layout import Cell, Rows
from sladesk.reports.workbook.planning import plan
from tests.support.printing import speaking
from tests.support.review import empty, review, single
from tests.support.worksheets import KEPT, SHEET

READ = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
FIVE, PLAN = slice(3, 9), slice(9, 14)


def rows(document: Document, locale: str = "zh_Hans_CN") -> Rows:
    with speaking(locale):
        return analysis(document)


def test_problems_times_and_scores_stand_in_the_first_columns() -> None:
    found, document = rows(review()), review()
    top = [str(row[0]) for row in found if row[0]]
    assert len(top) == 5
    assert top[0] == f"{document.problems[0].category.zh}：16.3%，1,149 件"
    assert len([row for row in found if row[1]]) == len(document.boxes)
    assert len([row for row in found if row[2]]) == len(document.bands) + 1


def test_a_worksheet_is_a_row_with_its_measures_below_one_another() -> None:
    found = rows(replace(review(), kept=KEPT))
    problem, *whys = found[0][FIVE]
    assert problem == SHEET.problem
    assert whys[0] == "财务未开出：申请停在“待开”。"
    assert whys[1] == "状态未同步，财务看不到“已签收”。\n2b 排除：财务人手不足？"
    assert str(whys[4]).endswith(f"根本原因：{SHEET.root_text}")
    first, second = SHEET.actions
    assert found[0][PLAN] == [
        f"短期：{first.text}",
        "技术部 D015",
        ("day", day_seconds(first.due)),
        first.criterion,
        "、".join([first.number, SHEET.number, *SHEET.tickets]),
    ]
    assert found[1][FIVE] == [None] * 6
    assert str(found[1][9]) == f"长期：{second.text}"
    told = [str(row[13]).split("、")[0] for row in found if len(row) > 9]
    assert sorted(told) == sorted({action.number for action in (*KEPT.actions, *SHEET.actions)})


def test_nothing_recorded_is_an_empty_form() -> None:
    assert rows(empty()) == []
    assert all(len(row) <= 14 for row in rows(single()))


def test_days_are_whole() -> None:
    assert day_seconds(date(1970, 1, 2)) == 86_400


def test_the_plan_names_every_measure_with_its_definition() -> None:
    for document in (review(), empty(), single()):
        with speaking():
            made = plan(document, 1, READ)
        figures = made.sheets[-1]
        assert figures.rows is not None
        codes = [code for code in document.figures if code in MEASURES]
        assert len(figures.rows) == len(codes)
        assert all(row[-1] for row in figures.rows)
        width = len(figures.columns)
        assert all(len(row) <= width for row in (*figures.rows, *figures.below))


def test_every_format_of_a_cell_is_known_and_names_fit() -> None:
    words = {"line", "text", "head", "title"}
    for locale in ("zh_Hans_CN", "en"):
        with speaking(locale):
            made = plan(replace(review(), kept=KEPT), 0, READ)
        assert len({sheet.name for sheet in made.sheets}) == 6
        for sheet in made.sheets:
            assert len(sheet.name) <= 31
            assert not set(sheet.name) & set("[]:*?/\\")
            assert {column.form for column in sheet.columns} <= words | set(made.patterns)
            cells = [cell for row in (*sheet.above, *(sheet.rows or ()), *sheet.below) for cell in row]
            assert {form_of(cell) for cell in cells} <= words | set(made.patterns) | {""}


def form_of(cell: Cell) -> str:
    return cell[0] if isinstance(cell, tuple) else ""


def test_every_field_of_a_ticket_has_a_column() -> None:
    of_tickets = (forms.LIFE, forms.RESPONSES, forms.FEEDBACK, forms.CHANNELS)
    assert {name for form in of_tickets for _head, name, *_look in form.columns} == set(forms.FIELDS)
    assert len(forms.FIELDS) == len(set(forms.FIELDS))
