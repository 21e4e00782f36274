"""What customers said, by how long they waited, and why targets were missed (R9.5, R3.9)."""

from collections import Counter, defaultdict

from sladesk.domain.figures.measures import MEASURES
from sladesk.domain.figures.spread import rank_correlation
from sladesk.queries.periods import Miss
from sladesk.reports import document as doc
from sladesk.reports.gathering import Gathering
from sladesk.reports.material import Material

#: Ends of the bands of first response in seconds; the last one is open (R9.5).
BANDS = (15 * 60, 3600, 4 * 3600, None)


def bands(given: Material, kept: Gathering) -> tuple[list[doc.BandLine], float | None]:
    """Return the answers by band of first response, and the rank correlation of wait and score."""
    scores = given.facts.score
    scored = [place for place, score in enumerate(scores) if score is not None]
    waits = given.now.column(MEASURES["first_response_requested"])
    asked = [(wait, place) for place in scored if (wait := waits[place]) is not None]
    lines, low = list[doc.BandLine](), -1.0
    for upto in BANDS:
        places = [place for wait, place in asked if low < wait and (upto is None or wait <= upto)]
        found = Counter(scores[place] for place in places)
        lines.append(
            doc.BandLine(
                upto=upto,
                scores=[found[score] for score in (5, 4, 3, 2, 1)],
                mean=given.now.value("score", places),
                satisfied=given.now.value("satisfaction", places),
                behind=kept.keep_places(f"band:{upto or 'more'}", places),
            )
        )
        low = upto or low
    rho = rank_correlation([wait for wait, _place in asked], [scores[place] or 0 for _wait, place in asked])
    return lines, rho


def reasons(given: Material, kept: Gathering) -> list[doc.ReasonLine]:
    """Return why targets were missed, most frequent first; what nobody has explained stands last."""
    groups: dict[int | None, list[Miss]] = defaultdict(list)
    for miss in given.misses:
        groups[miss.reason_id].append(miss)
    lines = []
    for key, misses in groups.items():
        name = given.reasons.get(key) if key is not None else None
        channel, n = Counter(miss.channel_id for miss in misses).most_common(1)[0]
        lines.append(
            doc.ReasonLine(
                reason=name,
                side=given.sides.get(key, "") if key is not None else "",
                n=len(misses),
                checked=sum(miss.checked for miss in misses),
                before=given.reasons_before.get(key, 0),
                channel=given.channels.get(channel),
                channel_n=n,
                behind=kept.keep(f"reason:{name.code if name else 'none'}", (miss.number for miss in misses)),
            )
        )
    return sorted(lines, key=lambda line: (line.reason is None, -line.n))
