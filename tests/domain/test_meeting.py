"""What was planned and what became of it, in words and numbers (R9.5)."""

from dataclasses import replace
from datetime import date

import pytest

from sladesk.domain.minutes import Known, Task, Words, cleaned
from sladesk.reports import meeting, subjects
from sladesk.reports.kept import Agreed, Kept
from tests.support.printing import speaking
from tests.support.review import empty, review
from tests.support.worksheets import ADDED, KEPT


def test_a_plan_says_its_figure_as_it_is_now_and_the_target() -> None:
    with speaking():
        rows = meeting.plan(ADDED, review())
    assert [(row.measure, row.now, row.target) for row in rows] == [
        ("在线客服达标率", "83.5%", "≥ 90%"),
        ("发票开具延迟工单数", "981 件", "≤ 400 件"),
        ("平均解决时长", "24.8 小时", "≤ 24 小时"),
        ("", "", ""),
    ]
    assert [row.due for row in rows] == ["11-04", "11-06", "11-30", "11-05"]


@pytest.mark.parametrize(
    ("typed", "kept"), [("1,250", "1250"), ("１２", "12"), ("97.5 %", "97.5"), ("12，500.5", "12500.5")]
)
def test_a_target_is_kept_as_the_number_it_is(typed: str, kept: str) -> None:
    task = Task("x", owner_words="y", due=date(2026, 11, 5), subject="figure:resolution", target=typed)
    made = cleaned(Words(plan=(task,)), Known((), (task.subject,), (), ()))
    assert made.plan[0].target == kept


def test_a_day_of_another_year_says_its_year() -> None:
    head = review().head
    assert meeting.due_text(date(2027, 1, 5), head) == "2027-01-05"
    assert meeting.due_text(date(2026, 12, 5), head) == "12-05"


def test_the_next_review_says_then_now_and_whether_it_was_reached() -> None:
    with speaking():
        rows = meeting.earlier(replace(review(), kept=KEPT))
    assert [(row.then, row.now, row.target, row.good) for row in rows] == [
        ("87.8%", "83.5%", "≥ 88%", False),
        ("98.5%", "98.5%", "≥ 98%", True),
        ("", "", "", None),
    ]


def test_what_is_not_recorded_any_more_is_said_so() -> None:
    with speaking():
        rows = meeting.earlier(replace(empty(), kept=KEPT))
    assert [(row.measure, row.now, row.good) for row in rows[:2]] == [
        ("在线客服达标率", "未记录", None),
        ("响应率", "未记录", None),
    ]


@pytest.mark.parametrize(
    ("target", "value", "good"),
    [("88", 0.88, True), ("88", 0.8796, True), ("88", 0.8794, False), ("88.0", 0.88, True)],
)
def test_a_target_is_held_against_the_printed_value(target: str, value: float, good: bool) -> None:
    subject = subjects.Subject("channel:chat", None, value, 0.01)
    assert subjects.reached(subject, target) is good


def test_an_english_reader_gets_english() -> None:
    with speaking("en"):
        rows = meeting.plan(Words(plan=(Task("x", subject="figure:resolution", target="24"),)), review())
        heads = meeting.heads(review().head)
    assert (rows[0].measure, rows[0].target) == ("Mean time to resolution", "≤ 24 h")
    assert (heads.before, heads.now, heads.target) == ("Sep", "Oct", "Nov target")


def test_a_problem_that_left_the_five_keeps_its_name() -> None:
    name = review().problems[0].category
    row = Agreed("x", "", "", None, "problem:gone", name, 1, "400", 500.0, "")
    with speaking():
        found = meeting.earlier(replace(review(), kept=Kept(agreed=[row])))[0]
    assert (found.measure, found.then, found.now) == ("空调不制热工单数", "500 件", "未记录")
