"""绩效数据: a person's and a group's figures of a period, counted again, each for whom they are (R9.2)."""

import html
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from sladesk.db import db
from sladesk.domain.periods import Period, PeriodKind, period_of
from sladesk.reports.performance import Sheet, Whose, sheet
from tests.app.conftest import Login
from tests.support import desk, recount
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.scatter import ZONE, scatter
from tests.support.statements import statements

MONTH = period_of(PeriodKind.MONTH, NOW.date())
PAGE = f"/performance/{MONTH.key}"


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    """Pages are asked at the present of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


def count(field: str, key: int, period: Period = MONTH) -> Sheet:
    db.session.rollback()
    return sheet(period, NOW, desk.ref(), Whose(field, key))


def key_of(login: str) -> int:
    key = desk.actor(login).person_id
    assert key is not None
    return key


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.text)


def test_every_measure_of_a_person_and_of_a_group_is_what_plain_sql_counts(app: Flask) -> None:
    desk.register(minutes=-30, owner="wuqian")
    scatter(140)
    (begins, ends), held = MONTH.bounds(ZONE), desk.ref()
    people = [("owner", row.id, f"t.owner_id = {row.id}") for row in held.people.values()]
    teams = [("team", row.id, f"t.team_id = {row.id}") for row in held.teams.values()]
    found = 0
    for field, key, also in [*people, *teams]:
        made = count(field, key)
        found += bool(made.numbers)
        for code, line in made.figures.items():
            values = recount.counted(code, begins, ends, NOW, also)
            assert line.n == len(values), (also, code)
            assert line.value == (pytest.approx(sum(values) / len(values)) if values else None)
    assert found >= 3


def test_people_of_a_group_share_all_its_tickets(app: Flask) -> None:
    number = desk.register(minutes=-30, owner="wuqian")
    scatter(60)
    team = desk.ticket(number).team_id
    assert team is not None
    made = count("team", team)
    assert sum(share.tickets for share in made.people) == len(made.numbers)
    assert [share.person for share in made.people if share.person] == [key_of("lina"), key_of("wuqian")]
    mine = count("owner", key_of("wuqian"))
    assert made.people[1].figures["first_response"].n == mine.figures["first_response"].n


def test_an_agent_sees_their_own_figures_and_nobody_elses(client: Client, login: Login) -> None:
    scatter(30)
    shown = page(login(client, "lina"), PAGE)
    assert "绩效数据 · 李娜 K001" in shown
    assert "吴倩" not in shown
    assert 'name="of"' not in shown
    for other in ("owner:K002", "team:service_desk", "owner:", "nobody"):
        assert client.get(f"{PAGE}?of={other}").status_code == 404
        assert client.get(f"{PAGE}/tickets?of={other}").status_code == 404


def test_a_supervisor_sees_the_group_and_each_person_in_it(client: Client, login: Login) -> None:
    scatter(30)
    assert 'value="team:service_desk" selected' in page(login(client, "zhaomin"), PAGE)
    shown = page(client, f"{PAGE}?of=team:field_ac")
    assert f'<a href="{PAGE}?of=owner%3AK001">李娜 K001</a>' in shown
    assert "绩效数据 · 李娜 K001" in page(client, f"{PAGE}?of=owner%3AK001")
    assert client.get(f"{PAGE}?of=owner:K999").status_code == 404


def test_figures_lead_to_their_tickets(client: Client, login: Login) -> None:
    scatter(30)
    login(client, "lina")
    addresses = set(re.findall(rf'href="({PAGE}/tickets\?[^"]+)"', page(client, PAGE)))
    assert len(addresses) > 5
    for address in sorted(addresses)[:4]:
        told = re.search(r"工单 (\d+)", listed := page(client, address))
        assert told is not None
        assert len(re.findall(r'data-row data-href="/tickets/', listed)) == min(50, int(told[1])) > 0


def test_a_period_without_tickets_says_so(client: Client, login: Login) -> None:
    assert "本期没有工单" in page(login(client, "lina"), "/performance/2020-01")
    assert client.get("/performance/2020-13").status_code == 404
    assert client.get("/performance/2020-01/tickets").status_code == 404
    assert client.get("/performance").headers["Location"] == PAGE


def test_a_sheet_costs_the_same_statements_whatever_there_is(client: Client, login: Login) -> None:
    login(client, "zhaomin")
    desk.register(minutes=-60)
    page(client, PAGE)
    with statements() as few:
        page(client, PAGE)
    scatter(140)
    page(client, PAGE)
    with statements() as many:
        page(client, PAGE)
    assert len(many) == len(few) <= 6
