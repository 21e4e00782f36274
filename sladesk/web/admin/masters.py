"""Channels, categories, reasons, product models and teams: one set of pages for all of them."""

from typing import Any

from flask import Response, abort, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from sladesk.actions import masters
from sladesk.db import db
from sladesk.domain.errors import Invalid, Stale
from sladesk.models import Reason
from sladesk.queries import admin as queries
from sladesk.web.admin import listing, nouns
from sladesk.web.admin.audit_words import history
from sladesk.web.admin.pages import (
    MEANWHILE,
    Box,
    blueprint,
    conflict,
    conflict_page,
    marked,
    typed,
    version_sent,
)
from sladesk.web.context import call
from sladesk.web.forms import answer, refused
from sladesk.web.sentences import say_problems

AREA = "<any(channels, categories, reasons, 'reason-groups', products, teams, shifts):area>"


@blueprint.get(f"/{AREA}")
def masters_listed(area: str) -> str | Response:
    """Show a kind of master data: what is in use, and apart what is retired."""
    if area != nouns.page_of(area):
        return answer(to=f"/admin/{nouns.page_of(area)}")
    noun = nouns.NOUNS[area]
    groups, retired = listing.listed(noun)
    return render_template(
        "admin/masters.html",
        area=area,
        heads=nouns.heads(noun),
        groups=groups,
        retired=retired,
        moves=noun != "product",
    )


@blueprint.get(f"/{AREA}/new")
def master_new(area: str) -> str:
    """Show the empty form of a kind."""
    noun = nouns.NOUNS[area]
    return _new_page(area, nouns.boxes(noun, start=request.args.get("in", "")))


@blueprint.post(f"/{AREA}/new")
def master_create(area: str) -> Response:
    """Add a row."""
    noun = nouns.NOUNS[area]
    boxes = typed(nouns.boxes(noun, start=request.form.get("kind", "")))
    try:
        masters.create(call(), noun, _values(boxes))
    except Invalid as error:
        return refused(_new_page(area, *marked(boxes, error.problems)))
    return answer(to=f"/admin/{nouns.page_of(area)}", message=_("Added"))


@blueprint.get(f"/{AREA}/<path:name>")
def master_edit(area: str, name: str) -> str:
    """Show one row with its history."""
    row = _found(area, name)
    return _page(area, row, nouns.boxes(nouns.NOUNS[area], row))


@blueprint.post(f"/{AREA}/<path:name>")
def master_change(area: str, name: str) -> Response:
    """Change a row; a second administrator is shown both versions."""
    noun = nouns.NOUNS[area]
    boxes = typed(nouns.boxes(noun, _found(area, name)))
    try:
        masters.change(call(), noun, name, _values(boxes), version=version_sent())
    except Invalid as error:
        return refused(_page(area, _found(area, name), *marked(boxes, error.problems)))
    except Stale as error:
        stored = nouns.boxes(noun, _found(area, name))
        return conflict_page(conflict(error, boxes, stored, (noun, name), f"/admin/{area}/{name}"), area)
    return answer(to=f"/admin/{nouns.page_of(area)}", message=_("Saved"))


@blueprint.post(f"/{AREA}/<path:name>/retire")
def master_retire(area: str, name: str) -> Response:
    """Take a row out of the lists."""
    return _step(area, name, masters.retire, _("Retired. It stays on the tickets that have it."))


@blueprint.post(f"/{AREA}/<path:name>/restore")
def master_restore(area: str, name: str) -> Response:
    """Put a row back into the lists."""
    return _step(area, name, masters.restore, _("Restored"))


@blueprint.post(f"/{AREA}/<path:name>/move")
def master_move(area: str, name: str) -> Response:
    """Move a row up or down in its list."""
    up = request.form.get("way") == "up"

    def moved(caller: Any, noun: str, row: str, *, version: int) -> str:
        return masters.move(caller, noun, row, up=up, version=version)

    return _step(area, name, moved, _("Moved"))


def _step(area: str, name: str, verb: Any, message: str) -> Response:
    try:
        verb(call(), nouns.NOUNS[area], name, version=version_sent())
    except Invalid as error:
        row = _found(area, name)
        said = list(say_problems(error.problems).values())
        return refused(_page(area, row, nouns.boxes(nouns.NOUNS[area], row), said))
    except Stale:
        row = _found(area, name)
        return refused(_page(area, row, nouns.boxes(nouns.NOUNS[area], row), [str(MEANWHILE)]), 409)
    return answer(to=f"/admin/{nouns.page_of(area)}", message=message)


def _values(boxes: list[Box]) -> dict[str, str | bool]:
    return {box.name: bool(box.value) if box.kind == "tick" else box.value for box in boxes}


def _found(area: str, name: str) -> Any:
    """Return the row of an address; 404 when there is none."""
    db.session.rollback()
    noun = nouns.NOUNS[area]
    model = nouns.MODELS[noun]
    if noun == "reason":
        kind, _dot, code = name.partition(".")
        wanted = select(Reason).where(Reason.kind == kind, Reason.code == code)
    else:
        wanted = select(model).where(model.code == name)
    row = db.session.scalars(wanted).first()
    if row is None:
        abort(404)
    return row


def _new_page(area: str, boxes: list[Box], said: list[str] | None = None) -> str:
    return render_template("admin/master_new.html", area=area, boxes=boxes, said=said or [])


def _page(area: str, row: Any, boxes: list[Box], said: list[str] | None = None) -> str:
    noun, name = nouns.NOUNS[area], nouns.name_of(row)
    return render_template(
        "admin/master.html",
        area=area,
        row=row,
        name=name,
        boxes=boxes,
        said=said or [],
        lines=history(noun, name),
        people=queries.members(row.code) if noun == "team" else (),
        team=noun == "team",
    )
