"""What a policy set covers: tickets that get no target, policies that can never rule (R3.1).

Exact, not sampled: values of a fact that all policies treat alike are one; of
these every combination is looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from sladesk.domain.codes import Priority, RiskLevel, ServiceType, TicketClass
from sladesk.domain.sla.gaps import Cell, Gap, described, merged
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Facts, Match, Policy, in_order

#: What must have a target: these kinds always, the emergency where there is one (R3.2, R3.3).
NEEDS: tuple[tuple[ClockKind, Match], ...] = (
    (ClockKind.FIRST_RESPONSE, Match()),
    (ClockKind.RESOLUTION, Match()),
    (ClockKind.UPDATE, Match()),
    (ClockKind.CALLBACK, Match()),
    (ClockKind.LOW_SCORE, Match()),
    (ClockKind.EMERGENCY, Match(risk_level=(RiskLevel.LEVEL_1,))),
    (ClockKind.EMERGENCY, Match(brand_post=True)),
)
TIERS = (Facts(), Facts(tier="vip"))
#: What is asked of each of the five facts.
_ASKED: tuple[tuple[str, ...], ...] = (
    ("channel", "brand_post"),
    ("category", "class_code", "risk_level"),
    ("service_type",),
    ("priority",),
    ("tier",),
)


@dataclass(frozen=True)
class World:
    """What tickets can be.

    channels: codes in use. public: those on which a post about the brand can be. categories: code → class of
    what a ticket can be given.
    """

    channels: tuple[str, ...]
    public: frozenset[str]
    categories: Mapping[str, str]

    def values(self) -> tuple[tuple[Facts, ...], ...]:
        """The values of the five independent facts: place, subject, service type, priority, tier."""
        places = [Facts(channel=code) for code in self.channels]
        posts = [replace(place, brand_post=True) for place in places if place.channel in self.public]
        subjects = [
            Facts(category=category, class_code=class_code, risk_level=risk)
            for category, class_code in self.categories.items()
            for risk in ((None, *RiskLevel) if class_code == TicketClass.COMPLAINT else (None,))
        ]
        services = tuple(Facts(service_type=code) for code in ServiceType)
        priorities = tuple(Facts(priority=code) for code in Priority)
        return (*places, *posts), tuple(subjects), services, priorities, TIERS


@dataclass(frozen=True)
class Coverage:
    """What is found.

    gaps: tickets without a target that must have one. unmatched: policies that no ticket can meet.
    beaten: by policy and kind, those that always come first.
    """

    gaps: tuple[Gap, ...]
    unmatched: tuple[str, ...]
    beaten: Mapping[tuple[str, ClockKind], tuple[str, ...]]


def cover(policies: Iterable[Policy], world: World) -> Coverage:
    """Look at every ticket there can be."""
    rows = in_order(policies)
    asked = [row.match for row in rows] + [match for _kind, match in NEEDS]
    values = world.values()
    grouped = [
        _alike(found, [_only(match, _ASKED[at]) for match in asked]) for at, found in enumerate(values)
    ]
    setting = {kind: _bits(at for at, row in enumerate(rows) if kind in row.targets) for kind in ClockKind}
    needs = [(1 << (len(rows) + at), kind) for at, (kind, _match) in enumerate(NEEDS)]
    holes: dict[ClockKind, list[Cell]] = {}
    seen: set[int] = set()
    for cell in product(*(group.items() for group in grouped)):
        met = cell[0][0] & cell[1][0] & cell[2][0] & cell[3][0] & cell[4][0]
        seen.add(met)
        for kind in {kind for bit, kind in needs if met & bit and not met & setting[kind]}:
            holes.setdefault(kind, []).append(tuple(frozenset(alike) for _mask, alike in cell))
    gaps = [
        gap for kind, cells in holes.items() for box in merged(cells) for gap in described(kind, box, values)
    ]
    return Coverage(tuple(gaps), *_ruling(rows, setting, seen))


def _ruling(
    rows: Sequence[Policy], setting: Mapping[ClockKind, int], seen: Iterable[int]
) -> tuple[tuple[str, ...], dict[tuple[str, ClockKind], tuple[str, ...]]]:
    """Which policies nothing meets, and which are met but always come second for a kind."""
    matched, won, over = 0, dict.fromkeys(ClockKind, 0), dict[tuple[ClockKind, int], int]()
    for met in seen:
        matched |= met
        for kind, bits in setting.items():
            hit = met & bits
            first = hit & -hit
            won[kind] |= first
            over[kind, first] = over.get((kind, first), 0) | hit
    beaten = {
        (row.code, kind): tuple(
            rows[first.bit_length() - 1].code
            for (other, first), below in sorted(over.items(), key=lambda pair: pair[0][1])
            if other == kind and below & (1 << at)
        )
        for at, row in enumerate(rows)
        for kind in row.targets
        if matched & (1 << at) and not won[kind] & (1 << at)
    }
    return tuple(row.code for at, row in enumerate(rows) if not matched & (1 << at)), beaten


def _bits(places: Iterable[int]) -> int:
    return sum(1 << at for at in places)


def _only(match: Match, names: Iterable[str]) -> Match:
    """The conditions about one fact."""
    asked: dict[str, Any] = {name: getattr(match, name) for name in names}
    return Match(**asked)


def _alike(values: Sequence[Facts], asked: Sequence[Match]) -> dict[int, list[Facts]]:
    """Values by the policies they are let through by, a bit each."""
    found: dict[int, list[Facts]] = {}
    for value in values:
        mask = _bits(at for at, match in enumerate(asked) if match.holds(value))
        found.setdefault(mask, []).append(value)
    return found
