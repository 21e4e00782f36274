"""Escalation chains: each step told once, taken on or handed on, on timeline, ticket and board (R3.9)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from sladesk.actions import chains, clocks, communications, policies, waiting
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db, write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind, Role
from sladesk.domain.errors import DeskError, Invalid, NotFound, WrongState
from sladesk.models import (
    Chain,
    ChainRun,
    ChainStep,
    Clock,
    Event,
    Notice,
    Person,
    Policy,
    PolicySet,
    Setting,
    Ticket,
)
from sladesk.queries import late
from sladesk.queries.reference import STAMP
from tests.support import desk
from tests.support.admin import admin
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.policies import draft

Login = Callable[[Client, str], Client]


def sweep(now: datetime) -> None:
    """What two sweeps at the same instant do."""
    for _ in range(2):
        for number in late.tickets(db.session(), now):
            db.session.rollback()
            clocks.settle(Call(SYSTEM, now), number)
        for key in late.chains(db.session(), now):
            db.session.rollback()
            chains.advance(Call(SYSTEM, now), key)
        for key in late.warnings(db.session(), now):
            db.session.rollback()
            clocks.warn(Call(SYSTEM, now), key)
        db.session.rollback()


def broken() -> tuple[str, int, datetime]:
    """Return a ticket of Li Na's whose first response is about to be missed: number, clock, due time."""
    number = desk.register(owner="lina", priority="urgent")
    clock = desk.clocks(number, "first_response")[0]
    assert clock.due_at is not None
    return number, clock.id, clock.due_at


def told(kind: str) -> list[str]:
    db.session.rollback()
    rows = select(Person.login).join(Notice, Notice.person_id == Person.id).where(Notice.kind == kind)
    return sorted(db.session.scalars(rows))


def on_duty(*logins: str) -> None:
    with write_transaction() as session:
        session.execute(update(Person).where(Person.login.in_(logins)).values(duty="on"))


def steps(clock: int) -> list[tuple[str, list[int]]]:
    db.session.rollback()
    rows = db.session.execute(
        select(ChainStep.step, ChainStep.told).where(ChainStep.clock_id == clock).order_by(ChainStep.id)
    )
    return [(row.step, row.told) for row in rows]


def key(login: str) -> int:
    return desk.actor(login).person_id or 0


def run(clock: int) -> ChainRun:
    db.session.rollback()
    return db.session.scalars(select(ChainRun).where(ChainRun.clock_id == clock)).one()


def test_the_standard_chain_warns_the_owner_then_tells_the_supervisor_then_goes_up(app: Flask) -> None:
    on_duty("zhaomin", "zhoukai")
    number, clock, due = broken()
    start = due - timedelta(minutes=15)
    sweep(start + timedelta(minutes=7, seconds=30))
    sweep(start + timedelta(minutes=12))
    assert told("clock:warned") == ["lina", "lina"]
    sweep(due)
    assert told("clock:breached") == [], "in time at the due instant"
    sweep(due + timedelta(seconds=1))
    assert told("clock:breached") == ["lina", "zhaomin"], "of the supervisors on duty that of the team"
    sweep(due + timedelta(minutes=119))
    assert told("chain:reached") == []
    for minutes in (120, 121, 600):
        sweep(due + timedelta(minutes=minutes))
        assert told("chain:reached") == ["chenwei"], "told once"
    assert [step for step, _told in steps(clock)] == [
        "half:0::owner:", "most:0::owner:", "late:0::owner:", "late:0::supervisor:",
        "late:120:duty:role:manager",
    ]  # fmt: skip
    row = desk.ticket(number)
    kinds = db.session.scalars(
        select(Event.kind).where(
            Event.ticket_id == row.id, Event.kind.in_(("clock:breached", "chain:reached"))
        )
    ).all()
    assert kinds.count("chain:reached") == 1


@pytest.mark.parametrize(
    ("duty", "expected"),
    [
        ((), ["zhaomin", "zhoukai"]),
        (("zhaomin",), ["zhaomin"]),
        (("zhoukai",), ["zhoukai"]),
        (("zhaomin", "zhoukai"), ["zhaomin"]),
    ],
)
def test_supervisors_of_the_team_on_duty_before_others(
    app: Flask, duty: tuple[str, ...], expected: list[str]
) -> None:
    on_duty(*duty)
    _number, _clock, due = broken()
    sweep(due + timedelta(seconds=1))
    assert told("clock:breached") == sorted(["lina", *expected])


