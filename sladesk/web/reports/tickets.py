"""The tickets behind a figure of a review, with the values it was made of (R9.6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request

from sladesk.domain.errors import NotFound
from sladesk.domain.figures.facts import Fact
from sladesk.domain.figures.measures import MEASURES
from sladesk.queries.reviews import Brief, briefs
from sladesk.reports.build import build
from sladesk.reports.saying import english, length_text
from sladesk.web import inputs
from sladesk.web.reports.blueprint import blueprint
from sladesk.web.reports.page import gathered, link, period
from sladesk.web.reports.telling import told

PAGE = 50


@dataclass(frozen=True)
class Line:
    """A ticket with what the figures know of it; lengths in seconds."""

    ticket: Brief
    fact: Fact
    response: float | None
    resolution: float | None


@blueprint.get("/reviews/<key>/tickets")
def behind(key: str) -> str:
    """List the tickets a figure was counted from."""
    found = period(key)
    given = gathered(found)
    made = build(given, most=None)
    code = request.args.get("figure", "all")
    count, places = made.behind.get(code, (0, []))
    if not count:
        raise NotFound
    page = max(1, inputs.number(request.args.get("page"), 6) or 1)
    first = (page - 1) * PAGE
    return render_template(
        "pages/review_tickets.html",
        period=link(found),
        title=told(code, made),
        figure=code,
        count=count,
        lines=_lines([given.facts[place] for place in places[first : first + PAGE]]),
        channels=given.channels,
        english=english(),
        said=length_text,
        page=page,
        more=first + PAGE < count,
    )


def _lines(shown: Sequence[Fact]) -> list[Line]:
    response, resolution = MEASURES["first_response_requested"], MEASURES["resolution_requested"]
    known = {fact.number: fact for fact in shown}
    return [
        Line(
            ticket,
            known[ticket.number],
            response.value(known[ticket.number], 0),
            resolution.value(known[ticket.number], 0),
        )
        for ticket in briefs([fact.number for fact in shown])
    ]
