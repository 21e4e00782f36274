"""The engineer's pages: today's visits and one visit, for one hand (R5.1-R5.3)."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, tzinfo
from urllib.parse import quote

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from sladesk.actions import attachments, visits
from sladesk.actions._action import Call
from sladesk.actions.visits.ending import FIELD_CODES
from sladesk.domain.errors import Invalid, NotFound, invalid
from sladesk.files import Stored
from sladesk.queries.field import VisitSheet, own_visit, personal_value
from sladesk.web import context, files, inputs
from sladesk.web.day_views import day_stamp, the_day
from sladesk.web.field_views import BUTTONS, the_visit, wall
from sladesk.web.format import now
from sladesk.web.forms import answer, refused
from sladesk.web.htmx import is_htmx
from sladesk.web.labels import label
from sladesk.web.sentences import say_problems

blueprint = Blueprint("field", __name__)
blueprint.url_value_preprocessor(files.raise_limit)

_DRAWN = "data:image/png;base64,"
_QUICK = frozenset({"accepted", "on_way"})


@blueprint.get("/field")
def day() -> str:
    """Show today's visits in order."""
    return render_template("pages/day.html", day=the_day(), buttons=BUTTONS)


@blueprint.get("/field/news")
def news() -> AnyResponse | str:
    """Answer a look for news: nothing when nothing changed (decision 25)."""
    if day_stamp() == request.args.get("stamp"):
        return Response(status=204)
    return _day_part()


def _day_part() -> str:
    return render_template("field/_day.html", day=the_day(), buttons=BUTTONS)


@blueprint.get("/field/visits/<number>/<int:no>")
def visit(number: str, no: int) -> str:
    """Show one visit."""
    return render_template("pages/visit.html", **_page(_own(number, no)))


def _own(number: str, no: int) -> VisitSheet:
    sheet = own_visit(context.actor(), number, no)
    if sheet is None:
        raise NotFound("visit_not_found")
    return sheet


def _page(
    sheet: VisitSheet, *, problems: Mapping[str, str] | None = None, shown: Mapping[str, str] | None = None
) -> dict[str, object]:
    codes = [(str(code), label(code, "solution")) for code in FIELD_CODES]
    return {
        "v": the_visit(sheet),
        "problems": problems or {},
        "typed": request.form if problems else {},
        "shown": shown or {},
        "buttons": BUTTONS,
        "codes": codes,
        "server_now": now(),
    }


@blueprint.post("/field/visits/<number>/<int:no>/steps")
def step(number: str, no: int) -> AnyResponse:
    """Take the next step of a visit."""
    _own(number, no)
    taken = request.form.get("step", "")
    try:
        _take(taken, number, no)
    except Invalid as error:
        return _again(number, no, error)
    if request.form.get("from") == "day" and taken in _QUICK:
        return answer(_day_part() if is_htmx() else (), to="/field")
    if request.form.get("from") == "day":
        return answer(to=_path(number, no))
    return _done(number, no)


def _take(taken: str, number: str, no: int) -> None:
    call, at, form = _call(), _device_time(), request.form
    if taken == "accepted":
        visits.accepted(call, number, no, at=at)
    elif taken == "on_way":
        visits.on_way(call, number, no, at=at)
    elif taken == "arrived":
        visits.arrived(call, number, no, at=at)
    elif taken == "diagnosed":
        typed = {
            name.removeprefix("reading_"): value
            for name, value in form.items()
            if name.startswith("reading_")
        }
        visits.diagnosed(call, number, no, diagnosis=form.get("diagnosis", ""), readings=typed, at=at)
    elif taken == "repaired":
        visits.repaired(
            call, number, no, diagnosis=form.get("diagnosis", ""), repair=form.get("repair", ""), at=at
        )
    elif taken == "confirmed":
        with _signature() as drawn:
            code, name = form.get("code", ""), form.get("signed_name", "")
            visits.confirmed(call, number, no, code=code, name=name, signature=drawn, at=at)
    elif taken == "waiting_part":
        reason = inputs.number(form.get("reason"))
        expected = _instant("expected_at", wall())
        visits.waiting_part(
            call, number, no, reason_id=reason, note=form.get("note", ""), expected_at=expected, at=at
        )
    elif taken == "part_arrived":
        visits.part_arrived(call, number, no)
    else:
        raise invalid("step", "unknown_choice")


