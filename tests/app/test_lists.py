"""The general list: scope, order and pages, filters in the address, views, files, handing on in bulk."""

import csv
import html
import re
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from sladesk.actions import communications, solutions, tickets
from sladesk.db import db
from sladesk.domain.codes import ReasonKind
from sladesk.models import Audit, SavedView
from sladesk.queries.lists import SORTS, Filter, Order, Place, beside, page
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.many import multiply
from tests.support.statements import plans

NUMBER = re.compile(r'data-href="/tickets/([^"]+)"')
NEXT = re.compile(r'href="(?:/tickets)?(\?[^"]*after=[^"]*)"')


def listed(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return NUMBER.findall(answer.text)


def variety() -> None:
    """Tickets of different people, groups and states."""
    desk.register(owner="lina")
    desk.register("hanlei", owner="wangqiang")
    desk.register("zhaomin")
    closed = desk.register(minutes=-60, owner="wuqian")
    communications.contact(desk.by("wuqian", -50), closed, communications.Contact("phone", "已联系"))
    solutions.solve(desk.by("wuqian", -40), closed, code="remote", solution="远程指导后正常")
    solutions.confirm(desk.by("wuqian", -30), closed, method="phone")
    tickets.void(desk.by("lina", 1), desk.register(), reason_id=desk.reason(ReasonKind.VOID))


@pytest.mark.parametrize("key", SORTS)
@pytest.mark.parametrize("descending", [False, True])
def test_pages_lead_there_and_back(app: Flask, key: str, descending: bool) -> None:
    number = desk.register(owner="lina")
    tickets.chase(desk.by("lina", 1), number, words="到底什么时候来？")
    multiply(number, 24)
    actor, order = desk.actor("zhaomin"), Order(key, descending)
    everything = [row.number for row in page(actor, Filter(), order, size=100).rows]
    seen: list[str] = []
    start, last = None, None
    while True:
        last = page(actor, Filter(), order, start, size=10)
        seen += [row.number for row in last.rows]
        if last.after is None:
            break
        start = last.after
    assert seen == everything
    assert len(seen) == 25
    assert last.before is not None
    back = page(actor, Filter(), order, last.before, size=10)
    assert [row.number for row in back.rows] == everything[10:20]
    first = page(actor, Filter(), order, back.before, size=10)
    assert [row.number for row in first.rows] == everything[:10]
    assert first.before is None


def test_pages_lead_through_tickets_on_which_nothing_is_due(app: Flask, client: Client, login: Login) -> None:
    number = desk.register()
    tickets.void(desk.by("lina", 1), number, reason_id=desk.reason(ReasonKind.VOID))
    multiply(number, 119)
    visitor, seen, there = login(client, "Z001"), list[str](), "?all=1&sort=due"
    assert "?all=1&amp;sort=-due" in visitor.get(f"/tickets{there}").text, "sorting leaves the list"
    while there:
        answer = visitor.get(f"/tickets{there}")
        seen += NUMBER.findall(answer.text)
        assert len(seen) <= 120, "the pages go round in circles"
        there = next((html.unescape(link) for link in NEXT.findall(answer.text)), "")
    assert len(set(seen)) == 120


def test_chasers_are_a_column_a_filter_and_an_order(client: Client, login: Login) -> None:
    """R3.12: they raise attention; who asked most often comes first, who never asked is not there."""
    once, often, _never = (desk.register(owner="lina", minutes=-n) for n in (1, 2, 3))
    for number, times in ((once, 1), (often, 3)):
        for minute in range(times):
            tickets.chase(desk.by("lina", minute), number, words="到底什么时候来？")
    visitor = login(client, "lina")
    assert listed(visitor, "/tickets?chased=yes&sort=-chasers") == [often, once]
    assert listed(visitor, "/tickets?chased=yes&sort=chasers") == [once, often]
    page_ = visitor.get("/tickets?chased=yes").text
    assert "催单 3 次" in page_
    assert 'class="num">3</td>' in page_, "the filter brings its column"
    shown = visitor.get("/tickets?columns=number,problem,chasers").text
    assert "sort=-chasers&amp;chased=yes" in shown, "the order asks for those who chased"
    visitor.enter("zhaomin")
    assert often in visitor.get("/board?chased=yes").text


@pytest.mark.parametrize(
    ("wanted", "order", "index"),
    [
        (Filter(open_only=True), Order(), "ix_ticket_open_due"),
        (Filter(statuses=("archived",)), Order("activity", True), "ix_ticket_status_activity"),
        (Filter(), Order("requested", True), "ix_ticket_requested"),
        (Filter(), Order("chasers", True), "ix_ticket_chasers"),
    ],
)
def test_a_page_is_read_in_the_order_of_an_index(
    app: Flask, wanted: Filter, order: Order, index: str
) -> None:
    # Of each state so few that its index is the shorter way: of two alike a planner takes either.
    for status, times in (("in_progress", 20), ("archived", 200), ("voided", 400)):
        multiply(desk.register(owner="lina"), times, status=status)
    actor = desk.actor("zhaomin")
    # So few rows would be sorted sooner than looked up.
    _statement, plan = plans(lambda: page(actor, wanted, order), "bitmapscan", "sort")[-1]
    assert index in plan
    assert "B-TREE FOR ORDER BY" not in plan
    assert "Sort" not in plan


def test_a_place_that_is_gone_still_leads_on(app: Flask) -> None:
    multiply(desk.register(owner="lina"), 4)
    found = page(desk.actor("zhaomin"), Filter(), Order("number"), Place("SR2", 0), size=10)
    assert len(found.rows) == 5


def test_counting_stops(app: Flask) -> None:
    multiply(desk.register(owner="lina"), 1200)
    assert beside(desk.actor("zhaomin"), Filter())[0] == 1001


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("all=1", 5),
        ("", 3),
        ("status=open", 3),
        ("status=closed&status=voided", 2),
        ("owner=K001", 1),
        ("owner=none&all=1", 2),
        ("owner=K001&owner=X001", 2),
        ("channel=phone", 5),
        ("channel=email", 0),
        ("class=fault&priority=urgent&priority=high&priority=medium&priority=low", 5),
        ("category=fault", 5),
        ("category=fault.cooling.no_cooling", 5),
        ("category=complaint.quality", 0),
        ("from=2026-11-19&to=2026-11-19", 5),
        ("from=2026-11-20", 0),
        ("to=2026-11-18", 0),
        ("text=热风", 5),
        ("text=没有这个", 0),
        ("owner=nobody&status=x'--&channel=1&from=9999-99-99&all=1", 5),
        ("sort=-evil&after=x~y&all=1", 5),
        ("after=2026-11-19T00:00:00~1&all=1", 5),
    ],
)
def test_filters_in_the_address(app: Flask, client: Client, login: Login, query: str, hits: int) -> None:
    variety()
    assert len(listed(login(client, "Z001"), f"/tickets?{query}")) == hits


