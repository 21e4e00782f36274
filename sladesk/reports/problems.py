"""The most frequent problems, and how long each kind of request took (R9.5)."""

from collections.abc import Iterable

from sladesk.domain.codes import ServiceType
from sladesk.domain.figures.counting import figure
from sladesk.domain.figures.facts import MISSED, Fact
from sladesk.domain.figures.spread import percentile, whole_shares
from sladesk.reports import document as doc
from sladesk.reports.gathering import Gathering
from sladesk.reports.material import Material, by

#: What makes a problem ticket: something is wrong, as opposed to somebody asking.
PROBLEMS = frozenset({ServiceType.REPAIR, ServiceType.COMPLAINT, ServiceType.RETURN})
TOP = 5


def _problem_facts(facts: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.service in PROBLEMS]


def problems(given: Material, kept: Gathering) -> tuple[list[doc.ProblemLine], doc.ProblemLine | None]:
    """Return the five most frequent problems and all others as one line; their shares add up."""
    facts = _problem_facts(given.facts)
    now = by(facts, "category")
    order = sorted(
        given.categories.keys() & now.keys(), key=lambda key: (-len(now[key]), given.categories[key].code)
    )
    top, others = order[:TOP], order[TOP:]
    other_facts = [fact for key in others for fact in now[key]]
    shares = whole_shares([*(len(now[key]) for key in top), len(other_facts)])
    lines = [
        _problem(given, kept, given.categories[key], now[key], _earlier(given, key), share)
        for key, share in zip(top, shares, strict=False)
    ]
    if not others:
        return lines, None
    gone = sum(n for key, n in given.problems_before.items() if key not in top)
    gone_two = sum(n for key, n in given.problems_two_before.items() if key not in top)
    name = doc.Name("rest", str(len(others)), str(len(others)))
    return lines, _problem(given, kept, name, other_facts, (gone, gone_two), shares[-1])


def _earlier(given: Material, key: int) -> tuple[int, int]:
    return given.problems_before.get(key, 0), given.problems_two_before.get(key, 0)


def _problem(
    given: Material,
    kept: Gathering,
    name: doc.Name,
    facts: list[Fact],
    earlier: tuple[int, int],
    permille: int,
) -> doc.ProblemLine:
    return doc.ProblemLine(
        category=name,
        counts=[len(facts), *earlier],
        permille=permille,
        median=figure("resolution", facts, given.bar).median,
        satisfaction=given.value("satisfaction", facts),
        behind=kept.keep_facts(f"problem:{name.code}", facts),
    )


def boxes(given: Material, kept: Gathering) -> list[doc.BoxLine]:
    """Return the spread of handling time of each service type that has any."""
    lines = []
    for service, facts in by(given.facts, "service").items():
        values = sorted(value for _fact, value in given.now.valued("resolution", facts))
        if not values:
            continue
        allowed = sorted(fact.allowed for fact in facts if fact.allowed is not None)
        over = [fact for fact in facts if fact.resolution in MISSED]
        five = [percentile(values, percent) or 0.0 for percent in (5, 25, 50, 75, 95)]
        lines.append(
            doc.BoxLine(
                str(service), len(values), *five,
                mean=sum(values) / len(values),
                limit=percentile(allowed, 50),
                over=len(over),
                behind=kept.keep_facts(f"box:{service}", [f for f in facts if f.solved is not None]),
                over_behind=kept.keep_facts(f"box:{service}:over", over),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: -line.n)


def waiting(given: Material, kept: Gathering) -> doc.Waiting:
    """Return how many repairs waited for a part, and the mean handling time without them."""
    repairs = [fact for fact in given.facts if fact.service == ServiceType.REPAIR]
    waited = [fact for fact in repairs if fact.waited is not None]
    others = [fact for fact in given.facts if fact.waited is None]
    return doc.Waiting(
        repairs=len(repairs),
        waited=len(waited),
        mean_without=given.value("resolution", others) if len(others) < len(given.facts) else None,
        behind=kept.keep_facts("waited", waited),
    )
