"""What a row of master data may hold: fields, checks and codes of each kind."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from sladesk.domain.codes import Priority, ReasonKind, ReasonSide, ServiceType, TicketClass
from sladesk.domain.duty import AWAY, hours_text, parse_hours
from sladesk.domain.errors import Invalid, NotFound, Problem
from sladesk.domain.text import clean
from sladesk.models import Category, Channel, ProductModel, Reason, ReasonGroup, Shift, Team
from sladesk.models.people import TEAM_KINDS

Values = Mapping[str, str | bool]
Listed = Channel | Category | Reason | ReasonGroup | Team | Shift
Master = Listed | ProductModel
Problems = dict[str, Problem]
_SLUG = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_+()-]{0,63}")
LONGEST_NAME, LONGEST_PATH, DEEPEST = 200, 64, 3
#: Codes that would hide the page they are needed for.
_RESERVED = frozenset({"new", *AWAY})


@dataclass(frozen=True)
class Noun:
    """A kind of master data: table, and columns beside code, names and position."""

    model: Any
    columns: tuple[str, ...]


NOUNS: Mapping[str, Noun] = {
    "channel": Noun(Channel, ("slow", "to_the_second", "public")),
    "category": Noun(Category, ("service_type", "priority")),
    "reason": Noun(Reason, ("side", "group_id", "note_required")),
    "reason_group": Noun(ReasonGroup, ()),
    "team": Noun(Team, ("kind",)),
    "product": Noun(ProductModel, ("kind", "warranty_months")),
    "shift": Noun(Shift, ("hours",)),
}
#: Kinds whose rows stand in an order people choose.
LISTED = frozenset({"channel", "category", "reason", "reason_group", "team", "shift"})


def name_of(row: Master) -> str:
    """Return the stable name of a row in addresses and in the audit."""
    return f"{row.kind}.{row.code}" if isinstance(row, Reason) else row.code


def list_of(row: Master) -> ColumnElement[bool]:
    """Return the condition of the rows that stand in one list with this one."""
    if isinstance(row, Reason):
        here = Reason.group_id.is_(None) if row.group_id is None else Reason.group_id == row.group_id
        return (Reason.kind == row.kind) & here
    if isinstance(row, Category):
        if row.parent_id is None:
            return Category.parent_id.is_(None) & (Category.class_code == row.class_code)
        return Category.parent_id == row.parent_id
    return true()


def differing(columns: Mapping[str, object], row: Master) -> tuple[dict[str, object], dict[str, object]]:
    """Return what was typed and what is stored where the two differ."""
    names = [name for name, value in columns.items() if getattr(row, name) != value]
    return {name: columns[name] for name in names}, {name: getattr(row, name) for name in names}


def checked(session: Session, noun: str, values: Values, row: Master | None) -> dict[str, object]:
    """Return the columns of a row from what was typed.

    Arguments:
        row: the row that is changed; None for a new one, which needs a code too.

    Raises:
        Invalid: with every field that can't be taken.
        NotFound: there is no such kind.
    """
    if noun not in NOUNS:
        raise NotFound
    problems: Problems = {}
    columns: dict[str, object] = {}
    for name in ("name_zh", "name_en"):
        columns[name] = text = clean(str(values.get(name, "")))
        if not text and name == "name_zh":
            problems[name] = Problem("required")
        if len(text) > LONGEST_NAME:
            problems[name] = Problem("too_long", {"max": LONGEST_NAME, "length": len(text)})
    _SPECIAL[noun](values, columns, problems)
    if noun == "reason":
        _tree(session, values, row, columns, problems)
    if row is None:
        _CODES[noun](session, values, columns, problems)
    if problems:
        raise Invalid(problems)
    return columns


# --- columns of each kind ------------------------------------------------------------------------------


def _channel(values: Values, columns: dict[str, object], _problems: Problems) -> None:
    columns |= {name: bool(values.get(name)) for name in NOUNS["channel"].columns}


def _category(values: Values, columns: dict[str, object], problems: Problems) -> None:
    columns["service_type"] = _choice("service_type", values, frozenset(map(str, ServiceType)), problems)
    columns["priority"] = _choice("priority", values, frozenset(map(str, Priority)), problems)


def _reason(values: Values, columns: dict[str, object], _problems: Problems) -> None:
    columns["note_required"] = bool(values.get("note_required"))


def _tree(
    session: Session, values: Values, row: Master | None, columns: dict[str, object], problems: Problems
) -> None:
    """An overdue reason stands below a group and says whose it is; the others do neither (R3.9)."""
    columns |= {"side": None, "group_id": None}
    kind = row.kind if isinstance(row, Reason) else values.get("kind")
    if kind != ReasonKind.OVERDUE:
        return
    columns["side"] = _choice("side", values, frozenset(map(str, ReasonSide)), problems, needed=True)
    wanted = select(ReasonGroup).where(ReasonGroup.code == str(values.get("group", "")))
    group = session.scalars(wanted).first()
    stays = group is not None and isinstance(row, Reason) and row.group_id == group.id
    if group is None or (group.retired_at is not None and not stays):
        problems["group"] = Problem("unknown_choice" if values.get("group") else "required")
    else:
        columns["group_id"] = group.id


def _nothing(_values: Values, _columns: dict[str, object], _problems: Problems) -> None:
    """A row with names and a place only."""


def _team(values: Values, columns: dict[str, object], problems: Problems) -> None:
    columns["kind"] = _choice("kind", values, frozenset(TEAM_KINDS), problems, needed=True)


def _hours(values: Values, columns: dict[str, object], problems: Problems) -> None:
    found = parse_hours(clean(str(values.get("hours", ""))))
    if isinstance(found, Problem):
        problems["hours"] = found
    else:
        columns["hours"] = hours_text(found)


def _product(values: Values, columns: dict[str, object], problems: Problems) -> None:
    columns["kind"] = kind = clean(str(values.get("kind", "")))
    if not _SLUG.fullmatch(kind):
        problems["kind"] = Problem("code_shape")
    months = str(values.get("warranty_months", "")).strip()
    if months.isascii() and months.isdigit() and len(months) < 4 and int(months) <= 240:
        columns["warranty_months"] = int(months)
    else:
        problems["warranty_months"] = Problem("number_between", {"low": 0, "high": 240})


def _choice(
    name: str, values: Values, known: frozenset[str], problems: Problems, *, needed: bool = False
) -> str | None:
    value = str(values.get(name, "")).strip()
    if not value and not needed:
        return None
    if value not in known:
        problems[name] = Problem("unknown_choice")
    return value


_SPECIAL: Mapping[str, Callable[[Values, dict[str, object], Problems], None]] = {
    "channel": _channel,
    "category": _category,
    "reason": _reason,
    "reason_group": _nothing,
    "team": _team,
    "product": _product,
    "shift": _hours,
}


# --- codes ----------------------------------------------------------------------------------------------


def slug_of(values: Values) -> str:
    """Return the code typed, or one made of the English name."""
    typed = clean(str(values.get("code", "")))
    if typed:
        return typed
    made = re.sub(r"[^a-z0-9]+", "_", clean(str(values.get("name_en", ""))).lower())
    return made.strip("_")[:40].strip("_")


Coded = Callable[[Session, Values, dict[str, object], Problems], None]


def _plain_code(model: type[Channel | ReasonGroup | Team | Shift]) -> Coded:
    def check(session: Session, values: Values, columns: dict[str, object], problems: Problems) -> None:
        columns["code"] = code = slug_of(values)
        _shape(code, problems)
        if session.scalar(select(model.id).where(model.code == code)) is not None:
            problems.setdefault("code", Problem("code_taken"))

    return check


def _model_code(session: Session, values: Values, columns: dict[str, object], problems: Problems) -> None:
    columns["code"] = code = clean(str(values.get("code", "")))
    if not _MODEL.fullmatch(code) or code in _RESERVED:
        problems["code"] = Problem("model_shape")
    elif session.scalar(select(ProductModel.id).where(ProductModel.code == code)) is not None:
        problems["code"] = Problem("code_taken")


def _reason_code(session: Session, values: Values, columns: dict[str, object], problems: Problems) -> None:
    code, kind = slug_of(values), str(values.get("kind", ""))
    columns |= {"code": code, "kind": kind}
    _shape(code, problems)
    if kind not in set(ReasonKind):
        problems["kind"] = Problem("unknown_choice")
    if session.scalar(select(Reason.id).where(Reason.kind == kind, Reason.code == code)) is not None:
        problems.setdefault("code", Problem("code_taken"))


def _path(session: Session, values: Values, columns: dict[str, object], problems: Problems) -> None:
    """A category stands below a class or another category; its code is its way from the root."""
    above = str(values.get("parent", ""))
    slug = slug_of(values)
    _shape(slug, problems)
    parent = session.scalars(select(Category).where(Category.code == above)).first()
    if parent is None and above not in set(TicketClass):
        problems["parent"] = Problem("unknown_choice")
        return
    code = f"{above}.{slug}"
    columns["code"] = code
    columns["class_code"] = parent.class_code if parent else above
    columns["parent_id"] = parent.id if parent else None
    if parent is not None and (parent.retired_at is not None or _depth(session, parent) >= DEEPEST):
        problems["parent"] = Problem("no_room_below")
    if len(code) > LONGEST_PATH:
        problems.setdefault("code", Problem("too_long", {"max": LONGEST_PATH, "length": len(code)}))
    elif session.scalar(select(Category.id).where(Category.code == code)) is not None:
        problems.setdefault("code", Problem("code_taken"))


def _depth(session: Session, node: Category) -> int:
    depth, above = 1, node.parent_id
    while above is not None and depth < DEEPEST:
        depth += 1
        above = session.scalar(select(Category.parent_id).where(Category.id == above))
    return depth


def _shape(code: str, problems: Problems) -> None:
    if not _SLUG.fullmatch(code) or code in _RESERVED:
        problems["code"] = Problem("code_shape")


_CODES: Mapping[str, Coded] = {
    "channel": _plain_code(Channel),
    "category": _path,
    "reason": _reason_code,
    "reason_group": _plain_code(ReasonGroup),
    "team": _plain_code(Team),
    "product": _model_code,
    "shift": _plain_code(Shift),
}
