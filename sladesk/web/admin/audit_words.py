"""The audit in words: what was done, to what, and the details with masked data."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.domain.masking import mask_text
from sladesk.queries import admin as queries
from sladesk.queries.reference import Reference
from sladesk.web.admin.pages import Line, locale, person_name, ref

OBJECTS: Mapping[str, LazyString] = {
    "ticket": _l("Ticket"),
    "customer": _l("Customer"),
    "person": _l("Person"),
    "channel": _l("Channel"),
    "category": _l("Category"),
    "reason": _l("Reason"),
    "team": _l("Team"),
    "product": _l("Product model"),
    "policy_set": _l("Time-limit policies"),
    "calendar": _l("Calendar"),
    "setting": _l("Setting"),
    "session": _l("Session"),
    "list": _l("List"),
    "job": _l("Background job"),
    "file": _l("File"),
    "site": _l("Site"),
    "visit": _l("Visit"),
    "breach": _l("Overdue time"),
    "knowledge": _l("Knowledge"),
}
#: What comes after the dot of an action.
VERBS: Mapping[str, LazyString] = {
    "created": _l("created"),
    "registered": _l("registered"),
    "changed": _l("changed"),
    "retired": _l("retired"),
    "restored": _l("restored"),
    "moved": _l("moved"),
    "published": _l("published"),
    "installed": _l("set up"),
    "opened": _l("opened"),
    "revoked": _l("ended"),
    "signed_out": _l("sessions ended"),
    "password_changed": _l("password changed"),
    "duty": _l("duty changed"),
    "exported": _l("exported"),
    "revealed": _l("shown unmasked"),
    "retried": _l("tried again"),
    "added": _l("added"),
    "removed": _l("removed"),
    "assigned": _l("assigned"),
    "taken": _l("taken over"),
    "accepted": _l("accepted"),
    "recorded": _l("recorded"),
    "noted": _l("noted"),
    "written": _l("written"),
    "confirmed": _l("confirmed"),
    "rejected": _l("not solved after all"),
    "closed": _l("closed"),
    "archived": _l("archived"),
    "voided": _l("voided"),
    "reopened": _l("opened again"),
    "merged": _l("merged"),
    "linked": _l("linked"),
    "chased": _l("chased"),
    "explained": _l("explained"),
    "checked": _l("checked"),
    "raised": _l("raised"),
    "decided": _l("decided"),
    "started": _l("started"),
    "ended": _l("ended"),
    "planned": _l("planned"),
    "rescheduled": _l("rescheduled"),
    "cancelled": _l("cancelled"),
    "recomputed": _l("computed again"),
    "settled": _l("settled"),
    "corrected": _l("corrected"),
    "kept": _l("kept"),
    "contacted": _l("contacted"),
    "attempted": _l("attempted"),
}


def said_object(code: str) -> str:
    """Return the word for a kind of object; an unknown one stands as it is."""
    return str(OBJECTS.get(code, code))


def said_action(action: str) -> str:
    """Return an action in words, its code behind it where the words leave something open."""
    noun, _dot, verb = action.rpartition(".")
    if verb not in VERBS:
        return action
    known = OBJECTS.get(noun)
    return f"{known} · {VERBS[verb]}" if known else f"{VERBS[verb]} ({noun})"


def said_data(held: Reference, data: Mapping[str, object]) -> str:
    """Return the details of a row in one line: keys as names, numbers of people masked (R1.7)."""
    return mask_text(_("; ").join(f"{name}: {_named(held, name, value)}" for name, value in data.items()))


def said_id(held: Reference, object_type: str, object_id: str) -> str:
    """Return what a row is about; people stand in some rows by key, which is never shown."""
    if object_type in {"session", "person"} and object_id.isascii() and object_id.isdigit():
        found = held.people.get(int(object_id))
        return found.staff_number if found else object_id
    return object_id


def _named(held: Reference, name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return _plain(value)
    if name in {"owner", "person", "engineer", "recorder"} and value in held.people:
        return person_name(held, value)
    tables = {
        "channel": held.channels,
        "category": held.categories,
        "team": held.teams,
        "reason": held.reasons,
    }
    found = tables[name].get(value) if name in tables else None
    return found.name(locale()) if found else _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{name}={_plain(inner)}" for name, inner in value.items()) or "–"
    if isinstance(value, list):
        return _(", ").join(_plain(inner) for inner in value) or "–"
    if value is None or value == "":
        return "–"
    return str(value)


def history(object_type: str, object_id: str) -> list[Line]:
    """Return what was done to something, newest first."""
    held = ref()
    return [
        Line(row.at, person_name(held, row.actor_id), said_action(row.action), said_data(held, row.data))
        for row in queries.history(object_type, object_id)
    ]
