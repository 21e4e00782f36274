"""What the pages of master data show: a description of each kind, its boxes and its list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.domain.codes import ReasonKind
from sladesk.models import Category, Channel, ProductModel, Reason, Team
from sladesk.queries import admin as queries
from sladesk.web.admin.pages import Box, locale, ref
from sladesk.web.admin.routing import PRODUCT_KINDS
from sladesk.web.labels import choices, label

#: Returns what a row holds under a name, as a form shows it.
Stored = Callable[[str], str]
#: The choice of none.
NONE = [("", "–")]
#: Part of the address → kind of master data.
NOUNS: Mapping[str, str] = {
    "channels": "channel",
    "categories": "category",
    "reasons": "reason",
    "products": "product",
    "teams": "team",
}
MODELS: Mapping[str, Any] = {
    "channel": Channel,
    "category": Category,
    "reason": Reason,
    "product": ProductModel,
    "team": Team,
}
KINDS: Mapping[str, LazyString] = {
    ReasonKind.WAIT_CUSTOMER: _l("Waiting for the customer"),
    ReasonKind.WAIT_PARTS: _l("Waiting for parts"),
    ReasonKind.OVERDUE: _l("Overdue reasons"),
    ReasonKind.VOID: _l("Voiding a ticket"),
    ReasonKind.LATE_REGISTRATION: _l("Registered afterwards"),
    ReasonKind.REVEAL: _l("Showing masked data"),
    ReasonKind.REASSIGN: _l("Reassigning"),
    ReasonKind.ESCALATE: _l("Escalating"),
    ReasonKind.RESCHEDULE: _l("Rescheduling a visit"),
    ReasonKind.CANCEL_VISIT: _l("Cancelling a visit"),
    ReasonKind.LOW_SCORE: _l("Low scores"),
}
TEAM_WORDS: Mapping[str, LazyString] = {
    "desk": _l("Service desk team"),
    "field": _l("Field team"),
    "second_line": _l("Second line"),
    "complaints": _l("Complaints team"),
    "department": _l("Department"),
}
FLAGS: Mapping[str, tuple[LazyString, LazyString]] = {
    "slow": (_l("Slow channel"), _l("Whoever writes gets an acknowledgement at once")),
    "to_the_second": (_l("Times to the second"), _l("For telephone and chat")),
    "public": (_l("Public"), _l("What is written can be read by everybody")),
}


@dataclass(frozen=True)
class Row:
    """A line of a list. `first` and `last` say whether it can move; `level` indents a tree."""

    name: str
    title: str
    other: str
    code: str
    cells: tuple[str, ...]
    version: int
    level: int = 0
    first: bool = False
    last: bool = False
    may_have_below: bool = False


@dataclass
class Group:
    """A list under a heading; `add` is what a new row of it starts with in the address."""

    heading: str
    add: str
    rows: list[Row] = field(default_factory=list[Row])


def name_of(row: Any) -> str:
    """Return the name of a row in addresses."""
    return f"{row.kind}.{row.code}" if isinstance(row, Reason) else str(row.code)


def heads(noun: str) -> tuple[str, ...]:
    """Return the headings of a list's own columns."""
    return {
        "channel": tuple(str(name) for name, _hint in FLAGS.values()),
        "category": (_("Service type"), _("Priority")),
        "reason": (_("Responsible"), _("Remark")),
        "product": (_("Kind"), _("Warranty")),
        "team": (_("Kind"), _("People")),
    }[noun]


def boxes(noun: str, row: Any = None, start: str = "") -> list[Box]:
    """Return what is filled in for a kind; of a new row its code and place too.

    Arguments:
        row: the stored row; None for a new one.
        start: where a new row begins: a category or class, a list of reasons.
    """

    def stored(name: str) -> str:
        value = getattr(row, name, None) if row is not None else None
        return "" if value is None or value is False else "1" if value is True else str(value)

    named = [
        Box("name_zh", _("Chinese name"), value=stored("name_zh"), needed=True),
        Box(
            "name_en",
            _("English name"),
            value=stored("name_en"),
            hint=_("Left empty, the Chinese name is shown"),
        ),
    ]
    return [*_place(noun, start, row), *named, *_own(noun, stored, new=row is None)]


