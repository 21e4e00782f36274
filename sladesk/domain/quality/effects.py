"""Whether an improvement shows: a share before and after, and how far chance explains it (R8.3)."""

from math import erfc, sqrt

from sladesk.domain.figures import Share

#: So many days before and after are looked at, at most and at least.
MOST_DAYS, LEAST_DAYS = 28, 7
#: Of fewer on either side nothing is said.
ENOUGH = 20
#: A difference that chance makes less often than this counts as shown.
SHOWN = 0.05
_Z95 = 1.959964


def difference(before: Share, after: Share) -> float:
    """Return the share after less the one before."""
    return (after.value or 0.0) - (before.value or 0.0)


def interval(before: Share, after: Share) -> tuple[float, float]:
    """Return the 95 % interval of the difference.

    Source: R. G. Newcombe, Interval estimation for the difference between independent proportions,
    Statistics in Medicine 17, 1998, method 10: it stays within what is possible, also near 0 and 100 %.
    """
    p, q, change = before.value or 0.0, after.value or 0.0, difference(before, after)
    (low_p, high_p), (low_q, high_q) = _wilson(before), _wilson(after)
    return (
        change - sqrt((q - low_q) ** 2 + (high_p - p) ** 2),
        change + sqrt((high_q - q) ** 2 + (p - low_p) ** 2),
    )


def _wilson(share: Share) -> tuple[float, float]:
    n, p = share.whole, share.value or 0.0
    if not n:
        return 0.0, 1.0
    middle, spread = p + _Z95**2 / (2 * n), _Z95 * sqrt(p * (1 - p) / n + _Z95**2 / (4 * n * n))
    scale = 1 + _Z95**2 / n
    return (middle - spread) / scale, (middle + spread) / scale


def chance(before: Share, after: Share) -> float:
    """Return how often so large a difference comes about by itself, by a two-sided test of two shares."""
    if not before.whole or not after.whole:
        return 1.0
    both = (before.part + after.part) / (before.whole + after.whole)
    spread = sqrt(both * (1 - both) * (1 / before.whole + 1 / after.whole))
    return erfc(abs(difference(before, after)) / spread / sqrt(2)) if spread else 1.0
