"""The list of periods and a review on screen (R9.3-R9.5)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sladesk.domain.access import allowed
from sladesk.domain.periods import Period, PeriodKind, period_of
from sladesk.queries.editions import issued_keys
from sladesk.queries.reviews import first_day
from sladesk.reports.frozen import Changed, unpack
from sladesk.web import inputs
from sladesk.web.context import actor
from sladesk.web.reports.blueprint import blueprint
from sladesk.web.reports.drawn import Drawn, draw, issued
from sladesk.web.reports.editions import frozen, live, pick
from sladesk.web.reports.minutes import added_to, may_sign, signings, view
from sladesk.web.reports.paper import state_of
from sladesk.web.reports.periods import link, period, today
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
    return {PeriodKind.MONTH: _("Month"), PeriodKind.WEEK: _("Week"), PeriodKind.DAY: _("Single day")}


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
    picked = pick(found)
    no = picked.no or None
    added = added_to(found, no)
    words = unpack(added.words)
    try:
        drawn = _drawn(found, no, words.comments)
    except Changed:
        return _changed(found)
    head = drawn.document.head
    return render_template(
        "pages/review.html",
        period=link(found),
        before=link(found.before),
        after=link(found.after) if found.end <= today() else None,
        beside=[link(period_of(kind, min(found.last, today()))) for kind in PeriodKind if kind != found.kind],
        final=head.final,
        edition=no,
        paper=state_of(found, no) if no else None,
        workbook=workbook_state(found, no or 0),
        editions=picked.editions,
        may_issue=allowed(actor(), "review.issue"),
        as_of=datetime.fromisoformat(head.as_of),
        minutes=view(drawn.document, words, added, signings(found, no, added)),
        may_sign=may_sign(),
        drawn=drawn,
    )


def _drawn(found: Period, no: int | None, comments: Mapping[str, str]) -> Drawn:
    """Return what follows from the document of an edition, or from the present figures.

    Raises:
        NotFound: there is no such edition.
        Changed: what is stored of it is not what was issued.
    """
    if no is None:
        return draw(live(found), None, comments)
    stored = frozen(found, no)
    return issued(stored.text, stored.sha256, no, comments)


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