def test_a_chip_takes_its_filter_away(app: Flask, client: Client, login: Login) -> None:
    desk.register(owner="lina")
    text = login(client, "Z001").get("/tickets?owner=K001&status=new").text
    assert 'class="fchip" href="/tickets?status=new"' in text
    assert 'class="fchip" href="/tickets?owner=K001"' in text
    assert "负责人：李娜" in text


def test_nothing_personal_is_shown_open(app: Flask, client: Client, login: Login) -> None:
    desk.register(owner="lina", verbatim="请打 13912345678，不制冷")
    text = login(client, "Z001").get("/tickets").text
    assert "张**" in text
    assert "张建国" not in text
    assert "13912345678" not in text
    assert "139****5678" in text


def test_views_and_columns_are_kept(app: Flask, client: Client, login: Login) -> None:
    login(client, "Z001")
    form = {
        "page": "tickets",
        "query": "owner=K001&evil=1",
        "name": "李娜的",
        "columns": ["clock", "team", "x"],
    }
    assert client.send("/lists/views", form).status_code == 303
    view = db.session.scalars(select(SavedView)).one()
    assert (view.name, view.query, view.columns) == ("李娜的", "/tickets?owner=K001", "clock,team")
    assert "李娜的" in client.get("/queue").text
    client.send("/lists/columns", {"page": "tickets", "columns": ["clock", "category"]})
    desk.register()
    text = client.get("/tickets").text
    assert 'class="q-category"' in text
    assert 'class="q-owner"' not in text
    assert 'class="q-problem"' in text
    client.send("/lists/columns", {"page": "tickets", "usual": "1"})
    assert 'class="q-owner"' in client.get("/tickets").text
    assert "李娜的" not in login(client, "K001").get("/queue").text
    login(client, "Z001").send("/lists/views/remove", {"page": "tickets", "name": "李娜的"})
    client.get("/tickets")  # says once that it is gone
    assert "李娜的" not in client.get("/tickets").text


