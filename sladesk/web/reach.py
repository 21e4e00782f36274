"""Whom some ticket could let in, where the ticket itself is not loaded yet."""

from functools import lru_cache

from sladesk.domain.access import Actor, TicketFacts, allowed


def _best_case(actor: Actor) -> TicketFacts:
    """Return a ticket that could not be closer to the actor."""
    team = min(actor.team_ids, default=None)
    here = frozenset({actor.person_id}) if actor.person_id is not None else frozenset[int]()
    return TicketFacts(actor.person_id, actor.person_id, team, team, here, frozenset())


@lru_cache(maxsize=4096)
def could(actor: Actor, permission: str) -> bool:
    """Whether there is any ticket, or none, on which the actor holds a permission: the same all day."""
    stranger = TicketFacts(team_id=min(actor.team_ids, default=None))
    return any(allowed(actor, permission, ticket) for ticket in (None, _best_case(actor), stranger))
