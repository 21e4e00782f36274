"""The audit as a list: who did what, filtered by person, action, object and period (R10.3)."""

from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from flask import render_template, request
from flask_babel import gettext as _

from sladesk.domain.text import clean
from sladesk.queries import admin as queries
from sladesk.queries.admin import AuditFilter
from sladesk.web import inputs
from sladesk.web.admin import audit_words
from sladesk.web.admin.audit_objects import subjects
from sladesk.web.admin.audit_words import said_action, said_data, said_object
from sladesk.web.admin.pages import Line, blueprint, locale, person_name, ref
from sladesk.web.format import zone
from sladesk.web.labels import label

NAMES = ("person", "action", "type", "object", "from", "to")
SYSTEM = "system"


@blueprint.get("/audit")
def audit() -> str:
    """Show what was done, newest first."""
    asked = {name: clean(request.args.get(name, ""))[:64] for name in NAMES}
    before = request.args.get("before", "")
    key = inputs.number(before)
    found = queries.audit(_filter(asked), key)
    held = ref()
    rows = [
        (
            Line(
                row.at,
                person_name(held, row.actor_id),
                said_action(row.action),
                said_data(held, row.action, row.data),
            ),
            said_object(row.object_type),
            subject,
            label(row.source, "source"),
        )
        for row, subject in zip(found.lines, subjects(held, found.lines), strict=True)
    ]
    kept = urlencode({name: value for name, value in asked.items() if value})
    return render_template(
        "admin/audit.html",
        rows=rows,
        asked=asked,
        people=_people(),
        types=[(code, str(word)) for code, word in audit_words.OBJECTS.items()],
        older=f"?{kept}&before={found.after}" if found.after else "",
        first=key is None,
    )


def _people() -> list[tuple[str, str]]:
    """Return everybody who ever worked here: those who left stay in the audit."""
    staff = [(p.staff_number, f"{p.shown(locale())} {p.staff_number}") for p in ref().people.values()]
    return [(SYSTEM, _("System")), *staff]


def _filter(asked: dict[str, str]) -> AuditFilter:
    number = asked["person"]
    person = next((p.id for p in ref().people.values() if p.staff_number == number), None)
    since, until = _day(asked["from"]), _day(asked["to"])
    return AuditFilter(
        person_id=-1 if number and person is None else person,
        by_system=number == SYSTEM,
        action=asked["action"],
        object_type=asked["type"],
        object_id=asked["object"],
        since=since,
        until=until + timedelta(days=1) if until else None,
    )


def _day(text: str) -> datetime | None:
    """Return the beginning of a local day; nothing for what is no date."""
    found = inputs.day(text)
    return datetime.combine(found, time(), zone()) if found else None
