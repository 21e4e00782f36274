"""The measures of a review counted again, by plain SQL that shares nothing with the product's (R9.2)."""

from datetime import UTC, datetime

from sqlalchemy import text

from sladesk.db import db
from sladesk.reports.document import Document

_FROM = """
  from ticket t
  join cycle a on a.ticket_id = t.id and a.no = 1
  join cycle z on z.ticket_id = t.id and z.no = t.cycle_no
  left join clock f on f.cycle_id = a.id and f.kind = 'first_response' and f.no = 1
  left join clock r on r.cycle_id = z.id and r.kind = 'resolution' and r.no = 1
 where t.status <> 'voided' and t.requested_at >= :begins and t.requested_at < :ends
"""
_LATE = "({c}.breached_at is not null or ({c}.state = 'running' and {c}.due_at < :now))"
_DONE = "(z.solution_at is not null or t.status in ('to_verify', 'closed', 'archived'))"

#: By measure: which tickets are in it, and what each counts for; E(…) stands for epoch seconds.
_RULES = {
    "response_rate": (
        f"a.first_response_at is not null or {_LATE.format(c='f')}",
        "case when a.first_response_at is not null then 1 else 0 end",
    ),
    "resolution_rate": (
        f"{_DONE} or r.state is null or r.state = 'cancelled' or {_LATE.format(c='r')}",
        f"case when {_DONE} then 1 else 0 end",
    ),
    "first_response": (
        "a.first_response_at is not null and a.assigned_at is not null",
        (
            "case when E(a.first_response_at) > E(a.assigned_at)"
            " then E(a.first_response_at) - E(a.assigned_at) else 0 end"
        ),
    ),
    "first_response_requested": (
        "a.first_response_at is not null",
        (
            "case when E(a.first_response_at) > E(t.requested_at)"
            " then E(a.first_response_at) - E(t.requested_at) else 0 end"
        ),
    ),
    "resolution": (
        "z.solution_at is not null and a.assigned_at is not null",
        "case when E(z.solution_at) > E(a.assigned_at) then E(z.solution_at) - E(a.assigned_at) else 0 end",
    ),
    "response_attainment": (
        f"f.state = 'stopped' or {_LATE.format(c='f')}",
        f"case when {_LATE.format(c='f')} then 0 else 1 end",
    ),
    "resolution_attainment": (
        f"r.state = 'stopped' or {_LATE.format(c='r')}",
        f"case when {_LATE.format(c='r')} then 0 else 1 end",
    ),
    "satisfaction": (
        "z.score is not null and z.callback_at is not null",
        "case when z.score >= 4 then 1 else 0 end",
    ),
    "score": ("z.score is not null and z.callback_at is not null", "z.score"),
    "second_cycles": (_DONE, "case when t.cycle_no > 1 then 1 else 0 end"),
}


def _epoch(sql: str) -> str:
    """Write E(column) as the engine says it."""
    sqlite = db.engine.dialect.name == "sqlite"
    head, *rest = sql.split("E(")
    for part in rest:
        column, _bracket, tail = part.partition(")")
        head += (
            f"cast(strftime('%s', {column}) as integer)" if sqlite else f"floor(extract(epoch from {column}))"
        )
        head += tail
    return head


def counted(measure: str, begins: datetime, ends: datetime, now: datetime, also: str = "true") -> list[float]:
    """Return what each ticket of a measure's cohort counts for, in ascending order.

    Arguments:
        begins, ends: first instant of the period, and the first after it.
        also: one more condition in SQL, on t (ticket), a (its first cycle) and z (its last).
    """
    cohort, value = _RULES[measure]
    sql = _epoch(f"select {value} {_FROM} and ({cohort}) and {also} order by 1")
    values = {"begins": _text(begins), "ends": _text(ends), "now": _text(now)}
    return [float(row[0]) for row in db.session.execute(text(sql), values)]


def _text(at: datetime) -> object:
    """Return an instant as the engine compares it: SQLite keeps texts of fixed width in UTC."""
    if db.engine.dialect.name == "sqlite":
        return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return at


def ranked(values: list[float], percent: int) -> float | None:
    """Return the nearest-rank percentile of ordered values by trying each."""
    return next((v for n, v in enumerate(values, 1) if n * 100 >= percent * len(values)), None)


def differing(made: Document, begins: datetime, ends: datetime, now: datetime) -> dict[str, object]:
    """Return the measures of a review that plain SQL counts otherwise, with what it counts.

    Arguments:
        made: the review, all tickets kept behind its figures.
        begins, ends, now: first instant of its period, the first after it, its cut-off.
    """
    wrong: dict[str, object] = {}
    for code, line in made.figures.items():
        if code not in _RULES:
            continue
        values = counted(code, begins, ends, now)
        mean = sum(values) / len(values) if values else None
        same = (line.value is None) == (mean is None) and abs((line.value or 0) - (mean or 0)) < 1e-6
        spread = line.median is None or (line.median, line.p90) == (ranked(values, 50), ranked(values, 90))
        behind = made.behind.get(line.behind, (0, []))[0]
        if not (same and spread and line.n == behind == len(values)):
            wrong[code] = (line, len(values), mean)
    return wrong
