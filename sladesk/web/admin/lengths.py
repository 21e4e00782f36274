"""All lengths of the draft in one table: said in words, read back from what people type."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext as _

from sladesk.domain.durations import parse_length
from sladesk.domain.sla.drafting import LONGEST
from sladesk.domain.sla.findings import SETTABLE
from sladesk.domain.sla.policies import Policy
from sladesk.domain.sla.revising import PARTS, Key, field_name
from sladesk.domain.sla.targets import Target
from sladesk.queries.policies import SetView
from sladesk.queries.reference import Reference
from sladesk.web.admin.targets import Names, asks, counts, day_of, length_text, policy_name
from sladesk.web.format import DAY
from sladesk.web.labels import label


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
class Line:
    """A policy with its conditions and lengths."""

    code: str
    name: str
    asks: str
    regulated: bool
    cells: tuple[Cell, ...]


def title(names: Names, key: Key) -> str:
    """Return what a length belongs to: policy, kind of clock, part."""
    part = {"after_opening_seconds": _("after opening"), "peak_seconds": _("at the peak")}.get(key[2], "")
    return " · ".join(filter(None, (policy_name(names, key[0]), label(key[1], "clock"), part)))


def present(view: SetView) -> dict[Key, int]:
    """Return the lengths of a set in seconds."""
    return {
        (policy.code, str(kind), part): length
        for policy in view.policies
        for kind in SETTABLE
        if kind in policy.targets
        for part in PARTS
        if (length := getattr(policy.targets[kind], part)) is not None
    }


def said(held: Reference, view: SetView, lengths: Mapping[Key, int]) -> dict[Key, str]:
    """Return lengths of a set's targets in words."""
    targets = _targets(view)
    return {
        key: length_text(seconds, _day(held, targets[key[:2]], key))
        for key, seconds in lengths.items()
        if key[:2] in targets
    }


def _targets(view: SetView) -> dict[tuple[str, str], Target]:
    return {(p.code, str(kind)): target for p in view.policies for kind, target in p.targets.items()}


def _day(held: Reference, target: Target, key: Key) -> int:
    return 0 if key[2] == "after_opening_seconds" else day_of(held, target)


def lines(held: Reference, view: SetView) -> list[Line]:
    """Return the table."""
    shown = said(held, view, present(view))
    return [
        Line(
            policy.code,
            policy_name(view.names, policy.code),
            asks(held, policy.match),
            policy.regulated,
            tuple(_cell(held, policy, key, shown[key]) for key in shown if key[0] == policy.code),
        )
        for policy in view.policies
    ]


def _cell(held: Reference, policy: Policy, key: Key, words: str) -> Cell:
    target = next(target for kind, target in policy.targets.items() if kind == key[1])
    return Cell(key, field_name(*key), label(key[1], "clock"), words, counts(held, target, key[2]))


def read(held: Reference, view: SetView) -> tuple[list[Line], dict[Key, int], int]:
    """Read what was typed.

    Returns:
        The table as typed, the lengths that differ from the draft's in seconds, how many can't be read.
    """
    stored, targets = present(view), _targets(view)
    wanted: dict[Key, int] = {}
    problems, table = 0, list[Line]()
    for line in lines(held, view):
        cells: list[Cell] = []
        for cell in line.cells:
            text = request.form.get(cell.field, cell.value).strip()
            day = _day(held, targets[cell.key[:2]], cell.key)
            seconds = stored[cell.key] if text == cell.value else parse_length(text, day or DAY)
            bad = seconds is None or not 0 < seconds <= LONGEST
            problems += bad
            if seconds is not None and not bad and seconds != stored[cell.key]:
                wanted[cell.key] = seconds
            cells.append(replace(cell, value=text, changed=cell.key in wanted, bad=bad))
        table.append(replace(line, cells=tuple(cells)))
    return table, wanted, problems
