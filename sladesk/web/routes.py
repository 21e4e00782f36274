"""Route → permission. Start-up fails for a route without a row (decision 31).

A row names the permission the route's action requires. Permissions about one ticket can't be decided
before it is loaded: here only those are turned away whom no ticket could ever let in; the action decides.
"""

from flask import Flask

from sladesk.domain.access import PERMISSIONS, Actor, TicketFacts, allowed

#: Reachable without signing in.
PUBLIC = "public"

ROUTES: dict[str, str] = {
    "auth.login": PUBLIC,
    "auth.sign_in": PUBLIC,
    "auth.dialog": PUBLIC,
    "auth.token": PUBLIC,
    "auth.language": PUBLIC,
    "auth.theme": PUBLIC,
    "auth.logout": PUBLIC,
    "auth.landing": "own",
    "auth.account": "own",
    "auth.password": "own",
    "auth.change_password": "own",
    "auth.revoke": "own",
    "auth.role": "own",
    "auth.duty": "own",
    "health.healthz": PUBLIC,
    "health.readyz": PUBLIC,
}


def check(app: Flask) -> None:
    """Compare the table with the application's routes.

    Raises:
        RuntimeError: a route has no row, a row has no route, or names an unknown permission.
    """
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    missing = sorted(routes - ROUTES.keys())
    unknown = sorted(end for end, name in ROUTES.items() if name != PUBLIC and name not in PERMISSIONS)
    if missing or unknown:
        raise RuntimeError(f"routes without a permission: {missing}; rows with an unknown one: {unknown}")


def best_case(actor: Actor) -> TicketFacts:
    """Return a ticket that could not be closer to the actor."""
    team = min(actor.team_ids, default=None)
    here = frozenset({actor.person_id}) if actor.person_id is not None else frozenset[int]()
    return TicketFacts(actor.person_id, actor.person_id, team, team, here, frozenset())


def may_reach(actor: Actor, endpoint: str) -> bool:
    """Whether the route can ever answer this person with something else than 403."""
    permission = ROUTES[endpoint]
    if permission == PUBLIC:
        return True
    stranger = TicketFacts(team_id=min(actor.team_ids, default=None))
    return any(allowed(actor, permission, ticket) for ticket in (None, best_case(actor), stranger))
