"""Calendars in the administrator's area: edited whole, looked at before, filled from lists (R3.5)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from sladesk.actions import calendars
from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import Forbidden, Invalid, Stale
from sladesk.domain.sla.hours import CalendarSpec, windows
from sladesk.models import Calendar, CalendarVersion, Notice
from tests.support import desk
from tests.support.admin import admin, key_of, work_off
from tests.support.client import Client
from tests.support.moment import NOW

Login = Callable[[Client, str], Client]
OFFICE = "/admin/calendars/office"


def newest(code: str = "office") -> tuple[int, CalendarSpec]:
    db.session.rollback()
    row = db.session.scalars(
        select(CalendarVersion)
        .join(Calendar, Calendar.id == CalendarVersion.calendar_id)
        .where(Calendar.code == code)
        .order_by(CalendarVersion.no.desc())
    ).first()
    assert row is not None
    return row.no, CalendarSpec.from_json(row.spec)


def form_of(page: str) -> dict[str, str]:
    fields = {name: key_of(page, name) for name in ("base", "seen")}
    fields |= dict(re.findall(r'name="(week\d|zone)" value="([^"]*)"', page))
    fields |= dict(re.findall(r'<textarea[^>]*name="(off|extra)"[^>]*>([^<]*)<', page))
    return {name: unescape(text) for name, text in fields.items()}


def test_what_a_change_moves_is_shown_before_it_is_saved(app: Flask, client: Client, login: Login) -> None:
    number = desk.register(owner="lina")
    (clock_before,) = desk.clocks(number, "resolution")
    before = clock_before.due_at
    login(client, "linhao")
    data = {**form_of(client.get(f"{OFFICE}?year=2026").text), "note": "冬令时"}
    assert data["week0"] == "09:00-12:00, 13:00-18:00"
    data |= {f"week{at}": "10:00-12:00, 14:00-18:00" for at in range(5)}
    held = desk.totals()
    preview = client.send(f"{OFFICE}/2026/preview", data)
    assert preview.status_code == 200
    assert number in preview.text
    assert "10:00-12:00, 14:00-18:00" in preview.text
    assert desk.totals() == held

    assert client.send(f"{OFFICE}/2026", data).status_code == 422  # not as previewed
    assert newest()[0] == 1
    seen = {**data, "seen": key_of(preview.text, "seen")}
    assert client.send(f"{OFFICE}/2026", seen).status_code == 303
    no, spec = newest()
    assert (no, spec.week[0], spec.on(date(2026, 10, 10))) == (2, spec.on(date(2026, 10, 10)), spec.week[4])
    assert desk.clocks(number, "resolution")[0].due_at == before
    work_off(app)
    after = desk.clocks(number, "resolution")[0].due_at
    assert after is not None
    assert after != before
    assert after.isoformat(timespec="seconds")[:16] in preview.text.replace("Z", "")


def test_days_of_a_year_are_typed_and_asked_for_until_they_are_there(client: Client, login: Login) -> None:
    login(client, "linhao")
    assert NOW.month >= 11
    assert f"{OFFICE}?year=2027" in client.get("/admin").text
    page = client.get(f"{OFFICE}?year=2027").text
    data = form_of(page) | {"extra": "02-14\n10-10\n12-31 09:00-15:00"}
    preview = client.send(f"{OFFICE}/2027/preview", data)
    assert preview.status_code == 200
    saved = {**data, "seen": key_of(preview.text, "seen")}
    assert client.send(f"{OFFICE}/2027", saved).status_code == 303
    no, spec = newest()
    assert no == 2
    assert spec.on(date(2027, 2, 14)) == spec.week[0]
    assert spec.on(date(2027, 12, 31)) == windows("09:00-15:00")
    assert spec.on(date(2026, 10, 1)) == ()
    assert f"{OFFICE}?year=2027" not in client.get("/admin").text
    late = client.send(f"{OFFICE}/2027", saved)
    assert late.status_code == 409
    other = client.send(f"{OFFICE}/2027/preview", {**data, "extra": "02-14"})
    mine = {**data, "extra": "02-14", "seen": key_of(other.text, "seen")}
    conflict = client.send(f"{OFFICE}/2027", mine)
    assert conflict.status_code == 409
    assert "10-10, 12-31 09:00-15:00" in conflict.text
    again = {
        name: unescape(text) for name, text in re.findall(r'name="(\w+)" value="([^"]*)"', conflict.text)
    }
    assert client.send(f"{OFFICE}/2027", again).status_code == 303
    assert newest()[1].on(date(2027, 12, 31)) == newest()[1].week[4]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"week0": "09:00-12:00, 11:00-13:00"}, "week0"),
        ({"week1": "18:00-09:00"}, "week1"),
        ({f"week{at}": "" for at in range(7)}, "week0"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"extra": "13-40"}, "extra"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(
    client: Client, login: Login, typed: dict[str, str], field: str
) -> None:
    login(client, "linhao")
    data = form_of(client.get(f"{OFFICE}?year=2027").text) | typed
    for path in (f"{OFFICE}/2027/preview", f"{OFFICE}/2027"):
        refused = client.send(path, data)
        assert refused.status_code == 422
        assert f'id="{field}-error"' in refused.text
        assert form_of(refused.text)[field] == typed.get(field, "")
        assert 'id="preview"' not in refused.text
    assert newest()[0] == 1


def bars_of(page: str) -> dict[str, tuple[str, list[tuple[int, int]]]]:
    """Return what is said of each weekday's bar, and its open stretches in minutes."""
    found = re.findall(r'<svg id="(week\d)-bars"[^>]* aria-label="([^"]*)"[^>]*>(.*?)</svg>', page)
    stretch = r'class="open" x="(\d+)" width="(\d+)"'
    return {
        day: (said, [(int(x), int(w)) for x, w in re.findall(stretch, inner)]) for day, said, inner in found
    }


