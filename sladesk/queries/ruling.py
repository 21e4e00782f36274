"""What policies look at on a ticket, and which of them set a clock (R3.1, R3.8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Choice, Facts, choose
from sladesk.domain.sla.targets import Target
from sladesk.models import Clock, Customer, Policy, Ticket
from sladesk.queries.reference import Reference

#: What policies look at, as columns of a ticket and its customer; `Rulings.of` takes their values.
ASKED = (
    Ticket.channel_id,
    Ticket.category_id,
    Ticket.service_type,
    Ticket.class_code,
    Ticket.priority,
    Ticket.risk_level,
    Ticket.brand_post,
    Customer.vip,
)
#: Tickets that differ in what policies look at, of which is kept what rules them.
_KEPT = 20_000


def facts_of(ref: Reference, ticket: Ticket | Row[*tuple[Any, ...]], *, vip: bool) -> Facts:
    """Return what policies look at on a ticket as it stands.

    Arguments:
        ticket: the ticket, or a row with its columns by their names.
        vip: whether its customer bears the mark.
    """
    return Facts(
        channel=ref.channels[ticket.channel_id].code,
        service_type=ticket.service_type,
        class_code=ticket.class_code,
        category=ref.categories[ticket.category_id].code,
        priority=ticket.priority,
        risk_level=ticket.risk_level,
        tier="vip" if vip else None,
        brand_post=ticket.brand_post,
    )


class Ruled(NamedTuple):
    """What rules a kind of clock: the target and the row of its policy."""

    target: Target
    policy_id: int | None


@dataclass
class Rulings:
    """What rules the clocks of tickets, worked out once for all that policies see alike."""

    ref: Reference
    known: dict[tuple[object, ...], Mapping[str, Ruled]] = field(
        default_factory=dict[tuple[object, ...], Mapping[str, Ruled]]
    )

    def of(self, *values: Any) -> Mapping[str, Ruled]:
        """Return what rules each kind of clock.

        Arguments:
            values: of the columns `ASKED`.
        """
        found = self.known.get(values)
        if found is None:
            if len(self.known) >= _KEPT:
                self.known.clear()
            found = self.known[values] = self._of(*values)
        return found

    def _of(
        self,
        channel: int,
        category: int,
        service: str,
        group: str,
        priority: str,
        risk: str | None,
        brand_post: bool,  # noqa: FBT001 - the columns in their order
        vip: bool | None,  # noqa: FBT001 - the columns in their order
    ) -> Mapping[str, Ruled]:
        facts = Facts(
            channel=self.ref.channels[channel].code,
            service_type=service,
            class_code=group,
            category=self.ref.categories[category].code,
            priority=priority,
            risk_level=risk,
            tier="vip" if vip else None,
            brand_post=bool(brand_post),
        )
        ids = self.ref.policy_ids
        return {
            kind: Ruled(choice.target, ids.get(choice.policy.code))
            for kind, choice in choose(self.ref.policies, facts).items()
        }


def rulings(ref: Reference) -> Rulings:
    """Return what rules under this master data; kept as long as it."""
    return ref.once("rulings", partial(Rulings, ref))


def choice_of(ref: Reference, clock: Clock, facts: Facts) -> Choice | None:
    """Return which policy would set a clock's target today and why the others would not.

    None for a clock that no policy has set (a promise), and where none would any more.
    """
    return choose(ref.policies, facts).get(ClockKind(clock.kind)) if clock.policy_id else None


def policy_code(session: Session, ref: Reference, clock: Clock) -> str:
    """Return the code of the policy that set a clock, "" for none.

    A decided clock keeps the row of its time (decision 15), which may belong to a set that is retired or to
    what the ticket was then.
    """
    if clock.policy_id is None:
        return ""
    for code, key in ref.policy_ids.items():
        if key == clock.policy_id:
            return code
    return session.scalar(select(Policy.code).where(Policy.id == clock.policy_id)) or ""
