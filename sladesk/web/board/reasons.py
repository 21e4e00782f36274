"""Overdue reasons one by one: the supervisor confirms the one given, or puts the right one (核查, R3.9)."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import Response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from sladesk.actions import breaches
from sladesk.db import db
from sladesk.domain.access import allowed
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import NotFound, Problem
from sladesk.domain.masking import mask_text
from sladesk.queries import breaches as queries
from sladesk.queries.breaches import BreachPage, BreachRow
from sladesk.queries.reference import Reference, reference
from sladesk.web import inputs
from sladesk.web.board.blueprint import blueprint
from sladesk.web.context import actor, call
from sladesk.web.format import duration_text, full_text, instant_text, now, zone
from sladesk.web.forms import answer, refused
from sladesk.web.htmx import is_htmx
from sladesk.web.labels import label
from sladesk.web.reasons import reason_groups
from sladesk.web.rows import masked_customer
from sladesk.web.sentences import say_problem


@dataclass(frozen=True)
class ReasonRow:
    """A missed due time in words; `reason` is the one given, by its key in `choices`."""

    clock: int
    number: str
    problem: str
    customer: str
    vip: bool
    channel: str
    kind: str
    late: str
    due: str
    due_full: str
    owner: str
    reason_id: int | None
    reason: str
    remark: str
    by: str


@blueprint.get("/board/reasons")
def reasons() -> str:
    """List the missed due times whose reason waits to be checked, or has not been given yet."""
    ref, given = reference(db.session()), request.args.get("given") != "no"
    found = queries.page(actor(), given=given, after=_after())
    return render_template("pages/board_reasons.html", **_scene(found, ref, given=given))


@blueprint.post("/board/reasons/<number>/<int:clock_id>")
def check(number: str, clock_id: int) -> Response:
    """Confirm the reason of a missed due time, or put the right one, and go on to the next."""
    chosen, right = inputs.number(request.form.get("reason")), None
    if request.form.get("step") == "correct":
        if chosen is None:
            return _again(clock_id)
        right = chosen
    breaches.check(call(), number, clock_id, reason_id=right)
    given = request.form.get("given") != "no"
    to = "/board/reasons" + ("" if given else "?given=no")
    left = queries.page(actor(), given=given)
    n = left.to_check if given else left.to_give
    said = _("Checked; %(n)s left", n=n) if n else _("Checked; nothing is left")
    body = render_template(
        "board/_reason_heads.html", **_scene(left, reference(db.session()), given=given), oob=True
    )
    return answer([body], to=to, message=said)


def _again(clock_id: int) -> Response:
    """Show the row once more: no reason was chosen.

    Raises:
        NotFound: nothing waits there any more.
    """
    given = request.form.get("given") != "no"
    found = queries.page(actor(), given=given, only=clock_id)
    if not found.rows:
        raise NotFound("breach_not_found")
    ref, said = reference(db.session()), say_problem(Problem("choose_reason"))
    again = {"row": _row(found.rows[0], ref, str(get_locale())), "problem": said}
    template = "board/_reason.html" if is_htmx() else "pages/board_reasons.html"
    return refused(render_template(template, **_scene(found, ref, given=given), **again))


def _scene(found: BreachPage, ref: Reference, *, given: bool) -> dict[str, object]:
    locale = str(get_locale())
    return {
        "rows": [_row(row, ref, locale) for row in found.rows],
        "given": given,
        "to_check": found.to_check,
        "to_give": found.to_give,
        "groups": reason_groups(ref, ReasonKind.OVERDUE, _("Right reason")),
        "acting": allowed(actor(), "breach.check"),
        "more": _link(found, given=given),
    }


def _row(row: BreachRow, ref: Reference, locale: str) -> ReasonRow:
    def name(person_id: int | None) -> str:
        person = ref.person(person_id)
        return person.shown(locale) if person else ""

    reason, channel = ref.reasons.get(row.reason_id or 0), ref.channels.get(row.channel_id)
    until = row.stopped_at or now()
    return ReasonRow(
        clock=row.clock_id,
        number=row.number,
        problem=mask_text(row.summary),
        customer=masked_customer(row.customer_name, row.customer_type),
        vip=bool(row.vip),
        channel=channel.name(locale) if channel else "",
        kind=label(row.kind, "clock"),
        late=duration_text((until - row.due_at).total_seconds()),
        due=instant_text(row.due_at, now(), zone(), short=True),
        due_full=full_text(row.due_at, zone()),
        owner=name(row.owner_id),
        reason_id=row.reason_id,
        reason=reason.name(locale) if reason else "",
        remark=mask_text(row.remark),
        by=name(row.given_by_id),
    )


def _after() -> tuple[datetime, int] | None:
    at, _tilde, key = request.args.get("after", "").rpartition("~")
    found, last = inputs.instant(at), inputs.number(key)
    return None if found is None or last is None else (found, last)


def _link(found: BreachPage, *, given: bool) -> str:
    if found.next is None:
        return ""
    at, key = found.next
    pairs = [("after", f"{at.isoformat()}~{key}"), *([] if given else [("given", "no")])]
    return f"/board/reasons?{urlencode(pairs)}"
