"""Customers: the list, one with places, machines and tickets, and what is changed about them (R1.2, R1.3)."""

from collections.abc import Callable
from dataclasses import asdict

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from sladesk.actions import customers, personal
from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.domain import access
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import Invalid, NotFound, Stale
from sladesk.models import Customer
from sladesk.queries import customers as queries
from sladesk.queries.customer_tickets import history
from sladesk.queries.reference import reference
from sladesk.web import context, forms, inputs
from sladesk.web.customer_forms import CustomerEdit, MachineEdit, PlaceEdit, RevealForm
from sladesk.web.customer_views import Conflict, conflict, customer_view, found_view, machine_view, place_view
from sladesk.web.pace import look_up
from sladesk.web.register.who import ticket_line

blueprint = Blueprint("customers", __name__, url_prefix="/customers")
#: What follows a reveal: the form to change the customer, else the page in full.
EDIT = "edit"


def _find(number: str) -> Customer:
    customer = queries.find(number)
    if customer is None:
        raise NotFound("customer_not_found")
    return customer


def _page(name: str, status: int = 200, **values: object) -> Response:
    return make_response(render_template(f"pages/{name}.html", **values), status)


@blueprint.get("")
def listed() -> Response:
    """List customers, the newest first."""
    return _list("")


@blueprint.post("/find")
def find() -> Response:
    """List those a search finds; what was typed stays out of the address (ASVS 14.2.1)."""
    typed = request.form.get("q", "").strip()[:100]
    look_up(typed)
    return _list(typed)


def _list(typed: str) -> Response:
    start, way = inputs.place()
    found = queries.page(typed, start, way)
    rows = [found_view(row) for row in found.rows]
    return _page("customers", q=typed, rows=rows, page=found, may_edit=_may_edit())


def _may_edit() -> bool:
    return access.allowed(context.actor(), "customer.edit")


@blueprint.get("/new")
def new() -> Response:
    """Show an empty form."""
    form = CustomerEdit(formdata=None)
    form.prepare()
    return _page("customer_edit", form=form, customer=None)


@blueprint.post("")
def create() -> Response:
    """Add a customer."""
    form = CustomerEdit()
    try:
        made = customers.create(context.call(), form.value())
    except Invalid as error:
        return _edit_refused(form, error, None)
    return forms.answer(
        to=f"/customers/{made['number']}", message=_("%(number)s added", number=made["number"])
    )


@blueprint.get("/<number>")
def show(number: str) -> Response:
    """Show a customer, masked (R1.7)."""
    return _show(_find(number))


def _show(customer: Customer, status: int = 200, *, open_: bool = False, **problems: object) -> Response:
    locale, (start, way) = str(get_locale()), inputs.place()
    held = queries.machines(customer.id)
    past = history(context.actor(), customer.id, start, way)
    values: dict[str, object] = {
        "customer": customer_view(customer, open_=open_),
        "places": [place_view(row, open_=open_) for row in queries.places(customer.id)],
        "machines": [machine_view(row, locale) for row in held],
        "tickets": [ticket_line(row) for row in past.rows],
        "page": past,
        "place_form": PlaceEdit(formdata=None),
        "may_edit": _may_edit(),
        "may_reveal": access.allowed(context.actor(), "personal.reveal"),
    }
    return _page("customer", status, **(values | problems))


@blueprint.get("/<number>/edit")
def edit(number: str) -> Response:
    """Ask why first: the form shows the customer's data in full, so opening it is a reveal (R1.7)."""
    return _show(_find(number), reveal_form=_reveal_form(), then=EDIT)


def _open_form(customer: Customer) -> Response:
    form = CustomerEdit(formdata=None, obj=customer)
    form.prepare()
    return _page("customer_edit", form=form, customer=customer_view(customer))


@blueprint.post("/<number>/edit")
def change(number: str) -> Response:
    """Save what was changed; a conflict shows both versions and loses neither."""
    form = CustomerEdit()
    try:
        customers.change(context.call(), number, form.value(), version=inputs.number(form.version.data) or 0)
    except Invalid as error:
        return _edit_refused(form, error, number)
    except Stale as error:
        form.version.data = str(error.version)
        return _edit_again(form, number, 409, conflict(error, form))
    return forms.answer(to=f"/customers/{number}", message=_("Saved"))


