"""Every route × every role: each cell is in a table, and a denied POST changes no row (decision 31)."""

import secrets
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
COUNTS = select(
    *(
        select(func.count()).select_from(model).scalar_subquery().label(model.__tablename__)
        for model in WATCHED
    )
)


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
    return db.session.execute(COUNTS).one()._asdict()


def browser(app: Flask, who: str | None) -> Client:
    """A browser of somebody of the cast, or of nobody."""
    app.test_client_class = Client
    client = app.test_client()
    assert isinstance(client, Client)
    if who is not None:
        client.enter(who)
    return client


class Asker:
    """One identity asking route after route, signed in anew where a route may have changed the session."""

    def __init__(self, app: Flask, who: str | None) -> None:
        self.app = app
        self.who = who
        self._arrive()

    def _arrive(self) -> None:
        self.client = browser(self.app, self.who)
        self.token = self.client.token()

    def ask(self, method: str, path: str, *, own: bool) -> str:
        """Return the sign of the answer.

        Arguments:
            own: whether the route is about the asking session itself.
        """
        if own:
            self._arrive()
        if method == "GET":
            answer = self.client.get(path)
        else:
            form = {"csrf_token": self.token, "key": secrets.token_urlsafe(18)}
            answer = self.client.post(path, data=form)
        if own:
            self._arrive()
        return sign(answer.status_code, answer.headers.get("Location", ""))


def test_the_table_names_every_route_and_no_other(app: Flask) -> None:
    assert set(cells()) == {f"{method} {rule.endpoint}" for method, rule in routes(app)}


@pytest.mark.parametrize("identity", IDENTITIES)
def test_every_route_answers_as_the_table_says(app: Flask, identity: str, stage: Stage) -> None:
    table, seen = cells(), dict[str, str]()
    leaks: list[str] = []
    asker = Asker(app, IDENTITIES[identity])
    for method, rule in routes(app):
        if rule.endpoint in {"auth.logout", "auth.sign_in"}:
            continue  # they end or begin the very session that asks; test_auth shows them
        name, path = f"{method} {rule.endpoint}", stage.path(app, rule)
        before = counts() if method == "POST" else {}
        seen[name] = asker.ask(method, path, own=rule.endpoint.startswith("auth."))
        if method == "POST" and seen[name] != MEANING["in"] and counts() != before:
            leaks.append(name)
    assert seen == {name: table[name][identity] for name in seen}
    assert leaks == []
