"""Every bad input of a working day: a sentence in both languages, what was typed is kept, no row changes."""

import html
import io
from dataclasses import dataclass, field

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sladesk.actions import solutions, tickets
from sladesk.db import db
from sladesk.domain.codes import ReasonKind
from sladesk.models import Event, EventText
from tests.app.conftest import Login
from tests.app.test_matrix import counts
from tests.support import desk
from tests.support.client import Client
from tests.support.stage import Stage, set_stage

LONG = "字" * 20_001


@pytest.fixture
def stage(app: Flask) -> Stage:
    """A ticket of 李娜's team with a visit, and what else routes name."""
    return set_stage()


@dataclass(frozen=True)
class Bad:
    """One bad input: who sends what where, the status, and what the sentences hold.

    Arguments:
        path: with `{number}` for the ticket's number.
        kept: what must still stand in the form.
    """

    who: str
    path: str
    data: dict[str, str]
    status: int
    zh: str
    en: str
    kept: str = ""
    file: bytes | None = field(default=None)


CASES = {
    "a note too long": Bad(
        "lina", "/tickets/{number}/notes", {"text": LONG}, 422, "20000", "20000", LONG[:100]
    ),
    "progress too long": Bad(
        "lina", "/tickets/{number}/progress", {"text": LONG}, 422, "20000", "20000", LONG[:100]
    ),
    "nothing said": Bad("lina", "/tickets/{number}/notes", {"text": " \u200b\x00\x07 "}, 422, "请", "Fill"),
    "a day that is none": Bad(
        "lina",
        "/tickets/{number}/contacts",
        {"method": "phone", "content": "约好上门", "promise_at": "2026-02-30T10:00", "promise": "上门"},
        422,
        "时间",
        "date",
        "约好上门",
    ),
    "a year nobody means": Bad(
        "lina",
        "/tickets/{number}/contacts",
        {"method": "phone", "content": "约好上门", "promise_at": "9999-12-31T10:00", "promise": "上门"},
        422,
        "时间",
        "date",
        "约好上门",
    ),
    "a state it does not start from": Bad(
        "lina", "/tickets/{number}/confirmation", {"method": "phone", "words": "好了"}, 409, "", "", "好了"
    ),
    "not waiting": Bad("lina", "/tickets/{number}/resume", {"note": "继续"}, 409, "", ""),
    "another team's ticket": Bad(
        "hanlei", "/tickets/{number}/notes", {"text": "一条备注"}, 404, "不", "outside"
    ),
    "a number that does not exist": Bad(
        "lina", "/tickets/SR20991231001/notes", {"text": "一条备注"}, 404, "不", "outside"
    ),
    "a link to nothing": Bad(
        "lina", "/tickets/{number}/links", {"other": "SR20991231001"}, 422, "单", "icket"
    ),
    "a link to itself": Bad("lina", "/tickets/{number}/links", {"other": "{number}"}, 422, "", ""),
    "a reason of another list": Bad(
        "lina", "/tickets/{number}/waiting/parts", {"reason": "{other_reason}"}, 422, "原因", "reason"
    ),
    "an owner who does not exist": Bad(
        "zhaomin", "/tickets/{number}/assignment", {"owner": "99999999999", "team": ""}, 422, "", ""
    ),
    "a team that does not exist": Bad(
        "zhaomin", "/tickets/{number}/assignment", {"owner": "", "team": "9" * 30}, 422, "", ""
    ),
    "no picture": Bad(
        "wangqiang",
        "/field/visits/{number}/1/photos",
        {"kind": "fault"},
        422,
        "图片",
        "picture",
        file=b"<?php echo 1; ?>",
    ),
    "a customer's mobile that is none": Bad(
        "lina",
        "/customers",
        {"name": "王小明", "type": "person", "mobile": "电话"},
        422,
        "号码",
        "umber",
        "王小明",
    ),
}


def send(client: Client, stage: Stage, case: Bad, *, htmx: bool = False) -> tuple[int, str]:
    names = {"number": str(stage.values["number"]), "other_reason": str(desk.reason(ReasonKind.VOID))}

    def filled(text: str) -> str:
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    data: dict[str, object] = {name: filled(value) for name, value in case.data.items()}
    if case.file is not None:
        data["photo"] = (io.BytesIO(case.file), "照片.jpg")
    answer = client.send(filled(case.path), data, htmx=htmx)
    return answer.status_code, html.unescape(answer.text)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
def test_a_sentence_and_nothing_stored(
    client: Client, login: Login, stage: Stage, name: str, locale: str
) -> None:
    case = CASES[name]
    login(client, case.who)
    client.set_cookie("locale", locale)
    for htmx in (False, True):
        before = counts()
        status, page = send(client, stage, case, htmx=htmx)
        assert status == case.status, page[:600]
        assert counts() == before
        assert (case.en if locale == "en" else case.zh) in page
        assert case.kept in page
        assert "Traceback" not in page


