"""Changing targets: a new version of the whole policy set, from now on (decision 15)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from sladesk.actions._action import Tx, action
from sladesk.actions.setup import touch_reference
from sladesk.domain import access
from sladesk.domain.errors import Invalid, NotFound, Problem, Stale
from sladesk.domain.sla.revising import PARTS, Revision, field_name
from sladesk.domain.text import clean
from sladesk.models import Policy, PolicySet, PolicyTarget

LONGEST_NOTE = 300
#: No target is longer than this many seconds (a year).
LONGEST = 366 * 86_400


@action("policies.change")
def change(tx: Tx, revision: Revision, *, base: int, note: str = "") -> int:
    """Copy the active set with other lengths and make the copy rule from now on.

    What still runs is recomputed ticket by ticket in the background; what is decided stays (R3.7).

    Arguments:
        revision: new lengths in seconds, by policy code, kind and part.
        base: number of the version the form was filled from.

    Returns:
        The new version's number.

    Raises:
        Invalid: nothing differs, a length is out of bounds or belongs to no target.
        Stale: another version became active meanwhile; both lengths of what differs.
    """
    access.require(tx.by, "policy.edit")
    active = tx.session.scalars(
        select(PolicySet).where(PolicySet.state == "active").order_by(PolicySet.no.desc()).with_for_update()
    ).first()
    if active is None:
        raise NotFound
    rows, targets = _content(tx, active.id)
    present = _lengths(rows, targets)
    if active.no != base:
        apart = [key for key, value in revision.items() if present.get(key) != value]
        mine: dict[str, object] = {field_name(*key): revision[key] for key in apart}
        theirs: dict[str, object] = {field_name(*key): present.get(key) for key in apart}
        at = active.made_at.isoformat()
        raise Stale(mine, theirs, by=active.made_by_id, at=at, version=active.no)
    _check(revision, present)
    made = _copy(tx, active, rows, targets, revision, clean(note)[:LONGEST_NOTE])
    touch_reference(tx)
    tx.audit(
        "policies.changed",
        "policy_set",
        made.no,
        targets={field_name(*key): value for key, value in revision.items() if present[key] != value},
    )
    tx.enqueue("clocks.recompute", {"why": "policy", "after": 0}, unique_key=f"recompute:policy:{made.id}")
    return made.no


def _content(tx: Tx, set_id: int) -> tuple[Sequence[Policy], Mapping[int, list[PolicyTarget]]]:
    rows = tx.session.scalars(select(Policy).where(Policy.set_id == set_id).order_by(Policy.position)).all()
    targets: dict[int, list[PolicyTarget]] = {row.id: [] for row in rows}
    for target in tx.session.scalars(select(PolicyTarget).where(PolicyTarget.policy_id.in_(targets))):
        targets[target.policy_id].append(target)
    return rows, targets


def _lengths(
    rows: Sequence[Policy], targets: Mapping[int, list[PolicyTarget]]
) -> dict[tuple[str, str, str], int]:
    return {
        (row.code, target.kind, part): length
        for row in rows
        for target in targets[row.id]
        for part in PARTS
        if (length := getattr(target, part)) is not None
    }


def _check(revision: Revision, present: Mapping[tuple[str, str, str], int]) -> None:
    problems = {
        field_name(*key): Problem("unknown_choice") if key not in present else Problem("length_bounds")
        for key, seconds in revision.items()
        if key not in present or not 0 < seconds <= LONGEST
    }
    if problems:
        raise Invalid(problems)
    if all(present[key] == value for key, value in revision.items()):
        raise Invalid({"targets": Problem("nothing_changed")})


def _copy(
    tx: Tx,
    active: PolicySet,
    rows: Sequence[Policy],
    targets: Mapping[int, list[PolicyTarget]],
    revision: Revision,
    note: str,
) -> PolicySet:
    last = tx.session.scalar(select(func.max(PolicySet.no))) or 0
    active.state, active.retired_at = "retired", tx.now
    tx.session.flush()
    made = PolicySet(
        no=last + 1, state="active", note=note, active_from=tx.now, made_at=tx.now, made_by_id=tx.by.person_id
    )
    tx.session.add(made)
    tx.session.flush()
    copies = [
        Policy(
            set_id=made.id,
            position=row.position,
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            family=row.family,
            match=row.match,
            regulated=row.regulated,
            chain_id=row.chain_id,
        )
        for row in rows
    ]
    tx.session.add_all(copies)
    tx.session.flush()
    for row, copy in zip(rows, copies, strict=True):
        tx.session.add_all(_target(copy, target, revision) for target in targets[row.id])
    return made


def _target(policy: Policy, target: PolicyTarget, revision: Revision) -> PolicyTarget:
    def length(part: str) -> int | None:
        present: int | None = getattr(target, part)
        return revision.get((policy.code, target.kind, part), present)

    return PolicyTarget(
        policy_id=policy.id,
        kind=target.kind,
        seconds=length("seconds"),
        mode=target.mode,
        calendar_id=target.calendar_id,
        after_opening_seconds=length("after_opening_seconds"),
        peak=target.peak,
        peak_seconds=length("peak_seconds"),
    )
