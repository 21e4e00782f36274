"""The supervisor's board: figures, what breaks next, channels, people, what waits, and what it costs (R7.1)."""

import pytest
from flask import Flask

from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client


def test_an_empty_department_records_nothing(client: Client, login: Login) -> None:
    page = login(client, "zhaomin").get("/board").text
    assert page.count("未记录") >= 3
    assert "100.0" not in page
    assert ">0<" in page


def test_one(app: Flask, client: Client, login: Login) -> None:
    desk.register(minutes=-40, owner="lina", priority="urgent")
    page = login(client, "zhaomin").get("/board")
    assert page.status_code == 200, page.text
