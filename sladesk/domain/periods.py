"""Local days, weeks and hours of an instant in the site's zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
