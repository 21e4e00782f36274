"""The audit in words: what was done, to what, and the details with masked data."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.domain.masking import mask_text
from sladesk.domain.sla.shipped import POLICY_SETS
from sladesk.queries import admin as queries
from sladesk.queries.reference import Reference
from sladesk.web.admin.audit_fields import said_change, said_field, said_query
from sladesk.web.admin.audit_verbs import VERBS, WHOLE
from sladesk.web.admin.pages import Line, locale, person_name, ref
from sladesk.web.admin.routing import OWNERS
from sladesk.web.admin.setting_words import CHOICES
from sladesk.web.admin.trials import source_name
from sladesk.web.knowledge import KINDS
from sladesk.web.labels import choices
from sladesk.web.outward_words import KINDS as ROBOTS
from sladesk.web.outward_words import said_failure

OBJECTS: Mapping[str, LazyString] = {
    "ticket": _l("Ticket"),
    "customer": _l("Customer"),
    "person": _l("Person"),
    "channel": _l("Channel"),
    "category": _l("Category"),
    "reason": _l("Reason"),
    "reason_group": _l("Reason group"),
    "team": _l("Team"),
    "product": _l("Product model"),
    "rule": _l("Assignment rule"),
    "shift": _l("Shift"),
    "rota": _l("Rota"),
    "policy_set": _l("Time-limit policies"),
    "trial": _l("Trial on the past"),
    "check": _l("Check of due times"),
    "calendar": _l("Calendar"),
    "chain": _l("Escalation chain"),
    "setting": _l("Setting"),
    "session": _l("Session"),
    "list": _l("List"),
    "job": _l("Background job"),
    "file": _l("File"),
    "site": _l("Site"),
    "visit": _l("Visit"),
    "breach": _l("Overdue time"),
    "knowledge": _l("Knowledge"),
    "root_cause": _l("5-Why record"),
    "improvement": _l("Improvement"),
    "import": _l("Import"),
    "review": _l("Review"),
    "robot": _l("Group robot"),
    "delivery": _l("Message"),
}
#: What actions speak of beside the objects.
NOUNS: Mapping[str, LazyString] = {
    **OBJECTS,
    "attempt": _l("Attempt to reach"),
    "asset": _l("Machine"),
    "callback": _l("Callback"),
    "clocks": _l("Time limits"),
    "communication": _l("Contact"),
    "cycle": _l("Cycle"),
    "entry": _l("Entry"),
    "escalation": _l("Escalation"),
    "low_score": _l("Low-score call"),
    "note": _l("Internal note"),
    "personal": _l("Personal data"),
    "photo": _l("Photos"),
    "place": _l("Place of visit"),
    "progress": _l("Progress"),
    "promise": _l("Promise"),
    "setup": _l("Site"),
    "solution": _l("Solution"),
    "tickets": _l("Ticket list"),
    "verify": _l("Verification"),
    "wait": _l("Pause"),
    "why": _l("A why"),
}
#: What the details of an action are called; a key that is not here stands as it is.
DETAILS: Mapping[str, LazyString] = {
    "address": _l("Address"),
    "after": _l("after"),
    "asks": _l("Conditions"),
    "approved": _l("Approved"),
    "before": _l("before"),
    "category": _l("Category"),
    "changed": _l("changed"),
    "channel": _l("Channel"),
    "clocks": _l("Time limits compared"),
    "code": _l("How it was solved"),
    "columns": _l("Columns"),
    "decided": _l("Decided contacts"),
    "duty": _l("Duty"),
    "engineer": _l("Engineer"),
    "file": _l("File"),
    "final": _l("Whole period"),
    "field": _l("Field"),
    "fields": _l("Fields"),
    "first": _l("First response"),
    "into": _l("Merged into"),
    "kind": _l("Type"),
    "language": _l("Language"),
    "last": _l("Last day"),
    "late": _l("Overdue contacts"),
    "like": _l("Copied from"),
    "line": _l("Line"),
    "merged": _l("merged"),
    "method": _l("Method"),
    "name": _l("Name"),
    "no": _l("Edition"),
    "on": _l("Waiting for"),
    "other": _l("Other ticket"),
    "owner": _l("Owner"),
    "person": _l("Person"),
    "policy_set": _l("Set of targets"),
    "query": _l("Filter"),
    "reason": _l("Reason"),
    "record": _l("5-Why record"),
    "roles": _l("Roles"),
    "rows": _l("Rows"),
    "rule": _l("Assignment rule"),
    "score": _l("Score"),
    "ref": _l("Number in the source"),
    "seq": _l("Entry"),
    "sha256": _l("Digest"),
    "source": _l("Source"),
    "steps": _l("Steps"),
    "size": _l("Size"),
    "targets": _l("Time limits"),
    "team": _l("Team"),
    "teams": _l("Teams"),
    "ticket": _l("Ticket"),
    "tickets": _l("Tickets"),
    "up": _l("Moved up"),
    "verdict": _l("Verdict"),
    "version": _l("Version"),
    "visit": _l("Visit"),
    "why": _l("Why"),
    "wrong": _l("Different from the ledger"),
}
#: What a detail is called where its object has its own word for it.
_OWN: Mapping[str, Mapping[str, LazyString]] = {
    "robot": {"name": _l("Name of the robot"), "kind": _l("Chat")},
    "trial": {"first": _l("First day")},
}
#: Details that name fields or columns.
_FIELDS = frozenset({"columns", "field", "fields"})
#: Keys of rows, which are never shown (decision 2).
_KEYS = frozenset({"asset", "clock"})
#: Details whose value is a code of a vocabulary.
_CODED = {
    "code": "solution",
    "duty": "duty",
    "kind": "attachment",
    "method": "method",
    "roles": "role",
    "verdict": "verdict",
}
#: Details whose value is a code with words of its own.
_LISTED: Mapping[str, tuple[Mapping[str, str | LazyString], ...]] = {
    "kind": (KINDS, ROBOTS),
    "language": (CHOICES,),
    "rule": (OWNERS,),
}
_WAITED: Mapping[str, LazyString] = {"customer": _l("Customer"), "parts": _l("Parts")}


def said_object(code: str) -> str:
    """Return the word for a kind of object; an unknown one stands as it is."""
    return str(OBJECTS.get(code, code))


def said_action(action: str) -> str:
    """Return an action in words, its code behind it where the words leave something open."""
    noun, _dot, verb = action.rpartition(".")
    if verb not in VERBS:
        return action
    known, done = NOUNS.get(noun), WHOLE.get(action) or VERBS[verb]
    return f"{known} · {done}" if known else f"{done} ({noun})"


def said_data(held: Reference, action: str, data: Mapping[str, object]) -> str:
    """Return the details of a row in one line: words for keys and codes, numbers of people masked (R1.7)."""
    own = _OWN.get(action.partition(".")[0], {})
    parts = [
        _(
            "%(what)s: %(value)s",
            what=own.get(name) or DETAILS.get(name, name),
            value=_of_fields(held, name, value, own) or _named(held, name, value),
        )
        for name, value in data.items()
        if name not in _KEYS
    ]
    return mask_text(_("; ").join(parts))


def _of_fields(held: Reference, name: str, value: object, own: Mapping[str, LazyString]) -> str | None:
    """Return details that name fields, columns, filters or a category by its code; None for all others."""
    if name in _FIELDS:
        return _(", ").join(map(said_field, value)) if isinstance(value, list) else said_field(value)
    if name == "changed" and isinstance(value, Mapping):
        return _(", ").join(said_change(held, str(field), pair, own) for field, pair in value.items()) or "–"
    if name == "category" and str(value) in held.categories_by_code:
        return " › ".join(held.categories_by_code[str(value)].path(locale()))
    return said_query(held, str(value)) if name == "query" else None


def _named(held: Reference, name: str, value: object) -> str:
    if isinstance(value, list) and name == "teams":
        names = {team.code: team.name(locale()) for team in held.teams.values()}
        return _(", ").join(names.get(str(code), str(code)) for code in value) or "–"
    if isinstance(value, list) and name in _CODED:
        return _(", ").join(_word(name, one) for one in value) or "–"
    if isinstance(value, str):
        return _word(name, value)
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


def _word(name: str, value: object) -> str:
    """Return the word for a code of a vocabulary; anything else stands as it is."""
    if name == "on":
        return str(_WAITED.get(str(value), value))
    words = dict(choices(_CODED[name])) if name in _CODED else {}
    words |= {str(code): str(word) for listed in _LISTED.get(name, ()) for code, word in listed.items()}
    if name == "source":
        return source_name("shipped" if value in POLICY_SETS else "version" if value else "draft", str(value))
    if name == "why":
        return " ".join(filter(None, said_failure(str(value)))) or "–"
    return words.get(str(value)) or _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return _(", ").join(f"{said_field(name)} {_plain(inner)}" for name, inner in value.items()) or "–"
    if isinstance(value, list):
        return _(", ").join(_plain(inner) for inner in value) or "–"
    if value is None or value == "":
        return "–"
    return str(value)


def history(object_type: str, object_id: str) -> list[Line]:
    """Return what was done to something, newest first."""
    held = ref()
    return [
        Line(
            row.at,
            person_name(held, row.actor_id),
            said_action(row.action),
            said_data(held, row.action, row.data),
        )
        for row in queries.history(object_type, object_id)
    ]
