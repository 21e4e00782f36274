"""The sections of a review by kind of period: a week is its response (R9.4), a month everything (R9.5)."""

from collections.abc import Mapping

from flask_babel import gettext as _

from sladesk.reports.document import Document
from sladesk.reports.saying import N_

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "month": ("channels", "problems", "handling", "use", "volume", "satisfaction", "reasons"),
    "week": ("channels", "use", "volume", "reasons"),
    "day": ("channels", "reasons"),
}
_TITLES = {
    "channels": N_("Response by channel"),
    "problems": N_("Five most frequent problems"),
    "handling": N_("Handling time"),
    "use": N_("Who used the time"),
    "volume": N_("Requests and seats"),
    "satisfaction": N_("Satisfaction and response time"),
    "reasons": N_("Why targets were missed"),
}


def titles(document: Document) -> dict[str, str]:
    """Return the titles of the sections of a review, by code and in their order.

    Editions from before there was a section have none of it.
    """
    later = {"use"} if document.use is None else set[str]()
    return {code: _(_TITLES[code]) for code in SECTIONS[document.head.kind] if code not in later}
