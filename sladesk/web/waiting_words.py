"""Why waiting stops a time limit or does not, in words: for the page and the terminal (R3.6, R3.8)."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from sladesk.domain.sla.waiting import Waited
from sladesk.web.words import lazy_gettext as _l

_WHY: Mapping[tuple[bool, str], LazyString] = {
    (True, "usual"): _l("stops this time limit: waiting holds the resolution"),
    (True, "policy"): _l("stops this time limit: its policy says so"),
    (True, "then"): _l("stopped this time limit by the rules of that time"),
    (False, "usual"): _l(
        "does not stop this time limit: waiting holds the resolution only, unless the policy names more"
    ),
    (False, "policy"): _l("does not stop this time limit: its policy does not name this kind of waiting"),
    (False, "then"): _l("did not stop this time limit by the rules of that time"),
}


def why(waited: Waited) -> str:
    """Say why a stretch of waiting stopped a clock, or why it did not."""
    return str(_WHY[waited.holds, waited.why])
