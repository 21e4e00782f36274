"""The priorities, groups and people of a review as tables (R9.2)."""

from dataclasses import dataclass

from sladesk.reports.document import Document, GroupLine
from sladesk.reports.saying import name
from sladesk.reports.sentences.runs import measure_text
from sladesk.web.labels import label
from sladesk.web.reports.tiles import Tile, tile
from sladesk.web.words import gettext as _


@dataclass(frozen=True)
class GroupRow:
    """A line of a table."""

    name: str
    tickets: int
    cells: list[Tile]
    behind: str


@dataclass(frozen=True)
class GroupTable:
    """The tickets of the period, parted in one way."""

    title: str
    heads: list[str]
    rows: list[GroupRow]


def group_tables(document: Document) -> list[GroupTable]:
    """Return the tables that have a line."""
    titles = {"priority": _("By priority"), "team": _("By group"), "owner": _("By person")}
    tables = []
    for way, title in titles.items():
        lines = [line for line in document.groups if line.by == way]
        if lines:
            heads = [measure_text(code) for code in lines[0].figures]
            tables.append(GroupTable(title, heads, [_row(line) for line in lines]))
    return tables


def _row(line: GroupLine) -> GroupRow:
    called = str(label(line.name.code, "priority")) if line.by == "priority" else name(line.name)
    return GroupRow(called, line.tickets, [tile(one) for one in line.figures.values()], line.behind)
