"""Filters of a list in the address: read, shown as chips, each of which can be taken away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from sladesk.domain.codes import Priority, Status, TicketClass
from sladesk.domain.text import clean
from sladesk.queries.board import AHEAD
from sladesk.queries.lists import Filter
from sladesk.queries.reference import Reference
from sladesk.web.context import actor
from sladesk.web.format import now
from sladesk.web.labels import label

#: Names in the address, in the order of the chips.
NAMES = (
    "owner",
    "status",
    "channel",
    "priority",
    "class",
    "category",
    "team",
    "due",
    "chased",
    "from",
    "to",
    "text",
)
OPEN, ME, NOBODY, HOUR, YES = "open", "me", "none", "hour", "yes"
_WORDS = {
    "owner": _l("Owner"),
    "status": _l("Status"),
    "channel": _l("Channel"),
    "priority": _l("Priority"),
    "class": _l("Class"),
    "category": _l("Category"),
    "team": _l("Team"),
    "due": _l("Due"),
    "chased": _l("Chasers"),
    "from": _l("From"),
    "to": _l("To"),
    "text": _l("Text"),
}
_MOST_VALUES = 12
_LONGEST_TEXT = 100
_DIGITS_OF_SOMEBODY = 7


@dataclass(frozen=True)
class Chip:
    """One filter in words, and the address without it."""

    text: str
    without: str


@dataclass(frozen=True)
class Asked:
    """The filter of a request: as SQL wants it, and as the address says it."""

    filter: Filter
    pairs: tuple[tuple[str, str], ...]

    def query(self, *extra: tuple[str, str], leave: tuple[str, str] | None = None) -> str:
        """Return the address's query with further pairs, or without one."""
        kept = [pair for pair in self.pairs if pair != leave]
        return urlencode([*kept, *extra])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _starts(day: date | None, zone: str, days: int = 0) -> datetime | None:
    if day is None or not 2000 <= day.year <= 2200:
        return None
    return datetime.combine(day + timedelta(days=days), datetime.min.time(), ZoneInfo(zone))


def names_somebody(text: str) -> bool:
    """Whether words to filter by hold a telephone number or an e-mail address.

    Such words stay out of addresses (ASVS 14.2.1): the search page looks for them, by the body.
    """
    return "@" in text or sum(c.isdigit() for c in text) >= _DIGITS_OF_SOMEBODY


def read(ref: Reference, args: MultiDict[str, str] | None = None) -> Asked:
    """Read the filter of an address; what names nothing is left out, silently: links grow old."""
    given = request.args if args is None else args
    known = _known(ref)
    pairs = [
        (name, value)
        for name in NAMES
        for value in dict.fromkeys(given.getlist(name)[:_MOST_VALUES])
        if (name in known and value in known[name]) or (name in {"from", "to"} and _day(value))
    ]
    text = clean(given.get("text"))[:_LONGEST_TEXT]
    if names_somebody(text):
        text = ""
    if text:
        pairs.append(("text", text))
    return Asked(_filter(ref, known, pairs, text), tuple(pairs))


def _known(ref: Reference) -> dict[str, Mapping[str, int | None]]:
    shared = ref.once("filters", lambda: _values(ref))
    return {**shared, "owner": {**shared["owner"], ME: actor().person_id}}


def _values(ref: Reference) -> dict[str, Mapping[str, int | None]]:
    people = {person.staff_number: person.id for person in ref.people.values()}
    return {
        "owner": {NOBODY: None, **people},
        "status": dict.fromkeys([OPEN, *Status]),
        "channel": {row.code: row.id for row in ref.channels.values()},
        "priority": dict.fromkeys(Priority),
        "class": dict.fromkeys(TicketClass),
        "category": {row.code: row.id for row in ref.categories.values()},
        "team": {row.code: row.id for row in ref.teams.values()},
        "due": {HOUR: None},
        "chased": {YES: None},
    }


def _filter(
    ref: Reference, known: Mapping[str, Mapping[str, int | None]], pairs: Iterable[tuple[str, str]], text: str
) -> Filter:
    values: dict[str, list[str]] = {name: [] for name in NAMES}
    for name, value in pairs:
        values[name].append(value)

    def ids(name: str) -> tuple[int, ...]:
        return tuple(found for value in values[name] if (found := known[name][value]) is not None)

    since, until = (next((_day(v) for v in values[name]), None) for name in ("from", "to"))
    return Filter(
        owners=ids("owner"),
        unowned=NOBODY in values["owner"],
        open_only=OPEN in values["status"],
        statuses=tuple(v for v in values["status"] if v != OPEN),
        channels=ids("channel"),
        priorities=tuple(values["priority"]),
        classes=tuple(values["class"]),
        categories=_below(ref, values["category"]),
        teams=ids("team"),
        since=_starts(since, ref.zone),
        until=_starts(until, ref.zone, days=1),
        due_by=now() + AHEAD if HOUR in values["due"] else None,
        chased=YES in values["chased"],
        text=text,
    )


def _below(ref: Reference, codes: Iterable[str]) -> tuple[int, ...]:
    """Return the chosen categories with everything under them."""
    chosen = tuple(codes)
    return tuple(
        row.id
        for row in ref.categories.values()
        if any(row.code == code or row.code.startswith(f"{code}.") for code in chosen)
    )


def chips(asked: Asked, ref: Reference, path: str) -> list[Chip]:
    """Return the filters in words, each with the address that is left without it."""
    return [chip(name, value, ref, _address(asked, path, name, value)) for name, value in asked.pairs]


def chip(name: str, value: str, ref: Reference, without: str) -> Chip:
    """Return one filter in words, with the address that is left without it."""
    return Chip(_("%(what)s: %(value)s", what=str(_WORDS[name]), value=say(name, value, ref)), without)


def _address(asked: Asked, path: str, name: str, value: str) -> str:
    rest = asked.query(leave=(name, value))
    return f"{path}?{rest}" if rest else f"{path}?all=1"


def say(name: str, value: str, ref: Reference) -> str:
    """Return a value of a filter in words."""
    special = {
        ("owner", ME): _("me"),
        ("owner", NOBODY): _("Unassigned"),
        ("status", OPEN): _("Not closed"),
        ("due", HOUR): _("overdue or within 1 h"),
        ("chased", YES): _("asked again"),
    }
    if (name, value) in special:
        return special[name, value]
    if name in {"status", "priority", "class"}:
        return label(value, name)
    if name == "owner":
        found = next((p for p in ref.people.values() if p.staff_number == value), None)
        return found.shown(str(get_locale())) if found else value
    rows = {"channel": ref.channels, "team": ref.teams, "category": ref.categories}.get(name, {})
    named = next((row for row in rows.values() if row.code == value), None)
    return named.name(str(get_locale())) if named else value
