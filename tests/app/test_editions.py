"""Issued reviews: each once, frozen, compared with, issued again without touching the earlier one (R9.3)."""

import html
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader
from sqlalchemy import func, select

from sladesk.actions import improvements, minutes, printing, reviews, root_causes, tickets
from sladesk.actions._action import Call
from sladesk.actions.beginning import DEMO_PROGRESS
from sladesk.db import db, write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import Forbidden
from sladesk.domain.figures.measures import MEASURES, Unit
from sladesk.domain.minutes import Words
from sladesk.domain.periods import PeriodKind, period_of
from sladesk.jobs import printing as making
from sladesk.jobs import reviewing
from sladesk.jobs.work import Work
from sladesk.models import Edition, EditionFile, Job, Setting
from sladesk.queries.editions import Paper, paper, paper_keys
from sladesk.reports.build import build
from sladesk.reports.frozen import digest, freeze, thaw
from sladesk.reports.loading import material
from sladesk.reports.sentences.runs import measure_text
from tests.app.conftest import Login
from tests.support import desk, quality, reading, recount
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.scatter import ZONE, scatter

DAY, MONTH = (period_of(kind, NOW.date()) for kind in (PeriodKind.DAY, PeriodKind.MONTH))
#: The afternoon of that day, when its so-far edition is due.
EVENING = NOW + timedelta(hours=3)


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    """Pages are asked and jobs run when the day's figures are due."""
    with time_machine.travel(EVENING, tick=False):
        yield


def all_editions() -> list[Edition]:
    db.session.rollback()
    return list(db.session.scalars(select(Edition).order_by(Edition.id)))


def test_each_scheduled_edition_comes_once(app: Flask) -> None:
    desk.register(minutes=-60)
    work = Work(app, {}, lambda: False)
    reviewing.issue(work)
    reviewing.issue(work)
    found = all_editions()
    assert [(row.slot, row.no, row.final) for row in found] == [(f"{DAY.key}:so_far", 1, False)]
    row = found[0]
    assert row.as_of == NOW + timedelta(hours=2, minutes=52)
    assert row.issued_at == EVENING
    assert digest(row.document) == row.sha256
    assert thaw(row.document).balance.requested == 1


def test_nothing_is_issued_while_a_demos_past_comes_in(app: Flask) -> None:
    desk.register(minutes=-60)
    told: dict[str, object] = {"done": 200, "wanted": 1000}
    with write_transaction() as session:
        session.add(Setting(name=DEMO_PROGRESS, value=told, changed_at=NOW))
    reviewing.issue(Work(app, {}, lambda: False))
    assert all_editions() == []
    with write_transaction() as session:
        session.get_one(Setting, DEMO_PROGRESS).value = told | {"done": 1000}
    reviewing.issue(Work(app, {}, lambda: False))
    assert len(all_editions()) == 1


def test_workers_side_by_side_issue_one(app: Flask) -> None:
    desk.register(minutes=-60)
    text, _digest = freeze(build(material(DAY, EVENING, desk.ref())))
    db.session.rollback()

    def go(_n: int) -> int | None:
        with app.app_context():
            try:
                call = Call(SYSTEM, EVENING)
                return reviews.issue(call, DAY, text, as_of=EVENING, final=False, slot="one")
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        numbers = [no for no in pool.map(go, range(4)) if no is not None]
    assert numbers == [1]
    assert len(all_editions()) == 1


def test_what_is_issued_stays_whatever_happens_to_its_tickets(client: Client, login: Login) -> None:
    number = desk.register(minutes=-60)
    login(client, "zhouying")
    key = client.token()
    issued = client.post(
        f"/reviews/{MONTH.key}/editions", data={"csrf_token": key, "key": "k-issue-000000000001"}
    )
    assert issued.headers["Location"] == f"/reviews/{MONTH.key}?edition=1"
    before = all_editions()[0].document
    tickets.void(desk.by("lina", 200), number, reason_id=desk.reason(ReasonKind.VOID))
    again = client.post(
        f"/reviews/{MONTH.key}/editions", data={"csrf_token": key, "key": "k-issue-000000000002"}
    )
    assert again.headers["Location"].endswith("edition=2")
    first, second = all_editions()
    assert first.document == before
    assert json.loads(before)["balance"]["requested"] == 1
    assert json.loads(second.document)["balance"]["requested"] == 0
    shown = html.unescape(client.get(f"/reviews/{MONTH.key}?edition=1").text)
    assert first.sha256[:12] in shown
    assert f"/reviews/{MONTH.key}/tickets?figure=" in shown
    listed = client.get(f"/reviews/{MONTH.key}/tickets?figure=all&edition=1")
    assert f'href="/tickets/{number}"' in listed.text


