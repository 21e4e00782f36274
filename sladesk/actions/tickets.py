"""Registration, and what changes a ticket as such: hand on, take, accept, re-class, void, link (R1, R2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case
from sladesk.actions._clockbook import NEVER, ClockBook
from sladesk.actions._solving import solve_at_once
from sladesk.domain import access, intake, numbering, workflow
from sladesk.domain.codes import Priority, ReasonKind, RiskLevel, ServiceType, Status, VisitState
from sladesk.domain.errors import Invalid, NotFound, Problem, invalid
from sladesk.domain.periods import local_moment
from sladesk.domain.sla.instants import from_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.targets import Target
from sladesk.domain.text import clean, first_line
from sladesk.models import (
    Asset,
    Counter,
    Customer,
    Cycle,
    Person,
    Place,
    ProductModel,
    TeamMember,
    Ticket,
    TicketLink,
    Visit,
)
from sladesk.queries.reference import Reference, reference

Registered = dict[str, str | int]


def next_number(tx: Tx, ref: Reference, name: str) -> str:
    """Give out the next number of the day (decision 5): unique, without holes among what is committed."""
    day = local_moment(tx.now, ref.zone).day
    dialect = tx.session.get_bind().dialect.name
    add = postgresql.insert(Counter) if dialect == "postgresql" else sqlite.insert(Counter)
    row = add.values(name=name, day=day.strftime("%Y%m%d"), n=1)
    row = row.on_conflict_do_update(index_elements=["name", "day"], set_={"n": Counter.n + 1})
    n = tx.session.scalar(row.returning(Counter.n)) or 1
    return numbering.render(str(ref.setting(f"numbering.{name}")), day, n)


@action("tickets.register")
def register(tx: Tx, form: intake.NewTicket) -> Registered:
    """Register a request: number, cycle, clocks, team, timeline (R1).

    Returns:
        The ticket's number and what the agent is told: team and owner ids.

    Raises:
        Invalid: one problem per field; nothing is stored.
    """
    access.require(tx.by, "ticket.register")
    ref = reference(tx.session)
    texts = intake.check(form, tx.now, late_hours=ref.number("intake.late_hours"))
    _known(ref, form)
    customer, kind = _customer_side(tx.session, form)
    tx.cache["vip"] = bool(customer and customer.vip)
    case = _new_case(tx, ref, form, texts, kind)
    _start_clocks(case, form)
    _announce(case, form, texts)
    if form.solved is not None:
        solve_at_once(case, form.solved)
    case.done("ticket.registered", channel=form.channel_id, category=form.category_id)
    return {
        "number": case.ticket.number,
        "team_id": case.ticket.team_id or 0,
        "owner_id": case.ticket.owner_id or 0,
    }


def _known(ref: Reference, form: intake.NewTicket) -> None:
    """Refuse keys that name nothing, or something retired."""
    problems: dict[str, Problem] = {}
    channel, category = ref.channels.get(form.channel_id or 0), ref.categories.get(form.category_id or 0)
    if channel is None or channel.retired:
        problems["channel"] = Problem("choose_channel")
    if category is None or category.retired or not category.leaf:
        problems["category"] = Problem("choose_category")
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


def known_reason(ref: Reference, reason_id: int | None, kind: ReasonKind) -> bool:
    """Whether a reason is in the list it is chosen from."""
    reason = ref.reasons.get(reason_id or 0)
    return reason is not None and reason.extra["kind"] == kind and not reason.retired


def _customer_side(session: Session, form: intake.NewTicket) -> tuple[Customer | None, str]:
    """Return the customer and the kind of the product; machine and place must be the customer's own."""
    customer = session.get(Customer, form.customer_id) if form.customer_id else None
    if form.customer_id and customer is None:
        raise invalid("customer", "choose_customer")
    kind = ""
    if form.asset_id is not None:
        row = session.execute(
            select(Asset.customer_id, ProductModel.kind)
            .join(ProductModel, ProductModel.id == Asset.model_id)
            .where(Asset.id == form.asset_id)
        ).first()
        if row is None or row.customer_id != form.customer_id:
            raise invalid("asset", "not_this_customers")
        kind = row.kind
    if form.place_id is not None:
        owner = session.scalar(select(Place.customer_id).where(Place.id == form.place_id))
        if owner is None or owner != form.customer_id:
            raise invalid("place", "not_this_customers")
    return customer, kind


