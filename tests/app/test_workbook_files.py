"""Workbooks of editions and of the present figures: asked for, made once, taken along (R9.6)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text

from sladesk.actions import communications, solutions, tickets, waiting, workbooks
from sladesk.actions.communications import Contact
from sladesk.db import db, write_transaction
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import Forbidden, NotFound
from sladesk.files.store import Store
from sladesk.jobs import reviewing
from sladesk.jobs import workbooks as making
from sladesk.jobs.work import Stopped, Work
from sladesk.models import Audit, Job, Workbook
from sladesk.queries.workbooks.files import workbook_keys
from sladesk.web import sheets
from tests.app.conftest import Login
from tests.support import desk
from tests.support.books import (
    DAY,
    FIGURES,
    FORMS,
    LIFE,
    MONTH,
    ask,
    book,
    cell,
    column,
    content,
    held,
    issue,
    read,
    work,
)
from tests.support.client import Client
from tests.support.moment import NOW


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    """Workbooks are asked for and made at the present of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_an_editions_workbook_shows_tickets_as_they_stood_at_its_cut_off(app: Flask) -> None:
    number = desk.register(minutes=-60, owner="lina")
    gone = desk.register(minutes=-59)
    assert issue(MONTH) == 1
    communications.progress(desk.by("lina", 10), number, text="签发之后才写")
    tickets.void(desk.by("lina", 20), gone, reason_id=desk.reason(ReasonKind.VOID))
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        frozen, live = book(app, no=1, again=60), book(app, again=60)
    assert column(frozen[LIFE], "工单编号") == [number, gone]
    assert column(frozen[LIFE], "工单状态") == ["待处理", "待处理"]
    assert column(frozen[LIFE], "处理进展") == ["", ""]
    assert column(frozen[LIFE], "备注") == ["", "统计后已作废"]
    assert column(live[LIFE], "工单编号") == [number]
    assert "签发之后才写" in str(cell(live[LIFE], "处理进展"))
    assert "工单明细读取于 2026-11-19 15:08" in str(frozen[FIGURES][2][0])
    assert "截至 2026-11-19 14:08" in str(frozen[FIGURES][2][0])


def test_the_state_at_the_cut_off_is_worked_out(app: Flask) -> None:
    waits, solved = (desk.register(minutes=-60, owner="lina") for _n in range(2))
    for number in (waits, solved):
        communications.contact(desk.by("lina", -50), number, Contact("phone", "已联系"))
    solutions.solve(desk.by("lina", -40), solved, code="remote", solution="已远程处理")
    reason = desk.reason(ReasonKind.WAIT_CUSTOMER)
    waiting.wait(desk.by("lina", -30), waits, on="customer", reason_id=reason)
    issue(MONTH)
    waiting.resume(desk.by("lina", 10), waits)
    solutions.reject(desk.by("lina", 20), solved, words="还是不行")
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        frozen, live = book(app, no=1, again=60), book(app, again=60)
    assert column(frozen[LIFE], "工单状态") == ["待客户", "待验证"]
    assert column(live[LIFE], "工单状态") == ["处理中", "处理中"]
    assert "已远程处理" in str(column(frozen[LIFE], "解决方案")[1])
    assert isinstance(column(frozen[LIFE], "解决时间")[1], datetime)


def test_an_edition_that_was_changed_is_not_shown(app: Flask) -> None:
    desk.register(minutes=-60)
    issue(MONTH)
    with write_transaction() as session:
        session.execute(text("update edition set document = replace(document, '2026-11', '2026-10')"))
    made = ask(no=1)
    making.make(work(app, made))
    assert (held(made).state, held(made).step) == ("failed", "edition_changed")


# ---- made once, by whoever ----


def test_it_is_asked_for_once_and_that_of_the_present_made_anew(app: Flask) -> None:
    desk.register(minutes=-60)
    issue(MONTH)
    live, frozen = ask(), ask(no=1)
    assert (ask(again=1), ask(no=1, again=1)) == (live, frozen)
    for each in (live, frozen):
        making.make(work(app, each))
    keys = {held(each).file_key for each in (live, frozen)}
    assert keys <= workbook_keys()
    db.session.rollback()
    ask(again=2)
    ask(no=1, again=2)
    assert (held(live).state, held(frozen).state) == ("waiting", "ready")
    assert db.session.scalar(select(func.count()).where(Job.name == "reviews.workbook")) == 3
    making.make(work(app, frozen))
    assert held(frozen).file_key in keys