def test_a_second_click_issues_nothing_more(client: Client, login: Login) -> None:
    desk.register(minutes=-60)
    login(client, "chenwei")
    data = {"csrf_token": client.token(), "key": "k-twice-000000000001"}
    places = {client.post(f"/reviews/{DAY.key}/editions", data=data).headers["Location"] for _n in range(2)}
    assert len(places) == 1
    assert len(all_editions()) == 1


def test_the_next_period_is_compared_with_what_was_issued(app: Flask) -> None:
    desk.register(minutes=-60)
    made = build(material(MONTH.before, EVENING, desk.ref()))
    told = json.loads(freeze(made)[0])
    told["figures"]["response_rate"] |= {"value": 0.5, "n": 2, "part": 1}
    reviews.issue(Call(SYSTEM, EVENING), MONTH.before, json.dumps(told), as_of=EVENING, final=True)
    db.session.rollback()
    assert build(material(MONTH, EVENING, desk.ref())).figures["response_rate"].before == 0.5


def test_a_document_reads_back_as_it_was(app: Flask) -> None:
    desk.register(minutes=-60)
    made = build(material(MONTH, EVENING, desk.ref()))
    assert thaw(freeze(made)[0]) == made


def test_an_edition_from_before_a_part_was_thought_of_still_opens(client: Client, login: Login) -> None:
    desk.register(minutes=-60)
    told = json.loads(freeze(build(material(MONTH, EVENING, desk.ref())))[0])
    del told["groups"]
    reviews.issue(Call(SYSTEM, EVENING), MONTH, json.dumps(told), as_of=EVENING, final=True)
    login(client, "chenwei")
    assert client.get(f"/reviews/{MONTH.key}?edition=1").status_code == 200


def test_worksheets_and_improvements_stay_as_they_were_issued(client: Client, login: Login) -> None:
    record = quality.settled(desk.register(minutes=-60))
    number = quality.improvement(record, days=9)
    issue_month()
    before = all_editions()[0].document
    improvements.report(desk.by("zhouying", 190), number, words="已完成", done=True)
    root_causes.give_back(desk.by("zhouying", 191), record, reason="还要再查")
    kept = thaw(all_editions()[0].document).kept
    assert kept is not None
    assert [sheet.state for sheet in kept.sheets] == ["settled"]
    assert [action.state for action in kept.actions] == ["open"]
    assert kept.categories[record].zh.endswith("不制冷")
    login(client, "chenwei")
    page = html.unescape(client.get(f"/reviews/{MONTH.key}?edition=1").text)
    assert f"{record} · " in page
    assert "未开始" in page
    printed = making.page(waiting_paper().edition, "zh_Hans_CN").html
    assert record in printed
    assert "未开始" in printed
    assert all_editions()[0].document == before


def test_an_edition_from_before_worksheets_were_kept_is_printed_with_todays(app: Flask) -> None:
    record = quality.settled(desk.register(minutes=-60))
    told = json.loads(freeze(build(material(MONTH, EVENING, desk.ref())))[0])
    del told["kept"]
    reviews.issue(Call(SYSTEM, EVENING), MONTH, json.dumps(told), as_of=EVENING, final=True)
    assert record in making.page(waiting_paper().edition, "zh_Hans_CN").html


def issue_month() -> None:
    text, _digest = freeze(build(material(MONTH, EVENING, desk.ref())))
    db.session.rollback()
    reviews.issue(Call(SYSTEM, EVENING), MONTH, text, as_of=EVENING, final=True)


def waiting_paper() -> Paper:
    db.session.rollback()
    found = paper(printing.ask(desk.by("zhouying", 195), MONTH, 1, "zh_Hans_CN"))
    assert found is not None
    return found


# ---- changed on the disk ----


def falsify(change: Callable[[str], str]) -> None:
    with write_transaction() as session:
        row = session.scalars(select(Edition).where(Edition.no == 1)).one()
        row.document = change(row.document)


@pytest.mark.parametrize(
    "change", [lambda text: text.replace('"requested":1', '"requested":2'), lambda _t: "{"]
)
def test_an_edition_changed_on_the_disk_says_so(
    client: Client, login: Login, app: Flask, change: Callable[[str], str]
) -> None:
    desk.register(minutes=-60)
    issue_month()
    falsify(change)
    login(client, "chenwei")
    page = client.get(f"/reviews/{MONTH.key}?edition=1")
    assert page.status_code == 409
    assert "与签发时不一致" in page.text
    assert f"/reviews/{MONTH.key}?edition=now" in page.text
    assert client.get(f"/reviews/{MONTH.key}?edition=now").status_code == 200
    behind = client.get(f"/reviews/{MONTH.key}/tickets?figure=all&edition=1")
    assert behind.status_code == 409
    assert "与签发时不一致" in behind.text
    making.make(Work(app, {"file": waiting_paper().id}, lambda: False))
    assert "未予打印" in client.get(f"/reviews/{MONTH.key}/1/paper").text
    assert client.get(f"/reviews/{MONTH.after.key}").status_code == 404


