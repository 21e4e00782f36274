"""Live: a look for news every tick; 204 and one statement when there are none (decision 25)."""

from flask import Response, make_response, render_template, request

from sladesk.actions import reading
from sladesk.domain.errors import NotFound
from sladesk.queries import ticket as queries
from sladesk.queries.timeline import Timeline, timeline
from sladesk.web import context, inputs
from sladesk.web.format import now
from sladesk.web.tickets import drawn, entries, page
from sladesk.web.tickets.blueprint import blueprint
from sladesk.web.tickets.scene import Scene, find, sign

QUIET = ("", 204)


@blueprint.get("/look")
def look(number: str) -> Response:
    """Answer with what is new since the page was drawn, or with nothing."""
    seen = queries.look(context.actor(), number, now())
    if seen is None:
        raise NotFound("ticket_not_found")
    if sign(seen.seq, seen.version, seen.present) == request.args.get("v"):
        return make_response(QUIET)
    after = inputs.number(request.args.get("after"), digits=9)
    return _news(number, seen.seq if after is None else after)


def _news(number: str, after: int) -> Response:
    scene = find(number)
    values = page.fixed_parts(scene)
    line = timeline(scene.ticket.id, after=after) if scene.ticket.event_seq > after else None
    values |= {"fresh": [], "again": [], "ratings": None}
    if line is not None and line.entries:
        whole = timeline(scene.ticket.id) if entries.completed_by(line.entries) else line
        known = entries.book(scene, whole, page.photos_of(scene, line))
        values["fresh"] = [entries.shown(scene, e, known) for e in line.entries]
        values["again"] = _changed(scene, whole, line, known)
        values["ratings"] = page.views.ratings(scene)
        values |= page.asked_of_breaches(scene)
        values["wait_words"] = drawn.wait_words
    return make_response(render_template("ticket/_look.html", after=scene.ticket.event_seq, **values))


def _changed(scene: Scene, whole: Timeline, line: Timeline, known: entries.Book) -> list[entries.Shown]:
    """Return earlier entries that the new ones correct, complete or explain."""
    new = {e.id for e in line.entries}
    corrected = {e.corrects_id for e in line.entries if e.corrects_id}
    clocks = {e.data.get("clock") for e in line.entries if e.data.get("clock")}
    touched = [
        e
        for e in whole.entries
        if e.id not in new
        and (
            e.id in corrected
            or (e.id in known.completions and known.completions[e.id].id in new)
            or (e.kind == "clock:breached" and e.data.get("clock") in clocks)
        )
    ]
    return [entries.shown(scene, e, known) for e in touched]


@blueprint.post("/reading")
def read(number: str) -> Response:
    """Remember how far the person has read; sent by the page while it is visible."""
    seq = inputs.number(request.form.get("seq"), digits=9) or 0
    reading.mark(context.call(keyed=False), number, seq)
    return make_response(QUIET)


@blueprint.post("/presence")
def presence(number: str) -> Response:
    """Note that the person has the ticket open, and whether they are writing (R4.8)."""
    reading.be_present(context.actor(), number, now(), writing=request.form.get("writing") == "1")
    return make_response(QUIET)
