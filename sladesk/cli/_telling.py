"""The story of a due time in plain words for a terminal (R3.8)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.cli._clockcheck import Stored
from sladesk.domain.sla import story as stories
from sladesk.domain.sla.entries import ClockStatus
from sladesk.domain.sla.policies import Facts
from sladesk.domain.sla.story import Part, Story
from sladesk.domain.sla.waiting import Wait
from sladesk.models import Calendar, CalendarVersion, Clock
from sladesk.queries import ruling
from sladesk.queries.hands import hands
from sladesk.queries.reference import Reference
from sladesk.web.labels import label
from sladesk.web.policy_words import policy_lines
from sladesk.web.waiting_words import why

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


def story(stored: Stored, ref: Reference, facts: Facts, now: int, waits: Iterable[Wait] = ()) -> Story:
    """Tell the story of a stored clock at `now` (epoch seconds); facts and waits are those of its ticket."""
    choice, kind = ruling.choice_of(ref, stored.clock, facts), stored.clock.kind
    return stories.tell(stored.entries, ref.table, choice, now, zone=ref.zone, kind=kind, waits=waits)


@dataclass(frozen=True)
class Names:
    """Names in one language: of calendars by the key of each version, of reasons by their key.

    policies: code of the policy that set a clock, by the clock's key. hands: who caused rows of its ledger.
    """

    calendars: Mapping[str, str]
    reasons: Mapping[str, str]
    policies: Mapping[int, str]
    hands: Mapping[int, Mapping[int, int | None]]
    ref: Reference
    locale: str

    def person(self, clock: int, seq: int) -> str:
        """Return who caused a row of a clock's ledger."""
        found = self.ref.person(self.hands.get(clock, {}).get(seq))
        return f"{found.shown(self.locale)} {found.staff_number}" if found else _("System")


def names(session: Session, ref: Reference, clocks: Iterable[Clock], lang: str) -> Names:
    """Return the names the stories of some clocks need."""
    versions = session.execute(
        select(CalendarVersion.id, Calendar.code).join(Calendar, Calendar.id == CalendarVersion.calendar_id)
    )
    locale, held = LOCALES[lang], list(clocks)
    return Names(
        {str(key): ref.calendars[code].name(locale) for key, code in versions},
        {str(key): reason.name(locale) for key, reason in ref.reasons.items()},
        {clock.id: ruling.policy_code(session, ref, clock) for clock in held},
        hands(session, [clock.id for clock in held]),
        ref,
        locale,
    )


def length(seconds: int, *, working: bool) -> str:
    """Return counted seconds in words; working time has no days, whose length each calendar sets."""
    days, rest = (0, abs(seconds)) if working else divmod(abs(seconds), 86400)
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
    """Return the story as lines: what and when, the sentence, pauses, changes, policies."""
    with force_locale(LOCALES[lang]):
        return "\n".join(_Telling(clock, told, names).lines())


@dataclass(frozen=True)
class _Telling:
    """One clock's story on its way into words."""

    clock: Clock
    told: Story
    names: Names

    def lines(self) -> Iterator[str]:
        told = self.told
        yield f"{label(self.clock.kind, 'clock')} {self.clock.no} · {_state(told.state.state)}"
        for part in told.sentence:
            yield "  " + self._clause(part)
        if told.state.stopped_at is not None:
            yield "  " + _("Stopped at %(at)s", at=self._at(told.state.stopped_at))
        used, left = self._length(told.used), self._length(told.left)
        if told.left >= 0:
            yield "  " + _("Used %(used)s, left %(left)s", used=used, left=left)
        else:
            yield "  " + _("Used %(used)s, late by %(late)s", used=used, late=left)
        for pause in told.pauses:
            reason, who = (
                self.names.reasons.get(pause.reason, ""),
                self.names.person(self.clock.id, pause.seq),
            )
            span = f"{self._at(pause.start)} – {self._at(pause.end)}"
            yield "  " + _(
                "Pause %(span)s, %(length)s: %(reason)s (%(who)s)",
                span=span,
                length=self._length(pause.seconds),
                reason=reason,
                who=who,
            )
        for one in told.waited:
            if not one.holds:
                span = f"{self._at(one.wait.start)} – {self._at(one.wait.end)}"
                reason = self.names.reasons.get(one.wait.reason, "")
                yield "  " + _(
                    "Waiting %(span)s: %(reason)s, %(why)s", span=span, reason=reason, why=why(one)
                )
        for change in told.changes[1:]:
            at, before, after = map(self._at, (change.entry.recorded_at, change.due_before, change.due_after))
            who = self.names.person(self.clock.id, change.entry.seq)
            said = _("%(at)s: due %(before)s → %(after)s", at=at, before=before, after=after)
            yield f"  {said} ({who})"
        yield from self._policies()

    def _policies(self) -> Iterator[str]:
        """Yield which policy set the target and why the others did not (R3.8)."""
        target = self._amount(self.told.sentence[0].params)
        holding = self.names.policies[self.clock.id]
        lines = policy_lines(self.names.ref, self.told.verdicts, holding, target)
        if lines:
            yield "  " + _("Why this policy")
        for line in lines:
            yield f"    {'✓' if line.taken else '✗'} {line.name}" + _(": ") + line.why

    def _clause(self, part: Part) -> str:
        values = part.params
        if part.code == "target":
            return self._target(values)
        if part.code == "paused":
            reason = self.names.reasons.get(str(values["reason"]), "")
            held = self._length(values["seconds"])
            return _("paused for %(length)s %(reason)s", length=held, reason=reason).rstrip()
        if part.code == "peak":
            return _("at peak times %(length)s", length=self._length(values["seconds"]))
        return str(_SENTENCES[part.code]) % {name: self._at(value) for name, value in values.items()}

    def _target(self, values: Mapping[str, int | str]) -> str:
        calendar = self.names.calendars.get(str(values["calendar"]))
        amount = self._amount(values)
        if calendar is None:
            return _("%(length)s of plain time", length=amount)
        return _("%(length)s by the calendar %(name)s", length=amount, name=calendar)

    def _amount(self, values: Mapping[str, int | str]) -> str:
        days = int(values["days"])
        return _("%(n)s working days", n=days) if days else self._length(values["seconds"])

    def _length(self, seconds: int | str) -> str:
        return length(int(seconds), working=self.clock.mode == "working")

    def _at(self, seconds: int | str | None) -> str:
        if seconds is None:
            return "-"
        return datetime.fromtimestamp(int(seconds), ZoneInfo(self.told.zone)).strftime("%Y-%m-%d %H:%M:%S")


_SENTENCES: Mapping[str, LazyString] = {
    "start": _l("from %(at)s"),
    "opening": _l("counted from the next opening %(at)s"),
    "paused_now": _l("paused since %(since)s"),
    "moved": _l("due %(to)s (without pauses %(from)s)"),
    "due": _l("due %(at)s"),
}


def _state(state: ClockStatus) -> str:
    return {
        ClockStatus.RUNNING: _("running"),
        ClockStatus.PAUSED: _("paused"),
        ClockStatus.STOPPED: _("stopped"),
        ClockStatus.CANCELLED: _("cancelled"),
    }[state]
