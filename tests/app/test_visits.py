"""Visits: planned by the supervisor, done step by step, with the phone's times (R5, decision 8)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from sladesk.actions import communications, solutions, tickets, visits
from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.domain.codes import Status, VisitState
from sladesk.domain.errors import DeskError, Invalid, Missing, NotFound, TooMany, WrongState
from sladesk.models import Audit, Breach, Clock, Event, Notice, Reveal, Ticket, Visit
from sladesk.queries.reference import reference
from tests.support import desk
from tests.support.moment import NOW
from tests.support.visiting import agent, engineer, reason, register, supervisor

START, END = NOW + timedelta(minutes=30), NOW + timedelta(minutes=150)


def plan(number: str, who: str = "X001", start: datetime = START, end: datetime = END, **more: object) -> int:
    made = visits.plan(
        Call(supervisor(), NOW),
        number,
        engineer_id=engineer(who).person_id or 0,
        start=start,
        end=end,
        **more,  # type: ignore[arg-type] - fields of one form, of several types
    )
    return int(made["no"])


def call(minutes: float, who: str = "X001", key: str = "") -> Call:
    return Call(engineer(who), NOW + timedelta(minutes=minutes), key=key, body_hash="b" if key else "")


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def visit_of(number: str, no: int = 1) -> Visit:
    db.session.rollback()
    return db.session.scalars(
        select(Visit)
        .join(Ticket, Ticket.id == Visit.ticket_id)
        .where(Ticket.number == number, Visit.no == no)
    ).one()


def ticket_of(number: str) -> Ticket:
    db.session.rollback()
    return db.session.scalars(select(Ticket).where(Ticket.number == number)).one()


def promise_of(number: str) -> Clock:
    return db.session.scalars(select(Clock).where(Clock.id == visit_of(number).promise_clock_id)).one()


def kinds(number: str) -> list[str]:
    found = select(Event.kind).where(Event.ticket_id == ticket_of(number).id).order_by(Event.seq)
    return list(db.session.scalars(found))


def test_a_planned_visit_is_a_promise_and_news_for_the_engineer() -> None:
    number = register()
    assert plan(number, bring="主板 KFR-72 × 1") == 1
    clock = promise_of(number)
    assert (clock.kind, clock.label, clock.due_at, clock.state) == ("promise", "上门", END, "running")
    assert clock.responsible_id == engineer("X001").person_id
    notice = db.session.scalars(select(Notice).where(Notice.kind == "visit:planned")).one()
    assert notice.person_id == engineer("X001").person_id
    assert "visit:planned" in kinds(number)


@pytest.mark.parametrize(
    ("start", "end", "field", "code"),
    [
        (NOW - timedelta(hours=3), NOW - timedelta(hours=1), "start", "window_in_the_past"),
        (START, START, "end", "window_ends_before_start"),
        (END, START, "end", "window_ends_before_start"),
        (START, START + timedelta(hours=12, seconds=1), "end", "window_too_long"),
        (START + timedelta(days=200), END + timedelta(days=200), "start", "window_too_far"),
    ],
)
def test_windows_nobody_can_promise_are_refused(
    start: datetime, end: datetime, field: str, code: str
) -> None:
    number = register()
    with pytest.raises(Invalid) as refused:
        plan(number, start=start, end=end)
    assert refused.value.problems[field].code == code
    assert "visit:planned" not in kinds(number)


def test_only_engineers_in_service_are_sent() -> None:
    number = register()
    with pytest.raises(Invalid) as refused:
        visits.plan(Call(supervisor(), NOW), number, engineer_id=agent().person_id or 0, start=START, end=END)
    assert refused.value.problems["engineer"].code == "choose_engineer"


def test_only_the_supervisor_plans() -> None:
    number = register()
    with pytest.raises(DeskError):
        visits.plan(Call(agent(), NOW), number, engineer_id=engineer().person_id or 0, start=START, end=END)


def test_overlapping_windows_need_the_tick() -> None:
    first, second = register(), register()
    plan(first)
    with pytest.raises(Invalid) as refused:
        plan(second, start=START + timedelta(minutes=60), end=END + timedelta(minutes=60))
    assert refused.value.problems["overlap_ok"].code == "window_overlaps"
    assert (
        plan(second, start=START + timedelta(minutes=60), end=END + timedelta(minutes=60), overlap_ok=True)
        == 1
    )


def test_windows_that_touch_do_not_overlap() -> None:
    first, second = register(), register()
    plan(first)
    assert plan(second, start=END, end=END + timedelta(hours=2)) == 1


def test_one_running_visit_per_engineer_and_ticket() -> None:
    number = register()
    plan(number)
    with pytest.raises(WrongState):
        plan(number, start=END, end=END + timedelta(hours=2))
    assert plan(number, who="X002") == 2


def run_to(number: str, state: VisitState, minutes: float = 35) -> None:
    """Take the first visit up to a state, a minute a step."""
    steps = (visits.accepted, visits.on_way, visits.arrived)
    for n, step in enumerate(steps):
        step(call(minutes + n), number, 1)
        if str(state) == step.__name__:
            return
    visits.diagnosed(call(minutes + 3), number, 1, diagnosis="主板损坏", readings={"outdoor_current": "8.9"})
    if state == VisitState.DIAGNOSED:
        return
    visits.repaired(call(minutes + 4), number, 1, diagnosis="主板损坏", repair="更换主板")


def test_the_whole_way_to_a_solution() -> None:
    number = register()
    plan(number)
    run_to(number, VisitState.REPAIRED)
    visits.confirmed(call(60), number, 1, code="part", name="张建国")
    visit, ticket = visit_of(number), ticket_of(number)
    assert (visit.state, visit.ended_at, visit.signed_name) == ("confirmed", at(60), "张建国")
    assert visit.readings == {"outdoor_current": "8.9"}
    assert ticket.status == Status.TO_VERIFY
    assert ticket.owner_id == engineer().person_id
    told = kinds(number)
    for kind in ("accepted", "on_way", "arrived", "diagnosed", "repaired", "confirmed"):
        assert f"visit:{kind}" in told
    assert "solution:recorded" in told


def test_what_was_confirmed_on_site_stands_when_the_desk_closes() -> None:
    number = register()
    communications.contact(desk.by("lina", 5), number, communications.Contact("phone", "已联系客户"))
    plan(number)
    run_to(number, VisitState.REPAIRED)
    visits.confirmed(call(60), number, 1, code="part", name="张建国")
    solutions.confirm(Call(engineer(), at(90)), number, method="phone")
    closed = desk.cycle(number)
    assert (closed.confirmed_at, closed.confirm_method) == (at(60), "visit")
    assert ticket_of(number).status == Status.CLOSED


def test_a_rejected_solution_forgets_who_confirmed_it_and_how() -> None:
    number = register()
    plan(number)
    run_to(number, VisitState.REPAIRED)
    visits.confirmed(call(60), number, 1, code="part", name="张建国")
    solutions.reject(Call(engineer(), at(90)), number, words="又停机了")
    again = desk.cycle(number)
    assert (again.confirmed_at, again.confirm_method) == (None, None)


def test_a_step_can_not_be_skipped_and_says_which_comes_first() -> None:
    number = register()
    plan(number)
    with pytest.raises(WrongState) as refused:
        visits.arrived(call(35), number, 1)
    assert refused.value.code == "visit_first_accepted"
    assert visit_of(number).state == "planned"


def test_a_step_taken_twice_is_refused_but_the_same_form_gets_its_answer() -> None:
    number = register()
    plan(number)
    keyed = call(31, key="same-form-key")
    assert visits.accepted(keyed, number, 1) == visits.accepted(keyed, number, 1) == number
    assert kinds(number).count("visit:accepted") == 1
    with pytest.raises(WrongState) as refused:
        visits.accepted(call(32), number, 1)
    assert refused.value.code == "visit_step_done"


def test_another_engineers_visit_does_not_exist() -> None:
    number = register()
    plan(number)
    with pytest.raises(NotFound):
        visits.accepted(call(31, "X002"), number, 1)
    plan(number, who="X002", start=END, end=END + timedelta(hours=1))
    with pytest.raises(NotFound):
        visits.accepted(call(31, "X002"), number, 1)


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (1, True)])
def test_arriving_exactly_at_the_end_of_the_window_is_in_time(seconds: int, late: bool) -> None:
    number = register()
    plan(number)
    visits.accepted(call(140), number, 1)
    visits.on_way(call(141), number, 1)
    visits.arrived(Call(engineer(), END + timedelta(seconds=seconds)), number, 1)
    clock = promise_of(number)
    assert clock.stopped_at == END + timedelta(seconds=seconds)
    assert (clock.breached_at is not None) is late


def test_steps_sent_late_keep_their_times_and_break_nothing() -> None:
    number = register()
    plan(number)
    for step, minutes in ((visits.accepted, 31), (visits.on_way, 32), (visits.arrived, 149)):
        step(call(400), number, 1, at=at(minutes))
    visit = visit_of(number)
    assert visit.stamps["arrived"] == at(149).isoformat()
    assert promise_of(number).breached_at is None
    row = db.session.scalars(select(Event).where(Event.kind == "visit:arrived")).one()
    assert (row.occurred_at, row.recorded_at) == (at(149), at(400))


def test_a_true_time_from_the_phone_withdraws_a_breach_on_record() -> None:
    number = register()
    plan(number)
    visits.accepted(call(31), number, 1)
    visits.on_way(call(32), number, 1)
    tickets.chase(Call(supervisor(), at(200)), number, words="人还没来")
    late = select(Breach).where(Breach.kind == "promise")
    assert db.session.scalars(late).one().withdrawn_at is None
    visits.arrived(call(210), number, 1, at=at(150))
    db.session.rollback()
    assert db.session.scalars(late).one().withdrawn_at == at(210)
    assert promise_of(number).breached_at is None
    assert "clock:withdrawn" in kinds(number)


@pytest.mark.parametrize(
    ("when", "code"),
    [(at(45), "in_the_future"), (NOW - timedelta(days=8), "too_long_ago_days")],
)
def test_device_times_have_bounds(when: datetime, code: str) -> None:
    number = register()
    plan(number)
    with pytest.raises(Invalid) as refused:
        visits.accepted(call(40), number, 1, at=when)
    assert refused.value.problems["at"].code == code


def test_a_step_is_never_before_the_one_before_it() -> None:
    number = register()
    plan(number)
    visits.accepted(call(40), number, 1, at=at(40))
    with pytest.raises(Invalid):
        visits.on_way(call(60), number, 1, at=at(30))
    visits.on_way(call(60), number, 1, at=at(39))
    assert visit_of(number).stamps["on_way"] == at(40).isoformat()


def test_arriving_is_the_first_response_when_there_was_none() -> None:
    number = register()
    plan(number)
    run_to(number, VisitState.ARRIVED)
    clock = db.session.scalars(select(Clock).where(Clock.kind == "first_response")).one()
    assert clock.stopped_at == at(37)


def test_repairing_needs_words() -> None:
    number = register()
    plan(number)
    run_to(number, VisitState.DIAGNOSED)
    with pytest.raises(Invalid) as refused:
        visits.repaired(call(50), number, 1, diagnosis=" ", repair="")
    assert set(refused.value.problems) == {"diagnosis", "repair"}


def test_confirming_needs_a_signature_or_a_name() -> None:
    number = register()
    plan(number)
    run_to(number, VisitState.REPAIRED)
    with pytest.raises(Invalid) as refused:
        visits.confirmed(call(50), number, 1, code="on_site")
    assert refused.value.problems["signed_name"].code == "needs_signature"
    with pytest.raises(Invalid):
        visits.confirmed(call(50), number, 1, code="refund", name="张")


def test_another_engineer_on_site_holds_the_solution() -> None:
    number = register()
    plan(number)
    plan(number, who="X002", start=START, end=END)
    visits.accepted(call(31, "X002"), number, 2)
    visits.on_way(call(32, "X002"), number, 2)
    run_to(number, VisitState.REPAIRED)
    with pytest.raises(Missing):
        visits.confirmed(call(60), number, 1, code="part", name="张建国")
    assert visit_of(number).ended_at is None


def test_readings_are_numbers() -> None:
    number = register()
    plan(number)
    run_to(number, VisitState.ARRIVED)
    with pytest.raises(Invalid) as refused:
        visits.diagnosed(call(50), number, 1, readings={"outdoor_current": "很大"})
    assert set(refused.value.problems) == {"reading_outdoor_current"}


def test_a_missing_part_makes_the_ticket_wait_until_it_is_there() -> None:
    number = register()
    plan(number)
    run_to(number, VisitState.DIAGNOSED)
    visits.waiting_part(call(50), number, 1, reason_id=reason("wait_parts"), note="主板缺货")
    assert ticket_of(number).status == Status.WAITING_PARTS
    with pytest.raises(WrongState) as refused:
        visits.repaired(call(51), number, 1, diagnosis="主板", repair="换")
    assert refused.value.code == "visit_waits_for_part"
    visits.part_arrived(call(70), number, 1)
    assert (ticket_of(number).status, visit_of(number).state) == (Status.IN_PROGRESS, "diagnosed")


def test_the_next_visit_ends_one_that_waited_for_its_part() -> None:
    number = register()
    plan(number)
    run_to(number, VisitState.DIAGNOSED)
    visits.waiting_part(call(50), number, 1, reason_id=reason("wait_parts"))
    later = {"start": START + timedelta(days=1), "end": END + timedelta(days=1)}
    made = visits.plan(Call(supervisor(), at(55)), number, engineer_id=engineer().person_id or 0, **later)
    assert made["no"] == 2
    assert visit_of(number, 1).ended_at == at(55)
    visits.accepted(call(60), number, 2)
    visits.on_way(call(61), number, 2)
    assert ticket_of(number).status == Status.IN_PROGRESS


def test_waiting_for_a_part_starts_at_the_machine() -> None:
    number = register()
    plan(number)
    visits.accepted(call(31), number, 1)
    with pytest.raises(WrongState) as refused:
        visits.waiting_part(call(32), number, 1, reason_id=reason("wait_parts"))
    assert refused.value.code == "visit_wait_starts_on_site"


def test_another_window_replaces_the_promise() -> None:
    number = register()
    plan(number)
    old = promise_of(number).id
    visits.reschedule(
        Call(supervisor(), at(10)),
        number,
        1,
        start=END,
        end=END + timedelta(hours=2),
        reason_id=reason("reschedule"),
    )
    db.session.rollback()
    assert db.session.get_one(Clock, old).state == "cancelled"
    assert promise_of(number).due_at == END + timedelta(hours=2)
    with pytest.raises(Invalid):
        visits.reschedule(Call(supervisor(), at(11)), number, 1, start=START, end=END, reason_id=None)


def test_moving_a_missed_window_keeps_the_breach() -> None:
    number = register()
    plan(number)
    visits.reschedule(
        Call(supervisor(), at(200)), number, 1, start=at(240), end=at(300), reason_id=reason("reschedule")
    )
    assert db.session.scalars(select(Breach).where(Breach.kind == "promise")).one().withdrawn_at is None


def test_a_cancelled_visit_promises_nothing_and_takes_no_steps() -> None:
    number = register()
    plan(number)
    visits.cancel(Call(supervisor(), at(5)), number, 1, reason_id=reason("cancel_visit"))
    assert promise_of(number).state == "cancelled"
    with pytest.raises(NotFound):  # with it the engineer has lost sight of the ticket
        visits.accepted(call(6), number, 1)
    with pytest.raises(WrongState):
        visits.cancel(Call(supervisor(), at(7)), number, 1, reason_id=reason("cancel_visit"))


def test_looking_at_the_address_leaves_a_trace_and_has_a_limit() -> None:
    number = register()
    plan(number)
    visits.reveal(call(31), number, 1, field="street")
    shown = db.session.scalars(select(Reveal)).one()
    assert (shown.field, shown.person_id) == ("street", engineer().person_id)
    assert db.session.scalars(select(Audit).where(Audit.action == "personal.revealed")).one()
    most = reference(db.session()).number("reveal.per_hour")
    for n in range(most - 1):
        visits.reveal(call(32 + n / 60), number, 1, field="mobile")
    with pytest.raises(TooMany):
        visits.reveal(call(40), number, 1, field="mobile")
