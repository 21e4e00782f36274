"""Clocks compared with their ledgers: asked for, how far a check is, what differs (R3.7)."""

from collections.abc import Mapping
from datetime import datetime

from flask import Response, abort, render_template
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.actions import checks
from sladesk.domain import access
from sladesk.domain.errors import WrongState
from sladesk.queries import checks as queries
from sladesk.queries.checks import Differing
from sladesk.web import inputs
from sladesk.web.admin.pages import blueprint, person_name, ref
from sladesk.web.clock_sentences import ORDERS
from sladesk.web.context import actor, call
from sladesk.web.format import duration_text, instant
from sladesk.web.forms import answer, refused
from sladesk.web.sentences import say_error

HERE = "/admin/checks"

#: The columns of a clock, and what else can differ.
FIELDS: Mapping[str, LazyString] = {
    "state": _l("State"),
    "started_at": _l("Start"),
    "target_seconds": _l("Length of the target"),
    "mode": _l("Way of counting"),
    "calendar_version_id": _l("Version of the calendar"),
    "due_at": _l("When it is due"),
    "warn50_at": _l("Warning at half of the time"),
    "warn80_at": _l("Warning at four fifths"),
    "next_warn_at": _l("Next warning"),
    "paused_since": _l("Paused since"),
    "stopped_at": _l("Stopped at"),
    "breached_at": _l("Missed at"),
    "open_seconds": _l("Open time"),
    "plain_seconds": _l("Plain time"),
    "lines": _l("Lines of the ledger are missing"),
    "order": _l("Lines of the ledger contradict one another"),
    "last_line": _l("Due time beside the last line of the ledger"),
}
_WORDS: Mapping[str, LazyString] = {
    "running": _l("counts"),
    "paused": _l("paused"),
    "stopped": _l("stopped"),
    "cancelled": _l("cancelled"),
    "working": _l("working time"),
    "plain": _l("plain time"),
    "after_opening": _l("after opening"),
}
_LENGTHS = frozenset({"target_seconds", "open_seconds", "plain_seconds"})


@blueprint.get("/checks")
def checks_listed() -> str:
    """Show the checks there are, and the button for another one."""
    return _list_page()


def _list_page(said: str = "") -> str:
    held = ref()
    runs = [(run, person_name(held, run.made_by_id)) for run in queries.checks()]
    return render_template("admin/checks.html", runs=runs, said=said, may_start=_may_start())


def _may_start() -> bool:
    return access.allowed(actor(), "ledger.check")


@blueprint.post("/checks")
def check_start() -> Response:
    """Compare every clock with its ledger, in the background."""
    try:
        key = checks.start(call())
    except WrongState as error:
        return refused(_list_page(say_error(error)), 409)
    return answer(to=f"{HERE}/{key}", message=_("The check has begun; nothing is changed by it."))


@blueprint.get("/checks/<int:check_id>")
def check_show(check_id: int) -> str:
    """Show a check: how far it is, and what differs."""
    return render_template("admin/check.html", **_values(check_id))


@blueprint.get("/checks/<int:check_id>/look")
def check_look(check_id: int) -> str:
    """Return the part of a check's page that changes while it is worked on."""
    return render_template("admin/_check.html", **_values(check_id))


@blueprint.post("/checks/<int:check_id>/cancel")
def check_cancel(check_id: int) -> Response:
    """Give a check up that is under way."""
    checks.cancel(call(), check_id)
    return answer(to=f"{HERE}/{check_id}", message=_("The check is given up; what it found so far stays."))


def _values(check_id: int) -> dict[str, object]:
    run = queries.check(check_id)
    if run is None:
        abort(404)
    page = queries.differing(run.id, *inputs.place())
    return {
        "run": run,
        "who": person_name(ref(), run.made_by_id),
        "percent": min(99, run.next_key * 100 // run.top_key) if run.top_key else 0,
        "page": page,
        "lines": [(one, str(FIELDS.get(one.field, one.field)), *_said(one)) for one in page.rows],
        "linked": access.allowed(actor(), "ticket.see"),
        "may_correct": access.allowed(actor(), "clock.correct"),
        "may_start": _may_start(),
        "most": checks.MOST,
    }


def _said(one: Differing) -> tuple[str, str]:
    """Say what the row of a clock says, and what its ledger does."""
    if one.field == "order":
        return "–", str(ORDERS.get(one.told or "", one.told))
    return _value(one.field, one.stored), _value(one.field, one.told)


def _value(field: str, text: str | None) -> str:
    if text is None:
        return "–"
    if field in _LENGTHS:
        return duration_text(int(text), days=False)
    if field.endswith("_at") or field in {"paused_since", "last_line"}:
        return instant(datetime.fromisoformat(text))
    return str(_WORDS.get(text, text))
