"""One policy of a draft as it is filled in: conditions, targets, and what is wrong with them (R3.1, R3.2)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sladesk.domain.errors import Invalid, Problem
from sladesk.domain.sla.errors import BadCalendar
from sladesk.domain.sla.findings import SETTABLE
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.peaks import Peak, overlapping
from sladesk.domain.sla.policies import CODED, Match
from sladesk.domain.sla.targets import Mode, Target
from sladesk.domain.sla.waiting import WAITS, named
from sladesk.domain.text import clean

#: No target is longer than this many seconds (a year).
LONGEST = 366 * 86_400
LONGEST_NAME = 200
#: A set with more policies than this is no table anybody reads.
MOST_POLICIES = 100
#: Of one target; each is compared with each other, and a table shows them in one cell.
MOST_PEAKS = 20
CONDITIONS = (*CODED, "category")


@dataclass(frozen=True, slots=True)
class TargetForm:
    """A target as filled in; lengths in seconds, None where what was typed can't be read.

    calendar: its code. opening: after the next opening. peaks: one written peak each. held_by: ways of
    waiting that hold it, None for the usual ones.
    """

    seconds: int | None
    mode: str = Mode.PLAIN
    calendar: str = ""
    opening: int | None = None
    peaks: tuple[str, ...] = ()
    peak_seconds: int | None = None
    held_by: Collection[str] | None = None


@dataclass(frozen=True)
class RowForm:
    """A policy as filled in: codes by condition, targets by kind; `brand_post` "" asks nothing, yes or no.

    chain: code of the escalation chain; "" for the standard one.
    """

    name_zh: str
    name_en: str = ""
    regulated: bool = False
    conditions: Mapping[str, Collection[str]] = field(default_factory=dict)
    brand_post: str = ""
    targets: Mapping[str, TargetForm] = field(default_factory=dict)
    chain: str = ""


@dataclass(frozen=True)
class Row:
    """A policy that can stand in a draft; its targets name calendars by code."""

    name_zh: str
    name_en: str
    regulated: bool
    match: Match
    targets: Mapping[ClockKind, Target]
    chain: str = ""


def checked(
    form: RowForm,
    known: Mapping[str, Collection[str]],
    calendars: Collection[str],
    chains: Collection[str] = (),
) -> Row:
    """Return the policy.

    Arguments:
        known: codes that each condition may name.
        calendars: codes of calendars that targets may name.
        chains: codes of escalation chains that it may name.

    Raises:
        Invalid: with every field that can't be taken; those of a target are named `kind.part`.
    """
    problems: dict[str, Problem] = {}
    names = {"name_zh": clean(form.name_zh), "name_en": clean(form.name_en)}
    for name, text in names.items():
        if len(text) > LONGEST_NAME:
            problems[name] = Problem("too_long", {"max": LONGEST_NAME, "length": len(text)})
    if not names["name_zh"]:
        problems["name_zh"] = Problem("required")
    for name in CONDITIONS:
        if not set(form.conditions.get(name, ())) <= set(known.get(name, ())):
            problems[name] = Problem("unknown_choice")
    if form.brand_post not in ("", "yes", "no"):
        problems["brand_post"] = Problem("unknown_choice")
    if form.chain and form.chain not in chains:
        problems["chain"] = Problem("unknown_choice")
    targets = {
        kind: target
        for kind in SETTABLE
        if kind in form.targets
        and (target := _target(kind, form.targets[kind], calendars, problems)) is not None
    }
    if not form.targets:
        problems["targets"] = Problem("no_targets")
    if problems:
        raise Invalid(problems)
    codes = {name: tuple(form.conditions.get(name, ())) for name in CONDITIONS}
    match = Match(**codes, brand_post={"yes": True, "no": False}.get(form.brand_post))
    return Row(names["name_zh"], names["name_en"], form.regulated, match, targets, form.chain)


def _target(
    kind: str, form: TargetForm, calendars: Collection[str], problems: dict[str, Problem]
) -> Target | None:
    """Return a target, None when something of it can't be taken."""
    found: dict[str, Problem] = {}
    after = form.mode == Mode.AFTER_OPENING
    for part, wanted, seconds in (
        ("length", True, form.seconds),
        ("opening", after, form.opening),
        ("peak_length", bool(form.peaks), form.peak_seconds),
    ):
        if wanted and (seconds is None or not 0 < seconds <= LONGEST):
            found[part] = Problem("length_unread" if seconds is None else "length_bounds")
    if form.mode not in set(Mode):
        found["mode"] = Problem("unknown_choice")
    if form.calendar and form.calendar not in calendars:
        found["calendar"] = Problem("calendar_gone")
    elif not form.calendar and (form.mode != Mode.PLAIN or form.peaks):
        found["calendar"] = Problem("choose_calendar")
    if form.held_by is not None and not set(form.held_by) <= set(WAITS):
        found["held_by"] = Problem("unknown_choice")
    peaks = _peaks(form, found)
    problems |= {f"{kind}.{part}": problem for part, problem in found.items()}
    if found or form.seconds is None:
        return None
    needs_calendar = form.mode != Mode.PLAIN or bool(peaks)
    return Target(
        form.seconds,
        Mode(form.mode),
        form.calendar if needs_calendar else None,
        after_opening_seconds=form.opening if after else None,
        peak=peaks,
        peak_seconds=form.peak_seconds if peaks else None,
        held_by=None if form.held_by is None else named(kind, form.held_by),
    )


def _peaks(form: TargetForm, found: dict[str, Problem]) -> tuple[Peak, ...]:
    if len(form.peaks) > MOST_PEAKS:
        found["peaks"] = Problem("too_many_peaks", {"max": MOST_PEAKS})
        return ()
    try:
        peaks = tuple(Peak.parse(text) for text in form.peaks)
    except BadCalendar as error:
        found["peaks"] = Problem(f"peak_{error.code}")
        return ()
    if overlapping(peaks):
        found["peaks"] = Problem("peak_overlap")
    if peaks and form.peak_seconds is not None and form.peak_seconds <= (form.seconds or 0):
        found.setdefault("peak_length", Problem("peak_no_longer"))
    return peaks


def code_of(name_en: str, taken: Collection[str]) -> str:
    """Return a code for a new policy, made of its English name, that is not taken."""
    made = re.sub(r"[^a-z0-9]+", "_", name_en.lower()).strip("_")[:40].strip("_") or "policy"
    if made not in taken:
        return made
    return next(code for no in range(2, len(taken) + 3) if (code := f"{made}_{no}") not in taken)
