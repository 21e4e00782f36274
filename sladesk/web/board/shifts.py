"""Who leads now, shifts that are on, today's peaks, and what is handed over at a shift's end (R2.2, R3.2)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import get_locale
from flask_babel import gettext as _

from sladesk.domain.codes import Duty
from sladesk.domain.duty import Moment
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Policy
from sladesk.domain.sla.targets import Target
from sladesk.queries.board_people import Worker
from sladesk.queries.duty import DutyNow
from sladesk.queries.reference import Reference
from sladesk.web.format import clock_time, duration_text, seconds_text
from sladesk.web.labels import label

#: Lines of one kind: the panel is small.
_MOST = 3


@dataclass(frozen=True)
class Fact:
    """One line: what it is about, what is said, quiet or as missing, and where it leads."""

    term: str
    text: str
    quiet: str = ""
    missing: bool = False
    url: str = ""


@dataclass(frozen=True)
class _Shift:
    """A shift that is on: its people, and when it began and ends."""

    key: int
    start: datetime
    end: datetime
    people: tuple[Worker, ...]
    today: bool

    @property
    def held(self) -> int:
        return sum(worker.open for worker in self.people)


def facts(workers: Sequence[Worker], duty: DutyNow, *, hands: bool) -> list[Fact]:
    """Return the lines above the teams.

    Arguments:
        workers: everybody who works with tickets, with what they hold.
        hands: whether who looks may hand tickets over.
    """
    ref, moment, locale = duty.ref, duty.moment, str(get_locale())
    on = sorted(_under_way(workers, ref, moment), key=lambda shift: (shift.end, shift.key))
    return [
        _lead(workers, on, ref, locale),
        *(_shift(shift, ref, locale) for shift in on[:_MOST]),
        *_peaks(ref, moment, locale),
        *_handing(on, ref, hands=hands),
        *_away(workers, ref),
    ]


def _under_way(workers: Iterable[Worker], ref: Reference, moment: Moment) -> Iterator[_Shift]:
    found: list[tuple[int, bool, datetime, datetime, Worker]] = []
    for worker in workers if ref.by_rota else ():
        for key, today in ((worker.before or 0, False), (worker.today or 0, True)):
            windows = ref.shifts[key].windows if key in ref.shifts else ()
            span = moment.under_way(windows, ()) if today else moment.under_way((), windows)
            if span:
                found.append((key, today, *span, worker))
    found.sort(key=lambda each: each[:2])
    for (key, today), group in groupby(found, key=lambda each: each[:2]):
        members = tuple(group)
        yield _Shift(key, *members[0][2:4], tuple(each[4] for each in members), today)


def _lead(workers: Iterable[Worker], on: Sequence[_Shift], ref: Reference, locale: str) -> Fact:
    until = {worker.id: shift for shift in on for worker in shift.people}
    here = sorted(w.id for w in workers if w.duty == Duty.ON and w.id in ref.supervisors)
    said = [
        f"{ref.people[key].shown(locale)} {clock_time(until[key].start)}–{clock_time(until[key].end)}"
        if key in until
        else ref.people[key].shown(locale)
        for key in here
    ]
    if not said:
        return Fact(_("Duty lead"), _("nobody on duty"), missing=True)
    return Fact(_("Duty lead"), _(", ").join(said))


def _shift(shift: _Shift, ref: Reference, locale: str) -> Fact:
    here = sum(worker.duty == Duty.ON for worker in shift.people)
    paused = sum(worker.duty == Duty.BREAK for worker in shift.people)
    gone = len(shift.people) - here - paused
    beside = (_("%(n)s on a break", n=paused) if paused else "", _("%(n)s off duty", n=gone) if gone else "")
    return Fact(
        ref.shifts[shift.key].name(locale),
        _("%(n)s on duty until %(at)s", n=here, at=clock_time(shift.end)),
        _(", ").join(filter(None, beside)),
    )


def _away(workers: Iterable[Worker], ref: Reference) -> Iterator[Fact]:
    why = sorted(worker.away for worker in workers if worker.away) if ref.by_rota else []
    if why:
        said = (f"{label(code, 'away')} {len(list(group))}" for code, group in groupby(why))
        yield Fact(_("Away today"), _(", ").join(said))


def _handing(on: Iterable[_Shift], ref: Reference, *, hands: bool) -> Iterator[Fact]:
    """Say what the people whose shift ends first still hold."""
    shift = next((shift for shift in on if shift.held), None)
    if shift:
        way = f"/people/handover?from=shift:{ref.shifts[shift.key].code}" if hands and shift.today else ""
        said = _("%(n)s tickets before %(at)s", n=shift.held, at=clock_time(shift.end))
        yield Fact(_("Hand over"), said, url=way)


# ---- peaks ----


def _peaks(ref: Reference, moment: Moment, locale: str) -> Iterator[Fact]:
    """Say today's peaks by their hours: what they relax, to how much, and whether it is now."""
    found: dict[str, list[str]] = {}
    going: set[str] = set()
    for policy, kind, target in _relaxing(ref):
        local = ref.table(target.calendar or "").local(to_epoch(moment.now))
        for peak in target.peak:
            hours = str(peak.hours).replace("-", "–")
            if peak.covers(local):
                going.add(hours)
            if hours in going or peak.first <= moment.day <= peak.last:
                found.setdefault(hours, []).append(_relaxed(policy, kind, target, ref, locale))
    for hours in sorted(found)[:_MOST]:
        said = list(dict.fromkeys(found[hours]))
        more = _("and %(n)s more targets", n=len(said) - 1) if len(said) > 1 else ""
        quiet = _(", ").join(filter(None, (more, _("now") if hours in going else "")))
        yield Fact(_("Peak"), f"{hours} {said[0]}", quiet)


def _relaxing(ref: Reference) -> Iterator[tuple[Policy, ClockKind, Target]]:
    for policy in ref.policies:
        for kind, target in policy.targets.items():
            if target.peak and not target.regulated:
                yield policy, kind, target


def _relaxed(policy: Policy, kind: ClockKind, target: Target, ref: Reference, locale: str) -> str:
    names = ref.policy_names.get(policy.code, (policy.name, policy.name))
    name = names[1] if locale.startswith("en") and names[1] else names[0]
    seconds = target.peak_seconds or 0
    length = seconds_text(seconds) if seconds % 60 else duration_text(seconds)
    return _("%(policy)s: %(kind)s within %(length)s", policy=name, kind=label(kind, "clock"), length=length)
