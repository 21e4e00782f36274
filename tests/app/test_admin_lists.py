"""Channels, categories, reasons, products and teams: added, changed, retired, by two at once."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from sladesk.actions import masters
from sladesk.db import db
from sladesk.domain.errors import Invalid, NotFound
from sladesk.models import (
    Audit,
    Category,
    Channel,
    ProductModel,
    Reason,
    Team,
)
from tests.support.admin import NAMES, admin, key_of, row
from tests.support.client import Client
from tests.support.moment import NOW

Login = Callable[[Client, str], Client]

NEW = {
    "channels": ("channel", Channel, {"code": "live", "slow": "1"}, "live", "live"),
    "categories": (
        "category",
        Category,
        {"parent": "fault.cooling"},
        "fault.cooling.live_room",
        "fault.cooling.live_room",
    ),
    "reasons": (
        "reason",
        Reason,
        {"kind": "overdue", "group": "staffing", "side": "us", "note_required": "1"},
        "live_room",
        "overdue.live_room",
    ),
    "products": (
        "product",
        ProductModel,
        {"code": "AB-1/X 2", "kind": "ac_wall", "warranty_months": "24"},
        "AB-1/X 2",
        "AB-1/X 2",
    ),
    "teams": ("team", Team, {"kind": "desk"}, "live_room", "live_room"),
}


@pytest.mark.parametrize("area", NEW)
def test_a_row_is_added_changed_retired_and_restored(
    app: Flask, client: Client, login: Login, area: str
) -> None:
    noun, model, own, code, name = NEW[area]
    login(client, "linhao")
    assert client.send(f"/admin/{area}/new", {**NAMES, **own}).status_code == 303
    made = row(model, code)
    assert (made.name_zh, made.name_en, made.retired_at) == ("直播间", "Live room", None)
    page = client.get(f"/admin/{area}/{name}").text
    changed = {**NAMES, **own, "name_zh": "直播", "version": key_of(page)}
    assert client.send(f"/admin/{area}/{name}", changed).status_code == 303
    made = row(model, code)
    assert (made.name_zh, made.version) == ("直播", 2)
    assert client.send(f"/admin/{area}/{name}/retire", {"version": 2}).status_code == 303
    assert row(model, code).retired_at == NOW
    assert f"/admin/{area}/{name.replace(' ', '%20')}/restore" in client.get(f"/admin/{area}").text
    assert client.send(f"/admin/{area}/{name}/restore", {"version": 3}).status_code == 303
    assert row(model, code).retired_at is None
    actions = db.session.scalars(
        select(Audit.action).where(Audit.object_type == noun, Audit.object_id == name).order_by(Audit.id)
    ).all()
    assert actions == [f"{noun}.{verb}" for verb in ("created", "changed", "retired", "restored")]


@pytest.mark.parametrize("area", NEW)
def test_the_second_of_two_administrators_sees_both(
    app: Flask, client: Client, login: Login, area: str
) -> None:
    noun, model, own, code, name = NEW[area]
    login(client, "linhao")
    client.send(f"/admin/{area}/new", {**NAMES, **own})
    typed = {key: bool(value) if key in {"slow", "note_required"} else value for key, value in own.items()}
    masters.change(admin(), noun, name, {**NAMES, **typed, "name_zh": "甲先"}, version=1)
    late = client.send(f"/admin/{area}/{name}", {**NAMES, **own, "name_zh": "乙后", "version": "1"})
    assert late.status_code == 409
    assert "甲先" in late.text
    assert "乙后" in late.text
    assert "林浩" in late.text
    assert row(model, code).name_zh == "甲先"
    insisting = {**NAMES, **own, "name_zh": "乙后", "version": key_of(late.text)}
    assert client.send(f"/admin/{area}/{name}", insisting).status_code == 303
    assert row(model, code).name_zh == "乙后"


@pytest.mark.parametrize("area", NEW)
def test_what_cannot_be_taken_is_said_beside_it_and_kept(
    app: Flask, client: Client, login: Login, area: str
) -> None:
    _noun, model, own, _code, _name = NEW[area]
    login(client, "linhao")
    before = db.session.scalar(select(func.count()).select_from(model))
    bad = {**own, "name_zh": " ", "name_en": "Kept words", "code": "Has Blanks ü"}
    answer = client.send(f"/admin/{area}/new", bad)
    assert answer.status_code == 422
    assert 'id="name_zh-error"' in answer.text
    assert "Kept words" in answer.text
    assert 'id="code-error"' in answer.text
    assert "Has Blanks ü" in answer.text
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(model)) == before


def test_a_taken_code_is_refused_on_every_list() -> None:
    for noun, code, more in (
        ("channel", "phone", {"slow": ""}),
        ("team", "service_desk", {"kind": "desk"}),
        ("product", "EWH-60P3", {"kind": "heater", "warranty_months": "1"}),
        ("category", "no_cooling", {"parent": "fault.cooling"}),
    ):
        with pytest.raises(Invalid) as refused:
            masters.create(admin(), noun, {**NAMES, "code": code, **more})
        assert refused.value.problems["code"].code == "code_taken"


def test_categories_stand_at_most_three_deep_and_take_their_code_from_above() -> None:
    third = masters.create(
        admin(), "category", {**NAMES, "parent": "fault.cooling.no_cooling", "code": "third"}
    )
    assert third == "fault.cooling.no_cooling.third"
    with pytest.raises(Invalid) as refused:
        masters.create(admin(), "category", {**NAMES, "parent": third, "code": "fourth"})
    assert refused.value.problems["parent"].code == "no_room_below"
    assert masters.create(admin(), "category", {**NAMES, "parent": "other", "code": "top"}) == "other.top"
    with pytest.raises(Invalid) as refused:
        masters.retire(admin(), "category", "fault.cooling.no_cooling", version=1)
    assert refused.value.problems["row"].code == "has_children"


def test_a_team_tickets_go_to_stays_and_so_does_the_last_of_a_list(
    app: Flask, client: Client, login: Login
) -> None:
    login(client, "linhao")
    version = row(Team, "field_ac").version
    answer = client.send("/admin/teams/field_ac/retire", {"version": version})
    assert answer.status_code == 422
    assert 'class="errs"' in answer.text
    codes = db.session.scalars(select(Reason.code).where(Reason.kind == "reveal").order_by(Reason.id)).all()
    for code in codes[:-1]:
        masters.retire(admin(), "reason", f"reveal.{code}", version=1)
    with pytest.raises(Invalid) as refused:
        masters.retire(admin(), "reason", f"reveal.{codes[-1]}", version=1)
    assert refused.value.problems["row"].code == "last_of_list"


def test_rows_change_places_within_their_list(app: Flask, client: Client, login: Login) -> None:
    def order() -> list[str]:
        db.session.rollback()
        return list(db.session.scalars(select(Channel.code).order_by(Channel.position, Channel.id)))

    before = order()
    login(client, "linhao")
    assert client.send(f"/admin/channels/{before[1]}/move", {"version": 1, "way": "up"}).status_code == 303
    assert order() == [before[1], before[0], *before[2:]]
    assert client.send(f"/admin/channels/{before[1]}/move", {"version": 1, "way": "up"}).status_code == 409
    masters.move(admin(), "channel", before[1], up=True, version=2)
    assert order()[0] == before[1]
    with pytest.raises(NotFound):
        masters.move(admin(), "product", "EWH-60P3", up=True, version=1)


def test_a_form_sent_twice_adds_one_row(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    for _time in range(2):
        assert (
            client.send("/admin/channels/new", {**NAMES, "code": "live"}, key="a-key-of-one-form").status_code
            == 303
        )
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(Channel.code == "live")) == 1


def test_unknown_rows_are_not_there(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    for path in (
        "/channels/nowhere",
        "/reasons/overdue.no",
        "/people/K999",
        "/settings/no",
        "/calendars/no",
        "/policies/9",
        "/nothing",
    ):
        assert client.get(f"/admin{path}").status_code == 404
        if path.count("/") == 2 and "policies" not in path and "calendars" not in path:
            assert client.send(f"/admin{path}", {"version": 1}).status_code == 404
