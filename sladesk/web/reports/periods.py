"""Periods in addresses and as links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sladesk.domain.errors import NotFound
from sladesk.domain.periods import Period, PeriodKind, parse_period
from sladesk.reports.saying import period_text
from sladesk.web.format import now, zone


@dataclass(frozen=True)
class PeriodLink:
    """A period that can be opened.

    Arguments:
        days: its first and last day; `short` the same in a list, where the year stands beside and a month
            says its days itself.
        running: it has not ended.
        issued: there is an edition about the whole of it, the newest of which is `signed`.
    """

    key: str
    text: str
    days: str
    short: str
    running: bool
    issued: bool = False
    signed: bool = False


def today() -> date:
    """Return the present day in the site's zone."""
    return now().astimezone(zone()).date()


def period(key: str) -> Period:
    """Return the period of an address.

    Raises:
        NotFound: no period is written like this, or it has not begun.
    """
    found = parse_period(key)
    if found is None or found.start > today():
        raise NotFound
    return found


def link(found: Period, issued: Mapping[str, bool] = MappingProxyType({})) -> PeriodLink:
    """Return how a period is called and what it holds.

    Arguments:
        issued: by key of periods with an edition about the whole of them, whether it is signed.
    """
    days = "" if found.kind is PeriodKind.DAY else f"{found.start} – {found.last}"
    text = period_text(found.kind, str(found.start), found.key)
    short = f"{found.start:%m-%d} – {found.last:%m-%d}" if found.kind is PeriodKind.WEEK else ""
    return PeriodLink(
        found.key, text, days, short, found.end > today(), found.key in issued, issued.get(found.key, False)
    )
