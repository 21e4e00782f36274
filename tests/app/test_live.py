"""Looks for news: nothing new is one statement and no content, news are parts of the page (decision 25)."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from sladesk.actions import communications, waiting
from sladesk.actions.communications import Contact
from sladesk.db import db, write_transaction
from sladesk.domain.codes import ReasonKind
from sladesk.models import LoginSession, Presence, Ticket
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.statements import statements

LOOK = {"HX-Request": "true", "X-Sladesk-Look": "1"}


def ticket() -> str:
    return desk.register("lina", owner="lina", asset_id=1, priority="urgent")


def look_url(text: str) -> str:
    found = re.search(r'hx-get="(/tickets/[^"]+/look\?[^"]+)"', text)
    assert found is not None
    return found[1].replace("&amp;", "&")


def seen_now(client: Client) -> object:
    db.session.rollback()
    return db.session.scalars(select(LoginSession.last_seen_at).order_by(LoginSession.id.desc())).first()


def test_nothing_new_is_one_statement_and_no_content(client: Client, login: Login) -> None:
    number = ticket()
    url = look_url(login(client, "K001").get(f"/tickets/{number}").text)
    before = seen_now(client)
    with statements() as sent:
        answer = client.get(url, headers=LOOK)
    assert (answer.status_code, answer.data) == (204, b"")
    assert len(sent) <= 2, sent  # who is signed in, and the look itself
    assert seen_now(client) == before


@pytest.mark.parametrize("count", [10, 300])
def test_news_come_as_parts_and_take_bounded_statements(client: Client, login: Login, count: int) -> None:
    number = ticket()
    desk.fill(number, count)
    url = look_url(login(client, "K001").get(f"/tickets/{number}").text)
    communications.progress(desk.by("zhaomin"), number, text="主板已调拨")
    with statements() as sent:
        answer = client.get(url, headers=LOOK)
    assert answer.status_code == 200
    assert len(sent) <= 10, sent
    assert f'id="ev-{count + 1}"' in answer.text
    assert f'id="ev-{count}"' not in answer.text
    for part in ("looker", "tk-head", "clock-cells", "side-people"):
        assert f'id="{part}"' in answer.text
    assert "<textarea" not in answer.text
    assert client.get(look_url(answer.text), headers=LOOK).status_code == 204


def test_amounts_of_time_move_with_the_minute(
    client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    number = ticket()
    url = look_url(login(client, "K001").get(f"/tickets/{number}").text)
    clock.shift(timedelta(minutes=1))
    answer = client.get(url, headers=LOOK)
    assert answer.status_code == 200
    assert "剩 14 分" in answer.text
    assert '<li class="ev' not in answer.text


def test_entries_that_are_completed_or_corrected_come_again(client: Client, login: Login) -> None:
    number = ticket()
    communications.contact(desk.by("lina"), number, Contact("phone", "已联系"))
    waiting.wait(desk.by("lina"), number, on="parts", reason_id=desk.reason(ReasonKind.WAIT_PARTS))
    started = desk.ticket(number).event_seq
    url = look_url(login(client, "K001").get(f"/tickets/{number}").text)
    waiting.resume(desk.by("lina", 5), number)
    text = client.get(url, headers=LOOK).text
    assert re.search(rf'id="ev-{started}"[^>]*hx-swap-oob="true"', text)
    assert "历时 5 分" in text


def test_others_see_who_is_here_and_writes(
    client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    number = ticket()
    other = client.application.test_client()
    assert isinstance(other, Client)
    url = look_url(login(client, "K001").get(f"/tickets/{number}").text)
    login(other, "Z001").send(f"/tickets/{number}/presence", {"writing": "0"}, htmx=True)
    text = client.get(url, headers=LOOK).text
    assert "赵敏 在看" in text
    other.send(f"/tickets/{number}/presence", {"writing": "1"}, htmx=True)
    assert "赵敏 正在写" in client.get(look_url(text), headers=LOOK).text
    clock.shift(timedelta(seconds=59))
    assert "赵敏" not in client.get(f"/tickets/{number}").text.split('id="seen"')[1].split("</span>")[0]
    assert len(db.session.scalars(select(Presence.person_id)).all()) == 1


def test_a_look_after_the_session_has_ended_says_so(client: Client, login: Login) -> None:
    number = ticket()
    url = look_url(login(client, "K001").get(f"/tickets/{number}").text)
    with write_transaction() as session:
        session.execute(update(LoginSession).values(revoked_at=desk.NOW))
    assert client.get(url, headers=LOOK).status_code == 401


def test_a_ticket_that_left_the_scope_is_gone(client: Client, login: Login) -> None:
    number = ticket()
    url = look_url(login(client, "K001").get(f"/tickets/{number}").text)
    with write_transaction() as session:
        session.execute(
            update(Ticket).values(owner_id=4, recorder_id=None, team_id=None, intake_team_id=None)
        )
    assert client.get(url, headers=LOOK).status_code == 404
