"""Every clock compared with its ledger in the background: what differs is found, told, corrected (R3.7)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, func, select, update

from sladesk.actions import checks, communications, corrections
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.db.queue import Job
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import Forbidden, NotFound, WrongState
from sladesk.jobs import checking as job
from sladesk.jobs import tidy
from sladesk.jobs.work import Stopped, Work
from sladesk.models import Clock, ClockCheck, ClockDifference, ClockEntry, Notice
from sladesk.queries import checks as queries
from tests.support import desk
from tests.support.admin import admin
from tests.support.client import Client
from tests.support.desk import by
from tests.support.moment import NOW
from tests.support.storm import blow

Login = Callable[[Client, str], Client]
MINUTE = timedelta(minutes=1)


def answered() -> tuple[str, Clock]:
    """A ticket whose customer heard from the desk, and the clock of that."""
    number = desk.register(minutes=-60, owner="lina")
    communications.contact(by("lina", -50), number, Contact("phone", "已联系客户。"))
    return number, desk.clocks(number, "first_response")[0]


def plant(clock: Clock, **values: Any) -> None:
    """Change the row of a clock behind the desk's back."""
    db.session.rollback()
    db.session.execute(update(Clock).where(Clock.id == clock.id).values(**values))
    db.session.commit()


def work(app: Flask, key: int, *, stopping: bool = False) -> None:
    """One job of a check."""
    db.session.rollback()
    job.carry_on(Work(app, {"check": key}, lambda: stopping))
    db.session.rollback()


def check(key: int) -> ClockCheck:
    db.session.rollback()
    found = queries.check(key)
    assert found is not None
    return found


def checked(app: Flask) -> ClockCheck:
    """A check carried on with until it is done."""
    key = checks.start(admin())
    while check(key).state == "running":
        work(app, key)
    return check(key)


def differing(run: ClockCheck) -> list[tuple[str, str, str | None, str | None]]:
    return [(one.number, one.field, one.stored, one.told) for one in queries.differing(run.id).rows]


