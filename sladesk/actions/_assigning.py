"""Where a new ticket goes by the rules of the desk, and to whom by what people have in hand (R2.1, R2.2).

Whom it goes to is asked after the ticket's number has been given out: the row of that counter is held until
the commit, so two registrations at once see one another's tickets here, on both engines, for one statement.
"""

from dataclasses import dataclass

from sladesk.actions._action import Tx
from sladesk.domain import intake
from sladesk.domain.codes import Priority, RiskLevel, ServiceType
from sladesk.domain.routing import Asked, OwnerRule, Route, least_loaded, route
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
    return Sorted(category.class_code, service_type, suggested, priority, route(ref.rules, asked, ref.gone))


def owner_of(tx: Tx, ref: Reference, way: Route, team_id: int | None) -> int | None:
    """Return who becomes the owner; None where the rule wants nobody or nobody is there.

    Somebody a rule names gets it off duty too, but not on a day they are away by the rota.

    Arguments:
        team_id: the team the ticket is in; a balanced choice is made among its people.
    """
    duty, link = DutyNow(ref, tx.now), tx.session.connection()
    if way.owner == OwnerRule.PERSON:
        gone = ref.by_rota and any(h.away for h in hands(link, duty, Among.PERSON, way.person_id or 0))
        return None if gone else way.person_id
    among = AMONG.get(way.owner)
    if among is None:
        return None
    found = hands(link, duty, among, team_id or 0)
    chosen = least_loaded(hand.load for hand in found if hand.on_duty)
    return chosen.person_id if chosen else None
