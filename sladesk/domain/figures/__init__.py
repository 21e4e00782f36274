"""The figures of the desk: shares and means, what is known of a ticket, and the catalogue of measures."""

from sladesk.domain.figures.shares import (
    ENOUGH_DECIDED,
    FEW_LATE,
    Mean,
    Share,
    answer_rate,
    attainment,
    over_line,
    response_rate,
    satisfaction,
)

__all__ = [
    "ENOUGH_DECIDED",
    "FEW_LATE",
    "Mean",
    "Share",
    "answer_rate",
    "attainment",
    "over_line",
    "response_rate",
    "satisfaction",
]
