"""Words for the fields, columns and filters that rows of the audit name by code."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.queries.reference import Reference
from sladesk.web import filters
from sladesk.web.admin.pages import locale
from sladesk.web.labels import label
from sladesk.web.outward_words import GROUPS
from sladesk.web.rows import COLUMNS

#: Fields of customers, tickets, entries and knowledge; columns of lists have the words of their headings.
FIELDS: Mapping[str, LazyString] = {
    "name": _l("Name"),
    "name_zh": _l("Chinese name"),
    "name_en": _l("English name"),
    "nickname": _l("Nickname"),
    "type": _l("Customer type"),
    "gender": _l("Gender"),
    "age_range": _l("Age"),
    "mobile": _l("Mobile"),
    "email": _l("E-mail"),
    "street": _l("Address"),
    "address": _l("Address"),
    "secret": _l("Key of its signature"),
    "host": _l("Address of the robot"),
    "groups": _l("What it hears"),
    "team": _l("Of which team's tickets"),
    "contact": _l("Contact person"),
    "note": _l("Remark"),
    "category_id": _l("Category"),
    "service_type": _l("Service type"),
    "risk_level": _l("Risk level"),
    "kind": _l("Type"),
    "code": _l("Code"),
    "side": _l("Responsible"),
    "group_id": _l("Reason group"),
    "note_required": _l("Remark"),
    "text": _l("Text"),
    "content": _l("What was said"),
    "feedback": _l("Customer's feedback"),
    "next_step": _l("Next step"),
    "verbatim": _l("Customer's own words"),
    "phenomenon": _l("Phenomenon"),
    "impact": _l("Impact"),
    "expectation": _l("Expectation"),
    "cause": _l("Cause"),
    "solution": _l("Solution"),
    "title_zh": _l("Text in Chinese"),
    "title_en": _l("Text in English"),
    "body_zh": _l("Answer in Chinese"),
    "body_en": _l("Answer in English"),
    "safety": _l("Safety"),
    "title": _l("Heading"),
    "problem": _l("Problem"),
    "root_text": _l("Root cause"),
    "cause_class": _l("Cause class"),
    "tickets": _l("Tickets"),
    "people": _l("Participants"),
    "question": _l("Question"),
    "evidence": _l("Evidence"),
    "evidence_ticket": _l("Ticket that proves it"),
    "verdict": _l("Verdict"),
    "reason": _l("Reason"),
    "is_root": _l("Root cause"),
    "owner_id": _l("Owner"),
    "owner_words": _l("Responsible department"),
    "due": _l("Due"),
    "criterion": _l("Acceptance criterion"),
    "term": _l("Term"),
}
_COLUMN_WORDS: Mapping[str, LazyString] = {name: text for name, (text, _sort) in COLUMNS.items()}
_FILTERS: Mapping[str, LazyString] = {
    **_COLUMN_WORDS,
    "class": _l("Class"),
    "text": _l("Text"),
    "from": _l("Requested from"),
    "to": _l("Requested until"),
    "sort": _l("Sorted by"),
}
_VOCABULARIES = {"priority": "priority", "service_type": "service", "risk_level": "risk"}


def said_field(code: object) -> str:
    """Return the word for a field or column; an unknown one stands as it is."""
    name = str(code)
    return str(FIELDS.get(name) or _COLUMN_WORDS.get(name) or name)


def said_query(held: Reference, query: str) -> str:
    """Return the filter of a list, kept as the query of its address, in words."""
    parts = [
        _("%(what)s: %(value)s", what=_FILTERS.get(name, name), value=filters.say(name, value, held))
        for name, value in parse_qsl(query)
    ]
    return _(", ").join(parts) or "–"


def said_change(held: Reference, name: str, pair: object, own: Mapping[str, LazyString]) -> str:
    """Return one changed field with what it was and what it is; `own`: words of its object for fields."""
    before, after = pair if isinstance(pair, list) and len(pair) == 2 else ("", pair)
    return f"{own.get(name) or said_field(name)} {_value(held, name, before)} → {_value(held, name, after)}"


def _value(held: Reference, name: str, value: object) -> str:
    if name == "category_id" and isinstance(value, int):
        found = held.categories.get(value)
        return found.name(locale()) if found else str(value)
    if name == "groups" and isinstance(value, list):
        return _(", ").join(str(GROUPS.get(code, code)) for code in value) or "–"
    if name == "team" and isinstance(value, int):
        team = held.teams.get(value)
        return team.name(locale()) if team else str(value)
    if name in _VOCABULARIES and isinstance(value, str):
        return label(value, _VOCABULARIES[name]) or "–"
    return "–" if value is None or value == "" else str(value)