def test_a_second_click_is_one_entry_and_another_body_is_refused(
    client: Client, login: Login, stage: Stage
) -> None:
    path = f"/tickets/{stage.values['number']}/notes"
    login(client, "lina")
    assert client.send(path, {"text": "按了两次"}, key="twice-00001").status_code == 303
    before = counts()
    assert client.send(path, {"text": "按了两次"}, key="twice-00001").status_code == 303
    assert client.send(path, {"text": "改了内容"}, key="twice-00001").status_code == 422
    assert client.send(path, {"text": "没有钥匙"}, key="!").status_code == 422
    assert counts() == before


def test_two_tabs_show_both_versions(client: Client, login: Login, stage: Stage) -> None:
    number = str(stage.values["number"])
    login(client, "lina")
    now = desk.ticket(number)
    version, category = now.version, now.category_id
    other = {"priority": "low", "category_id": category, "reason": "家有老人", "version": version}
    tickets.change(desk.by("zhaomin"), number, **other)
    before = counts()
    answer = client.send(
        f"/tickets/{number}/change",
        {"priority": "medium", "category": str(category), "reason": "客户不着急", "version": str(version)},
    )
    assert answer.status_code == 409
    assert "客户不着急" in answer.text
    assert "赵敏" in answer.text
    assert counts() == before


def test_a_session_that_ended_answers_the_fragment_and_stores_nothing(
    client: Client, login: Login, stage: Stage, clock: time_machine.Traveller
) -> None:
    path = f"/tickets/{stage.values['number']}/notes"
    login(client, "lina")
    token, before = client.token(), counts()
    clock.shift(13 * 3600)
    data = {"csrf_token": token, "key": "expired-0001", "text": "写了很久"}
    answer = client.post(path, data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["X-Sladesk-Error"] == "signed-out"
    assert counts() == before


def test_a_log_out_elsewhere_ends_a_replayed_cookie(client: Client, login: Login, stage: Stage) -> None:
    login(client, "lina")
    cookie = client.get_cookie("sladesk")
    assert cookie is not None
    client.send("/logout", {})
    client.set_cookie("sladesk", cookie.value)
    assert client.get(f"/tickets/{stage.values['number']}").status_code == 302


@pytest.mark.parametrize("size", [10 * 1024 * 1024])
@pytest.mark.parametrize("path", ["/tickets/{number}/notes", "/register", "/customers", "/lists/export"])
def test_ten_megabytes_are_refused_and_stored_nowhere(
    client: Client, login: Login, stage: Stage, path: str, size: int
) -> None:
    login(client, "lina")
    before = counts()
    answer = client.send(path.replace("{number}", str(stage.values["number"])), {"text": "x" * size})
    assert answer.status_code == 413
    assert counts() == before


def test_five_thousand_fields_are_no_crash(client: Client, login: Login, stage: Stage) -> None:
    login(client, "lina")
    path = f"/tickets/{stage.values['number']}/notes"
    fields = {f"field{n}": "x" for n in range(5000)}
    assert client.send(path, {**fields, "text": "正文"}).status_code in {303, 413}
    parts = {**fields, "text": "正文", "file": (io.BytesIO(b"x"), "x.txt")}
    assert client.send(path, parts).status_code == 413


def test_control_characters_go_and_what_people_write_stays(
    client: Client, login: Login, stage: Stage
) -> None:
    login(client, "lina")
    typed = "好的👩‍👩‍👧 \u202egnp.exe\u202c\x00\x1b[31m العربية\ufeff\r\n第二行"
    assert client.send(f"/tickets/{stage.values['number']}/notes", {"text": typed}).status_code == 303
    stored = db.session.scalars(
        select(EventText.body).join(Event, Event.id == EventText.event_id).order_by(Event.id.desc()).limit(1)
    ).one()
    assert "👩" in stored
    assert "العربية" in stored
    assert "\n第二行" in stored
    assert not set(stored) & set("\x00\x1b\u202e\u202c\ufeff\r")


@pytest.mark.parametrize(
    "path",
    ["accept", "resume", "archive", "settlement", "cycles", "callback", "decision", "low-score"],
)
def test_no_step_is_taken_from_a_state_it_does_not_start_from(
    client: Client, login: Login, stage: Stage, path: str
) -> None:
    number = str(stage.values["number"])
    login(client, "zhaomin" if path in {"decision", "settlement", "archive", "low-score"} else "lina")
    before, status = counts(), desk.ticket(number).status
    answer = client.send(f"/tickets/{number}/{path}", {"note": "说明", "words": "说明", "method": "phone"})
    assert 400 <= answer.status_code < 500
    assert counts() == before
    assert desk.ticket(number).status == status


def test_going_back_and_sending_again_says_what_has_happened(
    client: Client, login: Login, stage: Stage
) -> None:
    number = str(stage.values["number"])
    login(client, "lina")
    solutions.solve(desk.by("lina"), number, code="remote", solution="断电重启后正常")
    before = counts()
    answer = client.send(f"/tickets/{number}/solution", {"code": "remote", "solution": "断电重启后正常"})
    assert answer.status_code == 409
    assert "断电重启后正常" in answer.text
    assert counts() == before