def test_the_next_period_is_not_compared_with_a_changed_edition(app: Flask) -> None:
    desk.register(minutes=-60)
    made = build(material(MONTH.before, EVENING, desk.ref()))
    reviews.issue(Call(SYSTEM, EVENING), MONTH.before, freeze(made)[0], as_of=EVENING, final=True)
    falsify(lambda text: text.replace('"final":true', '"final":false'))
    db.session.rollback()
    assert material(MONTH, EVENING, desk.ref()).compared is None


@pytest.mark.parametrize("edition", ["2", "x", "-1", "9" * 30])
def test_an_edition_that_is_not_there_is_not_found(client: Client, login: Login, edition: str) -> None:
    login(client, "chenwei")
    assert client.get(f"/reviews/{MONTH.key}?edition={edition}").status_code == 404
    assert client.get(f"/reviews/{MONTH.key}/tickets?edition={edition}").status_code == 404


def test_a_supervisor_reads_and_does_not_issue(app: Flask) -> None:
    with pytest.raises(Forbidden):
        reviews.issue(desk.by("zhaomin"), DAY, "{}", as_of=EVENING, final=False)
    assert not all_editions()


# ---- on paper ----


def test_an_edition_is_printed_once_and_fetched(client: Client, login: Login, app: Flask) -> None:
    scatter(90)
    login(client, "zhouying")
    data = {"csrf_token": client.token(), "key": "k-paper-000000000001"}
    client.post(f"/reviews/{MONTH.key}/editions", data=data)
    home = f"/reviews/{MONTH.key}/1"
    assert "生成 PDF" in client.get(f"/reviews/{MONTH.key}?edition=1").text
    asked = client.post(f"{home}/pdf", data=data | {"key": "k-paper-000000000002"})
    assert asked.status_code == 303
    client.post(f"{home}/pdf", data=data | {"key": "k-paper-000000000003"})
    assert db.session.scalar(select(func.count()).where(Job.name == "reviews.print")) == 1
    assert "PDF 排队中" in client.get(f"{home}/paper").text
    making.make(Work(app, {"file": db.session.scalars(select(EditionFile.id)).one()}, lambda: False))
    assert "PDF</a>" in client.get(f"{home}/paper").text
    answer = client.get(f"{home}/pdf")
    assert answer.content_type == "application/pdf"
    leaves = PdfReader(BytesIO(answer.data)).pages
    text = leaves[0].extract_text()
    assert "2026 年 11 月" in text
    assert "第 1 次签发" in text
    assert db.session.scalars(select(EditionFile.file_key)).one() in paper_keys()
    last = (leaf.extract_text() for leaf in reversed(leaves))
    appendix = next(text for text in last if reading.HEAD in text)
    recounted(appendix, client.get(f"/reviews/{MONTH.key}?edition=1").text)


def recounted(paper_text: str, page: str) -> None:
    """Each measure of the catalogue, read back from file and page, is what plain SQL counts (R9.2).

    Arguments:
        paper_text: of the page with the table of all measures.
    """
    with force_locale("zh_Hans_CN"):
        names = {code: measure_text(code) for code in MEASURES}
    paper_rows, shown = reading.on_paper(paper_text, names), reading.on_screen(page, names)
    assert set(paper_rows) == set(shown) == set(MEASURES)
    begins, ends = MONTH.bounds(ZONE)
    assert recount.differing(thaw(all_editions()[0].document), begins, ends, EVENING) == {}
    for code, row in paper_rows.items():
        values = recount.counted(code, begins, ends, EVENING)
        mean = sum(values) / len(values)
        assert (row.n, row.value.is_rounded(mean)) == (len(values), True), (code, row, mean)
        assert shown[code].value.is_rounded(mean), (code, shown[code], mean)
        assert shown[code].n in {len(values), -1}
        if MEASURES[code].unit is Unit.SECONDS:
            assert row.median is not None
            assert row.p90 is not None
            assert row.median.is_rounded(recount.ranked(values, 50))
            assert row.p90.is_rounded(recount.ranked(values, 90))


