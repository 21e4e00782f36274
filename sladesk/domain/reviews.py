"""When reviews are issued by themselves: so far on the last working afternoon, whole after the end (R9.3)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sladesk.domain.periods import Period, PeriodKind, period_of

FRIDAY = 5


@dataclass(frozen=True)
class Slot:
    """An edition that is due.

    Arguments:
        at: the instant its figures are cut off at; the edition may be made later and says the same.
        final: it is about the whole period.
    """

    period: Period
    at: datetime
    final: bool

    @property
    def name(self) -> str:
        """What makes it one, however many workers there are."""
        return f"{self.period.key}:{'final' if self.final else 'so_far'}"


def due(now: datetime, zone: str, so_far_hour: int, final_hour: int, since: date | None) -> list[Slot]:
    """Return the editions of the present and the last periods whose time has come.

    What was missed for longer, because nothing ran, is issued by hand.

    Arguments:
        now: aware.
        zone: the site's zone, in which the hours are meant.
        so_far_hour: hour of the so-far edition, on the day itself, on Friday, on the month's last day.
        final_hour: hour of the whole period's edition on the day after its end.
        since: day of the earliest request; there is nothing to say about what ended before it.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    slots = [
        slot for kind in PeriodKind for slot in _of(period_of(kind, today), zone, so_far_hour, final_hour)
    ]
    return [slot for slot in slots if slot.at <= now and since is not None and slot.period.end > since]


def record(now: datetime, zone: str, hour: int, since: date | None) -> Slot | None:
    """Return the day whose workbook is to be there, cut off at its hour: today, before that hour yesterday.

    Arguments:
        now: aware.
        zone: the site's zone, in which the hour is meant.
        hour: of the record of all channels (R9.3).
        since: day of the earliest request; there is nothing to record before it.
    """
    day = period_of(PeriodKind.DAY, now.astimezone(ZoneInfo(zone)).date())
    if _at(day.start, hour, zone) > now:
        day = day.before
    if since is None or day.end <= since:
        return None
    return Slot(day, _at(day.start, hour, zone), final=False)


def _of(present: Period, zone: str, so_far_hour: int, final_hour: int) -> list[Slot]:
    return [
        Slot(present.before, _at(present.start, final_hour, zone), final=True),
        Slot(present, _at(_afternoon(present), so_far_hour, zone), final=False),
    ]


def _afternoon(period: Period) -> date:
    if period.kind is PeriodKind.WEEK:
        return period.start + timedelta(days=FRIDAY - 1)
    return period.last


def _at(day: date, hour: int, zone: str) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone))
