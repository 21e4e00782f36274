"""The list of periods and a review on screen (R9.3-R9.5)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from urllib.parse import quote_plus

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sladesk.domain.access import allowed
from sladesk.domain.codes import CauseClass
from sladesk.domain.periods import Period, PeriodKind, period_of
from sladesk.queries.editions import issued_keys
from sladesk.queries.reviews import first_day
from sladesk.reports.definitions import field_text, printed
from sladesk.reports.frozen import Changed
from sladesk.reports.saying import name
from sladesk.reports.sentences.questions import questions
from sladesk.reports.sentences.summary import lead, points
from sladesk.reports.tables import tables
from sladesk.web import inputs
from sladesk.web.context import actor
from sladesk.web.labels import label
from sladesk.web.quality_views import MARKS
from sladesk.web.reports.blueprint import blueprint
from sladesk.web.reports.editions import Shown, pick, shown
from sladesk.web.reports.groups import group_tables
from sladesk.web.reports.minutes import may_sign, minutes
from sladesk.web.reports.paper import state_of
from sladesk.web.reports.periods import link, period, today
from sladesk.web.reports.sections import sections
from sladesk.web.reports.tiles import headline, others
from sladesk.web.reports.workbook import workbook_state
from sladesk.web.sentences import say_error
from sladesk.web.words import gettext as _

#: How many periods of a kind the list names; older ones are asked for by a day in them.
LISTED = {PeriodKind.MONTH: 24, PeriodKind.WEEK: 14, PeriodKind.DAY: 14}


@blueprint.get("/reviews")
def index() -> str | AnyResponse:
    """List the periods since the first request, newest first; one of long ago is asked for by a day in it."""
    wanted, problem = request.args.get("day"), ""
    if wanted is not None:
        found = _asked(request.args.get("kind", ""), inputs.day(wanted))
        if found is not None:
            return redirect(f"/reviews/{found.key}")
        problem = _("Choose a day up to today.")
    since = first_day()
    listed = {kind: list(_listed(kind, since)) for kind in reversed(PeriodKind)}
    issued = issued_keys([found.key for each in listed.values() for found in each])
    page = render_template(
        "pages/reviews.html",
        groups={kind: [link(found, issued) for found in each] for kind, each in listed.items()},
        kinds=_kind_words(),
        wanted=wanted or str(today()),
        kind=request.args.get("kind", PeriodKind.MONTH),
        problem=problem,
        today=today(),
    )
    return make_response(page, 422) if problem else page


def _asked(kind: str, day: date | None) -> Period | None:
    if kind not in set(PeriodKind) or day is None or day > today():
        return None
    return period_of(PeriodKind(kind), day)


def _kind_words() -> dict[str, str]:
    return {PeriodKind.MONTH: _("Month"), PeriodKind.WEEK: _("Week"), PeriodKind.DAY: _("Day")}


def _listed(kind: PeriodKind, since: date | None) -> Iterator[Period]:
    at = period_of(kind, today())
    for _n in range(LISTED[kind]):
        if since is None or at.end <= since:
            return
        yield at
        at = at.before


@blueprint.get("/reviews/<key>")
def show(key: str) -> str | AnyResponse:
    """Show the review of a period; an edition that is not as it was issued says so instead."""
    found = period(key)
    try:
        here = shown(found)
    except Changed:
        return _changed(found)
    made = here.document
    parts = sections(made)
    return render_template(
        "pages/review.html",
        period=link(found),
        kind=str(found.kind),
        before=link(found.before),
        after=link(found.after) if found.end <= today() else None,
        beside=[link(period_of(kind, min(found.last, today()))) for kind in PeriodKind if kind != found.kind],
        document=made,
        edition=here.no,
        paper=state_of(found, here.no) if here.no else None,
        workbook=workbook_state(found, here.no or 0),
        editions=here.editions,
        may_issue=allowed(actor(), "review.issue"),
        as_of=datetime.fromisoformat(made.head.as_of),
        minutes=minutes(found, here.no, made),
        may_sign=may_sign(),
        named=name,
        marks=MARKS,
        causes=[(str(code), label(code, "cause")) for code in CauseClass],
        tiles=headline(made),
        rest=others(made),
        sections=parts,
        tables=group_tables(made),
        shown={part.code for part in parts},
        finding=lead(made),
        points=points(made),
        questions=questions(made),
        fields=field_text,
        turned=tables("complete", made),
        definitions=printed(made),
        url=_addresses(here),
    )


def _changed(found: Period) -> AnyResponse:
    """Return the page of an edition whose stored text is not what was issued."""
    picked = pick(found)
    page = render_template(
        "pages/review_changed.html",
        period=link(found),
        edition=picked.no,
        editions=picked.editions,
        sentence=say_error(Changed()),
        may_issue=allowed(actor(), "review.issue"),
    )
    return make_response(page, 409)


def _addresses(here: Shown) -> Callable[[str], str | None]:
    """Return what gives the address of the tickets behind a figure: a page asks a thousand times."""
    known = here.document.behind
    path = f"/reviews/{here.document.head.key}/tickets?figure="
    edition = f"&edition={here.no}" if here.no else ""
    return lambda behind: f"{path}{quote_plus(behind)}{edition}" if behind in known else None
