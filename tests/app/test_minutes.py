"""Comments, plan, minutes and signature of an issued review, on its pages and on paper (R9.5)."""

import html
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sladesk.actions import minutes, reviews
from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import Forbidden, Invalid, Stale, WrongState
from sladesk.domain.minutes import Decision, Task, Words
from sladesk.domain.periods import PeriodKind, period_of
from sladesk.models import Audit, EditionSigning
from sladesk.queries.minutes import added, signings
from sladesk.reports.build import build
from sladesk.reports.frozen import freeze, unpack
from sladesk.reports.loading import material
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW

MONTH = period_of(PeriodKind.MONTH, NOW.date())
LATER = NOW + timedelta(hours=3)
HOME = f"/reviews/{MONTH.key}/1"
TASK = Task("增开两席", "Z001", "", date(2026, 12, 4), "figure:response_attainment", "95", "每日核对")
WORDS = Words({"plan": "先抓两件事。", "channels": "电话够用。"}, (TASK,), people=("Z001",))


@pytest.fixture(autouse=True)
def later() -> Iterator[None]:
    """Pages are asked after the month's review was issued."""
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture(autouse=True)
def issued(later: None, app: Flask) -> None:
    """The month has an edition."""
    desk.register(minutes=-60, owner="lina")
    issue()


def issue(*, final: bool = True, period: Any = MONTH) -> None:
    text, _digest = freeze(build(material(period, LATER, desk.ref())))
    db.session.rollback()
    reviews.issue(Call(SYSTEM, LATER), period, text, as_of=LATER, final=final)


def save(words: Words = WORDS, *, version: int = 0, login: str = "chenwei", minutes_on: int = 0) -> int:
    return minutes.save(desk.by(login, 180 + minutes_on), MONTH, 1, words, version=version)


def sign(version: int) -> int:
    return minutes.sign(desk.by("chenwei", 200), MONTH, 1, version=version)


def shown(client: Client, path: str = f"/reviews/{MONTH.key}?edition=1") -> str:
    return html.unescape(client.get(path).text)


# ---- the verbs ----


def test_words_are_kept_as_typed_and_numbered() -> None:
    assert save() == 1
    found = added(MONTH.key, 1)
    assert unpack(found.words) == WORDS
    assert save(version=1) == 1, "nothing changed"
    assert save(replace(WORDS, place="三楼"), version=1) == 2
    db.session.rollback()
    assert db.session.scalars(select(Audit.action).where(Audit.object_id == MONTH.key)).all() == [
        "review.issued",
        "review.words",
        "review.words",
    ]


@pytest.mark.parametrize("login", ["zhouying", "zhaomin", "lina"])
def test_only_the_manager_writes_and_signs(login: str) -> None:
    with pytest.raises(Forbidden):
        save(login=login)
    with pytest.raises(Forbidden):
        minutes.sign(desk.by(login), MONTH, 1, version=0)
    save()
    sign(1)
    with pytest.raises(Forbidden):
        minutes.withdraw(desk.by(login, 201), MONTH, 1, reason="x")


def test_who_was_slower_gets_what_the_other_saved() -> None:
    save()
    with pytest.raises(Stale) as refused:
        save(replace(WORDS, place="二楼"), version=0, minutes_on=1)
    assert refused.value.version == 1
    assert unpack(str(refused.value.theirs["words"])) == WORDS


def test_what_is_signed_is_fixed_until_it_is_taken_back() -> None:
    save()
    assert sign(1) == 2
    for verb in (lambda: save(replace(WORDS, place="x"), version=2), lambda: sign(2)):
        with pytest.raises(WrongState):
            verb()
    with pytest.raises(Invalid):
        minutes.withdraw(desk.by("chenwei", 205), MONTH, 1, reason="  ")
    assert minutes.withdraw(desk.by("chenwei", 206), MONTH, 1, reason="漏了一条，电话 13912345678") == 3
    with pytest.raises(WrongState):
        minutes.withdraw(desk.by("chenwei", 207), MONTH, 1, reason="x")
    assert save(replace(WORDS, place="x"), version=3) == 4
    assert sign(4) == 5
    told = signings(MONTH.key, 1)
    assert [one.kind for one in told] == ["signed", "withdrawn", "signed"]
    assert told[1].reason == "漏了一条，电话 139****5678"
    db.session.rollback()
    first = db.session.scalars(select(EditionSigning.words).order_by(EditionSigning.id)).first()
    assert unpack(first or "") == WORDS, "what was signed first stays as it was"


