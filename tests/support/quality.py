"""A 5-Why record as people write it: whole, or up to the point a test is about."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sladesk.actions import improvements, root_causes, whys
from sladesk.domain.codes import Verdict
from sladesk.domain.quality.improvements import ImprovementForm
from sladesk.domain.quality.records import RecordForm
from sladesk.domain.quality.whys import WhyForm
from tests.support.desk import by
from tests.support.moment import NOW

FORM = RecordForm(
    "发票迟迟未开",
    "签收七天后仍未收到发票，十一月 12 件。",
    "签收后三天内开出。",
    "测试规程不要求接口异常场景。",
    "method",
)
#: The chain of R8.1 in short.
CHAIN = ("财务没有开出", "订单状态没有同步", "接口有缺陷", "测试环境没有覆盖", "用例设计不全")


def start(*tickets: str, login: str = "zhouying", form: RecordForm = FORM) -> str:
    """Begin a record on tickets."""
    return root_causes.start(by(login), form, tickets)


def chain(record: str, login: str = "zhouying") -> list[int]:
    """Answer five whys, each with evidence, the last one the root cause."""
    parent: int | None = None
    made = list[int]()
    for place, text in enumerate(CHAIN):
        root = place == len(CHAIN) - 1
        form = WhyForm(text, evidence=f"证据 {place + 1}", verdict=Verdict.KEPT, is_root=root)
        parent = whys.add(by(login), record, form, parent=parent)
        made.append(parent)
    return made


def complete(*tickets: str) -> str:
    """Write a record that lacks nothing: by 周颖, with 李娜."""
    record = start(*tickets)
    chain(record)
    root_causes.add_person(by("zhouying"), record, "K001")
    return record


def settled(*tickets: str) -> str:
    """Write a record that 赵敏 agrees with."""
    record = complete(*tickets)
    root_causes.hand_in(by("zhouying"), record, reviewer="Z001")
    root_causes.settle(by("zhaomin"), record)
    return record


def improvement_form(days: int = 14, **values: Any) -> ImprovementForm:
    """Return an improvement that is due in some days, owned by a department."""
    due = NOW.date() + timedelta(days=days)
    form = ImprovementForm(
        "接口失败自动重试三次", "short", "system", None, "技术部", due, "连续五天失败单为 0"
    )
    return replace(form, **values)


def improvement(record: str = "", *, days: int = 14, login: str = "zhouying", **values: Any) -> str:
    """Agree on an improvement."""
    return improvements.create(by(login), improvement_form(days, **values), record=record)
