"""A ticket's whole life through the verbs, on both engines: what every role gets, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from sladesk.actions import (
    breaches,
    callbacks,
    clocks,
    communications,
    escalations,
    solutions,
    tickets,
    waiting,
)
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind, Status
from sladesk.domain.errors import (
    DeskError,
    Forbidden,
    Invalid,
    KeyReused,
    Missing,
    NotFound,
    Stale,
    WrongState,
)
from sladesk.domain.intake import SolvedAtOnce
from sladesk.models import Audit, Breach, Event, Notice, Ticket
from tests.support import desk
from tests.support.desk import by
from tests.support.moment import NOW


def rows() -> dict[str, int]:
    """How many tickets, events and audit rows there are."""
    return {
        m.__tablename__: db.session.scalar(select(func.count()).select_from(m)) or 0
        for m in (Ticket, Event, Audit)
    }


def kinds(number: str) -> list[str]:
    """The timeline's kinds in order."""
    row = desk.ticket(number)
    return list(db.session.scalars(select(Event.kind).where(Event.ticket_id == row.id).order_by(Event.seq)))


def told(login: str) -> list[str]:
    """The kinds of notices somebody got."""
    who = desk.actor(login).person_id
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == who)))


def respond(number: str, login: str = "lina", minutes: float = 5) -> None:
    communications.contact(by(login, minutes), number, Contact("phone", "已联系客户，安排今天上门。"))


def solved(minutes: float = 60, owner: str = "lina") -> str:
    number = desk.register(owner=owner)
    respond(number, owner)
    solutions.solve(by(owner, minutes), number, code="part", solution="更换室外机主板，试机 30 分钟正常。")
    return number


def closed(minutes: float = 60) -> str:
    number = solved(minutes)
    solutions.confirm(by("lina", minutes + 5), number, method="phone")
    return number


def test_registration_gives_number_team_clocks_and_priority() -> None:
    number = desk.register()
    row = desk.ticket(number)
    assert number == "SR20261119001"
    assert (row.status, row.priority, row.suggested_priority) == ("new", "urgent", "urgent")
    assert desk.ref().teams[row.team_id or 0].code == "field_ac"
    assert (row.next_kind, row.next_due_at) == ("first_response", NOW + timedelta(minutes=15))
    assert desk.clocks(number, "update")[0].due_at == NOW + timedelta(hours=4)
    assert kinds(number) == ["ticket:registered", "ticket:assigned"]


def test_numbers_run_by_local_day() -> None:
    assert [desk.register(minutes=m) for m in (0, 1)] == ["SR20261119001", "SR20261119002"]
    assert desk.register(minutes=10 * 60) == "SR20261120001"  # 16:08 UTC is past midnight in Shanghai


