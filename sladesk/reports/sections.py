"""The sections of a review by kind of period: a week is its response (R9.4), a month everything (R9.5)."""

from collections.abc import Mapping

from flask_babel import gettext as _

from sladesk.reports.saying import N_

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "month": ("channels", "problems", "handling", "volume", "satisfaction", "reasons"),
    "week": ("channels", "volume", "reasons"),
    "day": ("channels", "reasons"),
}
_TITLES = {
    "channels": N_("Response by channel"),
    "problems": N_("Five most frequent problems"),
    "handling": N_("Handling time"),
    "volume": N_("Requests and seats"),
    "satisfaction": N_("Satisfaction and response time"),
    "reasons": N_("Why targets were missed"),
}


def titles(kind: str) -> dict[str, str]:
    """Return the titles of the sections of a kind of period, by code and in their order."""
    return {code: _(_TITLES[code]) for code in SECTIONS[kind]}
