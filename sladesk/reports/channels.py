"""Contacts by channel: what became of the first response, day by day, and why it was late (R9.4, R3.10)."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from sladesk.domain.figures import Share, over_line
from sladesk.domain.figures.facts import LATE, MET, MISSED, OVERDUE, RUNNING, Fact
from sladesk.reports import document as doc
from sladesk.reports.gathering import Gathering
from sladesk.reports.material import Material, by

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
    now, before = by(given.facts, "channel"), by(given.earlier, "channel")
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
    facts: list[Fact],
    before: list[Fact],
    top: list[tuple[str, int]],
) -> doc.ChannelLine:
    stands = Counter(fact.response for fact in facts)
    code = given.channels[key].code
    for stand in (MET, LATE, OVERDUE, RUNNING):
        kept.keep_facts(f"channel:{code}:{stand}", [fact for fact in facts if fact.response == stand])
    return doc.ChannelLine(
        channel=given.channels[key],
        tickets=len(facts),
        met=stands[MET],
        late=stands[LATE],
        silent=stands[OVERDUE],
        running=stands[RUNNING],
        before=given.before("response_attainment", before, code),
        figures={
            measure: kept.line(measure, facts, given.before(measure, before, code), code)
            for measure in CHANNEL_MEASURES
        },
        days=_channel_days(given, kept, code, facts),
        top=top,
        behind=kept.keep_facts(f"channel:{code}", facts),
    )


def _channel_days(given: Material, kept: Gathering, code: str, facts: list[Fact]) -> list[doc.ChannelDay]:
    days = by(facts, "day")
    lines = []
    for day in given.past:
        there = days.get(day, [])
        decided = [fact for fact in there if fact.response in {MET, LATE, OVERDUE}]
        late = [fact for fact in decided if fact.response in MISSED]
        alarm = over_line(Share(len(late), len(decided)), given.head.line)
        kept.keep_facts(f"alarm:{code}:{day}", late)
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
