"""Planning visits beside the ticket: who, when, what to bring; another window; no visit after all (R5.6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from sladesk.actions import visits
from sladesk.db import db
from sladesk.domain import visits as rules
from sladesk.domain.access import allowed
from sladesk.domain.codes import Duty, ReasonKind, VisitState
from sladesk.domain.errors import Invalid, NotFound, Problem, WrongState, invalid
from sladesk.models import Visit
from sladesk.queries.planning import Engineer, PlannedFor, engineers, planned_for
from sladesk.queries.reference import reference
from sladesk.web import context, inputs
from sladesk.web.field_views import english, wall, window_text
from sladesk.web.format import day_text, now
from sladesk.web.forms import answer, refused
from sladesk.web.htmx import is_htmx
from sladesk.web.labels import label
from sladesk.web.sentences import say_error, say_problems

blueprint = Blueprint("visits", __name__, url_prefix="/tickets/<number>/visits")
#: What stands between the districts an engineer serves, as people type them.
_BETWEEN = re.compile("[、，,;；]")


@dataclass(frozen=True)
class Choice:
    """An engineer in the form: load, and the windows of the chosen day."""

    id: int
    name: str
    duty: str
    districts: str
    load: int
    windows: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """A visit in the list beside the ticket."""

    no: int
    engineer: str
    window: str
    state: str
    text: str
    bring: str
    movable: bool
    open: bool


def _engineer(row: Engineer) -> Choice:
    windows = tuple(f"{_hours(w.start, w.end)} {w.district}".strip() for w in row.windows)
    duty = label(Duty.ON if row.on_duty else Duty.OFF, "duty")
    places = _(", ").join(filter(None, map(str.strip, _BETWEEN.split(row.districts))))
    return Choice(row.id, row.shown("en" if english() else "zh"), duty, places, row.load, windows)


def _hours(start: datetime, end: datetime) -> str:
    return f"{start.astimezone(wall()):%H:%M}–{end.astimezone(wall()):%H:%M}"


def _listed(row: Visit) -> Listed:
    ref = reference(db.session())
    person = ref.person(row.engineer_id)
    movable = row.ended_at is None and row.state in rules.MOVABLE
    return Listed(
        no=row.no,
        engineer=person.shown("en" if english() else "zh") if person else "",
        window=window_text(row.window_start, row.window_end),
        state=row.state,
        text=label(row.state, "visit"),
        bring=row.bring,
        movable=movable,
        open=row.ended_at is None and row.state != VisitState.CANCELLED,
    )


def _plan(number: str) -> PlannedFor:
    plan = planned_for(context.actor(), number)
    if plan is None:
        raise NotFound("ticket_not_found")
    return plan


def _day(visit: Visit | None) -> date:
    """Return the day asked for, else that of the visit that is moved; the past can't be planned."""
    today = now().astimezone(wall()).date()
    planned = visit.window_start.astimezone(wall()).date() if visit else today
    return max(inputs.day(request.values.get("date")) or planned, today)


def _form(
    number: str, *, visit: Visit | None = None, problems: Mapping[str, str] | None = None, problem: str = ""
) -> dict[str, object]:
    plan, chosen = _plan(number), _day(visit)
    start = datetime.combine(chosen, time(), wall())
    ref, locale = reference(db.session()), "en" if english() else "zh"
    people = [_engineer(e) for e in engineers(start, start + timedelta(days=1), context.duty_now())]
    return {
        "plan": plan,
        "visit": visit,
        "listed": _listed(visit) if visit else None,
        "day": chosen,
        "day_text": day_text(chosen, now().astimezone(wall()).date()),
        "today": now().astimezone(wall()).date(),
        "slots": [(f"{s.start:%H}", _hours(s.start, s.end)) for s in rules.slots(chosen, wall(), now())],
        "people": people,
        "moves": [(r.id, r.name(locale)) for r in ref.reasons_of(ReasonKind.RESCHEDULE)],
        "cancels": [(r.id, r.name(locale)) for r in ref.reasons_of(ReasonKind.CANCEL_VISIT)],
        "typed": request.values,
        "problems": problems or {},
        "problem": problem,
    }


def _shown(values: Mapping[str, object], status: int = 200) -> AnyResponse:
    template = "ticket/_visit_form.html" if is_htmx() else "pages/visit_plan.html"
    page = render_template(template, **values)
    return refused(page, status) if status != 200 else make_response(page)