def _place(noun: str, start: str, row: Any) -> list[Box]:
    if row is not None:
        return []
    if noun == "category":
        return [Box("parent", _("Below"), "choice", start, choices=_parents(), needed=True)]
    if noun == "reason":
        lists = [(str(code), str(text)) for code, text in KINDS.items()]
        return [Box("kind", _("List"), "choice", start, choices=lists, needed=True)]
    return []


def _own(noun: str, stored: Stored, *, new: bool) -> list[Box]:
    own = _OWN[noun](stored)
    if not new:
        return own
    if noun == "product":
        return [Box("code", _("Model number"), needed=True), *own]
    hint = _(
        "Small letters, digits and _; made of the English name when left empty. It can't be changed later."
    )
    return [*own, Box("code", _("Code"), hint=hint)]


def _of_channel(stored: Stored) -> list[Box]:
    return [Box(n, str(t), "tick", stored(n), str(h)) for n, (t, h) in FLAGS.items()]


def _of_category(stored: Stored) -> list[Box]:
    service, priority = stored("service_type"), stored("priority")
    return [
        Box("service_type", _("Service type"), "choice", service, choices=NONE + choices("service")),
        Box("priority", _("Suggested priority"), "choice", priority, choices=NONE + choices("priority")),
    ]


def _of_reason(stored: Stored) -> list[Box]:
    return [
        Box("side", _("Who is responsible"), "choice", stored("side"), choices=NONE + choices("side")),
        Box("note_required", _("A remark is required"), "tick", stored("note_required")),
    ]


def _of_team(stored: Stored) -> list[Box]:
    kinds = [(code, str(word)) for code, word in TEAM_WORDS.items()]
    return [Box("kind", _("Kind"), "choice", stored("kind") or "desk", choices=kinds)]


def _of_product(stored: Stored) -> list[Box]:
    hint, months = _("A code such as ac_floor"), stored("warranty_months") or "12"
    return [
        Box("kind", _("Kind"), value=stored("kind"), needed=True, hint=hint, offers=queries.product_kinds()),
        Box("warranty_months", _("Warranty in months"), "number", months, needed=True),
    ]


_OWN: Mapping[str, Callable[[Stored], list[Box]]] = {
    "channel": _of_channel,
    "category": _of_category,
    "reason": _of_reason,
    "team": _of_team,
    "product": _of_product,
}


def _parents() -> list[tuple[str, str]]:
    """Return classes and the categories that may have something below them, in the order of the tree."""
    found: list[tuple[str, str]] = [("", _("Choose"))]
    nodes = [c for c in ref().categories.values() if not c.retired and len(c.path_zh) < 3]
    for code, text in choices("class"):
        found.append((code, text))
        below = sorted((c for c in nodes if c.class_code == code), key=lambda c: c.path(locale()))
        found += [(c.code, " › ".join((text, *c.path(locale())))) for c in below]
    return found


# --- lists ----------------------------------------------------------------------------------------------


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
    else:
        groups = [Group("", "", [_row(noun, row, counts) for row in live])]
    return [Group(g.heading, g.add, _ends(g.rows)) for g in groups], gone


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
        may_have_below=noun == "category" and level < 2,
    )


def _cells(noun: str, row: Any, counts: Mapping[int, int]) -> tuple[str, ...]:
    if noun == "channel":
        return tuple(_("yes") if getattr(row, name) else "–" for name in FLAGS)
    if noun == "category":
        return (label(row.service_type, "service") or "–", label(row.priority, "priority") or "–")
    if noun == "reason":
        return (label(row.side, "side") or "–", _("required") if row.note_required else "–")
    if noun == "product":
        return (str(PRODUCT_KINDS.get(row.kind, row.kind)), _("%(n)s months", n=row.warranty_months))
    return (str(TEAM_WORDS[row.kind]), str(counts.get(row.id, 0)))
