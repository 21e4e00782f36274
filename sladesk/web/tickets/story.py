"""Why a clock is due when it is: the sentence, the strip, the sum, the policies (R3.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from flask import Response, make_response, redirect, render_template
from flask_babel.speaklater import LazyString

from sladesk.actions._clockrows import entry_of
from sladesk.db import db
from sladesk.domain.errors import NotFound
from sladesk.domain.sla import story as tales
from sladesk.domain.sla.instants import from_epoch, to_epoch
from sladesk.domain.sla.story import Part, Story, StretchKind
from sladesk.domain.sla.waiting import Wait
from sladesk.queries import ruling
from sladesk.queries import ticket_parts as parts
from sladesk.queries.ticket_parts import ClockRow
from sladesk.reports.sentences.runs import close_up
from sladesk.web import htmx
from sladesk.web.format import day_text, duration_text, now, zone
from sladesk.web.labels import label
from sladesk.web.policy_words import PolicyLine, policy_lines
from sladesk.web.tickets.blueprint import blueprint
from sladesk.web.tickets.preview import facts_of
from sladesk.web.tickets.scene import Scene, find
from sladesk.web.tickets.strip import Strip, draw
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l

#: Clauses of the sentence; words in stars are set bold by the template.
_CLAUSES: Mapping[str, LazyString] = {
    "target": _l("%(kind)s within *%(length)s*"),
    "target_working": _l("%(kind)s within *%(length)s*, working time of the calendar *%(calendar)s* only"),
    "peak": _l("at the peak *%(length)s* instead of %(usual)s"),
    "start": _l("counted from %(at)s"),
    "opening": _l("outside the hours, so from the opening at %(at)s"),
    "paused": _l("paused for “%(reason)s”, *%(length)s* taken out"),
    "paused_free": _l("paused for “%(reason)s” outside its hours, nothing taken out"),
    "paused_now": _l("standing still since %(since)s"),
    "due": _l("due *%(at)s*"),
    "moved": _l("due moved from %(old)s to *%(new)s*"),
}
_ROWS: Mapping[str, LazyString] = {
    "used": _l("counted"),
    "paused": _l("paused"),
    "off": _l("not counted"),
    "left": _l("left"),
    "late": _l("overdue"),
    "before": _l("before the start"),
    "later": _l("after it"),
}
_OFF: Mapping[str, LazyString] = {
    "holiday": _l("holiday"),
    "closed": _l("closed"),
    "opening": _l("waiting for the opening"),
}


@dataclass(frozen=True)
class Line:
    """One line of the sum."""

    span: str
    what: str
    seconds: str
    total: str
    now: bool


@dataclass(frozen=True)
class Told:
    """What the page shows of a story."""

    clock_id: int
    kind: str
    sentence: tuple[tuple[str, bool], ...]
    used: str
    target: str
    strip: Strip
    lines: tuple[Line, ...]
    policies: tuple[PolicyLine, ...]
    title: str
    story: Story


def tell(scene: Scene, row: ClockRow, waits: Sequence[Wait] = ()) -> Told:
    """Return the story of one clock of the ticket; `waits`: those of its cycle, where they are told."""
    clock = row.clock
    entries = [entry_of(line) for line in parts.ledgers([clock.id])[clock.id]]
    choice = ruling.choice_of(scene.ref, clock, facts_of(scene))
    holding = ruling.policy_code(db.session(), scene.ref, clock)
    story = tales.tell(
        entries,
        scene.ref.table,
        choice,
        to_epoch(now()),
        zone=scene.ref.zone,
        kind=clock.kind,
        waits=waits,
    )
    working = clock.mode == "working"
    kind = label(clock.kind, "clock")
    used, target = (
        length_text(story.used, working=working),
        length_text(story.target_seconds, working=working),
    )
    return Told(
        clock_id=clock.id,
        kind=kind,
        sentence=_sentence(scene, row, story),
        used=used,
        target=target,
        strip=draw(story),
        lines=tuple(_lines(scene, story, working=working)),
        policies=policy_lines(scene.ref, story.verdicts, holding, target),
        title=_("%(kind)s: %(used)s of %(target)s used", kind=kind, used=used, target=target),
        story=story,
    )


def length_text(seconds: int, *, working: bool) -> str:
    """Say counted time; working time has no days of 24 h."""
    return duration_text(seconds, days=not working)


def at_text(seconds: int) -> str:
    """Say an instant by its date, the days next door too: the strip beside it names the days so."""
    at, today = from_epoch(seconds).astimezone(zone()), now().astimezone(zone()).date()
    time = f"{at:%H:%M}"
    return _("today %(time)s", time=time) if at.date() == today else f"{day_text(at.date(), today)} {time}"


def _sentence(scene: Scene, row: ClockRow, story: Story) -> tuple[tuple[str, bool], ...]:
    clauses = [_clause(scene, row, part) for part in story.sentence]
    said = reduce(lambda before, after: _("%(before)s, %(after)s", before=before, after=after), clauses) + _(
        "."
    )
    return tuple((piece, bold % 2 == 1) for bold, piece in enumerate(close_up(said).split("*")) if piece)


def _clause(scene: Scene, row: ClockRow, part: Part) -> str:
    params, working = part.params, row.clock.mode == "working"

    def length(name: str) -> str:
        return length_text(int(params[name]), working=working)

    values: dict[str, str] = {}
    code = part.code
    if code == "target":
        code = "target_working" if working else "target"
        days = int(params["days"])
        said = _("%(n)s working days", n=days) if days else length("seconds")
        values = {"kind": label(row.clock.kind, "clock"), "length": said, "calendar": _calendar(scene, row)}
    elif code == "peak":
        values = {"length": length("seconds"), "usual": length("usual")}
    elif code == "paused":
        code = "paused" if params["seconds"] else "paused_free"
        values = {"reason": reason_text(scene, str(params["reason"])), "length": length("seconds")}
    elif code == "paused_now":
        values = {"since": at_text(int(params["since"]))}
    elif code == "moved":
        values = {"old": at_text(int(params["from"])), "new": at_text(int(params["to"]))}
    else:
        values = {"at": at_text(int(params["at"]))}
    return str(_CLAUSES[code]) % values


def _calendar(scene: Scene, row: ClockRow) -> str:
    """The calendar's name, by the version the clock counts on."""
    found = parts.calendar_code(row.clock.calendar_version_id)
    return scene.ref.calendars[found].name(scene.names.locale) if found in scene.ref.calendars else ""


