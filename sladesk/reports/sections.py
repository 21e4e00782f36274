"""The sections of a review by kind of period: a week is its response (R9.4), a month everything (R9.5)."""

from collections.abc import Mapping

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "month": ("channels", "problems", "handling", "volume", "satisfaction", "reasons"),
    "week": ("channels", "volume", "reasons"),
    "day": ("channels", "reasons"),
}
