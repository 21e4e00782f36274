"""Shifts and the rota, who is on duty by it, absences, handing over; on both engines (R2.2, R2.3)."""

import html
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from sladesk.actions import masters, rota, rules, settings, tickets
from sladesk.actions.rota import Cell
from sladesk.actions.rules import RuleForm
from sladesk.db import db
from sladesk.domain.codes import Duty
from sladesk.domain.errors import Forbidden, Invalid, Stale
from sladesk.models import Event, EventText, Person, Rota
from sladesk.queries.duty import DutyNow, gaps, shift_before, shift_today
from tests.app.test_assignment import CONSULTATION, on_duty, owner_of
from tests.support import desk
from tests.support.admin import admin, key_of
from tests.support.client import Client
from tests.support.moment import NOW

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = NOW.astimezone(ZONE).date()
MONDAY = TODAY - timedelta(days=TODAY.weekday())


@pytest.fixture
def by_rota(app: Flask) -> None:
    """The rota decides who is on duty."""
    settings.change(admin(), "duty.by_rota", "on", version=0)


def at(hour: int, day: date = TODAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def duty(login: str, now: datetime) -> Duty:
    asked = DutyNow(desk.ref(), now)
    columns = (Person.duty, Person.duty_since, shift_today(), shift_before())
    row = db.session.execute(select(*columns).where(Person.login == login), dict(asked.values)).one()
    return asked.of(*row)


def put(number: str, day: date, code: str, before: str = "") -> None:
    rota.save(desk.by("zhaomin"), [Cell(number, day, before, code)])


@pytest.mark.usefixtures("by_rota")
def test_the_rota_says_who_is_on_duty_and_a_night_goes_on_after_midnight() -> None:
    on_duty("wuqian")  # her own switch says so, the rota does not
    put("K001", TODAY, "early")
    put("K002", TODAY - timedelta(days=1), "night")
    put("K003", TODAY, "leave")
    assert (duty("lina", at(9)), duty("lina", at(17))) == (Duty.ON, Duty.OFF)
    assert (duty("wuqian", at(7)), duty("wuqian", at(9))) == (Duty.ON, Duty.OFF)
    assert duty("hanlei", at(9)) == Duty.OFF


@pytest.mark.usefixtures("by_rota")
@pytest.mark.parametrize(
    ("days", "code", "state"),
    [(0, "early", "on"), (-1, "early", "off"), (0, "night", "off"), (0, "leave", "off")],
)
def test_every_page_shows_ones_own_duty_by_the_rota(client: Client, days: int, code: str, state: str) -> None:
    on_duty("wuqian")  # her own switch says so, the rota does not
    put("K002", TODAY + timedelta(days=days), code)
    client.enter("wuqian")
    assert f'name="duty" value="{state}" aria-pressed="true"' in client.get("/queue").text


@pytest.mark.usefixtures("by_rota")
def test_new_tickets_follow_the_rota_and_nobody_away_gets_one() -> None:
    now = DutyNow(desk.ref(), NOW)
    put("K002", now.moment.day, "day" if 9 <= NOW.astimezone(ZONE).hour < 17 else "night")
    hours = {"name_zh": "全天", "name_en": "All", "hours": "00:00-16:00"}
    masters.create(admin(), "shift", {**hours, "code": "whole"})
    put("K001", TODAY, "whole")
    free = desk.register("hanlei", **CONSULTATION)
    assert owner_of(free) in {"lina", "wuqian"}
    first = desk.ref().rules[0].id
    rules.create(admin(), RuleForm({"tier": ["vip"]}, owner="person", person="K003"), before=first)
    assert owner_of(desk.register("lina", 1, **CONSULTATION)) == "hanlei"
    put("K003", TODAY, "sick")
    assert owner_of(desk.register("lina", 2, **CONSULTATION)) in {"lina", "wuqian"}  # by the next rule


@pytest.mark.usefixtures("by_rota")
def test_a_day_with_nobody_is_said_on_board_and_rota_and_tickets_keep_their_team(client: Client) -> None:
    assert owner_of(number := desk.register("lina", **CONSULTATION)) == ""
    assert desk.ticket(number).team_id is not None
    teams = {desk.ref().teams[team].code for _day, team in gaps(desk.ref(), [TODAY])}
    assert {"service_desk", "field_ac"} <= teams
    client.enter("zhaomin")
    for path in ("/board", "/people"):
        assert "无人排班" in client.get(path).text, path
    put("K001", TODAY, "early")
    left = {desk.ref().teams[team].code for _day, team in gaps(desk.ref(), [TODAY])}
    assert teams - left == {"service_desk"}


def test_two_who_change_the_same_day_are_both_shown_and_nothing_is_stored(client: Client) -> None:
    client.enter("zhaomin")
    address = f"/people?from={MONDAY.isoformat()}&team=service_desk"
    page = client.get(address).text
    form = {"was": key_of(page, "was"), "from": MONDAY.isoformat(), "team": "service_desk"}
    mine = {f"c.K001.{MONDAY.isoformat()}": "early", f"c.K002.{MONDAY.isoformat()}": "late"}
    put("K001", MONDAY, "late")
    late = client.send("/people", form | mine)
    assert late.status_code == 409
    said = html.unescape(late.text)
    assert f"李娜，{MONDAY:%m-%d} 周一：现为晚班，您选了早班" in said
    assert db.session.scalars(select(Rota.person_id)).all() == [desk.actor("lina").person_id]
    again = client.send("/people", form | mine | {"was": key_of(late.text, "was")})
    assert again.status_code == 303
    db.session.rollback()
    stored = {row.person_id: row.shift_id for row in db.session.scalars(select(Rota))}
    shifts = {shift.code: key for key, shift in desk.ref().shifts.items()}
    assert stored == {
        desk.actor("lina").person_id: shifts["early"],
        desk.actor("wuqian").person_id: shifts["late"],
    }


def test_a_week_is_copied_to_empty_days_without_absences(app: Flask) -> None:
    put("K001", MONDAY, "early")
    put("K001", MONDAY + timedelta(days=1), "leave")
    put("K002", MONDAY, "late")
    following = MONDAY + timedelta(days=7)
    put("K002", following, "early")
    assert rota.copy_week(desk.by("zhaomin"), ["K001", "K002"], following) == 1
    assert rota.copy_week(desk.by("zhaomin"), ["K001", "K002"], following) == 0
    found = db.session.scalars(select(Rota.day).where(Rota.day >= following)).all()
    assert set(found) == {following}


def test_an_absence_replaces_shifts(app: Flask) -> None:
    put("K001", MONDAY, "early")
    assert rota.absent(desk.by("zhaomin"), "K001", "leave", MONDAY, MONDAY + timedelta(days=2)) == 3
    assert set(db.session.scalars(select(Rota.away))) == {"leave"}


@pytest.mark.parametrize(
    ("number", "why", "days", "field"),
    [
        ("", "leave", 1, "person"),
        ("K001", "gone", 1, "why"),
        ("K001", "leave", -1, "last"),
        ("K001", "leave", 99, "last"),
    ],
)
def test_an_absence_that_can_not_be_is_refused(
    app: Flask, number: str, why: str, days: int, field: str
) -> None:
    with pytest.raises(Invalid) as error:
        rota.absent(desk.by("zhaomin"), number, why, MONDAY, MONDAY + timedelta(days=days))
    assert set(error.value.problems) == {field}


def test_a_refused_absence_comes_back_as_typed_with_the_sentence_at_its_field(client: Client) -> None:
    client.enter("zhaomin")
    typed = {"person": "K002", "why": "sick", "first": MONDAY.isoformat()}
    for last, sentence in (
        ((MONDAY - timedelta(days=1)).isoformat(), "结束日早于开始日"),
        ("31.12.", "请选择日期"),
    ):
        answer = client.send("/people/absence", {**typed, "last": last, "team": "service_desk"})
        assert answer.status_code == 422
        said = answer.text.split('id="away-last-error"')[1].split("</div>")[0]
        assert sentence in said
        assert '<option value="K002" selected>' in answer.text
        assert '<option value="sick" selected>' in answer.text
        assert f'value="{last}"' in answer.text
    assert db.session.scalars(select(Rota.day)).all() == []


def test_the_rota_is_changed_by_supervisors_and_administrators_only(app: Flask) -> None:
    rota.save(admin(), [Cell("K001", MONDAY, "", "early")])
    with pytest.raises(Forbidden):
        rota.save(desk.by("lina"), [Cell("K001", MONDAY, "early", "late")])
    with pytest.raises(Invalid):
        rota.save(admin(), [Cell("K001", MONDAY, "early", "never")])
    with pytest.raises(Stale):
        rota.save(admin(), [Cell("K001", MONDAY, "", "late")])


def test_a_shift_whose_hours_can_not_be_is_refused(app: Flask) -> None:
    with pytest.raises(Invalid) as error:
        masters.create(
            admin(), "shift", {"name_zh": "错", "code": "wrong", "hours": "08:00-12:00 11:00-13:00"}
        )
    assert error.value.problems["hours"].code == "shift_overlap"


# --- handing over ------------------------------------------------------------------------------------------


def test_somebodys_open_tickets_are_shared_out_with_a_note_in_one_step(client: Client) -> None:
    on_duty("wuqian")
    numbers = [desk.register("lina", minute, owner="lina", **CONSULTATION) for minute in range(3)]
    client.enter("zhaomin")
    page = client.get("/people/handover?from=K001").text
    assert all(number in page for number in numbers)
    form = {"from": "K001", "number": numbers[:2], "to": "shared", "note": "客户等回电"}
    answer = client.send("/people/handover", form)
    assert answer.status_code == 200
    assert [owner_of(number) for number in numbers] == ["wuqian", "wuqian", "lina"]
    event = db.session.scalars(
        select(Event).where(Event.ticket_id == desk.ticket(numbers[0]).id, Event.kind == "ticket:handed_over")
    ).one()
    assert (
        db.session.scalars(select(EventText.body).where(EventText.event_id == event.id)).one() == "客户等回电"
    )
    shown = client.get(f"/tickets/{numbers[0]}").text
    assert "交接" in shown
    assert "客户等回电" in shown


def test_what_is_somebody_elses_meanwhile_is_refused_and_the_others_are_done(client: Client) -> None:
    on_duty("wuqian")
    mine, gone = (desk.register("lina", minute, owner="lina", **CONSULTATION) for minute in range(2))
    keys = {"from_id": desk.actor("lina").person_id or 0, "owner_id": desk.actor("hanlei").person_id or 0}
    tickets.pass_on(desk.by("zhaomin", 5), gone, note="先接走", **keys)
    with pytest.raises(Invalid):
        tickets.pass_on(desk.by("zhaomin", 6), gone, note="再接", **keys)
    client.enter("zhaomin")
    form = {"from": "K001", "number": [mine, gone], "to": "K002", "note": "晚班接手"}
    assert client.send("/people/handover", form).status_code == 200
    assert (owner_of(mine), owner_of(gone)) == ("wuqian", "hanlei")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"to": "shared", "note": ""}, "请写明接手人需要知道的事"),
        ({"to": "shared", "note": "交接"}, "请指定一人"),
        ({"to": "K002", "note": "交接", "number": []}, "没有"),
    ],
)
def test_a_hand_over_that_can_not_be_says_why(client: Client, form: dict[str, object], sentence: str) -> None:
    on_duty()
    number = desk.register("lina", owner="lina", **CONSULTATION)
    client.enter("zhaomin")
    answer = client.send("/people/handover", {"from": "K001", "number": [number], **form})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert owner_of(number) == "lina"


def test_a_person_out_of_service_can_still_be_relieved(app: Flask) -> None:
    number = desk.register("lina", owner="hanlei", **CONSULTATION)
    keys = {"from_id": desk.actor("hanlei").person_id or 0, "owner_id": desk.actor("lina").person_id or 0}
    tickets.pass_on(desk.by("zhaomin"), number, note="离职交接", **keys)
    assert owner_of(number) == "lina"
    assert db.session.get(Person, desk.actor("hanlei").person_id) is not None