def _new_case(
    tx: Tx, ref: Reference, form: intake.NewTicket, texts: dict[str, str], product_kind: str
) -> Case:
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
    priority = Priority.URGENT if form.risk_level == RiskLevel.LEVEL_1 else form.priority or suggested
    team_id = form.team_id or intake.default_team(
        ref.routes,
        service_type=service_type,
        class_code=category.class_code,
        category=category.code,
        product_kind=product_kind,
    )
    requested = min(form.requested_at or tx.now, tx.now).replace(microsecond=0)
    ticket = Ticket(
        number=next_number(tx, ref, "ticket"),
        status=Status.NEW,
        version=1,
        event_seq=0,
        cycle_no=1,
        customer_id=form.customer_id,
        asset_id=form.asset_id,
        place_id=form.place_id,
        channel_id=channel.id,
        category_id=category.id,
        class_code=category.class_code,
        service_type=service_type,
        priority=priority,
        suggested_priority=suggested,
        customer_urges=form.customer_urges,
        risk_level=form.risk_level or None,
        summary=first_line(texts["phenomenon"] or texts["verbatim"]),
        answers=dict(form.answers),
        requested_at=requested,
        recorded_at=tx.now,
        late_reason_id=form.late_reason_id,
        recorder_id=tx.by.person_id,
        intake_team_id=_intake_team(tx),
        team_id=team_id,
        owner_id=form.owner_id,
        assigned_at=tx.now if form.owner_id or team_id else None,
        sort_due_at=NEVER,
        last_event_at=tx.now,
        chasers=0,
        open_breaches=0,
        **texts,
    )
    tx.session.add(ticket)
    tx.session.flush()
    cycle = new_cycle(tx, ref, ticket, requested)
    tx.cache["new_cycle"] = True
    return Case(tx, ref, ticket, cycle, ClockBook(tx, ref, ticket, cycle))


def _intake_team(tx: Tx) -> int | None:
    if tx.by.person_id is None:
        return None
    return tx.session.scalar(
        select(TeamMember.team_id)
        .where(TeamMember.person_id == tx.by.person_id)
        .order_by(TeamMember.is_default.desc(), TeamMember.team_id)
        .limit(1)
    )


def new_cycle(tx: Tx, ref: Reference, ticket: Ticket, opened_at: datetime, plan: str = "") -> Cycle:
    """Open a handling cycle; local day, week, weekday and hour are stored for grouping (decision 12)."""
    local = local_moment(opened_at, ref.zone)
    cycle = Cycle(
        ticket_id=ticket.id,
        no=ticket.cycle_no,
        opened_at=opened_at,
        opened_by_id=tx.by.person_id,
        plan=plan,
        local_day=local.day,
        iso_week=local.iso_week,
        weekday=local.weekday,
        hour=local.hour,
        assigned_at=ticket.assigned_at,
        verify_attempts=0,
        callback_attempts=0,
    )
    tx.session.add(cycle)
    tx.session.flush()
    return cycle


def _start_clocks(case: Case, form: intake.NewTicket) -> None:
    ticket = case.ticket
    if form.answer_seconds is not None:
        _answer_clock(case, form.answer_seconds)
    start_handling_clocks(case, ticket.requested_at)


def start_handling_clocks(case: Case, at: datetime) -> None:
    """Start first response, progress update and resolution of a cycle (R3.12)."""
    choices = case.clocks.choices()
    for kind in (ClockKind.FIRST_RESPONSE, ClockKind.UPDATE, ClockKind.RESOLUTION):
        case.clocks.begin_by_policy(kind, at, choices)


def _answer_clock(case: Case, seconds: int) -> None:
    """The caller waited this long until somebody answered, as typed by the agent (decision 37)."""
    choice = case.clocks.choices().get(ClockKind.ANSWER)
    target, policy = (choice.target, choice.policy.code) if choice else (Target(15), None)
    start = case.ticket.requested_at
    answered = min(case.tx.now.timestamp(), start.timestamp() + seconds)
    held = case.clocks.begin(ClockKind.ANSWER, target, start, policy=policy, no=1)
    case.clocks.stop_held(held, datetime.fromtimestamp(answered, tz=start.tzinfo))
    case.cycle.answer_seconds = seconds


def _announce(case: Case, form: intake.NewTicket, texts: dict[str, str]) -> None:
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
            "due": targets,
        },
        texts={name: texts[name] for name in ("verbatim", "phenomenon", "impact", "expectation")},
        occurred_at=ticket.requested_at,
    )
    if ticket.owner_id or ticket.team_id:
        case.event("ticket:assigned", data={"team": ticket.team_id, "owner": ticket.owner_id}, by_system=True)
    case.notify(ticket.owner_id, "ticket:assigned", "assigned:1")
    if ticket.priority == Priority.URGENT:
        case.notify_supervisors("ticket:urgent", "urgent")


