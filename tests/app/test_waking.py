"""Waiting that ends by itself at its instant, and customers who ask again (R3.6, R3.12)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from sladesk.actions import communications, tickets, waiting
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import Invalid
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.ledger import EntryKind
from sladesk.models import Clock, ClockEntry, Event, Notice, Pause
from sladesk.queries import late
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.desk import by
from tests.support.moment import NOW

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def waits(until: timedelta | None = 2 * HOUR, on: str = "parts") -> str:
    """A ticket that waits from the tenth minute on, perhaps until an instant."""
    number = desk.register(owner="lina")
    communications.contact(by("lina", 5), number, Contact("phone", "已联系客户。"))
    kind = ReasonKind.WAIT_PARTS if on == "parts" else ReasonKind.WAIT_CUSTOMER
    at = NOW + until if until else None
    waiting.wait(by("lina", 10), number, on=on, reason_id=desk.reason(kind), expected_at=at)
    return number


def lines(number: str) -> list[ClockEntry]:
    """The ledger of the resolution clock."""
    clock = desk.clocks(number, "resolution")[0]
    found = select(ClockEntry).where(ClockEntry.clock_id == clock.id).order_by(ClockEntry.seq)
    return list(db.session.scalars(found))


def wake(number: str, after: timedelta) -> None:
    waiting.wake(Call(SYSTEM, NOW + after), number)


def test_the_job_finds_it_and_it_goes_on_at_the_very_instant_however_late_the_job() -> None:
    number = waits()
    before = desk.clocks(number, "resolution")[0].started_at
    assert late.waking(db.session(), NOW + 2 * HOUR - timedelta(seconds=1)) == []
    assert late.waking(db.session(), NOW + 2 * HOUR) == [number]
    db.session.rollback()
    wake(number, 3 * HOUR)
    resumed = lines(number)[-1]
    assert (resumed.kind, resumed.effective_at, resumed.recorded_at) == (
        EntryKind.RESUME,
        NOW + 2 * HOUR,
        NOW + 3 * HOUR,
    )
    clock = desk.clocks(number, "resolution")[0]
    assert (clock.state, clock.started_at) == ("running", before)
    assert desk.ticket(number).status == "in_progress"
    assert db.session.scalars(select(Pause.ended_at)).one() == NOW + 2 * HOUR
    event = db.session.scalars(select(Event).where(Event.kind == "wait:ended")).one()
    assert (event.actor_id, event.occurred_at, event.data["by_itself"]) == (None, NOW + 2 * HOUR, True)
    assert "wait:over" in set(db.session.scalars(select(Notice.kind)))


def test_a_second_worker_finds_nothing_left_to_do() -> None:
    number = waits()
    for _again in range(2):
        wake(number, 3 * HOUR)
    assert sum(line.kind == EntryKind.RESUME for line in lines(number)) == 1


def test_whoever_comes_before_the_job_finds_it_gone_on() -> None:
    number = waits()
    tickets.change(
        by("lina", 150),
        number,
        priority="low",
        category_id=desk.ticket(number).category_id,
        reason="客户说不急",
    )
    kinds = [(line.kind, line.effective_at) for line in lines(number)]
    assert kinds[-1][1] >= NOW + 2 * HOUR
    assert (EntryKind.RESUME, NOW + 2 * HOUR) in kinds


def test_before_its_instant_a_person_lets_it_go_on() -> None:
    number = waits()
    waiting.resume(by("lina", 60), number)
    assert lines(number)[-1].effective_at == NOW + HOUR
    assert late.waking(db.session(), NOW + 5 * HOUR) == []


def test_without_an_instant_it_waits_on() -> None:
    number = waits(None)
    wake(number, timedelta(days=30))
    assert desk.ticket(number).status == "waiting_parts"


def test_waiting_for_the_customer_goes_on_with_what_it_held_and_nothing_else() -> None:
    """R3.6: the resolution only, unless the policy names more; the customer is still told how it stands."""
    number = waits(on="customer")
    update = desk.clocks(number, "update")[-1]
    assert (update.state, desk.clocks(number, "resolution")[-1].state) == ("running", "paused")
    wake(number, 2 * HOUR + MINUTE)
    assert desk.clocks(number, "resolution")[-1].state == "running"
    assert (lines(number)[-1].kind, to_epoch(lines(number)[-1].effective_at)) == (
        EntryKind.RESUME,
        to_epoch(NOW + 2 * HOUR),
    )


def test_an_instant_that_lies_behind_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        waits(5 * MINUTE)
    assert caught.value.problems["expected_at"].code == "must_be_ahead"


# --- customers who ask again -------------------------------------------------------------------------------


def chase(number: str, minutes: float) -> None:
    tickets.chase(by("wuqian", minutes), number, words="怎么还没人来？")


def told(login: str) -> int:
    who = desk.actor(login).person_id
    found = select(Notice).where(Notice.person_id == who, Notice.kind == "ticket:chased")
    return len(db.session.scalars(found).all())


def test_a_chaser_moves_no_clock_and_is_told_to_the_owner_then_to_supervisors_too() -> None:
    number = desk.register(owner="lina")

    def due() -> list[tuple[object, ...]]:
        row = desk.ticket(number)
        clocks = db.session.scalars(select(Clock).where(Clock.ticket_id == row.id).order_by(Clock.id))
        return [(c.kind, c.state, c.due_at, c.started_at, c.version) for c in clocks]

    before = due()
    chase(number, 3)
    assert (told("lina"), told("zhaomin")) == (1, 0)
    chase(number, 4)
    assert (told("lina"), told("zhaomin")) == (2, 1)
    assert (desk.ticket(number).chasers, due()) == (2, before)


def test_lists_show_who_asked_again_and_can_be_narrowed_to_them(client: Client, login: Login) -> None:
    chased, quiet = desk.register(owner="lina"), desk.register(owner="lina")
    chase(chased, 3)
    login(client, "K001")
    page = client.get("/tickets?chased=yes").text
    assert chased in page
    assert quiet not in page
    assert "催" in page


def test_the_story_of_a_due_time_says_who_used_the_time(
    client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    number = waits()
    held = desk.clocks(number, "resolution")[0]
    waiting.resume(by("lina", 40), number)
    clock.move_to(NOW + HOUR)
    login(client, "K001")
    page = client.get(f"/tickets/{number}/deadlines/{held.id}")
    assert page.status_code == 200
    assert "时间用在哪里" in page.text
    assert "u-parts" in page.text
