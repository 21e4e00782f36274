"""The whys of a record: asked in place, one under the other or as a branch (R8.1)."""

from flask import Response, request

from sladesk.actions import whys as actions
from sladesk.db import db
from sladesk.domain.errors import Invalid, NotFound, Stale
from sladesk.domain.quality.whys import WhyForm
from sladesk.web import forms, inputs
from sladesk.web.context import call
from sladesk.web.customer_views import Conflict
from sladesk.web.quality.blueprint import blueprint
from sladesk.web.quality.forms import WhyEdit, clash
from sladesk.web.quality.records import find, page
from sladesk.web.sentences import say_problems
from sladesk.web.words import gettext as _


def _number(name: str) -> int | None:
    """Return the number of a why as sent; 0 and nothing are the problem itself."""
    return inputs.number(request.form.get(name), digits=4) or None


@blueprint.post("/records/<record>/whys")
def add_why(record: str) -> Response:
    """Answer one more why; the page goes on below it, ready for the next."""
    try:
        no = actions.add(call(), record, WhyForm(request.form.get("text", "")), parent=_number("under"))
    except Invalid as error:
        db.session.rollback()
        return page(find(record), 422, problems=say_problems(error.problems))
    return forms.answer(to=f"/quality/records/{record}?at={no}")


@blueprint.post("/records/<record>/whys/<int:no>")
def change_why(record: str, no: int) -> Response:
    """Save a why; a conflict shows both versions and loses neither."""
    form = WhyEdit()
    version = inputs.number(form.version.data) or 0
    try:
        actions.change(
            call(),
            record,
            no,
            form.value(),
            parent=inputs.number(form.parent.data, digits=4),
            version=version,
        )
    except Invalid as error:
        forms.show_problems(form, error)
        return _again(record, no, form, 422)
    except Stale as error:
        return _again(record, no, form, 409, clash(error, form))
    return forms.answer(to=f"/quality/records/{record}#why-{no}", message=_("Saved"))


def _again(record: str, no: int, form: WhyEdit, status: int, both: Conflict | None = None) -> Response:
    db.session.rollback()
    held = find(record)
    if no not in held.whys:
        raise NotFound
    form.prepare(held, no)
    return page(held, status, form=form, editing=no, conflict=both)


@blueprint.post("/records/<record>/whys/<int:no>/remove")
def remove_why(record: str, no: int) -> Response:
    """Take out a why nothing hangs under."""
    parent = actions.remove(call(), record, no)
    place = f"#why-{parent}" if parent else ""
    return forms.answer(to=f"/quality/records/{record}{place}", message=_("Taken out"))
