"""The robots of chat groups: which there are, what they hear, a word to try one (R7.3)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from flask import Response, abort, current_app, render_template
from flask_babel import gettext as _

from sladesk.actions import robots
from sladesk.actions.robots import RobotForm
from sladesk.config import Config
from sladesk.db import db
from sladesk.domain.errors import Invalid, Problem, Stale
from sladesk.domain.telling import Group, RobotKind
from sladesk.gateways.posting import leads_inside
from sladesk.gateways.sealing import seal
from sladesk.models import Robot
from sladesk.queries import deliveries as queries
from sladesk.web.admin.audit_words import history
from sladesk.web.admin.pages import (
    Box,
    blueprint,
    conflict,
    conflict_page,
    locale,
    marked,
    ref,
    typed,
    version_sent,
)
from sladesk.web.context import call
from sladesk.web.forms import answer, refused, request_key
from sladesk.web.outward_words import GROUPS, KINDS

HERE = "/admin/robots"
#: What is never shown again, so it is not in the comparison of two versions either.
_HIDDEN = frozenset({"address", "secret", "no_secret"})


@blueprint.get("/robots")
def robots_listed() -> str:
    """Show the robots with what they hear, when they last said something and since when they can't."""
    rows, spoke, failing = queries.robots(), queries.last_sent(), queries.failing_robots()
    return render_template(
        "admin/robots.html", rows=[_line(row, spoke.get(row.id), failing.get(row.id)) for row in rows]
    )


def _line(row: Robot, spoke: datetime | None, failing: datetime | None) -> dict[str, object]:
    team = ref().teams.get(row.team_id or 0)
    return {
        "id": row.id,
        "name": row.name,
        "kind": str(KINDS[row.kind]),
        "host": row.host,
        "hears": _(", ").join(str(GROUPS[code]) for code in GROUPS if code in row.groups),
        "team": team.name(locale()) if team else _("all teams"),
        "spoke": spoke,
        "failing": failing,
        "retired": row.retired_at is not None,
    }


@blueprint.get("/robots/new")
def robot_new() -> str:
    """Show the empty form."""
    return _page(None, _boxes(None))


@blueprint.post("/robots/new")
def robot_create() -> Response:
    """Add a robot."""
    boxes = typed(_boxes(None))
    try:
        robots.create(call(), _form(boxes, None))
    except Invalid as error:
        return refused(_page(None, *marked(boxes, error.problems)))
    return answer(to=HERE, message=_("Saved"))


@blueprint.get("/robots/<int:robot_id>")
def robot_edit(robot_id: int) -> str:
    """Show a robot; of its address only the host, of its secret only that there is one."""
    row = _found(robot_id)
    return _page(row, _boxes(row))


@blueprint.post("/robots/<int:robot_id>")
def robot_change(robot_id: int) -> Response:
    """Change a robot; what is left empty of address and secret stays."""
    row = _found(robot_id)
    boxes = typed(_boxes(row))
    try:
        robots.change(call(), robot_id, _form(boxes, row), version=version_sent())
    except Invalid as error:
        return refused(_page(_found(robot_id), *marked(boxes, error.problems)))
    except Stale as error:
        mine, theirs = _open(boxes), _open(_boxes(_found(robot_id)))
        both = conflict(error, mine, theirs, ("robot", str(robot_id)), f"{HERE}/{robot_id}")
        again = tuple((box.label, "–", _("typed; type it again, it is not kept")) for box in _secrets(boxes))
        if again:  # what is never sent back to a browser cannot be insisted on
            both = replace(both, differences=(*both.differences, *again), fields=(), post="")
        return conflict_page(both, "robots")
    return answer(to=HERE, message=_("Saved"))


@blueprint.post("/robots/<int:robot_id>/retire")
def robot_retire(robot_id: int) -> Response:
    """Take a robot out."""
    robots.retire(call(), robot_id)
    return answer(to=HERE, message=_("Retired"))


@blueprint.post("/robots/<int:robot_id>/restore")
def robot_restore(robot_id: int) -> Response:
    """Bring a robot back."""
    robots.retire(call(), robot_id, back=True)
    return answer(to=HERE, message=_("Restored"))


