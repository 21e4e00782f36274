"""What became of an improvement's tickets, counted again by hand, on page and paper (R8.3)."""

import html
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text, update

from sladesk.actions import improvements
from sladesk.db import db, write_transaction
from sladesk.domain.figures import Share
from sladesk.domain.periods import PeriodKind, period_of
from sladesk.models import Improvement, Ticket
from sladesk.reports import effects
from sladesk.reports.build import build
from sladesk.reports.frozen import freeze, thaw
from sladesk.reports.kept import Effect
from sladesk.reports.loading import material
from tests.app.conftest import Login
from tests.support import desk, quality
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.scatter import ZONE, scatter

MONTH = period_of(PeriodKind.MONTH, NOW.date())
_CASES = """
select a.local_day, z.score, z.callback_at is not null, k.breached_at is not null, k.stopped_at is not null
  from ticket t
  join cycle a on a.ticket_id = t.id and a.no = 1
  join cycle z on z.ticket_id = t.id and z.no = t.cycle_no
  left join clock k on k.cycle_id = z.id and k.kind = 'resolution' and k.no = 1
 where t.status <> 'voided'
"""


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    """Pages are asked at the present of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


def improved(number: str, days: int) -> str:
    """Have an improvement for a ticket done some days ago."""
    made = quality.improvement(quality.settled(number))
    improvements.report(desk.by("zhouying", 190), made, words="已完成", done=True)
    with write_transaction() as session:
        session.execute(update(Improvement).values(done_at=NOW - timedelta(days=days)))
    return made


def scattered() -> str:
    """Lay tickets of chance, all of one category, and return the number of one."""
    scatter(60)
    with write_transaction() as session:
        ticket = session.scalars(select(Ticket).order_by(Ticket.id).limit(1)).one()
        session.execute(update(Ticket).values(category_id=ticket.category_id))
        return ticket.number


def found() -> list[Effect]:
    db.session.rollback()
    document = thaw(freeze(build(material(MONTH, NOW, desk.ref())))[0])
    assert document.kept is not None
    return document.kept.effects


def counted(first: date, last: date) -> tuple[Share, Share]:
    """Count resolutions overdue and satisfied answers of the requests of some days."""
    overdue, satisfied = list[bool](), list[bool]()
    for day, score, answered, breached, stopped in db.session.execute(text(_CASES)):
        if first <= (day if isinstance(day, date) else date.fromisoformat(day)) <= last:
            overdue += [bool(breached)] if breached or stopped else []
            satisfied += [score >= 4] if score is not None and answered else []
    return Share(sum(overdue), len(overdue)), Share(sum(satisfied), len(satisfied))


def test_before_and_after_are_what_plain_sql_counts(
    client: Client, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effects, "ENOUGH", 5)
    number = improved(scattered(), 30)
    (effect,) = found()
    today = NOW.astimezone(ZoneInfo(ZONE)).date()
    done = today - timedelta(days=30)
    assert (effect.number, effect.done, effect.days) == (number, done, 28)
    before = counted(done - timedelta(days=28), done - timedelta(days=1))
    after = counted(done + timedelta(days=1), done + timedelta(days=28))
    told = {part.measure: (part.before, part.after) for part in effect.parts}
    assert told["overdue"] == (before[0], after[0])
    assert told["satisfied"] == (before[1], after[1])
    assert told["volume"][0].value == told["volume"][1].value == 1
    login(client, "chenwei")
    page = html.unescape(client.get(f"/reviews/{MONTH.key}").text)
    assert "措施前后" in page
    assert f">{number} " in page


@pytest.mark.parametrize(("days", "enough"), [(0, 0), (6, 0), (30, 20)])
def test_too_little_time_or_too_few_tickets_say_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, days: int, enough: int
) -> None:
    monkeypatch.setattr(effects, "ENOUGH", enough)
    improved(desk.register(minutes=-60), days)
    assert found() == []
