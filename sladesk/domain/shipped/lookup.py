"""First-match look-ups in the shipped lists: guide of a category, default team, suggested priority."""

from collections.abc import Sequence

from sladesk.domain.shipped.categories import CATEGORIES
from sladesk.domain.shipped.channels import CLASSES
from sladesk.domain.shipped.guides_desk import DESK_GUIDES
from sladesk.domain.shipped.guides_fault import FAULT_GUIDES
from sladesk.domain.shipped.teams import PRIORITY_RULES, ROUTES
from sladesk.domain.shipped.types import Guide, PriorityRule, Route

_GUIDES: dict[str, Guide] = {guide.category: guide for guide in FAULT_GUIDES + DESK_GUIDES}
_NAMES: dict[str, str] = {item.code: item.name_zh for item in (*CLASSES, *CATEGORIES)}


def _lineage(code: str) -> list[str]:
    """The code itself, then what stands above it, up to the class."""
    parts = code.split(".")
    return [".".join(parts[:size]) for size in range(len(parts), 0, -1)]


def _under(code: str, node: str | None) -> bool:
    return node is None or code == node or code.startswith(node + ".")


def guide_for(category: str) -> Guide | None:
    """The nearest guide at or above a category, or None (R1.5, R1.9)."""
    return next((_GUIDES[code] for code in _lineage(category) if code in _GUIDES), None)


def path_zh(category: str) -> str:
    """The category as forms print it: 故障类 › 制冷系统 › 不制冷."""
    return " › ".join(_NAMES[code] for code in reversed(_lineage(category)))


def route_for(
    category: str, service_type: str, product_kind: str | None = None, routes: Sequence[Route] = ROUTES
) -> str:
    """The team that gets such a ticket by default (R2.1): the first route that matches.

    Raises LookupError when no route matches, which the shipped list excludes by its last line.
    """
    for route in routes:
        if (
            route.team
            and route.service_type in (None, service_type)
            and _under(category, route.class_code)
            and _under(category, route.category)
            and (not route.product_kinds or product_kind in route.product_kinds)
        ):
            return route.team
    raise LookupError(category)


def suggest_priority(
    category: str, service_type: str, channel: str, rules: Sequence[PriorityRule] = PRIORITY_RULES
) -> str:
    """The suggested priority code of such a ticket (R1.6), before the customer's wish raises it.

    Raises LookupError when no rule matches, which the shipped list excludes by its last line.
    """
    for rule in rules:
        if (
            rule.service_type in (None, service_type)
            and _under(category, rule.class_code)
            and _under(category, rule.category)
            and (not rule.channels or channel in rule.channels)
        ):
            return rule.priority
    raise LookupError(category)
