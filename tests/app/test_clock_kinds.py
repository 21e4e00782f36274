"""Each kind of clock: what starts it and what stops it, and what a site may choose of that (R3.12, R3.13)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from sladesk.actions import (
    callbacks,
    clocks,
    communications,
    emergencies,
    settings,
    solutions,
    tickets,
    visits,
)
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import Forbidden, WrongState
from sladesk.domain.intake import SolvedAtOnce
from sladesk.models import Clock, Event
from tests.support import desk
from tests.support.desk import by
from tests.support.moment import NOW

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOLUTION = "更换室外机主板，试机 30 分钟正常。"


def site(name: str, value: str) -> None:
    """Let the site choose otherwise than shipped."""
    settings.change(by("linhao"), f"clocks.{name}", value, version=0)


def only(number: str, kind: str) -> Clock:
    """The one clock of a kind."""
    (clock,) = desk.clocks(number, kind)
    return clock


def span(number: str, kind: str) -> tuple[datetime, datetime | None]:
    """When the one clock of a kind started and stopped."""
    clock = only(number, kind)
    return clock.started_at, clock.stopped_at


def timeline(number: str, kind: str) -> list[Event]:
    row = desk.ticket(number)
    wanted = select(Event).where(Event.ticket_id == row.id, Event.kind == kind).order_by(Event.seq)
    return list(db.session.scalars(wanted))


def contact(number: str, minutes: float, *, proposal: bool = False) -> None:
    communications.contact(by("lina", minutes), number, Contact("phone", "已联系客户。", proposal=proposal))


def solve(number: str, minutes: float) -> None:
    solutions.solve(by("lina", minutes), number, code="remote", solution=SOLUTION)


def normal(minutes: float = 0) -> str:
    """A ticket that is not urgent, with an owner."""
    return desk.register("lina", minutes, owner="lina", priority="medium")


# --- preliminary solution ----------------------------------------------------------------------------------


def test_the_preliminary_solution_is_due_a_working_day_after_the_request_and_met_by_a_proposal() -> None:
    number = normal()
    assert only(number, "preliminary").due_at == NOW + timedelta(days=1)
    contact(number, 10)
    assert only(number, "preliminary").state == "running"
    contact(number, 20, proposal=True)
    assert span(number, "preliminary") == (NOW, NOW + 20 * MINUTE)
    assert timeline(number, "communication:recorded")[-1].data["proposal"] is True


@pytest.mark.parametrize("late", [0, 1])
def test_a_proposal_at_the_due_instant_is_in_time_and_a_second_later_is_not(late: int) -> None:
    number = normal()
    contact(number, 24 * 60 + late / 60, proposal=True)
    assert (only(number, "preliminary").breached_at is not None) is bool(late)


def test_a_solution_and_an_agreed_visit_are_proposals_too() -> None:
    solved, visited = normal(), normal()
    contact(solved, 5)
    solve(solved, 30)
    start = NOW + 26 * HOUR
    engineer = desk.actor("wangqiang").person_id or 0
    visits.plan(by("zhaomin", 40), visited, engineer_id=engineer, start=start, end=start + 2 * HOUR)
    assert only(solved, "preliminary").stopped_at == NOW + 30 * MINUTE
    assert only(visited, "preliminary").stopped_at == NOW + 40 * MINUTE


def test_an_urgent_ticket_is_promised_no_preliminary_solution_and_a_change_follows() -> None:
    number = desk.register(owner="lina")
    assert desk.clocks(number, "preliminary") == []
    change(number, 5, priority="medium")
    assert only(number, "preliminary").started_at == NOW + 5 * MINUTE
    change(number, 6, priority="urgent")
    assert only(number, "preliminary").state == "cancelled"


def change(number: str, minutes: float, *, priority: str = "medium", risk_level: str | None = None) -> None:
    category = desk.ticket(number).category_id
    tickets.change(
        by("lina", minutes),
        number,
        priority=priority,
        category_id=category,
        risk_level=risk_level,
        reason="客户说明了情况",
    )


# --- emergency ---------------------------------------------------------------------------------------------


def test_a_safety_hazard_starts_the_procedure_and_stops_when_one_of_them_takes_charge() -> None:
    number = desk.register(risk_level="level_1")
    assert only(number, "emergency").due_at == NOW + 15 * MINUTE
    (started,) = timeline(number, "emergency:started")
    assert started.actor_id is None
    emergencies.take(by("zhouying", 15), number)
    clock = only(number, "emergency")
    assert (clock.stopped_at, clock.breached_at) == (NOW + 15 * MINUTE, None)
    with pytest.raises(WrongState, match="emergency_over"):
        emergencies.take(by("zhaomin", 16), number)


def test_who_does_not_lead_the_department_takes_charge_of_no_emergency() -> None:
    number = desk.register(risk_level="level_1")
    with pytest.raises(Forbidden):
        emergencies.take(by("lina", 1), number)


def test_an_emergency_found_later_starts_then_and_ends_where_there_is_none() -> None:
    number = normal()
    change(number, 30, risk_level="level_1")
    assert span(number, "emergency") == (NOW + 30 * MINUTE, None)
    change(number, 31, risk_level="level_3")
    assert only(number, "emergency").state == "cancelled"


def test_an_emergency_somebody_has_taken_charge_of_is_not_started_twice() -> None:
    number = normal()
    change(number, 30, risk_level="level_1")
    emergencies.take(by("zhaomin", 31), number)
    change(number, 40, risk_level="level_3")
    change(number, 41, risk_level="level_1")
    assert only(number, "emergency").stopped_at == NOW + 31 * MINUTE


# --- starting at assignment --------------------------------------------------------------------------------


def comes_back(minutes: float) -> str:
    """A ticket whose customer came back after closing; nobody has the new cycle yet."""
    number = normal(-60)
    contact(number, -59)
    solve(number, -50)
    solutions.confirm(by("lina", -40), number, method="phone")
    callbacks.reopen(by("lina", minutes), number, words="又不制冷了")
    return number


def newest(number: str, kind: str) -> tuple[datetime, datetime | None]:
    clock = desk.clocks(number, kind)[-1]
    return clock.started_at, clock.stopped_at


def test_as_shipped_clocks_start_at_the_request_and_no_wait_for_assignment_is_counted() -> None:
    number = comes_back(0)
    assert newest(number, "first_response") == (NOW, None)
    assert desk.clocks(number, "assignment_wait") == []


def test_a_site_may_start_first_response_and_resolution_at_assignment() -> None:
    site("start", "assignment")
    number = comes_back(0)
    assert newest(number, "assignment_wait") == (NOW, None)
    assert desk.cycle(number).assigned_at is None
    going = {
        c.kind
        for k in ("first_response", "resolution", "update")
        for c in desk.clocks(number, k)
        if c.state == "running"
    }
    assert going == {"update"}
    owner, team = desk.actor("wuqian").person_id, desk.ticket(number).team_id
    tickets.assign(by("zhaomin", 5), number, team_id=team, owner_id=None)
    assert newest(number, "assignment_wait") == (NOW, None)
    for minutes in (10, 20):
        tickets.assign(by("zhaomin", minutes), number, team_id=team, owner_id=owner)
        assert newest(number, "assignment_wait") == (NOW, NOW + 10 * MINUTE)
        for kind in ("first_response", "resolution"):
            assert newest(number, kind) == (NOW + 10 * MINUTE, None)


def test_whoever_answers_what_nobody_has_ends_the_wait() -> None:
    site("start", "assignment")
    number = comes_back(0)
    contact(number, 7)
    assert newest(number, "assignment_wait") == (NOW, NOW + 7 * MINUTE)
    assert newest(number, "first_response") == (NOW + 7 * MINUTE, NOW + 7 * MINUTE)


def test_what_is_registered_afterwards_has_waited_since_the_request() -> None:
    site("start", "assignment")
    asked = NOW - 20 * MINUTE
    reason = desk.reason(ReasonKind.LATE_REGISTRATION)
    number = desk.register(owner="lina", requested_at=asked, late_reason_id=reason)
    assert newest(number, "assignment_wait") == (asked, NOW)
    assert newest(number, "first_response") == (NOW, None)
    assert newest(number, "update") == (asked, None)


def test_the_wait_for_assignment_is_missed_after_half_an_hour() -> None:
    site("start", "assignment")
    number = comes_back(0)
    clocks.settle(Call(SYSTEM, NOW + 31 * MINUTE), number)
    assert desk.clocks(number, "assignment_wait")[-1].breached_at == NOW + 30 * MINUTE


# --- what else a site may choose ---------------------------------------------------------------------------


def test_the_owners_acceptance_is_no_response_as_shipped_and_one_where_a_site_says_so() -> None:
    plain = normal()
    tickets.accept(by("lina", 5), plain)
    assert only(plain, "first_response").state == "running"
    site("acceptance_responds", "on")
    counted = normal()
    tickets.accept(by("lina", 5), counted)
    assert span(counted, "first_response") == (NOW, NOW + 5 * MINUTE)
    cycle = desk.cycle(counted)
    assert (cycle.first_response_at, cycle.first_response_method) == (NOW + 5 * MINUTE, None)


def test_any_progress_restarts_the_update_clock_or_only_what_the_customer_was_told() -> None:
    shipped = normal()
    communications.progress(by("lina", 5), shipped, text="已问仓库")
    assert len(desk.clocks(shipped, "update")) == 2
    site("update_restarts", "told")
    strict = normal()
    communications.progress(by("lina", 5), strict, text="已问仓库")
    assert len(desk.clocks(strict, "update")) == 1
    communications.progress(by("lina", 6), strict, text="已告知客户等待到货", informed=True)
    assert newest(strict, "update") == (NOW + 6 * MINUTE, None)


def test_after_a_missed_update_the_next_one_has_the_present_target() -> None:
    """The one that was missed keeps what it missed; the ticket has become urgent since."""
    number, urgent = (
        desk.register(owner="lina", priority="low"),
        desk.register(owner="lina", priority="urgent"),
    )
    late = (only(number, "update").due_at or NOW) + MINUTE
    category = desk.ticket(number).category_id
    tickets.change(
        Call(desk.actor("lina"), late), number, priority="urgent", category_id=category, reason="催得急"
    )
    communications.progress(Call(desk.actor("lina"), late + MINUTE), number, text="处理中")
    first, second = desk.clocks(number, "update")
    wanted = only(urgent, "update")
    assert first.target_seconds > wanted.target_seconds
    assert (second.target_seconds, second.mode, second.policy_id) == (
        wanted.target_seconds,
        wanted.mode,
        wanted.policy_id,
    )


def test_the_resolution_is_stopped_by_the_solution_as_shipped() -> None:
    number = normal()
    contact(number, 5)
    solve(number, 30)
    solutions.confirm(by("lina", 90), number, method="phone")
    assert only(number, "resolution").stopped_at == NOW + 30 * MINUTE


def test_a_site_may_stop_the_resolution_at_the_customers_confirmation() -> None:
    site("resolution_stops", "confirmation")
    number = normal()
    contact(number, 5)
    solve(number, 30)
    assert only(number, "resolution").state == "running"
    solutions.reject(by("lina", 40), number, words="还是不行")
    assert only(number, "resolution").state == "running"
    solve(number, 50)
    solutions.confirm(by("lina", 90), number, method="phone")
    assert only(number, "resolution").stopped_at == NOW + 90 * MINUTE


def test_a_consultation_solved_at_once_is_confirmed_with_it() -> None:
    site("resolution_stops", "confirmation")
    made = tickets.register(by("lina"), desk.form("consultation.product", solved=SolvedAtOnce("每月冲洗。")))
    assert only(str(made["number"]), "resolution").stopped_at == NOW


# --- promises ----------------------------------------------------------------------------------------------


def test_many_promises_run_at_once_also_after_the_solution_and_the_kept_share_is_measured() -> None:
    number = normal()
    for hours, words in ((2, "下午回电"), (30, "周五前给出书面答复")):
        promised = Contact("phone", "已承诺", promise_at=NOW + hours * HOUR, promise=words)
        communications.contact(by("lina", 5), number, promised)
    solve(number, 30)
    first, second = desk.clocks(number, "promise")
    assert (first.state, second.state) == ("running", "running")
    communications.keep_promise(by("lina", 120), number, first.id)
    communications.keep_promise(by("lina", 30 * 60 + 1), number, second.id)
    first, second = desk.clocks(number, "promise")
    assert (first.breached_at, second.breached_at) == (None, NOW + 30 * HOUR)
