"""The robots of chat groups: which there are, what they hear, a word to try one (R7.3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from sladesk.actions._action import Tx, action
from sladesk.actions._telling import put
from sladesk.actions.setup import touch_reference
from sladesk.domain import access
from sladesk.domain.errors import Invalid, NotFound, Problem, Stale
from sladesk.domain.telling import Group, RobotKind
from sladesk.domain.text import clean
from sladesk.models import Robot, Team
from sladesk.queries.outward import ROBOT

#: More would only be a mistake: each hears everything of its groups.
MOST = 50


@dataclass(frozen=True)
class RobotForm:
    """What is typed about a robot.

    Arguments:
        host: of the address, the only part of it that is shown again.
        address, secret: sealed by the caller; empty keeps what is stored.
        groups: of events it hears.
        team_code: the one team whose tickets it hears of, empty for all.
        no_secret: whether a stored secret is thrown away.
    """

    name: str
    kind: str
    host: str
    address: str
    secret: str
    groups: frozenset[str]
    team_code: str = ""
    no_secret: bool = False


@action("robots.create")
def create(tx: Tx, form: RobotForm) -> int:
    """Add a robot; return its key.

    Raises:
        Invalid: no name, no address, nothing it hears, an unknown team, or there are too many.
    """
    access.require(tx.by, "outward.edit")
    team_id = _checked(tx, form, new=True)
    row = Robot(
        name=clean(form.name),
        kind=form.kind,
        host=form.host,
        address=form.address,
        secret=form.secret,
        groups=sorted(form.groups),
        team_id=team_id,
        created_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    touch_reference(tx)
    tx.audit("robot.created", "robot", row.id, changed=_changed({}, row), kind=row.kind)
    return row.id


@action("robots.change")
def change(tx: Tx, robot_id: int, form: RobotForm, *, version: int) -> int:
    """Change a robot; its kind stays, another one is another robot.

    Raises:
        Stale: somebody else changed it meanwhile.
        Invalid: as of `create`.
    """
    access.require(tx.by, "outward.edit")
    row = _found(tx, robot_id)
    if version != row.version:
        raise Stale({}, {}, version=row.version)
    before = _told(row)
    row.team_id = _checked(tx, form, new=False)
    typed = [name for name in ("address", "secret") if getattr(form, name)]
    row.name, row.groups, row.version = clean(form.name), sorted(form.groups), row.version + 1
    if form.address:
        row.address, row.host = form.address, form.host
    row.secret = "" if form.no_secret else form.secret or row.secret
    if form.no_secret:
        typed = [*typed, "secret"]
    touch_reference(tx)
    tx.audit("robot.changed", "robot", row.id, changed=_changed(before, row), fields=sorted(set(typed)))
    return row.id


@action("robots.retire")
def retire(tx: Tx, robot_id: int, *, back: bool = False) -> None:
    """Take a robot out, or bring it back; what still waits for it is left for the administrator."""
    access.require(tx.by, "outward.edit")
    row = _found(tx, robot_id)
    row.retired_at, row.version = None if back else tx.now, row.version + 1
    touch_reference(tx)
    tx.audit("robot.restored" if back else "robot.retired", "robot", row.id, name=row.name)


@action("robots.try_out")
def try_out(tx: Tx, robot_id: int, key: str) -> None:
    """Let a robot say a word, on the way that everything takes.

    Arguments:
        key: of the form: a second click says nothing more.
    """
    access.require(tx.by, "outward.edit")
    row = _found(tx, robot_id)
    word: dict[str, object] = {"recipient": f"{ROBOT}:{row.id}", "ticket_id": None, "due_at": tx.now}
    put(tx, [word | {"template": "robot:tried", "data": dict[str, object]()}], f"tried:{key}")
    tx.audit("robot.tried", "robot", row.id, name=row.name)


def _told(row: Robot) -> dict[str, object]:
    """Return what the trail tells of a robot: all but address and secret."""
    return {"name": row.name, "host": row.host, "groups": row.groups, "team": row.team_id}


def _changed(before: Mapping[str, object], row: Robot) -> dict[str, list[object]]:
    after = _told(row)
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


def _found(tx: Tx, robot_id: int) -> Robot:
    row = tx.session.get(Robot, robot_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("robot_not_found")
    return row


def _checked(tx: Tx, form: RobotForm, *, new: bool) -> int | None:
    """Return the key of the team.

    Raises:
        Invalid: what is wrong, field by field.
    """
    wrong: dict[str, Problem] = {}
    if not clean(form.name):
        wrong["name"] = Problem("required")
    elif len(form.name) > 60:
        wrong["name"] = Problem("too_long", {"max": 60, "length": len(form.name)})
    if form.kind not in set(RobotKind):
        wrong["kind"] = Problem("unknown_choice")
    if new and not form.address:
        wrong["address"] = Problem("required")
    if not form.groups:
        wrong["groups"] = Problem("choose_events")
    elif not form.groups <= set(Group):
        wrong["groups"] = Problem("unknown_choice")
    if new and (tx.session.scalar(select(func.count()).select_from(Robot)) or 0) >= MOST:
        wrong["name"] = Problem("robots_enough", {"max": MOST})
    team_id = (
        tx.session.scalar(select(Team.id).where(Team.code == form.team_code)) if form.team_code else None
    )
    if form.team_code and team_id is None:
        wrong["team"] = Problem("unknown_choice")
    if wrong:
        raise Invalid(wrong)
    return team_id
