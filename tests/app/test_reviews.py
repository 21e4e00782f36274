"""Reviews: every figure counted again by plain SQL, on screen as in the document, and what lies behind it."""

import html
import re
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sladesk.actions import tickets
from sladesk.db import db, write_transaction
from sladesk.domain.codes import Priority, ReasonKind
from sladesk.domain.periods import Period, PeriodKind, parse_period, period_of
from sladesk.models import Breach, Clock, Ticket
from sladesk.reports.build import build
from sladesk.reports.document import Document
from sladesk.reports.loading import material
from tests.app.conftest import Login
from tests.support import desk, recount
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.scatter import ZONE, scatter
from tests.support.statements import statements

MONTH = period_of(PeriodKind.MONTH, NOW.date())


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    """Pages are asked at the present of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


def review(period: Period = MONTH, now: datetime = NOW, most: int | None = None) -> Document:
    db.session.rollback()
    return build(material(period, now, desk.ref()), most)


# ---- figures ----


@pytest.mark.parametrize("key", ["month", "week", "day"])
def test_every_measure_is_what_plain_sql_counts(app: Flask, key: str) -> None:
    scatter(140)
    period = period_of(PeriodKind(key), NOW.date())
    begins, ends = period.bounds(ZONE)
    assert recount.differing(review(period), begins, ends, NOW) == {}


def test_the_channels_of_a_month_add_up_and_are_what_plain_sql_counts(app: Flask) -> None:
    scatter(140)
    made, (begins, ends) = review(), MONTH.bounds(ZONE)
    assert sum(line.tickets for line in made.channels) == made.balance.requested
    for line in made.channels:
        also = f"t.channel_id = {desk.ref().channels_by_code[line.channel.code].id}"
        values = recount.counted("response_attainment", begins, ends, NOW, also)
        assert (line.met, line.met + line.late + line.silent) == (sum(values), len(values))


def test_priorities_groups_and_people_are_what_plain_sql_counts(app: Flask) -> None:
    scatter(140)
    made, (begins, ends), held = review(), MONTH.bounds(ZONE), desk.ref()
    keys = {f"owner:{row.staff_number}": f"t.owner_id = {row.id}" for row in held.people.values()}
    keys |= {f"team:{row.code}": f"t.team_id = {row.id}" for row in held.teams.values()}
    keys |= {f"priority:{code}": f"t.priority = '{code}'" for code in Priority}
    for line in made.groups:
        also = keys[f"{line.by}:{line.name.code}"]
        for code, found in line.figures.items():
            values = recount.counted(code, begins, ends, NOW, also)
            assert found.n == len(values), (line.name, code)
            assert found.value == (pytest.approx(sum(values) / len(values)) if values else None)
    for way in ("priority", "team", "owner"):
        assert sum(line.tickets for line in made.groups if line.by == way) == made.balance.requested


def test_parts_sum_to_the_total(app: Flask) -> None:
    scatter(140)
    made = review()
    requested = made.balance.requested
    assert sum(cell.n for cell in made.heat) == sum(day.n for day in made.days) == requested
    rest = [made.problem_rest] if made.problem_rest else []
    assert sum(line.permille for line in [*made.problems, *rest]) == 1000
    assert sum(sum(band.scores) for band in made.bands) <= made.figures["score"].n
    balance = made.balance
    assert balance.open == balance.carried + requested - balance.solved - balance.carried_solved
    assert all(0 <= len(places) == count for count, places in made.behind.values())


def test_figures_of_a_cut_off_do_not_change_by_what_came_after(app: Flask) -> None:
    number = desk.register(minutes=-60, owner="lina")
    before = review(now=NOW)
    tickets.void(desk.by("lina", 5), number, reason_id=desk.reason(ReasonKind.VOID))
    desk.register(minutes=10)
    after = review(now=NOW)
    assert before.balance.requested == 1
    assert after.balance == before.balance.__class__(0, 0, 0, 0, 0, 1)


def test_a_missed_target_stands_under_its_reason(app: Flask) -> None:
    scatter(20)
    with write_transaction() as session:
        clock = session.scalars(select(Clock).where(Clock.breached_at.is_not(None)).limit(1)).one()
        reason = desk.reason(ReasonKind.OVERDUE)
        session.add(
            Breach(
                clock_id=clock.id,
                ticket_id=clock.ticket_id,
                kind=clock.kind,
                due_at=clock.due_at,
                noted_at=NOW,
                reason_id=reason,
                checked_at=NOW,
            )
        )
        asked = session.get_one(Ticket, clock.ticket_id).requested_at
    made = review(period_of(PeriodKind.MONTH, asked.astimezone(ZoneInfo(ZONE)).date()))
    shown = [line for line in made.reasons if line.reason and line.n]
    assert [(line.n, line.checked) for line in shown] in ([(1, 1)], [])


# ---- pages ----


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.text)


def test_the_list_names_the_periods_since_the_first_request(client: Client, login: Login) -> None:
    login(client, "chenwei")
    assert "还没有登记过工单" in page(client, "/reviews")
    desk.register(minutes=-60)
    shown = page(client, "/reviews")
    assert shown.count('href="/reviews/2') == 3
    assert f'href="/reviews/{MONTH.key}"' in shown


@pytest.mark.parametrize(
    ("query", "status", "to"),
    [
        ("kind=week&day=2026-03-05", 302, "/reviews/2026-W10"),
        ("kind=month&day=2026-03-05", 302, "/reviews/2026-03"),
        ("kind=month&day=2999-01-01", 422, ""),
        ("kind=year&day=2026-03-05", 422, ""),
        ("kind=day&day=gestern", 422, ""),
    ],
)
def test_an_older_period_is_asked_for_by_a_day(
    client: Client, login: Login, query: str, status: int, to: str
) -> None:
    answer = login(client, "chenwei").get(f"/reviews?{query}")
    assert (answer.status_code, answer.headers.get("Location", "")) == (status, to)
    if status == 422:
        assert "请选择今天或更早的日期" in answer.text
        assert query.rpartition("=")[2] in answer.text


@pytest.mark.parametrize("key", ["2026-13", "2999-01", "2026-W60", "x", "2026-02-30"])
def test_what_is_no_period_or_lies_ahead_is_not_found(client: Client, login: Login, key: str) -> None:
    assert login(client, "chenwei").get(f"/reviews/{key}").status_code == 404


@pytest.mark.parametrize("key", ["2020-01", "2020-W02", "2020-01-05"])
def test_an_empty_period_says_that_nothing_is_recorded(client: Client, login: Login, key: str) -> None:
    shown = page(login(client, "chenwei"), f"/reviews/{key}")
    assert shown.count("未记录") >= 5
    assert 'class="chart"' not in shown


@pytest.mark.parametrize("kind", PeriodKind)
def test_the_figures_stand_on_the_page_and_lead_to_their_tickets(
    client: Client, login: Login, kind: PeriodKind
) -> None:
    scatter(60)
    period = period_of(kind, NOW.date())
    login(client, "chenwei")
    made = review(period)
    shown = page(client, f"/reviews/{period.key}")
    line = made.figures["response_rate"]
    assert line.value is not None
    assert f">{line.value * 100 + 1e-9:.1f}<small>%" in shown
    addresses = set(re.findall(rf'href="(/reviews/{period.key}/tickets\?[^"]+)"', shown))
    assert len(addresses) > 5
    for address in sorted(addresses)[:: max(1, len(addresses) // 8)]:
        listed = page(client, address)
        told = re.search(r"工单 (\d+)", listed)
        assert told is not None
        count = int(told[1])
        assert len(re.findall(r'data-row data-href="/tickets/', listed)) == min(50, count)


def test_a_number_leads_to_as_many_tickets(client: Client, login: Login) -> None:
    """A number of tickets in a table is that of the list behind it; of clocks a ticket may have several."""
    scatter(60)
    login(client, "chenwei")
    shown = page(client, f"/reviews/{MONTH.key}")
    linked = re.findall(rf'href="(/reviews/{MONTH.key}/tickets\?figure=[^"]+)"[^>]*>([\d,]+)</a>', shown)
    clocks = re.compile(r"figure=(reason|why|alarm|\w+_attainment|attainment|promises_kept)")
    counted = sorted({pair for pair in linked if not clocks.search(pair[0])})
    assert len(counted) > 20
    for address, number in counted[:: len(counted) // 30]:
        told = re.search(r"工单 ([\d,]+)", page(client, address))
        assert told is not None
        assert told[1] == number, address


def test_more_tickets_than_a_page_holds_are_turned_over(client: Client, login: Login) -> None:
    scatter(140)
    login(client, "chenwei")
    month = MONTH.before.key
    first = page(client, f"/reviews/{month}/tickets")
    second = page(client, f"/reviews/{month}/tickets?figure=all&page=2")
    one, two = (set(re.findall(r'href="/tickets/([A-Z0-9]+)"', text)) for text in (first, second))
    assert len(one) == 50
    assert not one & two


def test_a_number_in_a_problem_is_masked_behind_figures_too(client: Client, login: Login) -> None:
    desk.register(minutes=-60, verbatim="回电 13800005678，空调不冷")
    login(client, "chenwei")
    shown = page(client, f"/reviews/{MONTH.key}/tickets")
    assert "13800005678" not in shown
    assert "138****5678" in shown


def test_tickets_of_no_figure_are_not_found(client: Client, login: Login) -> None:
    desk.register(minutes=-60)
    login(client, "chenwei")
    assert client.get(f"/reviews/{MONTH.key}/tickets?figure=channel:nowhere").status_code == 404
    assert client.get("/reviews/2020-01/tickets").status_code == 404


def test_a_review_costs_the_same_statements_whatever_there_is(client: Client, login: Login) -> None:
    login(client, "chenwei")
    desk.register(minutes=-60)
    page(client, f"/reviews/{MONTH.key}")
    with statements() as few:
        page(client, f"/reviews/{MONTH.key}")
    scatter(140)
    page(client, f"/reviews/{MONTH.key}")
    with statements() as many:
        page(client, f"/reviews/{MONTH.key}")
    assert len(many) == len(few) <= 18


def test_a_week_before_the_new_year_is_called_by_its_iso_year(client: Client, login: Login) -> None:
    found = parse_period("2020-W53")
    assert found is not None
    assert found.start == date(2020, 12, 28)
    assert "2020 年第 53 周" in page(login(client, "chenwei"), "/reviews/2020-W53")
