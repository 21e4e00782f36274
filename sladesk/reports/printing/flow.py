"""Which section begins a page: each does, except where it can begin below the one before.

A section of figures can where its finding and its first chart still fit, a form or a list where all of it
does. Heights are estimated from what a section holds, in points; the page itself keeps charts and forms
whole.
"""

from collections.abc import Iterable, Sequence

from sladesk.reports.charts.shapes import Chart

#: Height of the type area; what an estimate is wrong by moves a chart or a form to the next page.
PAGE = 704.0
#: Heading with its finding; title, subtitle and margin of a chart; a row and the head of a table.
HEAD, FRAME, ROW, TABLE = 69.0, 46.0, 18.6, 47.0
#: Tables of more rows than this are set smaller; such a row.
MANY, DENSE = 6, 15.4
#: What stands above and below the table of channels besides.
NOTES = 40.0
#: A row of the improvements has two lines; the plan is the balance and the sheet for the meeting.
TALL_ROW, PLAN, LINE = 30.0, 318.0, 19.0
#: Characters of a comment in a line.
WIDE = 44
#: What stands above a heading in the middle of a page.
GAP = 10.0


def charts_of(charts: Iterable[Chart | None]) -> list[float]:
    """Return the heights of figures."""
    return [chart.height + FRAME for chart in charts if chart is not None]


def table(rows: int, row: float = 0) -> float:
    """Return the height of a table with so many rows; without any there is none.

    Arguments:
        row: height of one, where it is not that of every table of so many.
    """
    return rows * (row or (DENSE if rows > MANY else ROW)) + TABLE if rows else 0.0


def words(text: str) -> float:
    """Return the height of a comment."""
    return sum(1 + len(line) // WIDE for line in text.splitlines()) * LINE


def following(sections: Sequence[tuple[Sequence[float], int]]) -> list[bool]:
    """Return of each section whether it goes on below the one before.

    Arguments:
        sections: of each, the heights of what is not parted, in order, and how many of these have to stand
            together on the page where it begins.
    """
    made, used = list[bool](), PAGE
    for blocks, together in sections:
        follows = used + GAP + sum(blocks[:together]) <= PAGE
        made.append(follows)
        used = used + GAP if follows else 0.0
        for block in blocks:
            used = block if used + block > PAGE else used + block
    return made
