"""Which target wins: the first policy that matches and sets the kind, for each kind on its own (R3.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.targets import Target

Codes = tuple[str, ...]
_CODED = ("risk_level", "channel", "priority", "service_type", "class_code", "tier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What policies look at; None where the ticket says nothing. `category` is a dotted path of codes."""

    channel: str | None = None
    service_type: str | None = None
    class_code: str | None = None
    category: str | None = None
    priority: str | None = None
    risk_level: str | None = None
    tier: str | None = None
    brand_post: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Conditions, all of which must hold; () and None ask nothing. A category covers what is below it."""

    channel: Codes = ()
    service_type: Codes = ()
    class_code: Codes = ()
    category: Codes = ()
    priority: Codes = ()
    risk_level: Codes = ()
    tier: Codes = ()
    brand_post: bool | None = None

    @property
    def conditions(self) -> frozenset[str]:
        """Names of the conditions that ask something."""
        named = {name for name in (*_CODED, "category") if getattr(self, name)}
        return frozenset(named if self.brand_post is None else {*named, "brand_post"})

    def failing(self, facts: Facts) -> "Miss | None":
        """The first condition that does not hold, None when all do."""
        for name in _CODED:
            wanted, actual = getattr(self, name), getattr(facts, name)
            if wanted and actual not in wanted:
                return Miss(name, wanted, actual or "")
        if self.category and not any(_below(facts.category, path) for path in self.category):
            return Miss("category", self.category, facts.category or "")
        if self.brand_post is not None and self.brand_post != facts.brand_post:
            return Miss("brand_post", ("yes" if self.brand_post else "no",), facts.channel or "")
        return None


def _below(category: str | None, path: str) -> bool:
    return category is not None and (category == path or category.startswith(f"{path}."))


@dataclass(frozen=True, slots=True)
class Miss:
    """A condition that did not hold: its name, the codes it wanted and the one found ("" for none)."""

    condition: str
    wanted: Codes
    actual: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One immutable row of a policy set; `group` joins alternatives (all channels, all risk levels).

    `regulated`: laid down by a regulator or contract, no peak relaxes it (R3.1).
    """

    code: str
    position: int
    name: str
    match: Match
    targets: Mapping[ClockKind, Target]
    regulated: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a policy did not set the target: reason `not_<condition>`, `no_target` or `earlier_wins`.

    params: for a condition `wanted` and `actual`; for no_target the `kinds` it sets; comma-separated codes.
    """

    policy: str
    reason: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """The policy that sets a kind's target, the target itself, and why the others do not (R3.8)."""

    policy: Policy
    target: Target
    rejected: tuple[Rejected, ...] = ()


def choose(policies: Iterable[Policy], facts: Facts) -> dict[ClockKind, Choice]:
    """For each kind of target the first policy, by position, that matches the facts and sets it."""
    ordered = sorted(policies, key=lambda policy: policy.position)
    misses = {policy.code: policy.match.failing(facts) for policy in ordered}
    chosen: dict[ClockKind, Policy] = {}
    for policy in ordered:
        if misses[policy.code] is None:
            for kind in policy.targets:
                chosen.setdefault(kind, policy)
    return {
        kind: Choice(policy, _binding(policy, kind), _rejected(ordered, misses, kind, policy))
        for kind, policy in chosen.items()
    }


def _binding(policy: Policy, kind: ClockKind) -> Target:
    target = policy.targets[kind]
    return replace(target, regulated=True) if policy.regulated else target


def _rejected(
    ordered: list[Policy], misses: Mapping[str, Miss | None], kind: ClockKind, winner: Policy
) -> tuple[Rejected, ...]:
    """One line a group: of alternatives only the one that matched, or the first when none did.

    Nothing that fails by a condition another policy has already met: it would say the same again. Behind the
    winner only those are named that would have set the kind too.
    """
    told = {_group(policy) for policy in ordered if misses[policy.code] is None}
    met: frozenset[str] = frozenset()
    lines: list[Rejected] = []
    for policy in ordered:
        group, miss = _group(policy), misses[policy.code]
        behind = policy.position > winner.position
        if miss is None:
            met |= policy.match.conditions
            if policy is not winner and (not behind or kind in policy.targets):
                lines.append(_reason(policy, None, behind=behind))
        elif not behind and group not in told and miss.condition not in met:
            told.add(group)
            lines.append(_reason(policy, miss, behind=False))
    return tuple(lines)


def _group(policy: Policy) -> str:
    return policy.group or policy.code


def _reason(policy: Policy, miss: Miss | None, *, behind: bool) -> Rejected:
    if miss is not None:
        params = {"wanted": ",".join(miss.wanted), "actual": miss.actual}
        return Rejected(policy.code, f"not_{miss.condition}", params)
    if behind:
        return Rejected(policy.code, "earlier_wins", {})
    return Rejected(policy.code, "no_target", {"kinds": ",".join(policy.targets)})
