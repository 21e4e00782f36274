"""What an administrator edits as lists: channels, categories, reasons, teams, product models.

One set of verbs for all of them. Nothing is deleted: `retired_at` takes a row out of the lists (decision 14).
"""

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import ColumnElement, func, select

from sladesk.actions._action import Tx, action
from sladesk.actions._masterrules import (
    LISTED,
    NOUNS,
    Listed,
    Master,
    Values,
    checked,
    differing,
    list_of,
    name_of,
)
from sladesk.actions._ordering import place, stepped
from sladesk.actions.setup import touch_reference
from sladesk.domain import access
from sladesk.domain.errors import NotFound, Stale, invalid
from sladesk.models import AssignmentRule, Category, Reason, ReasonGroup, Team, Ticket
from sladesk.models.tickets import OPEN


@action("masters.create")
def create(tx: Tx, noun: str, values: Values) -> str:
    """Add a row at the end of its list.

    Arguments:
        noun: channel, category, reason, reason_group, team or product.
        values: what was typed, by field.

    Returns:
        The row's stable name; of a reason with its list: `overdue.training`.

    Raises:
        Invalid: a field is missing, too long, unknown, or its code is taken.
    """
    access.require(tx.by, "master.edit")
    columns = checked(tx.session, noun, values, None)
    row = NOUNS[noun].model(**columns)
    if noun in LISTED:
        row.position = 1 + max((other.position for other in _siblings(tx, noun, row)), default=0)
    tx.session.add(row)
    tx.session.flush()
    touch_reference(tx)
    tx.audit(f"{noun}.created", noun, name_of(row), name=row.name_zh)
    return name_of(row)


@action("masters.change")
def change(tx: Tx, noun: str, name: str, values: Values, *, version: int) -> str:
    """Change a row; its code stays, because figures and imports refer to it.

    Arguments:
        version: the version the form was filled from.

    Raises:
        Stale: somebody else changed the row meanwhile; both versions of what differs.
        Invalid: as `create`.
    """
    access.require(tx.by, "master.edit")
    row = _locked(tx, noun, name)
    columns = checked(tx.session, noun, values, row)
    if version != row.version:
        mine, theirs = differing(columns, row)
        raise Stale(mine, theirs, version=row.version)
    before, after = differing(columns, row)[::-1]
    for column, value in columns.items():
        setattr(row, column, value)
    _changed(tx, row)
    tx.audit(f"{noun}.changed", noun, name, before=_told(tx, before), after=_told(tx, after))
    return name


@action("masters.retire")
def retire(tx: Tx, noun: str, name: str, *, version: int) -> str:
    """Take a row out of the lists; what refers to it keeps its name.

    Raises:
        Stale: the row was changed meanwhile.
        Invalid: it is the last of its list, has live children, or tickets still go to the team.
    """
    access.require(tx.by, "master.edit")
    row = _of_version(tx, noun, name, version)
    if row.retired_at is None:
        _may_go(tx, noun, row)
        row.retired_at = tx.now
        _changed(tx, row)
        tx.audit(f"{noun}.retired", noun, name)
    return name


@action("masters.restore")
def restore(tx: Tx, noun: str, name: str, *, version: int) -> str:
    """Put a retired row back into the lists.

    Raises:
        Stale: the row was changed meanwhile.
        Invalid: what stands above it is retired.
    """
    access.require(tx.by, "master.edit")
    row = _of_version(tx, noun, name, version)
    if isinstance(row, Category) and row.parent_id is not None:
        parent = tx.session.get(Category, row.parent_id)
        if parent is not None and parent.retired_at is not None:
            raise invalid("row", "parent_retired")
    if isinstance(row, Reason) and row.group_id is not None:
        group = tx.session.get(ReasonGroup, row.group_id)
        if group is not None and group.retired_at is not None:
            raise invalid("row", "parent_retired")
    if row.retired_at is not None:
        row.retired_at = None
        _changed(tx, row)
        tx.audit(f"{noun}.restored", noun, name)
    return name


