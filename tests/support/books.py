"""Workbooks of reviews, made by their job and read back out of the file."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from sladesk.actions import reviews, workbooks
from sladesk.actions._action import Call
from sladesk.db import db, write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.domain.periods import Period, PeriodKind, period_of
from sladesk.files.store import Store
from sladesk.jobs import workbooks as making
from sladesk.jobs.work import Work
from sladesk.models import Ticket
from sladesk.queries.workbooks.files import WorkbookFile, workbook
from sladesk.reports.build import build
from sladesk.reports.document import Document
from sladesk.reports.frozen import freeze
from sladesk.reports.loading import material
from tests.support import desk
from tests.support.moment import NOW

DAY, MONTH = (period_of(kind, NOW.date()) for kind in (PeriodKind.DAY, PeriodKind.MONTH))
ZONE = ZoneInfo("Asia/Shanghai")
#: R9.6, word for word.
FORMS = {
    "工单全生命周期跟踪表": "工单编号, 客户编号, 工单来源, 工单类型, 优先级, 问题描述, 录入人, 录入时间, "
    "负责人, 分配时间, SLA响应时间, 首次响应时间, 是否已响应, 处理进展, "
    "客户反馈, 工单状态, 解决时间, 解决方案, 客户满意度, 二次跟进, 备注",
    "表1 客户服务响应记录表": "记录编号, 创建时间, 客户姓名, 客户编号, 联系方式, 问题分类, 紧急程度, "
    "风险等级, 问题描述 (现象/影响/期望), 响应人员, 响应时效",
    "表2 客户反馈跟踪表": "记录编号, 状态, 解决方案, 资源投入, 客户沟通, 满意度评分",
    "表3 服务改进分析表": "高频问题TOP5, 解决时效分布, 满意度关联, 5Why 现象, Why1, Why2, Why3, Why4, Why5, "
    "改进计划 (短期/长期), 责任人, 时间节点, 验收标准, 关联记录",
    "多渠道响应时间记录表": "日期, 渠道类型, 客户标识, 咨询时间, 首次响应时间, 问题解决时间, "
    "首次响应时长(分钟), 解决时长(分钟), 负责人, 异常原因",
}
LIFE, RESPONSES, FEEDBACK, ANALYSIS, CHANNELS = FORMS
FIGURES = "复盘指标"
Rows = list[list[object]]


def work(app: Flask, workbook_id: int, *, stopping: bool = False) -> Work:
    return Work(app, {"workbook": workbook_id}, lambda: stopping)


def ask(period: Period = MONTH, no: int = 0, language: str = "zh_Hans_CN", *, again: int = 0) -> int:
    return workbooks.ask(desk.by("zhouying", again), period, no, language)


def held(workbook_id: int) -> WorkbookFile:
    db.session.rollback()
    found = workbook(workbook_id)
    db.session.rollback()
    assert found is not None
    return found


def content(app: Flask, workbook_id: int) -> bytes:
    row = held(workbook_id)
    assert (row.state, row.step) == ("ready", "")
    return Store(app.config["SLADESK"].data_dir / "files").read(row.file_key or "", row.sha256)


def book(
    app: Flask, period: Period = MONTH, no: int = 0, language: str = "zh_Hans_CN", *, again: int = 0
) -> dict[str, Rows]:
    """Make a workbook and return its sheets as rows."""
    made = ask(period, no, language, again=again)
    making.make(work(app, made))
    return read(content(app, made))


def read(data: bytes) -> dict[str, Rows]:
    opened = CalamineWorkbook.from_filelike(BytesIO(data))
    return {
        name: [list(row) for row in opened.get_sheet_by_name(name).to_python()] for name in opened.sheet_names
    }


def column(rows: Rows, head: str) -> list[object]:
    place = rows[0].index(head)
    return [row[place] for row in rows[1:]]


def cell(rows: Rows, head: str) -> object:
    (found,) = column(rows, head)
    return found


def numbers(cells: list[object]) -> list[float]:
    return sorted(float(one) for one in cells if isinstance(one, int | float))


def review(period: Period = MONTH, now: datetime = NOW) -> Document:
    db.session.rollback()
    made = build(material(period, now, desk.ref()), None)
    db.session.rollback()
    return made


def issue(period: Period, at: datetime = NOW, *, final: bool = False) -> int | None:
    text_, _digest = freeze(review(period, at))
    return reviews.issue(Call(SYSTEM, at), period, text_, as_of=at, final=final)


def change(number: str, **values: object) -> None:
    with write_transaction() as session:
        row = session.execute(select(Ticket).where(Ticket.number == number)).scalar_one()
        for name, value in values.items():
            setattr(row, name, value)
