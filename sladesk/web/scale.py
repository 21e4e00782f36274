"""Where a clock stands: the share of its target used, and the step of the scale."""

from datetime import datetime


def percent_used(
    moment: datetime,
    start: datetime,
    due: datetime,
    warn50: datetime | None = None,
    warn80: datetime | None = None,
) -> int:
    """Return the share of the target used, 0-100.

    The warnings stand at 50 % and 80 % of the *working* time, so they serve as supports between which
    plain time is straight: nearly right without asking the calendar, exact where the colour changes.
    """
    left, low = start, 0
    for right, high in ((warn50, 50), (warn80, 80), (due, 100)):
        if right is None:
            continue
        if moment < right:
            span = (right - left).total_seconds()
            share = (moment - left).total_seconds() / span if span > 0 else 1.0
            return max(0, round(low + (high - low) * max(0.0, min(1.0, share))))
        left, low = right, high
    return 100


def running_state(moment: datetime, due: datetime, warn50: datetime | None, warn80: datetime | None) -> str:
    """Return the step of the scale of a running clock; at the due instant it is still in time (R3.12)."""
    if moment > due:
        return "late"
    if warn80 is not None and moment >= warn80:
        return "urgent"
    if warn50 is not None and moment >= warn50:
        return "soon"
    return "calm"
