"""Showing a customer's data in full, to somebody who says why, for a minute (R1.7)."""

from flask import Response, make_response, render_template

from sladesk.actions import personal
from sladesk.db import db
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import Forbidden, Invalid
from sladesk.web import context, htmx
from sladesk.web.fields import SelectField
from sladesk.web.forms import Form, show_problems
from sladesk.web.forms import words as said
from sladesk.web.tickets.blueprint import blueprint
from sladesk.web.tickets.scene import Scene, find
from sladesk.web.tickets.step_forms import key
from sladesk.web.tickets.views import customer_panel
from sladesk.web.words import lazy_gettext as _l


class RevealForm(Form):
    """Why the data are needed."""

    reason = SelectField(said(_l("Why you need it")), coerce=str, validate_choice=False)


@blueprint.get("/customer")
def customer(number: str) -> Response:
    """Show the masked panel again."""
    return _panel(find(number))


@blueprint.get("/reveal")
def reveal_form(number: str) -> Response:
    """Ask why the data are needed."""
    scene = find(number)
    if not scene.may("personal.reveal"):
        raise Forbidden
    return _asked(scene, RevealForm(formdata=None), 200)


@blueprint.post("/reveal")
def reveal(number: str) -> Response:
    """Show the data in full; who, why and when is on record before they are read."""
    form = RevealForm()
    try:
        personal.reveal(context.call(), number, reason_id=key(form.reason.data))
    except Invalid as error:
        db.session.rollback()
        show_problems(form, error)
        return _asked(find(number), form, 422)
    return _panel(find(number), revealed=True)


def _asked(scene: Scene, form: RevealForm, status: int) -> Response:
    locale = scene.names.locale
    form.reason.choices = [(str(r.id), r.name(locale)) for r in scene.ref.reasons_of(ReasonKind.REVEAL)]
    return _answer(scene, "ticket/_reveal.html", status, form=form)


def _panel(scene: Scene, *, revealed: bool = False) -> Response:
    return _answer(scene, "ticket/_customer.html", 200, customer=customer_panel(scene, revealed=revealed))


def _answer(scene: Scene, partial: str, status: int, **values: object) -> Response:
    values |= {"number": scene.ticket.number, "names": scene.names}
    if htmx.is_htmx():
        return make_response(render_template(partial, **values), status)
    page = render_template("ticket/part_page.html", scene=scene, partial=partial, **values)
    return make_response(page, status)
