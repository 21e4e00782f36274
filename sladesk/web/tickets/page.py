"""The page itself (GET only: nothing is written by looking)."""

from flask import Response, make_response, redirect, render_template, request

from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import NotFound
from sladesk.models import Attachment
from sladesk.queries.timeline import Timeline, timeline
from sladesk.web import htmx, inputs
from sladesk.web.reasons import reason_groups
from sladesk.web.shell import landing_path
from sladesk.web.tickets import bar, drawn, entries, story, usage, views
from sladesk.web.tickets.blueprint import blueprint
from sladesk.web.tickets.chain_view import chain_view
from sladesk.web.tickets.clock_forms import CheckForm
from sladesk.web.tickets.composer import composer
from sladesk.web.tickets.imported import imported_view
from sladesk.web.tickets.next_steps import offers, starts
from sladesk.web.tickets.scene import Scene, find, sign
from sladesk.web.tickets.step_forms import key
from sladesk.web.tickets.steps import STEPS
from sladesk.web.tickets.task_views import view

_FILTERS = frozenset({"all", "customer", "field", "clock"})
_FILED = frozenset({"photo:added", "visit:repaired", "visit:confirmed", "visit:diagnosed", "visit:arrived"})


@blueprint.get("")
def show(number: str) -> Response:
    """Show the ticket; a merged one leads to the ticket it went into."""
    try:
        scene = find(number)
    except NotFound:
        page = render_template("ticket/not_found.html", back=landing_path())
        return make_response(page, 404)
    if scene.row.merged_into and request.args.get("merged") != "stay":
        return make_response(redirect(f"/tickets/{scene.row.merged_into}?from={number}", 302))
    return make_response(render_template("pages/ticket.html", **page_values(scene)))


def page_values(scene: Scene) -> dict[str, object]:
    """Return what the page's template needs."""
    line = timeline(scene.ticket.id, before=inputs.number(request.args.get("before"), digits=9))
    known = entries.book(scene, line, photos_of(scene, line))
    why = key(request.args.get("why"))
    show = request.args.get("show", "all")
    return {
        **fixed_parts(scene),
        "items": entries.layout(scene, line, known),
        "line": line,
        "counts": entries.counts(line),
        "show": show if show in _FILTERS else "all",
        "composer": composer(scene, request.args.get("tab", "")),
        "customer": views.customer_panel(scene),
        "told": story.tell(scene, story.clock_of(scene, why)) if why else None,
        "ratings": views.ratings(scene),
        **asked_of_breaches(scene),
        "wait_words": drawn.wait_words,
        "merged_from": request.args.get("from", ""),
        "imported": imported_view(scene),
    }


def fixed_parts(scene: Scene) -> dict[str, object]:
    """Return header, clocks and panels: what a live look draws again."""
    return {
        "scene": scene,
        "ticket": scene.ticket,
        "names": scene.names,
        "number": scene.ticket.number,
        "offers": offers(scene),
        "cells": bar.cells(scene),
        "why": key(request.args.get("why")),
        "seen": views.presence_view(scene, scene.row.present),
        "look_sign": sign(scene.ticket.event_seq, scene.ticket.version, scene.row.present),
        "visits": views.visit_lines(scene),
        "plan": scene.ticket,
        "can_plan": scene.may("visit.plan"),
        "may_assign": views.may_assign(scene),
        "tasks": [view(one, scene.names) for one in scene.tasks],
        "may_ask": starts(scene, STEPS["ask_department"]),
        "used": usage.of_cycle(scene),
        "linked": scene.linked,
        "warranty": views.warranty_state(scene),
    }


def photos_of(scene: Scene, line: Timeline) -> tuple[Attachment, ...]:
    """Return the ticket's files when an entry may show some."""
    return scene.files if any(e.kind in _FILED for e in line.entries) else ()


def asked_of_breaches(scene: Scene) -> dict[str, object]:
    """Return what is asked where a breach stands: the reasons to choose from, and the form of its check."""

    def check_form(clock_id: int) -> CheckForm:
        form = CheckForm(formdata=None, data={"clock": str(clock_id)}, prefix="")
        form.prepare(scene)
        return form

    return {
        "overdue_reasons": lambda: reason_groups(scene.ref, ReasonKind.OVERDUE),
        "check_form": check_form,
        "chain_of": lambda clock_id: chain_view(scene, clock_id),
    }


@blueprint.get("/entries")
def earlier(number: str) -> Response:
    """Return earlier entries than the page holds."""
    before, scene = inputs.number(request.args.get("before"), digits=9), find(number)
    if not htmx.is_htmx():
        return make_response(redirect(f"/tickets/{number}?before={before or ''}"))
    return make_response(render_template("ticket/_earlier.html", **page_values(scene)))