@pytest.mark.parametrize("name", ["", "   ", ".queue", "长" * 41])
def test_a_view_needs_a_name(app: Flask, client: Client, login: Login, name: str) -> None:
    answer = login(client, "Z001").send("/lists/views", {"page": "tickets", "query": "", "name": name})
    assert answer.status_code == 422


def test_csv_holds_what_is_shown_and_no_formula(app: Flask, client: Client, login: Login) -> None:
    number = desk.register(owner="lina", verbatim="=1+1 不制冷")
    form = {
        "page": "tickets",
        "query": "owner=K001",
        "kind": "csv",
        "columns": ["number", "problem", "customer"],
    }
    answer = login(client, "K001").send("/lists/export", form)
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert rows == [["工单号", "问题", "客户"], [number, "'=1+1 不制冷", "张**"]]
    trace = db.session.scalars(select(Audit).where(Audit.action == "tickets.exported")).one()
    assert trace.data["rows"] == 1


def test_a_workbook_holds_texts_only(app: Flask, client: Client, login: Login) -> None:
    desk.register(owner="lina", verbatim="=HYPERLINK(1) 不制冷")
    form = {"page": "queue", "query": "", "kind": "xlsx", "columns": ["number", "problem"]}
    answer = login(client, "K001").send("/lists/export", form)
    with ZipFile(BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=HYPERLINK(1)" in sheet


def test_who_may_export(app: Flask, client: Client, login: Login) -> None:
    form = {"page": "tickets", "query": "", "kind": "csv"}
    for staff, status in (("X001", 403), ("B001", 403), ("L001", 200), ("J001", 200)):
        assert login(client, staff).send("/lists/export", form).status_code == status, staff


def test_bulk_says_what_was_done_and_what_refused(app: Flask, client: Client, login: Login) -> None:
    first, second = desk.register(owner="lina"), desk.register()
    gone = desk.register()
    tickets.void(desk.by("lina", 1), gone, reason_id=desk.reason(ReasonKind.VOID))
    form = {"number": [first, second, gone, "SR1"], "owner": "K002", "note": "轮休"}
    answer = login(client, "Z001").send("/lists/assign", form, key="bulk-key-0001")
    assert answer.status_code == 200
    assert "2 张已转交 吴倩" in answer.text
    assert "2 张未能转交" in answer.text
    wuqian = desk.actor("wuqian").person_id
    assert [desk.ticket(n).owner_id for n in (first, second)] == [wuqian, wuqian]
    seq = desk.ticket(first).event_seq
    client.send("/lists/assign", form, key="bulk-key-0001")
    assert desk.ticket(first).event_seq == seq, "a second click does nothing"
    assert login(client, "K001").send("/lists/assign", form).status_code == 403


def offered(page: str) -> str:
    """Return where an empty list leads."""
    return re.findall(r'<section class="panel blank">.*?href="([^"]+)"', page, re.DOTALL)[0]


def test_empty_lists_say_what_to_do(app: Flask, client: Client, login: Login) -> None:
    every = login(client, "Z001").get("/tickets?all=1").text
    assert "还没有工单" in every
    assert client.get(offered(every)).status_code == 200
    assert "没有符合筛选的工单" in client.get("/tickets?channel=email").text
    queue = login(client, "K001").get("/queue").text
    assert "您的队列是空的" in queue
    assert client.get(offered(queue)).status_code == 200
    mine = login(client, "B001").get("/tickets").text
    assert "没有未关闭的工单" in mine
    assert "转给您的工单会显示在这里" in mine
