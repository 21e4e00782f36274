"""Foreign logs for tests: the real one, and a made desk with everything otherwise."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sladesk.domain.history.changes import Plan, Row, Told
from sladesk.domain.history.planning import plan
from sladesk.imports import parse, read, shipped_text

REAL = Path(__file__).parents[1] / "data" / "incident_event_log.csv"
#: When the files are read: after everything in them.
READ_AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

#: Semicolons, gb18030, Chinese states, ISO dates with seconds, a zone with daylight saving.
SECOND_MAPPING = """
[source]
code = "old_desk"
name_zh = "旧服务台"
name_en = "Old desk"
[file]
encoding = "gb18030"
delimiter = ";"
unknown = ["-"]
[times]
formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M"]
zone = "Europe/Berlin"
[columns]
reference = "单号"
changed = "变更时间"
state = "状态"
opened = "登记时间"
first_response = "首次响应"
response_met = "响应达标"
resolved = "解决时间"
closed = "关闭时间"
priority = "优先级"
channel = "渠道"
category = "分类"
team = "小组"
owner = "负责人"
customer = "客户"
description = "描述"
summary = ["描述"]
keep = ["小组", "负责人", "客户"]
[states]
"受理" = "new"
"处理" = "in_progress"
"等客户" = { status = "waiting_customer", reason = "documents" }
"等件" = "waiting_parts"
"完成" = "to_verify"
"归档" = "closed"
[verdicts]
met = ["是"]
missed = ["否"]
[priorities]
empty = "medium"
codes = { "急" = "urgent", "平" = "medium" }
[channels]
make = true
codes = { "电话" = "phone" }
[categories]
codes = { "不制冷" = "fault.cooling.no_cooling" }
[teams]
"客服组" = "service_desk"
[people]
"李娜" = "K001"
"""
HEAD = (
    "单号;变更时间;状态;登记时间;首次响应;响应达标;解决时间;关闭时间;优先级;渠道;分类;小组;负责人;客户;描述"
)


def line(
    ref: str,
    changed: str,
    state: str,
    opened: str = "2025-06-02 09:00:00",
    *,
    resolved: str = "",
    closed: str = "",
    priority: str = "平",
    channel: str = "电话",
    category: str = "不制冷",
    response: str = "-;-",
    text: str = "空调不制冷",
    owner: str = "李娜",
) -> str:
    """Return a row of the made desk."""
    cells = (ref, changed, state, opened, response, resolved, closed, priority, channel, category)
    return ";".join((*cells, "客服组", owner, "王女士", text))


def sound(ref: str, day: int = 2, *, response: str = "2025-06-02 09:20:00;是") -> list[str]:
    """Return the rows of a ticket without anything odd: opened, worked on, resolved, closed."""
    opened, resolved = f"2025-06-{day:02} 09:00:00", f"2025-06-{day:02} 15:00:00"
    closed = f"2025-06-{day + 1:02}T09:00"
    ends = {"resolved": resolved, "closed": closed, "response": response}
    return [
        line(ref, opened, "受理", opened, **ends),
        line(ref, f"2025-06-{day:02} 10:00:00", "处理", opened, **ends),
        line(ref, resolved, "完成", opened, **ends),
        line(ref, closed, "归档", opened, **ends),
    ]


#: Twelve contradictions planted among sound tickets: rows, and the code told of the last of them.
PLANTED: dict[str, tuple[list[str], str]] = {
    "unknown_state": ([line("A01", "2025-06-02 09:00:00", "??")], "unknown_state"),
    "bad_date": ([line("A02", "02.06.2025 09:00", "受理")], "bad_date"),
    "gap": ([line("A03", "2025-03-30 02:30:00", "受理", "2025-03-29 09:00:00")], "gap_time"),
    "twice": ([line("A04", "2025-10-26 02:30:00", "受理", "2025-10-25 09:00:00")], "ambiguous_time"),
    "closed_first": (
        [
            line(
                "A05",
                "2025-06-02 09:00:00",
                "归档",
                resolved="2025-06-04 09:00:00",
                closed="2025-06-03 09:00:00",
            )
        ],
        "closed_before_resolved",
    ),
    "resolved_first": (
        [line("A06", "2025-06-02 09:00:00", "完成", resolved="2025-06-01 09:00:00")],
        "resolved_before_opened",
    ),
    "priority": ([line("A07", "2025-06-02 09:00:00", "受理", priority="高")], "unknown_priority"),
    "category": ([line("A08", "2025-06-02 09:00:00", "受理", category="漏水")], "unknown_category"),
    "verdict": (
        [line("A09", "2025-06-02 09:00:00", "受理", response="2025-06-02 09:05:00;也许")],
        "unknown_verdict",
    ),
    "no_ticket": ([line("", "2025-06-02 09:00:00", "受理")], "no_reference"),
    "long": ([line("A11", "2025-06-02 09:00:00", "受理", text="长" * 20_001)], "too_long"),
    "future": ([line("A12", "2027-06-02 09:00:00", "受理")], "in_future"),
}


def written(folder: Path, rows: Iterable[str], encoding: str = "gb18030", name: str = "old.csv") -> Path:
    """Write a file of the made desk."""
    path = folder / name
    path.write_bytes("\r\n".join((HEAD, *rows, "")).encode(encoding))
    return path


def planned(path: Path, mapping: str, now: datetime = READ_AT) -> list[Plan]:
    """Return what the rows of a file come to, ticket by ticket."""
    log = parse(mapping)
    groups: dict[str, list[Row]] = {}
    for row in read(path, log):
        groups.setdefault(row.ref, []).append(row)
    return [plan(ref, rows, log.rules, now) for ref, rows in groups.items()]


def told(plans: Iterable[Plan]) -> dict[int, Told]:
    """Return the outcome of every row by its line."""
    return {one.row.line: one for each in plans for one in each.told}


def count(plans: Iterable[Plan]) -> Counter[str]:
    """Return how many rows have which code."""
    return Counter(str(one.code) for one in told(plans).values())


def real_plans() -> list[Plan]:
    """Return what the real log comes to with the mapping that comes along."""
    return planned(REAL, shipped_text("incident_event_log") or "")
