"""What the pages of master data show: a description of each kind, its boxes and its list."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.domain.codes import ReasonKind
from sladesk.models import Category, Channel, ProductModel, Reason, ReasonGroup, Shift, Team
from sladesk.queries import admin as queries
from sladesk.web.admin.pages import Box, locale, ref
from sladesk.web.labels import choices

#: Returns what a row holds under a name, as a form shows it.
Stored = Callable[[str], str]
#: The choice of none.
NONE = [("", "–")]
#: Part of the address → kind of master data.
NOUNS: Mapping[str, str] = {
    "channels": "channel",
    "categories": "category",
    "reasons": "reason",
    "reason-groups": "reason_group",
    "products": "product",
    "teams": "team",
    "shifts": "shift",
}
MODELS: Mapping[str, Any] = {
    "channel": Channel,
    "category": Category,
    "reason": Reason,
    "reason_group": ReasonGroup,
    "product": ProductModel,
    "team": Team,
    "shift": Shift,
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


def name_of(row: Any) -> str:
    """Return the name of a row in addresses."""
    return f"{row.kind}.{row.code}" if isinstance(row, Reason) else str(row.code)


def page_of(area: str) -> str:
    """Return the page on which the rows of an address are listed: groups stand above their reasons."""
    return "reasons" if area == "reason-groups" else area


def heads(noun: str) -> tuple[str, ...]:
    """Return the headings of a list's own columns."""
    return {
        "channel": tuple(str(name) for name, _hint in FLAGS.values()),
        "category": (_("Service type"), _("Priority")),
        "reason": (_("Responsible"), _("Remark")),
        "reason_group": (),
        "product": (_("Kind"), _("Warranty")),
        "team": (_("Kind"), _("People")),
        "shift": (_("Hours"),),
    }[noun]


def boxes(noun: str, row: Any = None, start: str = "") -> list[Box]:
    """Return what is filled in for a kind; of a new row its code and place too.

    Arguments:
        row: the stored row; None for a new one.
        start: where a new row begins: a category or class, a list of reasons with the group in it.
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
    own = _own(noun, stored, new=row is None)
    return [*_place(noun, start, row), *_tree_boxes(noun, start, row, stored), *named, *own]


def _place(noun: str, start: str, row: Any) -> list[Box]:
    if row is not None:
        return []
    if noun == "category":
        return [Box("parent", _("Below"), "choice", start, choices=_parents(), needed=True)]
    if noun == "reason":
        lists = [(str(code), str(text)) for code, text in KINDS.items()]
        kind = start.partition(".")[0]
        return [Box("kind", _("List"), "choice", kind, choices=lists, needed=True)]
    return []


def _tree_boxes(noun: str, start: str, row: Any, stored: Stored) -> list[Box]:
    """Return what an overdue reason has beside other reasons: its group and whose it is (R3.9)."""
    kind, _dot, group = start.partition(".")
    if noun != "reason" or (row.kind if row is not None else kind) != ReasonKind.OVERDUE:
        return []
    groups = ref().reason_groups
    here = groups[row.group_id].code if row is not None and row.group_id in groups else group
    listed = [(g.code, g.name(locale())) for g in groups.values() if not g.retired or g.code == here]
    offered = [("", _("Choose")), *listed]
    sides = [("", _("Choose")), *choices("side")]
    hint = _("Excused reasons, which are not ours, are shown beside the rate and never taken out of it")
    return [
        Box("group", _("Reason group"), "choice", here, choices=offered, needed=True),
        Box("side", _("Who is responsible"), "choice", stored("side"), hint, sides, needed=True),
    ]


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
    return [Box("note_required", _("A remark is required"), "tick", stored("note_required"))]


def _of_group(_stored: Stored) -> list[Box]:
    return []


def _of_team(stored: Stored) -> list[Box]:
    kinds = [(code, str(word)) for code, word in TEAM_WORDS.items()]
    return [Box("kind", _("Kind"), "choice", stored("kind") or "desk", choices=kinds)]


def _of_shift(stored: Stored) -> list[Box]:
    hint = _("Windows of the day: 08:00-12:00 13:00-17:30; 22:00-06:00 goes on past midnight")
    return [Box("hours", _("Hours"), value=stored("hours"), hint=hint, needed=True)]


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
    "reason_group": _of_group,
    "team": _of_team,
    "shift": _of_shift,
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
