"""An independent reading of a clock's ledger, to hold the engine and the stored rows against (decision 39).

Shares no code with the engine and uses none of its ideas: there are no prefix sums here and no arithmetic on
open time. It walks a clock forward second by second for three days and minute by minute beyond, asking at
each step whether time counts.

Entry point: `recompute(entries, calendars)`.

entries: the ledger of one clock in order of `seq`, each a dict with
    seq            int, from 1
    kind           start, retarget, pause, resume, stop, breach, withdraw, cancel or correct
    effective_at   int, epoch seconds, the true time
    target         with start and retarget: {"seconds", "mode", "calendar", "after_opening_seconds",
                   "peak", "peak_seconds", "regulated", "held_by"}, what is not needed left out
    data           a correction's {"seq", "at"} or {"seq", "void"}; otherwise not looked at
calendars: from a target's calendar key to {"zone", "week", "exceptions"}: seven lists of "HH:MM-HH:MM" from
    Monday on, and such lists by ISO date.

Answer: {"state", "started_at", "due_at", "true_due", "late", "breached_at", "stopped_at", "holes",
"open_seconds", "plain_seconds"}. due_at is what a stored row must say (None while paused; the missed due time
once breached). `stands_still(kind, entries, status)`: whether a clock that goes must stand still while its
ticket has a status, by the last target alone. true_due forgets what breach rows say, late whether an ended
clock ended after it (None while going): a stored breach must agree with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

BY_SECOND = 3 * 86_400
CHUNK = 7 * 86_400
BLOCK = 600  # seconds counted one by one in a run, as long as not all that is left is used up among them
LONGEST = 40 * 366 * 86_400

Row = Mapping[str, Any]
Stretch = tuple[int, int]


class Endless(Exception):
    """The walk did not arrive: the calendar does not open often enough."""


# --- The calendar, asked day by day ----------------------------------------------------------------------


def _seconds(text: str) -> int:
    parts = [int(part) for part in text.split(":")]
    return sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))


def _wall(t: int, zone: str) -> datetime:
    return datetime.fromtimestamp(t, ZoneInfo(zone)).replace(tzinfo=None)


@lru_cache(maxsize=100_000)
def _first_reading(day: date, seconds: int, zone: str) -> int:
    """The first instant of its day at which the wall clock shows this time or a later one, by looking."""
    asked = datetime.combine(day, time()) + timedelta(seconds=seconds)
    as_if_utc = int(asked.replace(tzinfo=UTC).timestamp())
    t = min(as_if_utc - _shift(as_if_utc + near * 86_400, zone) for near in (-1, 0, 1)) - 60
    while _wall(t, zone) < asked:
        t += 60
    while _wall(t - 1, zone) >= asked:
        t -= 1
    return t


def _shift(t: int, zone: str) -> int:
    offset = datetime.fromtimestamp(t, ZoneInfo(zone)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _day_stretches(calendar: Mapping[str, Any], day: date) -> Iterable[Stretch]:
    hours = calendar["exceptions"].get(day.isoformat(), calendar["week"][day.weekday()])
    for text in hours:
        opens, closes = text.split("-")
        zone = calendar["zone"]
        yield _first_reading(day, _seconds(opens), zone), _first_reading(day, _seconds(closes), zone)


def _open_seconds_of(calendar: Mapping[str, Any] | None, start: int, length: int) -> bytearray:
    """One byte a second from `start` on: 1 where the calendar is open; no calendar is always open."""
    if calendar is None:
        return bytearray(b"\1") * length
    mask = bytearray(length)
    first = _wall(start, calendar["zone"]).date() - timedelta(days=2)
    for at in range(length // 86_400 + 5):
        for opens, closes in _day_stretches(calendar, first + timedelta(days=at)):
            begin, end = max(opens - start, 0), min(closes - start, length)
            if end > begin:
                mask[begin:end] = b"\1" * (end - begin)
    return mask


# --- Walking ---------------------------------------------------------------------------------------------


class _Walk:
    """A walker that knows which seconds count, one chunk of the calendar at a time."""

    def __init__(self, calendar: Mapping[str, Any] | None, start: int) -> None:
        self.calendar = calendar
        self.start = start
        self.chunk = -1
        self.mask = bytearray()

    def ahead(self, t: int, most: int) -> bytearray:
        """The next seconds from `t`, at most so many and not beyond the chunk: 1 for each that counts."""
        chunk, at = divmod(t - self.start, CHUNK)
        if chunk > LONGEST // CHUNK:
            raise Endless
        if chunk != self.chunk:
            self.chunk, self.mask = chunk, _open_seconds_of(self.calendar, self.start + chunk * CHUNK, CHUNK)
        return self.mask[at : at + most]

    def next_counting(self, t: int) -> int:
        while True:
            for counts in self.ahead(t, BY_SECOND):
                if counts:
                    return t
                t += 1

    def until_used_up(self, t: int, left: int, limit: int) -> tuple[int, int]:
        """Walk on while something is left and the limit not reached; where one stands, and what is left."""
        while left and t < limit:
            by_minute = t - self.start >= BY_SECOND and left >= 60 and limit - t >= 60
            coming = self.ahead(t, 60 if by_minute else min(limit - t, BLOCK))
            if by_minute or coming.count(1) < left:
                t, left = t + len(coming), left - coming.count(1)
                continue
            for counts in coming:
                t += 1
                left -= counts
                if not left:
                    break
        return t, left

    def total(self, a: int, b: int) -> int:
        """How many seconds of [a, b) count."""
        found = 0
        while a < b:
            coming = self.ahead(a, b - a)
            found, a = found + sum(coming), a + len(coming)
        return found


def _due(start: int, seconds: int, calendar: Mapping[str, Any] | None, holes: list[Stretch]) -> int:
    walk, t, left, moved = _Walk(calendar, start), start, seconds, False
    ends = dict(holes)
    while True:
        # Nothing left and not a second walked since the clock last began to run: it waits for the opening.
        resting = walk.next_counting(t) if left == 0 and not moved else t
        entered = min((begin for begin in ends if t <= begin <= resting), default=None)
        if entered is not None:
            t, moved = ends[entered], False
        elif left == 0:
            return resting
        else:
            limit = min((begin for begin in ends if begin > t), default=t + LONGEST)
            before = left
            t, left = walk.until_used_up(t, left, limit)
            moved = moved or left < before


def _counted(start: int, end: int, calendar: Mapping[str, Any] | None, holes: list[Stretch]) -> int:
    walk = _Walk(calendar, start)
    inside = [(begin, min(finish, end)) for begin, finish in holes if begin < end]
    return walk.total(start, end) - sum(walk.total(begin, finish) for begin, finish in inside)


# --- The ledger ------------------------------------------------------------------------------------------


def _happenings(entries: Sequence[Row]) -> list[dict[str, Any]]:
    """What truly happened, in order: corrections applied, verdicts left out."""
    told = [
        dict(row)
        for row in entries
        if row["kind"] in ("start", "retarget", "pause", "resume", "stop", "cancel")
    ]
    for correction in (row["data"] for row in entries if row["kind"] == "correct"):
        if "void" in correction:
            told = [row for row in told if row["seq"] != correction["seq"]]
        for row in told:
            if row["seq"] == correction["seq"]:
                row["effective_at"] = correction["at"]
    ends = [row["effective_at"] for row in told if row["kind"] in ("stop", "cancel")]
    return [row for row in told if not ends or row["effective_at"] <= ends[-1]]


def _breached_at(entries: Sequence[Row]) -> int | None:
    verdicts = [row for row in entries if row["kind"] in ("breach", "withdraw")]
    return verdicts[-1]["effective_at"] if verdicts and verdicts[-1]["kind"] == "breach" else None


def _resolve(target: Row, start: int, calendars: Mapping[str, Any]) -> tuple[int, int, Any]:
    """Where counting begins, how many seconds, on which calendar (None: plain time)."""
    calendar = calendars[target["calendar"]] if target.get("calendar") else None
    seconds = target["seconds"]
    if calendar and target.get("peak") and not target.get("regulated"):
        clock = _wall(start, calendar["zone"]).strftime("%H:%M:%S")
        if any(text.split("-")[0] <= clock < text.split("-")[1] for text in target["peak"]):
            seconds = target["peak_seconds"]
    if target["mode"] == "working":
        return start, seconds, calendar
    if target["mode"] == "after_opening" and not _Walk(calendar, start).ahead(start, 1)[0]:
        return _Walk(calendar, start).next_counting(start), target["after_opening_seconds"], None
    return start, seconds, None


def recompute(entries: Sequence[Row], calendars: Mapping[str, Any]) -> dict[str, Any]:
    """Read a ledger from its first row and say what the clock's row must hold; see the module's own words."""
    state, start, end, since = "running", 0, None, None
    target: Row = {}
    holes: list[Stretch] = []
    for row in _happenings(entries):
        at = row["effective_at"]
        target = row.get("target") or target
        if row["kind"] == "start":
            start = at
        elif row["kind"] == "pause":
            state, since = "paused", at
        elif row["kind"] in ("resume", "stop", "cancel"):
            if since is not None and at > since:
                holes.append((since, at))
            state, since = {"resume": "running", "stop": "stopped", "cancel": "cancelled"}[row["kind"]], None
            end = at if row["kind"] != "resume" else None
    return _answer(entries, calendars, state=state, start=start, end=end, target=target, holes=holes)


def _answer(
    entries: Sequence[Row],
    calendars: Mapping[str, Any],
    *,
    state: str,
    start: int,
    end: int | None,
    target: Row,
    holes: list[Stretch],
) -> dict[str, Any]:
    origin, seconds, calendar = _resolve(target, start, calendars)
    inside = [(max(begin, origin), finish) for begin, finish in holes if finish > origin]
    true_due = None if state == "paused" else _due(origin, seconds, calendar, inside)
    breached = _breached_at(entries)
    return {
        "state": state,
        "started_at": start,
        "due_at": true_due if breached is None else breached,
        "true_due": true_due,
        "late": None if end is None or true_due is None else end > true_due,
        "breached_at": breached,
        "stopped_at": end,
        "holes": holes,
        "open_seconds": None if end is None else _counted(origin, max(end, origin), calendar, inside),
        "plain_seconds": None if end is None else end - start,
    }


def stands_still(kind: str, entries: Sequence[Row], status: str) -> bool:
    """Whether waiting of this status holds a clock: what its last target names, else the resolution only."""
    last = [entry["target"] for entry in entries if entry["kind"] in {"start", "retarget"}][-1]
    named = last.get("held_by")
    if named is None:
        return kind == "resolution" and status.startswith("waiting_")
    return status in named
