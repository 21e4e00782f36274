"""Who used the time until tickets were resolved, all together and by channel (R3.8)."""

from collections.abc import Sequence
from operator import add, itemgetter

from sladesk.domain.figures.facts import Facts, grouped
from sladesk.domain.sla.usage import Who
from sladesk.reports.gathering import Gathering
from sladesk.reports.material import Material
from sladesk.reports.records import Use, UseLine


def use(given: Material, kept: Gathering) -> Use:
    """Return whose the time was: of all tickets that tell it, then of each channel, the longest first."""
    now, before = _by_channel(given.facts), _before(given)
    lines = [
        UseLine(
            channel=given.channels[key],
            tickets=len(now[key]),
            seconds=_sums(given.facts, now[key]),
            before=before.get(given.channels[key].code, []),
            behind=kept.keep_places(f"use:{given.channels[key].code}", now[key]),
        )
        for key in given.channels
        if key in now
    ]
    lines.sort(key=lambda line: -sum(line.seconds))
    told = sorted(place for places in now.values() for place in places)
    whole = UseLine(
        channel=None,
        tickets=len(told),
        seconds=_together([line.seconds for line in lines]),
        before=before.get("", []),
        behind=kept.keep_places("use", told),
    )
    solved = zip(given.facts.done, given.facts.queue, strict=True)
    return Use([whole, *lines] if lines else [], sum(done and queue is None for done, queue in solved))


def _by_channel(facts: Facts) -> dict[int, list[int]]:
    """Return by channel the tickets that tell whose their time was."""
    told = [place for place, seconds in enumerate(facts.queue) if seconds is not None]
    return grouped(facts.channel, told)


def _before(given: Material) -> dict[str, list[int]]:
    """Return the sums of the period before by code of the channel, all of them under an empty one."""
    if given.compared is not None:
        held = given.compared.use
        lines = held.lines if held is not None else []
        return {line.channel.code if line.channel is not None else "": line.seconds for line in lines}
    told = _by_channel(given.earlier)
    found = {
        given.channels[key].code: _sums(given.earlier, places)
        for key, places in told.items()
        if key in given.channels
    }
    return found | ({"": _together(list(found.values()))} if found else {})


def _sums(facts: Facts, places: Sequence[int]) -> list[int]:
    columns: list[Sequence[int]] = [getattr(facts, who) for who in Who]
    # Picked without a step of Python for each; of one place there is no tuple to sum.
    picked = itemgetter(*places, places[0])
    return [sum(picked(column)) - column[places[0]] for column in columns]


def _together(sums: Sequence[Sequence[int]]) -> list[int]:
    found = [0] * len(Who)
    for one in sums:
        found = list(map(add, found, one))
    return found