def reason_text(scene: Scene, reason: str) -> str:
    """Say the reason of a pause."""
    return scene.names.reason(int(reason)) if reason.isdigit() else reason


def _lines(scene: Scene, story: Story, *, working: bool) -> list[Line]:
    told: list[Line] = []
    for row in story.rows:
        what = str(_ROWS[row.kind])
        if row.kind is StretchKind.PAUSED:
            what = f"{what} {reason_text(scene, row.reason)}".strip()
        elif row.kind is StretchKind.OFF:
            what = str(_OFF.get(row.reason, _ROWS["off"]))
        ends_now = row.end == story.now and row.kind is StretchKind.USED
        length = length_text(row.seconds, working=working) if row.seconds else "—"
        summed = length_text(row.cumulative, working=working) if row.cumulative else "—"
        told.append(Line(_span(row.start, row.end), what, length, summed, ends_now))
    return told


def _span(start: int, end: int) -> str:
    a, b = (datetime.fromtimestamp(t, zone()) for t in (start, end))
    if a.date() == b.date():
        return f"{a:%m-%d %H:%M} – {b:%H:%M}"
    return f"{a:%m-%d %H:%M} – {b:%m-%d %H:%M}"


@blueprint.get("/clocks/<int:clock_id>")
def clock_story(number: str, clock_id: int) -> Response:
    """Tell the story of one clock, under the bar or on the ticket's page."""
    scene = find(number)
    if not htmx.is_htmx():
        return make_response(redirect(f"/tickets/{number}?why={clock_id}#story"))
    return make_response(
        render_template("ticket/_story.html", told=tell(scene, clock_of(scene, clock_id)), number=number)
    )


def clock_of(scene: Scene, clock_id: int) -> ClockRow:
    """Return one clock of the ticket.

    Raises:
        NotFound: it has no such clock.
    """
    found = next((row for row in scene.clocks if row.clock.id == clock_id and not row.told), None)
    if found is None:
        raise NotFound("clock_not_found")
    return found
