"""When people ask, and how many seats that takes (R9.5)."""

from collections import Counter, defaultdict

from sladesk.domain.figures.facts import Fact
from sladesk.domain.figures.spread import percentile
from sladesk.reports import document as doc
from sladesk.reports.gathering import Gathering
from sladesk.reports.material import Material, by

#: Of the contacts of an hour on working days, so many per cent are at most what seats are counted for.
BUSY = 80


def heat(given: Material, kept: Gathering) -> list[doc.HeatCell]:
    """Return the requests of each weekday and hour that has any."""
    cells: dict[tuple[int, int], list[Fact]] = defaultdict(list)
    for fact in given.facts:
        cells[fact.weekday, fact.hour].append(fact)
    return [
        doc.HeatCell(weekday, hour, len(facts), kept.keep_facts(f"hour:{weekday}:{hour}", facts))
        for (weekday, hour), facts in sorted(cells.items())
    ]


def days(given: Material, kept: Gathering) -> list[doc.DayVolume]:
    """Return the requests of each day that has begun, also of those without any."""
    found = by(given.facts, "day")
    return [
        doc.DayVolume(
            str(day),
            len(found.get(day, [])),
            day in given.working,
            kept.keep_facts(f"day:{day}", found.get(day, [])),
        )
        for day in given.past
    ]


def staff(given: Material) -> list[doc.StaffHour]:
    """Return the seats that telephone and chat take in each hour of a working day."""
    working = [day for day in given.past if day in given.working]
    contacts = Counter((fact.hour, fact.day) for fact in given.facts if fact.channel in given.fast)
    hours = {hour for (hour, day) in contacts if day in given.working}
    lines = []
    for hour in range(min(hours), max(hours) + 1) if hours else ():
        busy = percentile(sorted(contacts[hour, day] for day in working), BUSY) or 0
        taken, there = int(busy) * given.contact_seconds * 100, 3600 * given.occupancy
        lines.append(doc.StaffHour(hour, busy, -(-taken // there)))
    return lines
