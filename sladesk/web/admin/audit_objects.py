"""What rows of the audit are about: its number, code or title, and where it is found.

Some rows name what they are about by its key, which is never shown (decision 2).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Row

from sladesk.domain import access
from sladesk.queries import admin as queries
from sladesk.queries.admin import REVEALED
from sladesk.queries.reference import Reference
from sladesk.web import inputs
from sladesk.web.admin.pages import locale
from sladesk.web.admin.setting_words import WORDS
from sladesk.web.context import actor

#: Rows about a person that name the key; the others name the staff number.
_PERSON_BY_KEY = frozenset({"session.opened", "person.password_changed", "person.duty", "person.notices"})


@dataclass(frozen=True)
class Subject:
    """What a row is about, and its address where this person may open it."""

    text: str
    url: str = ""


def subjects(held: Reference, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Subject]:
    """Return what each row is about, in at most two statements whatever their number."""
    customers = queries.customer_numbers(_keys(row.object_id for row in rows if row.action == REVEALED))
    titles = queries.knowledge_titles(
        _keys(row.object_id for row in rows if row.object_type == "knowledge"), english=locale() == "en"
    )
    return [_subject(held, row, customers, titles) for row in rows]


def _keys(texts: Iterable[str]) -> dict[str, int]:
    return {text: key for text in texts if (key := inputs.number(text)) is not None}


def _subject(
    held: Reference, row: Row[*tuple[Any, ...]], customers: dict[str, str], titles: dict[str, str]
) -> Subject:
    named: str = row.object_id
    if row.object_type == "customer":
        number = customers.get(named, "–") if row.action == REVEALED else named
        opens = access.allowed(actor(), "customer.see") and number != "–"
        return Subject(number, url_for("customers.show", number=number) if opens else "")
    if row.object_type == "knowledge":
        opens = access.allowed(actor(), "knowledge.edit") and named in titles
        return Subject(titles.get(named, "–"), url_for("knowledge.edit", item_id=named) if opens else "")
    if row.object_type == "setting" and named in WORDS:
        return Subject(f"{WORDS[named].label} ({named})")
    if row.object_type == "session" or row.action in _PERSON_BY_KEY:
        key = row.actor_id if row.object_type == "session" else inputs.number(named)
        found = held.people.get(key or 0)
        return Subject(found.staff_number if found else "–")
    return Subject(named)
