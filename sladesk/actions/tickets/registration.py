"""Registration of a request: number, cycle, clocks, team, timeline (R1)."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from sladesk.actions._action import Tx, action
from sladesk.actions._assigning import Given, Side, Sorted, give, sort
from sladesk.actions._case import Case, tell_nobody_on_duty
from sladesk.actions._clockbook import ClockBook
from sladesk.actions._clockrows import NEVER
from sladesk.actions._solving import solve_at_once
from sladesk.actions._starting import assigned, start_emergency, start_handling_clocks
from sladesk.actions.tickets.cycles import cycle_of, known_reason
from sladesk.db import rows
from sladesk.domain import access, intake, numbering
from sladesk.domain.codes import Priority, ReasonKind, Status
from sladesk.domain.errors import Invalid, Problem, invalid
from sladesk.domain.periods import local_moment
from sladesk.domain.routing import plain_region
from sladesk.domain.sla.instants import from_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.targets import Target
from sladesk.domain.text import first_line
from sladesk.models import (
    Asset,
    Counter,
    Customer,
    Place,
    ProductModel,
    Ticket,
)
from sladesk.queries.duty import DutyNow
from sladesk.queries.reference import STAMP_VALUE, Reference

Registered = dict[str, str | int]

#: All that registering asks the database before it writes: the stamp, and whose machine and place it is.
_LOOKED_UP = select(
    STAMP_VALUE.label("stamp"),
    select(Customer.vip).where(Customer.id == bindparam("customer")).scalar_subquery().label("vip"),
    select(Asset.customer_id).where(Asset.id == bindparam("asset")).scalar_subquery().label("asset_of"),
    select(ProductModel.kind)
    .join(Asset, Asset.model_id == ProductModel.id)
    .where(Asset.id == bindparam("asset"))
    .scalar_subquery()
    .label("kind"),
    select(Place.customer_id).where(Place.id == bindparam("place")).scalar_subquery().label("place_of"),
    select(Place.province).where(Place.id == bindparam("place")).scalar_subquery().label("province"),
    select(Place.city).where(Place.id == bindparam("place")).scalar_subquery().label("city"),
)


@cache
def _count_up(dialect: str) -> ReturningInsert[int]:
    add = postgresql.insert(Counter) if dialect == "postgresql" else sqlite.insert(Counter)
    row = add.values(name=bindparam("name"), day=bindparam("day"), n=1)
    row = row.on_conflict_do_update(index_elements=["name", "day"], set_={"n": Counter.n + 1})
    return row.returning(Counter.n)


@cache
def _hold(dialect: str) -> ReturningInsert[int]:
    add = postgresql.insert(Counter) if dialect == "postgresql" else sqlite.insert(Counter)
    row = add.values(name=bindparam("name"), day=bindparam("day"), n=0)
    row = row.on_conflict_do_update(index_elements=["name", "day"], set_={"n": Counter.n})
    return row.returning(Counter.n)


def next_number(tx: Tx, ref: Reference, name: str) -> str:
    """Give out the next number of the day (decision 5): unique, without holes among what is committed."""
    day = local_moment(tx.now, ref.zone).day
    link = tx.session.connection()
    n = link.scalar(_count_up(link.dialect.name), {"name": name, "day": day.strftime("%Y%m%d")}) or 1
    return numbering.render(str(ref.setting(f"numbering.{name}")), day, n)


def hold_numbers(tx: Tx, ref: Reference) -> None:
    """Wait for registrations under way, and let others wait: from here on all that was given out is seen.

    No number is given out.
    """
    day = local_moment(tx.now, ref.zone).day
    link = tx.session.connection()
    link.execute(_hold(link.dialect.name), {"name": "ticket", "day": day.strftime("%Y%m%d")})


@action("tickets.register")
def register(tx: Tx, form: intake.NewTicket) -> Registered:
    """Register a request: number, cycle, clocks, team, timeline (R1).

    Returns:
        The ticket's number and what the agent is told: team and owner ids, which clock is due first and when.

    Raises:
        Invalid: one problem per field; nothing is stored.
    """
    access.require(tx.by, "ticket.register")
    looked = tx.session.connection().execute(_LOOKED_UP, _keys(form)).one()
    ref = tx.reference(str(looked.stamp or ""))
    texts = intake.check(form, tx.now, late_hours=ref.number("intake.late_hours"))
    _known(ref, form)
    side = _customer_side(looked, form)
    how = sort(ref, form, side)
    case = _new_case(tx, ref, form, texts, how)
    case.clocks.vip = side.vip
    _start_clocks(case, form)
    given = _write_down(case, None if form.owner_id or form.solved else how)
    assigned(case)
    _announce(case, form, texts, given)
    if form.solved is not None:
        solve_at_once(case, form.solved)
    case.done("ticket.registered", channel=form.channel_id, category=form.category_id)
    ticket = case.ticket
    return {
        "number": ticket.number,
        "team_id": ticket.team_id or 0,
        "owner_id": ticket.owner_id or 0,
        "due_kind": ticket.next_kind or "",
        "due_at": ticket.next_due_at.isoformat() if ticket.next_due_at else "",
    }


def _known(ref: Reference, form: intake.NewTicket) -> None:
    """Refuse keys that name nothing, or something retired."""
    problems: dict[str, Problem] = {}
    channel, category = ref.channels.get(form.channel_id or 0), ref.categories.get(form.category_id or 0)
    if channel is None or channel.retired:
        problems["channel"] = Problem("choose_channel")
    if category is None or category.retired or not category.leaf:
        problems["category"] = Problem("choose_category")
    if form.brand_post and channel is not None and not channel.extra["public"]:
        problems["brand_post"] = Problem("only_public")
    if form.late_reason_id is not None and not known_reason(
        ref, form.late_reason_id, ReasonKind.LATE_REGISTRATION
    ):
        problems["late_reason"] = Problem("unknown_choice")
    if form.team_id is not None and form.team_id not in ref.teams:
        problems["team"] = Problem("unknown_choice")
    if form.owner_id is not None and form.owner_id not in ref.people:
        problems["owner"] = Problem("unknown_choice")
    if problems:
        raise Invalid(problems)


def _keys(form: intake.NewTicket) -> dict[str, int]:
    return {"customer": form.customer_id or 0, "asset": form.asset_id or 0, "place": form.place_id or 0}


def _customer_side(looked: Row[*tuple[Any, ...]], form: intake.NewTicket) -> Side:
    """Return what counts of customer and machine; machine and place must be the customer's own.

    Arguments:
        looked: the row of `_LOOKED_UP`; null where a key names nothing.
    """
    if form.customer_id and looked.vip is None:
        raise invalid("customer", "choose_customer")
    if form.asset_id is not None and (looked.kind is None or looked.asset_of != form.customer_id):
        raise invalid("asset", "not_this_customers")
    if form.place_id is not None and (looked.place_of is None or looked.place_of != form.customer_id):
        raise invalid("place", "not_this_customers")
    return Side(bool(looked.vip), looked.kind or "", plain_region(looked.province or "", looked.city or ""))


def _as_asked(form: intake.NewTicket) -> dict[str, Any]:
    """Return the columns that hold what was filled in."""
    return {
        "customer_id": form.customer_id,
        "asset_id": form.asset_id,
        "place_id": form.place_id,
        "channel_id": form.channel_id,
        "category_id": form.category_id,
        "customer_urges": form.customer_urges,
        "risk_level": form.risk_level or None,
        "brand_post": form.brand_post,
        "answers": dict(form.answers),
        "late_reason_id": form.late_reason_id,
        "owner_id": form.owner_id,
    }


def _new_ticket(tx: Tx, ref: Reference, form: intake.NewTicket, texts: dict[str, str], how: Sorted) -> Ticket:
    home = ref.home_teams.get(tx.by.person_id or 0)
    team_id = form.team_id or how.route.team_id or home or ref.first_team
    return Ticket(
        status=Status.NEW,
        version=1,
        event_seq=0,
        cycle_no=1,
        class_code=how.class_code,
        service_type=how.service_type,
        priority=how.priority,
        suggested_priority=how.suggested,
        team_id=team_id,
        summary=first_line(texts["phenomenon"] or texts["verbatim"]),
        requested_at=min(form.requested_at or tx.now, tx.now).replace(microsecond=0),
        recorded_at=tx.now,
        recorder_id=tx.by.person_id,
        intake_team_id=home,
        assigned_at=tx.now,
        sort_due_at=NEVER,
        last_event_at=tx.now,
        chasers=0,
        open_breaches=0,
        **_as_asked(form),
        **texts,
    )


def _new_case(tx: Tx, ref: Reference, form: intake.NewTicket, texts: dict[str, str], how: Sorted) -> Case:
    ticket = _new_ticket(tx, ref, form, texts, how)
    cycle = cycle_of(tx, ref, ticket, ticket.requested_at)
    tx.cache["new_cycle"] = True
    return Case(tx, ref, ticket, cycle, ClockBook(tx, ref, ticket, cycle))


def _write_down(case: Case, by_rule: Sorted | None) -> Given:
    """Write ticket and cycle once everything about them is known; the number last, others wait for it.

    So is how long the timeline will be: its entries count from nothing all the same, and a registration that
    foresaw them rightly changes its ticket no more. Who gets it by a rule is asked behind the number, where
    others at the same time are seen.
    """
    case.clocks.foresee()
    ticket, tx, given = case.ticket, case.tx, Given()
    ticket.number = next_number(tx, case.ref, "ticket")
    if by_rule is not None:
        duty, link = DutyNow(case.ref, tx.now), tx.session.connection()
        given = give(link, duty, by_rule.asked, by_rule.route, ticket.team_id)
        ticket.owner_id, ticket.unmanned_at = given.person_id, tx.now if given.missing else None
    ticket.event_seq = 1 + _is_assigned(ticket)
    rows.add(case.tx.session, ticket)
    ticket.event_seq = 0
    case.cycle.ticket_id = ticket.id
    rows.add(case.tx.session, case.cycle)
    return given


def _is_assigned(ticket: Ticket) -> bool:
    return bool(ticket.owner_id or ticket.team_id)


def _start_clocks(case: Case, form: intake.NewTicket) -> None:
    if form.answer_seconds is not None:
        _answer_clock(case, form.answer_seconds)
    start_handling_clocks(case, case.ticket.requested_at)


def _answer_clock(case: Case, seconds: int) -> None:
    """The caller waited this long until somebody answered, as typed by the agent (decision 37)."""
    choice = case.clocks.choices().get(ClockKind.ANSWER)
    target, policy = (choice.target, choice.policy.code) if choice else (Target(15), None)
    start = case.ticket.requested_at
    answered = min(case.tx.now.timestamp(), start.timestamp() + seconds)
    held = case.clocks.begin(ClockKind.ANSWER, target, start, policy=policy, no=1)
    case.clocks.stop_held(held, datetime.fromtimestamp(answered, tz=start.tzinfo))
    case.cycle.answer_seconds = seconds


def _announce(case: Case, form: intake.NewTicket, texts: dict[str, str], given: Given) -> None:
    ticket = case.ticket
    targets = {h.row.kind: from_epoch(h.state.due_at).isoformat() for h in case.clocks.held if h.state.due_at}
    case.clocks.event = case.event(
        "ticket:registered",
        data={
            "channel": ticket.channel_id,
            "category": ticket.category_id,
            "priority": ticket.priority,
            "suggested": ticket.suggested_priority,
            "late_reason": form.late_reason_id,
            "brand_post": form.brand_post,
            "due": targets,
        },
        texts={name: texts[name] for name in ("verbatim", "phenomenon", "impact", "expectation")},
        occurred_at=ticket.requested_at,
    )
    if _is_assigned(ticket):
        said = {"rule": given.how or None, "nobody": given.missing or None}
        case.event(
            "ticket:assigned",
            data={"team": ticket.team_id, "owner": ticket.owner_id, **said},
            by_system=True,
        )
    if given.missing:
        tell_nobody_on_duty(case)
    case.notify(ticket.owner_id, "ticket:assigned", "assigned:1")
    if not start_emergency(case) and ticket.priority == Priority.URGENT:
        case.notify_supervisors("ticket:urgent", "urgent")
