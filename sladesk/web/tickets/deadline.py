"""The whole story of a due time on a page of its own, what if, and the same as JSON (R3.8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, jsonify, make_response, render_template, request

from sladesk.actions._clockrows import entry_of
from sladesk.db import db
from sladesk.domain.sla import story as tales
from sladesk.domain.sla.entries import Entry, EntryKind
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.story import Story
from sladesk.domain.sla.story_data import data_of, supposed_data
from sladesk.domain.sla.supposing import Effect, Outcome
from sladesk.models import Clock
from sladesk.queries import ruling
from sladesk.queries import ticket_parts as parts
from sladesk.queries.hands import hands
from sladesk.queries.ticket_parts import ClockRow
from sladesk.web import what_if
from sladesk.web.format import now, zone
from sladesk.web.labels import choices, label
from sladesk.web.sentences import say_problem
from sladesk.web.tickets import bar, story, usage
from sladesk.web.tickets.blueprint import blueprint
from sladesk.web.tickets.daybars import draw
from sladesk.web.tickets.preview import facts_of
from sladesk.web.tickets.scene import Scene, find
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l

_RETARGETS = {
    "policy": _l("the policies changed"),
    "calendar": _l("the calendar changed"),
    "change": _l("the ticket was changed"),
}


@dataclass(frozen=True)
class Held:
    """A pause: when, why, whose doing, what it took out."""

    span: str
    reason: str
    who: str
    length: str


@dataclass(frozen=True)
class Changed:
    """Something that set or moved the due time."""

    at: str
    why: str
    who: str
    before: str
    after: str
    icon: str


@dataclass(frozen=True)
class Supposed:
    """A clock as it stands and as supposed."""

    kind: str
    main: bool
    before: str
    after: str
    apart: str
    look: str


@blueprint.get("/deadlines/<int:clock_id>")
def deadline(number: str, clock_id: int) -> Response:
    """Show how a due time came about, and what it would be if; nothing is written."""
    scene = find(number)
    row = story.clock_of(scene, clock_id)
    question = what_if.ask(request.args, scene.ref, now(), zone())
    told = story.tell(scene, row)
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
        changes=_changes(scene, told.story, caused),
        question=question,
        problems={name: say_problem(problem) for name, problem in question.problems.items()},
        supposed=_supposed(scene, question, clock_id) if question.asks else (),
        **_choices(scene, row),
    )
    return make_response(page, 422 if question.problems else 200)


@blueprint.get("/deadlines.json")
def deadlines_data(number: str) -> Response:
    """Return the stories of all clocks of the ticket as JSON; asked what if, what would become of them."""
    scene = find(number)
    question = what_if.ask(request.args, scene.ref, now(), zone())
    if question.problems:
        said = {name: say_problem(problem) for name, problem in question.problems.items()}
        return make_response(jsonify(problems=said), 422)
    facts, held = facts_of(scene), _clocks(scene, going=False)
    caused = hands(db.session(), [clock.id for clock, _entries in held])
    found = what_if.answers(question, scene.ref, facts, held, now())
    outcomes = {clock.id: outcome for clock, outcome in found}
    reasons = {str(key): f"{row.extra['kind']}.{row.code}" for key, row in scene.ref.reasons.items()}
    told: list[dict[str, object]] = []
    for clock, entries in held:
        choice = ruling.choice_of(scene.ref, clock, facts)
        tale = tales.tell(entries, scene.ref.table, choice, to_epoch(now()), zone=scene.ref.zone)
        who = {seq: _number(scene, person) for seq, person in caused.get(clock.id, {}).items()}
        more = {"what_if": supposed_data(outcomes[clock.id])} if question.asks else {}
        told.append({"kind": clock.kind, "no": clock.no, **data_of(tale, who, reasons), **more})
    return jsonify(ticket=number, clocks=told)


def _number(scene: Scene, person_id: int | None) -> str:
    found = scene.ref.person(person_id)
    return found.staff_number if found else ""


def _clocks(scene: Scene, *, going: bool) -> list[tuple[Clock, Sequence[Entry]]]:
    rows = [row.clock for row in scene.clocks if not row.told]
    wanted = [clock for clock in rows if not going or clock.state in {"running", "paused"}]
    lines = parts.ledgers(clock.id for clock in wanted)
    return [(clock, [entry_of(line) for line in lines[clock.id]]) for clock in wanted]


def _choices(scene: Scene, row: ClockRow) -> dict[str, object]:
    """What the form offers; the present value asks nothing."""
    locale, clock = scene.names.locale, row.clock
    calendar = parts.calendar_code(clock.calendar_version_id) if clock.mode == "working" else ""
    calendars = [(c.code, c.name(locale)) for c in scene.ref.calendars.values() if not c.retired]
    return {
        "priorities": _present(choices("priority"), scene.ticket.priority),
        "calendars": _present(calendars, calendar) if calendar else [],
        "waits": [(code, label(code, "status")) for code in what_if.WAITS],
        "going": clock.state in {"running", "paused"} and clock.breached_at is None,
    }


def _present(options: list[tuple[str, str]], present: str) -> list[tuple[str, str]]:
    return [("" if code == present else code, text) for code, text in options]


def _pauses(scene: Scene, row: ClockRow, told: Story, caused: dict[int, int | None]) -> list[Held]:
    working = row.clock.mode == "working"
    return [
        Held(
            f"{story.at_text(pause.start)} – {story.at_text(pause.end) if pause.end else _('now')}",
            story.reason_text(scene, pause.reason),
            scene.names.person(caused.get(pause.seq)),
            story.length_text(pause.seconds, working=working) if pause.seconds else _("nothing taken out"),
        )
        for pause in told.pauses
    ]


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


def _supposed(scene: Scene, question: what_if.Question, clock_id: int) -> list[Supposed]:
    held = _clocks(scene, going=False)
    found = what_if.answers(question, scene.ref, facts_of(scene), held, now())
    newest = {clock.kind: clock.id for clock, _outcome in found}
    return [
        _line(clock, outcome, main=clock.id == clock_id)
        for clock, outcome in found
        if clock.id == clock_id or newest[clock.kind] == clock.id
    ]


def _line(clock: Clock, outcome: Outcome, *, main: bool) -> Supposed:
    before = story.at_text(outcome.before) if outcome.before is not None else "–"
    after = story.at_text(outcome.after) if outcome.after is not None else "–"
    look = apart = ""
    if outcome.effect is Effect.DECIDED:
        after, look = _("decided already, stays"), "muted"
    elif outcome.effect is Effect.SAME:
        after, look = _("not affected"), "muted"
    elif outcome.effect in {Effect.KEPT, Effect.MISSED}:
        spare = story.length_text(abs(outcome.spare), working=False)
        met = outcome.effect is Effect.KEPT
        apart = _("in time, %(spare)s to spare", spare=spare) if met else _("%(late)s too late", late=spare)
        look = "" if met else "late"
    elif outcome.before is not None and outcome.after is not None:
        moved = story.length_text(abs(outcome.after - outcome.before), working=False)
        later = outcome.after >= outcome.before
        apart = _("%(time)s later", time=moved) if later else _("%(time)s earlier", time=moved)
        look = "late" if outcome.late else ""
        if outcome.late:
            apart += _(", ") + _("overdue at once")
    return Supposed(label(clock.kind, "clock"), main, before, after, apart, look)
