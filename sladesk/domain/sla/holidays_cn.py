"""Public holidays and make-up working days of mainland China, as announced by the State Council (R3.5).

Plain data, used to fill calendar drafts; a calendar version keeps its own copy, nothing is looked up here
later (decision 15). A year enters this table when its notice is out. The days of an unconfirmed year are
those of the holiday regulation of 2025; which days are moved and made up is not known before the notice.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sladesk.domain.sla.hours import Windows

DAYS_OFF: dict[int, tuple[str, ...]] = {
    2008: ("01-01", "02-06/02-12", "04-04/04-06", "05-01/05-03", "06-07/06-09", "09-13/09-15", "09-29/10-05"),
    2009: ("01-01/01-03", "01-25/01-31", "04-04/04-06", "05-01/05-03", "05-28/05-30", "10-01/10-08"),
    2010: (
        "01-01/01-03",
        "02-13/02-19",
        "04-03/04-05",
        "05-01/05-03",
        "06-14/06-16",
        "09-22/09-24",
        "10-01/10-07",
    ),
    2011: (
        "01-01/01-03",
        "02-02/02-08",
        "04-03/04-05",
        "04-30/05-02",
        "06-04/06-06",
        "09-10/09-12",
        "10-01/10-07",
    ),
    2012: ("01-01/01-03", "01-22/01-28", "04-02/04-04", "04-29/05-01", "06-22/06-24", "09-30/10-07"),
    2013: (
        "01-01/01-03",
        "02-09/02-15",
        "04-04/04-06",
        "04-29/05-01",
        "06-10/06-12",
        "09-19/09-21",
        "10-01/10-07",
    ),
    2014: ("01-01", "01-31/02-06", "04-05/04-07", "05-01/05-03", "06-02", "09-08", "10-01/10-07"),
    2015: (
        "01-01/01-03",
        "02-18/02-24",
        "04-05/04-06",
        "05-01",
        "06-20",
        "06-22",
        "09-03/09-05",
        "09-27",
        "10-01/10-07",
    ),
    2016: ("01-01", "02-07/02-13", "04-04", "05-01/05-02", "06-09/06-11", "09-15/09-17", "10-01/10-07"),
    2017: ("01-01/01-02", "01-27/02-02", "04-02/04-04", "05-01", "05-28/05-30", "10-01/10-08"),
    2018: (
        "01-01",
        "02-15/02-21",
        "04-05/04-07",
        "04-29/05-01",
        "06-18",
        "09-24",
        "10-01/10-07",
        "12-30/12-31",
    ),
    2019: ("01-01", "02-04/02-10", "04-05/04-07", "05-01/05-04", "06-07/06-09", "09-13/09-15", "10-01/10-07"),
    2020: ("01-01", "01-24/02-02", "04-04/04-06", "05-01/05-05", "06-25/06-27", "10-01/10-08"),
    2021: (
        "01-01/01-03",
        "02-11/02-17",
        "04-03/04-05",
        "05-01/05-05",
        "06-12/06-14",
        "09-19/09-21",
        "10-01/10-07",
    ),
    2022: (
        "01-01/01-03",
        "01-31/02-06",
        "04-03/04-05",
        "04-30/05-04",
        "06-03/06-05",
        "09-10/09-12",
        "10-01/10-07",
        "12-31",
    ),
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
    2008: ("02-02", "02-03", "05-04", "09-27", "09-28"),
    2009: ("01-04", "01-24", "02-01", "05-31", "09-27", "10-10"),
    2010: ("02-20", "02-21", "06-12", "06-13", "09-19", "09-25", "09-26", "10-09"),
    2011: ("01-30", "02-12", "04-02", "10-08", "10-09", "12-31"),
    2012: ("01-21", "01-29", "03-31", "04-01", "04-28", "09-29"),
    2013: (
        "01-05",
        "01-06",
        "02-16",
        "02-17",
        "04-07",
        "04-27",
        "04-28",
        "06-08",
        "06-09",
        "09-22",
        "09-29",
        "10-12",
    ),
    2014: ("01-26", "02-08", "05-04", "09-28", "10-11"),
    2015: ("01-04", "02-15", "02-28", "09-06", "10-10"),
    2016: ("02-06", "02-14", "06-12", "09-18", "10-08", "10-09"),
    2017: ("01-22", "02-04", "04-01", "05-27", "09-30"),
    2018: ("02-11", "02-24", "04-08", "04-28", "09-29", "09-30", "12-29"),
    2019: ("02-02", "02-03", "04-28", "05-05", "09-29", "10-12"),
    2020: ("01-19", "04-26", "05-09", "06-28", "09-27", "10-10"),
    2021: ("02-07", "02-20", "04-25", "05-08", "09-18", "09-26", "10-09"),
    2022: ("01-29", "01-30", "04-02", "04-24", "05-07", "10-08", "10-09"),
    2023: ("01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"),
    2024: ("02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"),
    2025: ("01-26", "02-08", "04-27", "09-28", "10-11"),
    2026: ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    2027: (),
}
"""Weekend days worked (调休)."""

ANNOUNCED = frozenset(range(2008, 2027))
"""Years whose notice is out, since the regulation that moved days to weekends for all; the others are
unconfirmed and a person has to look at them again."""

NOTICE_MONTH = 11
"""The notice of the next year comes out in this month: from then on its days can be missing."""

SHIPPED = tuple(year for year in DAYS_OFF if year >= 2023)
"""Years a new calendar holds from the start; each version carries its days, older ones come if asked for."""


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


def exceptions(windows: Windows, years: Iterable[int] = SHIPPED) -> dict[date, Windows]:
    """Exceptions for a calendar that keeps the holidays: nothing on days off, `windows` on make-up days."""
    found: dict[date, Windows] = {}
    for year in years:
        found |= dict.fromkeys(days_off(year), ())
        found |= dict.fromkeys(make_up_days(year), windows)
    return found


def _day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")
