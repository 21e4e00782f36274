"""The tickets behind a figure of a review, with the values it was made of (R9.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import render_template, request

from sladesk.db import db
from sladesk.domain.errors import NotFound
from sladesk.domain.figures.facts import Fact, Facts
from sladesk.domain.figures.measures import MEASURES
from sladesk.domain.masking import mask_text
from sladesk.queries.reference import reference
from sladesk.queries.reviews import Brief, briefs
from sladesk.reports.build import build
from sladesk.reports.loading import material
from sladesk.reports.saying import length_text, name
from sladesk.web import inputs
from sladesk.web.format import now
from sladesk.web.reports.blueprint import blueprint
from sladesk.web.reports.editions import edition
from sladesk.web.reports.periods import link, period
from sladesk.web.reports.telling import told

PAGE = 50


@dataclass(frozen=True)
class Line:
    """A ticket with what the figures know of it.

    Arguments:
        summary: masked, as everywhere.
        fact: None for one that is in no figure any more, because it was voided since.
        response, resolution: from the request, as said.
    """

    number: str
    summary: str
    status: str
    fact: Fact | None
    response: str
    resolution: str


@dataclass(frozen=True)
class Cohort:
    """The figure whose tickets are asked for, and the page of them.

    Arguments:
        count, kept: tickets it was counted from; those that are known one by one.
        places: of the tickets on this page.
    """

    code: str
    count: int
    kept: int
    page: int
    places: Sequence[int]
    more: bool


def cohort(behind: Mapping[str, tuple[int, Sequence[int]]]) -> Cohort:
    """Return what the address asks for.

    Raises:
        NotFound: no ticket is behind that.
    """
    code = request.args.get("figure", "all")
    count, places = behind.get(code, (0, []))
    if not count:
        raise NotFound
    page = max(1, inputs.number(request.args.get("page"), 6) or 1)
    end = page * PAGE
    return Cohort(code, count, len(places), page, places[end - PAGE : end], more=end < len(places))


@blueprint.get("/reviews/<key>/tickets")
def behind(key: str) -> str:
    """List the tickets a figure was counted from; of an issued review those that were kept then."""
    found = period(key)
    no = inputs.number(request.args.get("edition"), 6)
    at = now() if no is None else datetime.fromisoformat(edition(found, no).head.as_of)
    given = material(found, at, reference(db.session()))
    made = build(given, most=None) if no is None else edition(found, no)
    asked = cohort(made.behind)
    here = f"/reviews/{found.key}"
    return render_template(
        "pages/review_tickets.html",
        period=link(found),
        title=told(asked.code, made),
        back=here + (f"?edition={no}" if no else ""),
        here=f"{here}/tickets?{urlencode({'figure': asked.code, **({'edition': no} if no else {})})}",
        asked=asked,
        lines=lines_of([made.tickets[place] for place in asked.places], given.facts),
        channels={key: name(channel) for key, channel in given.channels.items()},
    )


def lines_of(numbers: Sequence[str], facts: Facts) -> list[Line]:
    """Return tickets by their numbers with what the figures know of them."""
    places, wanted = enumerate(facts.number), set(numbers)
    known = {number: facts.at(place) for place, number in places if number in wanted}
    return [_line(ticket, known.get(ticket.number)) for ticket in briefs(numbers)]


def _line(ticket: Brief, fact: Fact | None) -> Line:
    lengths = (
        length_text(MEASURES[code].of(fact)) if fact is not None else ""
        for code in ("first_response_requested", "resolution_requested")
    )
    return Line(ticket.number, mask_text(ticket.summary), ticket.status, fact, *lengths)
