"""The administrator's area: everything the department can change without code."""

from sladesk.web.admin import (
    audit,
    calendar_edit,
    calendars,
    chains,
    drafts,
    home,
    imports,
    masters,
    outward,
    people,
    policies,
    policy_rows,
    robots,
    rules,
    settings,
    system,
    trials,
)
from sladesk.web.admin.pages import blueprint

__all__ = [
    "audit",
    "blueprint",
    "calendar_edit",
    "calendars",
    "chains",
    "drafts",
    "home",
    "imports",
    "masters",
    "outward",
    "people",
    "policies",
    "policy_rows",
    "robots",
    "rules",
    "settings",
    "system",
    "trials",
]
