"""Measures beyond the five: by channel as plain SQL counts them, over all tickets, the industry's figure."""

import html
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from sladesk.actions import settings
from sladesk.domain.figures.measures import BY_KIND, MEASURES
from tests.app.conftest import Login
from tests.support import desk, recount
from tests.support.client import Client
from tests.support.facts import MONTH, review
from tests.support.moment import NOW
from tests.support.scatter import ZONE, scatter


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    """Pages are asked at the present of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_every_measure_is_counted_again(app: Flask) -> None:
    begins, ends = MONTH.bounds(ZONE)
    for code in MEASURES:
        assert recount.counted(code, begins, ends, NOW) == []
    assert {code for code, line in review().figures.items() if line.value is None} == set(MEASURES)


def test_channels_are_counted_again_in_plain_and_working_time(app: Flask) -> None:
    scatter(90)
    made, (begins, ends) = review(), MONTH.bounds(ZONE)
    for line in made.channels:
        also = f"t.channel_id = {desk.ref().channels_by_code[line.channel.code].id}"
        for code, found in line.figures.items():
            values = recount.counted(code, begins, ends, NOW, also)
            assert found.n == len(values), (line.channel.code, code)
            assert found.value == (pytest.approx(sum(values) / len(values)) if values else None)
            assert made.behind.get(found.behind, (0, []))[0] == len(values)


def test_kinds_of_targets_sum_to_all(app: Flask) -> None:
    scatter(90)
    figures = review().figures
    parts = [figures[code] for code in ("response_attainment", "resolution_attainment", *BY_KIND)]
    whole = figures["attainment"]
    assert (sum(line.part or 0 for line in parts), sum(line.n for line in parts)) == (whole.part, whole.n)
    assert sum(line.n > 0 for line in parts) == len(parts)


def test_the_older_habit_stands_beside_where_the_site_wants_it(client: Client, login: Login) -> None:
    scatter(90)
    made = review()
    assert {line.over_all for line in made.figures.values()} == {None}
    settings.change(desk.by("linhao", 0), "reviews.over_all", "shown", version=0)
    made = review()
    line, n = made.figures["first_response"], made.balance.requested
    assert line.value is not None
    assert line.over_all == pytest.approx(line.value * line.n / n)
    rate = made.figures["response_rate"]
    assert rate.over_all == (rate.part or 0) / n
    assert made.figures["satisfaction"].over_all is None
    login(client, "chenwei")
    assert html.unescape(client.get(f"/reviews/{MONTH.key}").text).count("除以全部工单") >= 4


@pytest.mark.parametrize(("minutes", "seconds"), [("25", 1500.0), ("7", 420.0), ("0", None)])
def test_the_site_enters_the_industrys_figure(app: Flask, minutes: str, seconds: float | None) -> None:
    if minutes != "25":
        settings.change(desk.by("linhao", 0), "industry.chat_response_minutes", minutes, version=0)
    found = review().industry
    assert (found.seconds if found else None) == seconds


def test_what_counts_as_nothing_leads_to_its_tickets(client: Client, login: Login) -> None:
    scatter(90)
    made = review()
    assert made.turned
    login(client, "chenwei")
    for one in made.turned:
        shown = client.get(f"/reviews/{MONTH.key}/tickets?figure={one.behind}").text
        assert shown.count("data-row") == min(one.n, 50)


def test_a_box_is_of_tickets_with_a_length_and_so_is_its_share_over_the_limit(app: Flask) -> None:
    scatter(140)
    made = review()
    for box in made.boxes:
        assert 0 <= box.over <= box.n == made.behind[box.behind][0]
    assert sum(box.n for box in made.boxes) == made.figures["resolution"].n
