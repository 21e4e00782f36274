"""The supervisor's board: figures, what breaks next, channels, people, what waits, its cost (R7.1)."""

import html
import random
import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sladesk.actions import breaches, callbacks, clocks, communications, escalations, solutions, tickets
from sladesk.actions import sessions as session_actions
from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import DeskError
from sladesk.models import Breach, Clock, Cycle, Ticket
from sladesk.queries import board, board_contacts, board_figures, board_waiting
from sladesk.queries.board import Days
from sladesk.queries.board_waiting import Limits
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.many import multiply
from tests.support.moment import NOW
from tests.support.statements import statements

TODAY = NOW.replace(hour=0, minute=0) - timedelta(hours=8)
DAYS = Days(NOW, TODAY, TODAY - timedelta(days=1), NOW.date())
LIMITS = Limits(3, 2, 4)


def talk(login: str, number: str, minutes: float) -> None:
    communications.contact(desk.by(login, minutes), number, communications.Contact("phone", "已联系客户"))


def sweep(minutes: float = 0) -> None:
    for number in db.session.scalars(select(Ticket.number).order_by(Ticket.id)).all():
        db.session.rollback()
        clocks.settle(Call(SYSTEM, NOW + timedelta(minutes=minutes)), number)


def closed(owner: str = "lina", minutes: float = -120) -> str:
    number = desk.register(owner, minutes=minutes, owner=owner)
    talk(owner, number, minutes + 2)
    solutions.solve(desk.by(owner, minutes + 4), number, code="remote", solution="远程指导后正常")
    solutions.confirm(desk.by(owner, minutes + 5), number, method="phone")
    return number


def first_clock(number: str) -> int:
    return desk.clocks(number, "first_response")[0].id


# ---- figures against an independent count ----


def live(seed: int) -> None:
    """Let chance lead tickets through their lives during the last two days."""
    chance = random.Random(seed)
    for _n in range(45):
        minutes = -chance.uniform(1, 2700)
        owner = chance.choice(("lina", "wuqian", None))
        number = desk.register(
            "lina",
            minutes=minutes,
            owner=owner,
            channel=chance.choice(("phone", "wechat", "email")),
            priority=chance.choice(("urgent", "high", "medium")),
        )
        try:
            step(chance, number, owner or "lina", minutes)
        except DeskError:
            db.session.rollback()
    sweep()


def step(chance: random.Random, number: str, who: str, minutes: float) -> None:
    if chance.random() < 0.06:
        tickets.void(desk.by(who, minutes / 2), number, reason_id=desk.reason(ReasonKind.VOID))
        return
    if chance.random() < 0.3:
        return
    at = minutes * chance.random()
    talk(who, number, at)
    if chance.random() < 0.7:
        solutions.solve(desk.by(who, at * 0.9), number, code="remote", solution="远程指导后正常")
        for row in db.session.scalars(
            select(Breach).where(Breach.given_at.is_(None)).order_by(Breach.id)
        ).all():
            clock, of = row.clock_id, row.ticket_id
            if of == desk.ticket(number).id:
                breaches.explain(
                    desk.by(who, at * 0.85), number, clock, reason_id=desk.reason(ReasonKind.OVERDUE)
                )
        solutions.confirm(desk.by(who, at * 0.8), number, method="phone")
        if chance.random() < 0.8:
            score = chance.choice((5, 5, 4, 3, 2))
            callbacks.record(desk.by("zhaomin", at * 0.5), number, score=score, comment="只会加冷媒")


Pairs = dict[str, list[int]]


def count(numbers: Pairs, name: str, at: datetime | None) -> None:
    if at is not None and DAYS.yesterday <= at <= NOW:
        numbers[name][0 if at >= TODAY else 1] += 1


def count_clock(numbers: Pairs, clock: Clock) -> None:
    broke = clock.breached_at
    if broke is None and clock.state == "running" and clock.due_at is not None and clock.due_at < NOW:
        broke = clock.due_at
    count(numbers, "missed", broke)
    if broke is None and clock.state == "stopped":
        count(numbers, "met", clock.stopped_at)
    if clock.kind == "callback" and clock.state != "stopped":
        count(numbers, "silent", broke)


