"""The administrator's area: everything the department can change without code."""

from sladesk.web.admin import (
    audit,
    calendar_edit,
    calendars,
    home,
    imports,
    masters,
    outward,
    people,
    policies,
    robots,
    settings,
    system,
)
from sladesk.web.admin.pages import blueprint

__all__ = [
    "audit",
    "blueprint",
    "calendar_edit",
    "calendars",
    "home",
    "imports",
    "masters",
    "outward",
    "people",
    "policies",
    "robots",
    "settings",
    "system",
]
