"""Jobs that cost one worker after the other its life are given up, and who waits for them hears of it."""

import signal
from collections.abc import Callable
from datetime import date, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select, update

from sladesk.actions import checks, house, imports, printing, reviews, trials, workbooks
from sladesk.actions._action import Call
from sladesk.actions.imports import LogFile
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db, queue, write_transaction
from sladesk.db.queue import DIED, LIVES, Claimed
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ImportState
from sladesk.domain.telling import Failure
from sladesk.imports import parse
from sladesk.jobs.handlers import GIVEN_UP, HANDLERS
from sladesk.jobs.runner import LEASE, Runner
from sladesk.jobs.work import Work
from sladesk.models import ClockCheck, Delivery, EditionFile, ImportRun, Job, Trial, Workbook
from sladesk.queries.trials import Source
from sladesk.reports.build import build
from sladesk.reports.frozen import freeze
from sladesk.reports.loading import material
from tests.support import desk, halting, logs
from tests.support.admin import admin
from tests.support.books import MONTH
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.senders import NoRounds

Login = Callable[[Client, str], Client]


def job(name: str) -> Job:
    db.session.rollback()
    return db.session.scalars(select(Job).where(Job.name == name).order_by(Job.id.desc())).first() or Job()


def runner(app: Flask, **handlers: Callable[[Work], None]) -> Runner:
    return Runner(app, {**HANDLERS, **handlers}, rounds=NoRounds())


def died(clock: time_machine.Traveller) -> Claimed | None:
    """A worker takes the next job up and is never heard of again; its lease runs out."""
    with write_transaction() as session:
        taken = queue.claim(session, now=utcnow(), lease=LEASE)
    clock.shift(LEASE + timedelta(seconds=1))
    return taken


def spent(app: Flask, clock: time_machine.Traveller, name: str) -> None:
    """One worker after the other dies in the job of a name, until it is given up."""
    with write_transaction() as session:
        session.execute(update(Job).where(Job.name != name, Job.state == "queued").values(state="done"))
    for _ in range(job(name).max_attempts):
        taken = died(clock)
        assert taken is not None
        assert taken.name == name
    assert not runner(app).turn(), "nothing is worked: the job is only put away"
    assert (job(name).state, job(name).last_error) == ("dead", DIED)


def test_a_job_that_kills_is_taken_up_so_often_and_no_more(app: Flask, config: Config) -> None:
    """Processes die by kill -9 right after they claimed it. Periodic work, too, has more than one life."""
    with write_transaction() as session:
        queue.enqueue(session, "clocks.sweep", {}, now=NOW, max_attempts=1)
    for _ in range(LIVES):
        worker = halting.start(config, NOW + timedelta(minutes=1))
        worker.go_on(4)
        assert worker.kill() == -signal.SIGKILL
        assert job("clocks.sweep").state == "running"
    assert halting.start(config, NOW + timedelta(minutes=1)).finish() == 0
    found = job("clocks.sweep")
    assert (found.state, found.attempts, found.last_error) == ("dead", LIVES, DIED)


def test_what_stands_behind_it_is_worked_meanwhile(app: Flask, clock: time_machine.Traveller) -> None:
    with write_transaction() as session:
        for name in ("poison", "harmless"):
            queue.enqueue(session, name, {}, now=utcnow())
    done: list[str] = []
    with write_transaction() as session:
        queue.claim(session, now=utcnow(), lease=LEASE)
    assert runner(app, harmless=lambda _work: done.append("harmless")).turn()
    assert done == ["harmless"]


def test_the_administrator_sees_it_and_tries_it_again(
    app: Flask, clock: time_machine.Traveller, client: Client, login: Login
) -> None:
    with write_transaction() as session:
        queue.enqueue(session, "clocks.recompute", {"why": "policy", "after": 0, "again": 1}, now=utcnow())
    spent(app, clock, "clocks.recompute")
    login(client, "linhao")
    page = client.get("/admin/system").text
    assert "clocks.recompute" in page
    assert "处理它的进程每次都意外终止" in page
    house.retry_job(admin(), job("clocks.recompute").id)
    assert runner(app).turn()
    assert job("clocks.recompute").state == "done"


def test_who_came_late_changes_nothing_any_more(app: Flask, clock: time_machine.Traveller) -> None:
    with write_transaction() as session:
        queue.enqueue(session, "poison", {}, now=utcnow(), max_attempts=1)
    claims = [died(clock) for _ in range(LIVES)]
    assert not runner(app).turn()
    last = claims[-1]
    assert last is not None
    with write_transaction() as session:
        queue.finish(session, last, now=utcnow())
    assert job("poison").state == "dead"


def test_a_check_and_a_trial_end_as_failed_and_others_begin(
    app: Flask, clock: time_machine.Traveller
) -> None:
    desk.register()
    key = checks.start(admin())
    spent(app, clock, "clocks.check")
    assert db.session.get_one(ClockCheck, key).state == "failed"
    assert checks.start(admin()) > key

    span = (date(2026, 11, 1), date(2026, 12, 31))
    key = trials.start(admin(), Source("shipped", "c"), *span)
    spent(app, clock, "policies.try")
    assert db.session.get_one(Trial, key).state == "failed"
    assert trials.start(admin(), Source("shipped", "c"), *span) > key


def test_who_waits_for_a_paper_or_a_workbook_is_told(app: Flask, clock: time_machine.Traveller) -> None:
    text, _digest = freeze(build(material(MONTH, NOW, desk.ref())))
    db.session.rollback()
    reviews.issue(Call(SYSTEM, NOW), MONTH, text, as_of=NOW, final=True)
    paper = printing.ask(desk.by("zhouying"), MONTH, 1, "zh_Hans_CN")
    spent(app, clock, "reviews.print")
    assert db.session.get_one(EditionFile, paper).state == "failed"
    book = workbooks.ask(desk.by("zhouying"), MONTH, 0, "zh_Hans_CN")
    spent(app, clock, "reviews.workbook")
    assert db.session.get_one(Workbook, book).state == "failed"


def test_a_file_nobody_survives_is_refused(
    app: Flask, clock: time_machine.Traveller, client: Client, login: Login
) -> None:
    mapping = parse(logs.SECOND_MAPPING)
    run = imports.stage(admin(), LogFile("旧台.csv", 9, "0" * 64, "k"), mapping, logs.SECOND_MAPPING)
    spent(app, clock, "imports.check")
    assert db.session.get_one(ImportRun, run).state == ImportState.REFUSED
    login(client, "linhao")
    assert "读取该文件时反复中断；未采用任何内容" in client.get(f"/admin/imports/{run}").text


def test_a_message_nobody_survives_is_left_for_the_administrator(
    app: Flask, clock: time_machine.Traveller, client: Client, login: Login
) -> None:
    with write_transaction() as session:
        row = Delivery(gateway="mail", recipient="mail:1", public_id="d1", batch="d1", state="waiting")
        row.template, row.created_at, row.due_at = "clock:breached", NOW, NOW
        session.add(row)
        queue.enqueue(session, "deliveries.send", {"delivery": "d1"}, now=NOW)
    spent(app, clock, "deliveries.send")
    found = db.session.scalars(select(Delivery)).one()
    assert (found.state, found.last_error) == ("dead", Failure.DIED)
    login(client, "linhao")
    assert "发送它的后台进程每次都中途退出，已放弃" in client.get("/admin/outward").text


def test_whom_to_tell_is_asked_of_jobs_there_are() -> None:
    assert set(GIVEN_UP) <= set(HANDLERS)
