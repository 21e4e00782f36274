"""Facts that are kept ready: a review says the same with them as without, whatever happens to tickets."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sladesk.actions import callbacks, communications, facts, solutions, tickets
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind
from sladesk.models import TicketFact
from sladesk.queries.measuring import EVER, measured, unkept
from tests.support import desk, recount
from tests.support.facts import MONTH, keep, recorded, review, told, unheld
from tests.support.moment import NOW
from tests.support.scatter import ZONE, scatter
from tests.support.storm import Storm, blow

ALWAYS = date(2000, 1, 1), date(2100, 1, 1)


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    """Jobs run at the present of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(TicketFact)) or 0


def test_no_storm_makes_kept_facts_say_anything_else(app: Flask) -> None:
    """After each step of many lives, with the job coming now and then, at cut-offs early and late."""
    seen: dict[str, int] = {}

    def look(storm: Storm) -> None:
        if storm.rng.random() < 0.4:
            with time_machine.travel(storm.now, tick=False):
                keep()
        for back in (0, 1, 3_600, 86_400, 400_000):
            at = storm.now - timedelta(seconds=back)
            assert told(*ALWAYS, at) == recorded(*ALWAYS, at)
        seen["kept"] = max(seen.get("kept", 0), kept())
        seen["held"] = max(seen.get("held", 0), kept() - len(unheld()))

    blow(20_261_123, 24, 45, look)
    assert seen["kept"] > 3, "nothing came to rest"


def test_tickets_of_any_history_are_counted_alike(app: Flask) -> None:
    scatter(90)
    before = review()
    keep()
    assert kept() > 20
    assert review() == before
    assert recount.differing(before, *MONTH.bounds(ZONE), NOW) == {}
    for days in range(30):
        at = NOW - timedelta(days=days)
        assert told(*ALWAYS, at) == recorded(*ALWAYS, at)


def test_whatever_changes_a_ticket_at_rest_sets_its_facts_aside(app: Flask) -> None:
    number = closed()
    keep()
    assert unheld() == set()
    callbacks.record(desk.by("wuqian", 40), number, score=3, comment="等得有点久")
    assert unheld() == {number}
    assert told(*ALWAYS, NOW + timedelta(hours=1)).score == (3,)
    keep()
    callbacks.reopen(desk.by("lina", 50), number, words="又坏了")
    assert unheld() == {number}
    keep()
    assert unheld() == {number}, "somebody works on it again"
    assert told(*ALWAYS, NOW + timedelta(hours=2)).cycles == (2,)


def test_a_voided_ticket_keeps_no_facts_and_is_not_looked_at_again(app: Flask) -> None:
    number = desk.register(minutes=-60, owner="lina")
    tickets.void(desk.by("lina", 5), number, reason_id=desk.reason(ReasonKind.VOID))
    keep()
    assert (kept(), unheld(), unkept(10)) == (0, set(), {})
    assert told(*ALWAYS, NOW).number == ()


def test_what_changed_while_it_was_read_is_left_for_the_next_time(app: Flask) -> None:
    number = closed()
    seqs = unkept(10)
    found = measured(list(seqs), EVER)
    callbacks.record(desk.by("wuqian", 40), number, score=3, comment="等得有点久")
    assert facts.keep(Call(SYSTEM, NOW), seqs, found) == 0
    assert (kept(), unheld()) == (0, {number})
    keep()
    # Somebody who read before that, and was held up, writes nothing old over it either.
    assert facts.keep(Call(SYSTEM, NOW), seqs, found) == 0
    assert told(*ALWAYS, NOW + timedelta(hours=1)).score == (3,)


def test_a_run_that_was_cut_off_is_taken_up(app: Flask) -> None:
    scatter(60)
    db.session.rollback()
    seqs = unkept(7)
    facts.keep(Call(SYSTEM, NOW), seqs, measured(list(seqs), EVER))
    assert 0 < kept() <= 7
    assert told(*ALWAYS, NOW) == recorded(*ALWAYS, NOW)
    keep()
    assert unkept(10) == {}
    assert told(*ALWAYS, NOW) == recorded(*ALWAYS, NOW)


def closed() -> str:
    """Register a ticket, see it through and return its number."""
    number = desk.register(owner="lina")
    communications.contact(desk.by("lina", 5), number, Contact("phone", "已联系客户，安排今天上门。"))
    solutions.solve(desk.by("lina", 20), number, code="remote", solution="指导后恢复")
    solutions.confirm(desk.by("lina", 25), number, method="phone")
    return number