def test_a_step_on_working_hours_waits_for_the_opening(app: Flask) -> None:
    _number, clock, due = broken()
    night = due.replace(hour=13, minute=0)  # 21:00 in Shanghai
    with write_transaction() as session:
        session.execute(update(Clock).where(Clock.id == clock).values(due_at=due))
    sweep(due + timedelta(seconds=1))
    assert run(clock).next_at == due + timedelta(hours=2)
    late_one = desk.register(minutes=(night - NOW).total_seconds() / 60, owner="lina", priority="urgent")
    other = desk.clocks(late_one, "first_response")[0]
    assert other.due_at is not None
    sweep(other.due_at + timedelta(seconds=1))
    assert run(other.id).next_at == datetime.fromisoformat("2026-11-20T02:00:00+00:00"), "10:00 next morning"


def test_taken_on_the_chain_tells_nobody_else(client: Client, app: Flask, login: Login) -> None:
    number, clock, due = broken()
    sweep(due + timedelta(seconds=1))
    now = due + timedelta(minutes=5)
    chains.take(desk.by("zhaomin", now=now), number, clock)
    row = run(clock)
    assert (row.taken_by_id, row.taken_at, row.next_at) == (key("zhaomin"), now, None)
    with pytest.raises(WrongState) as twice:
        chains.take(desk.by("lina", now=now), number, clock)
    assert twice.value.code == "chain_taken"
    unread = select(Notice.id).where(
        Notice.person_id == key("zhaomin"), Notice.key.endswith(f":breach:{clock}"), Notice.read_at.is_(None)
    )
    assert not db.session.scalars(unread).all(), "who answers has read it"
    page = login(client, "lina").get(f"/tickets/{number}").text
    assert "赵敏 接手" in page
    assert "overdue-takings" not in page
    sweep(due + timedelta(hours=20))
    assert not [step for step, _told in steps(clock) if "manager" in step]


def other_chain(code: str) -> None:
    """Let all policies name another chain, from now on."""
    policies.open_draft(admin())
    with write_transaction() as session:
        drafted = select(PolicySet.id).where(PolicySet.state == "draft").scalar_subquery()
        chain = select(Chain.id).where(Chain.code == code).scalar_subquery()
        session.execute(update(Policy).where(Policy.set_id == drafted).values(chain_id=chain))
    policies.activate(admin(), version=draft().version)


def test_what_still_runs_takes_the_chain_of_the_row_that_rules_now_and_tells_nobody_twice(app: Flask) -> None:
    """R3.7: the target is as long as before, and whoever was warned is not warned again."""
    on_duty("zhaomin")
    number, clock, due = broken()
    sweep(due - timedelta(minutes=7))
    assert told("clock:warned") == ["lina"]
    other_chain("fast")
    clocks.recompute(Call(SYSTEM, due - timedelta(minutes=6)), number, why="policy")
    sweep(due + timedelta(seconds=1))
    assert told("clock:warned") == ["lina"]
    assert told("clock:breached") == ["lina", "zhaomin"]
    sweep(due + timedelta(minutes=16))
    assert "zhoukai" in told("chain:reached"), "the fast chain tells all supervisors after 15 minutes"
    assert len({step for step, _told in steps(clock)}) == len(steps(clock))


def test_what_is_late_keeps_the_policy_and_the_chain_it_was_given(app: Flask) -> None:
    on_duty("zhaomin")
    number, _clock, due = broken()
    sweep(due + timedelta(seconds=1))
    given = desk.clocks(number, "first_response")[0].policy_id
    other_chain("fast")
    clocks.recompute(Call(SYSTEM, due + timedelta(minutes=1)), number, why="policy")
    db.session.rollback()
    assert desk.clocks(number, "first_response")[0].policy_id == given
    sweep(due + timedelta(minutes=40))
    assert told("chain:reached") == []
    sweep(due + timedelta(minutes=120))
    assert told("chain:reached") == ["chenwei"]
    other = desk.clocks(number, "resolution")[0]
    assert other.policy_id in set(desk.ref().policy_ids.values()), "what still runs is under the new set"


def test_handed_on_somebody_else_is_told_and_the_chain_goes_on(client: Client, login: Login) -> None:
    number, clock, due = broken()
    sweep(due + timedelta(seconds=1))
    client_ = login(client, "zhaomin")
    page = client_.get(f"/tickets/{number}/overdue-handings?clock={clock}").text
    assert f'value="{key("wuqian")}"' in page
    sent = {"clock": str(clock), "person": str(key("wuqian")), "note": "先稳住客户"}
    assert client_.send(f"/tickets/{number}/overdue-handings", sent).status_code == 303
    assert told("chain:handed") == ["wuqian"]
    sweep(due + timedelta(hours=2))
    assert told("chain:reached") == ["chenwei"]
    page = client_.get(f"/tickets/{number}").text
    assert "先稳住客户" in page
    assert "已转交 吴倩" in page
    assert client_.send(f"/tickets/{number}/overdue-takings", {"clock": str(clock)}).status_code == 303
    assert run(clock).taken_by_id == key("zhaomin")


