"""A time of a clock is corrected by a signed row with a reason; old rows stay (R3.7)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import select

from sladesk.actions import communications, corrections
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.domain.errors import Forbidden, Invalid, WrongState
from sladesk.domain.sla.ledger import EntryKind
from sladesk.models import Breach, Clock, ClockEntry, Event
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.desk import by
from tests.support.moment import NOW

MINUTE = timedelta(minutes=1)
REASON = "系统卡顿，客户在 10 分钟时已接到电话"


def answered(minutes: float = 20) -> tuple[str, Clock]:
    """An urgent ticket whose first response was written down so late."""
    number = desk.register(owner="lina")
    communications.contact(by("lina", minutes), number, Contact("phone", "已联系客户。"))
    return number, desk.clocks(number, "first_response")[0]


def rows(clock: Clock) -> list[ClockEntry]:
    db.session.rollback()
    found = select(ClockEntry).where(ClockEntry.clock_id == clock.id).order_by(ClockEntry.seq)
    return list(db.session.scalars(found))


def correct(number: str, clock: Clock, at: datetime | None, *, login: str = "zhaomin", seq: int = 0) -> None:
    stop = next((row.seq for row in rows(clock) if row.kind == EntryKind.STOP), 0)
    corrections.correct(by(login, 30), number, clock.id, seq or stop, at=at, reason=REASON)


def test_a_late_response_that_was_in_time_withdraws_the_breach_by_new_rows() -> None:
    number, clock = answered()
    before = [(row.seq, row.kind, row.effective_at) for row in rows(clock)]
    assert desk.ticket(number).open_breaches == 1
    correct(number, clock, NOW + 10 * MINUTE)
    after = rows(clock)
    assert [(row.seq, row.kind, row.effective_at) for row in after][: len(before)] == before
    assert [row.kind for row in after][len(before) :] == [EntryKind.CORRECT, EntryKind.WITHDRAW]
    stored = desk.clocks(number, "first_response")[0]
    assert (stored.stopped_at, stored.breached_at) == (NOW + 10 * MINUTE, None)
    assert db.session.scalars(select(Breach.withdrawn_at)).one() is not None
    assert desk.ticket(number).open_breaches == 0
    assert desk.cycle(number).first_response_at == NOW + 10 * MINUTE
    event = db.session.scalars(select(Event).where(Event.kind == "clock:corrected")).one()
    assert (event.actor_id, after[-1].event_id) == (desk.actor("zhaomin").person_id, event.id)


def test_a_response_in_time_that_was_late_is_a_breach_that_asks_for_its_reason() -> None:
    number, clock = answered(10)
    correct(number, clock, NOW + 20 * MINUTE)
    stored = desk.clocks(number, "first_response")[0]
    assert stored.breached_at == NOW + 15 * MINUTE
    assert desk.ticket(number).open_breaches == 1


@pytest.mark.parametrize("login", ["lina", "zhouying", "chenwei"])
def test_only_a_supervisor_corrects(login: str) -> None:
    number, clock = answered()
    with pytest.raises(Forbidden):
        correct(number, clock, NOW + 10 * MINUTE, login=login)


@pytest.mark.parametrize(
    ("at", "seq", "field"),
    [
        (None, 0, "at"),
        (NOW + 31 * MINUTE, 0, "at"),
        (NOW - 3 * 24 * 60 * MINUTE, 0, "at"),
        (NOW - MINUTE, 0, "at"),
        (NOW + 10 * MINUTE, 99, "entry"),
    ],
)
def test_what_cannot_have_been_is_refused(at: datetime | None, seq: int, field: str) -> None:
    number, clock = answered()
    before = len(rows(clock))
    with pytest.raises(Invalid) as caught:
        correct(number, clock, at, seq=seq)
    assert field in caught.value.problems
    assert len(rows(clock)) == before


def test_a_clock_of_another_ticket_is_not_corrected_here() -> None:
    _number, clock = answered()
    with pytest.raises(WrongState, match="clock_not_found"):
        correct(desk.register(owner="lina"), clock, NOW + 10 * MINUTE)


def test_on_the_page_it_is_chosen_typed_and_told(
    client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    number, held = answered()
    clock.move_to(NOW + 40 * MINUTE)
    login(client, "Z001")
    story = client.get(f"/tickets/{number}/deadlines/{held.id}").text
    address = f"/tickets/{number}/clock-corrections"
    assert f"{address}?clock={held.id}" in story
    form = client.get(f"{address}?clock={held.id}").text
    stop = next(row.seq for row in rows(held) if row.kind == EntryKind.STOP)
    assert f'<option value="{stop}"' in form
    local = (NOW + 10 * MINUTE).astimezone(ZoneInfo(desk.ref().zone))
    sent = {"clock": held.id, "entry": stop, "at": f"{local:%Y-%m-%dT%H:%M}", "reason": REASON}
    assert client.send(address, sent).status_code == 303
    page = client.get(f"/tickets/{number}").text
    assert "更正计时" in page
    assert REASON in page