@blueprint.post("/robots/<int:robot_id>/try")
def robot_try(robot_id: int) -> Response:
    """Let a robot say a word in its group."""
    robots.try_out(call(), robot_id, request_key())
    return answer(
        to=HERE, message=_("The robot is asked to say a word; what fails stands under “Sent outside”.")
    )


def _found(robot_id: int) -> Robot:
    db.session.rollback()
    row = db.session.get(Robot, robot_id)
    if row is None:
        abort(404)
    return row


def _open(boxes: Sequence[Box]) -> list[Box]:
    return [box for box in boxes if box.name not in _HIDDEN]


def _secrets(boxes: Sequence[Box]) -> list[Box]:
    """Return what was typed and is shown to nobody."""
    return [box for box in boxes if box.name in _HIDDEN and box.value.strip()]


def _boxes(row: Robot | None) -> list[Box]:
    held = ref().teams
    teams = [(t.code, t.name(locale())) for t in held.values() if not t.retired]
    team = held[row.team_id].code if row and row.team_id in held else ""
    address = _("In use: an address of %(host)s. Left empty, it stays.", host=row.host) if row else ""
    secret = _("DingTalk and Feishu: the key of “signature”. WeCom has none; its key is in the address.")
    if row and row.secret:
        secret = _("A key is kept. Left empty, it stays.")
    first = [Box("kind", _("Chat"), "choice", RobotKind.WECOM, choices=_kinds(), needed=True)]
    boxes = [
        Box("name", _("Name of the robot"), value=row.name if row else "", needed=True),
        *(first if row is None else ()),
        Box(
            "address",
            _("Address of the robot"),
            hint=address or _("As the chat shows it, https"),
            needed=not row,
        ),
        Box("secret", _("Key of its signature"), hint=secret),
        Box(
            "groups",
            _("What it hears"),
            "ticks",
            ",".join(row.groups) if row else "",
            choices=_groups(),
            needed=True,
        ),
        Box("team", _("Of which team's tickets"), "choice", team, choices=[("", _("all teams")), *teams]),
    ]
    if row and row.secret:
        boxes.insert(3, Box("no_secret", _("Forget the kept key"), "tick"))
    return boxes


def _kinds() -> list[tuple[str, str]]:
    return [(code, str(word)) for code, word in KINDS.items()]


def _groups() -> list[tuple[str, str]]:
    return [(str(Group(code)), str(word)) for code, word in GROUPS.items()]


def _form(boxes: Sequence[Box], row: Robot | None) -> RobotForm:
    """Return what was typed, with address and secret sealed.

    Raises:
        Invalid: the address cannot be that of a robot.
    """
    held = {box.name: box for box in boxes}
    config: Config = current_app.config["SLADESK"]
    address, secret = held["address"].value.strip(), held["secret"].value.strip()
    host = _host(address, config) if address else ""
    if len(secret) > 200:
        raise Invalid({"secret": Problem("too_long", {"max": 200, "length": len(secret)})})
    return RobotForm(
        name=held["name"].value,
        kind=row.kind if row else held["kind"].value,
        host=host,
        address=seal(config.key(), address),
        secret=seal(config.key(), secret),
        groups=held["groups"].ticked,
        team_code=held["team"].value,
        no_secret="no_secret" in held and bool(held["no_secret"].value),
    )


def _host(address: str, config: Config) -> str:
    """Return the host of an address.

    Raises:
        Invalid: it is none, not by https, or inside this network.
    """
    wrong = Invalid({"address": Problem("robot_address")})
    if len(address) > 500 or not address.isascii() or any(sign.isspace() for sign in address):
        raise wrong
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise wrong from error
    schemes = {"https", "http"} if config.outward_private else {"https"}
    if parts.scheme not in schemes or not host or parts.username or parts.password or parts.fragment:
        raise wrong
    if leads_inside(host) and not config.outward_private:
        raise Invalid({"address": Problem("robot_inside")})
    return host[:255]


def _page(row: Robot | None, boxes: Sequence[Box], said: Sequence[str] = ()) -> str:
    lines = history("robot", str(row.id)) if row else ()
    return render_template("admin/robot.html", robot=row, boxes=boxes, said=said, lines=lines)
