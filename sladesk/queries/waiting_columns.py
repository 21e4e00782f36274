"""The columns of what waits on the board: many kinds of things in one statement."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, literal, null

from sladesk.db import Key, UtcDateTime
from sladesk.models import Clock, Customer


def columns(kind: str, n: ColumnElement[int], **values: Any) -> list[ColumnElement[Any]]:
    """Return the columns every part has, in one order and type; what a part doesn't know is null."""
    nothing: dict[str, ColumnElement[Any]] = {
        "number": null().cast(String),
        "summary": null().cast(String),
        "customer_name": null().cast(String),
        "customer_type": null().cast(String),
        "vip": null().cast(Customer.vip.type),
        "score": null().cast(Integer),
        "text": null().cast(String),
        "reason_id": null().cast(Key),
        "at": null().cast(UtcDateTime),
        "started_at": null().cast(UtcDateTime),
        "due_at": null().cast(UtcDateTime),
        "warn50_at": null().cast(UtcDateTime),
        "warn80_at": null().cast(UtcDateTime),
    }
    shown = {name: values.get(name, column) for name, column in nothing.items()}
    return [literal(kind).label("kind"), n.label("n"), *(c.label(name) for name, c in shown.items())]


def own_clock() -> dict[str, Any]:
    """Return what of a clock itself a part gives where its ticket may be ruled by another one."""
    return {name: getattr(Clock, name) for name in ("started_at", "due_at", "warn50_at", "warn80_at")}
