"""Lists as files: just what is shown, masked, as .xlsx or .csv, with nothing a spreadsheet would run."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from flask import Response, make_response

from sladesk.reports.workbook.cells import HARMLESS, put_text, storable

#: Rows of one file (decision: what is larger belongs into the reports).
MOST = 10_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(text: str) -> str:
    """Return a cell no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV with byte-order mark, as Excel wants Chinese text."""
    made = StringIO()
    writer = csv.writer(made)
    writer.writerow(map(harmless, heads))
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    title: str, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]
) -> bytes:
    """Return a workbook of one sheet; texts stay texts."""
    from xlsxwriter import Workbook  # only where somebody takes a list along

    made = BytesIO()
    with Workbook(made, HARMLESS) as book:
        sheet = book.add_worksheet(title[:31])
        bold, plain = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, plain)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, heads, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                put_text(sheet, number, column, storable(cell), plain, plain)
    return made.getvalue()


def download(body: bytes, name: str, kind: str) -> Response:
    """Answer with a file to keep.

    Arguments:
        name: file name in ASCII without ending.
        kind: xlsx or csv.
    """
    response = make_response(body)
    response.headers["Content-Type"] = XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
