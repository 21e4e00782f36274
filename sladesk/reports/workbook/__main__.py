"""The child that writes a workbook: reads a plan and tickets, keeps none of them, leaves one file."""

import gc
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from sladesk.child import MIB, NO_MEMORY, confine, peak
from sladesk.reports.workbook.cells import HARMLESS, put_text, storable
from sladesk.reports.workbook.layout import END, INSTANTS, Cell, Plan, Record, Scalar, Sheet
from sladesk.reports.workbook.swift import SwiftSheet, look_of, number_cell, text_cell

PART, RESULT = "part.xlsx", "result.xlsx"
#: How this child says that its job went away, as its return code.
LEFT_ALONE = 5
#: Sheets lie unpacked on the disk until they are put together.
LIMITS = {
    resource.RLIMIT_AS: 512 * MIB,
    resource.RLIMIT_CPU: 240,
    resource.RLIMIT_FSIZE: 2048 * MIB,
    resource.RLIMIT_CORE: 0,
}
#: Days from the zero of spreadsheets to 1970, and the first from which all of them count alike.
_EPOCH, _SURE = 25_569, 61
_A4 = 9
#: Formats of texts; a text in any other column has that of long texts.
_WORDED = frozenset({"line", "head", "title"})
_record = msgspec.json.Decoder(list[Scalar | tuple[str, Scalar]])


class LeftAloneError(Exception):
    """The job ended before it had told everything."""


class Formats:
    """The looks of a workbook: as XlsxWriter knows them, and their numbers by name."""

    def __init__(self, book: Any, plan: Plan) -> None:
        base = {"valign": "top", "font_size": 10}
        self.plain = book.add_format()
        self.head = book.add_format(
            base | {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EDF3", "bottom": 1}
        )
        named = {name: book.add_format(base | {"num_format": form}) for name, form in plan.patterns.items()}
        named |= {
            "text": book.add_format(base | {"text_wrap": True}),
            "line": book.add_format(base),
            "head": self.head,
            "title": book.add_format({"bold": True, "font_size": 14}),
        }
        self.looks = {name: look_of(form) for name, form in named.items()}


class Page:
    """A sheet under way."""

    def __init__(self, book: Any, sheet: Sheet, plan: Plan, formats: Formats) -> None:
        self.sheet, self.looks, self.cut = sheet, formats.looks, plan.cut
        self.page: SwiftSheet = book.add_worksheet(sheet.name, SwiftSheet)
        self.row, self.last = 0, len(sheet.columns) - 1
        self._columns = [(xl_col_to_name(place), column.form) for place, column in enumerate(sheet.columns)]
        for number, column in enumerate(sheet.columns):
            self.page.set_column(number, number, column.width)
        for cells in sheet.above:
            self.add(cells)
        self.head = self.row
        self.page.set_row(self.head, 30)
        for number, column in enumerate(sheet.columns):
            put_text(self.page, self.head, number, column.head, formats.head, formats.plain)
        self.row += 1
        self._set_up(plan.page)
        for cells in sheet.rows or ():
            self.add(cells)

    def _set_up(self, words: str) -> None:
        """Freeze the head, and lay the sheet out for A4."""
        page = self.page
        page.freeze_panes(self.head + 1, 1)
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        page.fit_to_pages(self.sheet.pages, 0)
        page.repeat_rows(self.head)
        if self.sheet.pages > 1:
            page.repeat_columns("A:A")
        page.set_header("&L&A&R&F")
        page.set_footer(f"&C{words}")

    def add(self, cells: Sequence[Cell]) -> None:
        """Write the next row."""
        self.row += 1
        given = zip(self._columns, cells, strict=False)
        self.page.add_row(
            self.row - 1, [self._cell(*column, cell) for column, cell in given if cell is not None], self.last
        )

    def _cell(self, letters: str, form: str, cell: Cell) -> str:
        """Return a cell; a text is no number whatever its column holds."""
        place = f"{letters}{self.row}"
        value: Scalar
        form, value = cell if isinstance(cell, tuple) else (form, cell)
        if value is None:
            return ""
        if not isinstance(value, str):
            if form not in INSTANTS:
                return number_cell(place, self.looks[form], value)
            days = value / 86_400 + _EPOCH
            if days >= _SURE:
                return number_cell(place, self.looks[form], days)
            value = f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S}"
        text = storable(value, self.cut)
        return text_cell(place, self.looks[form if form in _WORDED else "text"], text) if text else ""

    def close(self) -> None:
        """End the table: its filter, and what stands below."""
        self.page.autofilter(self.head, 0, self.row - 1, self.last)
        for cells in self.sheet.below:
            self.add(cells)


def write(folder: Path, lines: Iterable[bytes]) -> int:
    """Write the workbook that is told line by line; return how many tickets it has.

    Raises:
        LeftAloneError: the lines end without saying so.
    """
    told = iter(lines)
    plan = msgspec.json.decode(next(told, b"[]"), type=Plan)
    book = Workbook(str(folder / PART), HARMLESS | {"tmpdir": str(folder)})
    book.set_properties({"title": plan.title, "created": datetime.fromtimestamp(plan.made, UTC)})
    formats = Formats(book, plan)
    pages = [Page(book, sheet, plan, formats) for sheet in plan.sheets]
    forms = [(page, [column.field for column in page.sheet.columns]) for page in pages if _of_tickets(page)]
    count = 0
    for record in _records(told):
        count += 1
        for page, fields in forms:
            page.add([record[field] for field in fields])
    for page in pages:
        page.close()
    book.close()
    (folder / PART).rename(folder / RESULT)
    return count


def _of_tickets(page: Page) -> bool:
    return page.sheet.rows is None


def _records(lines: Iterator[bytes]) -> Iterator[Record]:
    for line in lines:
        if line == END:
            return
        yield _record.decode(line)
    raise LeftAloneError


def main(folder: Path) -> int:
    """Write the workbook of a folder and return how that went."""
    confine(LIMITS)
    gc.disable()  # rows are free when they are written; nothing here goes in circles
    try:
        count = write(folder, sys.stdin.buffer)
    except MemoryError:
        return NO_MEMORY
    except LeftAloneError:
        return LEFT_ALONE
    sys.stdout.write(f"tickets {count}\nmemory {peak()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
