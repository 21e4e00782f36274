"""Files of tickets: sent after the object check, taken with a limit of their own (decisions 20 and 36)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from sladesk.actions import attachments, pace
from sladesk.config import Config
from sladesk.db import db
from sladesk.domain.access import require
from sladesk.domain.errors import Invalid, NotFound, invalid
from sladesk.files import Damaged, NotAPhoto, Store, Stored
from sladesk.files.keeping import keep_file, keep_photo
from sladesk.files.photos import MAX_BYTES, MEDIA_TYPE
from sladesk.queries.attachments import FileRow, file_of, is_known
from sladesk.queries.ticket import ticket_row
from sladesk.web import context, errors
from sladesk.web.format import now
from sladesk.web.forms import answer, refused
from sladesk.web.headers import MEGABYTE
from sladesk.web.sentences import say_problems

blueprint = Blueprint("files", __name__)

#: The file, and room for the other fields of its form.
UPLOAD_LIMIT = MAX_BYTES + MEGABYTE
#: Forms into which a list of days can be read.
DAY_LISTS = frozenset({"admin.calendar_fill", "admin.calendar_preview", "admin.calendar_publish"})
#: Routes that take files; every other keeps the limit of 1 MB.
UPLOADS = frozenset({"files.attach", "field.photo", "register.save", "admin.import_stage"}) | DAY_LISTS
#: Nothing in a stored file may run, ask for more, or be read by another page.
SEALED = "default-src 'none'; sandbox"


def raise_limit(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let uploads be larger; runs before the token is looked for, which reads the body."""
    if endpoint in UPLOADS and request.mimetype == "multipart/form-data":
        request.max_content_length = UPLOAD_LIMIT


blueprint.url_value_preprocessor(raise_limit)


def store() -> Store:
    """Return the store of this installation."""
    config: Config = current_app.config["SLADESK"]
    return Store(config.data_dir / "files")


@blueprint.get("/files/<public_id>")
def show(public_id: str) -> AnyResponse:
    """Send a file: our own JPEGs in place, everything else to be saved."""
    row = _row(public_id)
    return _sent(row, row.key, row.sha256)


@blueprint.get("/files/<public_id>/thumb")
def thumb(public_id: str) -> AnyResponse:
    """Send the small picture of a photo."""
    row = _row(public_id)
    if row.thumb_key is None:
        raise NotFound("not_found")
    return _sent(row, row.thumb_key, None)


def _row(public_id: str) -> FileRow:
    row = file_of(context.actor(), public_id)
    if row is None:
        raise NotFound("not_found")
    return row


def _sent(row: FileRow, key: str, sha256: str | None) -> AnyResponse:
    try:
        content = store().read(key, sha256)
    except Damaged:
        current_app.logger.exception("stored file %s is damaged", key)
        return errors.error_answer(500)
    ours = row.media_type == MEDIA_TYPE and row.thumb_key is not None
    response = Response(content, content_type=MEDIA_TYPE if ours else "application/octet-stream")
    kind = "inline" if ours else "attachment"
    response.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(row.name, safe='')}"
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@contextmanager
def kept(file: FileStorage | None, field: str, keep: Callable[..., Stored] = keep_photo) -> Iterator[Stored]:
    """Hold a file in the store while the action writes its row; without a row it goes again.

    Arguments:
        file: what was sent.
        field: name of the form field, for the sentence beside it.
        keep: what makes a stored file of it.

    Raises:
        Invalid: it can't be kept; nothing is stored.
        TooMany: more files than the hour's, before a picture is decoded.
    """
    pace.keep(db.session(), pace.UPLOADS, context.actor().person_id, now())
    if file is None or not file.filename:
        raise invalid(field, "file_empty")
    content = file.stream.read(MAX_BYTES + 1)
    file.stream.seek(0)  # the digest of the form reads it again
    with kept_bytes(content, file.filename, field, keep) as stored:
        yield stored


@contextmanager
def kept_bytes(
    content: bytes, name: str, field: str, keep: Callable[..., Stored] = keep_photo
) -> Iterator[Stored]:
    """Do the same for content that came inside a form field."""
    try:
        stored = keep(store(), content, name)
    except NotAPhoto as error:
        raise invalid(field, error.code) from error
    try:
        yield stored
    finally:
        db.session.rollback()
        if not is_known(stored.public_id):  # refused, or the form was answered before
            store().discard(stored)


@blueprint.post("/tickets/<number>/files")
def attach(number: str) -> AnyResponse:
    """Add a photo or file to a ticket from the desk."""
    found = ticket_row(context.actor(), number, now())
    if found is None:
        raise NotFound("ticket_not_found")
    require(context.actor(), "ticket.write", found.facts)  # before a picture is decoded for a stranger
    try:
        with kept(request.files.get("file"), "file", keep_file) as stored:
            attachments.add(context.call(), number, stored)
    except Invalid as error:
        problem = " ".join(say_problems(error.problems).values())
        return refused(render_template("ticket/_attach.html", number=number, problem=problem))
    part = render_template("ticket/_attach.html", number=number, problem="")
    return answer(part, to=f"/tickets/{number}", message=_("The file is added."), events={"sladesk:tick": {}})
