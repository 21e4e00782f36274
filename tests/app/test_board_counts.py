"""Counts kept for the board where too much is open to count it for each look (R7.1)."""

import re
import signal
import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete

from sladesk.actions import callbacks, escalations, settings
from sladesk.config import Config
from sladesk.db import db, write_transaction
from sladesk.domain.codes import ReasonKind
from sladesk.jobs.counting import AGAIN, LOOK, Counter
from sladesk.models import BoardCount
from sladesk.queries import board_counts
from sladesk.queries.board import Days
from sladesk.queries.board_counts import closed, count, opened
from sladesk.queries.board_sign import sign
from tests.app.conftest import Login
from tests.app.test_board import DAYS, live
from tests.app.test_board import closed as closed_ticket
from tests.support import desk, halting
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_counts, "MANY", 1)


def counter(app: Flask) -> Counter:
    return Counter(app, threading.Event())


def kept() -> BoardCount | None:
    db.session.rollback()
    return db.session.get(BoardCount, 1)


def busy() -> None:
    """A department with something of each kind that waits."""
    live(1)
    callbacks.record(desk.by("wuqian", -60), closed_ticket(), score=3, comment="来得太晚")
    raised = desk.register(minutes=-30, owner="lina", priority="medium")
    reason = desk.reason(ReasonKind.ESCALATE)
    escalations.escalate(desk.by("lina", -20), raised, reason_id=reason, plan="换整机")
    desk.register(minutes=-4, risk_level="level_1")
    db.session.rollback()


def without_stamp(page: str) -> str:
    return re.sub(r'name="(stamp|key)" value="[^"]+"', "", page)


def test_what_is_kept_comes_back_as_it_was_counted_and_holds_nobodys_words(app: Flask) -> None:
    busy()
    found = count(DAYS, desk.ref())
    assert {row[0] for row in found.waiting} >= {"emergency", "low_score", "decide", "give"}
    body = closed(found)
    assert not any(words in body for words in ("来得太晚", "换整机", "张建国"))
    back = opened(body)
    assert (back.contacts, back.totals, back.people) == (found.contacts, found.totals, found.people)
    assert board_counts.with_words(back.waiting) == found.waiting


def test_the_board_and_the_wall_say_the_same_with_kept_counts_in_fewer_statements(
    app: Flask, client: Client, login: Login
) -> None:
    busy()
    supervisor = login(client, "zhaomin")
    paths = ("/board", "/board/wall")
    counted = [without_stamp(supervisor.get(path).text) for path in paths]
    assert counter(app).turn() >= AGAIN
    with statements() as sent:
        again = [without_stamp(supervisor.get(path).text) for path in paths]
    assert again == counted
    assert "换整机" in again[0]
    assert sum("board_count.body" in one for one in sent) == len(paths)
    assert not any("cycle.local_day" in one for one in sent)


def test_a_look_brings_new_counts_once(
    app: Flask, client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    desk.register(owner="lina", minutes=-5)
    supervisor = login(client, "zhaomin")
    work = counter(app)
    work.turn()
    page = supervisor.get("/board").text
    look = {"stamp": re.findall(r'name="stamp" value="([^"]+)"', page)[0]}
    assert supervisor.get("/board/look", query_string=look).status_code == 204
    clock.shift(2)
    work.turn()
    assert supervisor.get("/board/look", query_string=look).status_code == 204  # nothing else was counted
    with write_transaction() as session:
        row = session.get_one(BoardCount, 1)
        row.mark, row.body = "another", closed(count(DAYS, desk.ref()))
    assert supervisor.get("/board/look", query_string=look).status_code == 200


def test_counts_of_another_day_or_zone_or_too_old_do_not_hold_and_those_of_before_a_change_of_targets_do(
    app: Flask, client: Client, login: Login
) -> None:
    desk.register(owner="lina", minutes=-5)
    login(client, "zhaomin")
    counter(app).turn()
    ref = desk.ref()

    def hold(gone: timedelta = timedelta(0)) -> bool:
        db.session.rollback()
        return board_counts.holds(sign(), Days.at(NOW + gone, ZoneInfo(ref.zone)), ref)

    assert hold()
    settings.change(desk.by("linhao"), "peaks.relax", "off", version=0)
    assert desk.ref().stamp != ref.stamp
    assert hold()
    assert hold(timedelta(seconds=29))
    assert not hold(timedelta(seconds=31))
    assert not hold(timedelta(days=1))
    with write_transaction() as session:
        session.get_one(BoardCount, 1).basis = f"{NOW.date()}.Asia/Tokyo"
    assert not hold()


def test_one_of_several_counts_and_nobody_where_nobody_reads_the_board(
    app: Flask, client: Client, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.register(owner="lina", minutes=-5)
    work, other = counter(app), counter(app)
    assert work.turn() == LOOK
    login(client, "lina")
    assert work.turn() == LOOK  # an agent has no board
    login(client, "zhaomin")
    assert work.turn() >= AGAIN
    first = kept()
    assert first is not None
    assert other.turn() == AGAIN
    assert (kept() or first).at == NOW
    monkeypatch.setattr(board_counts, "MANY", 5_000)
    with write_transaction() as session:
        session.execute(delete(BoardCount))
    assert work.turn() == LOOK
    assert kept() is None


BEFORE_COMMIT, AFTER_COMMIT = 1, 2


@pytest.mark.parametrize("stop", [BEFORE_COMMIT, AFTER_COMMIT])
def test_another_counts_on_when_who_counts_is_killed(
    app: Flask, client: Client, login: Login, config: Config, clock: time_machine.Traveller, stop: int
) -> None:
    supervisor = login(client, "zhaomin")

    def shown() -> str:
        return without_stamp(supervisor.get("/board").text)

    def stored() -> tuple[datetime, str]:
        row = kept()
        assert row is not None
        return row.at, row.body

    desk.register(owner="lina", minutes=-5)
    counter(app).turn()
    first = stored()
    desk.register(owner="lina", minutes=-1, priority="urgent")
    clock.shift(2)
    before = shown()
    at = NOW + timedelta(seconds=2)

    victim = halting.start(config, at, halting.count)
    victim.go_on(stop)
    assert victim.kill() == -signal.SIGKILL
    if stop == BEFORE_COMMIT:
        assert stored() == first, "nothing is half kept"
        assert shown() == before
    else:
        assert stored()[0] == at
        assert counter(app).turn() == AGAIN, "what was counted a moment ago is not counted again"
        clock.shift(1)
        at += timedelta(seconds=1)
    assert counter(app).turn() >= AGAIN
    assert stored()[0] == at, "no lease is waited for"
    after = shown()
    assert after != before
    with write_transaction() as session:
        session.execute(delete(BoardCount))
    assert shown() == after, "as a page counts for itself"


def test_where_nobody_counts_on_a_page_counts_for_itself(
    app: Flask, client: Client, login: Login, config: Config, clock: time_machine.Traveller
) -> None:
    supervisor = login(client, "zhaomin")
    desk.register(owner="lina", minutes=-5)
    victim = halting.start(config, NOW, halting.count)
    victim.go_on(AFTER_COMMIT)
    assert victim.kill() == -signal.SIGKILL
    desk.register(owner="lina", minutes=-1, priority="urgent")
    for gone, itself in ((30, False), (31, True)):
        clock.move_to(NOW + timedelta(seconds=gone), tick=False)
        with statements() as sent:
            supervisor.get("/board")
        assert any("cycle.local_day" in one for one in sent) is itself, gone
