"""The customary forms of a review: their columns, what stands in them, numbers that read back (R9.6)."""

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sladesk.actions import communications
from sladesk.db import db
from sladesk.domain.figures.measures import MEASURES, Unit
from sladesk.jobs import workbooks as making
from sladesk.models import Customer, Event, Ticket
from tests.support import desk, recount
from tests.support.books import (
    CHANNELS,
    DAY,
    FEEDBACK,
    FIGURES,
    FORMS,
    LIFE,
    MONTH,
    RESPONSES,
    ZONE,
    ask,
    book,
    cell,
    change,
    column,
    content,
    numbers,
    read,
    review,
    work,
)
from tests.support.moment import NOW
from tests.support.scatter import scatter


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    """Workbooks are asked for and made at the present of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("tickets_", [0, 1])
def test_the_forms_have_their_columns_in_order(app: Flask, tickets_: int) -> None:
    for _n in range(tickets_):
        desk.register(minutes=-60)
    made = book(app)
    assert [*made] == [*FORMS, FIGURES]
    assert {name: made[name][0] for name in FORMS} == {
        name: heads.split(", ") for name, heads in FORMS.items()
    }
    assert {len(made[name]) - 1 for name in (LIFE, RESPONSES, FEEDBACK, CHANNELS)} == {tickets_}


def test_the_forms_speak_english(app: Flask) -> None:
    desk.register(minutes=-60)
    made = book(app, language="en")
    assert next(iter(made)) == "Life of the tickets"
    heads = [str(head) for rows in list(made.values())[:5] for head in rows[0]]
    assert all(head.isascii() for head in heads)
    assert cell(made["Response times by channel"], "Problem solved at") == "Not closed"


def test_an_open_ticket_says_what_is_not_there_yet(app: Flask) -> None:
    number = desk.register(minutes=-60)
    made = book(app, DAY)
    life, times = made[LIFE], made[CHANNELS]
    assert cell(life, "工单编号") == number
    assert (cell(life, "首次响应时间"), cell(life, "是否已响应")) == ("未响应", "否")
    assert (cell(life, "解决时间"), cell(life, "客户满意度")) == ("未关闭", "")
    assert (cell(times, "问题解决时间"), cell(times, "解决时长(分钟)")) == ("未关闭", "未关闭")
    assert cell(made[RESPONSES], "响应时效") == "未响应"


def test_instants_are_dates_of_the_sites_zone(app: Flask) -> None:
    desk.register(minutes=-60)
    made = book(app)
    asked = (NOW - timedelta(minutes=60)).astimezone(ZONE).replace(tzinfo=None)
    assert cell(made[CHANNELS], "日期") == asked.date()
    assert cell(made[CHANNELS], "咨询时间") == asked
    assert cell(made[LIFE], "录入时间") == asked


def test_what_another_desk_did_not_record_says_so(app: Flask) -> None:
    number = desk.register(minutes=-60)
    change(number, external_source="旧台", external_ref="=7", status="archived", recorder_id=None)
    made = book(app)
    assert cell(made[LIFE], "解决时间") == cell(made[LIFE], "首次响应时间") == "未记录"
    assert cell(made[LIFE], "录入人") == cell(made[LIFE], "客户满意度") == "未记录"
    assert cell(made[CHANNELS], "解决时长(分钟)") == "未记录"
    assert cell(made[LIFE], "备注") == "来自 旧台，原编号 =7"


def test_customers_and_numbers_in_texts_are_masked(app: Flask) -> None:
    number = desk.register(minutes=-60)
    communications.progress(desk.by("lina", -50), number, text="客户另一号码 13912345678，=1+1")
    customer = db.session.execute(select(Customer).where(Customer.id == 1)).scalar_one()
    name, mobile = customer.name, customer.mobile
    change(number, summary="请打 13812345678", phenomenon="=HYPERLINK(1) 13712345678", verbatim="x")
    made = ask()
    making.make(work(app, made))
    with zipfile.ZipFile(BytesIO(content(app, made))) as parts:
        xml = "".join(parts.read(part).decode() for part in parts.namelist() if part.endswith(".xml"))
    assert "<f>" not in xml
    for secret in (name, mobile, "13812345678", "13712345678", "13912345678"):
        assert secret
        assert secret not in xml
    rows = read(content(app, made))
    assert cell(rows[LIFE], "问题描述") == "请打 138****5678"
    assert "139****5678，=1+1" in str(cell(rows[LIFE], "处理进展"))
    assert str(cell(rows[RESPONSES], "问题描述 (现象/影响/期望)")).startswith(
        "现象：=HYPERLINK(1) 137****5678"
    )
    assert cell(rows[RESPONSES], "联系方式") == f"{mobile[:3]}****{mobile[-4:]}"


def test_a_correction_is_what_is_shown(app: Flask) -> None:
    number = desk.register(minutes=-60)
    communications.progress(desk.by("lina", -50), number, text="写错了的话")
    wanted = select(Event.seq).where(Event.kind == "progress:noted")
    db.session.rollback()
    seq = db.session.execute(wanted).scalar_one()
    communications.correct(desk.by("lina", -40), number, seq, field="text", text="改过的话", reason="写错")
    said = str(cell(book(app)[LIFE], "处理进展"))
    assert "改过的话" in said
    assert "写错了的话" not in said


# ---- numbers ----


def test_every_number_reads_back_as_the_review_and_plain_sql_have_it(app: Flask) -> None:
    scatter(60)
    made, document = book(app), review()
    begins, ends = MONTH.bounds("Asia/Shanghai")
    sql = {
        code: recount.counted(code, begins, ends, NOW)
        for code in ("first_response", "first_response_requested", "score")
    }
    count = db.session.execute(
        select(func.count()).where(
            Ticket.requested_at >= begins, Ticket.requested_at < ends, Ticket.status != "voided"
        )
    ).scalar_one()
    db.session.rollback()
    for name in (LIFE, RESPONSES, FEEDBACK, CHANNELS):
        assert len(made[name]) - 1 == count == document.balance.requested
    assert column(made[LIFE], "工单编号") == document.tickets
    minutes = {
        "first_response": column(made[RESPONSES], "响应时效"),
        "first_response_requested": column(made[CHANNELS], "首次响应时长(分钟)"),
    }
    for code, cells in minutes.items():
        assert [round(each * 60, 3) for each in numbers(cells)] == sql[code]
    assert numbers(column(made[FEEDBACK], "满意度评分")) == sql["score"]
    solved = numbers(column(made[CHANNELS], "解决时长(分钟)"))
    line = document.figures["resolution_requested"]
    assert len(solved) == line.n
    assert sum(solved) * 60 / len(solved) == pytest.approx(line.value)
    assert column(made[LIFE], "是否已响应").count("是") == document.completeness[0].found


def test_the_sheet_of_figures_is_the_document(app: Flask) -> None:
    scatter(40)
    rows, document = book(app)[FIGURES], review()
    heads = next(row for row in rows if row[0] == "指标")
    first = rows.index(heads) + 1
    scale = {"%": 1.0, "分": 1.0, "分钟": 60.0, "小时": 3600.0}
    for (code, line), row in zip(document.figures.items(), rows[first:], strict=False):
        told = dict(zip(map(str, heads), row, strict=True))
        assert told["计入数"] == line.n
        assert told["其中达到"] == ("" if line.part is None else line.part)
        for head, value in (
            ("数值", line.value), ("中位数", line.median), ("90 分位", line.p90), ("目标值", line.target),
            ("上期", line.before),
        ):  # fmt: skip
            found = told[head]
            if value is None:
                assert found == ("未记录" if head == "数值" else "")
            else:
                factor = scale[str(told["单位"])] if MEASURES[code].unit is Unit.SECONDS else 1.0
                assert float(str(found)) * factor == pytest.approx(value)
        assert told["统计口径"]
    flat = [str(each) for row in rows for each in row]
    assert "工单平衡" in flat
    place = next(n for n, row in enumerate(rows) if row[0] == "工单平衡")
    b = document.balance
    assert rows[place + 2][:6] == [b.carried, b.requested, b.solved, b.carried_solved, b.open, b.voided]
