"""Pages of the escalation chains: the list, one chain to fill in, retired and back (R3.9)."""

from collections.abc import Sequence

from flask import Response, abort, render_template
from flask_babel import gettext as _
from sqlalchemy import select

from sladesk.actions import chain_edits
from sladesk.db import db
from sladesk.domain.chains import STANDARD
from sladesk.domain.errors import Invalid, Stale
from sladesk.models import Chain
from sladesk.queries.chains import naming
from sladesk.web.admin import chain_forms
from sladesk.web.admin.audit_words import history
from sladesk.web.admin.pages import (
    MEANWHILE,
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
from sladesk.web.forms import answer, refused

HERE = "/admin/chains"


@blueprint.get("/chains")
def chains_listed() -> str:
    """Show the chains with their steps and the policies that name them."""
    held, named = ref(), naming(db.session())
    rows = [
        {
            "code": chain.code,
            "name": chain.name(locale()),
            "steps": chain_forms.said(held, chain.steps),
            "standard": chain.code == STANDARD,
            "policies": [one.name(locale()) for one in named.get(chain.id, ()) if not one.drafted],
            "drafted": [one.name(locale()) for one in named.get(chain.id, ()) if one.drafted],
            "retired": chain.retired,
        }
        for chain in held.chains.values()
    ]
    return render_template("admin/chains.html", rows=rows)


@blueprint.get("/chains/new")
def chain_new() -> str:
    """Show the form of a new chain."""
    return _page(None, chain_forms.boxes(ref(), None))


@blueprint.post("/chains/new")
def chain_create() -> Response:
    """Add a chain."""
    boxes = typed(chain_forms.boxes(ref(), None))
    try:
        chain_edits.create(call(), chain_forms.form_of(boxes))
    except Invalid as error:
        return _refused(None, boxes, error)
    return answer(to=HERE, message=_("Added"))


@blueprint.get("/chains/<code>")
def chain_edit(code: str) -> str:
    """Show a chain with its history."""
    chain = _found(code)
    return _page(chain, chain_forms.boxes(ref(), chain))


@blueprint.post("/chains/<code>")
def chain_change(code: str) -> Response:
    """Change a chain; a second administrator is shown both versions."""
    chain = _found(code)
    boxes = typed(chain_forms.boxes(ref(), chain))
    try:
        chain_edits.change(call(), code, chain_forms.form_of(boxes), version=version_sent())
    except Invalid as error:
        return _refused(chain, boxes, error)
    except Stale as error:
        stored = chain_forms.boxes(ref(), _found(code))
        both = conflict(error, boxes, stored, ("chain", code), f"{HERE}/{code}")
        return conflict_page(both, "chains")
    return answer(to=HERE, message=_("Saved"))


@blueprint.post("/chains/<code>/retire")
def chain_retire(code: str) -> Response:
    """Take a chain out of the lists."""
    return _step(code, back=False)


@blueprint.post("/chains/<code>/restore")
def chain_restore(code: str) -> Response:
    """Put a retired chain back."""
    return _step(code, back=True)


def _step(code: str, *, back: bool) -> Response:
    chain, way = _found(code), chain_edits.restore if back else chain_edits.retire
    try:
        way(call(), code, version=version_sent())
    except Invalid as error:
        return refused(_page(chain, *marked(chain_forms.boxes(ref(), chain), error.problems)))
    except Stale:
        chain = _found(code)
        return refused(_page(chain, chain_forms.boxes(ref(), chain), [str(MEANWHILE)]), 409)
    return answer(to=HERE, message=_("Restored") if back else _("Retired"))


def _found(code: str) -> Chain:
    db.session.rollback()
    row = db.session.scalars(select(Chain).where(Chain.code == code)).first()
    if row is None:
        abort(404)
    return row


def _refused(row: Chain | None, boxes: Sequence[Box], error: Invalid) -> Response:
    problems = chain_forms.placed(boxes, error.problems)
    return refused(_page(row, *marked(boxes, problems)))


def _page(row: Chain | None, boxes: Sequence[Box], said: Sequence[str] = ()) -> str:
    lines = chain_forms.shown(boxes)
    name = row.name_en if row and row.name_en and locale() == "en" else row.name_zh if row else ""
    return render_template(
        "admin/chain.html",
        chain=row,
        name=name or _("New chain"),
        standard=bool(row) and row.code == STANDARD,
        boxes={box.name: box for box in boxes},
        listed=boxes,
        lines=lines,
        heads=chain_forms.heads_of(),
        said=said,
        history=history("chain", row.code) if row else (),
    )
