"""Copies of rows in SQL: one statement a table for all generations, keys and times moved on the way."""

from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Column, Connection, Date, Table, text
from sqlalchemy.schema import UniqueConstraint

from sladesk.db import UtcDateTime
from sladesk.models import (
    Asset,
    Attempt,
    Breach,
    Clock,
    ClockEntry,
    Customer,
    Cycle,
    DepartmentTask,
    Escalation,
    Event,
    EventText,
    Handler,
    Pause,
    Place,
    ReadMark,
    Ticket,
    Visit,
)

#: In the order foreign keys want. Photos and notices stay with the originals.
MODELS = (
    Customer,
    Place,
    Asset,
    Ticket,
    Cycle,
    Event,
    EventText,
    Clock,
    ClockEntry,
    DepartmentTask,
    Breach,
    Pause,
    Escalation,
    Handler,
    Attempt,
    Visit,
    ReadMark,
)
TABLES = tuple(cast("Table", model.__table__) for model in MODELS)
#: Only what will not change any more is moved into the past.
FINISHED = ("archived", "voided")
#: Times beyond it mean "nothing is due" and stay.
_NEVER = "9000-01-01"


@dataclass
class Copying:
    """The statements of one engine.

    Arguments:
        connection: in the transaction everything happens in.
        calendars: what to add to a calendar version's key for each generation, and for which versions.
        finished: how often what is finished is copied, each copy a week before the last.
        still_open: how often what is not.
    """

    connection: Connection
    calendars: tuple[int, tuple[int, ...]]
    finished: int
    still_open: int
    steps: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        self.postgres = self.connection.dialect.name == "postgresql"
        self.wanted = f"g.n <= case when o.moves = 1 then {self.finished} else {self.still_open} end"
        for table in TABLES:
            self.steps[table.name] = self._step(table)

    def _step(self, table: Table) -> int:
        latest = f'select max(id) from "{table.name}"' if "id" in table.c else "select 0"
        return self.connection.execute(text(latest)).scalar() or 0

    def generations(self) -> None:
        """Number the copies: 1 is a week before the originals."""
        self.connection.execute(text("create temp table generation (n integer not null)"))
        for n in range(1, max(self.finished, self.still_open) + 1):
            self.connection.execute(text("insert into generation values (:n)"), {"n": n})

    def copy(self, table: Table) -> None:
        """Set the originals of a table aside, each with whether it moves into the past; then copy them.

        What does not move is copied another number of times; customers as often as either.
        """
        name = table.name
        parent = self._parent(table)
        moves, join = "1", ""
        if name == "ticket":
            moves = f"case when o.status in {FINISHED} then 1 else 0 end"
        elif parent is not None:
            moves, join = "p.moves", f' join "basis_{_refers(parent)}" p on p.id = o."{parent.name}"'
        self._run(f'create temp table "basis_{name}" as select o.*, {moves} as moves from "{name}" o{join}')
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        values = ", ".join(self._value(column) for column in table.columns)
        self._run(
            f'insert into "{name}" ({columns}) select {values} from generation g cross join "basis_{name}" o'
            f" where {self.wanted if self._of_tickets(table) else 'true'}"
        )

    def copy_documents(self) -> None:
        """Copy what the text search looks into: the copies say the same as their originals."""
        step = self.steps["ticket"]
        self._run("create temp table basis_search_doc as select * from search_doc")
        self._run(
            "insert into search_doc (ticket_id, size, body)"
            f" select d.ticket_id + {step} * g.n, d.size, d.body"
            " from generation g cross join basis_search_doc d join basis_ticket o on o.id = d.ticket_id"
            f" where {self.wanted}"
        )

    def _run(self, statement: str) -> None:
        self.connection.exec_driver_sql(statement)

    def _of_tickets(self, table: Table) -> bool:
        return TABLES.index(table) >= TABLES.index(cast("Table", Ticket.__table__))

    def _parent(self, table: Table) -> Column[object] | None:
        """Return the column that leads to the ticket, or to what leads there."""
        if "ticket_id" in table.c:
            return table.c.ticket_id
        return next((column for column in table.columns if _refers(column) in self.steps), None)

    def _value(self, column: Column[object]) -> str:
        table, name, parent = column.table.name, f'o."{column.name}"', _refers(column)
        if column.name == "id" or parent in self.steps:
            value = f"{name} + {self.steps[parent or table]} * g.n"
        elif parent == "calendar_version":
            value = self._calendar(name)
        elif column.name == "facts_seq":
            value = "0"  # nobody has kept the facts of a copy
        elif (table, column.name) == ("clock_entry", "target"):
            value = self._target(name)
        elif isinstance(column.type, UtcDateTime):
            value = self._instant(name)
        elif isinstance(column.type, Date):
            value = f"{name} - 7 * g.n * o.moves" if self.postgres else f"date({name}, {_DAYS})"
        else:
            value = f"{name} || '-' || g.n" if _is_unique(column) else name
        return value

    def _instant(self, name: str) -> str:
        if self.postgres:
            moved = f"{name} - g.n * o.moves * interval '7 days'"
        else:
            moved = f"date({name}, {_DAYS}) || substr({name}, 11)"
        return f"case when o.moves = 0 or {name} > '{_NEVER}' then {name} else {moved} end"

    def _calendar(self, name: str) -> str:
        step, dated = self.calendars
        keys = ", ".join(map(str, dated)) or "0"
        return f"case when {name} in ({keys}) then {name} + {step} * g.n * o.moves else {name} end"

    def _target(self, name: str) -> str:
        """The ledger names the calendar version inside its frozen target, as text."""
        step, dated = self.calendars
        keys = ", ".join(f"'{key}'" for key in dated) or "''"
        if self.postgres:
            found = f"{name} ->> 'calendar'"
            moved = f"(({found})::bigint + {step} * g.n)::text"
            new = f"jsonb_set({name}, '{{calendar}}', to_jsonb({moved}))"
        else:
            found = f"json_extract({name}, '$.calendar')"
            new = f"json_set({name}, '$.calendar', cast(cast({found} as integer) + {step} * g.n as text))"
        return f"case when o.moves = 1 and {found} in ({keys}) then {new} else {name} end"


_DAYS = "(-7 * g.n * o.moves) || ' days'"


def _refers(column: Column[object]) -> str:
    return next((key.column.table.name for key in column.foreign_keys), "")


def _is_unique(column: Column[object]) -> bool:
    """Whether a column alone tells a row from all others."""
    alone = (each for each in column.table.constraints if isinstance(each, UniqueConstraint))
    return bool(column.unique) or any(list(each.columns) == [column] for each in alone)