def test_nobody_signs_what_has_changed_since_it_was_read() -> None:
    save()
    with pytest.raises(WrongState):
        sign(0)


def test_a_review_is_signed_without_any_word() -> None:
    assert sign(0) == 1
    assert added(MONTH.key, 1).signed_at == NOW + timedelta(minutes=200)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (Words(plan=(replace(TASK, text=""),)), "plan-0-text"),
        (Words(plan=(replace(TASK, text="长" * 401),)), "plan-0-text"),
        (Words(plan=(replace(TASK, owner=""),)), "plan-0-owner"),
        (Words(plan=(replace(TASK, owner="Q999"),)), "plan-0-owner"),
        (Words(plan=(replace(TASK, due=None),)), "plan-0-due"),
        (Words(plan=(Task(""), replace(TASK, subject="figure:nothing"))), "plan-1-subject"),
        (Words(plan=(replace(TASK, subject=""),)), "plan-0-subject"),
        (Words(plan=(replace(TASK, target="viel"),)), "plan-0-target"),
        (Words(plan=(replace(TASK, target="-1"),)), "plan-0-target"),
        (Words(plan=(replace(TASK, target="NaN"),)), "plan-0-target"),
        (Words(plan=(replace(TASK, target="9,5"),)), "plan-0-target"),
        (Words(plan=(replace(TASK, target="1_0"),)), "plan-0-target"),
        (Words(plan=(replace(TASK, target="1e-9"),)), "plan-0-target"),
        (Words(plan=(replace(TASK, subject="figure:response_rate", target="955"),)), "plan-0-target"),
        (Words(plan=(TASK,) * 21), "plan"),
        (Words(held="tomorrow"), "held"),
        (Words(held="2026-11-03T14:00+08:00"), "held"),
        (Words(held="2026-W45-2T14:00"), "held"),
        (Words(people=("Q999",)), "people"),
        (Words(decisions=(Decision("", "Z001"),)), "decisions-0-text"),
        (Words(comments={"nothing": "x"}), "comments-nothing"),
        (Words(comments={"whole": "长" * 2001}), "comments-whole"),
    ],
)
def test_what_cannot_be_taken_says_where(words: Words, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save(words)
    assert list(refused.value.problems) == [field]
    assert added(MONTH.key, 1).version == 0


def test_no_field_keeps_a_customers_number() -> None:
    number = "13812345678"
    task = replace(TASK, text=number, owner="", owner_words=number, criterion=number)
    said = Words({"whole": number}, (task,), "", number, (), number, (Decision(number, "", number),))
    save(said)
    stored = added(MONTH.key, 1).words
    assert stored.count("138****5678") == 8
    assert number not in stored


def test_the_next_review_keeps_the_plan_that_was_signed() -> None:
    issue(period=MONTH.before)
    task = replace(TASK, subject="", target="")
    minutes.save(desk.by("chenwei", 180), MONTH.before, 1, Words(plan=(task,)), version=0)
    assert agreed() == []
    minutes.sign(desk.by("chenwei", 181), MONTH.before, 1, version=1)
    assert agreed() == [("增开两席", "Z001", "每日核对")]


def agreed() -> list[tuple[str, str, str]]:
    db.session.rollback()
    kept = build(material(MONTH, LATER, desk.ref())).kept
    return [(row.text, row.owner, row.criterion) for row in kept.agreed] if kept else []


# ---- the pages ----


def typed(client: Client, number: int, **values: Any) -> dict[str, Any]:
    usual = {
        "csrf_token": client.token(),
        "key": f"k-words-{number:012}",
        "version": "0",
        "plan-0-text": "增开两席",
        "plan-0-owner": "Z001",
        "plan-0-due": "2026-12-04",
        "plan-0-subject": "figure:response_rate",
        "plan-0-target": "98",
        "comments-0-part": "whole",
        "comments-0-text": "本月人手紧。",
        "comments-1-part": "channels",
        "comments-1-text": "电话够用。",
        "held": "2026-12-02T14:00",
        "people": ["Z001", "J001"],
        "decisions-0-text": "夜班兼管社交媒体",
    }
    return usual | {name.replace("__", "-"): value for name, value in values.items()}


def test_the_manager_writes_signs_and_takes_back_without_scripts(client: Client, login: Login) -> None:
    login(client, "chenwei")
    assert f"{HOME}/words" in shown(client)
    assert "增开" not in shown(client, f"{HOME}/words")
    saved = client.post(f"{HOME}/words", data=typed(client, 1))
    assert saved.headers["Location"] == f"/reviews/{MONTH.key}?edition=1#plan"
    page = shown(client)
    for words in (
        "增开两席",
        "≥ 98%",
        "本月人手紧。",
        "电话够用。",
        "夜班兼管社交媒体",
        "2026-12-02 14:00",
        "赵敏",
    ):
        assert words in page, words
    assert "增开两席" in shown(client, f"{HOME}/words")
    client.post(f"{HOME}/sign", data=typed(client, 2, version="1"))
    page = shown(client)
    assert "陈卫东 J001 已签字" in page
    assert f'href="{HOME}/words"' not in page
    assert client.get(f"{HOME}/words").status_code == 409
    client.post(f"{HOME}/unsign", data=typed(client, 3, reason="漏了一条"))
    page = shown(client)
    assert "尚未签字" in page
    assert "漏了一条" in page


def test_others_read_what_was_added_and_change_nothing(client: Client, login: Login) -> None:
    save()
    sign(1)
    login(client, "zhouying")
    page = shown(client)
    assert "增开两席" in page
    assert f"{HOME}/sign" not in page
    assert f"{HOME}/unsign" not in page


def test_what_cannot_be_taken_comes_back_as_typed(client: Client, login: Login) -> None:
    login(client, "chenwei")
    answer = client.post(f"{HOME}/words", data=typed(client, 1, plan__0__target="viel", held="morgen"))
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    for words in ('value="viel"', 'value="morgen"', "夜班兼管社交媒体", "请填数字，如 90 或 4.5"):
        assert words in page, words
    assert added(MONTH.key, 1).version == 0


def test_who_saves_after_a_signature_keeps_what_was_typed(client: Client, login: Login) -> None:
    login(client, "chenwei")
    sign(0)
    answer = client.post(f"{HOME}/words", data=typed(client, 1))
    page = html.unescape(answer.text)
    assert answer.status_code == 409
    for words in ("这一版已签字", "夜班兼管社交媒体", "本月人手紧。"):
        assert words in page, words


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"decisions__0__due": "20261-11-30"}, "会议记录 1 · 时间节点：请填日期"),
        ({"comments__0__text": "长" * 2001}, "对本次复盘的总体意见 · 意见：最多 2000 个字"),
        ({"comments__2__text": "x"}, "意见：请从列表中选择"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    client: Client, login: Login, values: dict[str, str], said: str
) -> None:
    login(client, "chenwei")
    answer = client.post(f"{HOME}/words", data=typed(client, 1, **values))
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)


