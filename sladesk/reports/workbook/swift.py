"""A sheet that takes whole rows: what XlsxWriter does for each cell anew is most of a large workbook's time.

It keeps to the mode in which no cell stays in memory, and to the few inner parts of XlsxWriter that write a
row there; the version is pinned, and the tests read back what was written.
"""

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from xlsxwriter.worksheet import Worksheet

#: How spreadsheets write characters by their number; what merely looks so is marked.
_LOOKS_SO = re.compile("_(?=x[0-9a-fA-F]{4}_)")


class SwiftSheet(Worksheet):
    """A worksheet of a workbook that keeps no cells."""

    def add_row(self, row: int, cells: Iterable[str], last: int) -> None:
        """Write a row behind all that were written.

        Arguments:
            row: its number, from 0.
            cells: as `text_cell` and `number_cell` return them, in the order of their columns.
            last: number of the last column, from 0.
        """
        self._check_dimensions(row, 0)
        self._check_dimensions(row, last)
        self._write_single_row(row)
        assert self.fh is not None, "the mode that keeps no cells has its file open from the beginning"
        self.fh.write(f'<row r="{row + 1}">{"".join(cells)}</row>')


def text_cell(place: str, look: int, text: str) -> str:
    """Return a cell that holds a text, whatever that begins with.

    Arguments:
        place: column and row, as B7.
        look: number of its format.
        text: as `cells.storable` returns it.
    """
    if "_x" in text:
        text = _LOOKS_SO.sub("_x005F_", text)
    said = escape(text, quote=False)
    return f'<c r="{place}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def number_cell(place: str, look: int, number: float) -> str:
    """Return a cell that holds a number."""
    return f'<c r="{place}" s="{look}"><v>{number!r}</v></c>'


def look_of(form: Any) -> int:
    """Return the number of a format of XlsxWriter."""
    return int(form._get_xf_index())  # noqa: SLF001 - as its own cells ask for it
