"""Opening hours as people type them: a sentence for whatever can't be read, and back into text."""

import re
import unicodedata
from itertools import pairwise

from sladesk.domain.errors import Problem
from sladesk.domain.sla.hours import DAY, Window, Windows

#: Words for a day without hours, and for one without end.
_CLOSED = frozenset({"", "-", "closed", "off", "休", "休息", "不开放"})
_ALWAYS = frozenset({"24h", "24小时", "全天"})
_DASHES = re.compile(r"\s*(?:[-‐-―−~〜]|至|到)\s*")
_NEXT_DAY = re.compile(r"-\s*(?:次日|翌日|第二天|next day|\+)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;、\s]+")
_TIME = r"(\d{1,2})(?::(\d{2})(?::(\d{2}))?)?"
_PIECE = re.compile(rf"{_TIME}-(\+)?{_TIME}")
#: Characters of a typed day that are looked at, and of a piece that is said back.
LONGEST, _SAID = 1_000, 30


def read_hours(text: str) -> tuple[Windows, tuple[Problem, ...]]:
    """Read the hours of a day: "09:00-12:00, 13:00-18:00", "22:00-次日06:00", "全天", nothing for closed.

    Returns:
        The windows in order, and what is wrong with them: one problem for each piece.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.lower() in _CLOSED:
        return (), ()
    if len(plain) > LONGEST:
        return (), (Problem("too_long", {"max": LONGEST, "length": len(plain)}),)
    if plain.lower() in _ALWAYS:
        return (Window(0, DAY),), ()
    joined = _DASHES.sub("-", _NEXT_DAY.sub("-+", _DASHES.sub("-", plain)))
    found: list[Window] = []
    problems: list[Problem] = []
    for piece in filter(None, _BETWEEN.split(joined)):
        window = _window(piece)
        if isinstance(window, Problem):
            problems.append(window)
        else:
            found.append(window)
    found.sort()
    problems.extend(
        Problem("hours_overlap", {"first": str(one), "second": str(other)})
        for one, other in pairwise(found)
        if other.start < one.end
    )
    return tuple(found), tuple(problems)


def _window(piece: str) -> Window | Problem:
    said = {"text": piece[:_SAID]}
    read = _PIECE.fullmatch(piece)
    if read is None:
        return Problem("hours_shape", said)
    hour, minute, second, next_day, to_hour, to_minute, to_second = read.groups()
    if max(int(part or 0) for part in (minute, second, to_minute, to_second)) > 59:
        return Problem("hours_shape", said)
    start = int(hour) * 3600 + int(minute or 0) * 60 + int(second or 0)
    end = int(to_hour) * 3600 + int(to_minute or 0) * 60 + int(to_second or 0) + (DAY if next_day else 0)
    if start >= DAY:
        return Problem("hours_start", said)
    if end <= start:
        night = str(Window(start, end + DAY))
        return Problem("hours_backwards", {**said, "night": night})
    return Window(start, end) if end - start <= DAY else Problem("hours_day", said)


def write_hours(hours: Windows) -> str:
    """Return windows so that `read_hours` reads them back."""
    return ", ".join(map(str, hours))