@action("tickets.assign")
def assign(
    tx: Tx,
    number: str,
    *,
    team_id: int | None,
    owner_id: int | None,
    note: str = "",
    version: int | None = None,
) -> str:
    """Hand a ticket to a team and a person (R2.2).

    Raises:
        Invalid: unknown team or person, or a person who is not in the team.
        Stale: somebody else handed it on meanwhile.
    """
    case = open_case(tx, number, "ticket.assign")
    case.fresh(version, {"team_id": team_id, "owner_id": owner_id})
    case.check("assign")
    hand_over(case, team_id=team_id, owner_id=owner_id, note=note)
    case.done("ticket.assigned", team=team_id, owner=owner_id)
    return number


def hand_over(case: Case, *, team_id: int | None, owner_id: int | None, note: str = "") -> None:
    """Give an open case to a team and a person and tell the new owner."""
    ticket = case.ticket
    _check_owner(case, team_id, owner_id)
    before = {"from_team": ticket.team_id, "from_owner": ticket.owner_id}
    ticket.team_id, ticket.owner_id = team_id, owner_id
    ticket.assigned_at = case.tx.now
    case.cycle.assigned_at = case.cycle.assigned_at or case.tx.now
    ticket.version += 1
    case.event(
        "ticket:assigned",
        data={**before, "team": team_id, "owner": owner_id},
        texts={"note": clean(note, lines=True)},
    )
    case.notify(owner_id, "ticket:assigned", f"assigned:{ticket.event_seq}")


def _check_owner(case: Case, team_id: int | None, owner_id: int | None) -> None:
    if team_id is not None and (team_id not in case.ref.teams or case.ref.teams[team_id].retired):
        raise invalid("team", "unknown_choice")
    if owner_id is None:
        return
    owner = case.tx.session.get(Person, owner_id)
    if owner is None or owner.retired_at is not None:
        raise invalid("owner", "unknown_choice")


@action("tickets.take")
def take(tx: Tx, number: str) -> str:
    """Take an unassigned ticket of one's own team."""
    case = open_case(tx, number, "ticket.take")
    case.check("assign")
    if case.ticket.owner_id is not None and case.ticket.owner_id != tx.by.person_id:
        owner = case.ref.person(case.ticket.owner_id)
        raise invalid("owner", "taken_already", name=owner.name if owner else "")
    case.ticket.owner_id = tx.by.person_id
    case.ticket.assigned_at = tx.now
    case.cycle.assigned_at = case.cycle.assigned_at or tx.now
    case.ticket.version += 1
    case.begin_handling()
    case.event("ticket:taken", data={"owner": tx.by.person_id})
    case.done("ticket.taken")
    return number


@action("tickets.accept")
def accept(tx: Tx, number: str) -> str:
    """The owner confirms the ticket (确认工单): 待处理 → 处理中."""
    case = open_case(tx, number, "ticket.handle")
    case.move("accept")
    case.cycle.accepted_at = case.cycle.accepted_at or tx.now
    case.event("ticket:accepted")
    case.done("ticket.accepted")
    return number


@action("tickets.change")
def change(
    tx: Tx,
    number: str,
    *,
    priority: str,
    category_id: int,
    service_type: str = "",
    risk_level: str | None = None,
    reason: str,
    version: int | None = None,
) -> str:
    """Change priority, category, service type or risk level; what still runs is recomputed (R3.7).

    Raises:
        Invalid: unknown values or no reason.
        Stale: somebody changed the ticket meanwhile; both versions are in the error.
    """
    case = open_case(tx, number, "ticket.handle")
    ticket, why = case.ticket, clean(reason, lines=True)
    wanted = _wanted(case, priority, category_id, service_type, risk_level, why)
    case.fresh(version, wanted)
    case.check("change")
    before = {name: getattr(ticket, name) for name in wanted}
    changed = {name: [before[name], value] for name, value in wanted.items() if before[name] != value}
    if not changed:
        return number
    for name, value in wanted.items():
        setattr(ticket, name, value)
    ticket.class_code = case.ref.categories[category_id].class_code
    ticket.version += 1
    if ticket.customer_id:
        tx.cache["vip"] = bool(
            tx.session.scalar(select(Customer.vip).where(Customer.id == ticket.customer_id))
        )
    case.clocks.event = case.event("ticket:changed", data={"changed": changed}, texts={"reason": why})
    report_moves(case, case.clocks.retarget("change"))
    case.done("ticket.changed", changed=changed)
    return number


