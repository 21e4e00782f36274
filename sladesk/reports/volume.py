"""When people ask, and how many seats that takes (R9.5)."""

from collections import Counter

from sladesk.domain.figures.facts import grouped
from sladesk.domain.figures.spread import percentile
from sladesk.reports import document as doc
from sladesk.reports.gathering import Gathering
from sladesk.reports.material import Material

#: Of the contacts of an hour on working days, so many per cent are at most what seats are counted for.
BUSY = 80


def heat(given: Material, kept: Gathering) -> list[doc.HeatCell]:
    """Return the requests of each weekday and hour that has any."""
    hours = [day * 24 + hour for day, hour in zip(given.facts.weekday, given.facts.hour, strict=True)]
    return [
        doc.HeatCell(at // 24, at % 24, len(places), kept.keep_places(f"hour:{at // 24}:{at % 24}", places))
        for at, places in sorted(grouped(hours, given.now.places).items())
    ]


def days(given: Material, kept: Gathering) -> list[doc.DayVolume]:
    """Return the requests of each day that has begun, also of those without any."""
    found = grouped(given.facts.day, given.now.places)
    return [
        doc.DayVolume(
            str(day),
            len(found.get(str(day), [])),
            day in given.working,
            kept.keep_places(f"day:{day}", found.get(str(day), [])),
        )
        for day in given.past
    ]


def staff(given: Material) -> list[doc.StaffHour]:
    """Return the seats that telephone and chat take in each hour of a working day."""
    working = [str(day) for day in given.past if day in given.working]
    asked = zip(given.facts.hour, given.facts.day, given.facts.channel, strict=True)
    contacts = Counter((hour, day) for hour, day, channel in asked if channel in given.fast)
    hours = {hour for (hour, day) in contacts if day in working}
    lines = []
    for hour in range(min(hours), max(hours) + 1) if hours else ():
        busy = percentile(sorted(contacts[hour, day] for day in working), BUSY) or 0
        taken, there = int(busy) * given.contact_seconds * 100, 3600 * given.occupancy
        lines.append(doc.StaffHour(hour, busy, -(-taken // there)))
    return lines