def clocks() -> int:
    return db.session.scalar(select(func.count()).select_from(Clock)) or 0


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two keys a portion, four a job."""
    monkeypatch.setattr(job, "PORTION", 2)
    monkeypatch.setattr(job, "RUN", 4)


def test_a_desk_without_a_clock_agrees(app: Flask) -> None:
    run = checked(app)
    assert (run.state, run.clocks, run.wrong) == ("done", 0, 0)


def test_after_a_storm_every_clock_is_what_its_ledger_says(app: Flask, small: None) -> None:
    blow(seed=427, count=6, steps=18)
    run = checked(app)
    assert (run.state, run.wrong, run.clocks) == ("done", 0, clocks())
    assert run.clocks > 12
    assert (
        db.session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == "ledger:differs"))
        == 0
    )


def test_each_planted_fault_is_found_with_both_sides(app: Flask) -> None:
    (early, one), (late, two), (torn, three) = answered(), answered(), answered()
    due = one.due_at
    assert due is not None
    plant(one, due_at=due + MINUTE)
    plant(two, state="running", open_seconds=None)
    db.session.execute(delete(ClockEntry).where(ClockEntry.clock_id == three.id, ClockEntry.seq == 1))
    db.session.commit()
    run = checked(app)
    assert (run.wrong, run.listed, run.clocks) == (3, 4, clocks())
    assert differing(run) == [
        (early, "due_at", (due + MINUTE).isoformat(), due.isoformat()),
        (late, "state", "running", "stopped"),
        (late, "open_seconds", None, "600"),
        (torn, "lines", None, None),
    ]


def test_a_ledger_that_cannot_be_is_found(app: Flask) -> None:
    number, clock = answered()
    db.session.execute(
        update(ClockEntry).where(ClockEntry.clock_id == clock.id, ClockEntry.seq == 2).values(kind="resume")
    )
    db.session.commit()
    assert differing(checked(app)) == [(number, "order", None, "not_paused")]


def test_a_supervisor_is_told_and_corrects_and_the_next_check_agrees(app: Flask) -> None:
    number, clock = answered()
    plant(clock, stopped_at=NOW)
    run = checked(app)
    told = {
        row.person_id: row.data for row in db.session.scalars(select(Notice)) if row.kind == "ledger:differs"
    }
    supervisor, asked = desk.actor("zhaomin").person_id, desk.actor("linhao").person_id
    assert {supervisor, asked} <= told.keys()
    assert told[supervisor or 0] == {"check": str(run.id), "n": 1}
    stop = db.session.scalars(
        select(ClockEntry.seq).where(ClockEntry.clock_id == clock.id, ClockEntry.kind == "stop")
    ).one()
    corrections.correct(by("zhaomin", 5), number, clock.id, stop, at=NOW - 52 * MINUTE, reason="电话记录为准")
    assert checked(app).wrong == 0
    assert desk.clocks(number, "first_response")[0].stopped_at == NOW - 52 * MINUTE


def test_a_stop_or_a_kill_on_the_way_counts_nothing_twice(app: Flask, small: None) -> None:
    found = [answered() for _n in range(4)]
    for _number, clock in found:
        plant(clock, target_seconds=1)
    key = checks.start(admin())
    work(app, key)
    held = check(key)
    assert (held.state, held.next_key) == ("running", 4)
    twice = job.stretch(
        Work(app, {}, lambda: False), held
    )  # a worker read this and was killed before it kept it
    with pytest.raises(Stopped):
        work(app, key, stopping=True)
    assert check(key).next_key == 4
    work(app, key)
    checks.keep(Call(SYSTEM, NOW), key, twice)  # another one that was thought dead comes late
    while check(key).state == "running":
        work(app, key)
    run = check(key)
    assert (run.clocks, run.wrong, run.listed) == (clocks(), 4, len(differing(run)))
    assert sorted({number for number, *_rest in differing(run)}) == sorted(number for number, _clock in found)


def test_the_list_is_bounded_and_the_figures_are_not(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOST", 2)
    for _n in range(4):
        plant(answered()[1], plain_seconds=7)
    run = checked(app)
    assert (run.wrong, run.listed, len(differing(run))) == (4, 2, 2)


def test_one_at_a_time_and_given_up_it_keeps_what_it_found(app: Flask, small: None) -> None:
    plant(answered()[1], plain_seconds=7)
    for _n in range(3):
        answered()
    key = checks.start(admin())
    with pytest.raises(WrongState, match="check_running"):
        checks.start(admin())
    work(app, key)
    checks.cancel(admin(), key)
    work(app, key)
    run = check(key)
    assert (run.state, run.wrong, run.next_key) == ("cancelled", 1, 4)
    with pytest.raises(NotFound):
        checks.cancel(admin(), key)
    assert checked(app).state == "done"


@pytest.mark.parametrize("login", ["lina", "zhaomin", "chenwei"])
def test_only_an_administrator_begins_one(login: str) -> None:
    with pytest.raises(Forbidden):
        checks.start(by(login))


def test_what_fails_is_said_and_can_be_tried_again(
    app: Flask, client: Client, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = checks.start(admin())
    with monkeypatch.context() as broken:
        broken.setattr(job, "stretch", None)
        work(app, key)
    assert check(key).state == "failed"
    assert "出错" in login(client, "linhao").get(f"/admin/checks/{key}").text
    assert checked(app).state == "done"


def test_checks_go_after_half_a_year_with_their_lists(app: Flask, clock: time_machine.Traveller) -> None:
    plant(answered()[1], plain_seconds=7)
    run = checked(app)
    clock.shift(timedelta(days=179))
    tidy.tidy(Work(app, {}, lambda: False))
    assert differing(run)
    clock.shift(timedelta(days=2))
    tidy.tidy(Work(app, {}, lambda: False))
    db.session.rollback()
    left = (db.session.scalar(select(func.count()).select_from(m)) for m in (ClockCheck, ClockDifference))
    assert list(left) == [0, 0]


def test_the_page_says_how_far_it_is_and_what_differs(
    app: Flask, client: Client, login: Login, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [answered() for _n in range(3)]
    plant(found[0][1], due_at=NOW, target_seconds=3_600)
    plant(found[2][1], open_seconds=1)
    login(client, "linhao")
    assert "还没有核对过" in client.get("/admin/checks").text
    address = client.send("/admin/checks", {}).headers["Location"]
    key = int(address.rsplit("/", 1)[1])
    assert db.session.execute(select(Job.args).where(Job.name == "clocks.check")).scalar_one() == {
        "check": key
    }
    again = client.send("/admin/checks", {})
    assert (again.status_code, "正在核对" in again.text) == (409, True)
    work(app, key)
    assert 'hx-get="' in client.get(f"{address}/look").text
    while check(key).state == "running":
        work(app, key)
    page = client.get(address).text
    assert f'hx-get="{address}/look"' not in page
    assert f"{clocks()} 个时限中有 2 个与台账不符" in page
    assert all(number in page for number, _clock in (found[0], found[2]))
    assert found[1][0] not in page
    assert f"/tickets/{found[0][0]}/clock-corrections" not in page
    assert "1 小时" in page
    monkeypatch.setattr(queries, "PAGE", 1)
    assert found[2][0] not in client.get(address).text
    assert 'rel="next"' in client.get(address).text
    assert client.get("/admin/checks/99").status_code == 404


def test_a_supervisor_goes_from_what_differs_to_due_time_and_correction(
    app: Flask, client: Client, login: Login
) -> None:
    number, clock = answered()
    plant(clock, due_at=NOW)
    run = checked(app)
    page = login(client, "zhaomin").get(f"/admin/checks/{run.id}").text
    assert 'class="adm-nav"' not in page
    for way in (
        f"/tickets/{number}/deadlines/{clock.id}",
        f"/tickets/{number}/clock-corrections?clock={clock.id}",
    ):
        assert f'href="{way}"' in page
        assert client.get(way).status_code == 200
    notice = db.session.scalars(
        select(Notice.id).where(
            Notice.kind == "ledger:differs", Notice.person_id == desk.actor("zhaomin").person_id
        )
    ).one()
    assert client.send(f"/notices/{notice}/open", {}).headers["Location"].endswith(f"/admin/checks/{run.id}")
    assert client.send("/admin/checks", {}).status_code == 403


def test_a_check_given_up_by_its_button_is_worked_no_further(
    app: Flask, client: Client, login: Login
) -> None:
    answered()
    login(client, "linhao")
    address = client.send("/admin/checks", {}).headers["Location"]
    assert client.send(f"{address}/cancel", {}).status_code == 303
    key = int(address.rsplit("/", 1)[1])
    work(app, key)
    assert (check(key).state, check(key).clocks) == ("cancelled", 0)
