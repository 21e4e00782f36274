"""The agent's queue: order, groups, tabs, one's own day, looks for news, and what it costs."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sladesk.actions import communications, solutions, tickets, waiting
from sladesk.db import db
from sladesk.domain.codes import ReasonKind
from sladesk.queries import queue
from sladesk.queries.lists import Filter
from sladesk.queries.queue_figures import Day, beside
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.many import multiply
from tests.support.moment import NOW
from tests.support.statements import statements

DAY = NOW.replace(hour=0) - timedelta(hours=8)


def shown(login: str = "lina", tab: str = "all", minutes: float = 0) -> dict[str, list[str]]:
    db.session.rollback()
    found: dict[str, list[str]] = {}
    for row in queue.rows(desk.actor(login), tab, Filter(), NOW + timedelta(minutes=minutes), DAY):
        found.setdefault(row.group, []).append(row.ticket.number)
    return found


def day_of(login: str, minutes: float = 0) -> Day:
    db.session.rollback()
    return beside(desk.actor(login), Filter(), NOW + timedelta(minutes=minutes), DAY).day


def talk(login: str, number: str, minutes: float) -> None:
    communications.contact(desk.by(login, minutes), number, communications.Contact("phone", "已联系客户"))


def test_danger_comes_first_and_pauses_last(app: Flask) -> None:
    calm = desk.register(minutes=-1, owner="lina", priority="low")
    paused = desk.register(minutes=-60, owner="lina", priority="urgent")
    talk("lina", paused, -59)
    waiting.wait(desk.by("lina", -58), paused, on="customer", reason_id=desk.reason(ReasonKind.WAIT_CUSTOMER))
    urgent = desk.register(minutes=-13, owner="lina", priority="urgent")
    soon = desk.register(minutes=-8, owner="lina", priority="urgent")
    late = desk.register(minutes=-40, owner="lina", priority="urgent")
    assert shown()["mine"] == [late, urgent, soon, calm, paused]


def test_groups_part_mine_unassigned_and_done(app: Flask) -> None:
    mine = desk.register(owner="lina")
    free = desk.register(team_id=next(iter(desk.actor("lina").team_ids)))
    done = desk.register(minutes=-30, owner="lina")
    talk("lina", done, -25)
    solutions.solve(desk.by("lina", -10), done, code="remote", solution="远程指导后正常")
    others = desk.register(owner="wuqian")
    assert shown() == {"mine": [mine], "team": [free], "done": [done]}
    assert others not in str(shown())


def test_a_solved_ticket_of_yesterday_waits_among_mine(app: Flask, client: Client, login: Login) -> None:
    number = desk.register(minutes=-1500, owner="lina")
    talk("lina", number, -1495)
    solutions.solve(desk.by("lina", -1490), number, code="remote", solution="远程指导后正常")
    assert shown() == {"mine": [number]}
    row = login(client, "K001").get("/queue").text.split(f'id="t-mine-{number}"')[1].split("</tr>")[0]
    assert '<td class="c-clock"><span class="muted">等客户确认</span></td>' in row


def test_callbacks_are_for_those_who_did_not_handle(app: Flask) -> None:
    number = desk.register(minutes=-60, owner="lina")
    talk("lina", number, -50)
    solutions.solve(desk.by("lina", -40), number, code="remote", solution="远程指导后正常")
    solutions.confirm(desk.by("lina", -30), number, method="phone")
    assert not shown("lina", "callback")
    assert shown("wuqian", "callback") == {"mine": [number]}
    assert beside(desk.actor("wuqian"), Filter(), NOW, DAY).counts.callback == 1


def test_nobody_is_led_to_a_callback_about_an_own_solution(app: Flask, client: Client, login: Login) -> None:
    number = desk.register(minutes=-60, owner="lina")
    talk("lina", number, -50)
    solutions.solve(desk.by("lina", -40), number, code="remote", solution="远程指导后正常")
    solutions.confirm(desk.by("lina", -30), number, method="phone")
    mine = login(client, "K001").get("/queue").text
    assert f"/tickets/{number}" in mine
    assert f"/tickets/{number}/callback" not in mine
    others = login(client, "K002").get("/queue?tab=callback").text
    assert f"/tickets/{number}/callback" in others


def test_tabs_count_what_they_show(app: Flask) -> None:
    desk.register(owner="lina")
    updated = desk.register(minutes=-20, owner="lina")
    form = communications.Contact("phone", "明天上门", promise_at=NOW + timedelta(hours=20))
    communications.contact(desk.by("lina", -10), updated, form)
    held = desk.register(minutes=-20, owner="lina")
    talk("lina", held, -15)
    waiting.wait(desk.by("lina", -10), held, on="parts", reason_id=desk.reason(ReasonKind.WAIT_PARTS))
    db.session.rollback()
    counts = beside(desk.actor("lina"), Filter(), NOW, DAY).counts
    for tab in ("first", "update", "promise", "waiting"):
        assert len(shown(tab=tab).get("mine", [])) == getattr(counts, tab) > 0, tab
    assert counts.all == 3


def test_the_queue_says_what_it_shows(app: Flask, client: Client, login: Login) -> None:
    desk.register(owner="lina")
    login(client, "K001")

    def chips(query: str = "") -> list[tuple[str, str]]:
        page = client.get(f"/queue{query}").text
        return re.findall(r'class="fchip[^"]*" href="([^"]+)"[^>]*>([^<]+)', page)

    assert chips() == [("/tickets?status=open", "负责人：我"), ("/tickets?owner=me", "状态：未关闭")]
    assert chips("?status=new") == [("/tickets?status=new", "负责人：我"), ("/queue?all=1", "状态：待处理")]
    assert chips("?tab=callback") == []  # closed, and handled by others


def test_a_narrowed_queue_does_not_count_for_the_whole(app: Flask, client: Client, login: Login) -> None:
    desk.register(owner="lina")
    login(client, "K001")
    for path in ("/queue", "/queue/look"):
        assert 'id="nav-count"' in client.get(path).text
        assert 'id="nav-count"' not in client.get(f"{path}?status=closed").text


def test_a_day_without_anything_is_not_recorded(app: Flask, client: Client, login: Login) -> None:
    assert day_of("lina").response_rate is None
    assert day_of("lina").attainment is None
    page = login(client, "K001").get("/queue").text
    assert "未记录" in page
    assert "100.0%" not in page


def test_the_day_counts_given_in_time_and_overdue(app: Flask) -> None:
    met, late, open_late = (desk.register(minutes=-60, owner="lina", priority="urgent") for _ in range(3))
    desk.register(minutes=-1, owner="lina", priority="urgent")
    talk("lina", met, -50)
    talk("lina", late, -20)
    day = day_of("lina")
    assert (day.given, day.met, day.overdue, day.mean_seconds) == (2, 1, 1, 1500.0)
    assert day.response_rate == pytest.approx(2 / 3)
    assert day.attainment == pytest.approx(1 / 3)
    assert open_late in shown()["mine"]


def test_a_look_is_silent_until_something_happens(
    app: Flask, client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    number = desk.register(owner="lina")
    login(client, "K001")
    page = client.get("/queue").text
    stamp = page.split('id="queue-stamp" name="stamp" value="')[1].split('"')[0]
    look = f"/queue/look?stamp={stamp}"
    client.get(look)
    with statements() as sent:
        assert client.get(look, headers={"X-Sladesk-Look": "1"}).status_code == 204
    assert len(sent) <= 2
    talk("lina", number, 0)
    assert client.get(look).status_code == 200
    assert client.get(f"{look}&tab=first").status_code == 200


def test_a_ticket_taken_away_is_news_too(app: Flask, client: Client, login: Login) -> None:
    number = desk.register(owner="lina")
    login(client, "K001")
    stamp = client.get("/queue").text.split('name="stamp" value="')[1].split('"')[0]
    tickets.assign(desk.by("zhaomin"), number, team_id=None, owner_id=desk.actor("hanlei").person_id)
    assert client.get(f"/queue/look?stamp={stamp}").status_code == 200


def test_taking_from_the_queue(app: Flask, client: Client, login: Login) -> None:
    number = desk.register(team_id=next(iter(desk.actor("lina").team_ids)))
    login(client, "K001")
    answer = client.send(f"/queue/{number}/take", htmx=True)
    assert answer.status_code == 200
    assert 'id="queue"' in answer.text
    assert desk.ticket(number).owner_id == desk.actor("lina").person_id
    assert login(client, "K003").send(f"/queue/{number}/take").status_code in {404, 422}


def test_taking_keeps_what_the_queue_is_narrowed_to(app: Flask, client: Client, login: Login) -> None:
    number = desk.register(team_id=next(iter(desk.actor("lina").team_ids)))
    calm = desk.register(owner="lina", priority="low")
    login(client, "K001")
    page = client.send(f"/queue/{number}/take", page="/queue?tab=first&priority=urgent").text
    assert 'hx-get="/queue/look?priority=urgent&amp;tab=first"' in page
    assert calm not in page


def test_a_long_queue_comes_in_parts(app: Flask, client: Client, login: Login) -> None:
    multiply(desk.register(owner="lina"), 219)
    multiply(desk.register(team_id=next(iter(desk.actor("lina").team_ids))), 24)
    login(client, "K001")
    for show, rows, beyond in (("", 50, 170), ("100", 100, 120), ("999", 200, 20), ("x", 50, 170)):
        page = client.get(f"/queue?show={show}").text
        assert page.count('id="t-mine-') == rows, show
        assert f"列表中还有 {beyond} 张" in page
        assert ('id="queue-more"' in page) is (rows < 200)
    assert page.count('id="t-team-') == 20
    assert "列表中还有 5 张" in page
    listed = page.split('<a href="/tickets?owner=none')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(f"/tickets?owner=none{listed}").text.count("data-row") == 25
    assert client.get("/queue/look?show=100").text.count('id="t-mine-') == 100


def test_who_may_not(app: Flask, client: Client, login: Login) -> None:
    for staff, status in (("X001", 403), ("L001", 403), ("Z001", 200), ("K003", 200)):
        assert login(client, staff).get("/queue").status_code == status, staff


@pytest.mark.parametrize("path", ["/queue", "/queue?tab=waiting", "/tickets", "/tickets?text=热风"])
def test_statements_do_not_grow_with_rows(app: Flask, client: Client, login: Login, path: str) -> None:
    login(client, "K001")
    sent: list[int] = []
    for more in (10, 990):
        multiply(desk.register(owner="lina"), more)
        client.get(path)
        with statements() as these:
            assert client.get(path).status_code == 200
        sent.append(len(these))
    assert sent[0] == sent[1] <= 6


def test_very_many_callbacks_are_not_counted_to_the_end(client: Client, login: Login) -> None:
    number = desk.register("lina", minutes=-300, owner="lina")
    communications.contact(desk.by("lina", -290), number, communications.Contact("phone", "已联系客户"))
    solutions.solve(desk.by("lina", -280), number, code="remote", solution="远程指导后正常")
    solutions.confirm(desk.by("lina", -270), number, method="phone")
    multiply(number, 1_050)
    page = login(client, "wuqian").get("/queue?tab=callback").text
    assert page.count("1,000+") == 2  # on the tab and below the rows
    assert page.count("data-row") == queue.MINE