def count_cycle(numbers: Pairs, cycle: Cycle) -> None:
    if cycle.score is not None:
        count(numbers, "answered", cycle.callback_at)
        count(numbers, "satisfied", cycle.callback_at if cycle.score >= 4 else None)
    numbers["backlog"][0] += cycle.closed_at is None
    numbers["backlog"][1] += cycle.opened_at < TODAY and (cycle.closed_at is None or cycle.closed_at >= TODAY)


def plain_totals() -> dict[str, tuple[int, ...]]:
    """Count the same figures row by row in Python, from the rows alone."""
    db.session.rollback()
    voided = set(db.session.scalars(select(Ticket.id).where(Ticket.status == "voided")))
    numbers = {name: [0, 0] for name in ("met", "missed", "satisfied", "answered", "silent", "backlog")}
    numbers["excused"] = [0, 0]  # nobody confirms anything here: tests/app/test_overdue_reasons.py
    for clock in db.session.scalars(select(Clock).where(Clock.ticket_id.not_in(voided))):
        count_clock(numbers, clock)
    for cycle in db.session.scalars(select(Cycle).where(Cycle.ticket_id.not_in(voided))):
        count_cycle(numbers, cycle)
    return {name: tuple(pair) for name, pair in numbers.items()}


def plain_contacts() -> dict[tuple[date, int], list[float]]:
    """Count by day and channel who was answered, who waits beyond the due time, and how long it took."""
    db.session.rollback()
    expected: dict[tuple[date, int], list[float]] = {}
    for ticket in db.session.scalars(select(Ticket)).all():
        if ticket.status == "voided" or ticket.requested_at < DAYS.yesterday:
            continue
        cycle = db.session.scalars(select(Cycle).where(Cycle.ticket_id == ticket.id, Cycle.no == 1)).one()
        clock = db.session.scalars(
            select(Clock).where(Clock.cycle_id == cycle.id, Clock.kind == "first_response")
        ).one()
        late = clock.breached_at is not None
        row = expected.setdefault((cycle.local_day, ticket.channel_id), [0, 0, 0, 0, 0.0])
        row[0] += cycle.first_response_at is not None
        row[1] += cycle.first_response_at is None and late
        row[2] += late or clock.state == "stopped"
        row[3] += late
        if cycle.first_response_at is not None:
            row[4] += (cycle.first_response_at - ticket.requested_at).total_seconds()
    return expected


@pytest.mark.parametrize("seed", [1, 2])
def test_totals_and_contacts_agree_with_a_count_row_by_row(app: Flask, seed: int) -> None:
    live(seed)
    totals = board_figures.totals(board_figures.total_row(DAYS, 4))
    assert vars(totals) == plain_totals()
    assert sum(totals.met) > 5
    assert sum(totals.missed) > 5
    assert sum(totals.answered) > 2
    found = {
        (row.day, row.channel_id): row for row in board_contacts.contacts(board_contacts.contact_rows(DAYS))
    }
    expected = plain_contacts()
    assert found.keys() == expected.keys()
    for key, (responded, overdue, decided, late_ones, seconds) in expected.items():
        row = found[key]
        assert (row.responded, row.overdue, row.decided, row.late) == (responded, overdue, decided, late_ones)
        assert abs(row.seconds - seconds) <= responded + 1


def test_an_empty_department_records_nothing(client: Client, login: Login) -> None:
    page = login(client, "zhaomin").get("/board").text
    figures = re.findall(r'<div class="v">(.*?)</div>', page, re.DOTALL)
    assert ["未记录" in one for one in figures] == [True, True, True, False, True]
    assert "100.0" not in page
    assert "没有待您处理的事项" in page


# ---- what breaks next ----


def test_late_comes_before_near_and_what_is_far_or_paused_is_absent(app: Flask) -> None:
    near = desk.register(minutes=-13, owner="lina", priority="urgent")
    late = desk.register(minutes=-40, owner="lina", priority="urgent")
    later = desk.register(minutes=-90, owner="lina", priority="urgent")
    desk.register(minutes=-1, owner="lina", priority="low", channel="email")
    found = board.pressing(NOW)
    assert [row.number for row in found] == [later, late, near]
    assert (found[0].soon, found[0].late) == (1, 2)


