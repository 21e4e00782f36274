"""What is dear or sensitive has a measure for each person and hour, on every machine alike (ASVS 2.4.1)."""

from collections.abc import Callable
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from sladesk.db import db, write_transaction
from sladesk.domain.codes import ReasonKind
from sladesk.models import Attachment, Audit, Reveal, Setting
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.pictures import picture

CUSTOMER = "C202611190001"


def upload(client: Client, number: str) -> TestResponse:
    data = {"file": (BytesIO(picture()), "a.jpg")}
    return client.send(f"/tickets/{number}/files", data, htmx=True)


def export(client: Client, _number: str) -> TestResponse:
    return client.send("/lists/export", {"page": "tickets", "kind": "csv", "query": "all=1"}, htmx=True)


def reveal(client: Client, number: str) -> TestResponse:
    return client.send(f"/tickets/{number}/reveal", {"reason": desk.reason(ReasonKind.REVEAL)}, htmx=True)


def reveal_customer(client: Client, _number: str) -> TestResponse:
    return client.send(f"/customers/{CUSTOMER}/reveal", {"reason": desk.reason(ReasonKind.REVEAL)}, htmx=True)


STEPS: tuple[tuple[str, Callable[[Client, str], TestResponse]], ...] = (
    ("upload.per_hour", upload),
    ("export.per_hour", export),
    ("reveal.per_hour", reveal),
    ("reveal.per_hour", reveal_customer),
)


def allow(setting: str, most: int) -> None:
    with write_transaction() as session:
        session.add(Setting(name=setting, value=most, changed_at=desk.NOW))
        session.execute(update(Setting).where(Setting.name == "reference.stamp").values(value=str(uuid4())))


def traces() -> list[int]:
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(t)) or 0 for t in (Attachment, Audit, Reveal)]


@pytest.mark.parametrize(("setting", "step"), STEPS)
def test_beyond_the_measure_one_waits(
    client: Client,
    login: Login,
    clock: time_machine.Traveller,
    setting: str,
    step: Callable[[Client, str], TestResponse],
) -> None:
    number = desk.register(owner="lina")
    allow(setting, 2)
    login(client, "K001")
    assert [step(client, number).status_code for _ in range(2)] == [200, 200]
    before = traces()
    clock.shift(20 * 60)
    refused = step(client, number)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, str(40 * 60))
    assert "每小时最多" in refused.text
    assert "40 分钟后" in refused.text
    assert traces() == before
    clock.shift(41 * 60)
    assert step(client, number).status_code == 200


@pytest.mark.parametrize(("setting", "step"), STEPS)
def test_one_who_went_too_far_holds_nobody_else_up(
    client: Client, login: Login, setting: str, step: Callable[[Client, str], TestResponse]
) -> None:
    number = desk.register(owner="lina")
    allow(setting, 1)
    login(client, "K001")
    assert [step(client, number).status_code for _ in range(2)] == [200, 429]
    assert step(login(client, "Z001"), number).status_code == 200


def searched(client: Client) -> TestResponse:
    return client.send("/search", {"q": "空调"})


def suggested(client: Client) -> TestResponse:
    return client.look_up("/search/suggest", {"q": "空调"})


def filtered(client: Client) -> TestResponse:
    return client.get("/tickets?text=空调")


def narrowed(client: Client) -> TestResponse:
    return client.get("/queue?text=空调")


def looked_for(client: Client) -> TestResponse:
    return client.send("/lists/filter", {"page": "tickets", "text": "13800005678"})


def customers_found(client: Client) -> TestResponse:
    return client.send("/customers/find", {"q": "138"})


LOOK_UPS = (searched, suggested, filtered, narrowed, looked_for, customers_found)


@pytest.mark.parametrize("step", LOOK_UPS)
def test_beyond_the_measure_of_a_session_one_waits_with_searching(
    client: Client, login: Login, clock: time_machine.Traveller, step: Callable[[Client], TestResponse]
) -> None:
    allow("search.per_hour", 2)
    other = client.application.test_client()
    assert isinstance(other, Client)
    for browser in (client, other):
        login(browser, "K001")
    assert [step(client).status_code for _ in range(2)] == [200, 200]
    clock.shift(20 * 60)
    refused = step(client)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, str(40 * 60))
    assert "每小时最多搜索 2 次，请 40 分钟后再试" in refused.text
    assert [each(client).status_code for each in LOOK_UPS] == [429] * len(LOOK_UPS)
    assert step(other).status_code == 200
    clock.shift(41 * 60)
    assert step(client).status_code == 200


def test_what_asks_for_no_words_is_no_search(client: Client, login: Login) -> None:
    allow("search.per_hour", 1)
    login(client, "K001")
    for _ in range(3):
        assert client.get("/search").status_code == 200
        assert client.send("/search", {"q": "  "}).status_code == 200
        assert client.get("/tickets?owner=K001").status_code == 200
        assert client.get("/queue").status_code == 200
        headers = {"HX-Current-URL": "http://localhost/queue?text=空调"}
        assert client.get("/queue/look?stamp=old", headers=headers).status_code == 200
        assert client.get("/customers").status_code == 200
    assert searched(client).status_code == 200


def test_the_refusal_is_a_page_without_scripts_and_in_english(client: Client, login: Login) -> None:
    allow("export.per_hour", 1)
    login(client, "Z001")
    client.send("/language", {"locale": "en"})
    form = {"page": "tickets", "kind": "csv", "query": "all=1"}
    assert client.send("/lists/export", form).status_code == 200
    refused = client.send("/lists/export", form)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert "At most 1 exports an hour. Try again in 60 min." in refused.text
    assert "<html" in refused.text
