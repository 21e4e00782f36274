"""The timeline as it is shown: entries with their consequences, days, folds, the unread line (R4.2)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from sladesk.domain import access
from sladesk.domain.codes import Source
from sladesk.domain.events import KINDS, EventKind
from sladesk.domain.masking import mask_text
from sladesk.models import Attachment, Cycle
from sladesk.queries.ticket_parts import ClockRow
from sladesk.queries.timeline import Entry, Timeline
from sladesk.web.format import ClockView, day_text, duration_text, now, zone
from sladesk.web.labels import label
from sladesk.web.tickets.bar import chip
from sladesk.web.tickets.drawn import drawn, template_of
from sladesk.web.tickets.event_titles import TITLES
from sladesk.web.tickets.scene import Scene
from sladesk.web.words import gettext as _

#: Read entries that stay in sight in front of the unread ones, and when there are none.
KEPT_BEFORE_UNREAD, KEPT = 3, 8
FEWEST_FOLDED = 4
_PLAIN = EventKind("", "work", "plain", "note")
#: Kinds whose data name an entry they complete: that one is drawn again.
_COMPLETES = frozenset({"wait:ended", "escalation:decided"})


@dataclass
class Shown:
    """One entry as its template sees it.

    Arguments:
        kind: with group, look and icon; number: the ticket's; template: file in `events/`.
        texts: words by field, numbers hidden; was: the words before each correction, the oldest first.
        clock, breach: what it decided or missed, with the chip.
        later: the entry that completes it (end of waiting, decision).
        kept: its markup without the line around it, where that was drawn before.
    """

    entry: Entry
    kind: EventKind
    number: str
    template: str
    who: str
    at: datetime
    texts: Mapping[str, str]
    was: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    clock: ClockRow | None = None
    chip: ClockView | None = None
    later: Entry | None = None
    photos: tuple[Attachment, ...] = ()
    may_correct: bool = False
    late_sync: bool = False
    kept: Markup | None = None

    @property
    def data(self) -> Mapping[str, object]:
        """Ids, codes and numbers of the event."""
        return self.entry.data

    @property
    def title(self) -> str:
        """What happened, in a word or two; a file that is no picture is not called a photo."""
        if self.entry.kind == "photo:added" and self.photos and not any(p.thumb_key for p in self.photos):
            return _("file added")
        return str(TITLES.get(self.entry.kind, ""))

    @property
    def seq(self) -> int:
        """Its number on the ticket."""
        return self.entry.seq


@dataclass
class Item:
    """A line of the timeline: a day, an unread line, an entry, or a fold of entries."""

    sort: str
    title: str = ""
    note: str = ""
    shown: Shown | None = None
    items: list["Item"] = field(default_factory=list["Item"])
    id: str = ""


@dataclass(frozen=True)
class Book:
    """What entries refer to: clocks, photos and the entries that complete or correct others."""

    clocks: Mapping[int, ClockRow]
    photos: Mapping[int, tuple[Attachment, ...]]
    corrections: Mapping[int, list[Entry]]
    completions: Mapping[int, Entry]


def book(scene: Scene, line: Timeline, photos: Iterable[Attachment] = ()) -> Book:
    """Gather what the entries of a timeline refer to."""
    files: dict[int, list[Attachment]] = {}
    for photo in photos:
        files.setdefault(photo.event_id or 0, []).append(photo)
    corrections: dict[int, list[Entry]] = {}
    waiting: Entry | None = None
    raised: dict[object, Entry] = {}
    completions: dict[int, Entry] = {}
    for entry in line.entries:
        if entry.kind == "entry:corrected" and entry.corrects_id:
            corrections.setdefault(entry.corrects_id, []).append(entry)
        elif entry.kind == "wait:started":
            waiting = entry
        elif entry.kind == "wait:ended" and waiting is not None:
            completions[waiting.id], waiting = entry, None
        elif entry.kind == "escalation:raised":
            raised[entry.data.get("escalation")] = entry
        elif entry.kind == "escalation:decided" and entry.data.get("escalation") in raised:
            completions[raised[entry.data.get("escalation")].id] = entry
    return Book(
        {row.clock.id: row for row in scene.clocks},
        {k: tuple(v) for k, v in files.items()},
        corrections,
        completions,
    )


def shown(scene: Scene, entry: Entry, known: Book) -> Shown:
    """Return an entry as its template sees it."""
    kind = KINDS.get(entry.kind, _PLAIN)
    here = entry.source != Source.IMPORT  # what another desk's log says happened at its own time
    system = here and kind.look in {"sys", "late", "met"} and entry.actor_id is None
    texts = {name: mask_text(body) for name, body in entry.texts.items()}
    was: dict[str, tuple[str, ...]] = {}
    for correction in known.corrections.get(entry.id, ()):
        name = str(correction.data.get("field", ""))
        after = mask_text(correction.texts.get("after", ""))
        if after != texts.get(name, ""):
            was[name] = (*was.get(name, ()), texts.get(name, ""))
        texts[name] = after
    clock_id = entry.data.get("clock")
    clock = known.clocks.get(clock_id) if isinstance(clock_id, int) else None
    made = Shown(
        entry=entry,
        kind=kind,
        number=scene.ticket.number,
        template=template_of(entry.kind),
        who=scene.names.person(entry.actor_id),
        at=entry.recorded_at if system else entry.occurred_at,
        texts=texts,
        was=was,
        clock=clock,
        chip=chip(scene, clock.clock) if clock else None,
        later=known.completions.get(entry.id),
        photos=known.photos.get(entry.id, ()),
        may_correct=_may_correct(scene, entry),
        late_sync=_kept_offline(entry),
    )
    if kind.look != "late" and (clock is None or clock.clock.stopped_at is not None):
        made.kept = drawn(scene, made)
    return made


def _kept_offline(entry: Entry) -> bool:
    """Tell whether a phone kept an entry until it had a network; what ended by itself is nobody's."""
    waited = (entry.recorded_at - entry.occurred_at).total_seconds()
    return entry.source == "phone" and entry.actor_id is not None and waited > 120


