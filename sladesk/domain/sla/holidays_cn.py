"""Public holidays and make-up working days of mainland China, as announced by the State Council (R3.5).

Plain data, used to fill calendar drafts; a calendar version keeps its own copy, nothing is looked up here
later (decision 15). A year enters this table when its notice is out. The days of an unconfirmed year are
those of the holiday regulation of 2025; which days are moved and made up is not known before the notice.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sladesk.domain.sla.hours import Windows

DAYS_OFF: dict[int, tuple[str, ...]] = {
    2023: ("01-01/01-02", "01-21/01-27", "04-05", "04-29/05-03", "06-22/06-24", "09-29/10-06", "12-30/12-31"),
    2024: ("01-01", "02-10/02-17", "04-04/04-06", "05-01/05-05", "06-08/06-10", "09-15/09-17", "10-01/10-07"),
    2025: ("01-01", "01-28/02-04", "04-04/04-06", "05-01/05-05", "05-31/06-02", "10-01/10-08"),
    2026: (
        "01-01/01-03",
        "02-15/02-23",
        "04-04/04-06",
        "05-01/05-05",
        "06-19/06-21",
        "09-25/09-27",
        "10-01/10-07",
    ),
    2027: ("01-01", "02-05/02-08", "04-05", "05-01/05-02", "06-09", "09-15", "10-01/10-03"),
}
"""Stretches off by year, first and last day inclusive."""

MAKE_UP_DAYS: dict[int, tuple[str, ...]] = {
    2023: ("01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"),
    2024: ("02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"),
    2025: ("01-26", "02-08", "04-27", "09-28", "10-11"),
    2026: ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    2027: (),
}
"""Weekend days worked (调休)."""

ANNOUNCED = frozenset({2023, 2024, 2025, 2026})
"""Years whose notice is out; the others are unconfirmed and a person has to look at them again."""


def days_off(year: int) -> Iterator[date]:
    """The days off of a known year, in order. Raises KeyError for a year that is not in the table."""
    for stretch in DAYS_OFF[year]:
        first, _, last = stretch.partition("/")
        day, end = _day(year, first), _day(year, last or first)
        while day <= end:
            yield day
            day += timedelta(days=1)


def make_up_days(year: int) -> Iterator[date]:
    """The weekend days worked in a known year, in order. Raises KeyError as `days_off`."""
    for text in MAKE_UP_DAYS[year]:
        yield _day(year, text)


def exceptions(windows: Windows, years: Iterable[int] = tuple(DAYS_OFF)) -> dict[date, Windows]:
    """Exceptions for a calendar that keeps the holidays: nothing on days off, `windows` on make-up days."""
    found: dict[date, Windows] = {}
    for year in years:
        found |= dict.fromkeys(days_off(year), ())
        found |= dict.fromkeys(make_up_days(year), windows)
    return found


def _day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")
