"""The child that writes a workbook: reads a plan and tickets, keeps none of them, leaves one file."""

import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from xlsxwriter import Workbook

from sladesk.reports.child import MIB, NO_MEMORY, confine, peak
from sladesk.reports.workbook.cells import HARMLESS, put_text, storable
from sladesk.reports.workbook.layout import END, INSTANTS, Cell, Plan, Record, Scalar, Sheet

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
_record = msgspec.json.Decoder(list[Scalar | tuple[str, Scalar]])


class LeftAloneError(Exception):
    """The job ended before it had told everything."""


class Formats:
    """The looks of a workbook, by name."""

    def __init__(self, book: Any, plan: Plan) -> None:
        base = {"valign": "top", "font_size": 10}
        self.plain = book.add_format()
        self.text = book.add_format(base | {"text_wrap": True})
        self.head = book.add_format(
            base | {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EDF3", "bottom": 1}
        )
        self.title = book.add_format({"bold": True, "font_size": 14})
        named = {name: book.add_format(base | {"num_format": form}) for name, form in plan.patterns.items()}
        self.named = named | {
            "text": self.text,
            "line": book.add_format(base),
            "head": self.head,
            "title": self.title,
        }


class Page:
    """A sheet under way."""

    def __init__(self, book: Any, sheet: Sheet, plan: Plan, formats: Formats) -> None:
        self.sheet, self.formats, self.cut = sheet, formats, plan.cut
        self.page = book.add_worksheet(sheet.name)
        self.row = 0
        self._forms = [column.form for column in sheet.columns]
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
            page.repeat_columns(0)
        page.set_header("&L&A&R&F")
        page.set_footer(f"&C{words}")

    def add(self, cells: Sequence[Cell]) -> None:
        """Write the next row."""
        for number, cell in enumerate(cells):
            if cell is not None:
                self._put(number, cell)
        self.row += 1

    def _put(self, number: int, cell: Cell) -> None:
        form, value = cell if isinstance(cell, tuple) else ("", cell)
        if value is None:
            return
        name = form or (self._forms[number] if number < len(self._forms) else "text")
        look = self.formats.named[name]
        if not isinstance(value, str) and name in INSTANTS:
            days = value / 86_400 + _EPOCH
            if days >= _SURE:
                self.page.write_number(self.row, number, days, look)
                return
            value = f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S}"
        if isinstance(value, str):
            text = storable(value, self.cut)
            if text:
                worded = look if name in {"line", "head", "title"} else self.formats.text
                put_text(self.page, self.row, number, text, worded, self.formats.plain)
        else:
            self.page.write_number(self.row, number, value, look)

    def close(self) -> None:
        """End the table: its filter, and what stands below."""
        self.page.autofilter(self.head, 0, self.row - 1, len(self.sheet.columns) - 1)
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