def _call() -> Call:
    return context.call(source="phone")


def _device_time() -> datetime | None:
    """Return when the phone says it happened; the action holds it to the bounds of decision 8."""
    return _instant("at")


def _instant(name: str, where: tzinfo | None = None) -> datetime | None:
    """Return the instant of a field, None when it was left empty."""
    text = request.form.get(name, "")
    at = inputs.instant(text, where)
    if text and at is None:
        raise invalid(name, "choose_date")
    return at


@contextmanager
def _signature() -> Iterator[Stored | None]:
    """Hold a drawn signature in the store for the action; None when nothing was drawn."""
    text = request.form.get("signature", "")
    if not text:
        yield None
        return
    if not text.startswith(_DRAWN):
        raise invalid("signed_name", "file_no_photo")
    try:
        content = base64.b64decode(text.removeprefix(_DRAWN), validate=True)
    except binascii.Error as error:
        raise invalid("signed_name", "file_broken") from error
    with files.kept_bytes(content, "signature.png", "signed_name") as stored:
        yield stored


@blueprint.post("/field/visits/<number>/<int:no>/notes")
def note(number: str, no: int) -> AnyResponse:
    """Write down something on site."""
    _own(number, no)
    try:
        visits.noted(_call(), number, no, text=request.form.get("text", ""), at=_device_time())
    except Invalid as error:
        return _again(number, no, error, "notes")
    return _done(number, no, part="notes", message=_("The note is on the timeline."))


@blueprint.post("/field/visits/<number>/<int:no>/photos")
def photo(number: str, no: int) -> AnyResponse:
    """Add a photo: judged by its content, kept without position (R5.3)."""
    _own(number, no)
    try:
        with files.kept(request.files.get("photo"), "photo") as stored:
            kind = request.form.get("kind", "")
            attachments.photo(_call(), number, no, stored, kind=kind, at=_device_time())
    except Invalid as error:
        return _again(number, no, error, "photos")
    return _done(number, no, part="photos", message=_("The picture is saved."))


@blueprint.post("/field/visits/<number>/<int:no>/signature")
def sign(number: str, no: int) -> AnyResponse:
    """Keep the customer's signature or name."""
    _own(number, no)
    try:
        with _signature() as drawn:
            visits.signed(_call(), number, no, name=request.form.get("signed_name", ""), signature=drawn)
    except Invalid as error:
        return _again(number, no, error, "early_sign")
    return _done(number, no, part="early_sign", message=_("The signature is saved."))


@blueprint.post("/field/visits/<number>/<int:no>/reveal")
def reveal(number: str, no: int) -> AnyResponse:
    """Show address or number for this visit; the look is on the audit log."""
    _own(number, no)
    field = request.form.get("field", "")
    visits.reveal(_call(), number, no, field=field)
    sheet = _own(number, no)
    value = personal_value(sheet, field)
    link = f"geo:0,0?q={quote(value)}" if field == "street" else f"tel:{quote(value)}"
    shown = {"field": field, "value": value, "link": link} if value else {"field": field}
    template = "field/_reach.html" if is_htmx() else "pages/visit.html"
    return make_response(render_template(template, **_page(sheet, shown=shown)))


def _path(number: str, no: int) -> str:
    return f"/field/visits/{quote(number)}/{no}"


def _done(number: str, no: int, *, part: str = "visit", message: str | None = None) -> AnyResponse:
    """Answer with the part that changed: what is typed in the others stays as it is."""
    if not is_htmx():
        return answer(to=_path(number, no), message=message)
    page = _page(_own(number, no))
    pieces = [render_template(f"field/_{part}.html", **page)]
    if part != "visit":
        pieces.append(render_template("field/_thumb.html", oob=True, **page))
    return answer(pieces, to=_path(number, no), message=message)


def _again(number: str, no: int, error: Invalid, part: str = "visit") -> AnyResponse:
    """Show the part with the sentence beside the field, and what was typed."""
    problems = say_problems(error.problems)
    template = f"field/_{part}.html" if is_htmx() else "pages/visit.html"
    return refused(render_template(template, **_page(_own(number, no), problems=problems)))
