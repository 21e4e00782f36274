"""Where a new ticket goes by the rules of the desk, and to whom by what people have in hand (R2.1, R2.2).

Whom it goes to is asked after the ticket's number has been given out: the row of that counter is held until
the commit, so two registrations at once see one another's tickets here, on both engines, for one statement.
Who gives out a ticket that waited for somebody on duty holds that row as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from sqlalchemy.engine import Connection

from sladesk.domain import intake
from sladesk.domain.codes import Priority, RiskLevel, ServiceType
from sladesk.domain.routing import Asked, OwnerRule, Route, Rule, least_loaded, next_owners, route
from sladesk.queries.assigning import AMONG, Among, hands
from sladesk.queries.duty import DutyNow
from sladesk.queries.reference import Reference


@dataclass(frozen=True)
class Side:
    """What the customer's side of a request is, as far as it decides something."""

    vip: bool
    product_kind: str
    region: str


@dataclass(frozen=True)
class Sorted:
    """What a request is by the rules of the desk: how urgent it is and where it goes."""

    class_code: str
    service_type: str
    suggested: str
    priority: str
    route: Route
    asked: Asked


def sort(ref: Reference, form: intake.NewTicket, side: Side) -> Sorted:
    """Return class, priority and route of a request; what was chosen wins over the rules (R1.6, R2.1)."""
    category, channel = ref.categories[form.category_id or 0], ref.channels[form.channel_id or 0]
    service_type = form.service_type or category.service_type or ServiceType.OTHER
    suggested = intake.suggest_priority(
        ref.suggestions,
        class_code=category.class_code,
        service_type=service_type,
        category=category.code,
        channel=channel.code,
        urges=form.customer_urges,
        risk_level=form.risk_level,
    )
    urgent = form.risk_level == RiskLevel.LEVEL_1
    priority = Priority.URGENT if urgent else form.priority or suggested
    asked = Asked(
        priority=priority,
        risk_level=form.risk_level or "",
        service_type=service_type,
        class_code=category.class_code,
        category=category.code,
        product_kind=side.product_kind,
        channel=channel.code,
        region=side.region,
        tier="vip" if side.vip else "",
    )
    way = route(ref.rules, asked, ref.gone)
    return Sorted(category.class_code, service_type, suggested, priority, way, asked)


@dataclass(frozen=True)
class Given:
    """Who gets a ticket by the rules.

    Arguments:
        person_id: None where nobody is wanted, or nobody is there.
        how: the `OwnerRule` that found the person.
        missing: somebody was wanted and nobody is on duty.
        passed: rules that found nobody.
        rule: the one that found the person.
    """

    person_id: int | None = None
    how: str = ""
    missing: bool = False
    passed: tuple[int, ...] = ()
    rule: int | None = None


def give(link: Connection, duty: DutyNow, asked: Asked, way: Route, team_id: int | None) -> Given:
    """Return who becomes the owner: by the rule that says so, or where it finds nobody by the next that fits.

    Arguments:
        team_id: the team the ticket is in; a balanced choice is made among its people.
    """
    ref, passed, tried = duty.ref, list[int](), set[tuple[str, int | None]]()
    if way.owner_rule is None or way.owner == OwnerRule.NONE:
        return Given()
    first = next(rule for rule in ref.rules if rule.id == way.owner_rule)
    for rule in chain((first,), _behind(ref, asked, first.id)):
        said = (rule.owner, rule.person_id)
        person = None if said in tried else _found(link, duty, rule, team_id)
        if person is not None:
            return Given(person, rule.owner, passed=tuple(passed), rule=rule.id)
        passed.append(rule.id)
        tried.add(said)
    return Given(missing=True, passed=tuple(passed))


def _behind(ref: Reference, asked: Asked, rule: int) -> Iterator[Rule]:
    """Yield the next rules that fit; worked out only where the first found nobody."""
    yield from next_owners(ref.rules, asked, ref.gone, rule)


def _found(link: Connection, duty: DutyNow, rule: Rule, team_id: int | None) -> int | None:
    """Return whom a rule finds.

    Somebody it names gets the ticket off duty too, but not on a day they are away by the rota.
    """
    if rule.owner == OwnerRule.PERSON:
        asked = hands(link, duty, Among.PERSON, rule.person_id or 0) if duty.ref.by_rota else ()
        return None if any(hand.away for hand in asked) else rule.person_id
    people = hands(link, duty, AMONG[rule.owner], team_id or 0)
    chosen = least_loaded(hand.load for hand in people if hand.on_duty)
    return chosen.person_id if chosen else None