def test_a_channel_over_its_line_is_tinted_and_waits(client: Client, login: Login) -> None:
    for minutes in (-60, -50, -40):
        desk.register(minutes=minutes, owner="lina", priority="urgent")
    page = login(client, "zhaomin").get("/board").text
    assert '<tr id="ch-1" class="hot">' in page
    assert "电话达到 15%" in page
    assert "100.0%" in page


# ---- what waits ----


def waiting_kinds() -> dict[str, int]:
    db.session.rollback()
    rows = board_waiting.waiting_rows(NOW, LIMITS, NOW.date())
    return {row.kind: row.n for row in (board_waiting.Waiting(*row) for row in rows)}


def test_low_scores_decisions_and_reasons_wait_until_they_are_done(app: Flask) -> None:
    number = closed()
    callbacks.record(desk.by("wuqian", -60), number, score=3, comment="来得太晚")
    asked = desk.register(minutes=-30, owner="lina", priority="medium")
    talk("lina", asked, -29)
    escalations.escalate(
        desk.by("lina", -20), asked, reason_id=desk.reason(ReasonKind.ESCALATE), plan="整机更换"
    )
    broken = desk.register(minutes=-300, owner="lina", priority="urgent")
    sweep()
    assert waiting_kinds() == {"low_score": 1, "decide": 1, "give": 2}
    breaches.explain(desk.by("lina"), broken, first_clock(broken), reason_id=desk.reason(ReasonKind.OVERDUE))
    assert waiting_kinds()["check"] == 1
    breaches.check(desk.by("zhaomin"), broken, first_clock(broken))
    escalations.decide(desk.by("zhaomin"), asked, approved=True, decision="同意")
    callbacks.low_score_contact(
        desk.by("zhaomin"),
        number,
        reason_id=desk.reason(ReasonKind.LOW_SCORE),
        finding="已道歉",
        method="phone",
    )
    left = waiting_kinds()
    assert left.keys() == {"give", "settle"}
    callbacks.settle(desk.by("zhaomin"), number, note="已补偿")
    assert waiting_kinds().keys() == {"give"}


def test_three_tries_on_two_days_offer_to_close(app: Flask) -> None:
    number = desk.register(minutes=-3000, owner="lina", priority="medium")
    talk("lina", number, -2999)
    solutions.solve(desk.by("lina", -2990), number, code="remote", solution="远程指导后正常")
    for minutes in (-2900, -2890):
        solutions.verify_attempt(desk.by("lina", minutes), number, method="phone")
    assert "close" not in waiting_kinds()
    solutions.verify_attempt(desk.by("lina", -60), number, method="phone")
    kinds = waiting_kinds()
    assert kinds.get("close") == (1 if desk.ticket(number).open_breaches == 0 else None)


# ---- who sees what, and hands on ----


def test_one_blue_button_on_the_whole_page(client: Client, login: Login) -> None:
    desk.register(minutes=-40, owner="lina", priority="urgent")
    page = login(client, "zhaomin").get("/board").text
    main = page[page.index("<main") : page.index("</main>")]
    assert len(re.findall(r'class="btn[^"]*\bgo\b', main)) == 1


def test_the_manager_looks_and_does_nothing(client: Client, login: Login) -> None:
    number = desk.register(minutes=-40, owner="lina", priority="urgent")
    manager = login(client, "chenwei")
    page = manager.get("/board").text
    main = page[page.index("<main") : page.index("</main>")]
    assert number in main
    assert "btn" not in main
    assert "checkbox" not in main
    assert manager.send("/board/assign", {"number": number, "owner": "K002"}).status_code == 403
    assert manager.get("/board/assign", query_string={"number": number}).status_code == 403


def test_the_manager_opens_whatever_waits(client: Client, login: Login) -> None:
    callbacks.record(desk.by("wuqian", -60), closed(), score=3, comment="来得太晚")
    for minutes in (-300, -290, -280):
        broken = desk.register(minutes=minutes, owner="lina", priority="urgent")
    sweep()
    breaches.explain(desk.by("lina"), broken, first_clock(broken), reason_id=desk.reason(ReasonKind.OVERDUE))
    manager = login(client, "chenwei")
    ways = [html.unescape(way) for way in re.findall(r'<b><a href="([^"]+)"', manager.get("/board").text)]
    assert {way.partition("?")[0] for way in ways} >= {"/board/reasons", "/tickets"}
    assert len(ways) == 4  # the low score, the channel, reasons to check and reasons to give
    assert {manager.get(way).status_code for way in ways} == {200}


