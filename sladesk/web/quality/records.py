"""One record: its page, its sheet, what is said in it, and its way to the second person (R8.1)."""

from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template, request

from sladesk.actions import root_causes as actions
from sladesk.db import db
from sladesk.domain import access
from sladesk.domain.codes import CauseClass, Role
from sladesk.domain.errors import Invalid, NotFound, Stale
from sladesk.domain.quality import records as rules
from sladesk.queries import improvements, quality, root_causes
from sladesk.queries.root_causes import Record
from sladesk.web import forms, inputs
from sladesk.web.context import actor, call, master_data
from sladesk.web.customer_views import Conflict
from sladesk.web.labels import label
from sladesk.web.lists import staff
from sladesk.web.quality.blueprint import blueprint
from sladesk.web.quality.forms import RecordEdit, WhyEdit, clash
from sladesk.web.quality_views import improvement_line, lacks, nodes, ticket_lines, today
from sladesk.web.sentences import say_problems
from sladesk.web.words import gettext as _
from sladesk.web.words import locale_name

#: Tickets that can be marked in a list for one record.
_MOST_MARKED = 200


def find(number: str) -> Record:
    """Return a record as this person may read it.

    Raises:
        NotFound: no such record, or outside the person's reach; which of the two is not told.
    """
    record = root_causes.find(actor(), number)
    if record is None:
        raise NotFound("record_not_found")
    return record


@blueprint.get("/records/<record>")
def show(record: str) -> Response:
    """Show a record: the tree, what it goes back to, what follows from it."""
    return page(find(record))


def page(
    held: Record,
    status: int = 200,
    *,
    form: WhyEdit | None = None,
    editing: int | None = None,
    conflict: Conflict | None = None,
    problems: dict[str, str] | None = None,
) -> Response:
    """Draw the page of a record.

    Arguments:
        form: of the why `editing`, with what was typed; without it the address says which one is edited.
        problems: sentences by field, of the small forms.
    """
    ref, locale, who = master_data(), locale_name(), actor()
    writes = access.allowed(who, "quality.write")
    edits = writes and rules.starts("edit", held.row.state)
    at, wanted = (inputs.number(request.args.get(name), digits=4) for name in ("at", "edit"))
    if edits and form is None and wanted in held.whys:
        form, editing = _why_form(held, wanted), wanted
    reviews = access.may_review(who, held.involved)
    values = {
        "record": held,
        "row": held.row,
        "nodes": nodes(held),
        "at": at,
        "form": form,
        "editing": editing,
        "conflict": conflict,
        "problems": problems or {},
        "typed": request.form,
        "lacks": lacks(held) if edits else [],
        "tickets": ticket_lines(held.tickets, ref, locale),
        "people": [ref.people[key] for key in held.people if key in ref.people],
        "names": {key: person.shown(locale) for key, person in ref.people.items()},
        "locale": locale,
        "improvements": [improvement_line(row, ref, locale) for row in improvements.of_record(held.row.id)],
        "staff": staff(ref) if edits else (),
        "reviewers": _reviewers(held) if edits else (),
        "edits": edits,
        "writes": writes,
        "settles": reviews and rules.starts("settle", held.row.state),
        "gives_back": (reviews or writes) and rules.starts("give_back", held.row.state),
        "keeps": request.form.get("key") if status == 422 else None,
    }
    return make_response(render_template("pages/record.html", **values), status)


def _why_form(held: Record, no: int) -> WhyEdit:
    why = held.whys[no]
    numbers = {ticket.id: ticket.number for ticket in held.tickets}
    proof = numbers.get(why.evidence_ticket_id or 0, "")
    form = WhyEdit(
        formdata=None, obj=why, data={"parent": str(why.parent_no or ""), "evidence_ticket": proof}
    )
    form.prepare(held, no)
    return form


def _reviewers(held: Record) -> list[tuple[str, str]]:
    """Return who may review the record: staff number and name."""
    roles = (Role.ANALYST, Role.SUPERVISOR, Role.MANAGER)
    return root_causes.reviewers(roles, held.involved, english=locale_name().startswith("en"))


@blueprint.get("/records/<record>/sheet")
def sheet(record: str) -> str:
    """Show the customary worksheet, for the printer too: staff by their numbers (R1.7)."""
    found = quality.sheet(actor(), record, today())
    if found is None:
        raise NotFound("record_not_found")
    ref, locale = master_data(), locale_name()
    category = ref.categories.get(found.category_id or 0)
    channel = ref.channels.get(found.quote_channel_id or 0)
    return render_template(
        "pages/worksheet.html",
        sheet=found,
        category=" › ".join(category.path(locale)) if category else "",
        channel=channel.name(locale) if channel else "",
        causes=[(str(code), label(code, "cause")) for code in CauseClass],
    )


# ---- begun and changed ----


