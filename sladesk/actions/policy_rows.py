"""Rows of the draft of a policy set: added, changed, copied, removed, put in order, given other lengths."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from sladesk.actions._action import Tx, action
from sladesk.actions._drafts import copied, copied_row, draft_of, rows_of
from sladesk.actions._ordering import place, stepped
from sladesk.actions.setup import stored_match, target_row
from sladesk.domain import access
from sladesk.domain.errors import Invalid, NotFound, Problem, Stale, invalid
from sladesk.domain.sla import drafting
from sladesk.domain.sla.drafting import LONGEST, LONGEST_NAME, MOST_POLICIES, Row, RowForm
from sladesk.domain.sla.revising import PARTS, Revision, field_name
from sladesk.models import Policy, PolicySet, PolicyTarget
from sladesk.queries.policies import known_codes

#: Places of rows are so far apart.
APART = 10


@action("policies.add_row")
def add(tx: Tx, form: RowForm, *, before: str = "") -> str:
    """Add a policy.

    Arguments:
        before: code of the row it is put before; "" for the end.

    Returns:
        Its code.

    Raises:
        Invalid: a field can't be taken, or there are too many policies.
    """
    access.require(tx.by, "policy.edit")
    draft = draft_of(tx)
    rows = list(_with_room(tx, draft))
    made = _checked(tx, form)
    row = Policy(set_id=draft.id, code=drafting.code_of(made.name_en, {one.code for one in rows}), family="")
    _fill(tx, row, made)
    rows.insert(next((at for at, one in enumerate(rows) if one.code == before), len(rows)), row)
    place(rows, APART)
    tx.session.add(row)
    tx.session.flush()
    _write_targets(tx, row, made)
    _changed(tx, draft, "policy_set.created", row)
    return row.code


@action("policies.change_row")
def change(tx: Tx, code: str, form: RowForm, *, version: int) -> str:
    """Change a policy; its code stays, because clocks are told by it from set to set.

    Arguments:
        version: version of the row the form was filled from.

    Raises:
        Invalid: a field can't be taken.
        Stale: somebody else changed the row meanwhile.
    """
    access.require(tx.by, "policy.edit")
    draft = draft_of(tx)
    row = _row(tx, draft, code)
    held = tx.session.scalars(select(PolicyTarget).where(PolicyTarget.policy_id == row.id)).all()
    made = _checked(tx, form, [target.calendar_id for target in held], row.chain_id)
    if version != row.version:
        raise Stale({}, {}, version=row.version)
    _fill(tx, row, made)
    tx.session.execute(delete(PolicyTarget).where(PolicyTarget.policy_id == row.id))
    _write_targets(tx, row, made)
    _changed(tx, draft, "policy_set.changed", row)
    return code


@action("policies.copy_row")
def copy(tx: Tx, code: str, *, version: int) -> str:
    """Copy a policy; the copy stands right behind it.

    Returns:
        The copy's code.
    """
    access.require(tx.by, "policy.edit")
    draft = draft_of(tx)
    row = _row(tx, draft, code, version)
    rows = list(_with_room(tx, draft))
    twin = copied_row(row, draft)
    twin.code = drafting.code_of(row.code, {one.code for one in rows})
    twin.name_zh = f"{row.name_zh[: LONGEST_NAME - 2]} 2"
    twin.name_en = f"{row.name_en[: LONGEST_NAME - 2]} 2" if row.name_en else ""
    rows.insert(rows.index(row) + 1, twin)
    place(rows, APART)
    tx.session.add(twin)
    tx.session.flush()
    for target in tx.session.scalars(select(PolicyTarget).where(PolicyTarget.policy_id == row.id)).all():
        tx.session.add(copied(target, twin.id))
    _changed(tx, draft, "policy_set.created", twin)
    return twin.code


@action("policies.remove_row")
def remove(tx: Tx, code: str, *, version: int) -> str:
    """Take a policy out of the draft; it has ruled nothing there, the sets that had it keep it."""
    access.require(tx.by, "policy.edit")
    draft = draft_of(tx)
    row = _row(tx, draft, code, version)
    _changed(tx, draft, "policy_set.removed", row)
    tx.session.execute(delete(PolicyTarget).where(PolicyTarget.policy_id == row.id))
    tx.session.delete(row)
    tx.session.flush()
    return code


@action("policies.move_row")
def move(tx: Tx, code: str, *, up: bool, version: int) -> str:
    """Put a policy one place up or down; at the end it stays where it is.

    Arguments:
        version: version of the draft that was looked at: an order is seen as a whole.
    """
    access.require(tx.by, "policy.edit")
    draft = draft_of(tx, version)
    row = _row(tx, draft, code)
    order = stepped(rows_of(tx, draft.id), row, up=up)
    if order is None:
        return code
    place(order, APART)
    draft.version += 1
    tx.audit("policy_set.moved", "policy_set", f"{draft.no}.{code}", name=row.name_zh, up=up)
    return code


@action("policies.change_lengths")
def change_lengths(tx: Tx, revision: Revision, *, version: int) -> int:
    """Give targets of the draft other lengths, many at once.

    Arguments:
        revision: new lengths in seconds, by policy code, kind and part.
        version: version of the draft the form was filled from.

    Returns:
        The draft's number.

    Raises:
        Invalid: nothing differs, a length is out of bounds or belongs to no target.
        Stale: the draft was changed meanwhile; both lengths of what differs.
    """
    access.require(tx.by, "policy.edit")
    draft = draft_of(tx)
    rows = {row.id: row for row in rows_of(tx, draft.id)}
    found = tx.session.scalars(select(PolicyTarget).where(PolicyTarget.policy_id.in_(rows))).all()
    targets = {(rows[target.policy_id].code, target.kind): target for target in found}
    present = {
        (*key, part): length
        for key, target in targets.items()
        for part in PARTS
        if (length := getattr(target, part)) is not None
    }
    if draft.version != version:
        apart = [key for key, value in revision.items() if present.get(key) != value]
        mine: dict[str, object] = {field_name(*key): revision[key] for key in apart}
        theirs: dict[str, object] = {field_name(*key): present.get(key) for key in apart}
        raise Stale(mine, theirs, version=draft.version)
    _check_lengths(revision, present)
    for (code, kind, part), seconds in revision.items():
        setattr(targets[code, kind], part, seconds)
    for row in {rows[targets[code, kind].policy_id] for code, kind, _part in revision}:
        row.version += 1
    draft.version += 1
    said = {field_name(*key): value for key, value in revision.items() if present[key] != value}
    tx.audit("policy_set.changed", "policy_set", draft.no, targets=said)
    return draft.no


def _check_lengths(revision: Revision, present: Mapping[tuple[str, str, str], int]) -> None:
    problems = {
        field_name(*key): Problem("unknown_choice") if key not in present else Problem("length_bounds")
        for key, seconds in revision.items()
        if key not in present or not 0 < seconds <= LONGEST
    }
    if problems:
        raise Invalid(problems)
    if all(present[key] == value for key, value in revision.items()):
        raise Invalid({"targets": Problem("nothing_changed")})


# --- rows under change ----------------------------------------------------------------------------------


def _row(tx: Tx, draft: PolicySet, code: str, version: int | None = None) -> Policy:
    row = tx.session.scalars(select(Policy).where(Policy.set_id == draft.id, Policy.code == code)).first()
    if row is None:
        raise NotFound("row_not_found")
    if version is not None and version != row.version:
        raise Stale({}, {}, version=row.version)
    return row


def _with_room(tx: Tx, draft: PolicySet) -> Sequence[Policy]:
    rows = rows_of(tx, draft.id)
    if len(rows) >= MOST_POLICIES:
        raise invalid("name_zh", "too_many_policies", max=MOST_POLICIES)
    return rows


def _checked(tx: Tx, form: RowForm, held: Sequence[int | None] = (), chain: int | None = None) -> Row:
    """Return the row; calendars and chains are those in use, and those it has already.

    A target that stays on a retired calendar can be saved with its row, but keeps the set from ruling.
    """
    ref = tx.reference()
    offered = [code for code, row in ref.calendars.items() if not row.retired or row.id in held]
    chains = [row.code for row in ref.chains.values() if not row.retired or row.id == chain]
    return drafting.checked(form, known_codes(ref), offered, chains)


def _fill(tx: Tx, row: Policy, made: Row) -> None:
    chains = {chain.code: chain.id for chain in tx.reference().chains.values()}
    values: dict[str, Any] = {
        "name_zh": made.name_zh,
        "name_en": made.name_en,
        "match": stored_match(made.match),
        "regulated": made.regulated,
        "chain_id": chains.get(made.chain),
    }
    for name, value in values.items():
        setattr(row, name, value)


def _write_targets(tx: Tx, row: Policy, made: Row) -> None:
    calendars = tx.reference().calendars
    for kind, target in made.targets.items():
        calendar = calendars[target.calendar].id if target.calendar else None
        tx.session.add(target_row(row.id, kind, target, calendar))


def _changed(tx: Tx, draft: PolicySet, verb: str, row: Policy) -> None:
    if verb == "policy_set.changed":
        row.version += 1
    draft.version += 1
    tx.session.flush()
    tx.audit(verb, "policy_set", f"{draft.no}.{row.code}", name=row.name_zh)
