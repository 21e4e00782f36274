"""Where new tickets go by default, as sentences (R2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.domain.intake import Route
from sladesk.queries.reference import Reference
from sladesk.web.admin.pages import locale, ref
from sladesk.web.labels import label

#: Words for the kinds of machines the shipped routes ask; a kind of one's own stands as it is.
PRODUCT_KINDS: Mapping[str, LazyString] = {
    "ac_floor": _l("floor air conditioner"),
    "ac_wall": _l("wall air conditioner"),
    "ac_multi": _l("multi-split air conditioner"),
    "fresh_air": _l("fresh-air unit"),
    "heater_electric": _l("electric water heater"),
    "heater_gas": _l("gas water heater"),
    "purifier": _l("water purifier"),
    "fridge": _l("fridge"),
    "washer": _l("washing machine"),
    "dishwasher": _l("dishwasher"),
    "hood": _l("range hood"),
    "stove": _l("gas hob"),
    "tv": _l("television"),
}


@dataclass(frozen=True)
class RouteLine:
    """One line of the table: what is asked, and the team."""

    what: str
    team: str


def lines() -> list[RouteLine]:
    """Return the default routing in its order; the first line that holds counts."""
    held = ref()
    return [RouteLine(_asked(held, route), held.teams[route.team_id].name(locale())) for route in held.routes]


def _asked(held: Reference, route: Route) -> str:
    node = held.categories_by_code.get(route.category_code or "")
    parts = [
        label(route.service_type, "service"),
        label(route.class_code, "class"),
        " › ".join(node.path(locale())) if node else "",
        _(", ").join(str(PRODUCT_KINDS.get(kind, kind)) for kind in route.product_kinds),
    ]
    return " · ".join(filter(None, parts)) or _("everything else")
