"""Local days, weeks and hours of an instant in the site's zone, and the periods that are reviewed (R9.3)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class LocalMoment:
    """What grouping needs: day, ISO week `2026-W47`, weekday 1-7 (Monday 1), hour 0-23."""

    day: date
    iso_week: str
    weekday: int
    hour: int


def local_moment(at: datetime, zone: str) -> LocalMoment:
    """Return day, week, weekday and hour of an instant in a zone."""
    local = at.astimezone(ZoneInfo(zone))
    iso = local.isocalendar()
    return LocalMoment(local.date(), f"{iso.year}-W{iso.week:02}", iso.weekday, local.hour)


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return the half-open stretch of a local day as aware instants."""
    tz = ZoneInfo(zone)
    return (
        datetime.combine(day, time(), tz),
        datetime.combine(day + timedelta(days=1), time(), tz),
    )


class PeriodKind(StrEnum):
    """How long a review looks back."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, order=True)
class Period:
    """A day, an ISO week (Monday to Sunday) or a calendar month in the site's zone.

    Arguments:
        start: its first day; `end` is the day after its last.
    """

    kind: PeriodKind
    start: date

    def __post_init__(self) -> None:
        """Refuse a start that is none.

        Raises:
            ValueError: a week that doesn't begin on Monday, a month that doesn't on the first.
        """
        monday = self.kind is not PeriodKind.WEEK or self.start.weekday() == 0
        first = self.kind is not PeriodKind.MONTH or self.start.day == 1
        if not (monday and first):
            raise ValueError(f"no {self.kind} begins on {self.start}")

    @property
    def end(self) -> date:
        """The first day that is not in it any more."""
        match self.kind:
            case PeriodKind.DAY:
                return self.start + timedelta(days=1)
            case PeriodKind.WEEK:
                return self.start + timedelta(days=7)
            case PeriodKind.MONTH:
                return (self.start + timedelta(days=31)).replace(day=1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def before(self) -> "Period":
        """The period just before, which it is compared with."""
        return period_of(self.kind, self.start - timedelta(days=1))

    @property
    def after(self) -> "Period":
        """The period just after."""
        return period_of(self.kind, self.end)

    @property
    def days(self) -> list[date]:
        """All its days in order."""
        return [self.start + timedelta(days=n) for n in range((self.end - self.start).days)]

    @property
    def key(self) -> str:
        """What stands in addresses and file names: `2026-10-31`, `2026-W44` or `2026-10`."""
        match self.kind:
            case PeriodKind.DAY:
                return self.start.isoformat()
            case PeriodKind.WEEK:
                iso = self.start.isocalendar()
                return f"{iso.year}-W{iso.week:02}"
            case PeriodKind.MONTH:
                return f"{self.start.year}-{self.start.month:02}"

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """Return its half-open stretch as aware instants."""
        return day_bounds(self.start, zone)[0], day_bounds(self.end, zone)[0]


def period_of(kind: PeriodKind, day: date) -> Period:
    """Return the period a day lies in."""
    match kind:
        case PeriodKind.DAY:
            start = day
        case PeriodKind.WEEK:
            start = day - timedelta(days=day.weekday())
        case PeriodKind.MONTH:
            start = day.replace(day=1)
    return Period(kind, start)


def parse_period(key: str) -> Period | None:
    """Return the period of a key as `Period.key` writes it, None for anything else."""
    try:
        if "W" in key:
            found = Period(PeriodKind.WEEK, date.fromisoformat(f"{key}-1"))
        elif len(key) == len("2026-10"):
            found = Period(PeriodKind.MONTH, date.fromisoformat(f"{key}-01"))
        else:
            found = Period(PeriodKind.DAY, date.fromisoformat(key))
    except ValueError:
        return None
    return found if found.key == key and date.min.year < found.start.year < date.max.year else None
