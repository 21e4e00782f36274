"""The registration page, its two parts that look things up, and saving."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict

from sladesk.actions import registration
from sladesk.actions.registration import Beside
from sladesk.db import db
from sladesk.domain.errors import Invalid, invalid
from sladesk.domain.intake import NewTicket
from sladesk.queries import knowledge
from sladesk.queries.reference import Reference, reference
from sladesk.web import context, files, forms, htmx
from sladesk.web.format import instant, now, zone
from sladesk.web.labels import label
from sladesk.web.register.attached import attach
from sladesk.web.register.form import (
    YES,
    RegisterForm,
    customer_of,
    key,
    machine_of,
    moment,
    place_of,
    solved_of,
    ticket_of,
)
from sladesk.web.register.help import Help, help_for, says_danger
from sladesk.web.register.who import Who, who
from sladesk.web.words import gettext as _
from sladesk.web.words import locale_name

blueprint = Blueprint("register", __name__, url_prefix="/register")
blueprint.url_value_preprocessor(files.raise_limit)

#: What an address may fill in: keys and codes, never words about a person (ASVS 14.2.1).
_IN_ADDRESS = ("customer", "asset", "place", "channel", "category", "service_type", "priority")
#: A customer's number, the longest of the patterns.
_LONGEST_NUMBER = 32


@dataclass(frozen=True)
class Desk:
    """A registration being typed, and everything around it."""

    form: RegisterForm
    ref: Reference
    locale: str
    typed: MultiDict[str, str]

    @property
    def answers(self) -> dict[str, str]:
        """The guiding questions answered so far."""
        return self.form.answers(self.typed)


def _desk(typed: MultiDict[str, str]) -> Desk:
    return Desk(RegisterForm(formdata=typed), context.master_data(), locale_name(), typed)


#: Fields of the dialog that solves at once.
_IN_DIALOG = ("solution", "solution_code", "method")


@blueprint.get("")
def page() -> Response:
    """Show an empty form, or one with what the address says (R1.8)."""
    desk = _desk(MultiDict((name, request.args[name]) for name in _IN_ADDRESS if name in request.args))
    desk.form.q.data = request.args.get("of", "")[:_LONGEST_NUMBER]
    _first_values(desk)
    return _whole(desk, 200)


def _first_values(desk: Desk) -> None:
    form, opened = desk.form, f"{now().astimezone(zone()):%Y-%m-%d %H:%M:%S}"
    form.opened.data = opened
    form.requested_at.data = form.requested_at.data or opened
    if not form.channel.data:
        form.channel.data = next((str(row.id) for row in desk.ref.channels.values() if not row.retired), "")


@blueprint.post("/who")
def who_part() -> Response:
    """Show who may be meant by what was typed, with machines and open tickets."""
    form, locale = RegisterForm(formdata=request.form), str(get_locale())
    left = who(form, locale)
    form.place.choices = _place_choices(left)
    form.model.choices = [("", _("Choose")), *left.models]
    form.type.choices = label_choices()
    return make_response(render_template("register/_who.html", form=form, who=left))


@blueprint.post("/help")
def help_part() -> Response:
    """Show what saving would start, and what belongs to the category."""
    desk = _desk(request.form)
    desk.form.prepare(desk.ref, desk.locale)
    aid = help_for(desk.form, desk.answers, desk.ref, desk.locale, None)
    same = request.form.get("guide", "") == (str(aid.category.id) if aid.category else "")
    page = render_template(
        "register/_help_answer.html",
        form=desk.form,
        help=aid,
        answers=desk.answers,
        locale=desk.locale,
        same=same,
    )
    return make_response(page)


@blueprint.post("")
def save() -> Response:
    """Register the ticket, or look up without scripts; what can't be taken comes back as typed."""
    desk = _desk(request.form)
    if request.form.get("then") == "look":
        return _whole(desk, 200)
    try:
        ticket = _ticket(desk)
        beside = Beside(customer_of(desk.form), place_of(desk.form), machine_of(desk.form))
        call = context.call()
        saved = registration.save(call, ticket, beside)
    except Invalid as error:
        db.session.rollback()
        forms.show_problems(desk.form, error)
        return _whole(_desk_again(desk), 422)
    to = "/register" if request.form.get("then") == "next" else f"/tickets/{quote(str(saved['number']))}"
    lost = attach(call, str(saved["number"]))
    return forms.answer(to=to, message=" ".join(filter(None, (_said(saved), lost))))


def _desk_again(desk: Desk) -> Desk:
    return Desk(desk.form, reference(db.session()), desk.locale, desk.typed)


def _ticket(desk: Desk) -> NewTicket:
    typed = (desk.form.requested_at.data or "").strip()
    if typed and moment(typed) is None:
        raise invalid("requested_at", "unreadable_time")
    made = ticket_of(desk.form, desk.ref, desk.typed, safety=_danger(desk))
    if request.form.get("then") != "solved":
        return made
    return replace(made, solved=solved_of(desk.form))


def _danger(desk: Desk) -> bool:
    """Whether a safety question of the category was answered with yes; asked only where anything was."""
    category = desk.ref.categories.get(key(desk.form.category.data) or 0)
    if category is None or YES not in desk.answers.values():
        return False
    return says_danger(knowledge.guide(category.code), desk.answers)


def _said(saved: Mapping[str, str | int]) -> str:
    """Say that the ticket is registered, and when the customer has to hear from us."""
    number, kind, due = saved["number"], str(saved["due_kind"]), str(saved["due_at"])
    if not kind or not due:
        return _("%(number)s registered", number=number)
    at = instant(datetime.fromisoformat(due))
    return _("%(number)s registered. %(kind)s %(due)s", number=number, kind=label(kind, "clock"), due=at)


def label_choices() -> list[tuple[str, str]]:
    """Return the kinds of customers."""
    return [(code, label(code, "customer")) for code in ("person", "organisation")]


def _place_choices(left: Who) -> list[tuple[str, str]]:
    return [("", _("None")), *left.places] if left.places else [("", _("None"))]


def _solving(form: RegisterForm) -> bool:
    """Whether the dialog opens again: not over other fields that have to be put right before."""
    if request.form.get("then") != "solved":
        return False
    if not any(field.errors for field in form if field.name not in _IN_DIALOG):
        return True
    for name in _IN_DIALOG:
        form[name].errors = []
    return False


def _whole(desk: Desk, status: int) -> Response:
    """Show the form with both columns as they stand."""
    desk.form.prepare(desk.ref, desk.locale)
    left = who(desk.form, desk.locale)
    desk.form.customer.data, desk.form.asset.data = left.customer, left.asset
    desk.form.place.choices = _place_choices(left)
    desk.form.model.choices = [("", _("Choose")), *left.models]
    aid: Help = help_for(desk.form, desk.answers, desk.ref, desk.locale, left)
    template = "register/_form.html" if htmx.is_htmx() else "pages/register.html"
    page = render_template(
        template,
        form=desk.form,
        who=left,
        help=aid,
        answers=desk.answers,
        locale=desk.locale,
        key=request.form.get("key"),
        solving=_solving(desk.form),
    )
    return forms.refused(page, status)
