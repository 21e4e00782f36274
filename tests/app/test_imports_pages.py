"""The administrator's way to import a log: hand in, look, start, watch (R9.1)."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from sladesk.db import db
from sladesk.models import Audit, ImportRow, ImportRun, Ticket
from sladesk.web.admin.imports import LARGEST
from tests.support import logs
from tests.support.admin import work_off
from tests.support.client import Client

Login = Callable[[Client, str], Client]


@pytest.fixture
def chief(client: Client, login: Login) -> Client:
    """The administrator."""
    return login(client, "linhao")


def rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(ImportRow)) or 0


def hand_in(chief: Client, content: bytes, mapping: str = logs.SECOND_MAPPING, key: str = "k" * 16) -> str:
    """Send a file; return the address of its run, or the page that refuses it."""
    form = {
        "csrf_token": chief.token(),
        "key": key,
        "mapping": "own",
        "mapping_file": (io.BytesIO(mapping.encode()), "m.toml"),
        "file": (io.BytesIO(content), "旧台.csv"),
    }
    answer = chief.post("/admin/imports", data=form, content_type="multipart/form-data")
    return answer.headers["Location"] if answer.status_code == 303 else answer.text


def content(folder: Path, lines: list[str]) -> bytes:
    return logs.written(folder, lines).read_bytes()


def press(chief: Client, url: str, key: str) -> int:
    return chief.post(url, data={"csrf_token": chief.token(), "key": key}).status_code


def test_from_the_file_to_its_tickets(app: Flask, chief: Client, tmp_path: Path) -> None:
    sent = content(tmp_path, [*logs.sound("B01"), logs.line("B02", "x", "受理")])
    run = hand_in(chief, sent)
    assert re.fullmatch(r"/admin/imports/\d+", run)
    assert hand_in(chief, sent) == run, "a second click is the same hand-in"
    assert "hx-get" in chief.get(run).text
    work_off(app)
    page = chief.get(run).text
    assert "bad_date" in page
    assert "6 B02" in page
    assert "Europe/Berlin" in page
    assert "hx-get" not in page.split('id="import-live"')[1].split(">")[0]
    assert rows() == 0
    assert press(chief, f"{run}/start", "s" * 16) == 303
    work_off(app)
    assert rows() == 5
    page = chief.get(run).text
    assert "bad_date" in page
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1
    assert press(chief, f"{run}/discard", "d" * 16) == 409
    assert press(chief, f"{run}/start", "t" * 16) == 409
    actions = set(db.session.scalars(select(Audit.action)))
    assert {"import.staged", "import.started", "import.finished"} <= actions
    listed = chief.get("/admin/imports").text
    assert "旧台.csv" in listed
    refused = hand_in(chief, sent, key="n" * 16)
    assert "用同一映射导入过" in refused


def test_a_file_that_cannot_be_read_says_why(app: Flask, chief: Client, tmp_path: Path) -> None:
    run = hand_in(chief, content(tmp_path, ['"open']))
    work_off(app)
    page = chief.get(run).text
    assert "第 2 行的引号没有结束" in page
    assert f"{run}/start" not in page
    assert press(chief, f"{run}/discard", "d" * 16) == 303
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 0


def test_what_is_handed_in_wrong_is_said_at_once(chief: Client, tmp_path: Path) -> None:
    sound = content(tmp_path, logs.sound("B01"))
    assert "times.hour" in hand_in(chief, sound, logs.SECOND_MAPPING.replace("[times]", "[times]\nhour = 1"))
    assert "文件是空的" in hand_in(chief, b"", key="a" * 16)
    big = hand_in(chief, b"x" * (LARGEST + 1), key="b" * 16)
    assert "最多读取 12 MB" in big
    assert "source" in hand_in(chief, sound, "", key="c" * 16)
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 0


def test_a_forgotten_file_does_not_stay(app: Flask, chief: Client, tmp_path: Path) -> None:
    run = hand_in(chief, content(tmp_path, logs.sound("B01")))
    db.session.rollback()
    assert db.session.scalars(select(ImportRun.file_key)).one()
    work_off(app)
    assert press(chief, f"{run}/discard", "d" * 16) == 303
    assert chief.get(run).status_code == 404
    assert rows() == 0
