"""What is found about a policy set, and how its policies stand to a ticket one makes up, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.domain.codes import Priority, RiskLevel, ServiceType
from sladesk.domain.sla.findings import Finding, Findings
from sladesk.domain.sla.gaps import Gap
from sladesk.domain.sla.policies import Facts, Policy, Stand, standings
from sladesk.queries.policies import SetView
from sladesk.queries.reference import Reference
from sladesk.web.admin.pages import Box, locale
from sladesk.web.admin.policy_table import notes, said
from sladesk.web.admin.targets import Names, code_text, policy_name
from sladesk.web.labels import choices, label

#: How many gaps are told one by one.
MOST_GAPS = 12
_LINES: dict[str, LazyString] = {
    "no_policies": _l("No policy is left: no ticket would have a time limit"),
    "no_targets": _l("sets no time limit at all"),
    "never_matches": _l("no ticket can meet its conditions"),
    "never_wins": _l("never rules: %(by)s always comes first"),
    "target_never_wins": _l("%(kind)s never rules: %(by)s always comes first"),
    "retired_code": _l("names what is retired: %(codes)s"),
    "peak_overlap": _l("%(kind)s: its peaks overlap"),
    "calendar_retired": _l("%(kind)s counts on a retired calendar"),
    "calendar_closed": _l("%(kind)s counts on a calendar that never opens"),
    "peak_not_used": _l("%(kind)s: laid down, so its peak relaxes nothing"),
}
_MISSES: dict[str, LazyString] = {
    "channel": _l("another channel"),
    "service_type": _l("another service type"),
    "class_code": _l("another class"),
    "category": _l("another category"),
    "priority": _l("another priority"),
    "risk_level": _l("another risk level"),
    "tier": _l("another kind of customer"),
    "brand_post": _l("not that kind of post"),
}


@dataclass(frozen=True)
class Said:
    """A line about a policy: its code ("" for the set), its name, what is found, and where."""

    policy: str
    name: str
    text: str
    hard: bool
    part: str = ""


def lines_of(held: Reference, names: Names, found: Findings) -> list[Said]:
    """Return what is found about policies, what keeps the set from ruling first."""
    return [
        Said(
            line.policy,
            policy_name(names, line.policy) if line.policy else "",
            _text(held, names, line),
            line.hard,
            f"{line.kind}.length" if line.kind else "",
        )
        for line in sorted(found.lines, key=lambda line: not line.hard)
    ]


def _text(held: Reference, names: Names, line: Finding) -> str:
    by = _(", ").join(policy_name(names, code) for code in line.params.get("by", ()))
    condition = next(iter(line.params.get("condition", ())), "")
    codes = _(", ").join(code_text(held, condition, code) for code in line.params.get("codes", ()))
    kind = label(line.kind, "clock") if line.kind else ""
    return str(_LINES[line.code]) % {"kind": kind, "by": by, "codes": codes}


def gaps_of(held: Reference, found: Sequence[Gap]) -> list[tuple[str, str]]:
    """Return for each gap the kind that has no target, and which tickets are meant."""
    return [(label(gap.kind, "clock"), _tickets(held, gap)) for gap in found[:MOST_GAPS]]


def _tickets(held: Reference, gap: Gap) -> str:
    order = ("channel", "brand_post", "service_type", "category", "priority", "risk_level", "tier")
    heads = {
        "channel": _("channel"),
        "service_type": _("service type"),
        "category": _("category"),
        "priority": _("priority"),
        "risk_level": _("risk level"),
    }
    parts = [
        " ".join(
            filter(
                None,
                (heads.get(name, ""), _(", ").join(code_text(held, name, c) for c in gap.conditions[name])),
            )
        )
        for name in order
        if name in gap.conditions
    ]
    return _("; ").join(parts) or _("every ticket")


# --- a ticket one makes up -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tried:
    """A kind of clock: what it gets and from which policy, and how the others that set it stand."""

    kind: str
    target: str
    policy: str
    notes: tuple[str, ...]
    others: tuple[tuple[str, str], ...]


def trial_boxes(held: Reference) -> list[Box]:
    """Return what one chooses for the ticket, as asked in the address."""
    live = [row for row in held.channels.values() if not row.retired]
    leaves = [row for row in held.categories.values() if row.leaf and not row.retired]
    leaves.sort(key=lambda row: row.path(locale()))
    any_of = [("", "–")]
    lists = (
        ("channel", _("Channel"), [(row.code, row.name(locale())) for row in live]),
        ("category", _("Category"), [(row.code, " › ".join(row.path(locale()))) for row in leaves]),
        ("service_type", _("Service type"), choices("service")),
        ("priority", _("Priority"), choices("priority")),
        ("risk_level", _("Risk level"), any_of + choices("risk")),
        ("tier", _("Customer"), [*any_of, ("vip", "VIP")]),
        ("brand_post", _("Post about the brand"), [("", _("no")), ("yes", _("yes"))]),
    )
    usual = {"priority": Priority.MEDIUM.value, "service_type": ServiceType.CONSULTATION.value}
    return [
        Box(name, text, "choice", _asked(name, [c for c, _word in codes], usual), choices=codes)
        for name, text, codes in lists
    ]


def _asked(name: str, codes: Sequence[str], usual: dict[str, str]) -> str:
    value = request.args.get(name, "")
    return value if value in codes else usual.get(name, next(iter(codes), ""))


def trial(held: Reference, view: SetView, policies: tuple[Policy, ...], boxes: Sequence[Box]) -> list[Tried]:
    """Return how a set rules over the ticket that was made up; nothing before one is asked."""
    if "channel" not in request.args:
        return []
    asked = {box.name: box.value or None for box in boxes}
    category = held.categories_by_code.get(asked["category"] or "")
    facts = Facts(
        channel=asked["channel"],
        service_type=asked["service_type"],
        class_code=category.class_code if category else None,
        category=asked["category"],
        priority=asked["priority"],
        risk_level=asked["risk_level"] if asked["risk_level"] in set(RiskLevel) else None,
        tier=asked["tier"],
        brand_post=asked["brand_post"] == "yes",
    )
    return [_tried(held, view.names, kind, stands) for kind, stands in standings(policies, facts).items()]


def _tried(held: Reference, names: Names, kind: str, stands: Sequence[Stand]) -> Tried:
    taken = next((line.policy for line in stands if line.taken), None)
    target = next((t for k, t in taken.targets.items() if k == kind), None) if taken else None
    return Tried(
        label(kind, "clock"),
        said(held, target) if target else "",
        policy_name(names, taken.code) if taken else "",
        notes(held, target) if target else (),
        tuple(
            (
                policy_name(names, line.policy.code),
                str(_MISSES[line.miss.condition]) if line.miss else _("comes later"),
            )
            for line in stands
            if not line.taken
        ),
    )
