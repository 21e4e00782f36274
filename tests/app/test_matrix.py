"""Every route × every role: each cell is in a table, and a denied POST changes no row (decision 31)."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from sladesk.db import db
from sladesk.models import Audit, Event, Ticket
from tests.support.client import Client
from tests.support.stage import Stage, set_stage

TABLE = Path(__file__).with_name("matrix.txt")
#: Columns of the table. "stranger" is an agent of another team, "visiting" the engineer of the visit.
IDENTITIES: Mapping[str, str | None] = {
    "nobody": None,
    "agent": "lina",
    "stranger": "hanlei",
    "visiting": "wangqiang",
    "engineer": "liuyang",
    "supervisor": "zhaomin",
    "analyst": "zhouying",
    "manager": "chenwei",
    "admin": "linhao",
    "collaborator": "zhengjie",
}
#: What a cell may say; "in" whatever the form then lacks, "unknown" when it does not exist for them.
MEANING = {"in": "+", "login": "?", "forbidden": "-", "unknown": "0"}
WATCHED = (Ticket, Event, Audit)


@pytest.fixture
def stage(app: Flask) -> Stage:
    """A ticket of 李娜's team with a visit of 王强, a photo, a customer and what else routes name."""
    return set_stage()


def cells() -> dict[str, dict[str, str]]:
    """The table: for each `METHOD endpoint` the expected sign of each identity."""
    lines = [
        line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"
    ]
    head = lines[0][2:]
    return {
        f"{method} {endpoint}": dict(zip(head, signs, strict=True)) for method, endpoint, *signs in lines[1:]
    }


def routes(app: Flask) -> list[tuple[str, Rule]]:
    """Every method of every route that answers something of its own."""
    return [
        (method, rule)
        for rule in sorted(app.url_map.iter_rules(), key=lambda r: (r.endpoint, str(r)))
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def sign(status: int, location: str) -> str:
    """Translate an answer into a cell of the table."""
    if status == 401 or (status in {302, 303} and "/login" in location):
        return MEANING["login"]
    return {403: MEANING["forbidden"], 404: MEANING["unknown"]}.get(status, MEANING["in"])


def counts() -> dict[str, int]:
    """Rows that a denied request must not add to."""
    db.session.rollback()
    return {
        model.__tablename__: db.session.scalar(select(func.count()).select_from(model)) or 0
        for model in WATCHED
    }


def browser(app: Flask, who: str | None) -> Client:
    """A browser of somebody of the cast, or of nobody."""
    app.test_client_class = Client
    client = app.test_client()
    assert isinstance(client, Client)
    if who is not None:
        client.enter(who)
    return client


def ask(client: Client, method: str, path: str) -> str:
    answer = client.get(path) if method == "GET" else client.send(path, {})
    return sign(answer.status_code, answer.headers.get("Location", ""))


def test_the_table_names_every_route_and_no_other(app: Flask) -> None:
    assert set(cells()) == {f"{method} {rule.endpoint}" for method, rule in routes(app)}


@pytest.mark.parametrize("identity", IDENTITIES)
def test_every_route_answers_as_the_table_says(app: Flask, identity: str, stage: Stage) -> None:
    expected, seen = dict[str, str](), dict[str, str]()
    leaks: list[str] = []
    who = IDENTITIES[identity]
    for method, rule in routes(app):
        if rule.endpoint in {"auth.logout", "auth.sign_in"}:
            continue  # they end or begin the very session that asks; test_auth shows them
        client = browser(app, who)
        name, before = f"{method} {rule.endpoint}", counts()
        found = ask(client, method, stage.path(app, rule))
        expected[name], seen[name] = cells()[name][identity], found
        if method == "POST" and found != MEANING["in"] and counts() != before:
            leaks.append(name)
    assert seen == expected
    assert leaks == []
