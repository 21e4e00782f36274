"""A negative post about the brand: asked where all can read it, kept, told, seen by policies (R3.1, R3.2)."""

from typing import Any

import pytest
from sqlalchemy import select

from sladesk.actions import tickets
from sladesk.actions.tickets.registration import register
from sladesk.db import db
from sladesk.domain.errors import Invalid
from sladesk.domain.intake import NewTicket
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import choose
from sladesk.models import Event, Ticket
from sladesk.queries.ruling import facts_of
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client

WORDS = "买了三个月就坏，客服踢皮球，大家别买"


def form(channel: str, **values: object) -> dict[str, object]:
    ref = desk.ref()
    basis = {
        "customer": "1",
        "channel": ref.channels_by_code[channel].id,
        "category": ref.categories_by_code["complaint.attitude"].id,
        "service_type": "complaint",
        "verbatim": WORDS,
        "brand_post": "yes",
    }
    return {**basis, **values}


def only() -> Ticket:
    db.session.rollback()
    return db.session.scalars(select(Ticket)).one()


def chosen(ticket: Ticket) -> Any:
    return choose(desk.ref().policies, facts_of(desk.ref(), ticket, vip=False))


@pytest.mark.parametrize("channel", ["social", "community"])
def test_it_is_kept_told_and_ruled_by_its_own_policy(client: Client, login: Login, channel: str) -> None:
    login(client, "K001")
    assert client.send("/register", form(channel)).status_code == 303
    ticket = only()
    assert ticket.brand_post
    assert chosen(ticket)[ClockKind.EMERGENCY].policy.code == "brand_post"
    data = db.session.scalars(select(Event.data).where(Event.kind == "ticket:registered")).one()
    assert data["brand_post"] is True
    assert client.get(f"/tickets/{ticket.number}").text.count("品牌负面评论") >= 2


@pytest.mark.parametrize(
    ("channel", "said"), [("phone", "yes"), ("email", "yes"), ("social", "no"), ("social", "maybe")]
)
def test_what_nobody_else_can_read_is_no_post(client: Client, login: Login, channel: str, said: str) -> None:
    login(client, "K001")
    assert client.send("/register", form(channel, brand_post=said)).status_code == 303
    assert not only().brand_post
    assert ClockKind.EMERGENCY not in chosen(only())
    assert "品牌负面评论" not in client.get(f"/tickets/{only().number}").text


def test_the_desk_refuses_a_post_on_a_channel_that_is_not_public() -> None:
    ref = desk.ref()
    asked = NewTicket(
        ref.channels_by_code["phone"].id,
        ref.categories_by_code["complaint.attitude"].id,
        anonymous=True,
        verbatim=WORDS,
        brand_post=True,
    )
    with pytest.raises(Invalid) as refused:
        register(desk.by("lina"), asked)
    assert set(refused.value.problems) == {"brand_post"}
    assert db.session.scalars(select(Ticket.id)).all() == []


def test_a_change_of_the_rest_keeps_the_mark(client: Client, login: Login) -> None:
    login(client, "K001")
    client.send("/register", form("social"))
    ticket = only()
    tickets.change(
        desk.by("zhaomin", 5),
        ticket.number,
        priority="low",
        category_id=ticket.category_id,
        service_type=ticket.service_type,
        risk_level=None,
        reason="已协商",
        version=ticket.version,
    )
    assert only().brand_post
    assert chosen(only())[ClockKind.EMERGENCY].policy.code == "brand_post"


def test_the_page_asks_about_public_channels_only(client: Client, login: Login) -> None:
    page = login(client, "K001").get("/register").text
    ref = desk.ref()
    public = {str(c.id) for c in ref.channels.values() if c.extra["public"]}
    options = page.split('name="channel"')[1].split("</select>")[0].split("<option")[1:]
    assert {o.split('value="')[1].split('"')[0] for o in options if "data-public" in o} == public
    assert 'name="brand_post"' in page
