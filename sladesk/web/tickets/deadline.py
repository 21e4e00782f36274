"""The whole story of a due time on a page of its own, what if, and the same as JSON (R3.8)."""

from dataclasses import dataclass

from flask import Response, jsonify, make_response, render_template, request

from sladesk.db import db
from sladesk.domain.sla import story as tales
from sladesk.domain.sla.entries import Entry, EntryKind
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.story import Story
from sladesk.domain.sla.story_data import data_of, supposed_data
from sladesk.queries import ruling
from sladesk.queries.hands import hands
from sladesk.queries.ticket_parts import ClockRow
from sladesk.queries.waits import waits
from sladesk.web import what_if
from sladesk.web.format import now, zone
from sladesk.web.labels import label
from sladesk.web.sentences import say_problems
from sladesk.web.tickets import bar, story, supposing, usage
from sladesk.web.tickets.blueprint import blueprint
from sladesk.web.tickets.daybars import draw
from sladesk.web.tickets.preview import facts_of
from sladesk.web.tickets.scene import Scene, find
from sladesk.web.waiting_words import why
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l

_RETARGETS = {
    "policy": _l("the policies changed"),
    "calendar": _l("the calendar changed"),
    "change": _l("the ticket was changed"),
}


@dataclass(frozen=True)
class Held:
    """A pause: when, why, whose doing, what it took out, why it stops this clock."""

    span: str
    reason: str
    who: str
    length: str
    why: str = ""


@dataclass(frozen=True)
class Beside:
    """A stretch of waiting that does not stop this clock: when, for what, why not."""

    span: str
    reason: str
    why: str


@dataclass(frozen=True)
class Changed:
    """Something that set or moved the due time."""

    at: str
    why: str
    who: str
    before: str
    after: str
    icon: str


@blueprint.get("/deadlines/<int:clock_id>")
def deadline(number: str, clock_id: int) -> Response:
    """Show how a due time came about, and what it would be if; nothing is written."""
    scene = find(number)
    row = story.clock_of(scene, clock_id)
    question = what_if.ask(request.args, scene.ref, now(), zone())
    told = story.tell(scene, row, waits(db.session(), [row.clock.cycle_id]).get(row.clock.cycle_id, ()))
    caused = hands(db.session(), [clock_id]).get(clock_id, {})
    page = render_template(
        "pages/deadline.html",
        scene=scene,
        number=number,
        cycle=next((cycle.no for cycle in scene.cycles if cycle.id == row.clock.cycle_id), 1),
        told=told,
        view=bar.chip(scene, row.clock),
        bars=draw(told.story),
        shares=usage.shares(scene, row.clock),
        pauses=_pauses(scene, row, told.story, caused),
        beside=_beside(scene, told.story),
        changes=_changes(scene, told.story, caused),
        question=question,
        problems=say_problems(question.problems),
        supposed=supposing.supposed(scene, question, clock_id),
        applies=supposing.applies(scene, question),
        **supposing.form_choices(scene, row.clock),
    )
    return make_response(page, 422 if question.problems else 200)


@blueprint.get("/deadlines.json")
def deadlines_data(number: str) -> Response:
    """Return the stories of all clocks of the ticket as JSON; asked what if, what would become of them."""
    scene = find(number)
    question = what_if.ask(request.args, scene.ref, now(), zone())
    if question.problems:
        said = say_problems(question.problems)
        return make_response(jsonify(problems=said), 422)
    facts, held = facts_of(scene), supposing.clocks_of(scene)
    caused = hands(db.session(), [clock.id for clock, _entries in held])
    found = what_if.answers(question, scene.ref, facts, held, now())
    outcomes = {clock.id: outcome for clock, outcome in found}
    reasons = {str(key): f"{row.extra['kind']}.{row.code}" for key, row in scene.ref.reasons.items()}
    told: list[dict[str, object]] = []
    stood = waits(db.session(), [clock.cycle_id for clock, _entries in held])
    for clock, entries in held:
        choice = ruling.choice_of(scene.ref, clock, facts)
        tale = tales.tell(
            entries,
            scene.ref.table,
            choice,
            to_epoch(now()),
            zone=scene.ref.zone,
            kind=clock.kind,
            waits=stood.get(clock.cycle_id, ()),
        )
        who = {seq: _number(scene, person) for seq, person in caused.get(clock.id, {}).items()}
        more = {"what_if": supposed_data(outcomes[clock.id])} if question.asks else {}
        told.append({"kind": clock.kind, "no": clock.no, **data_of(tale, who, reasons), **more})
    return jsonify(ticket=number, clocks=told)


def _number(scene: Scene, person_id: int | None) -> str:
    found = scene.ref.person(person_id)
    return found.staff_number if found else ""


def _pauses(scene: Scene, row: ClockRow, told: Story, caused: dict[int, int | None]) -> list[Held]:
    working = row.clock.mode == "working"
    return [
        Held(
            _span(pause.start, pause.end),
            story.reason_text(scene, pause.reason),
            scene.names.person(caused.get(pause.seq)),
            story.length_text(pause.seconds, working=working) if pause.seconds else _("nothing taken out"),
            next((why(one) for one in told.waited if one.during(pause.start, pause.end)), ""),
        )
        for pause in told.pauses
    ]


def _beside(scene: Scene, told: Story) -> list[Beside]:
    """Return the waiting that does not stop the clock."""
    return [
        Beside(_span(one.wait.start, one.wait.end), story.reason_text(scene, one.wait.reason), why(one))
        for one in told.waited
        if not one.holds
    ]


def _span(start: int, end: int | None) -> str:
    return f"{story.at_text(start)} – {story.at_text(end) if end else _('now')}"


def _changes(scene: Scene, told: Story, caused: dict[int, int | None]) -> list[Changed]:
    icons = {EntryKind.START: "clock", EntryKind.PAUSE: "player-pause", EntryKind.RESUME: "clock"}
    return [
        Changed(
            story.at_text(change.entry.recorded_at),
            _said_why(change.entry),
            scene.names.person(caused.get(change.entry.seq)),
            story.at_text(change.due_before) if change.due_before and place else "",
            story.at_text(change.due_after) if change.due_after else _("while paused"),
            icons.get(change.entry.kind, "repeat"),
        )
        for place, change in enumerate(told.changes)
    ]


def _said_why(entry: Entry) -> str:
    if entry.kind is EntryKind.RETARGET:
        return str(_RETARGETS.get(str(entry.data.get("why")), _l("the target changed")))
    return label(entry.kind, "ledger")
