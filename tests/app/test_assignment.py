"""Where new tickets go and to whom, on both engines: rules, duty, fair shares, one statement (R2.1, R2.2)."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select, update

from sladesk.actions import rules, tickets
from sladesk.actions.rules import RuleForm
from sladesk.config import Config
from sladesk.db import db
from sladesk.domain.codes import Duty
from sladesk.domain.errors import Invalid, Stale
from sladesk.models import AssignmentRule, Event, Person, Ticket
from tests.support import desk, registrar
from tests.support.accounts import add_person
from tests.support.admin import admin
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.statements import statements

CONSULTATION = {"category": "consultation.fees", "channel": "chat"}


def on_duty(*logins: str) -> None:
    """Put exactly these people on duty."""
    db.session.execute(update(Person).values(duty=Duty.OFF))
    db.session.execute(update(Person).where(Person.login.in_(logins)).values(duty=Duty.ON, duty_since=NOW))
    db.session.commit()


def owner_of(number: str) -> str:
    row = desk.ticket(number)
    found = db.session.get(Person, row.owner_id) if row.owner_id else None
    return found.login if found else ""


def team_of(number: str) -> str:
    return desk.ref().teams[desk.ticket(number).team_id or 0].code


def test_a_ticket_goes_to_who_has_least_in_hand_and_the_timeline_says_so(app: Flask) -> None:
    on_duty("lina", "wuqian")
    first = desk.register("hanlei", **CONSULTATION)
    second = desk.register("hanlei", 1, **CONSULTATION)
    third = desk.register("hanlei", 2, **CONSULTATION)
    assert [owner_of(n) for n in (first, second, third)] == ["lina", "wuqian", "lina"]
    assert desk.ticket(third).assigned_at == desk.ticket(third).recorded_at
    told = db.session.scalars(
        select(Event).where(Event.ticket_id == desk.ticket(third).id, Event.kind == "ticket:assigned")
    ).one()
    assert told.data["rule"] == "balanced"


def test_work_weighs_more_than_the_number_of_tickets(app: Flask) -> None:
    """R2.2: one repair is more work than three consultations; what waits for others is none."""
    on_duty("lina", "wuqian")
    desk.register("hanlei", owner="lina", category="complaint.attitude")
    for minute in range(2):
        desk.register("hanlei", minute, owner="wuqian", **CONSULTATION)
    assert owner_of(desk.register("hanlei", 3, **CONSULTATION)) == "wuqian"
    assert owner_of(desk.register("hanlei", 4, **CONSULTATION)) == "lina"


def test_who_is_not_on_duty_gets_nothing_and_no_ticket_is_without_a_team(app: Flask) -> None:
    on_duty()
    number = desk.register("lina", **CONSULTATION)
    assert (owner_of(number), team_of(number)) == ("", "service_desk")


def test_what_is_urgent_goes_to_the_supervisor_on_duty_and_urgent_repairs_straight_to_the_field(
    app: Flask,
) -> None:
    on_duty("lina", "zhaomin", "wangqiang", "liuyang")
    urgent = desk.register("lina", priority="urgent", **CONSULTATION)
    assert (owner_of(urgent), team_of(urgent)) == ("zhaomin", "service_desk")
    repair = desk.register("lina", 1, asset_id=1, priority="urgent")
    assert (owner_of(repair), team_of(repair)) == ("wangqiang", "field_ac")
    assert owner_of(desk.register("lina", 2, asset_id=1, priority="urgent")) == "liuyang"
    later = desk.register("lina", 3, asset_id=1, priority="medium", channel="chat")
    assert (owner_of(later), team_of(later)) == ("", "field_ac")


def test_what_was_typed_wins_and_who_solves_at_once_keeps_it(app: Flask) -> None:
    on_duty("lina", "wuqian")
    assert owner_of(desk.register("hanlei", owner="hanlei", **CONSULTATION)) == "hanlei"
    team = next(t.id for t in desk.ref().teams.values() if t.code == "complaints")
    assert team_of(desk.register("hanlei", 1, team_id=team, **CONSULTATION)) == "complaints"


def test_rules_are_added_in_their_place_changed_moved_and_taken_away(app: Flask) -> None:
    on_duty("lina")
    before = len(desk.ref().rules)
    asks = {"tier": ["vip"], "region": ["北京市"]}
    key = rules.create(admin(), RuleForm(asks, owner="person", person="K003"), before=desk.ref().rules[0].id)
    assert desk.ref().rules[0].match == {"region": ("北京",), "tier": ("vip",)}
    assert owner_of(desk.register("lina", place_id=1, **CONSULTATION)) == "hanlei"
    assert owner_of(desk.register("lina", 1, **CONSULTATION)) == "lina"
    rules.move(admin(), key, up=False, version=1)
    assert [rule.id for rule in desk.ref().rules].index(key) == 1
    rules.change(admin(), key, RuleForm({}, team_code="complaints"), version=1)
    with pytest.raises(Stale):
        rules.change(admin(), key, RuleForm({}, team_code="callback"), version=1)
    assert team_of(desk.register("lina", 2, **CONSULTATION)) == "complaints"
    rules.remove(admin(), key, version=2)
    assert len(desk.ref().rules) == before
    places = db.session.scalars(select(AssignmentRule.position).order_by(AssignmentRule.position)).all()
    assert list(places) == list(range(1, before + 1))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (RuleForm({}), "team"),
        (RuleForm({}, team_code="nowhere"), "team"),
        (RuleForm({}, owner="whoever"), "owner"),
        (RuleForm({}, owner="person"), "person"),
        (RuleForm({"priority": ["soon"]}, owner="none"), "priority"),
        (RuleForm({"category": ["fault.nothing"]}, owner="none"), "category"),
        (RuleForm({"region": ["x" * 200]}, owner="none"), "region"),
    ],
)
def test_a_rule_that_can_not_be_is_refused_beside_its_field(app: Flask, form: RuleForm, field: str) -> None:
    with pytest.raises(Invalid) as error:
        rules.create(admin(), form)
    assert set(error.value.problems) == {field}


def test_choosing_the_owner_costs_one_statement_whatever_people_have_in_hand(app: Flask) -> None:
    """Decision 43: counted here, timed by the bench; the form of the plan is asked for, not its time."""
    form = desk.form(**CONSULTATION)
    call = desk.by("hanlei")
    on_duty()
    tickets.register(desk.by("hanlei"), desk.form(owner_id=desk.actor("lina").person_id, **CONSULTATION))
    with statements() as typed:
        tickets.register(call, desk.form(owner_id=call.by.person_id, **CONSULTATION))
    on_duty("lina", "wuqian")
    with statements() as few:
        tickets.register(call, form)
    for minute in range(6):
        desk.register("hanlei", minute, **CONSULTATION)
    with statements() as many:
        tickets.register(call, form)
    choosing = [text for text in many if "ticket.assigned_at" in text and "LIMIT" in text]
    assert len(choosing) == 1
    assert len(few) == len(many)
    assert len(few) - len(typed) <= 2  # the choice, and the notice for who has not typed it himself


def test_two_processes_share_out_evenly(app: Flask, config: Config) -> None:
    """R2.2: 40 registrations by two processes at once; nobody gets two more than anybody else."""
    add_person("X100", "engineer", team="field_ac")
    on_duty("wangqiang", "liuyang", "x100")
    both = [registrar.start(config, 20) for _ in range(2)]
    assert sum(len(one.numbers(20)) for one in both) == 40
    for one in both:
        one.end()
    db.session.rollback()
    shares = Counter(db.session.scalars(select(Ticket.owner_id)))
    assert sorted(shares.values()) == [13, 13, 14]


def test_one_keystroke_opens_what_presses_most_by_working_time(client: Client) -> None:
    """R7.2: own tickets and those nobody of the team has taken; two statements with the signing-in."""
    own = desk.register("lina", owner="lina", category="consultation.fees", channel="email")
    desk.register("lina", 1, owner="wuqian", **CONSULTATION)
    client.enter("lina")
    assert client.get("/queue/next").headers["Location"].endswith(own)
    pressing = desk.register("lina", 2, **CONSULTATION)
    with statements() as sent:
        answer = client.get("/queue/next")
    assert answer.headers["Location"].endswith(pressing)
    assert len(sent) <= 2, sent
    assert client.get(f"/queue/next?but={pressing}").headers["Location"].endswith(own)
    client.enter("hanlei")
    assert client.get("/queue/next").headers["Location"].endswith("/queue")