def _edit_refused(form: CustomerEdit, error: Invalid, number: str | None) -> Response:
    forms.show_problems(form, error)
    return _edit_again(form, number, 422)


def _edit_again(
    form: CustomerEdit, number: str | None, status: int, clash: Conflict | None = None
) -> Response:
    db.session.rollback()
    form.prepare()
    customer = customer_view(_find(number)) if number else None
    sent = request.form.get("key") if status == 422 else None
    return _page("customer_edit", status, form=form, customer=customer, conflict=clash, key=sent)


@blueprint.post("/<number>/places")
def add_place(number: str) -> Response:
    """Add a place of visit."""
    form = PlaceEdit()
    try:
        customers.add_place(context.call(), number, form.value())
    except Invalid as error:
        db.session.rollback()
        forms.show_problems(form, error)
        return _show(_find(number), 422, place_form=form)
    return forms.answer(to=f"/customers/{number}", message=_("Address added"))


@blueprint.post("/<number>/places/<int:place_id>/retire")
def retire_place(number: str, place_id: int) -> Response:
    """Take a place out; tickets keep it."""
    customers.retire_place(context.call(), number, place_id)
    return forms.answer(to=f"/customers/{number}", message=_("Address taken out; tickets keep it"))


@blueprint.post("/<number>/machines")
def add_machine(number: str) -> Response:
    """Add a machine."""
    form = MachineEdit()
    return _save_machine(number, 0, form, lambda call: customers.add_asset(call, number, form.value()))


@blueprint.get("/<number>/machines/<int:asset_id>")
def edit_machine(number: str, asset_id: int) -> Response:
    """Show the form of a machine; 0 is a new one."""
    customer = _find(number)
    row = next((m for m in queries.machines(customer.id) if m.id == asset_id), None)
    if row is None and asset_id:
        raise NotFound("asset_not_found")
    values = asdict(row) | {"model": str(row.model_id)} if row else {}
    if row and not row.warranty_reason:
        values["warranty_until"] = ""
    form = MachineEdit(formdata=None, data=values)
    form.prepare()
    return _page("machine_edit", form=form, customer=customer_view(customer), asset_id=asset_id)


@blueprint.post("/<number>/machines/<int:asset_id>")
def change_machine(number: str, asset_id: int) -> Response:
    """Save a machine."""
    form = MachineEdit()
    version = inputs.number(form.version.data) or 0
    return _save_machine(
        number,
        asset_id,
        form,
        lambda call: customers.change_asset(call, number, asset_id, form.value(), version=version),
    )


def _save_machine(number: str, asset_id: int, form: MachineEdit, save: Callable[[Call], int]) -> Response:
    clash: Conflict | None = None
    try:
        save(context.call())
    except Invalid as error:
        forms.show_problems(form, error)
    except Stale as error:
        form.version.data, clash = str(error.version), conflict(error, form)
    else:
        return forms.answer(to=f"/customers/{number}", message=_("Saved"))
    db.session.rollback()
    form.prepare()
    status, sent = (409, None) if clash else (422, request.form.get("key"))
    customer = customer_view(_find(number))
    return _page(
        "machine_edit", status, form=form, customer=customer, asset_id=asset_id, conflict=clash, key=sent
    )


@blueprint.route("/<number>/reveal", methods=["GET", "POST"])
def reveal(number: str) -> Response:
    """Ask why the data are needed, then show them in full; who, why and when is on record first (R1.7)."""
    form, then = _reveal_form(), EDIT if request.form.get("then") == EDIT else ""
    if request.method == "GET":
        return _show(_find(number), reveal_form=form)
    try:
        personal.reveal_customer(
            context.call(), number, reason_id=inputs.number(form.reason.data), field=then or "customer"
        )
    except Invalid as error:
        forms.show_problems(form, error)
    else:
        return _open_form(_find(number)) if then else _show(_find(number), open_=True)
    db.session.rollback()
    return _show(_find(number), 422, reveal_form=form, then=then)


def _reveal_form() -> RevealForm:
    form, reasons = RevealForm(), reference(db.session()).reasons_of(ReasonKind.REVEAL)
    form.reason.choices = [(str(row.id), row.name(str(get_locale()))) for row in reasons]
    return form
