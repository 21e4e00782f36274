"""What a manager adds to an edition on its pages: the form, signing, taking a signature back (R9.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template, request
from wtforms import Field, FieldList, FormField

from sladesk.actions import minutes as actions
from sladesk.db import db
from sladesk.domain.access import allowed
from sladesk.domain.errors import Invalid, Problem, Stale, WrongState
from sladesk.domain.minutes import PLAN, WHOLE, Words
from sladesk.domain.periods import Period
from sladesk.queries import minutes as queries
from sladesk.queries.minutes import Added
from sladesk.queries.reference import Reference
from sladesk.reports import meeting, subjects
from sladesk.reports.document import Document
from sladesk.reports.frozen import unpack
from sladesk.reports.meeting import PlanRow
from sladesk.reports.sections import titles
from sladesk.web import forms, inputs
from sladesk.web.context import actor, call, master_data
from sladesk.web.lists import staff
from sladesk.web.reports.blueprint import blueprint
from sladesk.web.reports.editions import edition
from sladesk.web.reports.forms import WordsEdit, filled
from sladesk.web.reports.periods import link, period
from sladesk.web.sentences import say_error, say_problem
from sladesk.web.words import gettext as _
from sladesk.web.words import locale_name


@dataclass(frozen=True)
class SigningLine:
    """An edition signed, or a signature taken back."""

    at: datetime
    by: str
    signed: bool
    reason: str
    digest: str


@dataclass(frozen=True)
class Minutes:
    """What was added to an edition, and what became of the last plan, as the page shows it.

    Arguments:
        version: of the words, 0 while there are none.
        by: who changed them last; signer: who signed.
        names: of people by their staff numbers.
        decided: when each decision is due, as read.
        history: signatures, also those taken back.
    """

    title: str
    heads: meeting.Heads
    plan: list[PlanRow]
    earlier_title: str
    earlier: list[PlanRow]
    words: Words
    decided: list[str]
    version: int
    changed_at: datetime | None
    by: str
    signed_at: datetime | None
    signer: str
    names: Mapping[str, str]
    history: list[SigningLine]


def added_to(found: Period, no: int | None) -> Added:
    """Return what was added to an edition, nothing to the present figures."""
    return queries.added(found.key, no) if no else Added()


def signings(found: Period, no: int | None, added: Added) -> list[queries.Signing]:
    """Return who signed an edition and who took that back."""
    return queries.signings(found.key, no) if no and added.version else []


def view(document: Document, words: Words, added: Added, history: Sequence[queries.Signing] = ()) -> Minutes:
    """Return words as a page shows them."""
    ref, locale = master_data(), locale_name()
    names = {person.staff_number: person.shown(locale) for person in ref.people.values()}
    return Minutes(
        title=meeting.title(document.head),
        heads=meeting.heads(document.head),
        plan=meeting.plan(words, document),
        earlier_title=meeting.earlier_title(document.head),
        earlier=meeting.earlier(document),
        words=words,
        decided=[meeting.due_text(one.due, document.head) for one in words.decisions],
        version=added.version,
        changed_at=added.changed_at,
        by=_name(ref, added.changed_by_id),
        signed_at=added.signed_at,
        signer=_name(ref, added.signed_by_id),
        names=names,
        history=[
            SigningLine(one.at, _name(ref, one.person_id), one.kind == "signed", one.reason, one.sha256[:12])
            for one in history
        ],
    )


def _name(ref: Reference, person_id: int | None) -> str:
    person = ref.person(person_id)
    return f"{person.shown(locale_name())} {person.staff_number}" if person else ""


def may_sign() -> bool:
    """Whether who asks may add to editions and sign them."""
    return allowed(actor(), "review.sign")


# ---- the form ----


@blueprint.get("/reviews/<key>/<int:no>/words")
def words(key: str, no: int) -> Response:
    """Show the form; a re-issued edition begins from what was said of the one before."""
    found = period(key)
    document, added = edition(found, no), queries.added(key, no)
    if added.signed_at is not None:
        raise WrongState("review_is_signed")
    carried = "" if added.version else queries.earlier_words(key, no)
    form = filled(unpack(added.words or carried), _parts(document), added.version)
    return _form_page(found, no, document, form, carried=bool(carried))


def _parts(document: Document) -> dict[str, str]:
    """Return what can be commented on, by code, in the order of the review."""
    return {
        WHOLE: _("The review as a whole"),
        **titles(document),
        PLAN: meeting.title(document.head),
    }


def _form_page(
    found: Period,
    no: int,
    document: Document,
    form: WordsEdit,
    status: int = 200,
    theirs: Minutes | None = None,
    *,
    carried: bool = False,
) -> Response:
    people = staff(master_data())
    figures = subjects.subjects(document)
    form.prepare(people, [(key, _figure(figure)) for key, figure in figures.items()])
    page = render_template(
        "pages/review_words.html",
        period=link(found),
        edition=no,
        title=meeting.title(document.head),
        form=form,
        people=people,
        parts=_parts(document),
        theirs=theirs,
        carried=carried,
        key=request.form.get("key"),
    )
    return make_response(page, status)


def _figure(figure: subjects.Subject) -> str:
    value = subjects.value_text(figure, figure.value)
    return f"{subjects.text(figure)} ({value})" if value else subjects.text(figure)


@blueprint.post("/reviews/<key>/<int:no>/words")
def save_words(key: str, no: int) -> Response:
    """Save what was added; a conflict shows what the other saved and keeps what was typed."""
    found, form = period(key), WordsEdit()
    if "more" in request.form:
        form.spare()
        return _form_page(found, no, edition(found, no), form)
    try:
        actions.save(call(), found, no, form.value(), version=inputs.number(form.version.data) or 0)
    except Invalid as error:
        _show_problems(form, error)
        db.session.rollback()
        return _form_page(found, no, edition(found, no), form, 422)
    except WrongState as error:
        # Signed by somebody else meanwhile: nothing that was typed is lost.
        form.form_errors.append(say_error(error))
        db.session.rollback()
        return _form_page(found, no, edition(found, no), form, 409)
    except Stale as error:
        db.session.rollback()
        form.version.data = str(error.version)
        document, added = edition(found, no), queries.added(key, no)
        return _form_page(found, no, document, form, 409, theirs=view(document, unpack(added.words), added))
    return forms.answer(to=f"/reviews/{found.key}?edition={no}#plan", message=_("Saved"))


def _show_problems(form: WordsEdit, error: Invalid) -> None:
    """Put problems to the fields they are about: of rows, named `plan-0-text`, of comments, of the form."""
    rows: dict[str, FieldList[FormField[Any]]] = {"plan": form.plan, "decisions": form.decisions}
    for name, problem in error.problems.items():
        head, _dash, rest = name.partition("-")
        place, _dash, column = rest.partition("-")
        if head in rows and column:
            _say(rows[head].entries[int(place)].form[column], problem)
        elif head == "comments":
            _say(next(row.form.text for row in form.comments if (row.form.part.data or "") == rest), problem)
        elif head in rows or head not in form:
            form.form_errors.append(say_problem(problem))
        else:
            _say(form[head], problem)


def _say(field: Field, problem: Problem) -> None:
    field.errors = [*field.errors, say_problem(problem)]


# ---- the signature ----


@blueprint.post("/reviews/<key>/<int:no>/sign")
def sign(key: str, no: int) -> Response:
    """Sign an edition with what was added to it."""
    found = period(key)
    actions.sign(call(), found, no, version=inputs.number(request.form.get("version")) or 0)
    return forms.answer(to=f"/reviews/{found.key}?edition={no}#plan", message=_("The edition is signed."))


@blueprint.post("/reviews/<key>/<int:no>/unsign")
def unsign(key: str, no: int) -> Response:
    """Take a signature back, with the reason."""
    found = period(key)
    actions.withdraw(call(), found, no, reason=request.form.get("reason", ""))
    return forms.answer(
        to=f"/reviews/{found.key}?edition={no}#plan", message=_("The signature is taken back.")
    )
