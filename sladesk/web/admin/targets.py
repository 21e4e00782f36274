"""The targets of a policy set as a table: lengths in words, read back from what people type."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext as _

from sladesk.domain.durations import parse_length
from sladesk.domain.sla.hours import usual_day
from sladesk.domain.sla.policies import Match, Policy
from sladesk.domain.sla.revising import PARTS, Key, field_name
from sladesk.domain.sla.targets import Mode, Target
from sladesk.queries.reference import Reference
from sladesk.web.admin.pages import calendar_versions, locale
from sladesk.web.format import DAY, HOUR, MINUTE, duration_text, seconds_text
from sladesk.web.labels import label

#: A target longer than this is a slip of the finger.
LONGEST = 366 * DAY


@dataclass(frozen=True)
class Cell:
    """One length: its field, the words, how it counts, and what is wrong with what was typed."""

    key: Key
    field: str
    kind: str
    value: str
    counts: str
    changed: bool = False
    bad: bool = False


@dataclass(frozen=True)
class PolicyLine:
    """A policy with its conditions and lengths."""

    code: str
    name: str
    asks: str
    regulated: bool
    cells: tuple[Cell, ...]


def policy_name(held: Reference, code: str) -> str:
    """Return a policy's name in the language of the page."""
    zh, en = held.policy_names.get(code, (code, code))
    return (en or zh) if locale().startswith("en") else zh


def title(held: Reference, key: Key) -> str:
    """Return what a length belongs to: policy, kind of clock, part."""
    part = {"after_opening_seconds": _("after opening"), "peak_seconds": _("at the peak")}.get(key[2], "")
    return " · ".join(filter(None, (policy_name(held, key[0]), label(key[1], "clock"), part)))


def present(held: Reference) -> dict[Key, int]:
    """Return the lengths that rule now, in seconds."""
    return {
        (policy.code, str(kind), part): length
        for policy in held.policies
        for kind, target in policy.targets.items()
        for part in PARTS
        if (length := getattr(target, part)) is not None
    }


def said(held: Reference, lengths: Mapping[Key, int]) -> dict[Key, str]:
    """Return lengths in words."""
    found = {(p.code, str(kind)): target for p in held.policies for kind, target in p.targets.items()}
    return {
        key: length_text(seconds, _day_of(held, found[key[0], key[1]]) if key[2] == "seconds" else 0)
        for key, seconds in lengths.items()
        if (key[0], key[1]) in found
    }


def _day_of(held: Reference, target: Target) -> int:
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


def lines(held: Reference, lengths: Mapping[Key, int] | None = None) -> list[PolicyLine]:
    """Return the table; with the lengths of another version where they are given."""
    shown = said(held, present(held) if lengths is None else lengths)
    return [
        PolicyLine(
            policy.code,
            policy_name(held, policy.code),
            _asks(held, policy.match),
            policy.regulated,
            tuple(_cell(held, policy, key, shown[key]) for key in shown if key[0] == policy.code),
        )
        for policy in held.policies
        if any(key[0] == policy.code for key in shown)
    ]


def _cell(held: Reference, policy: Policy, key: Key, words: str) -> Cell:
    target = next(target for kind, target in policy.targets.items() if kind == key[1])
    return Cell(key, field_name(*key), label(key[1], "clock"), words, _counts(held, target, key[2]))


def _counts(held: Reference, target: Target, part: str) -> str:
    """Say how a length counts: plain or working time, of which calendar, at which hours."""
    calendar = _calendar_name(held, target.calendar)
    if part == "after_opening_seconds":
        return _("plain time after the next opening, %(calendar)s", calendar=calendar)
    if part == "peak_seconds":
        hours = _(", ").join(str(window).replace("-", "–") for window in target.peak)
        return _("plain time at the peak %(hours)s", hours=hours)
    if target.mode is Mode.WORKING:
        return _("working time, %(calendar)s", calendar=calendar)
    return _("plain time")


def _calendar_name(held: Reference, key: str | None) -> str:
    if key is None:
        return ""
    return held.calendars[calendar_versions()[key][0]].name(locale())


def _asks(held: Reference, match: Match) -> str:
    """Say the conditions of a policy in words."""
    tree = held.categories_by_code
    parts = [
        *(label(code, "risk") for code in match.risk_level),
        *(
            held.channels_by_code[code].name(locale())
            for code in match.channel
            if code in held.channels_by_code
        ),
        *(label(code, "priority") for code in match.priority),
        *(label(code, "service") for code in match.service_type),
        *(label(code, "class") for code in match.class_code),
        *(" › ".join(tree[code].path(locale())) for code in match.category if code in tree),
        *("VIP" for code in match.tier if code == "vip"),
    ]
    if match.brand_post:
        parts.append(_("negative post about the brand"))
    return _(", ").join(parts) or _("every ticket")


def read(held: Reference) -> tuple[list[PolicyLine], dict[Key, int], int]:
    """Read what was typed.

    Returns:
        The table as typed, the lengths that differ from now in seconds, how many can't be read.
    """
    ruling = present(held)
    found = {(p.code, str(kind)): target for p in held.policies for kind, target in p.targets.items()}
    wanted: dict[Key, int] = {}
    problems, table = 0, list[PolicyLine]()
    for line in lines(held):
        cells: list[Cell] = []
        for cell in line.cells:
            text = request.form.get(cell.field, cell.value).strip()
            day = _day_of(held, found[cell.key[0], cell.key[1]]) if cell.key[2] == "seconds" else 0
            seconds = ruling[cell.key] if text == cell.value else parse_length(text, day or DAY)
            bad = seconds is None or not 0 < seconds <= LONGEST
            problems += bad
            if seconds is not None and not bad and seconds != ruling[cell.key]:
                wanted[cell.key] = seconds
            cells.append(replace(cell, value=text, changed=cell.key in wanted, bad=bad))
        table.append(replace(line, cells=tuple(cells)))
    return table, wanted, problems
