"""What is wrong with a policy set before it rules, and what its maker should know (R3.1, R3.2)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sladesk.domain.sla.coverage import World, cover
from sladesk.domain.sla.gaps import Gap
from sladesk.domain.sla.hours import CalendarSpec
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.peaks import overlapping
from sladesk.domain.sla.policies import Policy, below
from sladesk.domain.sla.targets import Target

#: Kinds a policy may set; a promise names its own instant (R3.12).
SETTABLE: tuple[ClockKind, ...] = (
    ClockKind.ANSWER,
    ClockKind.FIRST_RESPONSE,
    ClockKind.PRELIMINARY,
    ClockKind.UPDATE,
    ClockKind.RESOLUTION,
    ClockKind.CALLBACK,
    ClockKind.LOW_SCORE,
    ClockKind.EMERGENCY,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found; `hard` ones keep a set from ruling.

    Codes: no_policies; of a policy: no_targets, never_matches, never_wins (`by`), retired_code (`condition`,
    `codes`); of one of its targets: peak_overlap, calendar_retired, calendar_closed, peak_not_used (a
    regulated policy's), target_never_wins (`by`).
    """

    code: str
    policy: str = ""
    kind: str = ""
    hard: bool = False
    params: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Findings:
    """Everything found about a set: tickets without a target, and lines about its policies in their order."""

    gaps: tuple[Gap, ...]
    lines: tuple[Finding, ...]

    @property
    def hard(self) -> tuple[Finding, ...]:
        """What keeps the set from ruling."""
        return tuple(line for line in self.lines if line.hard)


@dataclass(frozen=True)
class Calendars:
    """Calendar versions targets can name: their hours, and those of retired calendars."""

    specs: Mapping[str, CalendarSpec]
    retired: frozenset[str]


def find(policies: tuple[Policy, ...], world: World, calendars: Calendars) -> Findings:
    """Return what is found about a set, as it would rule over the tickets of a world."""
    if not policies:
        return Findings((), (Finding("no_policies", hard=True),))
    covered = cover(policies, world)
    lines: list[Finding] = []
    for policy in policies:
        beaten = {kind: covered.beaten.get((policy.code, kind), ()) for kind in policy.targets}
        lines.extend(_retired_codes(policy, world))
        if not policy.targets:
            lines.append(Finding("no_targets", policy.code, hard=True))
        elif policy.code in covered.unmatched:
            lines.append(Finding("never_matches", policy.code))
        elif all(beaten.values()):
            by = tuple(dict.fromkeys(code for codes in beaten.values() for code in codes))
            lines.append(Finding("never_wins", policy.code, params={"by": by}))
        else:
            lines.extend(
                Finding("target_never_wins", policy.code, kind, params={"by": by})
                for kind, by in beaten.items()
                if by
            )
        for kind, target in policy.targets.items():
            lines.extend(_of_target(policy, kind, target, calendars))
    return Findings(covered.gaps, tuple(lines))


def _retired_codes(policy: Policy, world: World) -> Iterator[Finding]:
    """Conditions that name what no ticket gets any more."""
    channels = tuple(code for code in policy.match.channel if code not in world.channels)
    if channels:
        yield Finding("retired_code", policy.code, params={"condition": ("channel",), "codes": channels})
    categories = _gone(policy.match.category, world.categories)
    if categories:
        yield Finding("retired_code", policy.code, params={"condition": ("category",), "codes": categories})


def _gone(paths: Iterable[str], live: Iterable[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if not any(below(one, path) for one in live))


def _of_target(policy: Policy, kind: ClockKind, target: Target, calendars: Calendars) -> Iterator[Finding]:
    if overlapping(target.peak):
        yield Finding("peak_overlap", policy.code, kind, hard=True)
    if target.calendar is not None:
        if target.calendar in calendars.retired:
            yield Finding("calendar_retired", policy.code, kind, hard=True)
        if not any(calendars.specs[target.calendar].week):
            yield Finding("calendar_closed", policy.code, kind, hard=True)
    if policy.regulated and target.peak:
        yield Finding("peak_not_used", policy.code, kind)