def test_the_bars_of_the_week_follow_what_is_typed(client: Client, login: Login) -> None:
    page = login(client, "linhao").get(f"{OFFICE}?year=2027").text
    stored = bars_of(page)
    assert len(stored) == 7
    fields = {name: text for name, text in form_of(page).items() if name.startswith("week")}
    assert bars_of(client.look_up(f"{OFFICE}/week", fields).text) == stored
    typed = fields | {"week0": "08:00-12:00, 22:00-30:00", "week1": "全天", "week2": "9 点到", "week3": ""}
    drawn = client.look_up(f"{OFFICE}/week", typed)
    found = bars_of(drawn.text)
    assert found["week0"] == ("08:00–12:00、22:00–次日 06:00", [(480, 240), (1320, 120)])
    assert found["week1"][1] == [(0, 360), (0, 1440)], "the night before goes on in the row below"
    assert (found["week2"], found["week3"]) == (("尚无法识别", []), ("非工作日", []))
    assert drawn.text.count('hx-swap-oob="true"') == 7
    assert "<input" not in drawn.text, "what is being typed is left alone"
    refused = client.send(f"{OFFICE}/2027/preview", form_of(page) | typed)
    assert (refused.status_code, bars_of(refused.text)) == (422, found)
    assert newest()[0] == 1
    assert client.look_up("/admin/calendars/nowhere/week", fields).status_code == 404


def test_another_zone_is_warned_of(client: Client, login: Login) -> None:
    login(client, "linhao")
    data = form_of(client.get(f"{OFFICE}?year=2027").text) | {"zone": "Asia/Tokyo"}
    page = client.send(f"{OFFICE}/2027/preview", data)
    assert page.status_code == 200
    assert "Asia/Shanghai → Asia/Tokyo" in page.text