def test_missing_fields_are_named_and_nothing_is_stored() -> None:
    before = rows()
    with pytest.raises(Invalid) as caught:
        tickets.register(by("lina"), desk.form(verbatim=" ", customer_id=None, channel_id=None))
    assert set(caught.value.problems) == {"verbatim", "customer", "channel"}
    assert rows() == before


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("verbatim", "长" * 20_001, "too_long"),
        ("requested_at", NOW + timedelta(minutes=10), "in_the_future"),
        ("requested_at", NOW - timedelta(hours=25), "too_long_ago"),
        ("priority", "ultra", "unknown_choice"),
        ("service_type", "magic", "unknown_choice"),
        ("owner_id", 999, "unknown_choice"),
    ],
)
def test_what_registration_refuses(field: str, value: Any, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        tickets.register(by("lina"), desk.form(**{field: value}))
    assert code in {problem.code for problem in caught.value.problems.values()}


def test_registered_afterwards_needs_a_reason_and_the_clock_starts_at_the_request() -> None:
    asked = NOW - timedelta(minutes=20)
    with pytest.raises(Invalid) as caught:
        tickets.register(by("lina"), desk.form(requested_at=asked))
    assert caught.value.problems["late_reason"].code == "late_reason_needed"
    number = desk.register(requested_at=asked, late_reason_id=desk.reason(ReasonKind.LATE_REGISTRATION))
    first = desk.clocks(number, "first_response")[0]
    assert (first.started_at, first.breached_at) == (asked, asked + timedelta(minutes=15))
    assert desk.ticket(number).open_breaches == 1


def test_machine_of_another_customer_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        tickets.register(by("lina"), desk.form(asset_id=2))
    assert caught.value.problems["asset"].code == "not_this_customers"


def test_consultation_solved_at_first_contact_passes_every_state_at_one_time() -> None:
    answer = tickets.register(
        by("lina"),
        desk.form("consultation.product", solved=SolvedAtOnce("滤网每月冲洗一次，晾干再装。")),
    )
    number = str(answer["number"])
    assert desk.ticket(number).status == Status.CLOSED
    assert [
        k for k in kinds(number) if k in {"response:recorded", "solution:recorded", "solution:confirmed"}
    ] == [
        "response:recorded",
        "solution:recorded",
        "solution:confirmed",
    ]
    assert desk.clocks(number, "first_response")[0].stopped_at == NOW
    assert desk.clocks(number, "callback")[0].due_at == NOW + timedelta(hours=24)


def test_a_second_click_gets_the_first_answer() -> None:
    first = tickets.register(by("lina", key="abcdefgh"), desk.form())
    assert tickets.register(by("lina", key="abcdefgh"), desk.form()) == first
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1
    with pytest.raises(KeyReused):
        tickets.register(Call(desk.actor("lina"), NOW, key="abcdefgh", body_hash="other"), desk.form())


def test_first_response_at_the_due_instant_is_in_time_and_a_second_later_is_not() -> None:
    in_time, late = desk.register(owner="lina"), desk.register(owner="lina")
    respond(in_time, minutes=15)
    respond(late, minutes=15 + 1 / 60)
    assert desk.clocks(in_time, "first_response")[0].breached_at is None
    assert desk.clocks(late, "first_response")[0].breached_at == NOW + timedelta(minutes=15)


def test_attempts_notes_and_system_entries_are_no_response_and_no_progress() -> None:
    number = desk.register(owner="lina")
    communications.attempt(by("lina", 1), number, method="phone", note="响铃 40 秒无人接听")
    communications.note(by("lina", 2), number, text="内部：先问备件")
    first, update = desk.clocks(number, "first_response")[0], desk.clocks(number, "update")
    assert (first.state, len(update)) == ("running", 1)
    communications.progress(by("lina", 3), number, text="已联系仓库确认主板库存")
    assert [c.started_at for c in desk.clocks(number, "update")] == [NOW, NOW + timedelta(minutes=3)]


def test_waiting_holds_the_resolution_clock_only_for_parts_and_the_hole_is_cut_out() -> None:
    number = desk.register(owner="lina")
    respond(number)
    due = desk.clocks(number, "resolution")[0].due_at
    assert due is not None
    waiting.wait(by("lina", 10), number, on="parts", reason_id=desk.reason(ReasonKind.WAIT_PARTS))
    assert desk.clocks(number, "resolution")[0].state == "paused"
    assert desk.clocks(number, "update")[-1].state == "running"
    waiting.resume(by("lina", 70), number)
    assert desk.clocks(number, "resolution")[0].due_at == due + timedelta(hours=1)


def test_waiting_needs_a_reason_from_its_list() -> None:
    number = desk.register(owner="lina")
    respond(number)
    with pytest.raises(Invalid) as caught:
        waiting.wait(by("lina", 10), number, on="parts", reason_id=desk.reason(ReasonKind.VOID))
    assert caught.value.problems["reason"].code == "choose_reason"


def test_escalation_goes_to_the_supervisor_and_comes_back_decided() -> None:
    number = desk.register(owner="lina")
    escalations.escalate(
        by("lina", 10), number, reason_id=desk.reason(ReasonKind.ESCALATE), plan="申请整机更换"
    )
    assert desk.ticket(number).status == Status.ESCALATED
    with pytest.raises(Forbidden):
        escalations.decide(by("lina", 11), number, approved=True, decision="自己同意")
    escalations.decide(by("zhaomin", 20), number, approved=True, decision="同意，按 90 天质保承担")
    assert desk.ticket(number).status == Status.IN_PROGRESS
    told = db.session.scalars(
        select(Notice.kind).where(Notice.person_id == desk.actor("lina").person_id)
    ).all()
    assert "escalation:decided" in told


def test_lower_priority_moves_what_runs_and_keeps_what_is_decided() -> None:
    number = desk.register(owner="lina")
    respond(number)
    category = desk.ticket(number).category_id
    tickets.change(by("lina", 10), number, priority="medium", category_id=category, reason="客户说不急")
    assert desk.clocks(number, "first_response")[0].target_seconds == 15 * 60
    assert desk.clocks(number, "update")[-1].target_seconds == 24 * 3600
    assert "clock:changed" in kinds(number)


def test_a_stale_change_shows_both_and_changes_nothing() -> None:
    number = desk.register(owner="lina")
    row = desk.ticket(number)
    version, category = row.version, row.category_id
    tickets.change(
        by("zhaomin", 1), number, priority="high", category_id=category, reason="主管调整", version=version
    )
    before = rows()
    with pytest.raises(Stale) as caught:
        tickets.change(
            by("lina", 2), number, priority="low", category_id=category, reason="我改", version=version
        )
    assert (caught.value.mine["priority"], caught.value.theirs["priority"]) == ("low", "high")
    assert rows() == before


def test_solving_says_what_is_missing() -> None:
    number = desk.register(owner="lina")
    tickets.accept(by("lina", 1), number)
    with pytest.raises(Missing) as caught:
        solutions.solve(by("lina", 2), number, code="part", solution="换主板")
    assert caught.value.code == "needs_first_response"


def test_failed_verification_lets_the_clock_run_on_as_if_never_stopped() -> None:
    number = solved(60)
    due = desk.clocks(number, "resolution")[0].due_at
    solutions.reject(by("lina", 70), number, words="又不制冷了")
    clock = desk.clocks(number, "resolution")[0]
    assert (clock.state, clock.due_at, clock.stopped_at) == ("running", due, None)
    assert desk.ticket(number).status == Status.IN_PROGRESS


def test_a_missed_due_time_must_be_explained_before_closing() -> None:
    number = desk.register(owner="lina")
    respond(number, minutes=40)
    solutions.solve(by("lina", 60), number, code="remote", solution="电话指导清洗滤网后恢复。")
    with pytest.raises(Missing) as caught:
        solutions.confirm(by("lina", 61), number, method="phone")
    assert caught.value.code == "needs_overdue_reason"
    clock_id = desk.clocks(number, "first_response")[0].id
    breaches.explain(
        by("lina", 62), number, clock_id, reason_id=desk.reason(ReasonKind.OVERDUE), remark="早班缺人"
    )
    solutions.confirm(by("lina", 63), number, method="phone")
    breaches.check(by("zhaomin", 64), number, clock_id)
    breach = db.session.scalars(select(Breach)).one()
    assert (breach.due_at, breach.checked_by_id) == (
        NOW + timedelta(minutes=15),
        desk.actor("zhaomin").person_id,
    )


def test_silent_customer_is_closed_only_after_three_tries_on_two_days() -> None:
    number = solved(60)
    for minutes in (70, 80):
        solutions.verify_attempt(by("lina", minutes), number, method="phone")
    with pytest.raises(Missing) as caught:
        solutions.close_unreachable(by("zhaomin", 90), number)
    assert caught.value.code == "needs_attempts"
    solutions.verify_attempt(by("lina", 24 * 60), number, method="phone")
    solutions.close_unreachable(by("zhaomin", 24 * 60 + 1), number)
    assert (desk.ticket(number).status, desk.cycle(number).close_outcome) == ("closed", "unreachable")


def test_callback_is_refused_to_everybody_who_handled_the_ticket() -> None:
    number = closed()
    with pytest.raises(Forbidden):
        callbacks.record(by("lina", 90), number, score=5)
    callbacks.record(by("wuqian", 90), number, score=5)
    assert desk.clocks(number, "callback")[0].stopped_at == NOW + timedelta(minutes=90)


def test_three_goes_to_the_supervisor_without_a_second_cycle() -> None:
    number = closed()
    callbacks.record(by("wuqian", 90), number, score=3, comment="等得有点久")
    assert desk.ticket(number).cycle_no == 1
    with pytest.raises(Missing) as caught:
        callbacks.archive(by("lina", 95), number)
    assert caught.value.code == "needs_low_score_contact"
    callbacks.low_score_contact(
        by("zhaomin", 100),
        number,
        reason_id=desk.reason(ReasonKind.LOW_SCORE),
        finding="上门窗口太晚",
        method="phone",
    )
    callbacks.settle(by("zhaomin", 101), number, note="已致歉并说明")
    callbacks.archive(by("lina", 102), number)
    assert desk.ticket(number).status == Status.ARCHIVED


def test_unsatisfied_opens_the_second_cycle_with_new_owner_and_new_clocks() -> None:
    number = closed()
    with pytest.raises(Invalid):
        callbacks.record(
            by("wuqian", 90), number, score=2, comment="没修好", new_owner_id=desk.actor("lina").person_id
        )
    callbacks.record(
        by("wuqian", 90), number, score=2, comment="没修好", new_owner_id=desk.actor("wuqian").person_id
    )
    row = desk.ticket(number)
    assert (row.status, row.cycle_no, row.owner_id) == ("new", 2, desk.actor("wuqian").person_id)
    assert [c.started_at for c in desk.clocks(number, "first_response")] == [NOW, NOW + timedelta(minutes=90)]
    assert desk.clocks(number, "low_score")[0].due_at == NOW + timedelta(minutes=90, hours=24)


def test_satisfied_is_archived_and_read_only() -> None:
    number = closed()
    callbacks.record(by("wuqian", 90), number, score=4)
    callbacks.archive(by("lina", 95), number)
    for refused in (
        lambda: communications.progress(by("lina", 96), number, text="再写一条"),
        lambda: tickets.change(by("lina", 96), number, priority="low", category_id=1, reason="x"),
        lambda: tickets.void(by("lina", 96), number, reason_id=desk.reason(ReasonKind.VOID)),
    ):
        with pytest.raises(DeskError):
            refused()
    assert kinds(number)[-1] == "ticket:archived"


def test_void_ends_every_clock_and_asks_for_nothing_more() -> None:
    number = desk.register(owner="lina")
    tickets.void(by("lina", 100), number, reason_id=desk.reason(ReasonKind.VOID))
    row = desk.ticket(number)
    assert (row.status, row.next_due_at, row.open_breaches) == ("voided", None, 0)


def test_merged_number_stays_and_points_to_the_other() -> None:
    one, two = desk.register(owner="lina"), desk.register(owner="lina")
    tickets.merge(by("lina", 5), two, one)
    assert desk.ticket(two).merged_into_id == desk.ticket(one).id
    with pytest.raises(WrongState):
        tickets.merge(by("lina", 6), two, one)


def test_another_teams_ticket_does_not_exist_for_a_stranger() -> None:
    number = desk.register(owner="lina")
    before = rows()
    with pytest.raises(NotFound):
        communications.progress(by("hanlei", 5), number, text="看一看")
    assert rows() == before


def test_the_sweep_finds_a_breach_once_and_dates_it_at_the_due_time() -> None:
    number = desk.register(owner="lina")
    system = Call(SYSTEM, NOW + timedelta(minutes=30))
    clocks.settle(system, number)
    clocks.settle(system, number)
    late = [k for k in kinds(number) if k == "clock:breached"]
    event = db.session.scalars(select(Event).where(Event.kind == "clock:breached")).one()
    assert (len(late), event.occurred_at) == (1, NOW + timedelta(minutes=15))
    assert "clock:breached" in told("lina")
    assert "clock:breached" in told("zhaomin")


def test_a_late_true_time_withdraws_the_breach() -> None:
    number = desk.register(owner="lina")
    clocks.settle(Call(SYSTEM, NOW + timedelta(minutes=30)), number)
    contact = Contact("visit", "上门初步排查", at=NOW + timedelta(minutes=10))
    communications.contact(by("lina", 40), number, contact)
    clock = desk.clocks(number, "first_response")[0]
    assert (clock.breached_at, clock.stopped_at) == (None, NOW + timedelta(minutes=10))
    assert desk.ticket(number).open_breaches == 0


def test_reopened_by_the_customer_gets_clocks_that_do_not_count_the_closed_time() -> None:
    number = closed()
    callbacks.reopen(by("lina", 600), number, words="又停机了", owner_id=desk.actor("wuqian").person_id)
    assert desk.clocks(number, "resolution")[-1].started_at == NOW + timedelta(minutes=600)


def test_a_promise_runs_on_after_the_solution_and_is_kept_or_broken_at_its_instant() -> None:
    number = desk.register(owner="lina")
    until = NOW + timedelta(hours=2)
    communications.contact(
        by("lina", 5), number, Contact("phone", "回电说明进度", promise_at=until, promise="16:08 前回电")
    )
    solutions.solve(by("lina", 10), number, code="answer", solution="已说明。")
    promise = desk.clocks(number, "promise")[0]
    assert promise.state == "running"
    communications.keep_promise(by("lina", 120), number, promise.id)
    assert desk.clocks(number, "promise")[0].breached_at is None


def test_a_correction_keeps_what_was_there() -> None:
    number = desk.register(owner="lina")
    communications.progress(by("lina", 3), number, text="室外机电流 9.8 A")
    seq = desk.ticket(number).event_seq
    communications.correct(
        by("lina", 6), number, seq, field="text", text="室外机电流 8.9 A", reason="读数看错"
    )
    assert kinds(number)[-2:] == ["progress:noted", "entry:corrected"]
    with pytest.raises(Forbidden):
        communications.correct(by("wuqian", 7), number, seq, field="text", text="x", reason="y")
