"""The list of periods and a review on screen (R9.3-R9.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sladesk.db import db
from sladesk.domain.errors import NotFound
from sladesk.domain.periods import Period, PeriodKind, parse_period, period_of
from sladesk.queries.reference import reference
from sladesk.queries.reviews import first_day
from sladesk.reports.build import build
from sladesk.reports.document import Document
from sladesk.reports.loading import material
from sladesk.reports.material import Material
from sladesk.reports.saying import period_text
from sladesk.reports.sentences.questions import questions
from sladesk.reports.sentences.summary import lead, points
from sladesk.web import inputs
from sladesk.web.format import now, zone
from sladesk.web.reports.blueprint import blueprint
from sladesk.web.reports.sections import sections
from sladesk.web.reports.tiles import headline, others
from sladesk.web.words import gettext as _

#: How many periods of a kind the list names; older ones are asked for by a day in them.
LISTED = {PeriodKind.MONTH: 24, PeriodKind.WEEK: 14, PeriodKind.DAY: 14}


@dataclass(frozen=True)
class PeriodLink:
    """A period that can be opened; `running` while it has not ended."""

    key: str
    text: str
    days: str
    running: bool


def period(key: str) -> Period:
    """Return the period of an address.

    Raises:
        NotFound: no period is written like this, or it has not begun.
    """
    found = parse_period(key)
    if found is None or found.start > today():
        raise NotFound
    return found


def today() -> date:
    """Return the present day in the site's zone."""
    return now().astimezone(zone()).date()


def gathered(found: Period) -> Material:
    """Return what a period's review is made of as it stands now."""
    return material(found, now(), reference(db.session()))


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
    page = render_template(
        "pages/reviews.html",
        groups={kind: list(_links(kind, since)) for kind in reversed(PeriodKind)},
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


def _links(kind: PeriodKind, since: date | None) -> Iterator[PeriodLink]:
    at = period_of(kind, today())
    for _n in range(LISTED[kind]):
        if since is None or at.end <= since:
            return
        yield link(at)
        at = at.before


def link(found: Period) -> PeriodLink:
    """Return how a period is called and what it holds."""
    days = "" if found.kind is PeriodKind.DAY else f"{found.start} – {found.last}"
    text = period_text(found.kind, str(found.start), found.key)
    return PeriodLink(found.key, text, days, running=found.end > today())


@blueprint.get("/reviews/<key>")
def show(key: str) -> str:
    """Show the review of a period."""
    found = period(key)
    made = build(gathered(found))
    parts = sections(made)
    return render_template(
        "pages/review.html",
        period=link(found),
        kind=str(found.kind),
        before=link(found.before),
        after=link(found.after) if found.end <= today() else None,
        beside=[link(period_of(kind, min(found.last, today()))) for kind in PeriodKind if kind != found.kind],
        document=made,
        as_of=datetime.fromisoformat(made.head.as_of),
        tiles=headline(made),
        rest=others(made),
        sections=parts,
        shown={part.code for part in parts},
        finding=lead(made),
        points=points(made),
        questions=questions(made),
        fields=_field_words(),
        url=lambda behind: _behind_url(made, behind),
    )


def _field_words() -> dict[str, str]:
    return {
        "first_response": _("First response"),
        "solution": _("Time of the solution"),
        "answer": _("Customer's answer"),
        "reason": _("Overdue reason"),
        "checked": _("Overdue reason checked"),
    }


def _behind_url(made: Document, behind: str) -> str | None:
    if behind not in made.behind:
        return None
    return f"/reviews/{made.head.key}/tickets?" + urlencode({"figure": behind})
