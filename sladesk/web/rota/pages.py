"""The page of the rota: all who work with tickets see it, supervisors and administrators change it."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import Response, render_template, request
from flask_babel import get_locale

from sladesk.actions import rota
from sladesk.domain.access import allowed
from sladesk.domain.errors import Invalid, Problem, Stale
from sladesk.web import inputs
from sladesk.web.context import actor, call, master_data
from sladesk.web.format import now, zone
from sladesk.web.forms import answer, refused
from sladesk.web.holes import holes
from sladesk.web.labels import choices
from sladesk.web.rota import grid
from sladesk.web.rota.blueprint import blueprint
from sladesk.web.rota.grid import View
from sladesk.web.sentences import say_problem, say_problems
from sladesk.web.words import gettext as _

#: Days ahead that are looked at for teams with nobody on the rota.
AHEAD = 7


@blueprint.get("/people")
def index() -> str:
    """Show the rota of a team."""
    return _page(grid.asked(master_data(), request.args))


@blueprint.post("/people")
def save() -> Response:
    """Keep what was changed; where somebody else changed the same meanwhile both are shown."""
    view = grid.asked(master_data(), request.form)
    try:
        count = rota.save(call(), [rota.Cell(*each) for each in grid.changed()])
    except Stale as error:
        return refused(_page(view, typed=request.form, clash=_both(error)), 409)
    except Invalid as error:
        return refused(_page(view, typed=request.form, said=list(say_problems(error.problems).values())))
    return answer(
        to=view.url(), message=_("Days saved: %(n)s", n=count) if count else _("Nothing has changed.")
    )


@blueprint.post("/people/copy")
def copy_week() -> Response:
    """Fill a team's empty days with the shifts of the week before."""
    view = grid.asked(master_data(), request.form)
    people, _more = grid.people_shown(view)
    count = rota.copy_week(call(), [one.staff_number for one in people], view.first)
    said = _("Days copied: %(n)s", n=count) if count else _("There was nothing to copy, or no day is empty.")
    return answer(to=view.url(), message=said)


@blueprint.post("/people/absence")
def absence() -> Response:
    """Note that somebody is away on days."""
    view = grid.asked(master_data(), request.form)
    sent = request.form
    first, last = inputs.day(sent.get("first")), inputs.day(sent.get("last"))
    if first is None:
        return refused(_page(view, wrong={"first": _("Write the first day of the absence")}))
    if sent.get("last") and last is None:
        return refused(_page(view, wrong={"last": say_problem(Problem("day_unread"))}))
    try:
        count = rota.absent(call(), sent.get("person", ""), sent.get("why", ""), first, last or first)
    except Invalid as error:
        return refused(_page(view, wrong=say_problems(error.problems)))
    said = _("Days away: %(n)s. What they have in hand can be handed over below.", n=count)
    return answer(to=view.url(), message=said)


def _both(error: Stale) -> list[tuple[str, str, str]]:
    """Return where two people changed the same: whose day, what stands there now, what was chosen."""
    ref, locale = master_data(), str(get_locale())
    people = {person.staff_number: person for person in ref.people.values()}
    found: list[tuple[str, str, str]] = []
    for key in error.mine:
        number, _blank, day = key.rpartition(" ")
        whose = grid.said_of(people[number], date.fromisoformat(day), locale)
        theirs, mine = (grid.word(ref, str(each[key]), locale) for each in (error.theirs, error.mine))
        found.append((whose, theirs or "–", mine or "–"))
    return found


def _page(
    view: View,
    *,
    typed: Mapping[str, str] | None = None,
    clash: list[tuple[str, str, str]] | None = None,
    said: list[str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> str:
    ref, locale = master_data(), str(get_locale())
    people, more = grid.people_shown(view)
    stored = grid.stored(ref, people, view)
    mine = {name: value for name, value in (typed or {}).items() if name.startswith("c.")}
    found = grid.lines(ref, people, view, stored | mine, locale)
    today = now().astimezone(zone()).date()
    return render_template(
        "pages/rota.html",
        view=view,
        lines=found,
        heads=grid.heads(ref, view, found),
        was=";".join(f"{name}={code}" for name, code in stored.items()),
        offered=grid.offered(ref, locale),
        shifts=[s for s in ref.shifts.values() if not s.retired],
        teams=grid.teams_of(ref),
        more=more,
        back=view.first - timedelta(days=1 if view.month else grid.WEEK),
        on=view.last + timedelta(days=1),
        today=today,
        by_rota=ref.by_rota,
        edits=allowed(actor(), "rota.edit"),
        hands=allowed(actor(), "ticket.assign"),
        away=choices("away"),
        holes=holes(ref, AHEAD),
        clash=clash or [],
        said=said or [],
        wrong=wrong or {},
        gone=request.form if wrong else {"first": today.isoformat()},
    )
