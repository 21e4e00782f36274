"""Nobody is on duty for a ticket: the next rule is asked, a supervisor told, who comes gets it (R2.2)."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sladesk.actions import tickets
from sladesk.actions._action import Call, Tx
from sladesk.db import db, write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import Duty, ReasonKind
from sladesk.domain.routing import Asked, OwnerRule, Rule, next_owners
from sladesk.jobs import staffing
from sladesk.jobs.periodic import PERIODS
from sladesk.jobs.work import Work
from sladesk.models import Event, Notice, Person, Ticket
from sladesk.queries.unmanned import to_staff
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.second import second
from tests.support.statements import statements

CONSULTATION = {"category": "consultation.fees", "channel": "chat"}


def on_duty(*logins: str) -> None:
    """Put exactly these people on duty."""
    with write_transaction() as session:
        session.execute(update(Person).values(duty=Duty.OFF))
        here = Person.login.in_(logins)
        session.execute(update(Person).where(here).values(duty=Duty.ON, duty_since=NOW))


def owner_of(number: str) -> str:
    db.session.rollback()
    row = desk.ticket(number)
    found = db.session.get(Person, row.owner_id) if row.owner_id else None
    return found.login if found else ""


def told(kind: str) -> list[str]:
    db.session.rollback()
    rows = select(Person.login).join(Notice, Notice.person_id == Person.id).where(Notice.kind == kind)
    return sorted(db.session.scalars(rows))


def comes_round(app: Flask) -> None:
    """What the job does every few seconds."""
    db.session.rollback()
    staffing.staff(Work(app, {}, lambda: False))
    db.session.rollback()


def test_a_rule_that_finds_nobody_leaves_it_to_the_next_that_fits(app: Flask) -> None:
    on_duty("lina")
    number = desk.register("hanlei", priority="urgent", **CONSULTATION)
    assert owner_of(number) == "lina", "no supervisor is there, and urgent work is not left lying"
    on_duty("zhaomin")
    repair = desk.register("hanlei", 1, asset_id=1, priority="urgent")
    assert owner_of(repair) == "zhaomin", "no engineer is there: the supervisor on duty hands it on"
    assert desk.ticket(repair).unmanned_at is None


def test_beside_a_registration_it_goes_to_who_has_less(app: Flask) -> None:
    """Who is under way to somebody counts, though nothing of it is committed yet."""
    on_duty()
    waiting = desk.register("hanlei", **CONSULTATION)
    on_duty("lina", "wuqian")
    made, call, form = list[str](), desk.by("hanlei", 1), desk.form(**CONSULTATION)

    def register(session: Session) -> None:
        tx = Tx(session, call.by, call.now, "tickets.register", call.by.source)
        made.append(str(tickets.register(tx, form)["number"]))

    db.session.rollback()
    second(app, register, lambda: tickets.staff(Call(SYSTEM, call.now), waiting))
    assert {owner_of(waiting), owner_of(made[0])} == {"lina", "wuqian"}


def test_a_rule_that_lets_it_wait_in_its_team_is_the_end_and_a_person_away_is_nobody() -> None:
    wanted = [
        Rule(1, {}, owner=OwnerRule.SUPERVISOR),
        Rule(2, {"channel": ("chat",)}, owner=OwnerRule.BALANCED),
        Rule(3, {}, owner=OwnerRule.PERSON, person_id=9),
        Rule(4, {}, team_id=2),
        Rule(5, {}, owner=OwnerRule.NONE),
        Rule(6, {}, owner=OwnerRule.BALANCED),
    ]
    phone, chat = Asked(channel="phone"), Asked(channel="chat")
    assert [rule.id for rule in next_owners(wanted, phone, (), 1)] == [3]
    assert [rule.id for rule in next_owners(wanted, chat, (), 1)] == [2, 3]
    assert [rule.id for rule in next_owners(wanted, chat, (9,), 1)] == [2]
    assert [rule.id for rule in next_owners(wanted, chat, (), 5)] == [6]
    assert next_owners(wanted, chat, (), 6) == ()


def test_nobody_at_all_is_marked_told_and_seen(client: Client) -> None:
    on_duty()
    number = desk.register("hanlei", **CONSULTATION)
    row = desk.ticket(number)
    assert (owner_of(number), row.unmanned_at) == ("", NOW)
    assert told("ticket:unmanned") == ["zhaomin", "zhoukai"], "none of them is there: all of them"
    entry = select(Event.data).where(Event.ticket_id == row.id, Event.kind == "ticket:assigned")
    assert db.session.scalars(entry).one()["nobody"] is True
    client.enter("lina")
    assert "无人在岗" in client.get(f"/tickets/{number}").text
    assert "无人在岗" in client.get("/tickets?owner=none").text
    on_duty("zhoukai")
    desk.register("hanlei", 1, **CONSULTATION)
    assert told("ticket:unmanned").count("zhaomin") == 1, "from now on who is on duty"


def test_who_comes_first_gets_it_and_those_who_come_together_share_fairly(app: Flask) -> None:
    on_duty()
    numbers = [desk.register("hanlei", minute, **CONSULTATION) for minute in range(4)]
    comes_round(app)
    assert [owner_of(number) for number in numbers] == [""] * 4
    on_duty("lina", "wuqian")
    comes_round(app)
    assert Counter(owner_of(number) for number in numbers) == {"lina": 2, "wuqian": 2}
    assert all(desk.ticket(number).unmanned_at is None for number in numbers)
    assert told("ticket:assigned") == ["lina", "lina", "wuqian", "wuqian"]
    told_of = select(Event.data).where(
        Event.ticket_id == desk.ticket(numbers[0]).id, Event.kind == "ticket:assigned"
    )
    assert [data.get("rule") for data in db.session.scalars(told_of.order_by(Event.seq))] == [
        None,
        "balanced",
    ]
    before = totals()
    comes_round(app)
    assert totals() == before, "once"


def totals() -> list[tuple[int, int]]:
    db.session.rollback()
    rows = db.session.execute(select(Ticket.event_seq, Ticket.version).order_by(Ticket.id))
    return [(row.event_seq, row.version) for row in rows]


@pytest.mark.parametrize("way", ["taken", "given", "voided"])
def test_what_somebody_takes_or_nobody_has_to_do_is_given_to_nobody_else(app: Flask, way: str) -> None:
    on_duty()
    number = desk.register("hanlei", **CONSULTATION)
    if way == "taken":
        tickets.take(desk.by("lina", 5), number)
    elif way == "given":
        row = desk.ticket(number)
        tickets.assign(
            desk.by("zhaomin", 5), number, team_id=row.team_id, owner_id=desk.actor("hanlei").person_id
        )
    else:
        tickets.void(desk.by("zhaomin", 5), number, reason_id=desk.reason(ReasonKind.VOID))
    assert desk.ticket(number).unmanned_at is None
    was = owner_of(number)
    on_duty("wuqian")
    assert tickets.staff(Call(SYSTEM, NOW + timedelta(minutes=9)), number) is False
    assert owner_of(number) == was


def test_only_those_are_tried_whose_rules_find_somebody_and_nothing_costs_two_statements(app: Flask) -> None:
    on_duty()
    waits = desk.register("hanlei", **CONSULTATION)
    repair = desk.register("hanlei", 1, asset_id=1, priority="urgent")
    on_duty("wangqiang")
    db.session.rollback()
    with statements() as sent:
        assert to_staff(db.session(), desk.ref(), NOW) == [repair]
    assert len([text for text in sent if "FROM ticket" in text or "FROM person" in text]) == 2
    on_duty("lina", "wangqiang")
    assert set(to_staff(db.session(), desk.ref(), NOW)) == {waits, repair}
    assert "tickets.staff" in {period.name for period in PERIODS}


def test_the_preview_says_the_same(client: Client) -> None:
    client.enter("linhao")
    asked = "/admin/routing?channel=chat&category=consultation.fees&service_type=consultation&priority="
    on_duty("lina")
    page = client.get(asked + "urgent").text
    assert "无人在岗，改看下一条规则" in page
    assert "第一条规则无人在岗" in page
    assert re_owner(page) == "李娜"
    on_duty()
    page = client.get(asked + "medium").text
    assert "目前无人在岗：工单留在组内" in page


def re_owner(page: str) -> str:
    """The owner the preview names."""
    return page.split("负责人 <b>")[1].partition("</b>")[0].split()[0]
