"""Order statistics without interpolation, rank correlation, and shares that add up."""

from collections.abc import Sequence
from math import sqrt


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
    order = sorted(range(len(values)), key=values.__getitem__)
    result = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in range(start, end + 1):
            result[order[place]] = (start + end) / 2 + 1
        start = end + 1
    return result


def rank_correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Return Spearman's ρ with ties: the correlation of the ranks.

    Source: C. Spearman, The proof and measurement of association between two things, 1904.

    Arguments:
        xs, ys: pairs, in the same order; None is returned when either never varies or there are under three.
    """
    if len(xs) < 3:  # two pairs always lie on a line
        return None
    a, b = ranks(xs), ranks(ys)
    middle = (len(a) + 1) / 2
    spread_a = sum((x - middle) ** 2 for x in a)
    spread_b = sum((y - middle) ** 2 for y in b)
    if spread_a == 0 or spread_b == 0:
        return None
    together = sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True))
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
