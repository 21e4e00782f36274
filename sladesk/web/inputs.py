"""What browsers send, read so that nothing typed into an address or a form can break a statement.

A database takes no NUL in a text, no key beyond 64 bits and no year beyond its calendar; a browser sends
all of them. NULs are dropped where a request is parsed, addresses with such keys lead nowhere, and the
functions below read numbers and instants the way every form needs them.
"""

from datetime import UTC, date, datetime, tzinfo
from typing import Any

from flask import Flask, request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.exceptions import NotFound
from wtforms.form import BaseForm

from sladesk.queries.keyed import Way

#: Digits of the longest key that both engines can hold, whatever the digits.
MOST_DIGITS = 18
#: Of other numbers in an address, such as the third visit: their columns have 32 bits.
COUNTED_DIGITS = 9
#: Years that can be meant; beyond them changing zones leaves the calendar.
YEARS = range(1900, 2201)


def number(text: str | None, digits: int = MOST_DIGITS) -> int | None:
    """Return what was typed or chosen as a whole number, None when it is none.

    Arguments:
        text: as sent; only the digits 0 to 9 count, a superscript is a digit for Python but no number.
        digits: how many it may have.
    """
    value = (text or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= digits else None


def day(text: str | None) -> date | None:
    """Return a day as sent (ISO 8601), None when it can't be read or nobody can mean it."""
    try:
        found = date.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return found if found.year in YEARS else None


def instant(text: str | None, where: tzinfo | None = None) -> datetime | None:
    """Return an instant in UTC, None when it can't be read or nobody can mean it.

    Arguments:
        text: ISO 8601 as sent.
        where: zone of a text without one; without it such a text is none.
    """
    try:
        at = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    if at.year not in YEARS or (at.tzinfo is None and where is None):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=where)).astimezone(UTC)


def place() -> tuple[int | None, Way]:
    """Return the key from which a page of a list was asked for, and to which side of it."""
    before, after = number(request.values.get("before")), number(request.values.get("after"))
    return (before, "before") if before is not None else (after, "after")


def texts(form: BaseForm, *names: str) -> dict[str, str]:
    """Return what was typed into some fields of a form, "" for what was not sent."""
    return {name: form[name].data or "" for name in names}


class Fields(ImmutableMultiDict[str, Any]):
    """The fields of an address or a form, files too; no text of them holds a NUL."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = iter_multi_items(mapping) if mapping is not None else ()
        super().__init__((_clean(name), _clean(value)) for name, value in pairs)


def _clean(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


def _lead_nowhere() -> None:
    """Refuse addresses whose keys no row can have.

    Raises:
        NotFound: a key is beyond 64 bits, another number beyond 32, or a name holds a NUL.
    """
    for name, value in (request.view_args or {}).items():
        digits = MOST_DIGITS if name.endswith("_id") else COUNTED_DIGITS
        if isinstance(value, int) and len(str(value)) > digits:
            raise NotFound
        if isinstance(value, str) and "\0" in value:
            raise NotFound


def install(app: Flask) -> None:
    """Read requests this way, whatever kind of request was set before (htmx's is, so this comes after it)."""
    kind = app.request_class
    app.request_class = type("DeskRequest", (kind,), {"parameter_storage_class": Fields})
    app.before_request(_lead_nowhere)
