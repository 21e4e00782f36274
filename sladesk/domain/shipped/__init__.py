"""Master data that every new installation starts with; an administrator changes it later without code.

The demo department uses exactly the same lists, so that what is tried there is what a site gets.
"""

from sladesk.domain.shipped.categories import CATEGORIES
from sladesk.domain.shipped.channels import CHANNELS, CLASSES, SERVICE_TYPES
from sladesk.domain.shipped.codes import (
    CONTACT_METHODS,
    FIRST_RESPONSE_METHODS,
    RISK_LEVELS,
    SATISFACTION,
    SOLUTION_CODES,
)
from sladesk.domain.shipped.guides_desk import DESK_GUIDES
from sladesk.domain.shipped.guides_english import ENGLISH
from sladesk.domain.shipped.guides_fault import FAULT_GUIDES
from sladesk.domain.shipped.lookup import guide_for, path_zh, route_for, suggest_priority
from sladesk.domain.shipped.reasons import REASON_GROUPS, REASONS, UNREACHABLE, reasons_of
from sladesk.domain.shipped.teams import AC_KINDS, PRIORITY_RULES, ROUTES, SHIFTS, TEAMS, WATER_KINDS

GUIDES = FAULT_GUIDES + DESK_GUIDES

__all__ = [
    "AC_KINDS",
    "CATEGORIES",
    "CHANNELS",
    "CLASSES",
    "CONTACT_METHODS",
    "DESK_GUIDES",
    "ENGLISH",
    "FAULT_GUIDES",
    "FIRST_RESPONSE_METHODS",
    "GUIDES",
    "PRIORITY_RULES",
    "REASONS",
    "REASON_GROUPS",
    "RISK_LEVELS",
    "ROUTES",
    "SATISFACTION",
    "SERVICE_TYPES",
    "SHIFTS",
    "SOLUTION_CODES",
    "TEAMS",
    "UNREACHABLE",
    "WATER_KINDS",
    "guide_for",
    "path_zh",
    "reasons_of",
    "route_for",
    "suggest_priority",
]