@pytest.mark.parametrize(
    ("who", "to", "note", "error"),
    [
        ("zhaomin", "wuqian", " ", Invalid),
        ("zhaomin", "zhaomin", "自己", Invalid),
        ("zhaomin", "zhengjie", "不看工单的人", Invalid),
        ("zhaomin", None, "没有选人", Invalid),
        ("hanlei", "wuqian", "外人", NotFound),
        ("linhao", "wuqian", "管理员", DeskError),
    ],
)
def test_handing_on_needs_somebody_who_can_take_it(
    app: Flask, who: str, to: str | None, note: str, error: type[DeskError]
) -> None:
    number, clock, due = broken()
    sweep(due + timedelta(seconds=1))
    with pytest.raises(error):
        chains.hand_on(desk.by(who), number, clock, person_id=key(to) if to else None, note=note)
    assert told("chain:handed") == []


def test_who_has_no_team_takes_no_ticket_that_came_through_none(app: Flask) -> None:
    ref = replace(desk.ref(), home_teams={})
    agents = {*ref.by_role[Role.AGENT]} - {*ref.by_role[Role.SUPERVISOR]}
    assert not chains.takers(ref, Ticket(team_id=1, intake_team_id=None)) & agents


def test_an_answer_ends_the_chain_and_a_pause_holds_it(app: Flask) -> None:
    number, clock, due = broken()
    sweep(due + timedelta(seconds=1))
    communications.contact(
        desk.by("lina", now=due + timedelta(minutes=3)), number, Contact("phone", "已联系")
    )
    with pytest.raises(WrongState) as over:
        chains.take(desk.by("zhaomin", now=due + timedelta(minutes=4)), number, clock)
    assert over.value.code == "chain_over"
    sweep(due + timedelta(hours=3))
    assert (told("chain:reached"), run(clock).next_at) == ([], None)


def test_while_the_clock_rests_nobody_is_told(app: Flask) -> None:
    number, _clock, due = broken()
    communications.contact(desk.by("lina", now=due), number, Contact("phone", "已联系"))
    resolution = desk.clocks(number, "resolution")[0]
    assert resolution.due_at is not None
    after = resolution.due_at + timedelta(seconds=1)
    sweep(after)
    waiting.wait(desk.by("lina", now=after), number, on="parts", reason_id=desk.reason(ReasonKind.WAIT_PARTS))
    sweep(after + timedelta(hours=30))
    assert run(resolution.id).next_at is not None
    assert not [step for step, _told in steps(resolution.id) if "manager" in step]
    waiting.resume(desk.by("lina", now=after + timedelta(hours=31)), number)
    sweep(after + timedelta(hours=31))
    assert [step for step, _told in steps(resolution.id) if "manager" in step]


def test_a_policy_names_its_chain_and_an_edited_chain_never_repeats_a_step(app: Flask) -> None:
    number, clock, due = broken()
    policy = desk.clocks(number, "first_response")[0].policy_id
    with write_transaction() as session:
        fast = session.scalars(select(Chain).where(Chain.code == "fast")).one()
        session.execute(update(Policy).where(Policy.id == policy).values(chain_id=fast.id))
        session.execute(update(Setting).where(Setting.name == STAMP).values(value="fast"))
    sweep(due + timedelta(seconds=1))
    assert run(clock).next_at == due + timedelta(minutes=15)
    sweep(due + timedelta(minutes=15))
    assert told("chain:reached") == ["zhaomin", "zhoukai"]
    sweep(due + timedelta(minutes=30))
    assert told("chain:reached") == ["chenwei", "zhaomin", "zhoukai"]
    assert run(clock).next_at is None


@pytest.mark.parametrize("channel", ["chat", "phone"])
def test_nobody_is_warned_of_targets_under_five_minutes(app: Flask, channel: str) -> None:
    number = desk.register(owner="lina", channel=channel)
    for row in desk.clocks(number, "first_response") + desk.clocks(number, "answer"):
        if row.target_seconds < 300:
            assert (row.warn50_at, row.warn80_at, row.next_warn_at) == (None, None, None)
