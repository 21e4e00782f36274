"""100,000 tickets: some thousand made by the actions, multiplied in SQL with shifted times (decision 41)."""

from collections.abc import Iterator
from typing import cast

from flask import Flask
from sqlalchemy import Column, Table, func, select, text
from sqlalchemy.orm import Session

from sladesk import search
from sladesk.db import UtcDateTime, db, write_transaction
from sladesk.models import (
    Attempt,
    Breach,
    Clock,
    ClockEntry,
    Cycle,
    Escalation,
    Event,
    EventText,
    Handler,
    Pause,
    Ticket,
    Visit,
)

#: In the order foreign keys want. Photos and notices stay with the originals.
MODELS = (
    Ticket,
    Cycle,
    Event,
    EventText,
    Clock,
    ClockEntry,
    Breach,
    Pause,
    Escalation,
    Handler,
    Attempt,
    Visit,
)
TABLES = tuple(cast(Table, model.__table__) for model in MODELS)
#: Days between two generations of copies.
STEP = 3


def multiply(app: Flask, wanted: int) -> int:
    """Copy the tickets at hand until there are at least as many as wanted; return how many there are."""
    with app.app_context(), write_transaction() as session:
        basis = session.scalar(select(func.count()).select_from(Ticket)) or 0
        offsets = {table.name: _offset(session, table) for table in TABLES}
        for generation in range(1, -(-wanted // basis)):
            for table in TABLES:
                _copy(session, table, offsets, generation)
        _reset_sequences(session)
    with app.app_context(), write_transaction() as session:
        session.execute(text("ANALYZE"))
        return search.rebuild(session)


def _offset(session: Session, table: Table) -> int:
    if "id" not in table.c:
        return 0
    return (session.scalar(select(func.max(table.c.id))) or 0) + 1


def _copy(session: Session, table: Table, offsets: dict[str, int], generation: int) -> None:
    names = [column.name for column in table.columns]
    values = ", ".join(_value(session, column, offsets, generation) for column in table.columns)
    columns = ", ".join(f'"{name}"' for name in names)
    basis = _basis(table, offsets)
    session.execute(
        text(f'insert into "{table.name}" ({columns}) select {values} from "{table.name}"{basis}')
    )


def _basis(table: Table, offsets: dict[str, int]) -> str:
    """Only the originals are copied, not the copies."""
    if "id" in table.c:
        return f" where id < {offsets[table.name]}"
    parent = next(iter(column for column in table.columns if _refers(column) in offsets))
    return f' where "{parent.name}" < {offsets[_refers(parent)]}'


def _refers(column: Column[object]) -> str:
    return next((key.column.table.name for key in column.foreign_keys), "")


def _value(session: Session, column: Column[object], offsets: dict[str, int], generation: int) -> str:
    name = f'"{column.name}"'
    if column.name == "id":
        return f"{name} + {offsets[column.table.name] * generation}"
    if _refers(column) in offsets:
        return f"{name} + {offsets[_refers(column)] * generation}"
    if isinstance(column.type, UtcDateTime):
        return _shifted(session, name, generation * STEP)
    if column.table.name == "ticket" and column.name == "number":
        return f"{name} || 'B{generation:03}'"
    return name


def _shifted(session: Session, name: str, days: int) -> str:
    """The same instant some days earlier; the far future of tickets with nothing due stays."""
    if session.get_bind().dialect.name == "postgresql":
        return f"case when {name} > '9000-01-01' then {name} else {name} - interval '{days} days' end"
    earlier = f"strftime('%Y-%m-%d %H:%M:%S', {name}, '-{days} days') || '.000000'"
    return f"case when {name} > '9000' then {name} else {earlier} end"


def _reset_sequences(session: Session) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        name = table.name
        if "id" in table.c:
            latest = f'(select max(id) from "{name}")'
            session.execute(text(f"select setval(pg_get_serial_sequence('{name}', 'id'), {latest})"))


def long_timelines(app: Flask) -> Iterator[str]:
    """Return numbers of open tickets with about twenty entries."""
    with app.app_context():
        rows = db.session.execute(
            select(Ticket.number)
            .where(Ticket.event_seq.between(18, 24), Ticket.status == "in_progress")
            .order_by(Ticket.id.desc())
            .limit(50)
        )
        yield from (row.number for row in rows)


__all__ = ["long_timelines", "multiply"]
