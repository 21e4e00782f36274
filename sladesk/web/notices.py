"""The bell and what stands behind it (R7.3)."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from sladesk.actions import notices
from sladesk.domain.errors import invalid
from sladesk.domain.masking import mask_text
from sladesk.queries.notices import SHOWN, NoticeRow, of_person, to_take
from sladesk.reports import told
from sladesk.web import inputs, shell
from sladesk.web.context import actor, call, master_data
from sladesk.web.forms import answer

blueprint = Blueprint("notices", __name__)


@dataclass(frozen=True)
class Look:
    """How a kind of notice is drawn; `look` is a class of the style sheet or nothing."""

    icon: str
    look: str = ""


LOOKS: dict[str, Look] = {
    "ticket:assigned": Look("user"),
    "ticket:urgent": Look("bolt", "late"),
    "ticket:unmanned": Look("user", "late"),
    "ticket:chased": Look("speakerphone"),
    "wait:over": Look("player-play"),
    "emergency:started": Look("urgent", "late"),
    "emergency:taken": Look("user-shield"),
    "clock:warned": Look("bolt"),
    "clock:breached": Look("alert-triangle", "late"),
    "chain:reached": Look("arrow-up", "late"),
    "chain:handed": Look("user-plus", "late"),
    "channel:over": Look("alert-triangle", "late"),
    "escalation:raised": Look("arrow-up"),
    "escalation:decided": Look("arrow-down"),
    "solution:recorded": Look("check"),
    "solution:rejected": Look("repeat"),
    "low_score": Look("star", "late"),
    "task:asked": Look("users-group"),
    "task:answered": Look("message"),
    "task:withdrawn": Look("x"),
    "visit:planned": Look("calendar"),
    "visit:rescheduled": Look("calendar"),
    "visit:cancelled": Look("x"),
    "visit:waiting_part": Look("package"),
    "quality:to_review": Look("zoom-question"),
    "quality:settled": Look("check"),
    "quality:given_back": Look("arrow-back-up"),
    "improvement:assigned": Look("flag"),
    "improvement:due": Look("calendar"),
    "improvement:late": Look("alert-triangle", "late"),
    "improvement:done": Look("list-check"),
    "improvement:closed": Look("check"),
    "calendars:days_missing": Look("calendar", "late"),
    "ledger:differs": Look("alert-triangle", "late"),
}
_OTHER = Look("info-circle")
#: What a person is told when a chain waits for somebody to take it on.
_TO_TAKE = frozenset({"clock:breached", "chain:reached", "chain:handed"})


@dataclass(frozen=True)
class NoticeView:
    """A line of the list; `number` (of a channel its name) and `url` are of what it is about, if anything."""

    row: NoticeRow
    text: str
    summary: str
    icon: str
    look: str
    number: str
    url: str
    clock: int = 0


def _clock(row: NoticeRow) -> int:
    """Return the missed clock that whoever is told of may take on; 0 where there is none."""
    told_of = not row.read and row.seen and row.number and row.kind in _TO_TAKE
    clock = row.data.get("clock") if told_of else 0
    return clock if isinstance(clock, int) else 0


def view(row: NoticeRow, clocks: Collection[int] = ()) -> NoticeView:
    """Return how a notice is shown.

    Arguments:
        clocks: missed ones that somebody may take on.
    """
    made = LOOKS.get(row.kind, _OTHER)
    data = told.named(row.data, master_data())
    number, url = told.place({"ticket": row.number} if row.number else data)
    number = str(data.get("channel_name") or number)
    summary = mask_text(row.summary or str(data.get("title", "")))
    clock = key if (key := _clock(row)) in clocks else 0
    return NoticeView(row, told.said(row.kind, data), summary, made.icon, made.look, number, url, clock)


@blueprint.get("/notices")
def index() -> str:
    """Show what one was told."""
    found = sorted(of_person(actor()), key=lambda row: (not row.read, row.created_at), reverse=True)
    clocks = to_take({key for row in found if (key := _clock(row))})
    rows = [view(row, clocks) for row in found]
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
    _number, url = told.place(notices.read(call(), notice_id))
    return answer(to=url if url and not request.form.get("stay") else "/notices")


@blueprint.post("/notices/read")
def read_all() -> Response:
    """Mark as read whatever was on the page."""
    upto = inputs.number(request.form.get("upto"))
    if upto is None:
        raise invalid("upto", "unknown_choice")
    notices.read_all(call(), upto)
    return answer(to="/notices", message=_("All read"))