@action("masters.move")
def move(tx: Tx, noun: str, name: str, *, up: bool, version: int) -> str:
    """Move a row one place up or down among those of its list; at the end it stays where it is.

    Raises:
        Stale: the row was changed meanwhile.
        NotFound: rows of this kind have no order of their own.
    """
    access.require(tx.by, "master.edit")
    if noun not in LISTED:
        raise NotFound
    row = _of_version(tx, noun, name, version)
    order = [other for other in _siblings(tx, noun, row) if other.retired_at is None]
    moved = stepped(order, row, up=up)
    if moved is None:
        return name
    place(moved)
    _changed(tx, row)
    tx.audit(f"{noun}.moved", noun, name, up=up)
    return name


def _told(tx: Tx, values: Mapping[str, object]) -> dict[str, object]:
    """Return changed columns as the audit tells them: a group by its code, never by its key (decision 2)."""
    told = dict(values)
    if told.get("group_id") is not None:
        told["group_id"] = tx.session.scalar(
            select(ReasonGroup.code).where(ReasonGroup.id == told["group_id"])
        )
    return told


def _changed(tx: Tx, row: Master) -> None:
    row.version += 1
    tx.session.flush()
    touch_reference(tx)


def _locked(tx: Tx, noun: str, name: str) -> Master:
    if noun not in NOUNS:
        raise NotFound
    model = NOUNS[noun].model
    found = select(model).where(_named(noun, name)).with_for_update()
    row = tx.session.scalars(found.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound("row_not_found")
    return cast(Master, row)


def _named(noun: str, name: str) -> ColumnElement[bool]:
    model = NOUNS[noun].model
    if noun == "reason":
        kind, _dot, code = name.partition(".")
        return (model.kind == kind) & (model.code == code)
    return cast("ColumnElement[bool]", model.code == name)


def _of_version(tx: Tx, noun: str, name: str, version: int) -> Master:
    row = _locked(tx, noun, name)
    if row.version != version:
        theirs: Mapping[str, object] = {"name_zh": row.name_zh}
        raise Stale(theirs, theirs, version=row.version)
    return row


def _siblings(tx: Tx, noun: str, row: Master) -> Sequence[Listed]:
    """Return the rows of the same list in their order, the retired ones too."""
    model = NOUNS[noun].model
    found = select(model).where(list_of(row)).order_by(model.position, model.id)
    return cast("Sequence[Listed]", tx.session.scalars(found).all())


def _may_go(tx: Tx, noun: str, row: Master) -> None:
    if noun == "category":
        below = select(Category.id).where(Category.parent_id == row.id, Category.retired_at.is_(None))
        if tx.session.scalar(below.limit(1)) is not None:
            raise invalid("row", "has_children")
    if noun == "reason_group":
        below = select(Reason.id).where(Reason.group_id == row.id, Reason.retired_at.is_(None))
        if tx.session.scalar(below.limit(1)) is not None:
            raise invalid("row", "has_children")
    if isinstance(row, Reason):
        others = select(Reason.id).where(
            Reason.kind == row.kind, Reason.retired_at.is_(None), Reason.id != row.id
        )
        if tx.session.scalar(others.limit(1)) is None:
            raise invalid("row", "last_of_list")
    if noun in {"channel", "reason_group", "team"}:
        left = [o for o in _siblings(tx, noun, row) if o.retired_at is None and o.id != row.id]
        if not left:
            raise invalid("row", "last_of_list")
    if isinstance(row, Team):
        _team_may_go(tx, row)


def _team_may_go(tx: Tx, team: Team) -> None:
    """A team tickets still come to stays."""
    routed = select(AssignmentRule.id).where(AssignmentRule.team_id == team.id)
    if tx.session.scalar(routed.limit(1)) is not None:
        raise invalid("row", "team_is_routed")
    here = select(func.count()).select_from(Ticket)
    count = tx.session.scalar(here.where(Ticket.team_id == team.id, OPEN))
    if count:
        raise invalid("row", "team_has_tickets", count=count)
