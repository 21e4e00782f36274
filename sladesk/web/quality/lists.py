"""The lists of records and of improvements: by state, one's own, what is late (R8.1, R8.2)."""

from urllib.parse import urlencode

from flask import render_template, request

from sladesk.domain.access import allowed
from sladesk.domain.codes import ImprovementState, RecordState
from sladesk.queries import improvements, root_causes
from sladesk.queries.improvements import ImprovementFilter, Start
from sladesk.queries.keyed import Way
from sladesk.queries.root_causes import RecordFilter
from sladesk.web import inputs
from sladesk.web.context import actor, master_data
from sladesk.web.labels import label
from sladesk.web.quality.blueprint import blueprint
from sladesk.web.quality_views import improvement_line, today
from sladesk.web.words import gettext as _
from sladesk.web.words import locale_name

#: What the list of improvements begins with, and what shows all of them.
GOING, ALL, LATE = "going", "all", "late"


def _mine() -> bool:
    return request.args.get("mine") == "1"


def _address(path: str, **pairs: str) -> str:
    given = {name: value for name, value in pairs.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


@blueprint.get("")
def index() -> str:
    """List the records this person may read, the newest first."""
    state = request.args.get("state", "")
    state = state if state in set(RecordState) else ""
    asked = RecordFilter(state, actor().person_id if _mine() else None)
    found = root_causes.page(actor(), asked, *inputs.place())
    ref, mine = master_data(), "1" if _mine() else ""
    people = {row.author_id: ref.person(row.author_id) for row in found.rows}
    states = [("", _("All")), *((str(code), label(code, "record")) for code in RecordState)]
    return render_template(
        "pages/quality.html",
        rows=found.rows,
        authors={key: person.shown(locale_name()) for key, person in people.items() if person},
        page=found,
        path=_address("/quality", state=state, mine=mine),
        tabs=[(_address("/quality", state=code, mine=mine), text, code == state) for code, text in states],
        mine_url=_address("/quality", state=state, mine="" if mine else "1"),
        mine=bool(mine),
        may_write=allowed(actor(), "quality.write"),
    )


@blueprint.get("/improvements")
def listed_improvements() -> str:
    """List the improvements this person may read, what is late first."""
    state, mine = request.args.get("state", GOING), "1" if _mine() else ""
    state = state if state in {GOING, ALL, LATE, *ImprovementState} else GOING
    asked = ImprovementFilter(
        "" if state in {ALL, LATE} else state,
        actor().person_id if mine else None,
        today() if state == LATE else None,
    )
    found = improvements.page(actor(), asked, _start())
    ref, path = master_data(), "/quality/improvements"
    states = [(GOING, _("To be done")), (LATE, _("Past due"))]
    states += [(str(code), label(code, "improvement")) for code in tuple(ImprovementState)[2:]]
    pages = {
        name: _address(path, state=state, mine=mine, **{name: f"{at.due.isoformat()}~{at.id}"})
        for name, at in (("before", found.before), ("after", found.after))
        if at is not None
    }
    return render_template(
        "pages/improvements.html",
        rows=[improvement_line(row, ref, locale_name()) for row in found.rows],
        pages=pages,
        tabs=[
            (_address(path, state=code, mine=mine), text, code == state)
            for code, text in (*states, (ALL, _("All")))
        ],
        mine_url=_address(path, state=state, mine="" if mine else "1"),
        mine=bool(mine),
        may_write=allowed(actor(), "quality.write"),
    )


def _start() -> Start | None:
    way: Way = "before" if "before" in request.args else "after"
    due, _tilde, key = request.args.get(way, "").partition("~")
    day, last = inputs.day(due), inputs.number(key)
    return Start(day, last, way) if day is not None and last is not None else None