def test_lists_fill_the_form_whole_or_not_at_all(client: Client, login: Login) -> None:
    login(client, "linhao")
    data = form_of(client.get(f"{OFFICE}?year=2027").text) | {"from": "list", "week0": "10:00-12:00"}
    pasted = "2027-02-05/2027-02-12, 春节, 休\n2027-02-14, 春节, 班\n"
    filled = client.send(f"{OFFICE}/2027/fill", {**data, "days_text": pasted})
    assert filled.status_code == 200
    assert form_of(filled.text)["off"] == "02-05/02-12"
    assert form_of(filled.text)["extra"] == "02-14"
    assert form_of(filled.text)["week0"] == "10:00-12:00"
    assert 'id="preview"' in filled.text
    bad = client.send(
        f"{OFFICE}/2027/fill", {**data, "days_text": pasted + "2027-02-30, x, 休\nfoo, y, 班\n"}
    )
    assert bad.status_code == 422
    assert form_of(bad.text)["off"] == data["off"]
    assert "2027-02-30" in bad.text
    assert "foo" in bad.text
    big = {**data, "days_file": (BytesIO(b"x" * 10_000_000), "days.ics")}
    assert client.send(f"{OFFICE}/2027/fill", big).status_code == 422
    assert client.send(f"{OFFICE}/2027/fill", data).status_code == 422
    calendar = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nSUMMARY:\xe4\xbc\x91\r\n"
    calendar += b"DTSTART;VALUE=DATE:20271001\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    sent = client.send(f"{OFFICE}/2027/preview", {**data, "days_file": (BytesIO(calendar), "days.ics")})
    assert form_of(sent.text)["off"] == "10-01"
    official = client.send(f"{OFFICE}/2026/fill", {**data, "from": "notice", "off": "", "extra": ""})
    assert "02-15/02-23" in form_of(official.text)["off"]
    assert client.send(f"{OFFICE}/2027/fill", {**data, "from": "notice"}).status_code == 422
    assert newest()[0] == 1


def test_a_calendar_is_made_renamed_and_retired_unless_policies_count_on_it(
    app: Flask, client: Client, login: Login
) -> None:
    login(client, "linhao")
    data = {"name_zh": "华南仓", "name_en": "South depot", "like": "office"}
    assert client.send("/admin/calendars/new", data).status_code == 303
    assert newest("south_depot")[1] == newest("office")[1]
    for wrong in (
        {**data},
        {**data, "code": "new"},
        {**data, "code": "x", "like": "no"},
        {**data, "name_zh": ""},
    ):
        assert client.send("/admin/calendars/new", wrong).status_code == 422
    was = {"was_name_zh": "华南仓", "was_name_en": "South depot"}
    here = "/admin/calendars/south_depot"
    named = {"name_zh": "华南大仓", "name_en": "South depot"}
    assert client.send(f"{here}/names", {**named, **was}).status_code == 303
    second = client.send(f"{here}/names", {**named, "name_zh": "南仓", **was})
    assert second.status_code == 409
    assert "华南大仓" in second.text
    assert "南仓" in second.text
    assert client.send(f"{here}/names", {**named, "name_zh": "", **was}).status_code == 422
    assert client.send(f"{here}/retire", {}).status_code == 303
    assert "华南大仓" in client.get("/admin/calendars").text
    assert client.send(f"{here}/restore", {}).status_code == 303
    used = client.send(f"{OFFICE}/retire", {})
    assert used.status_code == 422
    with pytest.raises(Invalid):
        calendars.retire(admin(), "office")


def test_only_administrators_and_only_what_is_there(app: Flask) -> None:
    spec = newest()[1]
    agent = desk.by("lina")
    for verb in (
        lambda: calendars.publish(agent, "office", spec),
        lambda: calendars.create(agent, {"name_zh": "x", "code": "x"}, like="office"),
        lambda: calendars.rename(agent, "office", {"name_zh": "x"}, was={}),
        lambda: calendars.retire(agent, "office"),
        lambda: calendars.restore(agent, "office"),
        lambda: calendars.remind(agent),
    ):
        with pytest.raises(Forbidden):
            verb()
    with pytest.raises(Stale):
        calendars.publish(admin(), "office", spec, base=7)


def test_administrators_are_told_once_that_days_are_missing(app: Flask) -> None:
    for minutes in (0, 30, 60):
        assert calendars.remind(Call(SYSTEM, NOW + timedelta(minutes=minutes))) == 2
    db.session.rollback()
    told = db.session.scalars(select(Notice).where(Notice.kind == "calendars:days_missing")).all()
    assert len({row.person_id for row in told}) == len(told) > 0
    assert {row.data["calendar_year"] for row in told} == {"2027"}