@blueprint.get("")
def listed(number: str) -> str:
    """Show the visits of a ticket."""
    template = "ticket/_visits.html" if is_htmx() else "pages/visits.html"
    return render_template(template, **_panel(number))


def _panel(number: str) -> dict[str, object]:
    plan = _plan(number)
    rows = [_listed(v) for v in plan.visits]
    return {"plan": plan, "visits": rows, "can_plan": allowed(context.actor(), "visit.plan")}


@blueprint.route("/new", methods=["GET", "POST"])
def new(number: str) -> AnyResponse:
    """Show the form that plans a visit; the day chooses whose windows are shown, what was typed stays."""
    return _shown(_form(number))


@blueprint.post("")
def plan(number: str) -> AnyResponse:
    """Plan a visit."""
    form = request.form
    try:
        start, end = _window()
        visits.plan(
            context.call(),
            number,
            engineer_id=inputs.number(form.get("engineer")) or 0,
            start=start,
            end=end,
            bring=form.get("bring", ""),
            overlap_ok=form.get("overlap_ok") == "1",
        )
    except (Invalid, WrongState) as error:
        return _again(number, None, error)
    return _done(number, _("The visit is planned and the customer's window runs."))


@blueprint.route("/<int:no>/edit", methods=["GET", "POST"])
def edit(number: str, no: int) -> AnyResponse:
    """Show the form that moves or cancels a visit."""
    return _shown(_form(number, visit=_visit(number, no)))


def _visit(number: str, no: int) -> Visit:
    found = next((v for v in _plan(number).visits if v.no == no), None)
    if found is None:
        raise NotFound("visit_not_found")
    return found


@blueprint.post("/<int:no>/window")
def reschedule(number: str, no: int) -> AnyResponse:
    """Give a visit another window."""
    form = request.form
    try:
        start, end = _window()
        visits.reschedule(
            context.call(),
            number,
            no,
            start=start,
            end=end,
            reason_id=inputs.number(form.get("reason")),
            note=form.get("note", ""),
            engineer_id=inputs.number(form.get("engineer")),
            bring=form.get("bring"),
            overlap_ok=form.get("overlap_ok") == "1",
        )
    except (Invalid, WrongState) as error:
        return _again(number, no, error)
    return _done(number, _("The visit has another window."))


@blueprint.post("/<int:no>/cancel")
def cancel(number: str, no: int) -> AnyResponse:
    """Call a visit off."""
    try:
        visits.cancel(
            context.call(),
            number,
            no,
            reason_id=inputs.number(request.form.get("reason")),
            note=request.form.get("note", ""),
        )
    except (Invalid, WrongState) as error:
        return _again(number, no, error)
    return _done(number, _("The visit is cancelled."))


def _window() -> tuple[datetime, datetime]:
    """Return the window typed: a two-hour slot of the day, or free times.

    Raises:
        Invalid: no day, no slot, or times that are none.
    """
    form = request.form
    chosen, hour = inputs.day(form.get("date")), inputs.number(form.get("slot"))
    if chosen is None:
        raise invalid("start", "choose_date")
    if hour in rules.SLOT_HOURS:
        start = datetime.combine(chosen, time(hour), wall())
        return start.astimezone(UTC), (start + timedelta(hours=2)).astimezone(UTC)
    try:
        first, last = (time.fromisoformat(form.get(name, "")) for name in ("from", "to"))
    except ValueError as error:
        raise invalid("start", "choose_date") from error
    start, end = (datetime.combine(chosen, at, wall()).astimezone(UTC) for at in (first, last))
    return start, end


def _again(number: str, no: int | None, error: Invalid | WrongState) -> AnyResponse:
    visit = _visit(number, no) if no is not None else None
    if isinstance(error, Invalid):
        problems = say_problems(_left_empty() | error.problems)
        return _shown(_form(number, visit=visit, problems=problems), 422)
    return _shown(_form(number, visit=visit, problem=say_error(error)), 409)


def _left_empty() -> dict[str, Problem]:
    """Return what else is missing: a verb stops at the first, a person wants to see all."""
    asked = {"visits.plan": {"engineer": "choose_engineer"}, "visits.reschedule": {"reason": "choose_reason"}}
    wanted = asked.get(request.endpoint or "", {})
    return {name: Problem(code) for name, code in wanted.items() if not request.form.get(name)}


def _done(number: str, message: str) -> AnyResponse:
    part = render_template("ticket/_visits.html", **_panel(number)) if is_htmx() else ()
    return answer(part, to=f"/tickets/{number}", message=message)
