"""The measures of a review counted again, by plain SQL that shares nothing with the product's (R9.2)."""

import re
from datetime import UTC, datetime

from sqlalchemy import text

from sladesk.db import db
from sladesk.reports.document import Document
from tests.support.repainting import painted

_FROM = """
  from ticket t
  join cycle a on a.ticket_id = t.id and a.no = 1
  join cycle z on z.ticket_id = t.id and z.no = t.cycle_no
  left join clock f on f.cycle_id = a.id and f.kind = 'first_response' and f.no = 1
  left join clock r on r.cycle_id = z.id and r.kind = 'resolution' and r.no = 1
 where t.status <> 'voided' and t.requested_at >= :begins and t.requested_at < :ends
"""
_CLOCK = """
  from ticket t
  join cycle a on a.ticket_id = t.id and a.no = 1
  join cycle z on z.ticket_id = t.id and z.no = t.cycle_no
  join clock k on k.ticket_id = t.id
 where t.status <> 'voided' and t.requested_at >= :begins and t.requested_at < :ends
"""
_LATE = "({c}.breached_at is not null or ({c}.state = 'running' and {c}.due_at < :now))"
_DONE = "(z.solution_at is not null or t.status in ('to_verify', 'closed', 'archived'))"

#: By measure that counts clocks: their kind.
_KINDS = {
    "answer_attainment": "answer",
    "assignment_attainment": "assignment_wait",
    "preliminary_attainment": "preliminary",
    "update_attainment": "update",
    "promises_kept": "promise",
    "task_attainment": "task",
    "emergency_attainment": "emergency",
    "callback_attainment": "callback",
    "low_score_attainment": "low_score",
}


def _step(which: str, step: str) -> str:
    """The first or last time of a step over a ticket's visits; J(…) stands for the text of a step."""
    return f"(select {which}(E(J({step}))) from visit v where v.ticket_id = t.id)"


_REPAIR = "t.service_type = 'repair'"
#: By measure that can be the wrong way round: from, to, and which tickets besides.
_SPANS = {
    "first_response": ("E(a.assigned_at)", "E(a.first_response_at)", "true"),
    "first_response_requested": ("E(t.requested_at)", "E(a.first_response_at)", "true"),
    "resolution": ("E(a.assigned_at)", "E(z.solution_at)", "true"),
    "resolution_requested": ("E(t.requested_at)", "E(z.solution_at)", "true"),
    "resolution_after_response": (
        "E(a.first_response_at)",
        "E(z.solution_at)",
        "z.closed_at is not null",
    ),
    "repair_acceptance": ("E(a.assigned_at)", _step("min", "accepted"), _REPAIR),
    "repair_arrival": (_step("min", "accepted"), _step("min", "arrived"), _REPAIR),
    "repair_work": (_step("min", "arrived"), _step("max", "repaired"), _REPAIR),
}

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
    "first_response_working": ("f.stopped_at is not null and f.open_seconds is not null", "f.open_seconds"),
    "resolution_working": ("r.stopped_at is not null and r.open_seconds is not null", "r.open_seconds"),
    "answer_rate": (
        (
            "(z.score is not null and z.callback_at is not null)"
            " or (z.closed_at is not null and t.external_source is null)"
        ),
        "case when z.score is not null and z.callback_at is not null then 1 else 0 end",
    ),
    "parts_wait": (
        (
            "t.service_type = 'repair' and exists"
            " (select 1 from pause p where p.ticket_id = t.id and p.status = 'waiting_parts')"
        ),
        (
            "(select sum(case when p.ended_at is null then E(:now) else E(p.ended_at) end - E(p.started_at))"
            " from pause p where p.ticket_id = t.id and p.status = 'waiting_parts')"
        ),
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


def _said(sql: str) -> str:
    """Write E(instant) and J(step of a visit) as the engine says them."""
    sqlite = db.engine.dialect.name == "sqlite"
    step = r"json_extract(v.stamps, '$.\1')" if sqlite else r"(v.stamps ->> '\1')::timestamptz"
    epoch = (
        r"cast(strftime('%s', \1) as integer)" if sqlite else r"cast(floor(extract(epoch from \1)) as bigint)"
    )
    held = re.sub(r"E\(J\((\w+)\)\)", epoch.replace(r"\1", step), sql)
    return re.sub(r"E\(([\w.:]+)\)", epoch, held)


def counted(measure: str, begins: datetime, ends: datetime, now: datetime, also: str = "true") -> list[float]:
    """Return what each ticket or clock of a measure's cohort counts for, in ascending order.

    Arguments:
        begins, ends: first instant of the period, and the first after it.
        also: one more condition in SQL, on t (ticket), a (its first cycle) and z (its last).
    """
    if measure == "attainment":
        parts = ("response_attainment", "resolution_attainment", *_KINDS)
        return sorted(value for part in parts for value in counted(part, begins, ends, now, also))
    if measure in _KINDS:
        late = _LATE.format(c="k")
        cohort, value = f"k.kind = '{_KINDS[measure]}'", f"case when {late} then 0 else 1 end"
        sql = (
            f"select {value} {_CLOCK} and {cohort} and (k.state = 'stopped' or {late}) and {also} order by 1"
        )
    else:
        cohort, value = _RULES[measure] if measure in _RULES else _span(measure)
        sql = f"select {value} {_FROM} and ({cohort}) and {also} order by 1"
    return _run(sql, begins, ends, now)


def turned(measure: str, begins: datetime, ends: datetime, now: datetime) -> int:
    """Return of how many tickets the later instant of a measure lies before the earlier."""
    since, until, only = _SPANS[measure]
    return len(_run(f"select 1 {_FROM} and {only} and {until} < {since}", begins, ends, now))


def _span(measure: str) -> tuple[str, str]:
    since, until, only = _SPANS[measure]
    cohort = f"{only} and {since} is not null and {until} is not null"
    return cohort, f"case when {until} > {since} then {until} - {since} else 0 end"


def _run(sql: str, begins: datetime, ends: datetime, now: datetime) -> list[float]:
    values = {"begins": _text(begins), "ends": _text(ends), "now": _text(now)}
    asked = {name: value for name, value in values.items() if f":{name}" in sql}
    return [float(row[0]) for row in db.session.execute(text(_said(sql)), asked)]


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
        values = counted(code, begins, ends, now)
        mean = sum(values) / len(values) if values else None
        same = (line.value is None) == (mean is None) and abs((line.value or 0) - (mean or 0)) < 1e-6
        spread = line.median is None or (line.median, line.p90) == (ranked(values, 50), ranked(values, 90))
        behind, failing = (made.behind.get(key, (0, []))[0] for key in (line.behind, line.failing))
        clocks = code in _KINDS or code == "attainment"
        missed = sum(value == 0 for value in values)
        listed = (
            (bool(behind), bool(failing)) == (bool(values), bool(missed)) and behind <= line.n
            if clocks
            else behind == line.n and (not line.failing or failing == missed)
        )
        if not (same and spread and listed and line.n == len(values)):
            wrong[code] = (line, len(values), mean)
    said = {one.measure: one.n for one in made.turned}
    for code in _SPANS:
        if said.get(code, 0) != turned(code, begins, ends, now):
            wrong[f"turned:{code}"] = (said.get(code, 0), turned(code, begins, ends, now))
    again = painted(begins, ends, now)
    lines = made.use.lines if made.use is not None else []
    told = {line.channel.code if line.channel else "": (line.tickets, line.seconds) for line in lines}
    return wrong if told == again else wrong | {"use": (told, again)}
