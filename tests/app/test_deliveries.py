"""What is told outside the desk: at least once, by a stable id, as chosen, and nothing lost (R7.3)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from sladesk.actions import deliveries, notices, robots, settings, tickets
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.config import Config, Smtp
from sladesk.db import db, write_transaction
from sladesk.db.queue import Job
from sladesk.domain.errors import Forbidden, NotFound
from sladesk.domain.telling import MOST_TRIES, Choice, Failure, Group, RobotKind, Way
from sladesk.gateways import Undelivered
from sladesk.gateways import robots as robots_of_chats
from sladesk.gateways.sealing import seal
from sladesk.jobs.runner import Runner
from sladesk.models import Audit, Delivery, Notice, Person, Robot, Team, Ticket
from sladesk.queries import deliveries as queries
from tests.support import desk
from tests.support.moment import NOW
from tests.support.receivers import SECRET, Mails, Robots
from tests.support.receivers import mails as mail_server
from tests.support.receivers import robots as chat
from tests.support.senders import HANDLERS, NoRounds
from tests.support.statements import plans

ALL = frozenset(Group)


@pytest.fixture
def house(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Config:
    """The installation, allowed to reach the loopback."""
    monkeypatch.setattr(app, "extensions", dict(app.extensions))
    config = replace(app.config["SLADESK"], outward_private=True)
    monkeypatch.setitem(app.config, "SLADESK", config)
    return config


@pytest.fixture
def group(house: Config) -> Iterator[Robots]:
    with chat(NOW.timestamp()) as held:
        yield held


@pytest.fixture
def post(app: Flask, house: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mails]:
    """A mail server the desk may use; everybody has an address."""
    with mail_server() as held:
        smtp = Smtp("127.0.0.1", held.port, "none", sender="desk@example.com")
        monkeypatch.setitem(app.config, "SLADESK", replace(house, smtp=smtp))
        with write_transaction() as session:
            session.execute(update(Person).values(email=Person.login + "@example.com"))
        settings.change(desk.by("linhao"), "mail.notices", "on", version=0)
        yield held


def text_of(mail: Message) -> str:
    """Return what a mail says."""
    raw = mail.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode()


def every(way: Way) -> dict[str, str]:
    """Return the same way for all events."""
    return {str(group): str(way) for group in Group}


def robot(config: Config, held: Robots, kind: str = "wecom", **values: Any) -> int:
    key, address = config.key(), held.address(kind)
    form = robots.RobotForm(
        name="客服群",
        kind=kind,
        host="127.0.0.1",
        address=seal(key, address),
        secret="" if kind == "wecom" else seal(key, SECRET),
        groups=ALL,
    )
    return robots.create(desk.by("linhao"), replace(form, **values))


def work_off(app: Flask) -> None:
    """Work the deliveries that are due now, and no periodic work."""
    runner = Runner(app, HANDLERS, rounds=NoRounds())
    turns = 0
    while runner.turn():
        turns += 1
        assert turns < 200


def stored() -> list[Delivery]:
    db.session.rollback()
    return list(db.session.scalars(select(Delivery).order_by(Delivery.id)))


def chased(number: str) -> None:
    tickets.chase(desk.by("zhaomin"), number, words="催")


def handed(minutes: float = 0) -> str:
    """Register a ticket for somebody else: one notice."""
    return desk.register("zhaomin", minutes, owner="lina", priority="medium")


def test_nothing_goes_out_where_nobody_asked_for_it(app: Flask) -> None:
    handed()
    assert not stored()
    assert not db.session.scalars(select(Job.id).where(Job.name == "deliveries.send")).all()


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
def test_a_group_is_told_once_as_its_maker_wants_it(
    app: Flask, house: Config, group: Robots, kind: str
) -> None:
    robot(house, group, kind)
    number = handed()
    (row,) = stored()
    work_off(app)
    (came,) = group.posts
    assert number in came.text
    assert "工单已分派" in came.text
    assert row.public_id in came.text
    assert came.ids == [row.public_id]
    assert f"/tickets/{number}" in came.text
    assert "张建国" not in came.text
    (row,) = stored()
    assert (row.state, row.attempts, row.last_error) == ("sent", 1, "")
    work_off(app)
    assert len(group.posts) == 1


def test_the_notice_the_message_and_its_job_are_of_one_transaction(
    app: Flask, house: Config, group: Robots
) -> None:
    robot(house, group)
    number = handed()
    told = db.session.scalars(select(Notice.key)).all()
    (row,) = stored()
    jobs = db.session.scalars(select(Job.unique_key).where(Job.name == "deliveries.send")).all()
    assert jobs == [f"delivery:{row.public_id}"]
    assert len(told) == 1
    with pytest.raises(NotFound):
        tickets.assign(desk.by("zhaomin"), "SR20200101001", team_id=None, owner_id=None)
    tickets.assign(desk.by("zhaomin", 1), number, team_id=None, owner_id=desk.actor("wuqian").person_id)
    assert [each.recipient for each in stored()] == [row.recipient] * 2


@pytest.mark.parametrize(
    ("answer", "said", "left"),
    [
        ("500", "status: HTTP 500", False),
        ("429", "status: HTTP 429", False),
        ("code:45009", "robot_refused: 45009 said so", False),
        ("html", "no_json", False),
        ("302", "status: HTTP 302", True),
        ("404", "status: HTTP 404", True),
    ],
)
def test_what_a_robot_refuses_comes_back_or_is_left(
    app: Flask,
    house: Config,
    group: Robots,
    clock: time_machine.Traveller,
    answer: str,
    said: str,
    left: bool,
) -> None:
    robot(house, group)
    group.answers.append(answer)
    handed()
    work_off(app)
    (row,) = stored()
    assert row.last_error == said
    assert (row.state == "dead") is left
    assert not any("elsewhere" in each.path for each in group.posts), "a redirect is not followed"
    clock.shift(timedelta(minutes=2))
    work_off(app)
    (row,) = stored()
    assert (row.state == "sent") is not left
    assert len({ids for each in group.posts for ids in each.ids}) == 1
    assert len({each.headers["X-Sladesk-Message"] for each in group.posts}) == 1


def test_an_hour_of_500_loses_nothing_and_hammers_nobody(
    app: Flask, house: Config, group: Robots, clock: time_machine.Traveller
) -> None:
    robot(house, group)
    group.answers += ["500"] * 1000
    number = handed()
    for minute in range(60):
        work_off(app)
        if minute % 10 == 5:
            chased(number)
        clock.shift(60)
    tried = len(group.posts)
    assert 4 <= tried <= 16
    group.answers.clear()
    for _ in range(10):
        clock.shift(timedelta(minutes=15))
        work_off(app)
    rows = stored()
    assert {row.state for row in rows} == {"sent"}
    assert {row.public_id for row in rows} == set(group.ids())
    told = {post.headers["X-Sladesk-Message"]: set[str]() for post in group.posts}
    for post in group.posts:
        told[post.headers["X-Sladesk-Message"]].add(" ".join(post.ids))
    assert all(len(ids) == 1 for ids in told.values()), "what is tried again is the same message"


def test_after_the_last_try_it_waits_for_the_administrator(
    app: Flask, house: Config, group: Robots, clock: time_machine.Traveller
) -> None:
    robot(house, group)
    group.answers += ["500"] * MOST_TRIES
    handed()
    for _ in range(MOST_TRIES + 2):
        work_off(app)
        clock.shift(timedelta(hours=8))
    (row,) = stored()
    assert (row.state, row.attempts) == ("dead", MOST_TRIES)
    assert row.batch is not None
    with pytest.raises(Forbidden):
        deliveries.retry(desk.by("zhaomin"), row.batch)
    deliveries.retry(Call(desk.actor("linhao"), utcnow()), row.batch)
    assert db.session.scalars(select(Audit.object_id).where(Audit.action == "delivery.retried")).all() == [
        row.batch
    ]
    work_off(app)
    assert stored()[0].state == "sent"
    with pytest.raises(NotFound):
        deliveries.retry(desk.by("linhao"), row.batch)


def test_a_robot_that_may_speak_20_times_a_minute_tells_many_at_once(
    app: Flask, house: Config, group: Robots, clock: time_machine.Traveller
) -> None:
    robot(house, group)
    number = handed()
    for _ in range(29):
        chased(number)
    for _ in range(60):
        work_off(app)
        clock.shift(1)
    assert len(group.posts) == 3
    assert sorted(group.ids()) == sorted(row.public_id for row in stored())
    assert all(len(each.text.encode()) <= 4096 for each in group.posts)


def test_a_group_hears_of_its_team_and_of_its_events_only(app: Flask, house: Config, group: Robots) -> None:
    robot(house, group, team_code="logistics_support")
    robot(house, group, groups=frozenset({Group.OVERDUE}))
    handed()
    assert not stored()


def test_a_hanging_robot_is_given_up_on(
    app: Flask, house: Config, group: Robots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sladesk.gateways.posting.STEP", 0.2)
    robot(house, group)
    group.answers.append("hang")
    handed()
    work_off(app)
    (row,) = stored()
    assert (row.state, row.last_error) == ("waiting", "no_answer")


def test_a_retired_robot_and_a_wrong_key_are_said(
    app: Flask, house: Config, group: Robots, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = robot(house, group)
    handed()
    robots.retire(desk.by("linhao"), first)
    work_off(app)
    assert stored()[0].last_error == "retired"
    robot(house, group)
    handed()
    other = replace(app.config["SLADESK"], secret_key="another-key-of-another-installation-1")
    monkeypatch.setitem(app.config, "SLADESK", other)
    work_off(app)
    assert stored()[1].last_error == "sealed"
    assert not group.posts


def test_neither_address_nor_secret_lies_open_in_the_database(
    app: Flask, house: Config, group: Robots
) -> None:
    robot(house, group, "dingtalk")
    row = db.session.scalars(select(Robot)).one()
    assert SECRET not in row.secret
    assert "c30f" not in row.address
    trail = db.session.scalars(select(Audit.data).where(Audit.object_type == "robot")).all()
    assert SECRET not in str(trail)
    assert "c30f" not in str(trail)


# ---- e-mail ----


def test_who_chose_nothing_hears_of_what_presses(
    app: Flask, post: Mails, clock: time_machine.Traveller
) -> None:
    number = handed()
    assert not stored(), "being given a ticket is no mail unless one asks for it"
    clock.shift(timedelta(hours=3))
    tickets.chase(Call(desk.actor("zhaomin"), utcnow()), number, words="催")
    work_off(app)
    assert post.mails
    (mail,) = [each for each in post.mails if each["To"] == "lina@example.com"]
    ids = mail["X-Sladesk-Deliveries"].split()
    assert mail["Message-ID"] == f"<{ids[0]}@127.0.0.1>"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = text_of(mail)
    assert number in text
    assert "超时" in text
    assert "热风" in text
    assert "/account/notices" in text
    assert {row.state for row in stored()} == {"sent"}


def test_quiet_hours_hold_what_does_not_press_and_send_it_as_one(
    app: Flask, post: Mails, clock: time_machine.Traveller
) -> None:
    ways = every(Way.NOW)
    notices.choose(desk.by("lina"), Choice(ways, 14 * 60, 16 * 60))
    number = handed()
    for _ in range(3):
        chased(number)
    work_off(app)
    assert not post.mails
    clock.move_to(NOW.replace(hour=8, minute=0), tick=False)
    work_off(app)
    (mail,) = post.mails
    assert len(mail["X-Sladesk-Deliveries"].split()) == 4


def test_the_digest_comes_once_a_day_and_in_the_readers_language(
    app: Flask, post: Mails, clock: time_machine.Traveller
) -> None:
    with write_transaction() as session:
        session.execute(update(Person).where(Person.login == "lina").values(locale="en"))
    notices.choose(desk.by("lina"), Choice(every(Way.DIGEST), digest_at=17 * 60 + 30))
    chased(handed())
    clock.move_to(NOW.replace(hour=9, minute=29), tick=False)
    work_off(app)
    assert not post.mails
    clock.move_to(NOW.replace(hour=9, minute=30), tick=False)
    work_off(app)
    (mail,) = post.mails
    assert "A ticket is yours now" in text_of(mail)


def test_of_a_ticket_that_went_to_others_a_held_mail_says_the_number_only(
    app: Flask, post: Mails, clock: time_machine.Traveller
) -> None:
    notices.choose(desk.by("zhengjie"), Choice(every(Way.DIGEST), digest_at=17 * 60))
    number = desk.register("lina", owner="zhengjie")
    tickets.assign(desk.by("zhaomin"), number, team_id=None, owner_id=desk.actor("wuqian").person_id)
    clock.move_to(NOW.replace(hour=9, minute=0), tick=False)
    work_off(app)
    text = next(text_of(each) for each in post.mails if each["To"].startswith("zhengjie"))
    assert number in text
    assert "热风" not in text


def test_a_refused_recipient_is_left_and_a_busy_server_comes_back(
    app: Flask, post: Mails, clock: time_machine.Traveller
) -> None:
    notices.choose(desk.by("lina"), Choice(every(Way.NOW)))
    post.answers += ["451 later", "550 no such user"]
    handed()
    work_off(app)
    (row,) = stored()
    assert (row.state, row.last_error) == ("waiting", "mail_recipient: SMTP 451")
    clock.shift(timedelta(minutes=2))
    work_off(app)
    (row,) = stored()
    assert (row.state, row.last_error) == ("dead", "mail_recipient: SMTP 550")


def test_a_mail_server_that_is_away_is_left_in_peace_for_a_while(
    app: Flask, post: Mails, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def away(_settings: Smtp, to: str, *_others: object) -> None:
        tried.append(to)
        raise Undelivered(Failure.MAIL_AWAY, away=True)

    for login in ("lina", "wuqian"):
        notices.choose(desk.by(login), Choice(every(Way.NOW)))
        desk.register("zhaomin", owner=login)
    with monkeypatch.context() as patched:
        patched.setattr("sladesk.gateways.mail.send", away)
        work_off(app)
        assert len(tried) == 1
        assert sum(row.attempts for row in stored()) == 1, "who only waited has not been tried"
    clock.shift(timedelta(minutes=2))
    work_off(app)
    assert {row.state for row in stored()} == {"sent"}


def test_what_nobody_thought_of_fails_and_holds_up_nothing(
    app: Flask, house: Config, group: Robots, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_all: object, **_named: object) -> None:
        raise KeyError("mobile 13900001111")

    robot(house, group)
    first = handed()
    with monkeypatch.context() as patched:
        patched.setattr("sladesk.gateways.robots.send", broken)
        work_off(app)
    (row,) = stored()
    assert (row.state, row.attempts, row.last_error) == ("waiting", 1, "broken: KeyError")
    chased(first)
    clock.shift(timedelta(minutes=16))
    work_off(app)
    clock.shift(timedelta(minutes=1))
    work_off(app)
    assert {each.state for each in stored()} == {"sent"}


def test_what_has_no_room_in_a_message_comes_in_the_next(
    app: Flask,
    house: Config,
    group: Robots,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(robots_of_chats._ROOM, RobotKind.WECOM, 900)
    robot(house, group)
    number = handed()
    for _ in range(5):
        chased(number)
    for _ in range(20):
        work_off(app)
        clock.shift(5)
    rows = stored()
    assert {row.state for row in rows} == {"sent"}
    assert sorted(group.ids()) == sorted(row.public_id for row in rows), "each once"
    assert len(group.posts) > 1
    assert all(each in post.text for post in group.posts for each in post.ids)


def test_of_a_ticket_that_left_its_team_a_group_hears_the_number_only(
    app: Flask, house: Config, group: Robots
) -> None:
    robot(house, group)
    number = handed()
    with write_transaction() as session:
        ours = session.scalars(select(Ticket.team_id).where(Ticket.number == number)).one()
        other = session.scalars(select(Team.id).where(Team.id != ours).limit(1)).one()
        session.execute(update(Robot).values(team_id=other))
    work_off(app)
    (came,) = group.posts
    assert number in came.text
    assert "热风" not in came.text


def test_when_a_group_was_told_last_is_one_look_at_an_index(
    app: Flask, house: Config, group: Robots, clock: time_machine.Traveller
) -> None:
    said, silent = robot(house, group), robot(house, group, name="静", groups=frozenset({Group.QUALITY}))
    number = handed()
    work_off(app)
    clock.shift(timedelta(minutes=5))
    chased(number)
    work_off(app)
    found = queries.last_sent()
    assert found == {said: max(row.sent_at for row in stored() if row.sent_at)}
    assert silent not in found
    ((_statement, plan),) = plans(queries.last_sent)
    assert "ix_delivery_said" in plan, plan
