"""A demo, whose passwords everybody knows, and who can reach it (decision 27)."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sladesk import served
from sladesk.actions import beginning
from sladesk.actions._action import Call
from sladesk.config import Config
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.models import LoginSession
from tests.support.cast import PASSWORD
from tests.support.client import Client
from tests.support.moment import NOW


def test_a_demos_people_are_named_in_the_language_of_the_page(app: Flask, config: Config) -> None:
    beginning.mark_demo(Call(SYSTEM, NOW))
    client = served.application(config).test_client()
    assert "李娜 · " in client.get("/login").text
    client.set_cookie("locale", "en")
    assert "Li Na · " in client.get("/login").text


@pytest.mark.parametrize(
    "others",
    [
        {"bind": "0.0.0.0:8000"},
        {"bind": "unix:/run/sladesk/web.sock"},
        {"url": "https://desk.example"},
        {"trusted_hosts": ("desk.example",)},
        {"proxy_hops": 1},
    ],
    ids=str,
)
def test_a_server_that_others_reach_stops_serving_when_a_demo_comes_in(
    app: Flask, config: Config, others: dict[str, Any]
) -> None:
    """At a log-in at once, elsewhere within the seconds that the site's settings are kept."""
    reached = served.application(replace(config, **others))
    reached.test_client_class = Client
    at = f"{reached.config['SLADESK'].url}/"
    client = reached.test_client()
    answer = client.get("/session/token", base_url=at).get_json()
    form = {"login": "K001", "password": PASSWORD, "csrf_token": answer["token"]}
    assert client.get("/login", base_url=at).status_code == 200
    beginning.mark_demo(Call(SYSTEM, NOW))
    refused = client.post("/login", data=form, base_url=at, headers={"Referer": at})
    assert (refused.status_code, refused.headers["X-Sladesk-Error"]) == (503, "demo")
    assert db.session.scalars(select(LoginSession.id)).all() == []
    assert client.get("/login", base_url=at).status_code == 503
    assert client.get("/healthz", base_url=at).status_code == 200
