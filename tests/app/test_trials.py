"""Policy sets tried on the past: what would have been met, in the background, without a trace (R3.11)."""

import hashlib
import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from sladesk.actions import calendars, communications, policy_rows, tickets, trials
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.db.queue import Job
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import Invalid, NotFound, WrongState
from sladesk.domain.sla.hours import CalendarSpec, windows
from sladesk.domain.sla.trial_figures import Figures
from sladesk.jobs import tidy
from sladesk.jobs import trials as job
from sladesk.jobs.work import Stopped, Work
from sladesk.models import Clock, ClockEntry, Customer, Ticket, Trial, TrialChange
from sladesk.queries import trials as queries
from sladesk.queries import trying
from sladesk.queries.trials import Source
from tests.support import desk
from tests.support.admin import admin
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.policies import draft, opened
from tests.support.storm import blow

Login = Callable[[Client, str], Client]
FIRST, LAST = date(2026, 11, 1), date(2026, 12, 31)
PRESENT = Source("version", "1")


def digest() -> str:
    """Tickets, customers, clocks and their ledgers, every column of them."""
    db.session.rollback()
    made = hashlib.sha256()
    for model in (Ticket, Customer, Clock, ClockEntry):
        for row in db.session.execute(select(model.__table__).order_by(model.__table__.c.id)):
            made.update(repr(row).encode())
    return made.hexdigest()


def work(app: Flask, key: int, *, stopping: bool = False) -> None:
    """One job of a trial."""
    db.session.rollback()
    job.carry_on(Work(app, {"trial": key}, lambda: stopping))
    db.session.rollback()


def trial(key: int) -> Trial:
    db.session.rollback()
    found = queries.trial(key)
    assert found is not None
    return found


def tried(app: Flask, source: Source, minutes: float = 0) -> tuple[Trial, Figures]:
    """A trial carried on with until it is done."""
    key = trials.start(admin(minutes), source, FIRST, LAST)
    while trial(key).state == "running":
        work(app, key)
    found = trial(key)
    assert (found.state, found.sha256) == ("done", queries.digest(found.body))
    return found, queries.document_of(found.body).figures


def drafted(seconds: int) -> Source:
    """A draft in which urgent calls are answered within so many seconds."""
    view = opened()
    policy_rows.change_lengths(
        admin(), {("urgent", "first_response", "seconds"): seconds}, version=view.version
    )
    return Source("draft", str(view.no))


def answered(minutes: float, **values: object) -> str:
    """An urgent call of somebody who hears from the desk after so many minutes."""
    number = desk.register("lina", -120, owner="lina", priority="urgent", **values)
    communications.contact(desk.by("lina", -120 + minutes), number, Contact("phone", "已联系客户。"))
    return number


