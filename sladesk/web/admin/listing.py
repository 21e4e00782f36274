"""The lists of master data: rows in groups, trees of two or three levels, what is retired apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _

from sladesk.domain.codes import ReasonKind
from sladesk.models import Category, Reason, ReasonGroup
from sladesk.queries import admin as queries
from sladesk.web.admin.nouns import FLAGS, KINDS, MODELS, TEAM_WORDS, name_of
from sladesk.web.admin.pages import locale
from sladesk.web.admin.routing import PRODUCT_KINDS
from sladesk.web.labels import choices, label


@dataclass(frozen=True)
class Row:
    """A line of a list. `first` and `last` say whether it can move; `level` indents a tree.

    Arguments:
        area: where its own page is, when that is not the list's.
        below: what a new row below it starts with in the address; empty where none can be.
    """

    name: str
    title: str
    other: str
    code: str
    cells: tuple[str, ...]
    version: int
    level: int = 0
    first: bool = False
    last: bool = False
    below: str = ""
    area: str = ""


@dataclass
class Group:
    """A list under a heading; `add` is what a new row of it starts with in the address.

    Arguments:
        tree: its rows stand on two levels and know their ends; new ones begin below a row.
    """

    heading: str
    add: str
    rows: list[Row] = field(default_factory=list[Row])
    tree: bool = False


def listed(noun: str) -> tuple[list[Group], list[Row]]:
    """Return the groups of live rows, and the retired ones apart; two statements at most."""
    model = MODELS[noun]
    order = (model.code,) if noun == "product" else (model.position, model.id)
    rows = queries.rows_of(model, *order)
    counts = queries.headcounts() if noun == "team" else {}
    live = [row for row in rows if row.retired_at is None]
    gone = [_row(noun, row, counts) for row in rows if row.retired_at is not None]
    if noun == "category":
        return _tree(live), gone
    if noun == "reason":
        groups = [Group(str(text), str(code)) for code, text in KINDS.items()]
        by_kind = {group.add: group for group in groups}
        for row in live:
            by_kind[row.kind].rows.append(_row(noun, row, counts))
        by_kind[ReasonKind.OVERDUE].rows, empty = _reason_tree(live)
        gone += empty
        by_kind[ReasonKind.OVERDUE].tree = True
    else:
        groups = [Group("", "", [_row(noun, row, counts) for row in live])]
    return [g if g.tree else Group(g.heading, g.add, _ends(g.rows)) for g in groups], gone


def _reason_tree(live: Sequence[Reason]) -> tuple[list[Row], list[Row]]:
    """Return overdue reasons below their groups, and the groups that are retired."""
    groups = queries.rows_of(ReasonGroup, ReasonGroup.position, ReasonGroup.id)
    used = [group for group in groups if group.retired_at is None]
    found: list[Row] = []
    for head in _ends([_row("reason_group", group, {}) for group in used]):
        key = next(group.id for group in used if group.code == head.name)
        inner = [row for row in live if row.kind == ReasonKind.OVERDUE and row.group_id == key]
        found += [head, *_ends([_row("reason", row, {}, 1) for row in inner])]
    return found, [_row("reason_group", group, {}) for group in groups if group.retired_at is not None]


def _tree(live: Sequence[Category]) -> list[Group]:
    below: dict[int | None, list[Category]] = {}
    for row in live:
        below.setdefault(row.parent_id, []).append(row)

    def walk(rows: list[Category], level: int) -> list[Row]:
        found: list[Row] = []
        for head in _ends([_row("category", row, {}, level) for row in rows]):
            inner = next(row for row in rows if row.code == head.name)
            found += [head, *walk(below.get(inner.id, []), level + 1)]
        return found

    return [
        Group(text, code, walk([row for row in below.get(None, []) if row.class_code == code], 0))
        for code, text in choices("class")
    ]


def _ends(rows: list[Row]) -> list[Row]:
    """Mark the first and the last of rows that stand in one order."""
    last = len(rows) - 1
    return [replace(row, first=at == 0, last=at == last) for at, row in enumerate(rows)]


def _row(noun: str, row: Any, counts: Mapping[int, int], level: int = 0) -> Row:
    english = locale().startswith("en")
    title, other = (row.name_en or row.name_zh, row.name_zh) if english else (row.name_zh, row.name_en)
    return Row(
        name=name_of(row),
        title=title,
        other=other,
        code=row.code,
        cells=_cells(noun, row, counts),
        version=row.version,
        level=level,
        below=_below(noun, row, level),
        area="reason-groups" if noun == "reason_group" else "",
    )


def _below(noun: str, row: Any, level: int) -> str:
    """Return what a new row below this one starts with."""
    if noun == "reason_group":
        return f"{ReasonKind.OVERDUE}.{row.code}"
    return row.code if noun == "category" and level < 2 else ""


def _cells(noun: str, row: Any, counts: Mapping[int, int]) -> tuple[str, ...]:
    if noun == "channel":
        return tuple(_("yes") if getattr(row, name) else "–" for name in FLAGS)
    if noun == "category":
        return (label(row.service_type, "service") or "–", label(row.priority, "priority") or "–")
    if noun == "reason":
        return (label(row.side, "side") or "–", _("required") if row.note_required else "–")
    if noun in {"reason_group", "shift"}:
        return ("", "") if noun == "reason_group" else (row.hours,)  # groups stand beside their reasons
    if noun == "product":
        return (str(PRODUCT_KINDS.get(row.kind, row.kind)), _("%(n)s months", n=row.warranty_months))
    return (str(TEAM_WORDS[row.kind]), str(counts.get(row.id, 0)))