def _may_correct(scene: Scene, entry: Entry) -> bool:
    if not entry.texts or entry.kind == "entry:corrected" or entry.actor_id is None:
        return False
    if not scene.may("ticket.write"):
        return False
    return entry.actor_id == scene.who.person_id or access.allowed(scene.who, "breach.check", scene.row.facts)


def completed_by(entries: Iterable[Entry]) -> bool:
    """Whether some of the entries change how earlier ones are drawn."""
    return any(e.kind in _COMPLETES or e.corrects_id or "clock" in e.data for e in entries)


def layout(scene: Scene, line: Timeline, known: Book) -> list[Item]:
    """Return the lines of the timeline, newest at the bottom."""
    items: list[Item] = []
    current = scene.ticket.cycle_no
    for cycle in scene.cycles:
        if cycle.no >= current:
            continue
        inside = [shown(scene, e, known) for e in line.entries if e.cycle_no == cycle.no]
        if inside:
            items.append(_cycle_fold(scene, cycle, inside))
    here = [shown(scene, e, known) for e in line.entries if e.cycle_no >= current]
    read, rest, unread = _parted(scene, here)
    if read:
        items.append(_read_fold(read))
    items.extend(_dated(rest))
    if unread:
        items.append(Item("unread", _("%(n)s unread", n=len(unread)), id="unread"))
        items.extend(_dated(unread, after=rest[-1].at if rest else None))
    return items


def _parted(scene: Scene, here: list[Shown]) -> tuple[list[Shown], list[Shown], list[Shown]]:
    """Part the cycle's entries into those folded away, those in sight, and the unread ones."""
    mark = scene.row.read_seq
    me = scene.who.person_id
    first = next((e.seq for e in here if mark is not None and e.seq > mark and e.entry.actor_id != me), None)
    unread = [e for e in here if first is not None and e.seq >= first]
    seen = [e for e in here if first is None or e.seq < first]
    if mark is None:
        return [], seen, []
    end = max(0, len(seen) - (KEPT_BEFORE_UNREAD if unread else KEPT))
    asked = next((place for place, e in enumerate(seen) if is_asked(e)), len(seen))
    end = min(end, asked)
    if end < FEWEST_FOLDED:
        return [], seen, unread
    return seen[:end], seen[end:], unread


def is_asked(item: Shown) -> bool:
    """Whether an entry asks for a reason that nobody has given yet."""
    breach = item.clock.breach if item.clock else None
    return (
        item.kind.look == "late"
        and breach is not None
        and breach.given_at is None
        and not breach.withdrawn_at
    )


def _cycle_fold(scene: Scene, cycle: Cycle, inside: list[Shown]) -> Item:
    end = cycle.callback_at or cycle.closed_at or inside[-1].at
    parts = [f"{_stamp(cycle.opened_at)} – {_stamp(end)}", _("%(n)s entries", n=len(inside))]
    if cycle.solver_id:
        parts.append(scene.names.person(cycle.solver_id))
    if cycle.solution_code:
        parts.append(label(cycle.solution_code, "solution"))
    if cycle.solution_at:
        parts.append(
            _("solved in %(time)s", time=duration_text((cycle.solution_at - cycle.opened_at).total_seconds()))
        )
    if cycle.score:
        parts.append(_("callback score %(score)s", score=cycle.score))
    return Item(
        "fold",
        _("Cycle %(n)s", n=cycle.no),
        " · ".join(parts),
        items=list(_dated(inside)),
        id=f"cycle-{cycle.no}",
    )


def _read_fold(inside: list[Shown]) -> Item:
    groups = Counter("note" if e.kind.look == "note" else e.kind.group for e in inside)
    names = {
        "customer": _("customer"),
        "field": _("field"),
        "clock": _("due times"),
        "note": _("notes"),
        "work": _("handling"),
    }
    counted = [f"{names[group]} {groups[group]}" for group in names if groups[group]]
    span = f"{_stamp(inside[0].at)} – {_stamp(inside[-1].at)}"
    title = _("%(n)s read in this cycle", n=len(inside))
    return Item("fold", title, " · ".join([span, *counted]), items=list(_dated(inside)), id="read")


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(zone()):%m-%d %H:%M}"


def _dated(entries: Iterable[Shown], after: datetime | None = None) -> Iterable[Item]:
    """Put a line with the day in front of the first entry of each day."""
    last = after.astimezone(zone()).date() if after else None
    for item in entries:
        day = item.at.astimezone(zone()).date()
        if day != last:
            today = now().astimezone(zone()).date()
            note = {0: _("today"), 1: _("yesterday")}.get((today - day).days, "")
            yield Item("day", day_text(day, today), note, id=f"day-{day.isoformat()}")
            last = day
        yield Item("entry", shown=item, id=f"ev-{item.seq}")


def counts(line: Timeline) -> dict[str, int]:
    """Return how many entries each filter shows."""
    groups = Counter(KINDS.get(e.kind, _PLAIN).group for e in line.entries)
    return {"all": len(line.entries), **{g: groups[g] for g in ("customer", "field", "clock")}}
