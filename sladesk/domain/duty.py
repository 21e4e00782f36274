"""Shifts and who is on duty: by the rota where a site uses one, else by everybody's own switch (R2.2)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sladesk.domain.codes import Away, Duty
from sladesk.domain.errors import Problem

MINUTES_A_DAY = 24 * 60
#: Windows of a shift, and its length altogether: beyond that somebody has slipped.
MOST_WINDOWS, LONGEST = 4, 16 * 60
AWAY = tuple(Away)
#: People and days that are changed at once, and days of one absence.
MOST_PEOPLE, MOST_DAYS, LONGEST_ABSENCE = 30, 31, 92
_WINDOW = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–~至]\s*(\d{1,2})[:：](\d{2})")
Window = tuple[int, int]


def parse_hours(text: str) -> tuple[Window, ...] | Problem:
    """Return the windows of a shift in minutes of its day, or what is wrong with them.

    A window that ends before it starts goes on past midnight and belongs to the day it starts on.

    Arguments:
        text: such as 08:00-12:00 13:00-17:30 or 22:00-06:00.
    """
    found: list[Window] = []
    for parts in _WINDOW.finditer(text):
        hour, minute, end_hour, end_minute = map(int, parts.groups())
        start, end = hour * 60 + minute, end_hour * 60 + end_minute
        if minute > 59 or end_minute > 59 or start >= MINUTES_A_DAY or end > MINUTES_A_DAY or start == end:
            return Problem("shift_hours")
        found.append((start, end if end > start else end + MINUTES_A_DAY))
    if not found or _WINDOW.sub("", text).strip(" ,，、;；"):
        return Problem("shift_hours")
    if len(found) > MOST_WINDOWS or sum(end - start for start, end in found) > LONGEST:
        return Problem("shift_too_long", {"hours": LONGEST // 60, "windows": MOST_WINDOWS})
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        return Problem("shift_overlap")
    return tuple(found)


def hours_text(windows: Iterable[Window]) -> str:
    """Return windows as they are stored and shown: 08:00-12:00 13:00-17:30."""
    return " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in windows)


def _clock(minute: int) -> str:
    return "24:00" if minute == MINUTES_A_DAY else "{:02}:{:02}".format(*divmod(minute % MINUTES_A_DAY, 60))


@dataclass(frozen=True, slots=True)
class Moment:
    """The present as the rota sees it: the site's day, the one before, and the minute of the day."""

    now: datetime
    zone: ZoneInfo

    @property
    def day(self) -> date:
        """Today at the site."""
        return self.now.astimezone(self.zone).date()

    @property
    def before(self) -> date:
        """Yesterday, whose night shift may still be on."""
        return self.day - timedelta(days=1)

    def since(self, today: Iterable[Window], yesterday: Iterable[Window]) -> datetime | None:
        """Return when the window began somebody works in now; None when it is none of theirs."""
        local = self.now.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        for day, windows, at in (
            (self.day, today, minute),
            (self.before, yesterday, minute + MINUTES_A_DAY),
        ):
            for start, end in windows:
                if start <= at < end:
                    return datetime.combine(day, time(start // 60, start % 60), self.zone)
        return None

    def under_way(
        self, today: Sequence[Window], yesterday: Sequence[Window]
    ) -> tuple[datetime, datetime] | None:
        """Return when the shift somebody is in began and when it ends, breaks in it included."""
        for day, windows in ((self.before, yesterday), (self.day, today)):
            if windows:
                midnight = datetime.combine(day, time(), self.zone)
                start, end = (midnight + timedelta(minutes=n) for n in (windows[0][0], windows[-1][1]))
                if start <= self.now < end:
                    return start, end
        return None


def duty_by_rota(since: datetime | None, switch: str, switched_at: datetime | None) -> Duty:
    """Return somebody's duty where the rota decides.

    Who is on it is on duty without doing anything. Who says since the shift began that they take a break or
    have gone home is believed; what the switch said before the shift counts for nothing.

    Arguments:
        since: when the present window of the shift began; None outside of shifts and on leave.
        switch: what they last said themselves, and when.
    """
    if since is None:
        return Duty.OFF
    if switch != Duty.ON and switched_at is not None and switched_at >= since:
        return Duty(switch)
    return Duty.ON


def nobody(
    days: Iterable[date], teams: Mapping[int, Iterable[int]], working: Iterable[tuple[int, date]]
) -> list[tuple[date, int]]:
    """Return the days on which a team has nobody on the rota.

    Arguments:
        days: looked at.
        teams: people by team; a team without people is left out.
        working: person and day of every shift.
    """
    there = set(working)
    people = {team: tuple(members) for team, members in teams.items()}
    return [
        (day, team)
        for day in days
        for team, members in people.items()
        if members and not any((member, day) in there for member in members)
    ]