def _wanted(
    case: Case, priority: str, category_id: int, service_type: str, risk_level: str | None, why: str
) -> dict[str, object]:
    problems: dict[str, Problem] = {}
    category = case.ref.categories.get(category_id)
    if priority not in set(Priority):
        problems["priority"] = Problem("unknown_choice")
    if category is None or (not category.leaf and category_id != case.ticket.category_id):
        problems["category"] = Problem("choose_category")
    if service_type and service_type not in set(ServiceType):
        problems["service_type"] = Problem("unknown_choice")
    if risk_level and risk_level not in set(RiskLevel):
        problems["risk_level"] = Problem("unknown_choice")
    if not why:
        problems["reason"] = Problem("required")
    if problems:
        raise Invalid(problems)
    return {
        "priority": Priority.URGENT if risk_level == RiskLevel.LEVEL_1 else priority,
        "category_id": category_id,
        "service_type": service_type or case.ticket.service_type,
        "risk_level": risk_level or None,
    }


def report_moves(case: Case, moves: list[dict[str, object]]) -> None:
    """Say on the timeline which due times moved (R3.7)."""
    if moves:
        case.event("clock:changed", data={"moves": moves}, by_system=True)


@action("tickets.void")
def void(tx: Tx, number: str, *, reason_id: int | None, note: str = "") -> str:
    """Take a ticket out: withdrawn, wrong number, spam, test (R1.13); outside every rate."""
    case = open_case(tx, number, "ticket.void", settle=False)
    if not known_reason(case.ref, reason_id, ReasonKind.VOID):
        raise invalid("reason", "choose_reason")
    case.move("void")
    case.ticket.void_reason_id = reason_id
    case.ticket.closed_at = tx.now
    case.clocks.event = case.event(
        "ticket:voided", data={"reason": reason_id}, texts={"note": clean(note, lines=True)}
    )
    case.clocks.cancel_all()
    case.ticket.open_breaches = 0
    end_visits(case)
    case.done("ticket.voided", reason=reason_id)
    return number


def end_visits(case: Case) -> None:
    """Cancel visits that have not ended, because the ticket is over."""
    rows = case.tx.session.scalars(
        select(Visit).where(Visit.ticket_id == case.ticket.id, Visit.ended_at.is_(None))
    )
    for visit in rows:
        visit.state, visit.ended_at = VisitState.CANCELLED, case.tx.now
        visit.version += 1


@action("tickets.merge")
def merge(tx: Tx, number: str, into: str) -> str:
    """Merge a duplicate into another ticket with nothing lost: it is voided and points there (R1.10)."""
    case = open_case(tx, number, "ticket.void", settle=False)
    target = open_case(tx, into, "ticket.write", settle=False)
    if target.ticket.id == case.ticket.id or target.ticket.merged_into_id is not None:
        raise invalid("into", "merge_into_itself")
    case.move("void")
    case.ticket.merged_into_id, case.ticket.closed_at = target.ticket.id, tx.now
    case.clocks.cancel_all()
    case.ticket.open_breaches = 0
    end_visits(case)
    case.event("ticket:merged", data={"into": into})
    words = "\n".join(filter(None, (case.ticket.verbatim, case.ticket.phenomenon)))
    target.event("ticket:merged", data={"from": number}, texts={"verbatim": words})
    case.done("ticket.merged", into=into)
    target.done("ticket.merged", merged=number)
    return into


@action("tickets.link")
def link(tx: Tx, number: str, other: str) -> str:
    """Link two tickets that belong together; both must be within what the actor may see."""
    case = open_case(tx, number, "ticket.write")
    try:
        second = open_case(tx, clean(other), "ticket.see", settle=False)
    except NotFound as error:
        raise invalid("other", "ticket_unknown") from error
    if second.ticket.id == case.ticket.id:
        raise invalid("other", "link_to_itself")
    low, high = sorted((case.ticket.id, second.ticket.id))
    if tx.session.get(TicketLink, (low, high)) is None:
        tx.session.add(TicketLink(ticket_id=low, other_id=high, at=tx.now, person_id=tx.by.person_id))
        case.event("ticket:linked", data={"other": second.ticket.number})
        case.done("ticket.linked", other=second.ticket.number)
    return number


@action("tickets.chase")
def chase(tx: Tx, number: str, *, words: str, channel_id: int | None = None) -> str:
    """The customer asks again (催单): counted, raises attention, resets nothing."""
    case = open_case(tx, number, "ticket.write")
    if case.ticket.status in {Status.ARCHIVED, Status.VOIDED}:
        workflow.move("assign", case.situation())
    said = clean(words, lines=True)
    case.ticket.chasers += 1
    case.event(
        "ticket:chased",
        data={"count": case.ticket.chasers, "channel": channel_id},
        texts={"verbatim": said},
        note=said,
    )
    case.notify(case.ticket.owner_id, "ticket:chased", f"chased:{case.ticket.chasers}")
    case.done("ticket.chased")
    return number
