"""What a workbook is made of, as the job tells the child: sheets with their columns, then a ticket at a time.

A cell is a text, a number or nothing; a pair names a format that differs from its column's. Instants are
seconds since 1970 of the site's own clock, so that no zone is needed to write them.
"""

from typing import Final

import msgspec

#: A text, a number, nothing; or format and value.
Scalar = str | int | float | None
Cell = Scalar | tuple[str, Scalar]
#: A ticket: a cell for each field of `forms.FIELDS`.
Record = list[Cell]
Rows = list[list[Cell]]
#: The last line the child is told: without it the job was ended half-way and no file is made.
END: Final = b"null\n"

#: Formats whose numbers are instants of the site's clock, in seconds since 1970.
INSTANTS = frozenset({"moment", "time", "day"})


class Column(msgspec.Struct, array_like=True, frozen=True):
    """A column.

    Arguments:
        head: what stands over it.
        form: name of the format of its cells.
        width: in characters.
        field: place in a ticket's record; -1 on sheets that are not about tickets.
    """

    head: str
    form: str
    width: float
    field: int = -1


class Sheet(msgspec.Struct, array_like=True, frozen=True):
    """A sheet.

    Arguments:
        name: unique in the workbook, at most 31 characters.
        columns: in order.
        pages: so many pages wide it is printed; beyond one the first column is repeated.
        above: rows over the head.
        rows: below the head; None where each ticket has its row.
        below: rows under the table, outside of its filter.
    """

    name: str
    columns: list[Column]
    pages: int
    above: list[list[Cell]]
    rows: list[list[Cell]] | None
    below: list[list[Cell]]


class Plan(msgspec.Struct, array_like=True, frozen=True):
    """All of a workbook but its tickets.

    Arguments:
        title: in the properties of the file.
        made: seconds since 1970 in UTC, the instant the file says it is of.
        patterns: format names to number patterns; the other formats are texts.
        cut: what stands at the end of a text that was too long for a cell.
        page: words for the number of a page, in a spreadsheet's own notation.
    """

    title: str
    made: int
    patterns: dict[str, str]
    cut: str
    page: str
    sheets: list[Sheet]
