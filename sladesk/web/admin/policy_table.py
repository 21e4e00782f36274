"""A policy set as one table: policies in their order, a column for each kind of clock (R3.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sladesk.domain.chains import STANDARD
from sladesk.domain.sla.findings import SETTABLE
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Policy
from sladesk.domain.sla.targets import Mode, Target
from sladesk.queries.policies import SetView
from sladesk.queries.reference import Reference
from sladesk.web.admin.pages import locale
from sladesk.web.admin.targets import asks, calendar_name, day_of, length_text, peaks_text, policy_name
from sladesk.web.labels import label


@dataclass(frozen=True)
class Cell:
    """A target: its length, the calendar it counts on ("" in plain time), what else holds of it.

    was: the length in the set it is compared with, where that was another one.
    """

    kind: str
    length: str = ""
    on: str = ""
    notes: tuple[str, ...] = ()
    changed: bool = False
    was: str = ""


@dataclass(frozen=True)
class Line:
    """A policy. new: not in the set it is compared with; marks: findings about it.

    chain: the escalation chain it names, "" for the standard one.
    """

    no: int
    code: str
    name: str
    asks: str
    regulated: bool
    cells: tuple[Cell, ...]
    version: int
    new: bool = False
    changed: bool = False
    marks: int = 0
    chain: str = ""


@dataclass(frozen=True)
class Table:
    """Kinds with their words, lines, and names of policies that the set compared with had besides."""

    kinds: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    gone: tuple[str, ...]


def table(
    held: Reference, view: SetView, before: SetView | None = None, marks: Mapping[str, int] | None = None
) -> Table:
    """Return a set as a table.

    Arguments:
        before: a set to compare with.
        marks: by policy, how many findings are about it.
    """
    sets = [view, *([before] if before else [])]
    used = {kind for one in sets for policy in one.policies for kind in policy.targets}
    kinds = [kind for kind in SETTABLE if kind in used]
    lines = [
        _line(held, view, before, no, policy, kinds, (marks or {}).get(policy.code, 0))
        for no, policy in enumerate(view.policies, 1)
    ]
    present = {policy.code for policy in view.policies}
    gone = [policy_name(before.names, code) for code in before.names if code not in present] if before else []
    return Table(tuple((kind, label(kind, "clock")) for kind in kinds), tuple(lines), tuple(gone))


def _line(
    held: Reference,
    view: SetView,
    before: SetView | None,
    no: int,
    policy: Policy,
    kinds: Sequence[ClockKind],
    marks: int,
) -> Line:
    earlier = before or view
    old = next((one for one in earlier.policies if one.code == policy.code), None)
    chain = view.chains.get(policy.code)
    named = held.chains.get(chain or 0)
    return Line(
        no=no,
        code=policy.code,
        name=policy_name(view.names, policy.code),
        asks=asks(held, policy.match),
        regulated=policy.regulated,
        cells=tuple(_cell(held, kind, policy.targets.get(kind), old) for kind in kinds),
        version=view.versions[policy.code],
        new=old is None,
        changed=old is not None
        and (old.match, old.regulated, earlier.chains.get(policy.code))
        != (policy.match, policy.regulated, chain),
        marks=marks,
        chain=named.name(locale()) if named and named.code != STANDARD else "",
    )


def _cell(held: Reference, kind: ClockKind, target: Target | None, old: Policy | None) -> Cell:
    before = old.targets.get(kind) if old is not None else target
    changed = before != target
    was = said(held, before) if changed and before is not None else ""
    if target is not None and before is not None and was == said(held, target):
        was = _(", ").join(notes(held, before))  # as long as before; what else holds of it has changed
    if target is None:
        return Cell(kind, changed=changed, was=was)
    return Cell(
        kind,
        length_text(target.seconds, day_of(held, target)),
        calendar_name(held, target.calendar) if target.mode is Mode.WORKING else "",
        notes(held, target),
        changed,
        was,
    )


def said(held: Reference, target: Target) -> str:
    """Say a target in one short line: 2 小时 在线."""
    length = length_text(target.seconds, day_of(held, target))
    on = calendar_name(held, target.calendar) if target.mode is Mode.WORKING else ""
    return " ".join(filter(None, (length, on)))


def notes(held: Reference, target: Target) -> tuple[str, ...]:
    """Say what else holds of a target: after the next opening, at the peak, what waiting holds it."""
    found: list[str] = []
    if target.after_opening_seconds is not None:
        length, calendar = length_text(target.after_opening_seconds), calendar_name(held, target.calendar)
        found.append(_("closed: %(length)s after opening, %(calendar)s", length=length, calendar=calendar))
    if target.peak_seconds is not None:
        length = length_text(target.peak_seconds, day_of(held, target))
        found.append(_("%(hours)s: %(length)s", hours=peaks_text(target), length=length))
    if target.held_by is not None:
        ways = _(" or ").join(label(way, "status") for way in target.held_by)
        said_so = _("stands still while: %(ways)s", ways=ways) if ways else _("goes on while waiting")
        found.append(said_so)
    return tuple(found)
