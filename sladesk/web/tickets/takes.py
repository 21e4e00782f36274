"""Showing a step's form and taking the step: in place beside the timeline, or as a small page of its own."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from flask import Response, make_response, render_template, request

from sladesk.actions import tickets
from sladesk.db import db
from sladesk.domain import access
from sladesk.domain.errors import (
    DeskError,
    Forbidden,
    Invalid,
    Missing,
    NotFound,
    Problem,
    Stale,
    WrongState,
)
from sladesk.domain.masking import mask_text
from sladesk.queries.timeline import timeline, words_now
from sladesk.web import context, htmx
from sladesk.web.errors import STATUS
from sladesk.web.fields import SelectField
from sladesk.web.forms import answer, new_key, safe_path, show_problems
from sladesk.web.sentences import say_error
from sladesk.web.tickets.blueprint import blueprint
from sladesk.web.tickets.conflicts import conflict
from sladesk.web.tickets.next_steps import cure_of, offer
from sladesk.web.tickets.preview import preview
from sladesk.web.tickets.scene import Scene, find
from sladesk.web.tickets.step_forms import CorrectForm, StepForm, key
from sladesk.web.tickets.step_notes import NOTES
from sladesk.web.tickets.steps import STEPS, Step
from sladesk.web.words import gettext as _

#: Pages whose rows lead to forms.
_LISTS = frozenset({"/queue", "/tickets", "/board"})
#: Errors that come back as the same form with what was typed.
_SHOWN = (Invalid, WrongState, Missing, Stale)


def show_step(step: Step, number: str) -> Response:
    """Show the form of a step, or what it lacks."""
    scene = find(number)
    if not scene.may(step.permission):
        raise Forbidden
    form = step.form(formdata=None, data=step.form.asked(request.args))
    if isinstance(form, CorrectForm):
        _fill_correction(scene, form)
    return _shown(scene, step, form, 200)


def _fill_correction(scene: Scene, form: CorrectForm) -> None:
    seq = key(form.seq.data) or 0
    found = next(
        (e for e in timeline(scene.ticket.id, before=seq + 1, limit=1).entries if e.seq == seq), None
    )
    name = form.field.data or ""
    if found is None or found.corrects_id or name not in found.texts:
        raise NotFound("entry_not_found")
    form.text.data = mask_text(words_now(db.session(), scene.ticket.id, found.id, name) or "")


def take_step(step: Step, number: str) -> Response:
    """Take a step; what the desk refuses comes back with what was typed."""
    form = step.form()
    form.validate()
    back = way_back(number) if step.name == "assign" else None
    try:
        if any(field.errors for field in form):
            raise Invalid({})
        saved = step.run(context.call(), number, form)
    except _SHOWN as error:
        return _refused(step, number, form, error)
    except NotFound as error:
        if error.code == "ticket_not_found":
            raise
        return _refused(step, number, form, error)
    to = f"/tickets/{saved if step.name == 'merge' else number}"
    if step.name == "merge" and htmx.is_htmx():
        return htmx.go_to(to)
    if (alone := _back()) and step.name != "merge":
        return answer(to=alone, message=str(step.done))
    saved_form = {"name": step.compose or step.name, "key": new_key()}
    response = answer(
        [" "],
        to=to,
        message=str(step.done),
        undo_url=back,
        events={"sladesk:saved": saved_form, "sladesk:tick": {}},
    )
    return htmx.swap(response, style="none") if htmx.is_htmx() and _composing(step) else response


def way_back(number: str) -> str:
    """Return the address that takes a reassignment back: to whom it belongs now.

    Raises:
        NotFound: no such ticket for this person.
    """
    ticket = find(number).ticket
    was = {"team": ticket.team_id or "", "owner": ticket.owner_id or "", "version": ticket.version + 1}
    return f"/tickets/{number}/assignment/undo?{urlencode(was)}"


@blueprint.post("/assignment/undo")
def assign_back(number: str) -> Response:
    """Give a ticket back to whom it belonged before."""
    team, owner, version = (key(request.args.get(name)) for name in ("team", "owner", "version"))
    tickets.assign(context.call(), number, team_id=team, owner_id=owner, version=version)
    return answer([" "], to=f"/tickets/{number}", message=_("Taken back"), events={"sladesk:tick": {}})


def _composing(step: Step) -> bool:
    """Whether the form stands in the composer, which stays on the page."""
    return bool(step.compose) and request.form.get("compose") == "1"


def _refused(step: Step, number: str, form: StepForm, error: DeskError) -> Response:
    db.session.rollback()
    scene = find(number)
    if isinstance(error, Stale):
        return _conflicting(scene, step, form, error)
    if isinstance(error, Invalid):
        show_problems(form, error)
        show_problems(form, _left_empty(step, form))
    else:
        form.form_errors.append(say_error(error))
    return _shown(scene, step, form, STATUS.get(type(error), 422), error)


def _left_empty(step: Step, form: StepForm) -> Invalid:
    """Return the other needed fields without anything in them: verbs stop at the first, people want all."""
    note = NOTES.get(step.name)
    empty = [f for f in form if note and f.name in note.needed and not f.errors and not f.data]
    codes = {f.name: "choose_reason" if isinstance(f, SelectField) else "required" for f in empty}
    return Invalid({name: Problem(code) for name, code in codes.items()})


def _conflicting(scene: Scene, step: Step, form: StepForm, error: Stale) -> Response:
    form.prepare(scene)
    shown = conflict(scene, form, error)
    return _page(scene, step, "ticket/_conflict.html", 409, form=form, conflict=shown)


def _shown(scene: Scene, step: Step, form: StepForm, status: int, error: DeskError | None = None) -> Response:
    form.prepare(scene)
    if _composing(step) and htmx.is_htmx():
        name = f"ticket/_compose_{step.compose}.html"
        body = render_template(name, form=form, number=scene.ticket.number)
        return make_response(body, status)
    cure = cure_of(scene, error.code) if isinstance(error, Missing) else None
    offered = offer(scene, step)
    lacks = offered.lacks if status == 200 and step.name != "verify_attempt" else ""
    moves = preview(scene, form) if step.name == "change" else ()
    return _page(
        scene,
        step,
        "ticket/_step.html",
        status,
        form=form,
        cure=cure or offered.cure,
        lacks=lacks,
        moves=moves,
    )


def _page(scene: Scene, step: Step, partial: str, status: int, **values: object) -> Response:
    here = f"/tickets/{scene.ticket.number}"
    back = _back() if request.method == "POST" or htmx.is_htmx() else _way_out(here)
    values |= {
        "step": step,
        "note": NOTES.get(step.name),
        "number": scene.ticket.number,
        "names": scene.names,
        "url": f"{here}/{step.path}{'?' + urlencode({'back': back}) if back else ''}",
    }
    if htmx.is_htmx():
        return make_response(render_template(partial, **values), status)
    page = render_template("ticket/step_page.html", scene=scene, partial=partial, **values)
    return make_response(page, status)


def _back() -> str:
    """Return where a form leads that was a page of its own; nothing for one beside the timeline."""
    return safe_path(request.args.get("back"), "")


def _way_out(default: str) -> str:
    """Return the list a form was opened from, to which it leads when it is done; else the ticket."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or came.path not in _LISTS:
        return default
    return safe_path(f"{came.path}?{came.query}" if came.query else came.path, default)


def _view(step: Step) -> Callable[[str], Response]:
    def view(number: str) -> Response:
        if request.method == "POST":
            return take_step(step, number)
        return show_step(step, number)

    return view


for _step in STEPS.values():
    blueprint.add_url_rule(f"/{_step.path}", _step.name, _view(_step), methods=["GET", "POST"])


@blueprint.post("/change/preview")
def change_preview(number: str) -> str:
    """Say which due times would move with the values in the form; nothing is stored."""
    scene = find(number)
    access.require(scene.who, "ticket.handle", scene.row.facts)
    form = STEPS["change"].form(request.form)
    return render_template("ticket/_moves.html", moves=preview(scene, form))
