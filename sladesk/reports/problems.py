"""The most frequent problems, and how long each kind of request took (R9.5)."""

from collections.abc import Sequence

from sladesk.domain.codes import ServiceType
from sladesk.domain.figures.facts import MISSED, grouped
from sladesk.domain.figures.measures import MEASURES
from sladesk.domain.figures.spread import percentile, whole_shares
from sladesk.reports import document as doc
from sladesk.reports.gathering import Gathering
from sladesk.reports.material import Material

#: What makes a problem ticket: something is wrong, as opposed to somebody asking.
PROBLEMS = frozenset({ServiceType.REPAIR, ServiceType.COMPLAINT, ServiceType.RETURN})
TOP = 5


def problems(given: Material, kept: Gathering) -> tuple[list[doc.ProblemLine], doc.ProblemLine | None]:
    """Return the five most frequent problems and all others as one line; their shares add up."""
    found = [place for place, service in enumerate(given.facts.service) if service in PROBLEMS]
    now = grouped(given.facts.category, found)
    order = sorted(
        given.categories.keys() & now.keys(), key=lambda key: (-len(now[key]), given.categories[key].code)
    )
    top, others = order[:TOP], order[TOP:]
    rest = [place for key in others for place in now[key]]
    shares = whole_shares([*(len(now[key]) for key in top), len(rest)])
    lines = [
        _problem(given, kept, given.categories[key], now[key], _earlier(given, key), share)
        for key, share in zip(top, shares, strict=False)
    ]
    if not others:
        return lines, None
    gone = sum(n for key, n in given.problems_before.items() if key not in top)
    gone_two = sum(n for key, n in given.problems_two_before.items() if key not in top)
    name = doc.Name("rest", str(len(others)), str(len(others)))
    return lines, _problem(given, kept, name, rest, (gone, gone_two), shares[-1])


def _earlier(given: Material, key: int) -> tuple[int, int]:
    return given.problems_before.get(key, 0), given.problems_two_before.get(key, 0)


def _problem(
    given: Material,
    kept: Gathering,
    name: doc.Name,
    places: Sequence[int],
    earlier: tuple[int, int],
    permille: int,
) -> doc.ProblemLine:
    return doc.ProblemLine(
        category=name,
        counts=[len(places), *earlier],
        permille=permille,
        median=given.now.figure("resolution", places).median,
        satisfaction=given.now.value("satisfaction", places),
        behind=kept.keep_places(f"problem:{name.code}", places),
    )


def boxes(given: Material, kept: Gathering) -> list[doc.BoxLine]:
    """Return the spread of handling time of each service type that has any."""
    lines, known = list[doc.BoxLine](), given.facts
    for service, places in grouped(known.service, given.now.places).items():
        values = sorted(given.now.counted(MEASURES["resolution"], places))
        if not values:
            continue
        allowed = sorted(limit for place in places if (limit := known.allowed[place]) is not None)
        # Of what the box is drawn from: a share of it is never more than all of it.
        drawn = list(given.now.cohort(MEASURES["resolution"], places))
        over = [place for place in drawn if known.resolution[place] in MISSED]
        five = [percentile(values, percent) or 0.0 for percent in (5, 25, 50, 75, 95)]
        lines.append(
            doc.BoxLine(
                service, len(values), *five,
                mean=sum(values) / len(values),
                limit=percentile(allowed, 50),
                over=len(over),
                behind=kept.keep_places(f"box:{service}", drawn),
                over_behind=kept.keep_places(f"box:{service}:over", over),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: -line.n)


def waiting(given: Material, kept: Gathering) -> doc.Waiting:
    """Return how many repairs waited for a part, and the mean handling time without them."""
    waits = given.facts.waited
    repairs = grouped(given.facts.service, given.now.places).get(ServiceType.REPAIR, [])
    waited = [place for place in repairs if waits[place] is not None]
    others = [place for place, wait in enumerate(waits) if wait is None]
    return doc.Waiting(
        repairs=len(repairs),
        waited=len(waited),
        mean_without=given.now.value("resolution", others) if len(others) < len(waits) else None,
        behind=kept.keep_places("waited", waited),
    )
