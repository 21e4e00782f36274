"""Contacts by channel: what became of the first response, day by day, and why it was late (R9.4, R3.10)."""

from collections import defaultdict
from collections.abc import Mapping

from sladesk.domain.figures import Share, over_line
from sladesk.domain.figures.facts import DECIDED, LATE, MET, MISSED, OVERDUE, RUNNING, grouped
from sladesk.reports import document as doc
from sladesk.reports.gathering import Gathering
from sladesk.reports.material import Material

#: What channels are looked at by.
CHANNEL_MEASURES = (
    "response_attainment",
    "first_response",
    "first_response_requested",
    "first_response_working",
    "resolution",
    "resolution_working",
    "satisfaction",
)


def channels(given: Material, kept: Gathering) -> list[doc.ChannelLine]:
    """Return the channels through which somebody asked, the busiest first."""
    now = grouped(given.facts.channel, given.now.places)
    before = grouped(given.earlier.channel, given.then.places)
    tops = _top_reasons(given, kept)
    lines = [
        _channel(given, kept, key, now[key], before.get(key, []), tops.get(key, []))
        for key in given.channels
        if key in now
    ]
    return sorted(lines, key=lambda line: -line.tickets)


def _channel(
    given: Material,
    kept: Gathering,
    key: int,
    places: list[int],
    before: list[int],
    top: list[tuple[str, int]],
) -> doc.ChannelLine:
    stands = grouped(given.facts.response, places)
    code = given.channels[key].code
    for stand in (MET, LATE, OVERDUE, RUNNING):
        kept.keep_places(f"channel:{code}:{stand}", stands.get(stand, []))
    return doc.ChannelLine(
        channel=given.channels[key],
        tickets=len(places),
        met=len(stands.get(MET, [])),
        late=len(stands.get(LATE, [])),
        silent=len(stands.get(OVERDUE, [])),
        running=len(stands.get(RUNNING, [])),
        before=given.before("response_attainment", before, code),
        figures={
            measure: kept.line(measure, places, given.before(measure, before, code), code)
            for measure in CHANNEL_MEASURES
        },
        days=_channel_days(given, kept, code, places),
        top=top,
        behind=kept.keep_places(f"channel:{code}", places),
    )


def _channel_days(given: Material, kept: Gathering, code: str, places: list[int]) -> list[doc.ChannelDay]:
    days, stands = grouped(given.facts.day, places), given.facts.response
    lines = []
    for day in given.past:
        there = days.get(str(day), [])
        decided = [place for place in there if stands[place] in DECIDED]
        late = [place for place in decided if stands[place] in MISSED]
        alarm = over_line(
            Share(len(late), len(decided)), given.head.line, more_than=not given.head.line_is_over
        )
        kept.keep_places(f"alarm:{code}:{day}", late)
        lines.append(doc.ChannelDay(str(day), len(decided), len(late), alarm))
    return lines


def _top_reasons(given: Material, kept: Gathering) -> dict[int, list[tuple[str, int]]]:
    tickets: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for miss in given.misses:
        if miss.reason_id is not None:
            tickets[miss.channel_id][miss.reason_id].append(miss.number)
    return {channel: _most(given, kept, channel, found) for channel, found in tickets.items()}


def _most(
    given: Material, kept: Gathering, channel: int, found: Mapping[int, list[str]]
) -> list[tuple[str, int]]:
    top = sorted(found, key=lambda key: -len(found[key]))[:3]
    for key in top:
        kept.keep(why(given.channels[channel].code, given.reasons[key].code), found[key])
    return [(given.reasons[key].code, len(found[key])) for key in top]


def why(channel: str, reason: str) -> str:
    """Return the key of the tickets of a channel that missed a target for a reason; both as codes."""
    return f"why:{channel}:{reason}"
