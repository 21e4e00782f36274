"""How times, durations and clocks are said on screen: pure functions, and the filters made of them.

Dates read 14:20, 昨天 17:30, 11-23 周一 17:42; durations 2 小时 15 分; the words come from the catalogues.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import Flask, g
from flask_babel import get_timezone

from sladesk.clock import utcnow
from sladesk.queries.lists import COUNT_TO
from sladesk.web.devices import device
from sladesk.web.scale import percent_used, running_state
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l
from sladesk.web.words import locale_name

MINUTE, HOUR, DAY = 60, 3600, 86400
#: Where the parts of 2026-11-21 14:05:09 end: the year, the date with its blank, minutes, seconds.
_YEAR, _DATE, _TO_MINUTES, _TO_SECONDS = 5, 11, 16, 19
WEEKDAYS = (_l("Mon"), _l("Tue"), _l("Wed"), _l("Thu"), _l("Fri"), _l("Sat"), _l("Sun"))


class ClockView(NamedTuple):
    """A clock as it is shown: one of the states of the scale, in words, with the share of time used.

    Arguments:
        state: calm, soon, urgent, late, paused or met; decides colour and icon.
        word: the state in one word (充裕, 过半, 临近, 超时, 暂停, 达标).
        amount: how much is left, late, early, or what is waited for since when.
        percent: share of the target used, 0-100, drawn as the pie.
        due_text: due instant, short.
        title: the whole in one sentence with the absolute time, for hover and focus.
    """

    state: str
    word: str
    amount: str
    percent: int
    due_text: str
    title: str


def now() -> datetime:
    """Return the instant this request is answered at: one per request, so that a page agrees with itself."""
    moment: datetime | None = g.get("now")
    if moment is None:
        moment = g.now = utcnow()
    return moment


def zone() -> tzinfo:
    """Return the site's time zone, asked for once per request."""
    where: tzinfo | None = g.get("zone")
    if where is None:
        found = get_timezone()
        # Flask-Babel may hand out a pytz zone, which `replace(tzinfo=…)` would turn into local mean time.
        where = g.zone = ZoneInfo(str(found)) if found else UTC
    return where


def duration_text(seconds: float, *, days: bool = True) -> str:
    """Say a duration in words people use; below a minute it says so.

    Arguments:
        seconds: length; the sign is ignored, parts of a minute are dropped.
        days: whether 24 h and more are said in days (not for working time).
    """
    whole = int(abs(seconds))
    if whole < MINUTE:
        return _("under 1 min")
    hours, minutes = whole // HOUR, whole % HOUR // MINUTE
    if days and hours >= 24:
        d, h = divmod(hours, 24)
        return _("%(d)s d %(h)s h", d=d, h=h) if h else _("%(d)s d", d=d)
    if not hours:
        return _("%(m)s min", m=minutes)
    return _("%(h)s h %(m)s min", h=hours, m=f"{minutes:02d}") if minutes else _("%(h)s h", h=hours)