@pytest.mark.parametrize("who", ["lina", "wangqiang", "zhouying", "linhao", "zhengjie"])
def test_others_have_no_board(client: Client, login: Login, who: str) -> None:
    other = login(client, who)
    assert other.get("/board").status_code == 403
    assert other.get("/board/look").status_code == 403
    assert other.get("/board/reasons").status_code == 403


def test_several_tickets_are_handed_on_and_the_refused_named(client: Client, login: Login) -> None:
    one, two = (desk.register(minutes=-40, owner="lina", priority="urgent") for _n in range(2))
    done = closed()
    supervisor = login(client, "zhaomin")
    form = supervisor.get("/board/assign", query_string={"number": [one, two]}).text
    assert form.count('name="owner"') >= 5
    answer = supervisor.send("/board/assign", {"number": [one, two, done], "owner": "K002"}, htmx=True)
    assert answer.status_code == 200
    assert done in answer.text
    assert one not in answer.text
    wu = desk.actor("wuqian").person_id
    assert [desk.ticket(number).owner_id for number in (one, two)] == [wu, wu]


def test_one_ticket_handed_on_from_the_board_can_be_taken_back(client: Client, login: Login) -> None:
    number = desk.register(minutes=-40, owner="lina")
    team = desk.ticket(number).team_id
    supervisor = login(client, "zhaomin")
    answer = supervisor.send("/board/assign", {"number": number, "owner": "K002"}, htmx=True).text
    back = re.search(r'action="(/tickets/[^"]+/assignment/undo[^"]*)"', answer)
    assert back is not None
    supervisor.send(html.unescape(back[1]), {}, htmx=True)
    kept = desk.ticket(number)
    assert (kept.owner_id, kept.team_id) == (desk.actor("lina").person_id, team)


def test_handed_on_by_a_page_of_its_own_it_leads_back_to_the_board(client: Client, login: Login) -> None:
    number = desk.register(minutes=-40, owner="lina")
    supervisor = login(client, "zhaomin")
    page = supervisor.get(f"/board/assign?number={number}").text
    form = page[page.index('action="/board/assign"') :].partition(">")[0]
    assert "hx-post" not in form  # nothing would be left of the page
    done = supervisor.send("/board/assign", {"number": number, "owner": "K002"})
    assert (done.status_code, done.location) == (303, "/board")
    beside = supervisor.get(f"/board/assign?number={number}", headers={"HX-Request": "true"}).text
    assert 'hx-post="/board/assign"' in beside


def test_without_an_owner_the_form_comes_back_with_the_note(client: Client, login: Login) -> None:
    number = desk.register(minutes=-40, owner="lina")
    answer = login(client, "zhaomin").send("/board/assign", {"number": number, "note": "客户很急"}, htmx=True)
    assert answer.status_code == 422
    assert "客户很急" in answer.text
    assert desk.ticket(number).owner_id == desk.actor("lina").person_id


def test_people_of_the_tickets_own_team_come_first_of_those_on_duty(client: Client, login: Login) -> None:
    team = min(desk.actor("hanlei").team_ids)
    number = desk.register(minutes=-40, owner="hanlei", team_id=team)
    for who in ("lina", "wuqian", "hanlei"):
        session_actions.choose_duty(desk.by(who), duty="on")
    answer = login(client, "zhaomin").get(f"/board/assign?number={number}")
    listed = re.findall(r'name="owner" value="(K\d+)"', answer.text)
    assert listed[0] == "K003"


# ---- overdue reasons ----


def explained() -> tuple[str, int]:
    number = desk.register(minutes=-300, owner="lina", priority="urgent")
    sweep()
    clock = first_clock(number)
    breaches.explain(desk.by("lina"), number, clock, reason_id=desk.reason(ReasonKind.OVERDUE))
    return number, clock


def breach(clock: int) -> Breach:
    db.session.rollback()
    return db.session.scalars(select(Breach).where(Breach.clock_id == clock)).one()


def test_a_reason_is_confirmed_in_one_step(client: Client, login: Login) -> None:
    number, clock = explained()
    supervisor = login(client, "zhaomin")
    assert number in supervisor.get("/board/reasons").text
    answer = supervisor.send(f"/board/reasons/{number}/{clock}", {"step": "confirm"}, htmx=True)
    assert answer.status_code == 200
    assert breach(clock).checked_reason_id == breach(clock).reason_id
    assert number not in supervisor.get("/board/reasons").text


