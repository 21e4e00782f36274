"""The story of a due time in plain words for a terminal (R3.8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.cli._clockcheck import Stored
from sladesk.domain.sla import story as stories
from sladesk.domain.sla.entries import ClockStatus
from sladesk.domain.sla.story import Part, Story
from sladesk.models import Calendar, CalendarVersion, Clock
from sladesk.queries.reference import Reference
from sladesk.web.labels import label

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


def story(stored: Stored, ref: Reference, now: int) -> Story:
    """Tell the story of a stored clock at `now` (epoch seconds)."""
    return stories.tell(stored.entries, ref.table, None, now, zone=ref.zone)


@dataclass(frozen=True)
class Names:
    """Names in one language: of calendars by the key of each version, of reasons by their key."""

    calendars: Mapping[str, str]
    reasons: Mapping[str, str]


def names(session: Session, ref: Reference, lang: str) -> Names:
    """Return the names a story needs."""
    versions = session.execute(
        select(CalendarVersion.id, Calendar.code).join(Calendar, Calendar.id == CalendarVersion.calendar_id)
    )
    locale = LOCALES[lang]
    return Names(
        {str(key): ref.calendars[code].name(locale) for key, code in versions},
        {str(key): reason.name(locale) for key, reason in ref.reasons.items()},
    )


def length(seconds: int) -> str:
    """Return counted seconds in words."""
    days, rest = divmod(abs(seconds), 86400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    parts = [
        (days, _("%(n)s d", n=days)),
        (hours, _("%(n)s h", n=hours)),
        (minutes, _("%(n)s min", n=minutes)),
        (left, _("%(n)s s", n=left)),
    ]
    return " ".join(text for count, text in parts if count) or _("%(n)s s", n=0)


def words(clock: Clock, told: Story, names: Names, lang: str) -> str:
    """Return the story as lines: what and when, the sentence, pauses, changes."""
    with force_locale(LOCALES[lang]):
        return "\n".join(_lines(clock, told, names))


def _lines(clock: Clock, told: Story, names: Names) -> Iterator[str]:
    zone = ZoneInfo(told.zone)
    yield f"{label(clock.kind, 'clock')} {clock.no} · {_state(told.state.state)}"
    for part in told.sentence:
        yield "  " + _clause(part, zone, names)
    stopped = told.state.stopped_at
    if stopped is not None:
        yield "  " + _("Stopped at %(at)s", at=_at(stopped, zone))
    if told.left >= 0:
        yield "  " + _("Used %(used)s, left %(left)s", used=length(told.used), left=length(told.left))
    else:
        yield "  " + _("Used %(used)s, late by %(late)s", used=length(told.used), late=length(told.left))
    for change in told.changes[1:]:
        before = _at(change.due_before, zone) if change.due_before is not None else "-"
        after = _at(change.due_after, zone) if change.due_after is not None else "-"
        yield "  " + _(
            "%(at)s: due %(before)s → %(after)s",
            at=_at(change.entry.recorded_at, zone),
            before=before,
            after=after,
        )


def _state(state: ClockStatus) -> str:
    return {
        ClockStatus.RUNNING: _("running"),
        ClockStatus.PAUSED: _("paused"),
        ClockStatus.STOPPED: _("stopped"),
        ClockStatus.CANCELLED: _("cancelled"),
    }[state]


def _at(seconds: object, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(int(str(seconds)), zone).strftime("%Y-%m-%d %H:%M:%S")


def _clause(part: Part, zone: ZoneInfo, names: Names) -> str:
    values: Mapping[str, int | str] = part.params
    if part.code == "target":
        return _target(values, names)
    if part.code == "paused":
        reason = names.reasons.get(str(values["reason"]), "")
        return _(
            "paused for %(length)s %(reason)s", length=length(int(values["seconds"])), reason=reason
        ).rstrip()
    if part.code == "peak":
        return _("at peak times %(length)s", length=length(int(values["seconds"])))
    times = {name: _at(value, zone) for name, value in values.items()}
    sentence = {
        "start": _l("from %(at)s"),
        "opening": _l("counted from the next opening %(at)s"),
        "paused_now": _l("paused since %(since)s"),
        "moved": _l("due %(to)s (without pauses %(from)s)"),
        "due": _l("due %(at)s"),
    }[part.code]
    return str(sentence) % times


def _target(values: Mapping[str, int | str], names: Names) -> str:
    days = int(values["days"])
    amount = _("%(n)s working days", n=days) if days else length(int(values["seconds"]))
    calendar = names.calendars.get(str(values["calendar"]))
    if calendar is None:
        return _("%(length)s of plain time", length=amount)
    return _("%(length)s by the calendar %(name)s", length=amount, name=calendar)
