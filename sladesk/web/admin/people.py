"""People: who works here, as what, in which teams (R10.2)."""

import base64
import hmac
from collections.abc import Mapping

from flask import Response, abort, current_app, make_response, render_template, request
from flask_babel import gettext as _

from sladesk.actions import people
from sladesk.actions.people import PersonForm
from sladesk.db import db
from sladesk.domain.codes import Role
from sladesk.domain.errors import Invalid, Stale
from sladesk.domain.text import clean
from sladesk.models import Person
from sladesk.queries import admin as queries
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
from sladesk.web.format import now
from sladesk.web.forms import answer, refused, request_key
from sladesk.web.labels import choices
from sladesk.web.sentences import say_problems
from sladesk.web.site import site


@blueprint.get("/people")
def people_listed() -> str:
    """Show who works here, or who has left."""
    return _listed("", request.args)


@blueprint.post("/people/find")
def people_find() -> str:
    """Show those a search finds; the name that was typed stays out of the address (ASVS 14.2.1)."""
    return _listed(clean(request.form.get("q", ""))[:60], request.form)


def _listed(words: str, asked: Mapping[str, str]) -> str:
    role, gone, after = asked.get("role", ""), asked.get("left") == "1", asked.get("after", "")
    found = queries.people(words, role, retired=gone, after=after)
    names = {team.id: team.name(locale()) for team in ref().teams.values()}
    return render_template(
        "admin/people.html", found=found, q=words, role=role, gone=gone, roles=choices("role"), teams=names
    )


@blueprint.get("/people/new")
def person_new() -> str:
    """Show the empty form."""
    return _new_page(_boxes(None))


@blueprint.post("/people/new")
def person_create() -> Response:
    """Add a person; the password is shown once and has to be changed at the first log-in."""
    boxes = typed(_boxes(None))
    password = _password()
    try:
        people.create(call(), _form(boxes, password))
    except Invalid as error:
        return refused(_new_page(*marked(boxes, error.problems)))
    return _once(_value(boxes, "staff_number"), _value(boxes, "login"), password, new=True)


@blueprint.get("/people/<path:number>")
def person_edit(number: str) -> str:
    """Show a person with history and sessions."""
    person = _found(number)
    return _page(person, _boxes(person))


@blueprint.post("/people/<path:number>")
def person_change(number: str) -> Response:
    """Change a person; other roles end their sessions at once."""
    person = _found(number)
    person_id = person.id
    boxes = typed(_boxes(person))
    try:
        people.change(call(), person_id, _form(boxes), version=version_sent())
    except Invalid as error:
        return refused(_page(_found(number), *marked(boxes, error.problems)))
    except Stale as error:
        thing, here = ("person", number), f"/admin/people/{number}"
        return conflict_page(conflict(error, boxes, _boxes(_found(number)), thing, here), "people")
    return answer(to="/admin/people", message=_("Saved"))


@blueprint.post("/people/<path:number>/password")
def person_password(number: str) -> Response:
    """Give a person who can't sign in a new password, shown once; their sessions end."""
    person = _found(number)
    login, person_id, password = person.login, person.id, _password()
    form = _form(_boxes(person), password)
    people.change(call(), person_id, form)
    return _once(number, login, password, new=False)


@blueprint.post("/people/<path:number>/retire")
def person_retire(number: str) -> Response:
    """Take a person out; their sessions end at once."""
    person_id = _found(number).id
    try:
        people.retire(call(), person_id)
    except Invalid as error:
        person = _found(number)
        return refused(_page(person, _boxes(person), list(say_problems(error.problems).values())))
    return answer(to="/admin/people", message=_("Retired; all sessions have ended."))


@blueprint.post("/people/<path:number>/restore")
def person_restore(number: str) -> Response:
    """Bring a person back."""
    people.retire(call(), _found(number).id, back=True)
    return answer(to=f"/admin/people/{number}", message=_("Restored"))


@blueprint.post("/people/<path:number>/sign-out")
def person_sign_out(number: str) -> Response:
    """End a person's sessions."""
    people.sign_out(call(), _found(number).id)
    return answer(to=f"/admin/people/{number}", message=_("All sessions have ended."))


def _found(number: str) -> Person:
    db.session.rollback()
    person = queries.person(number)
    if person is None:
        abort(404)
    return person


def _password() -> str:
    """Return the one-time password of this form: a second click shows the same one, nobody can guess it."""
    secret = str(current_app.secret_key).encode()
    digest = hmac.digest(secret, f"one-time:{request_key()}".encode(), "sha256")
    text = base64.b32encode(digest).decode().lower().translate(str.maketrans("ol", "89"))
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def _once(number: str, login: str, password: str, *, new: bool) -> Response:
    page = render_template("admin/password.html", number=number, login=login, password=password, new=new)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _boxes(person: Person | None) -> list[Box]:
    """Return what is filled in about a person; three statements for a stored one."""
    roles, teams = queries.grants(person.id) if person else ((), ())
    held = ref().teams
    codes = [held[team].code for team in teams if team in held]
    names = [(t.code, t.name(locale())) for t in held.values() if not t.retired or t.code in codes]

    def stored(name: str) -> str:
        return str(getattr(person, name)) if person else ""

    return [
        Box("name", _("Name"), value=stored("name"), needed=True),
        Box(
            "name_en",
            _("English name"),
            value=stored("name_en"),
            hint=_("Left empty, the Chinese name is shown"),
        ),
        Box("staff_number", _("Staff number"), value=stored("staff_number"), needed=True),
        Box(
            "login",
            _("Log-in name"),
            value=stored("login"),
            needed=True,
            hint=_("Small letters, digits, . _ and -"),
        ),
        Box("roles", _("Roles"), "ticks", ",".join(roles), choices=choices("role"), needed=True),
        Box("own", _("Own team"), "choice", codes[0] if codes else "", choices=[("", "–"), *names]),
        Box("teams", _("Also works in"), "ticks", ",".join(sorted(codes[1:])), choices=names),
        Box("email", _("E-mail"), value=stored("email")),
        Box("phone", _("Telephone"), value=stored("phone")),
        Box(
            "districts",
            _("Districts"),
            value=stored("districts"),
            hint=_("Of field engineers, for planning visits"),
        ),
    ]


def _value(boxes: list[Box], name: str) -> str:
    return clean(next(box.value for box in boxes if box.name == name))


def _form(boxes: list[Box], password: str = "") -> PersonForm:
    held: Mapping[str, Box] = {box.name: box for box in boxes}
    own = held["own"].value
    others = sorted(held["teams"].ticked - {own})
    return PersonForm(
        login=_value(boxes, "login"),
        name=_value(boxes, "name"),
        staff_number=_value(boxes, "staff_number"),
        roles=held["roles"].ticked,
        team_codes=tuple(filter(None, (own, *others))),
        name_en=_value(boxes, "name_en"),
        email=_value(boxes, "email"),
        phone=_value(boxes, "phone"),
        districts=_value(boxes, "districts"),
        password=password,
    )


def _new_page(boxes: list[Box], said: list[str] | None = None) -> str:
    return render_template("admin/person_new.html", boxes=boxes, said=said or [])


def _page(person: Person, boxes: list[Box], said: list[str] | None = None) -> str:
    since = now() - site(now()).idle
    return render_template(
        "admin/person.html",
        person=person,
        boxes=boxes,
        said=said or [],
        lines=history("person", person.staff_number),
        sessions=queries.live_sessions(person.id, since),
        admin=Role.ADMIN in next(box.ticked for box in boxes if box.name == "roles"),
    )
