"""What is kept of an issued review's page: the same for all who may read it, and never more than that."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from sladesk.actions import minutes, reviews
from sladesk.actions._action import Call
from sladesk.db import db, write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.domain.minutes import Words
from sladesk.domain.periods import PeriodKind, period_of
from sladesk.models import Edition
from sladesk.reports.build import build
from sladesk.reports.frozen import freeze
from sladesk.reports.loading import material
from sladesk.web.reports import drawn
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.scatter import scatter

MONTH = period_of(PeriodKind.MONTH, NOW.date())
PAGE = f"/reviews/{MONTH.key}?edition=1"


@pytest.fixture(autouse=True)
def kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[object, drawn.Drawn]]:
    """An issued month, of which nothing is kept yet."""
    held: dict[object, drawn.Drawn] = {}
    monkeypatch.setattr(drawn, "_kept", held)
    with time_machine.travel(NOW, tick=False):
        scatter(15)
        issue()
        yield held


def issue() -> None:
    text, _digest = freeze(build(material(MONTH, NOW, desk.ref())))
    db.session.rollback()
    reviews.issue(Call(SYSTEM, NOW), MONTH, text, as_of=NOW, final=True)


def test_it_serves_everybody_and_carries_nobodys_rights(
    app: Flask, client: Client, login: Login, kept: dict[object, drawn.Drawn]
) -> None:
    login(client, "chenwei")
    managers = client.get(PAGE).text
    other = Client(app)
    login(other, "zhaomin")
    supervisors = other.get(PAGE).text
    (parts,) = kept.values()
    for page in (managers, supervisors):
        assert all(str(part) in page for part in (parts.figures, parts.points, parts.body))
    for path in ("editions", "1/words", "1/sign"):
        offered = f"/reviews/{MONTH.key}/{path}"
        assert (offered in managers, offered in supervisors) == (True, False)
    together = parts.figures + parts.points + parts.body
    assert "csrf" not in together
    assert "<form" not in together
    assert client.token() not in supervisors
    assert client.get(PAGE).text.count("<section") == managers.count("<section")


def test_each_language_each_edition_and_each_comment_has_its_own(
    client: Client, login: Login, kept: dict[object, drawn.Drawn]
) -> None:
    login(client, "chenwei")
    assert "渠道响应" in client.get(PAGE).text
    client.send("/language", {"locale": "en"})
    english = client.get(PAGE).text
    assert "Response by channel" in english
    assert "渠道响应" not in english
    issue()
    second = client.get(PAGE.replace("edition=1", "edition=2")).text
    assert "&amp;edition=2" in second
    assert "&amp;edition=1" not in second
    minutes.save(desk.by("chenwei", 200), MONTH, 1, Words({"channels": "先看在线客服"}), version=0)
    assert "先看在线客服" in client.get(PAGE).text
    minutes.save(desk.by("chenwei", 201), MONTH, 1, Words({"channels": "改看邮件"}), version=1)
    assert "先看在线客服" not in client.get(PAGE).text
    assert len(kept) == 5


def test_one_that_is_changed_on_the_disk_is_not_served_from_memory(client: Client, login: Login) -> None:
    login(client, "chenwei")
    assert client.get(PAGE).status_code == 200
    with write_transaction() as session:
        row = session.query(Edition).one()
        row.document += " "
    assert client.get(PAGE).status_code == 409


def test_as_many_are_kept_as_are_meant_to_be(
    client: Client, login: Login, kept: dict[object, drawn.Drawn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn, "MOST", 2)
    login(client, "chenwei")
    for no in (1, 2, 3):
        client.get(PAGE.replace("edition=1", f"edition={no}"))
        issue()
    client.get(PAGE.replace("edition=1", "edition=2"))
    assert [key[2] for key in kept if isinstance(key, tuple)] == [3, 2]
