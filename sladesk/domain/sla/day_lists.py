"""Days off and made up out of a list from elsewhere: whole into a year, or not at all (R3.5)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sladesk.domain.errors import Problem
from sladesk.domain.sla.typed_calendars import stretches

#: Work is looked for before rest: 调休上班 holds both words. 调休 alone says neither; Workers' Day says
#: nothing of work.
_NO_WORK = re.compile(r"不用?上班|\bno(t|n|n-)? ?work")
_WORK = re.compile(r"班|\b(make-?up|work(ing)?( ?day)?)\b")
_REST = re.compile(r"(?<!调)休|假|\b(holidays?|off|rest|closed|closure)\b")


class Unmarked(StrEnum):
    """What an entry without a word for off or work means."""

    REFUSE = "refuse"
    OFF = "off"
    SKIP = "skip"


@dataclass(frozen=True)
class Entry:
    """An entry of a list: where it stands, what it is called, its days, and what is wrong with it.

    Arguments:
        place: number of its line, or of the entry.
        says: what is looked at for off or work, besides the name.
    """

    place: int
    name: str
    first: date | None = None
    last: date | None = None
    says: str = ""
    problem: Problem | None = None


@dataclass(frozen=True)
class Filled:
    """What a list means for a year; text is given only when `refused` is empty.

    Arguments:
        outside: entries of other years; skipped: entries left out because nothing says off or work.
    """

    off: str = ""
    extra: str = ""
    days_off: int = 0
    days_worked: int = 0
    outside: int = 0
    skipped: int = 0
    refused: tuple[Entry, ...] = ()


def works(entry: Entry) -> bool | None:
    """Whether people work on the days of an entry; None when nothing says so."""
    for text in (entry.says.strip().lower(), entry.name.lower()):
        if _NO_WORK.search(text):
            return False
        if _WORK.search(text):
            return True
        if _REST.search(text):
            return False
    return None


def fill(entries: Sequence[Entry], year: int, unmarked: Unmarked) -> Filled:
    """Return the days of a year, or each entry that can't be taken: nothing is taken by half."""
    refused = [entry for entry in entries if entry.problem is not None]
    off, extra, outside, skipped = set[date](), set[date](), 0, 0
    for entry in entries:
        days = set(_days(entry, year))
        if entry.problem is not None or not days:
            outside += entry.problem is None
            continue
        work = works(entry)
        if work is None and unmarked is Unmarked.SKIP:
            skipped += 1
        elif work is None and unmarked is Unmarked.REFUSE:
            refused.append(_with(entry, Problem("entry_unmarked")))
        else:
            mine, other = (extra, off) if work else (off, extra)
            if days & other:
                refused.append(_with(entry, Problem("entry_twice", {"day": min(days & other).isoformat()})))
            mine |= days
    if refused:
        return Filled(
            outside=outside, skipped=skipped, refused=tuple(sorted(refused, key=lambda one: one.place))
        )
    return Filled(
        off="\n".join(stretches(off)),
        extra="\n".join(stretches(extra)),
        days_off=len(off),
        days_worked=len(extra),
        outside=outside,
        skipped=skipped,
    )


def _with(entry: Entry, problem: Problem) -> Entry:
    return Entry(entry.place, entry.name, entry.first, entry.last, entry.says, problem)


def _days(entry: Entry, year: int) -> Iterable[date]:
    """Yield the days of an entry that lie in the year."""
    if entry.first is None or entry.last is None:
        return
    day, end = max(entry.first, date(year, 1, 1)), min(entry.last, date(year, 12, 31))
    while day <= end:
        yield day
        day += timedelta(days=1)
