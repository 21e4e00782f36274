"""Rules of assignment in words, and a ticket one makes up (R2.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.actions._assigning import Given, give
from sladesk.db import db
from sladesk.domain.codes import Priority, ServiceType
from sladesk.domain.routing import (
    CONDITIONS,
    Asked,
    OwnerRule,
    Rule,
    Standing,
    plain_region,
    route,
    standings,
)
from sladesk.queries.assigning import AMONG, Hand, hands
from sladesk.queries.duty import DutyNow
from sladesk.queries.reference import Reference
from sladesk.web.admin.pages import Box, locale, person_name, ref
from sladesk.web.admin.targets import code_text
from sladesk.web.format import duration_text, now
from sladesk.web.labels import choices

#: Words for the kinds of machines the shipped rules ask; a kind of one's own stands as it is.
PRODUCT_KINDS: Mapping[str, LazyString] = {
    "ac_floor": _l("floor air conditioner"),
    "ac_wall": _l("wall air conditioner"),
    "ac_multi": _l("multi-split air conditioner"),
    "fresh_air": _l("fresh-air unit"),
    "heater_electric": _l("electric water heater"),
    "heater_gas": _l("gas water heater"),
    "purifier": _l("water purifier"),
    "fridge": _l("fridge"),
    "washer": _l("washing machine"),
    "dishwasher": _l("dishwasher"),
    "hood": _l("range hood"),
    "stove": _l("gas hob"),
    "tv": _l("television"),
}
OWNERS: Mapping[str, LazyString] = {
    OwnerRule.NONE: _l("nobody yet, it waits in its team"),
    OwnerRule.BALANCED: _l("who has least in hand, of those on duty"),
    OwnerRule.SUPERVISOR: _l("supervisor on duty"),
    OwnerRule.PERSON: _l("one person"),
}
_MISSES: Mapping[str, LazyString] = {
    "priority": _l("another priority"),
    "risk_level": _l("another risk level"),
    "service_type": _l("another service type"),
    "class_code": _l("another class"),
    "category": _l("another category"),
    "product_kind": _l("another kind of product"),
    "channel": _l("another channel"),
    "region": _l("another region"),
    "tier": _l("another customer tier"),
}
#: How many people of a choice are shown.
_SHOWN = 8


@dataclass(frozen=True)
class RuleLine:
    """One rule of the table: what it asks and says; `miss` and `decides` for a ticket that was made up."""

    id: int
    version: int
    asks: str
    team: str
    owner: str
    gone: bool
    verdict: str = ""
    decides: bool = False


@dataclass(frozen=True)
class Taker:
    """Somebody a made-up ticket could go to: on duty or not, open work, and whether it would."""

    name: str
    duty: bool
    work: str
    tickets: int
    chosen: bool


@dataclass(frozen=True)
class Tried:
    """Where a made-up ticket would go: team, who by which words, and the people looked at."""

    team: str
    how: str
    owner: str
    takers: tuple[Taker, ...]
    more: int
    given: Given = field(default_factory=Given)


def lines(asked: Asked | None = None, given: Given | None = None) -> list[RuleLine]:
    """Return the rules in their order, with how each stands to a ticket where one is given."""
    held = ref()
    found = standings(held.rules, asked or Asked(), held.gone)
    return [_line(held, one, given or Given(), tried=asked is not None) for one in found]


def _line(held: Reference, one: Standing, given: Given, *, tried: bool) -> RuleLine:
    rule = one.rule
    return RuleLine(
        rule.id,
        rule.version,
        asks(held, rule),
        held.teams[rule.team_id].name(locale()) if rule.team_id else "",
        _owner(held, rule),
        one.gone,
        _verdict(one, given) if tried else "",
        tried and (bool(one.decides) or rule.id == given.rule),
    )


def _owner(held: Reference, rule: Rule) -> str:
    if rule.owner == OwnerRule.PERSON:
        return person_name(held, rule.person_id)
    return str(OWNERS[rule.owner]) if rule.owner in OWNERS else ""


def _verdict(one: Standing, given: Given) -> str:
    if one.rule.id in given.passed:
        nobody = _("nobody is on duty, the next rule is asked")
        return _("decides the team") + _(", ") + nobody if "team" in one.decides else nobody
    if one.decides == ("team", "owner"):
        return _("decides team and owner")
    if one.decides or one.rule.id == given.rule:
        return _("decides the team") if one.decides == ("team",) else _("decides the owner")
    if one.miss:
        return str(_MISSES[one.miss])
    return _("the person is out of service") if one.gone else _("an earlier rule has decided")


def asks(held: Reference, rule: Rule) -> str:
    """Say the conditions of a rule in words."""
    parts = [
        _(" or ").join(word(held, name, code) for code in rule.match[name])
        for name in CONDITIONS
        if rule.match.get(name)
    ]
    return _(", ").join(parts) or _("every ticket")


def word(held: Reference, name: str, code: str) -> str:
    """Return the word for a value of a condition."""
    if name == "product_kind":
        return str(PRODUCT_KINDS.get(code, code))
    return code.replace("/", " ") if name == "region" else code_text(held, name, code)


# --- a ticket one makes up ---------------------------------------------------------------------------------


def trial_boxes() -> list[Box]:
    """Return what one chooses for the ticket, as asked in the address."""
    held = ref()
    live = [row for row in held.channels.values() if not row.retired]
    leaves = [row for row in held.categories.values() if row.leaf and not row.retired]
    leaves.sort(key=lambda row: row.path(locale()))
    any_of = [("", "–")]
    kinds = sorted({code for rule in held.rules for code in rule.match.get("product_kind", ())})
    lists = (
        ("channel", _("Channel"), [(row.code, row.name(locale())) for row in live]),
        ("category", _("Category"), [(row.code, " › ".join(row.path(locale()))) for row in leaves]),
        ("service_type", _("Service type"), choices("service")),
        ("priority", _("Priority"), choices("priority")),
        ("risk_level", _("Risk level"), any_of + choices("risk")),
        (
            "product_kind",
            _("Kind of product"),
            any_of + [(k, word(held, "product_kind", k)) for k in kinds],
        ),
        ("tier", _("Customer"), [*any_of, ("vip", "VIP")]),
    )
    usual = {"priority": Priority.MEDIUM.value, "service_type": ServiceType.REPAIR.value}
    boxes = [
        Box(name, text, "choice", _given(name, [c for c, _word in codes], usual), choices=codes)
        for name, text, codes in lists
    ]
    region = request.args.get("region", "").strip()[:60]
    return [*boxes, Box("region", _("Region of the visit"), value=region, hint=_("such as 浙江 杭州"))]


def _given(name: str, codes: Sequence[str], usual: Mapping[str, str]) -> str:
    value = request.args.get(name, "")
    return value if value in codes else usual.get(name, next(iter(codes), ""))


def asked_of(boxes: Sequence[Box]) -> Asked | None:
    """Return the ticket that was made up; None before one is asked."""
    if "channel" not in request.args:
        return None
    value = {box.name: box.value for box in boxes}
    category = ref().categories_by_code.get(value["category"])
    province, _sign, city = value.pop("region").replace("/", " ").partition(" ")
    return Asked(
        class_code=category.class_code if category else "", region=plain_region(province, city), **value
    )


def tried(asked: Asked) -> Tried:
    """Return where a ticket would go now, and who is looked at with which load."""
    held = ref()
    way = route(held.rules, asked, held.gone)
    team_id, duty, link = way.team_id or held.first_team, DutyNow(held, now()), db.session.connection()
    given = give(link, duty, asked, way, team_id)
    how = given.how or way.owner
    among = AMONG.get(how)
    found = hands(link, duty, among, team_id or 0) if among else []
    found.sort(key=lambda hand: (not hand.on_duty, hand.load.minutes, hand.load.tickets, hand.load.last))
    return Tried(
        held.teams[team_id].name(locale()) if team_id else "",
        str(OWNERS.get(how, OWNERS[OwnerRule.NONE])),
        person_name(held, given.person_id) if given.person_id else "",
        tuple(_taker(held, hand, chosen=hand.load.person_id == given.person_id) for hand in found[:_SHOWN]),
        max(0, len(found) - _SHOWN),
        given,
    )


def _taker(held: Reference, hand: Hand, *, chosen: bool) -> Taker:
    work = duration_text(hand.load.minutes * 60, days=False) if hand.load.minutes else "–"
    return Taker(person_name(held, hand.load.person_id), hand.on_duty, work, hand.load.tickets, chosen)