def test_stopped_or_failing_half_way_it_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for _n in range(3):
        desk.register(minutes=-60)
    monkeypatch.setattr(making, "_STEP", 1)
    made = ask()
    with pytest.raises(Stopped):
        making.make(work(app, made, stopping=True))
    assert (held(made).state, held(made).file_key) == ("waiting", None)
    making.make(work(app, made))
    assert held(made).tickets == 3
    ask(again=1)
    monkeypatch.setattr(making, "told", None)
    making.make(work(app, made))
    assert (held(made).state, held(made).step) == ("failed", "failed")
    assert held(made).tickets == 3


def test_who_reads_no_reviews_gets_no_workbook(app: Flask) -> None:
    for login in ("lina", "linhao", "wangqiang", "zhengjie"):
        with pytest.raises(Forbidden):
            workbooks.ask(desk.by(login), MONTH, 0, "zh_Hans_CN")
    with pytest.raises(NotFound):
        ask(no=1)
    assert db.session.scalar(select(func.count()).select_from(Workbook)) == 0


def test_it_is_asked_for_waited_for_and_taken_along(client: Client, login: Login, app: Flask) -> None:
    desk.register(minutes=-60)
    login(client, "zhouying")
    home = f"/reviews/{MONTH.key}/0/workbook"
    assert "生成工作簿" in client.get(f"/reviews/{MONTH.key}").text
    data = {"csrf_token": client.token(), "key": "k-book-0000000000001"}
    assert client.post(f"{home}/file", data=data).status_code == 404
    asked = client.post(home, data=data | {"key": "k-book-0000000000002"})
    assert (asked.status_code, asked.headers["Location"]) == (303, f"/reviews/{MONTH.key}?edition=now")
    assert "工作簿排队中" in client.get(home).text
    making.make(work(app, db.session.scalars(select(Workbook.id)).one()))
    shown = client.get(f"/reviews/{MONTH.key}").text
    assert "XLSX</button>" in shown
    assert "重新生成" in shown
    answer = client.post(f"{home}/file", data=data | {"key": "k-book-0000000000003"})
    assert answer.content_type == sheets.XLSX
    assert f"sladesk-{MONTH.key}.xlsx" in answer.headers["Content-Disposition"]
    assert [*read(answer.data)] == [*FORMS, FIGURES]
    traces = db.session.scalars(select(Audit.data).where(Audit.action == "tickets.exported")).all()
    assert [trace["rows"] for trace in traces] == [1]


def test_a_damaged_workbook_is_made_anew(client: Client, login: Login, app: Flask) -> None:
    desk.register(minutes=-60)
    issue(MONTH)
    made = ask(no=1)
    making.make(work(app, made))
    Store(app.config["SLADESK"].data_dir / "files").path(held(made).file_key or "").write_bytes(b"x")
    login(client, "zhouying")
    data = {"csrf_token": client.token(), "key": "k-book-0000000000001"}
    answer = client.post(f"/reviews/{MONTH.key}/1/workbook/file", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/reviews/{MONTH.key}?edition=1")
    assert held(made).state == "waiting"


def test_the_days_workbook_is_asked_for_once_at_its_hour(app: Flask) -> None:
    desk.register(minutes=-60)
    at = NOW.replace(hour=10, minute=0)  # 18:00 in Shanghai
    for minutes, wanted in ((-1, 0), (0, 1), (5, 1), (60, 1)):
        with time_machine.travel(at + timedelta(minutes=minutes), tick=False):
            reviewing.issue(Work(app, {}, lambda: False))
        asked = select(func.count()).where(Job.name == "reviews.workbook")
        assert db.session.scalar(asked) == wanted
        db.session.rollback()
    row = db.session.scalars(select(Workbook)).one()
    key = row.id
    assert (row.period_key, row.no, row.asked_at) == (DAY.key, 0, at)
    db.session.rollback()
    making.make(work(app, key))
    assert held(key).as_of == at
    assert [*read(content(app, key))] == [*FORMS, FIGURES]
    with time_machine.travel(at + timedelta(hours=2), tick=False):
        reviewing.issue(Work(app, {}, lambda: False))
    assert held(key).state == "ready"


def test_lists_taken_along_hold_what_looks_like_rich_text(app: Flask) -> None:
    hostile = "<r></t></is></c><c><f>1+1</f></c></r>"
    data = sheets.xlsx_bytes("x", ["a"], [10], [[hostile], ["=1"], ["b\x00c"]])
    assert [row[0] for row in read(data)["x"]] == ["a", hostile, "=1", "bc"]
