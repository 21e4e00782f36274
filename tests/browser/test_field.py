"""A visit from the engineer's hand: 390 × 844, from accepting to the signature (R5.1-R5.3)."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from sladesk.actions import visits
from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.models import Attachment, Visit
from tests.browser.conftest import Visitor
from tests.browser.hands import finish_visit
from tests.support import visiting
from tests.support.guard import OFFLINE, Guard, assert_fits
from tests.support.pictures import picture

LONG = "室外机启动三分钟后停机，显示屏闪烁代码，邻居说夜里噪声很大，客户已断电两次仍然如此"


@pytest.fixture
def number(beside: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ticket with a visit of 王强 in the present window."""
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
    monkeypatch.setattr(visiting, "NOW", now)
    with beside.app_context():
        made = visiting.register(phenomenon=LONG)
        visits.plan(
            Call(visiting.supervisor(), now),
            made,
            engineer_id=visiting.engineer().person_id or 0,
            start=now,
            end=now + timedelta(hours=2),
            bring="主板 KFR-72 × 1",
        )
        return made


def small_targets(page: Page) -> list[str]:
    """Return what one presses that is lower or narrower than 48 px on this page."""
    found = page.evaluate(
        """() => [...document.querySelectorAll(
          '.thumb :is(a,button,label), .act2 .btn, .shots .btn, .visit, .ph-top :is(summary, .back)')]
        .map((e) => [e.innerText, e.getBoundingClientRect()])
        .filter(([, r]) => r.width && (r.height < 48 || r.width < 48)).map(([t]) => t)"""
    )
    return [str(text) for text in found]


def test_the_whole_visit_by_thumb(visit: Visitor, number: str, beside: Flask) -> None:
    page = visit("X001", phone=True)
    page.goto("/field")
    assert_fits(page)
    assert small_targets(page) == []
    tall = page.locator(".thumb .tall")
    expect(tall).to_contain_text("接单")
    tall.click()
    expect(tall).to_contain_text("出发")
    tall.click()
    expect(tall).to_contain_text("到达")
    tall.click()
    page.wait_for_url(f"**/field/visits/{number}/1")
    assert_fits(page)
    assert small_targets(page) == []

    page.get_by_role("button", name="导航").click()
    expect(page.locator("#reach a[href^='geo:0,0?q=']")).to_be_visible()
    expect(page.locator(".revealed")).to_contain_text("苏州街 12 号")

    page.locator("#reading_outdoor_current").fill("8.9")
    page.locator("#diagnosis").fill("主板损坏")
    page.locator("#photo-before").set_input_files(
        [{"name": "前.jpg", "mimeType": "image/jpeg", "buffer": picture(position=True)}]
    )
    expect(page.locator(".pics img")).to_have_count(1)
    expect(page.locator(".thumb .tools")).to_contain_text("拍照 1")
    expect(page.locator("#diagnosis")).to_have_value("主板损坏")
    finish_visit(page, "更换主板，试机 30 分钟正常")

    with beside.app_context():
        done = db.session.scalars(select(Visit)).one()
        assert (done.state, done.readings) == ("confirmed", {"outdoor_current": "8.9"})
        assert set(done.stamps) == {"accepted", "on_way", "arrived", "diagnosed", "repaired", "confirmed"}
        kinds = db.session.scalars(select(Attachment.kind).order_by(Attachment.id)).all()
        assert kinds == ["before", "signature"]


def test_a_refused_step_keeps_what_was_typed(visit: Visitor, number: str, guard: Guard) -> None:
    page = visit("X001", phone=True)
    page.goto("/field")
    tall = page.locator(".thumb .tall")
    for text in ("出发", "到达"):
        tall.click()
        expect(tall).to_contain_text(text)
    tall.click()
    page.wait_for_url("**/field/visits/**")
    page.locator("#reading_low_pressure").fill("很低")
    page.locator("#diagnosis").fill("缺冷媒")
    tall.click()
    expect(page.locator("#reading_low_pressure-error")).to_be_visible()
    expect(page.locator("#diagnosis")).to_have_value("缺冷媒")
    expect(page.locator("#reading_low_pressure")).to_have_value("很低")


def test_without_network_the_page_says_so_and_loses_nothing(
    visit: Visitor, number: str, guard: Guard
) -> None:
    guard.allow(OFFLINE)
    page = visit("X001", phone=True)
    page.goto(f"/field/visits/{number}/1")
    page.locator("#text").fill("物业要求登记")
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator(".thumb .tall")).to_contain_text("无网络，稍后再试")
    page.get_by_role("button", name="保存备注").click()
    expect(page.locator("#messages [data-toast]")).to_be_visible()
    expect(page.locator("#text")).to_have_value("物业要求登记")
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    page.get_by_role("button", name="保存备注").click()
    expect(page.locator("#note")).to_contain_text("物业要求登记")


@pytest.mark.parametrize("lang", ["zh_Hans_CN", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_pages_fit_the_phone(
    visit: Visitor, number: str, lang: Literal["zh_Hans_CN", "en"], scheme: Literal["light", "dark"]
) -> None:
    page = visit("X001", phone=True, lang=lang, scheme=scheme)
    for path in ("/field", f"/field/visits/{number}/1"):
        page.goto(path)
        assert_fits(page)
        assert small_targets(page) == []


def test_a_new_visit_appears_by_itself(visit: Visitor, beside: Flask, number: str) -> None:
    page = visit("X002", phone=True)
    page.goto("/field")
    expect(page.locator("#day")).to_contain_text("今天没有上门")
    with beside.app_context():
        now = datetime.now(UTC)
        visits.plan(
            Call(visiting.supervisor(), now),
            number,
            engineer_id=visiting.engineer("X002").person_id or 0,
            start=now,
            end=now + timedelta(hours=1),
        )
    expect(page.locator(".visit")).to_have_count(1)
    expect(page.locator("#day-count")).to_contain_text("1 次上门")