def test_a_paper_that_could_not_be_made_says_why_and_is_made_again(
    client: Client, login: Login, app: Flask
) -> None:
    desk.register(minutes=-60)
    login(client, "zhouying")
    data = {"csrf_token": client.token(), "key": "k-paper-000000000001"}
    client.post(f"/reviews/{DAY.key}/editions", data=data)
    file_id = printing.ask(desk.by("zhouying"), DAY, 1, "zh_Hans_CN")
    printing.failed(Call(SYSTEM, EVENING), file_id, "too_long")
    shown = client.get(f"/reviews/{DAY.key}/1/paper").text
    assert "PDF 生成超时" in shown
    assert "重试" in shown
    assert client.get(f"/reviews/{DAY.key}/1/pdf").status_code == 404
    assert printing.ask(desk.by("zhouying", 1), DAY, 1, "zh_Hans_CN") == file_id
    assert "PDF 排队中" in client.get(f"/reviews/{DAY.key}/1/paper").text


def test_a_paper_from_before_a_change_is_not_handed_out(client: Client, login: Login, app: Flask) -> None:
    desk.register(minutes=-60)
    issue_month()
    work = Work(app, {"file": waiting_paper().id}, lambda: False)
    login(client, "chenwei")
    home, data = f"/reviews/{MONTH.key}/1", {"csrf_token": client.token(), "key": "k-paper-000000000001"}
    making.make(work)
    assert client.get(f"{home}/pdf").status_code == 200
    minutes.save(desk.by("chenwei", 200), MONTH, 1, Words({"whole": "守住了响应。"}), version=0)
    assert "早于最近的改动" in client.get(f"{home}/paper").text
    refused = client.get(f"{home}/pdf")
    assert refused.status_code == 409
    assert "请重新生成" in refused.text
    client.post(f"{home}/pdf", data=data)
    making.make(work)
    assert "守住了响应。" in printed(client, home)
    minutes.sign(desk.by("chenwei", 201), MONTH, 1, version=1)
    assert client.get(f"{home}/pdf").status_code == 409
    client.post(f"{home}/pdf", data=data | {"key": "k-paper-000000000002"})
    making.make(work)
    assert "J001" in printed(client, home)


def printed(client: Client, home: str) -> str:
    answer = client.get(f"{home}/pdf")
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def test_words_that_change_while_it_is_printed_make_it_old(client: Client, login: Login, app: Flask) -> None:
    desk.register(minutes=-60)
    issue_month()
    file_id = waiting_paper().id
    minutes.save(desk.by("chenwei", 200), MONTH, 1, Words({"whole": "x"}), version=0)
    printing.made(Call(SYSTEM, EVENING), file_id, key="aa/x", sha256="", size=1, pages=1, words=0)
    login(client, "chenwei")
    assert "早于最近的改动" in client.get(f"/reviews/{MONTH.key}/1/paper").text


def test_a_paper_that_is_damaged_says_so_and_is_made_again(client: Client, login: Login) -> None:
    desk.register(minutes=-60)
    issue_month()
    file_id = waiting_paper().id
    printing.made(Call(SYSTEM, EVENING), file_id, key="aa/gone", sha256="0" * 64, size=1, pages=1, words=0)
    login(client, "chenwei")
    home, data = f"/reviews/{MONTH.key}/1", {"csrf_token": client.token(), "key": "k-paper-000000000001"}
    answer = client.get(f"{home}/pdf")
    assert answer.status_code == 409
    assert "请重新生成" in answer.text
    page = client.get(f"/reviews/{MONTH.key}?edition=1").text
    assert "保存的 PDF 与生成时不一致" in page
    assert f'action="{home}/pdf"' in page, "it can be made again from where it was asked for"
    assert f'href="{home}/pdf"' not in page
    client.post(f"{home}/pdf", data=data)
    assert "PDF 排队中" in client.get(f"{home}/paper").text


def test_a_fault_while_printing_is_told_to_who_waits(
    client: Client, login: Login, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.register(minutes=-60)
    issue_month()
    work = Work(app, {"file": waiting_paper().id}, lambda: False)

    def fault(*_args: object) -> str:
        raise KeyError("template")

    monkeypatch.setattr(making, "laid", fault)
    making.make(work)
    login(client, "chenwei")
    assert "重试" in client.get(f"/reviews/{MONTH.key}/1/paper").text


def test_a_paper_of_no_edition_is_not_found(client: Client, login: Login) -> None:
    login(client, "zhouying")
    data = {"csrf_token": client.token(), "key": "k-paper-000000000001"}
    assert client.post(f"/reviews/{DAY.key}/7/pdf", data=data).status_code == 404
