"""Cells a spreadsheet shows and never runs: texts stay texts, whatever they begin with (ASVS 1.2.10)."""

import re
from typing import Any

#: UTF-16 units a cell holds.
MOST = 32_767
#: What XML 1.0 has no way to write, and halves of characters.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: So a workbook is opened that runs nothing: no text becomes a formula, a link or a number.
HARMLESS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def storable(text: str, cut: str = "") -> str:
    """Return a text as a cell can hold it: without refused characters, at most `MOST` units long.

    Arguments:
        cut: what then stands at its end.
    """
    if len(text) <= MOST // 2 and text.isprintable():
        return text  # nearly all of them, and nothing to look for
    kept = _REFUSED.sub("", text)
    if "\r" in kept:
        kept = kept.replace("\r\n", "\n").replace("\r", "\n")
    if len(kept) <= MOST // 2 or _units(kept) <= MOST:
        return kept
    room = (MOST - _units(cut)) * 2
    return kept.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + cut


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def put_text(sheet: Any, row: int, column: int, text: str, form: Any, plain: Any) -> None:
    """Write a text into a cell.

    XlsxWriter takes what looks like its own marks of rich text for such and writes it as it is, in the mode
    that keeps no cells in memory; handed over in two pieces it is escaped like every other text.

    Arguments:
        sheet: of XlsxWriter, opened with `HARMLESS`.
        text: as `storable` returns it.
        form: format of the cell; plain: any format without a look of its own.
    """
    if text.startswith("<r>"):
        sheet.write_rich_string(row, column, text[:1], plain, text[1:], form)
    else:
        sheet.write_string(row, column, text, form)
