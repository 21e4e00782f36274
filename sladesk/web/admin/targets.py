"""Policies in words: what they ask, how long their targets are and how these count (R3.1, R3.2)."""

from collections.abc import Mapping

from flask_babel import gettext as _

from sladesk.domain.sla.hours import usual_day
from sladesk.domain.sla.peaks import Peak
from sladesk.domain.sla.policies import CODED, Match
from sladesk.domain.sla.targets import Mode, Target
from sladesk.queries.reference import Reference
from sladesk.web.admin.pages import calendar_versions, locale
from sladesk.web.format import HOUR, MINUTE, duration_text, seconds_text
from sladesk.web.labels import label

Names = Mapping[str, tuple[str, str]]
_TABLES = {"risk_level": "risk", "priority": "priority", "service_type": "service", "class_code": "class"}


def policy_name(names: Names, code: str) -> str:
    """Return a policy's name in the language of the page."""
    zh, en = names.get(code, (code, code))
    return (en or zh) if locale().startswith("en") else zh


def day_of(held: Reference, target: Target) -> int:
    """Return the open seconds of a working day where a target counts them, 0 in plain time."""
    if target.mode is not Mode.WORKING or target.calendar is None:
        return 0
    return usual_day(held.calendar_specs[target.calendar])


def length_text(seconds: int, day: int = 0) -> str:
    """Say a length so that it can be typed back: 15 秒, 30 分钟, 4 小时, 3 个工作日."""
    if day and seconds % day == 0:
        days = seconds // day
        return _("%(n)s working days", n=days) if days > 1 else _("1 working day")
    if seconds % MINUTE or seconds < MINUTE:
        return seconds_text(seconds) if seconds < HOUR else _("%(s)s s", s=seconds)
    return duration_text(seconds, days=False)


def counts(held: Reference, target: Target, part: str) -> str:
    """Say how a length counts: plain or working time, of which calendar, at which hours."""
    calendar = calendar_name(held, target.calendar)
    if part == "after_opening_seconds":
        return _("plain time after the next opening, %(calendar)s", calendar=calendar)
    if part == "peak_seconds":
        return _("at the peak %(hours)s", hours=peaks_text(target))
    if target.mode is Mode.WORKING:
        return _("working time, %(calendar)s", calendar=calendar)
    return _("plain time")


def peaks_text(target: Target) -> str:
    """Say the peaks of a target: 10:00–12:00, 11-01 至 11-12 全天."""
    return _(", ").join(_peak_text(peak) for peak in target.peak)


def _peak_text(peak: Peak) -> str:
    whole = (peak.hours.start, peak.hours.end) == (0, 24 * HOUR)
    hours = _("all day") if whole else str(peak.hours).replace("-", "–")
    if not peak.dated:
        return hours
    if peak.first == peak.last:
        return f"{peak.first} {hours}"
    return _("%(first)s to %(last)s %(hours)s", first=peak.first, last=peak.last, hours=hours)


def calendar_name(held: Reference, key: str | None) -> str:
    """Return the name of a calendar by the key of one of its versions, "" for none."""
    if key is None:
        return ""
    return held.calendars[calendar_versions()[key][0]].name(locale())


def code_text(held: Reference, condition: str, code: str) -> str:
    """Return the word for a code of a condition; one that nobody knows stands as it is."""
    if condition in _TABLES:
        return label(code, _TABLES[condition]) if code else _("none")
    if condition == "channel":
        found = held.channels_by_code.get(code)
        return found.name(locale()) if found else code
    if condition == "category":
        node = held.categories_by_code.get(code)
        return " › ".join(node.path(locale())) if node else label(code, "class")
    if condition == "brand_post":
        return _("negative post about the brand") if code == "yes" else _("no negative post about the brand")
    return "VIP" if code == "vip" else _("not VIP")


def asks(held: Reference, match: Match) -> str:
    """Say the conditions of a policy in words."""
    parts = [
        _(" or ").join(code_text(held, name, code) for code in getattr(match, name))
        for name in (*CODED, "category")
        if getattr(match, name)
    ]
    if match.brand_post is not None:
        parts.append(code_text(held, "brand_post", "yes" if match.brand_post else "no"))
    return _(", ").join(parts) or _("every ticket")
