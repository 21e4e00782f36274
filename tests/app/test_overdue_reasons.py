"""Overdue reasons: a tree with sides, asked before anything closes, excused ones beside the rate (R3.9)."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from sladesk.actions import breaches, clocks, communications, masters, solutions
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.domain import shipped
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind, ReasonSide, Status
from sladesk.domain.errors import Invalid, Missing
from sladesk.domain.intake import SolvedAtOnce
from sladesk.domain.workflow import STEPS, Situation, move
from sladesk.models import Breach, Reason, ReasonGroup
from sladesk.queries import board_figures
from sladesk.queries.board import Days
from tests.support import desk
from tests.support.admin import NAMES, admin, key_of, row
from tests.support.client import Client
from tests.support.moment import NOW

Login = Callable[[Client, str], Client]


def late() -> tuple[str, int]:
    """Return a ticket of Li Na's that missed its first response, and that clock's key."""
    number = desk.register(minutes=-40, owner="lina", priority="urgent")
    clocks.settle(Call(SYSTEM, NOW), number)
    return number, desk.clocks(number, "first_response")[0].id


def reason(code: str) -> int:
    return next(r.id for r in desk.ref().reasons_of(ReasonKind.OVERDUE) if r.code == code)


# ---- the tree ----


def test_every_shipped_overdue_reason_stands_below_a_group_and_says_whose_it_is(app: Flask) -> None:
    tree = desk.ref().reason_tree(ReasonKind.OVERDUE)
    assert [group.code if group else "" for group, _below in tree] == [g.code for g in shipped.REASON_GROUPS]
    rows = [row for _group, below in tree for row in below]
    assert {row.name_zh for row in rows} >= {
        "坐席忙线", "系统故障", "系统卡顿", "坐席培训中", "坐席不熟悉流程", "高峰期坐席不足",
        "客户电话无人接听(已留言)",
    }  # fmt: skip
    assert {str(row.extra["side"]) for row in rows} == set(map(str, ReasonSide))


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("lina", "/tickets/{}"),
        ("zhaomin", "/board/reasons?given=no"),
        ("lina", "/tickets/{}/overdue-reasons"),
    ],
)
def test_forms_offer_the_tree(client: Client, login: Login, who: str, path: str) -> None:
    number, _clock = late()
    page = login(client, who).get(path.format(number)).text
    head, _mark, below = page.partition('<optgroup label="客户方面">')
    assert '<optgroup label="人员排班">' in head
    assert (
        f'<option value="{reason("no_answer")}">客户电话无人接听(已留言) · 客户</option>'
        in below.partition("</optgroup>")[0]
    )
    assert f'<option value="{reason("agents_busy")}">坐席忙线</option>' in head, "what is ours says nothing"


def test_the_answer_of_the_owner_stands_chosen_where_the_supervisor_checks(
    client: Client, login: Login
) -> None:
    number, clock = late()
    breaches.explain(desk.by("lina"), number, clock, reason_id=reason("carrier_late"))
    page = login(client, "zhaomin").get(f"/tickets/{number}").text
    assert f'<option selected value="{reason("carrier_late")}">' in page


def test_a_group_is_added_changed_filled_and_retired_last(client: Client, login: Login) -> None:
    login(client, "linhao")
    assert client.send("/admin/reason-groups/new", {**NAMES, "code": "weather"}).status_code == 303
    made = {**NAMES, "kind": "overdue", "group": "weather", "side": "carrier", "code": "storm"}
    assert client.send("/admin/reasons/new", made).status_code == 303
    assert row(Reason, "storm").group_id == row(ReasonGroup, "weather").id
    page = client.get("/admin/reasons").text
    assert page.index("/admin/reason-groups/weather") < page.index("/admin/reasons/overdue.storm")
    assert client.get("/admin/reason-groups").status_code == 303
    edit = client.get("/admin/reason-groups/weather").text
    changed = {**NAMES, "name_zh": "天气", "version": key_of(edit)}
    assert client.send("/admin/reason-groups/weather", changed).status_code == 303
    assert client.send("/admin/reason-groups/weather/move", {"way": "up", "version": 2}).status_code == 303
    refused = client.send("/admin/reason-groups/weather/retire", {"version": 3})
    assert refused.status_code == 422
    assert client.send("/admin/reasons/overdue.storm/retire", {"version": 1}).status_code == 303
    assert client.send("/admin/reason-groups/weather/retire", {"version": 3}).status_code == 303
    orphan = client.send("/admin/reasons/overdue.storm/restore", {"version": 2})
    assert orphan.status_code == 422
    assert client.send("/admin/reason-groups/weather/restore", {"version": 4}).status_code == 303
    assert client.send("/admin/reasons/overdue.storm/restore", {"version": 2}).status_code == 303


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"side": "us"}, "group"),
        ({"side": "us", "group": "nowhere"}, "group"),
        ({"group": "staffing"}, "side"),
        ({"group": "staffing", "side": "them"}, "side"),
    ],
)
def test_an_overdue_reason_needs_group_and_side(values: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        masters.create(admin(), "reason", {**NAMES, "kind": "overdue", "code": "x", **values})
    assert set(refused.value.problems) == {field}


def test_other_lists_have_neither(app: Flask) -> None:
    given = {**NAMES, "kind": "void", "code": "x", "group": "staffing", "side": "us"}
    masters.create(admin(), "reason", given)
    assert (row(Reason, "x").group_id, row(Reason, "x").side) == (None, None)


# ---- nothing closes without it ----


def test_every_step_that_ends_a_cycle_asks_for_the_reason() -> None:
    """What closes many, whatever it will be, goes by these steps: nothing else gives a ticket its state."""
    ends = [name for name, step in STEPS.items() if step.target in {Status.CLOSED, Status.ARCHIVED}]
    assert ends == ["confirm", "close_unreachable", "archive"]
    for name in ends:
        least = next(iter(STEPS[name].sources))
        at = Situation(least, owner=True, responded=True, open_breaches=1, settled=True, attempts=(9, 9))
        with pytest.raises(Missing) as missing:
            move(name, at)
        assert missing.value.code == "needs_overdue_reason"
    folder = Path(breaches.__file__).parent
    ended = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if re.search(r"\.status = Status\.(CLOSED|ARCHIVED)", path.read_text(encoding="utf-8"))
    }
    assert ended == {"_solving.py", "callbacks.py"}, "a new place that ends tickets has to ask for the reason"


def test_registered_late_and_solved_at_once_it_waits_for_the_reason(app: Flask) -> None:
    """One form that registers, answers and solves is no way around it either (R4.1)."""
    held = desk.ref().reasons_of(ReasonKind.LATE_REGISTRATION)[0].id
    number = desk.register(
        category="consultation.product",
        solved=SolvedAtOnce("滤网每月冲洗一次，晾干再装。"),
        requested_at=NOW - timedelta(hours=6),
        late_reason_id=held,
    )
    ticket = desk.ticket(number)
    assert (ticket.status, ticket.open_breaches > 0) == ("to_verify", True)
    with pytest.raises(Missing):
        solutions.confirm(desk.by("lina"), number, method="phone")
    for clock in db.session.scalars(select(Breach.clock_id).where(Breach.ticket_id == ticket.id)).all():
        breaches.explain(desk.by("lina"), number, clock, reason_id=reason("late_entry"))
    solutions.confirm(desk.by("lina"), number, method="phone")
    assert desk.ticket(number).status == "closed"


def test_closing_many_stops_at_those_without_a_reason(app: Flask) -> None:
    numbers = [late() for _ in range(3)]
    for number, _clock in numbers:
        communications.contact(desk.by("lina"), number, Contact("phone", "已联系"))
        solutions.solve(desk.by("lina"), number, code="remote", solution="远程指导后正常")
    given, clock = numbers[1]
    breaches.explain(desk.by("lina"), given, clock, reason_id=reason("agents_busy"))
    done: dict[str, str] = {}
    for number, _clock in numbers:
        try:
            solutions.confirm(desk.by("lina"), number, method="phone")
            done[number] = "closed"
        except Missing as missing:
            done[number] = missing.code
    assert list(done.values()) == ["needs_overdue_reason", "closed", "needs_overdue_reason"]


# ---- beside the rate ----


TODAY = NOW.replace(hour=0, minute=0) - timedelta(hours=8)
DAYS = Days(NOW, TODAY, TODAY - timedelta(days=1), NOW.date())


@pytest.mark.parametrize(
    ("given", "right", "excused"),
    [
        ("no_answer", None, 0),
        ("no_answer", "no_answer", 1),
        ("no_answer", "agents_busy", 0),
        ("agents_busy", "part_late", 1),
        ("agents_busy", "agents_busy", 0),
    ],
)
def test_excused_is_what_the_supervisor_confirms_as_not_ours(
    given: str, right: str | None, excused: int
) -> None:
    number, clock = late()
    before = board_figures.totals(board_figures.total_row(DAYS, 4))
    breaches.explain(desk.by("lina"), number, clock, reason_id=reason(given))
    if right:
        breaches.check(desk.by("zhaomin"), number, clock, reason_id=reason(right))
    after = board_figures.totals(board_figures.total_row(DAYS, 4))
    assert after.excused[0] == excused
    assert (after.met, after.missed) == (before.met, before.missed), "no rate leaves it out"


def test_the_board_says_it_beside_the_rate(client: Client, login: Login) -> None:
    number, clock = late()
    breaches.check(desk.by("zhaomin"), number, clock, reason_id=reason("no_answer"))
    page = login(client, "zhaomin").get("/board").text
    assert "其中 1 项免责" in page