def changes(key: int) -> list[tuple[str, bool]]:
    return [(one.number, one.better) for one in queries.changes(key, better=None).rows]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three tickets a portion, two portions a job."""
    monkeypatch.setattr(trying, "PORTION", 3)
    monkeypatch.setattr(job, "PORTION", 3)
    monkeypatch.setattr(job, "RUN", 6)
    trying._tickets.cache_clear()
    yield
    trying._tickets.cache_clear()


def test_a_storm_judged_again_comes_out_as_recorded_and_leaves_no_trace(app: Flask) -> None:
    blow(seed=311, count=8, steps=18)
    later = db.session.scalar(select(func.max(ClockEntry.recorded_at))) or NOW
    before, minutes = digest(), (later - NOW).total_seconds() / 60 + 1
    with time_machine.travel(later + timedelta(minutes=1), tick=False):
        found, figures = tried(app, PRESENT, minutes)
    assert digest() == before

    counts: Counter[tuple[str, bool]] = Counter()
    alive = select(Clock).join(Ticket).where(Ticket.status != "voided", Clock.policy_id.is_not(None))
    for clock in db.session.scalars(alive):
        overdue = clock.state == "running" and clock.due_at is not None and clock.due_at < found.as_of
        if clock.breached_at is not None or overdue:
            counts[clock.kind, False] += 1
        elif clock.state == "stopped":
            counts[clock.kind, True] += 1
    recorded = {kind: (cell.then_met, cell.then_missed) for kind, cell in figures.by("kind").items()}
    assert recorded == {kind: (counts[kind, True], counts[kind, False]) for kind, _met in counts}
    assert figures.looked == sum(counts.values()) > 20
    assert figures.total.then_missed > 10
    # Priorities and calendars have changed under these tickets; nothing else may say otherwise.
    astray = sum(figures.differ.values())
    assert set(figures.differ) <= {"facts", "calendar", "other"}
    assert astray < figures.looked / 4
    assert figures.total.better + figures.total.worse <= astray


def test_a_quiet_desk_comes_out_exactly_as_recorded(app: Flask) -> None:
    for minutes in (5, 14.9, 15, 15.1, 40):
        answered(minutes)
    found, figures = tried(app, PRESENT)
    assert (figures.differ, figures.total.better, figures.total.worse, found.changes) == ({}, 0, 0, 0)
    assert figures.by("kind")["first_response"].then_missed == 2


def test_tickets_that_change_sides_are_listed_with_both_due_times(app: Flask) -> None:
    quick, slow, slower = answered(5), answered(20), answered(50)
    found, figures = tried(app, drafted(1800))
    cell = figures.by("kind")["first_response"]
    assert (cell.then_met, cell.then_missed, cell.now_met, cell.now_missed) == (1, 2, 2, 1)
    assert (cell.better, cell.worse, figures.differ) == (1, 0, {})
    (one,) = queries.changes(found.id, better=True).rows
    asked = desk.ticket(slow).requested_at
    assert (one.number, one.kind, one.policy) == (slow, "first_response", "urgent")
    assert (one.due_then, one.due_now) == (asked + timedelta(minutes=15), asked + timedelta(minutes=30))
    assert one.ended_at == asked + timedelta(minutes=20)
    shorter, figures = tried(app, draft_of(120))
    assert figures.by("kind")["first_response"].worse == 1
    assert changes(shorter.id) == [(quick, False)]
    assert slower not in dict(changes(found.id))


def draft_of(seconds: int) -> Source:
    """The same draft with another length."""
    view = draft()
    policy_rows.change_lengths(
        admin(), {("urgent", "first_response", "seconds"): seconds}, version=view.version
    )
    return Source("draft", str(view.no))


def test_the_present_facts_of_a_ticket_count_and_the_check_says_so(app: Flask) -> None:
    number = answered(20, customer_id=2)
    row = desk.ticket(number)
    tickets.change(desk.by("lina", -50), number, priority="low", category_id=row.category_id, reason="不急")
    found, figures = tried(app, PRESENT)
    assert figures.differ == {"facts": 1}
    assert changes(found.id) == [(number, True)]


def test_other_hours_are_named_as_the_reason(app: Flask) -> None:
    number = desk.register("lina", -3000, owner="lina", priority="low", channel="email")
    communications.contact(desk.by("lina", -2500), number, Contact("email", "已回复客户。"))
    (clock,) = desk.clocks(number, "first_response")
    hours = windows("10:00-10:10")
    week = (hours,) * 7 if clock.breached_at is None else (windows("00:00-24:00"),) * 7
    spec = CalendarSpec("Asia/Shanghai", week, {})
    for code in ("office", "online"):
        calendars.publish(admin(-1), code, spec)
    _found, figures = tried(app, PRESENT)
    assert set(figures.differ) <= {"calendar"}


def test_shipped_sets_are_tried_on_the_calendars_of_the_site(app: Flask) -> None:
    answered(20)
    for code in "abc":
        _found, figures = tried(app, Source("shipped", code))
        assert figures.total.now_met + figures.total.now_missed > 0


def test_portions_add_up_to_what_one_reading_finds(app: Flask, small: None) -> None:
    for n in range(11):
        answered(5 + 4 * n)
    found, figures = tried(app, drafted(1800))
    assert (found.tickets, found.tickets_done, figures.tickets) == (11, 11, 11)
    listed = changes(found.id)
    assert len(listed) == figures.total.better == 4
    assert [number for number, _better in listed] == sorted((n for n, _b in listed), reverse=True)


def test_a_stop_or_a_kill_on_the_way_counts_nothing_twice(app: Flask, small: None) -> None:
    for n in range(14):
        answered(5 + 4 * n)
    key = trials.start(admin(), drafted(1800), FIRST, LAST)
    work(app, key)
    db.session.rollback()
    held = trial(key)
    assert (held.state, held.tickets_done, held.tickets) == ("running", 6, 14)
    twice = job.stretch(app, held, 6)  # a worker read this and was killed before it kept anything
    db.session.rollback()
    with pytest.raises(Stopped):
        work(app, key, stopping=True)
    assert trial(key).tickets_done == 6
    work(app, key)
    trials.keep(Call(SYSTEM, NOW), key, twice)  # another one that was thought dead comes late
    assert trial(key).tickets_done == 12
    work(app, key)
    whole = queries.document_of(trial(key).body)
    assert trial(key).state == "done"
    again, figures = tried(app, Source("draft", str(draft().no)))
    assert figures == whole.figures
    assert len(changes(key)) == len(changes(again.id)) > 0


def test_a_draft_that_is_edited_meanwhile_changes_nothing(app: Flask, small: None) -> None:
    for n in range(8):
        answered(5 + 4 * n)
    key = trials.start(admin(), drafted(1800), FIRST, LAST)
    work(app, key)
    draft_of(60)
    work(app, key)
    assert queries.document_of(trial(key).body).figures.total.worse == 0


def test_one_at_a_time_and_given_up_it_leaves_nothing(app: Flask, small: None) -> None:
    for n in range(8):
        answered(5 + 4 * n)
    key = trials.start(admin(), drafted(1800), FIRST, LAST)
    with pytest.raises(WrongState, match="trial_running"):
        trials.start(admin(), PRESENT, FIRST, LAST)
    work(app, key)
    trials.cancel(admin(), key)
    work(app, key)
    assert (trial(key).state, changes(key)) == ("cancelled", [])
    with pytest.raises(NotFound):
        trials.cancel(admin(), key)
    assert tried(app, PRESENT)[0].state == "done"


def test_what_is_no_period_or_no_set_is_refused() -> None:
    for source in (Source("version", "9"), Source("draft", "2"), Source("shipped", "z"), Source("", "")):
        with pytest.raises(NotFound):
            trials.start(admin(), source, FIRST, LAST)
    for first, last, field in ((LAST, FIRST, "last"), (date(2001, 1, 1), LAST, "first")):
        with pytest.raises(Invalid) as refused:
            trials.start(admin(), PRESENT, first, last)
        assert list(refused.value.problems) == [field]


def test_what_fails_is_said_and_can_be_tried_again(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = trials.start(admin(), PRESENT, FIRST, LAST)
    with monkeypatch.context() as broken:
        broken.setattr(job, "stretch", None)
        work(app, key)
    assert trial(key).state == "failed"
    client.enter("linhao")
    page = client.get(f"/admin/trials/{key}").text
    again = re.search(r'href="(/admin/trials\?source=[^"]+)"', page)
    assert again
    assert 'value="version:1" selected' in client.get(again[1]).text
    assert tried(app, PRESENT)[0].state == "done"


def test_trials_go_after_a_month_with_their_lists(
    app: Flask, small: None, clock: time_machine.Traveller
) -> None:
    answered(20)
    found, _figures = tried(app, drafted(1800))
    assert changes(found.id)
    clock.shift(timedelta(days=29))
    tidy.tidy(Work(app, {}, lambda: False))
    assert changes(found.id)
    clock.shift(timedelta(days=2))
    tidy.tidy(Work(app, {}, lambda: False))
    db.session.rollback()
    left = (db.session.scalar(select(func.count()).select_from(model)) for model in (Trial, TrialChange))
    assert list(left) == [0, 0]


def test_the_page_says_how_far_it_is_and_what_was_found(
    app: Flask, client: Client, login: Login, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(8):
        answered(5 + 4 * n)
    source = ":".join(drafted(1800))
    login(client, "linhao")
    assert f'href="/admin/trials?source={source}"' in client.get("/admin/policies/draft").text
    assert f'value="{source}" selected' in client.get(f"/admin/trials?source={source}").text
    wrong = client.send("/admin/trials", {"source": source, "first": "2026-12-01", "last": "2026-11-01"})
    assert (wrong.status_code, 'id="last-error"' in wrong.text) == (422, True)
    sent = {"source": source, "first": "2026-11-01", "last": "2026-11-30"}
    address = client.send("/admin/trials", sent).headers["Location"]
    key = int(address.rsplit("/", 1)[1])
    assert client.send("/admin/trials", sent).status_code == 409
    work(app, key)
    look = client.get(f"{address}/look").text
    assert ('hx-get="' in look, 'value="75"' in look) == (True, True)
    work(app, key)
    page, listed = client.get(address).text, changes(key)
    assert f'hx-get="{address}/look"' not in page
    assert len(listed) > 1
    assert all(number in page for number, _better in listed)
    assert not any(number in client.get(f"{address}?side=worse").text for number, _better in listed)
    monkeypatch.setattr(queries, "PAGE", 1)
    first, second = listed[0][0], listed[1][0]
    page = client.get(address).text
    assert (first in page, second in page) == (True, False)
    following = html.unescape(re.findall(r'rel="next" href="([^"]+)"', page)[0])
    assert second in client.get(following).text
    db.session.execute(update(Trial).where(Trial.id == key).values(body=trial(key).body.replace("1", "2")))
    db.session.commit()
    assert "SR2026" not in client.get(address).text
    assert client.get("/admin/trials").status_code == 200
    assert client.get("/admin/trials/99").status_code == 404


def test_a_trial_given_up_by_its_button_is_worked_no_further(
    app: Flask, client: Client, login: Login
) -> None:
    login(client, "linhao")
    sent = {"source": "shipped:b", "first": "2026-11-01", "last": "2026-11-30"}
    address = client.send("/admin/trials", sent).headers["Location"]
    assert client.send(f"{address}/cancel", {}).status_code == 303
    key = int(address.rsplit("/", 1)[1])
    asked = db.session.execute(select(Job.args).where(Job.name == "policies.try")).scalar_one()
    assert asked == {"trial": key}
    work(app, key)
    assert trial(key).state == "cancelled"
