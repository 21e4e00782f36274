"""Microseconds of one due time on the office calendar, without and with 5 pauses, 1 hour to 3 years."""

from datetime import UTC, date, datetime, timedelta
from timeit import repeat

from sladesk.domain.sla.calendars import CalendarSpec, CalendarTable, windows
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.targets import Mode, Target, due

ROUNDS = 20_000
SPANS = {
    "1 h": 3600,
    "1 day": 28_800,
    "3 days": 86_400,
    "1 month": 630_000,
    "1 year": 7_200_000,
    "3 years": 21_600_000,
}


def _office() -> CalendarTable:
    week = (*(windows("09:00-12:00", "13:00-18:00"),) * 5, (), ())
    holidays = {date(2026, 10, 1) + timedelta(days=at): () for at in range(7)}
    return CalendarTable(CalendarSpec("Asia/Shanghai", week, holidays))


def _best(start: int, target: Target, table: CalendarTable, holes: list[tuple[int, int]]) -> float:
    def once() -> int:
        return due(start, target, table, holes)

    once()
    return min(repeat(once, number=ROUNDS, repeat=5)) / ROUNDS * 1e6


def table() -> str:
    """Return the figures as a table, best of 5 runs of `ROUNDS`."""
    office = _office()
    start = to_epoch(datetime(2026, 9, 14, 1, 30, tzinfo=UTC))
    lines = ["| open time | no pause | 5 pauses |", "| --- | --- | --- |"]
    for name, seconds in SPANS.items():
        target = Target(seconds, Mode.WORKING, "office")
        step = seconds // 12
        holes = [(at, at + step // 2) for at in range(start + step, start + 6 * step, step)]
        plain, holed = _best(start, target, office, []), _best(start, target, office, holes)
        lines.append(f"| {name} | {plain:.2f} | {holed:.2f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table())
