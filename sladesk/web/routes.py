"""Route → permission. Start-up fails for a route without a row (decision 31).

A row names the permission the route's action requires. Permissions about one ticket can't be decided
before it is loaded: here only those are turned away whom no ticket could ever let in; the action decides.
"""

from functools import lru_cache

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
    "field.day": "field.see",
    "field.news": "field.see",
    "field.visit": "visit.work",
    "field.step": "visit.work",
    "field.note": "visit.work",
    "field.photo": "visit.work",
    "field.sign": "visit.work",
    "field.reveal": "personal.reveal",
    "visits.listed": "ticket.see",
    "visits.new": "visit.plan",
    "visits.plan": "visit.plan",
    "visits.edit": "visit.plan",
    "visits.reschedule": "visit.plan",
    "visits.cancel": "visit.plan",
    "files.show": "ticket.see",
    "files.thumb": "ticket.see",
    "files.attach": "ticket.write",
    "board.index": "board.see",
    "board.look": "board.see",
    "board.assign_form": "ticket.assign",
    "board.assign": "ticket.assign",
    "board.reasons": "board.see",
    "board.check": "breach.check",
    "reports.index": "review.see",
    "reports.show": "review.see",
    "reports.issue": "review.issue",
    "reports.ask_pdf": "review.see",
    "reports.paper": "review.see",
    "reports.pdf": "review.see",
    "reports.ask_workbook": "review.see",
    "reports.workbook": "review.see",
    "reports.take_workbook": "review.see",
    "reports.behind": "review.see",
    "reports.words": "review.sign",
    "reports.save_words": "review.sign",
    "reports.sign": "review.sign",
    "reports.unsign": "review.sign",
    "queue.index": "queue.see",
    "queue.look": "queue.see",
    "queue.take": "ticket.take",
    "lists.index": "ticket.list",
    "list_steps.choose_filter": "ticket.list",
    "list_steps.save_view": "ticket.list",
    "list_steps.remove_view": "ticket.list",
    "list_steps.choose_columns": "ticket.list",
    "list_steps.export": "ticket.export",
    "list_steps.assign": "ticket.assign",
    "search.index": "ticket.list",
    "search.suggest": "ticket.list",
    "ticket.show": "ticket.see",
    "ticket.assign_back": "ticket.assign",
    "ticket.earlier": "ticket.see",
    "ticket.clock_story": "ticket.see",
    "ticket.look": "ticket.see",
    "ticket.read": "ticket.see",
    "ticket.presence": "ticket.see",
    "ticket.customer": "ticket.see",
    "ticket.reveal_form": "personal.reveal",
    "ticket.reveal": "personal.reveal",
    "ticket.change_preview": "ticket.handle",
    "ticket.take": "ticket.take",
    "ticket.adopt": "ticket.adopt",
    "ticket.accept": "ticket.handle",
    "ticket.contact": "ticket.write",
    "ticket.progress": "ticket.write",
    "ticket.note": "ticket.write",
    "ticket.resume": "ticket.write",
    "ticket.solve": "ticket.write",
    "ticket.confirm": "ticket.verify",
    "ticket.reject": "ticket.verify",
    "ticket.verify_attempt": "ticket.verify",
    "ticket.close_unreachable": "cycle.close_unreachable",
    "ticket.callback": "callback.record",
    "ticket.callback_attempt": "callback.record",
    "ticket.low_score": "low_score.contact",
    "ticket.settle": "cycle.settle",
    "ticket.archive": "ticket.archive",
    "ticket.reopen": "ticket.reopen",
    "ticket.decide": "escalation.decide",
    "ticket.wait_customer": "ticket.write",
    "ticket.wait_parts": "ticket.write",
    "ticket.escalate": "ticket.escalate",
    "ticket.assign": "ticket.assign",
    "ticket.change": "ticket.handle",
    "ticket.chase": "ticket.write",
    "ticket.link": "ticket.write",
    "ticket.merge": "ticket.void",
    "ticket.void": "ticket.void",
    "ticket.correct": "ticket.write",
    "ticket.keep_promise": "ticket.write",
    "ticket.explain": "breach.explain",
    "ticket.check": "breach.check",
    "register.page": "ticket.register",
    "register.who_part": "ticket.register",
    "register.help_part": "ticket.register",
    "register.save": "ticket.register",
    "customers.listed": "customer.see",
    "customers.find": "customer.see",
    "customers.new": "customer.edit",
    "customers.create": "customer.edit",
    "customers.show": "customer.see",
    "customers.edit": "customer.edit",
    "customers.change": "customer.edit",
    "customers.add_place": "customer.edit",
    "customers.retire_place": "customer.edit",
    "customers.add_machine": "customer.edit",
    "customers.edit_machine": "customer.edit",
    "customers.change_machine": "customer.edit",
    "customers.reveal": "customer.edit",
    "knowledge.listed": "knowledge.see",
    "knowledge.new": "knowledge.edit",
    "knowledge.create": "knowledge.edit",
    "knowledge.edit": "knowledge.edit",
    "knowledge.change": "knowledge.edit",
    "knowledge.retire": "knowledge.edit",
    "quality.index": "quality.see",
    "quality.listed_improvements": "quality.see",
    "quality.begin": "quality.write",
    "quality.new": "quality.write",
    "quality.create": "quality.write",
    "quality.show": "quality.see",
    "quality.sheet": "quality.see",
    "quality.edit": "quality.write",
    "quality.change": "quality.write",
    "quality.add_ticket": "quality.write",
    "quality.remove_ticket": "quality.write",
    "quality.add_person": "quality.write",
    "quality.remove_person": "quality.write",
    "quality.add_why": "quality.write",
    "quality.change_why": "quality.write",
    "quality.remove_why": "quality.write",
    "quality.hand_in": "quality.write",
    "quality.settle": "quality.review",
    "quality.give_back": "quality.review",
    "quality.new_improvement": "quality.write",
    "quality.create_improvement": "quality.write",
    "quality.show_improvement": "quality.see",
    "quality.edit_improvement": "quality.write",
    "quality.change_improvement": "quality.write",
    "quality.report": "improvement.report",
    "quality.judge": "improvement.judge",
    "quality.cancel": "quality.write",
    "notices.index": "own",
    "notices.bell": "own",
    "notices.open_one": "own",
    "notices.read_all": "own",
    "admin.home": "admin",
    "admin.people_listed": "people.edit",
    "admin.person_new": "people.edit",
    "admin.person_create": "people.edit",
    "admin.person_edit": "people.edit",
    "admin.person_change": "people.edit",
    "admin.person_password": "people.edit",
    "admin.person_retire": "people.edit",
    "admin.person_restore": "people.edit",
    "admin.person_sign_out": "people.edit",
    "admin.masters_listed": "master.edit",
    "admin.master_new": "master.edit",
    "admin.master_create": "master.edit",
    "admin.master_edit": "master.edit",
    "admin.master_change": "master.edit",
    "admin.master_retire": "master.edit",
    "admin.master_restore": "master.edit",
    "admin.master_move": "master.edit",
    "admin.policies_listed": "policy.edit",
    "admin.policies_preview": "policy.edit",
    "admin.policies_change": "policy.edit",
    "admin.policy_version": "policy.edit",
    "admin.calendars_listed": "policy.edit",
    "admin.calendar_year": "policy.edit",
    "admin.calendar_publish": "policy.edit",
    "admin.settings_listed": "settings.edit",
    "admin.setting_edit": "settings.edit",
    "admin.setting_change": "settings.edit",
    "admin.imports_listed": "history.import",
    "admin.import_stage": "history.import",
    "admin.import_show": "history.import",
    "admin.import_look": "history.import",
    "admin.import_start": "history.import",
    "admin.import_discard": "history.import",
    "admin.system": "jobs.see",
    "admin.job_retry": "jobs.see",
    "admin.audit": "audit.see",
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


@lru_cache(maxsize=4096)
def _could(actor: Actor, permission: str) -> bool:
    """Whether there is any ticket, or none, on which the actor holds a permission: the same all day."""
    stranger = TicketFacts(team_id=min(actor.team_ids, default=None))
    return any(allowed(actor, permission, ticket) for ticket in (None, best_case(actor), stranger))


def may_reach(actor: Actor, endpoint: str) -> bool:
    """Whether the route can ever answer this person with something else than 403."""
    permission = ROUTES[endpoint]
    return permission == PUBLIC or _could(actor, permission)
