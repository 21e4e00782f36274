"""Order statistics without interpolation, rank correlation, and shares that add up."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt
from operator import mul


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """Return the nearest-rank percentile: the smallest value at or below which so many per cent lie.

    Arguments:
        ordered: values in ascending order; without any there is no percentile.
        percent: 1-100.
    """
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value from 1; equal values share the mean of their ranks."""
    counts = Counter(values)
    below, rank = 0, dict[float, float]()
    for value in sorted(counts):
        n = counts[value]
        rank[value] = below + (n + 1) / 2
        below += n
    return [rank[value] for value in values]


def rank_correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Return Spearman's ρ with ties: the correlation of the ranks.

    Source: C. Spearman, The proof and measurement of association between two things, 1904.

    Arguments:
        xs, ys: pairs, in the same order; None is returned when either never varies or there are under three.
    """
    if len(xs) < 3:  # two pairs always lie on a line
        return None
    middle = (len(xs) + 1) / 2
    a, b = ([rank - middle for rank in ranks(values)] for values in (xs, ys))
    spread_a, spread_b, together = (sum(map(mul, x, y)) for x, y in ((a, a), (b, b), (a, b)))
    if spread_a == 0 or spread_b == 0:
        return None
    return together / sqrt(spread_a * spread_b)


def whole_shares(counts: Sequence[int], units: int = 1000) -> list[int]:
    """Return shares in whole units that add up to all of them, by largest remainder.

    Arguments:
        counts: parts of one whole; when it is nothing, every share is 0.
        units: the whole in the smallest unit shown, 1000 for tenths of a per cent.
    """
    total = sum(counts)
    if total == 0:
        return [0] * len(counts)
    result = [count * units // total for count in counts]
    rest = sorted(range(len(counts)), key=lambda place: (-(counts[place] * units % total), place))
    for place in rest[: units - sum(result)]:
        result[place] += 1
    return result