def test_a_conflict_shows_theirs_and_keeps_mine(client: Client, login: Login) -> None:
    login(client, "chenwei")
    save()
    answer = client.post(f"{HOME}/words", data=typed(client, 1))
    page = html.unescape(answer.text)
    assert answer.status_code == 409
    assert "先抓两件事。" in page
    assert "夜班兼管社交媒体" in page
    assert 'name="version" type="hidden" value="1"' in page
    assert client.post(f"{HOME}/words", data=typed(client, 2, version="1")).status_code == 303
    assert unpack(added(MONTH.key, 1).words).place == ""


def test_a_second_click_saves_once(client: Client, login: Login) -> None:
    login(client, "chenwei")
    places = {client.post(f"{HOME}/words", data=typed(client, 1)).headers["Location"] for _n in range(2)}
    assert len(places) == 1
    assert added(MONTH.key, 1).version == 1


def test_more_rows_are_given_and_nothing_is_saved(client: Client, login: Login) -> None:
    login(client, "chenwei")
    page = client.post(f"{HOME}/words", data=typed(client, 1, more="1"))
    assert page.status_code == 200
    assert "plan-2-text" in page.text
    assert added(MONTH.key, 1).version == 0


def test_a_re_issue_begins_with_what_was_said_before(client: Client, login: Login) -> None:
    save()
    issue()
    login(client, "chenwei")
    again = shown(client, f"/reviews/{MONTH.key}/2/words")
    assert "增开两席" in again
    assert 'name="version" type="hidden" value="0"' in again
    assert "尚无计划" in shown(client, f"/reviews/{MONTH.key}?edition=2")


@pytest.mark.parametrize("path", ["words", "sign", "unsign"])
def test_an_edition_that_is_not_there_is_not_found(client: Client, login: Login, path: str) -> None:
    login(client, "chenwei")
    data = typed(client, 1)
    assert client.post(f"/reviews/{MONTH.key}/7/{path}", data=data).status_code == 404
