"""The one draft of a policy set under change: found under a lock, copied, made to rule."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from sladesk.actions._action import Tx
from sladesk.actions.setup import touch_reference
from sladesk.domain.errors import NotFound, Stale, WrongState
from sladesk.models import Policy, PolicySet, PolicyTarget


def waiting(tx: Tx) -> PolicySet | None:
    """Return the draft, edited or waiting for its instant; whoever opens one waits for the set that rules."""
    found = select(PolicySet).where(PolicySet.state == "draft").with_for_update()
    return tx.session.scalars(found.execution_options(populate_existing=True)).first()


def draft_of(tx: Tx, version: int | None = None) -> PolicySet:
    """Return the draft that is edited.

    Arguments:
        version: of the draft as it was looked at; None where a row's own version is asked instead.

    Raises:
        NotFound: there is none.
        WrongState: it waits for its instant.
        Stale: it was changed meanwhile.
    """
    draft = waiting(tx)
    if draft is None:
        raise NotFound("draft_not_found")
    if draft.active_from is not None:
        raise WrongState("draft_waits")
    if version is not None and version != draft.version:
        raise Stale({}, {}, version=draft.version)
    return draft


def ruling(tx: Tx) -> PolicySet:
    """Return the set that rules, locked; who also locks the draft locks this one first.

    Raises:
        NotFound: the site is not set up.
    """
    found = select(PolicySet).where(PolicySet.state == "active").with_for_update()
    # Who waited for a set that was just replaced gets none at first, and the new one by asking again.
    for _turn in range(2):
        active = tx.session.scalars(found.execution_options(populate_existing=True)).first()
        if active is not None:
            return active
    raise NotFound


def rows_of(tx: Tx, set_id: int) -> Sequence[Policy]:
    """Return the rows of a set in their order."""
    found = select(Policy).where(Policy.set_id == set_id).order_by(Policy.position, Policy.id)
    return tx.session.scalars(found.execution_options(populate_existing=True)).all()


def new_set(tx: Tx, base: str) -> PolicySet:
    """Write an empty draft."""
    last = tx.session.scalar(select(func.max(PolicySet.no))) or 0
    made = PolicySet(
        no=last + 1, state="draft", base=base, made_at=tx.now, made_by_id=tx.by.person_id, version=1
    )
    tx.session.add(made)
    tx.session.flush()
    return made


def copy_rows(tx: Tx, source_id: int, draft: PolicySet) -> None:
    """Copy the rows of a set, whatever its state."""
    rows = rows_of(tx, source_id)
    copies = [copied_row(row, draft) for row in rows]
    tx.session.add_all(copies)
    tx.session.flush()
    keys = {row.id: copy.id for row, copy in zip(rows, copies, strict=True)}
    for target in tx.session.scalars(select(PolicyTarget).where(PolicyTarget.policy_id.in_(keys))).all():
        tx.session.add(copied(target, keys[target.policy_id]))


def copied_row(row: Policy, draft: PolicySet) -> Policy:
    """Return the same policy in a draft, without its targets."""
    return Policy(**(_columns(row) | {"set_id": draft.id}))


def copied(target: PolicyTarget, policy_id: int) -> PolicyTarget:
    """Return the same target of another policy."""
    return PolicyTarget(**(_columns(target) | {"policy_id": policy_id}))


def _columns(row: Policy | PolicyTarget) -> dict[str, Any]:
    """Return all that a row says, without what tells it from its copies."""
    own = {"id", "set_id", "policy_id", "version"}
    return {c.key: getattr(row, c.key) for c in type(row).__table__.columns if c.key not in own}


def begin_to_rule(tx: Tx, draft: PolicySet, since: datetime) -> None:
    """Put the draft in the place of the set that rules; what runs is recomputed in the background (R3.7)."""
    before = ruling(tx)
    before.state, before.retired_at = "retired", since
    tx.session.flush()
    draft.state, draft.active_from = "active", since
    draft.version += 1
    tx.session.flush()
    touch_reference(tx)
    tx.enqueue("clocks.recompute", {"why": "policy", "after": 0}, unique_key=f"recompute:policy:{draft.id}")
