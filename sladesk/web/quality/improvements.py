"""One improvement: agreed on, reported on by its owner, judged by the analyst (R8.2, R8.5)."""

from collections.abc import Callable

from flask import Response, make_response, render_template, request

from sladesk.actions import improvements as actions
from sladesk.db import db
from sladesk.domain import access
from sladesk.domain.errors import Invalid, NotFound, Stale
from sladesk.domain.quality import improvements as rules
from sladesk.queries import improvements
from sladesk.queries.improvements import Found
from sladesk.web import forms, inputs
from sladesk.web.context import actor, call, master_data
from sladesk.web.quality.blueprint import blueprint
from sladesk.web.quality.forms import ImprovementEdit, clash
from sladesk.web.quality.records import find as find_record
from sladesk.web.quality_views import MARKS, improvement_line, ticket_lines
from sladesk.web.sentences import say_problems
from sladesk.web.words import gettext as _
from sladesk.web.words import locale_name


def _find(number: str) -> Found:
    found = improvements.find(actor(), number)
    if found is None:
        raise NotFound("improvement_not_found")
    return found


@blueprint.get("/improvements/<improvement>")
def show_improvement(improvement: str) -> Response:
    """Show an improvement with what was said about it."""
    return _page(_find(improvement))


def _page(found: Found, status: int = 200, problems: dict[str, str] | None = None) -> Response:
    ref, locale, who, row = master_data(), locale_name(), actor(), found.row
    writes = access.allowed(who, "quality.write")
    values = {
        "line": improvement_line(row, ref, locale, found.record),
        "row": row,
        "steps": found.steps,
        "marks": MARKS,
        "names": {key: person.shown(locale) for key, person in ref.people.items()},
        "tickets": ticket_lines(found.tickets, ref, locale),
        "edits": writes and rules.starts("change", row.state),
        "reports": access.may_report(who, row.owner_id) and rules.starts("report", row.state),
        "judges": access.allowed(who, "improvement.judge") and rules.starts("judge", row.state),
        "cancels": writes and rules.starts("cancel", row.state),
        "problems": problems or {},
        "typed": request.form,
        "keeps": request.form.get("key") if status == 422 else None,
    }
    return make_response(render_template("pages/improvement.html", **values), status)


# ---- agreed on and changed ----


@blueprint.get("/improvements/new")
def new_improvement() -> Response:
    """Show the form of an improvement; it follows from a record where one is given."""
    number = request.args.get("record", "")
    form = ImprovementEdit(formdata=None, data={"record": find_record(number).row.number if number else ""})
    return _form_page(form, None)


@blueprint.post("/improvements")
def create_improvement() -> Response:
    """Agree on an improvement."""
    form = ImprovementEdit()
    record = form.record.data or ""
    try:
        number = actions.create(call(), form.value(master_data()), record=record)
    except Invalid as error:
        forms.show_problems(form, error)
        return _form_page(form, None, 422, key=request.form.get("key"))
    to = f"/quality/records/{record}#improvements" if record else f"/quality/improvements/{number}"
    return forms.answer(to=to, message=_("%(number)s added", number=number))


@blueprint.get("/improvements/<improvement>/edit")
def edit_improvement(improvement: str) -> Response:
    """Show the form of an improvement."""
    row = _find(improvement).row
    rules.check_step("change", row.state)
    person = master_data().person(row.owner_id)
    form = ImprovementEdit(
        formdata=None,
        obj=row,
        data={"owner": person.staff_number if person else "", "due": row.due.isoformat()},
    )
    form.due.data = row.due.isoformat()
    return _form_page(form, improvement)


@blueprint.post("/improvements/<improvement>/edit")
def change_improvement(improvement: str) -> Response:
    """Save what was agreed on; a conflict shows both versions and loses neither."""
    form, ref = ImprovementEdit(), master_data()
    version = inputs.number(form.version.data) or 0
    try:
        actions.change(call(), improvement, form.value(ref), version=version)
    except Invalid as error:
        forms.show_problems(form, error)
        return _form_page(form, improvement, 422, key=request.form.get("key"))
    except Stale as error:
        names: dict[object, str] = {key: person.shown(locale_name()) for key, person in ref.people.items()}
        both = clash(error, form, [("owner_id", "owner", names)])
        return _form_page(form, improvement, 409, conflict=both)
    return forms.answer(to=f"/quality/improvements/{improvement}", message=_("Saved"))


def _form_page(form: ImprovementEdit, number: str | None, status: int = 200, **values: object) -> Response:
    db.session.rollback()
    form.prepare(master_data())
    page = render_template("pages/improvement_edit.html", form=form, number=number, **values)
    return make_response(page, status)


# ---- how it goes ----


def _step(improvement: str, verb: Callable[[], object], message: str) -> Response:
    try:
        verb()
    except Invalid as error:
        db.session.rollback()
        sentences = say_problems(error.problems)
        return _page(_find(improvement), 422, sentences)
    return forms.answer(to=f"/quality/improvements/{improvement}", message=message)


@blueprint.post("/improvements/<improvement>/steps")
def report(improvement: str) -> Response:
    """Say how it goes, or that it is done."""
    words, done = request.form.get("words", ""), request.form.get("done") == "1"
    return _step(improvement, lambda: actions.report(call(), improvement, words=words, done=done), _("Saved"))


@blueprint.post("/improvements/<improvement>/verdict")
def judge(improvement: str) -> Response:
    """Close it as effective or not, with what shows it."""
    finding, good = request.form.get("finding", ""), request.form.get("effective") == "1"
    return _step(
        improvement,
        lambda: actions.judge(call(), improvement, effective=good, finding=finding),
        _("The improvement is closed."),
    )


@blueprint.post("/improvements/<improvement>/cancel")
def cancel(improvement: str) -> Response:
    """Give it up, with the reason."""
    reason = request.form.get("reason", "")
    return _step(
        improvement,
        lambda: actions.cancel(call(), improvement, reason=reason),
        _("The improvement is cancelled."),
    )
