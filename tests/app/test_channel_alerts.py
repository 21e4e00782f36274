"""A channel crosses its line: the alarm comes at once, once a channel and day, by any sweeps (R3.10)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select, update

from sladesk.actions import alerts, settings
from sladesk.actions._action import Call
from sladesk.db import db, write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.jobs.sweep import LOOKED, sweep
from sladesk.jobs.work import Work
from sladesk.models import ChannelAlert, Clock, Notice, Person, Ticket
from sladesk.queries import late
from sladesk.queries.alerts import standings
from sladesk.reports import told as told_words
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW


def decided(met: int, missed: int, channel: str = "phone") -> None:
    """Let contacts of today be decided: clocks as verbs leave them, without their fifty statements."""
    keys: list[int] = []
    for _ in range(met + missed):
        number = desk.register(minutes=-180, owner="lina", channel=channel, priority="urgent")
        keys.append(desk.clocks(number, "first_response")[0].id)
    with write_transaction() as session:
        at = NOW - timedelta(minutes=5)
        for place, key in enumerate(keys):
            values = {"state": "stopped", "stopped_at": at, "due_at": at + timedelta(minutes=1)}
            if place >= met:
                values["breached_at"] = at - timedelta(minutes=1)
            session.execute(update(Clock).where(Clock.id == key).values(next_warn_at=None, **values))


def look(now: datetime = NOW) -> None:
    for one in standings(now):
        db.session.rollback()
        alerts.alarm(
            Call(SYSTEM, now), one.channel_id, one.day.isoformat(), late=one.late.part, decided=one.late.whole
        )
    db.session.rollback()


def raised() -> list[tuple[int, int]]:
    db.session.rollback()
    rows = db.session.execute(select(ChannelAlert.late, ChannelAlert.decided).order_by(ChannelAlert.id))
    return [(row.late, row.decided) for row in rows]


def told() -> list[str]:
    db.session.rollback()
    rows = select(Person.login).join(Notice, Notice.person_id == Person.id)
    return sorted(db.session.scalars(rows.where(Notice.kind == "channel:over")))


@pytest.mark.parametrize(
    ("met", "missed", "rule", "alarm"),
    [
        (17, 3, "at_least", True),
        (17, 3, "more_than", False),
        (18, 2, "at_least", False),
        (16, 4, "more_than", True),
        (0, 2, "at_least", False),
        (0, 3, "at_least", True),
        (0, 0, "at_least", False),
    ],
)
def test_a_channel_raises_its_alarm_at_its_line(
    app: Flask, met: int, missed: int, rule: str, alarm: bool
) -> None:
    if rule != "at_least":
        settings.change(desk.by("linhao"), "board.channel_rule", rule, version=0)
    decided(met, missed)
    for _ in range(3):
        look()
    assert raised() == ([(missed, met + missed)] if alarm else [])
    assert told() == (["zhaomin", "zhoukai"] if alarm else [])


def test_the_alarm_comes_with_the_contact_that_crosses_the_line_and_never_again(app: Flask) -> None:
    decided(0, 2)
    look()
    assert raised() == []
    decided(0, 1)
    look()
    decided(0, 2)
    look(NOW + timedelta(seconds=5))
    assert raised() == [(3, 3)]
    decided(0, 3, channel="email")
    look(NOW + timedelta(seconds=10))
    assert raised() == [(3, 3), (3, 3)], "each channel by itself"


def test_the_sweep_itself_raises_it_for_what_it_finds_late(app: Flask) -> None:
    for _ in range(3):
        desk.register(minutes=-40, owner="lina", priority="urgent")
    app.extensions.pop(LOOKED, None)  # this process has just begun
    sweep(Work(app, {}, lambda: False))
    assert raised() == [(3, 3)]
    assert late.tickets(db.session(), NOW) == []


def test_two_sweeps_at_once_raise_it_once(app: Flask) -> None:
    decided(0, 3)
    found = standings(NOW)
    assert len(found) == 1
    db.session.rollback()

    def go(_n: int) -> bool:
        with app.app_context():
            one = found[0]
            return alerts.alarm(
                Call(SYSTEM, NOW),
                one.channel_id,
                one.day.isoformat(),
                late=one.late.part,
                decided=one.late.whole,
            )

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(go, range(4))) == [False, False, False, True]
    assert len(raised()) == 1
    assert told() == ["zhaomin", "zhoukai"]


def test_a_contact_counts_on_the_day_of_its_request(app: Flask) -> None:
    """What came in before midnight and is decided after it belongs to the day before."""
    decided(0, 3)
    look(NOW + timedelta(minutes=30))
    day = db.session.scalar(select(ChannelAlert.day))
    assert str(day) == "2026-11-19"
    assert (
        db.session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == "channel:over")) == 2
    )


def test_voided_contacts_are_in_no_share(app: Flask) -> None:
    decided(0, 3)
    with write_transaction() as session:
        one = session.scalars(select(Ticket.id).order_by(Ticket.id)).first()
        session.execute(update(Ticket).where(Ticket.id == one).values(status="voided"))
    look()
    assert raised() == []


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_names_are_said_in_the_language_of_who_reads(app: Flask, locale: str) -> None:
    ref = desk.ref()
    row, office = ref.channels_by_code["phone"], ref.calendars["office"]
    with app.test_request_context(), force_locale(locale):
        data = told_words.named({"channel": "phone", "late": 3, "n": 9}, ref)
        assert told_words.said("channel:over", data).startswith(row.name(locale))
        assert data["title"] == ""
        assert told_words.named({"calendars": "office,gone"}, ref)["title"] == office.name(locale)
    assert row.name("en") != row.name("zh")


def test_the_notice_leads_to_the_channels_tickets_by_its_name(app: Flask, client: Client) -> None:
    decided(7, 3)
    look()
    client.enter("zhaomin")
    page = client.get("/notices").text
    assert '<button class="link">电话</button>' in page
    assert ">phone<" not in page
