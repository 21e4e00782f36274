"""Which target wins: the first policy that matches and sets the kind, for each kind on its own (R3.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter

from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.targets import Target

Codes = tuple[str, ...]
#: Conditions that hold codes of a vocabulary or a list, in the order they are told.
CODED = ("risk_level", "channel", "priority", "service_type", "class_code", "tier")
_POSITION = attrgetter("position")


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
        named = {name for name in (*CODED, "category") if getattr(self, name)}
        return frozenset(named if self.brand_post is None else {*named, "brand_post"})

    def holds(self, facts: Facts) -> bool:
        """Whether all conditions do; written out, because every registration asks it of every policy."""
        return (
            (not self.priority or facts.priority in self.priority)
            and (not self.channel or facts.channel in self.channel)
            and (not self.service_type or facts.service_type in self.service_type)
            and (not self.risk_level or facts.risk_level in self.risk_level)
            and (not self.class_code or facts.class_code in self.class_code)
            and (not self.tier or facts.tier in self.tier)
            and (self.brand_post is None or self.brand_post == facts.brand_post)
            and (not self.category or any(below(facts.category, path) for path in self.category))
        )

    def failing(self, facts: Facts) -> "Miss | None":
        """The first condition that does not hold, None when all do."""
        for name in CODED:
            wanted, actual = getattr(self, name), getattr(facts, name)
            if wanted and actual not in wanted:
                return Miss(name, wanted, actual or "")
        if self.category and not any(below(facts.category, path) for path in self.category):
            return Miss("category", self.category, facts.category or "")
        if self.brand_post is not None and self.brand_post != facts.brand_post:
            return Miss("brand_post", ("yes" if self.brand_post else "no",), facts.channel or "")
        return None


def below(category: str | None, path: str) -> bool:
    """Whether a category is the path or lies below it."""
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
    """The policy that sets a kind's target, and the target itself.

    kind, ordered, facts: what it was chosen for and from, so that who asks why can be told.
    """

    policy: Policy
    target: Target
    kind: ClockKind
    ordered: tuple[Policy, ...]
    facts: Facts

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Why the others do not set it (R3.8); worked out when it is asked for: a registration does not."""
        misses = {policy.code: policy.match.failing(self.facts) for policy in self.ordered}
        return _rejected(self.ordered, misses, self.kind, self.policy)


def unrelaxed(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """The same policies where a site has switched its peaks off (R3.2)."""
    return tuple(
        replace(policy, targets={kind: target.unrelaxed() for kind, target in policy.targets.items()})
        for policy in policies
    )


def in_order(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """Policies by their position."""
    return tuple(sorted(policies, key=_POSITION))


def choose(policies: Iterable[Policy], facts: Facts) -> dict[ClockKind, Choice]:
    """For each kind of target the first policy, by position, that matches the facts and sets it."""
    ordered = in_order(policies)
    chosen: dict[ClockKind, Policy] = {}
    for policy in ordered:
        if policy.match.holds(facts):
            for kind in policy.targets:
                chosen.setdefault(kind, policy)
    return {
        kind: Choice(policy, _binding(policy, kind), kind, ordered, facts) for kind, policy in chosen.items()
    }


@dataclass(frozen=True, slots=True)
class Stand:
    """How a policy that sets a kind stands to a ticket: it is taken, came too late, or misses a condition."""

    policy: Policy
    taken: bool
    miss: Miss | None


def standings(policies: Iterable[Policy], facts: Facts) -> dict[ClockKind, tuple[Stand, ...]]:
    """For each kind every policy that sets it, in order, the one taken among them."""
    found: dict[ClockKind, list[Stand]] = {}
    for policy in in_order(policies):
        miss = policy.match.failing(facts)
        for kind in policy.targets:
            lines = found.setdefault(kind, [])
            lines.append(Stand(policy, miss is None and not any(line.taken for line in lines), miss))
    return {kind: tuple(found[kind]) for kind in ClockKind if kind in found}


def _binding(policy: Policy, kind: ClockKind) -> Target:
    target = policy.targets[kind]
    return replace(target, regulated=True) if policy.regulated else target


def _rejected(
    ordered: tuple[Policy, ...], misses: Mapping[str, Miss | None], kind: ClockKind, winner: Policy
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
