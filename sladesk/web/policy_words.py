"""Which policy set a target and why the others did not, in words: for the page and the terminal (R3.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from sladesk.domain.sla.story import Verdict
from sladesk.queries.reference import Reference
from sladesk.web.labels import label
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l
from sladesk.web.words import locale_name

_MISSES: Mapping[str, LazyString] = {
    "not_risk_level": _l("the risk level is not that"),
    "not_channel": _l("the channel is another one"),
    "not_priority": _l("the priority is another one"),
    "not_service_type": _l("the service type is another one"),
    "not_class_code": _l("the class is another one"),
    "not_tier": _l("not this kind of customer"),
    "not_category": _l("the category is another one"),
    "not_brand_post": _l("not a public post about the brand"),
    "earlier_wins": _l("an earlier one was taken"),
}


@dataclass(frozen=True)
class PolicyLine:
    """A policy and why it set the target or did not."""

    taken: bool
    name: str
    why: str


def policy_lines(
    ref: Reference, verdicts: Sequence[Verdict], holding: str, target: str
) -> tuple[PolicyLine, ...]:
    """Return a line for each policy that has to do with a clock, in their order.

    Arguments:
        verdicts: how they stand to the ticket as it is now.
        holding: code of the policy that set the clock; another one than the verdicts' where the ticket was
            changed after the clock was decided.
        target: length of the clock's target in words.
    """
    told = tuple(_line(ref, verdict, holding, target) for verdict in verdicts)
    if any(line.taken for line in told) or not holding:
        return told
    return (PolicyLine(True, _name(ref, holding), target), *told)


def _line(ref: Reference, verdict: Verdict, holding: str, target: str) -> PolicyLine:
    name = _name(ref, verdict.policy)
    if verdict.policy == holding:
        return PolicyLine(True, name, target)
    if verdict.taken:
        return PolicyLine(
            False, name, _("would rule now; the clock was decided before the ticket was changed")
        )
    if verdict.reason == "no_target":
        kinds = _(", ").join(label(kind, "clock") for kind in verdict.params["kinds"].split(",") if kind)
        return PolicyLine(False, name, _("only rules %(kinds)s", kinds=kinds))
    return PolicyLine(False, name, str(_MISSES[verdict.reason]))


def _name(ref: Reference, code: str) -> str:
    zh, en = ref.policy_names.get(code, (code, code))
    return en if locale_name().startswith("en") else zh