@blueprint.post("/begin")
def begin() -> Response:
    """Go on to the form of a new record with the tickets marked in a list."""
    marked = list(dict.fromkeys(request.form.getlist("number")))[:_MOST_MARKED]
    query = urlencode({"tickets": " ".join(marked)})
    return make_response(redirect(f"/quality/records/new?{query}", 303))


@blueprint.get("/records/new")
def new() -> Response:
    """Show the form of a new record, on tickets where some are given."""
    form = RecordEdit(formdata=None, data={"tickets": request.args.get("tickets", "")[:4000]})
    form.prepare()
    return _form_page(form, None)


@blueprint.post("/records")
def create() -> Response:
    """Begin a record."""
    form = RecordEdit()
    try:
        number = actions.start(call(), form.value(), form.numbers())
    except Invalid as error:
        return _refused(form, None, error)
    return forms.answer(to=f"/quality/records/{number}", message=_("%(number)s added", number=number))


@blueprint.get("/records/<record>/edit")
def edit(record: str) -> Response:
    """Show the form of a record."""
    held = find(record)
    rules.check_step("edit", held.row.state)
    form = RecordEdit(formdata=None, obj=held.row)
    form.cause_class.data = held.row.cause_class or ""
    form.prepare()
    return _form_page(form, record)


@blueprint.post("/records/<record>/edit")
def change(record: str) -> Response:
    """Save what a record says; a conflict shows both versions and loses neither."""
    form = RecordEdit()
    try:
        actions.change(call(), record, form.value(), version=inputs.number(form.version.data) or 0)
    except Invalid as error:
        return _refused(form, record, error)
    except Stale as error:
        both = clash(error, form)
        form.prepare()
        return _form_page(form, record, 409, conflict=both)
    return forms.answer(to=f"/quality/records/{record}", message=_("Saved"))


def _refused(form: RecordEdit, record: str | None, error: Invalid) -> Response:
    forms.show_problems(form, error)
    form.prepare()
    return _form_page(form, record, 422, key=request.form.get("key"))


def _form_page(form: RecordEdit, record: str | None, status: int = 200, **values: object) -> Response:
    db.session.rollback()
    return make_response(
        render_template("pages/record_edit.html", form=form, record=record, **values), status
    )


# ---- tickets and people ----


def _small(record: str, error: Invalid) -> Response:
    """Answer a small form of the page that can't be taken, with the sentence beside it."""
    db.session.rollback()
    return page(find(record), 422, problems=say_problems(error.problems))


@blueprint.post("/records/<record>/tickets")
def add_ticket(record: str) -> Response:
    """Link a ticket."""
    try:
        actions.add_ticket(call(), record, request.form.get("tickets", ""))
    except Invalid as error:
        return _small(record, error)
    return forms.answer(to=f"/quality/records/{record}#tickets", message=_("Linked"))


@blueprint.post("/records/<record>/tickets/<number>/remove")
def remove_ticket(record: str, number: str) -> Response:
    """Take a ticket out."""
    actions.remove_ticket(call(), record, number)
    return forms.answer(to=f"/quality/records/{record}#tickets", message=_("Taken out"))


@blueprint.post("/records/<record>/people")
def add_person(record: str) -> Response:
    """Name somebody who took part."""
    try:
        actions.add_person(call(), record, request.form.get("person", ""))
    except Invalid as error:
        return _small(record, error)
    return forms.answer(to=f"/quality/records/{record}#people", message=_("Saved"))


@blueprint.post("/records/<record>/people/remove")
def remove_person(record: str) -> Response:
    """Take somebody out again."""
    try:
        actions.remove_person(call(), record, request.form.get("person", ""))
    except Invalid as error:
        return _small(record, error)
    return forms.answer(to=f"/quality/records/{record}#people", message=_("Taken out"))


# ---- review ----


@blueprint.post("/records/<record>/review")
def hand_in(record: str) -> Response:
    """Put the record before a second person."""
    try:
        actions.hand_in(call(), record, reviewer=request.form.get("reviewer", ""))
    except Invalid as error:
        return _small(record, error)
    return forms.answer(to=f"/quality/records/{record}", message=_("Handed in for review"))


@blueprint.post("/records/<record>/settle")
def settle(record: str) -> Response:
    """Agree with the record."""
    try:
        actions.settle(call(), record, note=request.form.get("note", ""))
    except Invalid as error:
        return _small(record, error)
    return forms.answer(to=f"/quality/records/{record}", message=_("The record is final"))


@blueprint.post("/records/<record>/back")
def give_back(record: str) -> Response:
    """Make a draft of it again, with the reason."""
    try:
        actions.give_back(call(), record, reason=request.form.get("reason", ""))
    except Invalid as error:
        return _small(record, error)
    return forms.answer(to=f"/quality/records/{record}", message=_("Given back"))
