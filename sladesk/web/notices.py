"""The bell and what stands behind it (R7.3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.actions import notices
from sladesk.domain.errors import invalid
from sladesk.domain.masking import mask_text
from sladesk.queries.notices import SHOWN, NoticeRow, of_person
from sladesk.web import inputs, shell
from sladesk.web.context import actor, call
from sladesk.web.forms import answer
from sladesk.web.labels import label

blueprint = Blueprint("notices", __name__)


@dataclass(frozen=True)
class Look:
    """How a kind of notice is said and drawn; `look` is a class of the style sheet or nothing."""

    text: LazyString
    icon: str
    look: str = ""


LOOKS: dict[str, Look] = {
    "ticket:assigned": Look(_l("A ticket is yours now"), "user"),
    "ticket:urgent": Look(_l("An urgent ticket came in"), "bolt", "late"),
    "ticket:chased": Look(_l("The customer asked again"), "speakerphone"),
    "clock:warned": Look(_l("%(what)s: %(share)s%% of the time is used"), "bolt"),
    "clock:breached": Look(_l("%(what)s is overdue: give the reason"), "alert-triangle", "late"),
    "escalation:raised": Look(_l("An escalation waits for your decision"), "arrow-up"),
    "escalation:decided": Look(_l("Your escalation is decided"), "arrow-down"),
    "solution:recorded": Look(_l("Solved, to be verified with the customer"), "check"),
    "solution:rejected": Look(_l("Not solved after all: handling goes on"), "repeat"),
    "low_score": Look(_l("The customer gave %(score)s of 5: contact within 24 h"), "star", "late"),
    "visit:planned": Look(_l("A visit is planned for you"), "calendar"),
    "visit:rescheduled": Look(_l("A visit has another time"), "calendar"),
    "visit:cancelled": Look(_l("A visit is cancelled"), "x"),
    "visit:waiting_part": Look(_l("A visit waits for a part"), "package"),
    "quality:to_review": Look(_l("A 5-Why record waits for your review"), "zoom-question"),
    "quality:settled": Look(_l("A 5-Why record is settled"), "check"),
    "quality:given_back": Look(_l("A 5-Why record came back"), "arrow-back-up"),
    "improvement:assigned": Look(_l("An improvement is yours, due %(due)s"), "flag"),
    "improvement:due": Look(_l("An improvement is due %(due)s"), "calendar"),
    "improvement:late": Look(_l("An improvement is overdue since %(due)s"), "alert-triangle", "late"),
    "improvement:done": Look(_l("An improvement is done: verify what came of it"), "list-check"),
    "improvement:closed": Look(_l("An improvement is closed"), "check"),
}
_OTHER = Look(_l("Something happened on the ticket"), "info-circle")


@dataclass(frozen=True)
class NoticeView:
    """A line of the list; `number` and `url` are of what it is about, where it is about something."""

    row: NoticeRow
    text: str
    summary: str
    icon: str
    look: str
    number: str
    url: str


#: Where what a notice is about is found, by the name of its number.
_PLACES = {"ticket": "/tickets/", "record": "/quality/records/", "improvement": "/quality/improvements/"}


def _place(about: Mapping[str, object]) -> tuple[str, str]:
    """Return number and address of what a notice is about."""
    for name, path in _PLACES.items():
        number = about.get(name)
        if number:
            return str(number), f"{path}{number}"
    return "", ""


def view(row: NoticeRow) -> NoticeView:
    """Return how a notice is shown."""
    made = LOOKS.get(row.kind, _OTHER)
    kind = row.data.get("clock_kind")
    figures = {
        "what": label(str(kind), "clock") if kind else "",
        "share": row.data.get("share", ""),
        "score": row.data.get("score", ""),
        "due": row.data.get("due", ""),
    }
    number, url = _place({"ticket": row.number} if row.number else row.data)
    summary = mask_text(row.summary or str(row.data.get("title", "")))
    return NoticeView(row, str(made.text) % figures, summary, made.icon, made.look, number, url)


@blueprint.get("/notices")
def index() -> str:
    """Show what one was told."""
    told = sorted(of_person(actor()), key=lambda row: (not row.read, row.created_at), reverse=True)
    rows = [view(row) for row in told]
    newest = max((line.row.id for line in rows), default=0)
    return render_template("pages/notices.html", rows=rows, newest=newest, most=SHOWN)


@blueprint.get("/notices/bell")
def bell() -> Response:
    """Answer a look of the bell; the number comes with the session, so this asks nothing of its own."""
    if request.args.get("seen") == str(shell.shell().unread):
        return make_response("", 204)
    return make_response(render_template("_bell.html"))


@blueprint.post("/notices/<int:notice_id>/open")
def open_one(notice_id: int) -> Response:
    """Mark a notice as read and go to what it is about, or stay where that is out of reach."""
    _number, url = _place(notices.read(call(), notice_id))
    return answer(to=url if url and not request.form.get("stay") else "/notices")


@blueprint.post("/notices/read")
def read_all() -> Response:
    """Mark as read whatever was on the page."""
    upto = inputs.number(request.form.get("upto"))
    if upto is None:
        raise invalid("upto", "unknown_choice")
    notices.read_all(call(), upto)
    return answer(to="/notices", message=_("All read"))