def test_a_reason_is_corrected_and_never_without_choosing(client: Client, login: Login) -> None:
    number, clock = explained()
    right = desk.ref().reasons_of(ReasonKind.OVERDUE)[-1].id
    supervisor, path = login(client, "zhaomin"), f"/board/reasons/{number}/{clock}"
    for htmx in (True, False):
        again = supervisor.send(path, {"step": "correct"}, htmx=htmx)
        assert again.status_code == 422
        assert f'aria-describedby="right-{clock}-error"' in again.text
    assert breach(clock).checked_at is None
    assert supervisor.send(path, {"step": "correct", "reason": right}).status_code == 303
    assert breach(clock).checked_reason_id == right
    assert breach(clock).reason_id != right


def test_a_missing_reason_can_be_put_by_the_supervisor(client: Client, login: Login) -> None:
    number = desk.register(minutes=-300, owner="lina", priority="urgent")
    sweep()
    supervisor = login(client, "zhaomin")
    assert number in supervisor.get("/board/reasons?given=no").text
    right = desk.reason(ReasonKind.OVERDUE)
    supervisor.send(
        f"/board/reasons/{number}/{first_clock(number)}", {"step": "correct", "reason": right, "given": "no"}
    )
    assert breach(first_clock(number)).checked_reason_id == right


def test_an_emergency_waits_before_everything_until_somebody_takes_charge(
    client: Client, login: Login
) -> None:
    number = desk.register(minutes=-1, owner="lina", risk_level="level_1")
    late = desk.register(minutes=-300, owner="lina", priority="urgent")
    escalations.escalate(
        desk.by("lina", -200), late, reason_id=desk.reason(ReasonKind.ESCALATE), text="难", plan="换机"
    )
    supervisor = login(client, "zhaomin")
    page = supervisor.get("/board").text
    first = page[page.index(f'id="w-emergency-{number}"') :]
    assert first.index("安全隐患：接手应急流程") < first.index(f'id="w-decide-{late}"')
    assert re.search(rf'class="btn sm go" href="/tickets/{number}/emergency"', first)
    supervisor.send(f"/tickets/{number}/emergency")
    assert f"w-emergency-{number}" not in supervisor.get("/board").text


# ---- cost and liveness ----


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_board_takes_at_most_eight_statements(client: Client, login: Login, rows: int) -> None:
    number = desk.register(minutes=-40, owner="lina", priority="urgent")
    multiply(number, rows)
    supervisor = login(client, "zhaomin")
    with statements() as sent:
        page = supervisor.get("/board")
    assert page.status_code == 200
    assert len(sent) <= 8, sent
    assert page.text.count("data-row") == 10


def test_a_look_is_two_statements_and_silent_until_something_happens(
    client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    number = desk.register(minutes=-40, owner="lina", priority="urgent")
    supervisor = login(client, "zhaomin")
    page = supervisor.get("/board").text
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found
    look = {"stamp": found[1]}
    with statements() as sent:
        assert supervisor.get("/board/look", query_string=look).status_code == 204
    assert len(sent) <= 2, sent
    session_actions.choose_duty(desk.by("lina"), duty="on")
    changed = supervisor.get("/board/look", query_string=look)
    assert changed.status_code == 200
    look = {"stamp": re.findall(r'name="stamp" value="([^"]+)"', changed.text)[0]}
    assert supervisor.get("/board/look", query_string=look).status_code == 204
    communications.note(desk.by("lina"), number, text="客户在家")
    assert supervisor.get("/board/look", query_string=look).status_code == 200


def test_people_can_be_narrowed_to_a_team(client: Client, login: Login) -> None:
    desk.register(minutes=-5, owner="lina")
    desk.register(minutes=-5, owner="hanlei")
    supervisor = login(client, "zhaomin")
    assert {'id="p-K001"', 'id="p-K003"'} <= set(
        re.findall(r'id="p-[A-Z0-9]+"', supervisor.get("/board").text)
    )
    narrowed = supervisor.get("/board?team=logistics_support").text
    assert 'id="p-K003"' in narrowed
    assert 'id="p-K001"' not in narrowed