def seconds_text(seconds: float) -> str:
    """Say a short duration to the second (24 分 45 秒), for phone and chat figures."""
    whole = int(abs(seconds))
    if whole < MINUTE:
        return _("%(s)s s", s=whole)
    if whole >= HOUR:
        return duration_text(whole)
    return _("%(m)s min %(s)s s", m=whole // MINUTE, s=f"{whole % MINUTE:02d}")


def day_text(day: date, today: date) -> str:
    """Say a day with its weekday: 11-23 周一; with the year when it is another one."""
    weekday = str(WEEKDAYS[day.weekday()])
    if day.year != today.year:
        return _("%(date)s %(weekday)s", date=day.isoformat(), weekday=weekday)
    return _("%(date)s %(weekday)s", date=f"{day:%m-%d}", weekday=weekday)


def instant_text(at: datetime, moment: datetime, where: tzinfo, *, short: bool = False) -> str:
    """Say an instant as seen from `moment`.

    Arguments:
        at, moment: aware instants.
        where: the site's zone.
        short: for narrow columns: without the weekday, and in English the weekday instead of the long words
            for the days next door.
    """
    local, today = at.astimezone(where), moment.astimezone(where)
    said = local.isoformat(" ", "minutes")[:_TO_MINUTES]
    time, away = said[_DATE:], local.toordinal() - today.toordinal()
    if away == 0:
        return time
    if abs(away) == 1:
        return _next_door(local, time, after=away > 0, short=short)
    if local.year != today.year:
        return said
    if short:
        return said[_YEAR:]
    return f"{day_text(local.date(), today.date())} {time}"


def _next_door(local: datetime, time: str, *, after: bool, short: bool) -> str:
    """Say an instant of the day before or after; the English words are too long for a narrow column."""
    if short and locale_name() == "en":
        return f"{WEEKDAYS[local.weekday()]} {time}"
    return _("tomorrow %(time)s", time=time) if after else _("yesterday %(time)s", time=time)


def full_text(at: datetime, where: tzinfo, *, seconds: bool = False) -> str:
    """Return the absolute time, 2026-11-21 14:05."""
    return at.astimezone(where).isoformat(" ", "seconds")[: _TO_SECONDS if seconds else _TO_MINUTES]


STATE_WORDS = {
    "calm": _l("On track"),
    "soon": _l("Past half"),
    "urgent": _l("Near"),
    "late": _l("Overdue"),
    "paused": _l("Paused"),
    "met": _l("Met"),
}


def clock_view(
    *,
    moment: datetime,
    where: tzinfo,
    due: datetime,
    start: datetime,
    warn50: datetime | None = None,
    warn80: datetime | None = None,
    paused_since: datetime | None = None,
    waiting_for: str = "",
    stopped: datetime | None = None,
    left_seconds: int | None = None,
    kind: str = "",
) -> ClockView:
    """Build what a clock chip shows.

    Arguments:
        moment: the present instant; all instants are aware.
        where: the site's zone.
        due, start, warn50, warn80: as stored with the clock; of a paused clock, as they were.
        paused_since: when it was paused, None while it runs.
        waiting_for: what a paused clock waits for (待备件).
        stopped: when it was decided, None while it is open.
        left_seconds: working time left, where the caller knows it; plain time otherwise.
        kind: name of the target (首次响应), for the title.
    """
    percent = percent_used(stopped or paused_since or moment, start, due, warn50, warn80)
    if stopped is not None:
        state, gap = "met" if stopped <= due else "late", due - stopped
    elif paused_since is not None:
        state, gap = "paused", moment - paused_since
    else:
        state, gap = running_state(moment, due, warn50, warn80), due - moment
    today = moment.astimezone(where).date()
    minutes = int(abs(gap.total_seconds())) // MINUTE
    left = None if left_seconds is None else left_seconds // MINUTE
    return _clock_words(locale_name(), state, minutes, left, percent, due, today, where, waiting_for, kind)


@lru_cache(maxsize=4096)
def _clock_words(
    _locale: str,
    state: str,
    minutes: int,
    left: int | None,
    percent: int,
    due: datetime,
    today: date,
    where: tzinfo,
    waiting_for: str,
    kind: str,
) -> ClockView:
    """Say a clock; what is said stays the same for a minute, and clocks of one page resemble each other."""
    due_full = full_text(due, where)
    title = _("%(kind)s due %(at)s", kind=kind, at=due_full) if kind else _("due %(at)s", at=due_full)
    noon = datetime.combine(today, time(12), where)
    return ClockView(
        state,
        str(STATE_WORDS[state]),
        _amount(state, minutes, left, waiting_for),
        percent,
        instant_text(due, noon, where, short=True),
        title.strip(),
    )


def _amount(state: str, minutes: int, left: int | None, waiting_for: str) -> str:
    said = duration_text(minutes * MINUTE)
    if state == "late":
        return said
    if state == "paused":
        return f"{waiting_for} {said}" if waiting_for else said
    if state == "met":
        return _("%(amount)s early", amount=said) if minutes else _("on time")
    if (minutes if left is None else left) < 1:
        return _("under 1 min left")
    return _("%(amount)s left", amount=said if left is None else duration_text(left * MINUTE, days=False))


def instant(at: datetime | None, *, short: bool = False) -> str:
    """Filter: an instant as seen from now; nothing for None."""
    return "" if at is None else instant_text(at, now(), zone(), short=short)


def full(at: datetime | None, *, seconds: bool = False) -> str:
    """Filter: the absolute time for titles."""
    return "" if at is None else full_text(at, zone(), seconds=seconds)


def clock_time(at: datetime | None) -> str:
    """Filter: only the time of day, 14:20."""
    return "" if at is None else f"{at.astimezone(zone()):%H:%M}"


def iso(at: datetime | None) -> str:
    """Filter: for the `datetime` attribute of `<time>`."""
    return "" if at is None else at.astimezone(UTC).isoformat(timespec="seconds")


def day(value: datetime | date) -> str:
    """Filter: a day with its weekday."""
    local = value.astimezone(zone()).date() if isinstance(value, datetime) else value
    return day_text(local, now().astimezone(zone()).date())


def ago(at: datetime | None) -> str:
    """Filter: how long since an instant, in words."""
    return "" if at is None else duration_text((now() - at) / timedelta(seconds=1))


def share(value: float | None, digits: int = 1) -> str:
    """Filter: a share 0-1 as 98.4%; an unknown one is said to be unknown (decision 18)."""
    return _("not recorded") if value is None else f"{value * 100:.{digits}f}%"


def thousands(number: int) -> str:
    """Filter: a count as 1,234."""
    return f"{number:,}"


def counted(number: int) -> str:
    """Filter: a count as 1,234; 1,000+ where nobody counted further."""
    return f"{COUNT_TO:,}+" if number > COUNT_TO else thousands(number)


def install(app: Flask) -> None:
    """Register the filters of this module."""
    filters = {
        "instant": instant,
        "full_time": full,
        "clock_time": clock_time,
        "iso": iso,
        "day": day,
        "ago": ago,
        "duration": duration_text,
        "seconds_words": seconds_text,
        "device": device,
        "share": share,
        "thousands": thousands,
        "counted": counted,
    }
    for name, function in filters.items():
        app.add_template_filter(function, name)
