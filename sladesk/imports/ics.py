"""Reads an iCalendar file in a process of its own: `zone`, a line break and the file in, JSON out (R3.5).

A public holiday is an entry of whole days. What repeats, has a time of day or can't be understood is told
with a code, not guessed at.
"""

import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, vDDDTypes

from sladesk.child import MIB, confine

LIMITS = {resource.RLIMIT_AS: 512 * MIB, resource.RLIMIT_CPU: 15, resource.RLIMIT_FSIZE: 0}
#: How the child says that the file is none it can read, as its return code.
NONSENSE = 3
_REPEATS = ("RRULE", "RDATE", "RECURRENCE-ID")
_TIMES = frozenset({"DTSTART", "DTEND", "DURATION"})
#: How a widespread calendar of Chinese holidays marks its days besides their names.
_SPECIAL = {"WORK-HOLIDAY": "休", "ALTERNATE-WORKDAY": "班"}
_SAID, _LONGEST = 60, timedelta(days=366)


def told(text: str, zone: ZoneInfo) -> Iterator[dict[str, str]]:
    """Yield name, days or problem of every entry that was not cancelled.

    Raises ValueError for what is no iCalendar file.
    """
    for calendar in Calendar.from_ical(text, multiple=True):
        for event in calendar.walk("VEVENT"):
            if str(event.get("STATUS", "")).upper() != "CANCELLED":
                yield _told(event, zone)


def _told(event: Any, zone: ZoneInfo) -> dict[str, str]:
    name = str(event.get("SUMMARY", "")).strip()[:_SAID]
    says = _SPECIAL.get(str(event.get("X-APPLE-SPECIAL-DAY", "")).upper(), "")
    try:
        found = _days(event, zone)
    except OverflowError:  # at one end of all years: how some calendars write "for ever"
        found = "entry_no_date"
    if isinstance(found, tuple):
        first, last = found
        return {"name": name, "says": says, "problem": "", "first": str(first), "last": str(last)}
    started = event.get("DTSTART")
    text = (
        started.to_ical().decode(errors="replace") if isinstance(started, vDDDTypes) else str(started or "")
    )
    return {"name": name, "problem": found, "text": text[:_SAID]}


def _days(event: Any, zone: ZoneInfo) -> tuple[date, date] | str:
    """First and last day, or the code of what is wrong."""
    if any(key in event for key in _REPEATS):
        return "entry_repeats"
    if "DTSTART" not in event or any(str(name).upper() in _TIMES for name, _why in event.errors):
        return "entry_no_date"
    start, end = _moment(event, "DTSTART", zone), _moment(event, "DTEND", zone)
    if start is None:
        return "entry_no_date"
    if "entry_zone" in (start, end):
        return "entry_zone"
    if end is None:
        lasts = getattr(event.get("DURATION"), "dt", None)
        end = start + (lasts if isinstance(lasts, timedelta) else timedelta(days=1))
    return _wrong(start, end) or (start.date(), max(start, end - timedelta(days=1)).date())


def _wrong(start: datetime, end: datetime) -> str:
    """The code of what keeps a stretch from being whole days."""
    if end < start:
        return "entry_backwards"
    if any(moment.time() != time() for moment in (start, end)):
        return "entry_time"
    return "entry_long" if end - start > _LONGEST else ""


def _moment(event: Any, key: str, zone: ZoneInfo) -> Any:
    """The wall clock of a date or an instant in the calendar's zone; None when absent or no single one."""
    held = event.get(key)
    at = getattr(held, "dt", None)
    if isinstance(at, datetime):
        if at.tzinfo is not None:
            return at.astimezone(zone).replace(tzinfo=None)
        return "entry_zone" if held.params.get("TZID") else at
    return datetime.combine(at, time()) if isinstance(at, date) else None


def main() -> int:
    """Read `stdin`, write what stands there to `stdout` and return how that went."""
    confine(LIMITS)
    zone, _break, text = sys.stdin.buffer.read().decode().partition("\n")
    try:
        said = list(told(text, ZoneInfo(zone)))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError):
        # The library promises ValueError; what else a broken file makes it raise means the same to a person.
        return NONSENSE
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
