"""Search finds words of any length, numbers and names, on both engines alike, and nothing out of reach."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, text

from sladesk import search
from sladesk.actions import communications, customers, tickets
from sladesk.db import db, write_transaction
from sladesk.domain.customers import CustomerForm
from sladesk.models import Ticket
from sladesk.queries import find as find_module
from sladesk.queries.find import find
from sladesk.queries.lists import Filter, Order, page
from sladesk.search import postgresql, sqlite
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client


def numbers(typed: str, login: str = "zhaomin") -> list[str]:
    return [row.number for row in find(desk.actor(login), typed).tickets]


@pytest.mark.parametrize(
    "typed", ["霜", "结霜", "结霜不", "压缩机 结霜", "结霜 压缩", "E4", "ｅ４", "故障 e"]
)
def test_words_of_any_length_are_found_at_once(app: Flask, typed: str) -> None:
    number = desk.register(verbatim="冰箱压缩机旁结霜不化，面板显示故障 E4")
    desk.register(verbatim="询问延保价格")
    assert numbers(typed) == [number]


@pytest.mark.parametrize("typed", ["霜结", "结 化霜", "4", '" OR 1', "NEAR(结 霜)", "' | 'a", "！？", "\\"])
def test_what_was_not_said_is_not_found(app: Flask, typed: str) -> None:
    desk.register(verbatim="结霜不化，面板显示故障 E4")
    assert not numbers(typed)


def test_what_is_said_later_is_found_too(app: Flask) -> None:
    number = desk.register(verbatim="面板不亮")
    communications.progress(desk.by("lina", 3), number, text="已寄出遥控器")
    assert numbers("遥控器") == [number]
    assert numbers("面板 遥控") == [number]


def test_numbers_are_found_by_a_part(app: Flask) -> None:
    first, second = desk.register(), desk.register()
    assert numbers(second) == [second]
    assert numbers(second[-4:]) == [second]
    assert set(numbers(second[:10])) == {first, second}


@pytest.mark.parametrize("most", [1, 500])
def test_what_was_asked_last_stands_first_however_keys_run(
    app: Flask, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Few found tickets are sorted, many are met in their order: both the same."""
    for module, name in ((find_module, "_FEW"), (sqlite, "FEW"), (postgresql, "FEW")):
        monkeypatch.setattr(module, name, most)
    said = "冰箱压缩机旁结霜不化"
    new, newest, old = (desk.register(minutes=m, verbatim=said) for m in (-30, 0, -90))
    desk.register(minutes=-10, verbatim="询问延保价格")
    by_time = [newest, new, old]
    assert numbers("压缩机") == by_time
    assert [number for number in numbers("20261119") if number in by_time] == by_time
    assert numbers("张建国")[:2] == [newest, numbers("询问延保")[0]]


def test_customers_by_name_initials_mobile_and_machine(app: Flask) -> None:
    number = desk.register()
    me = desk.actor("lina")
    for typed in ("张建国", "张", "zjg", "13800005678", "5678", "138 0000 5678"):
        assert [c.name for c in find(me, typed).customers] == ["张建国"], typed
    assert number in numbers("张建国", "lina")
    for typed in ("24067KF8003192", "24067kf", "3192", "DD2024"):
        assert [m.serial for m in find(me, typed).machines] == ["24067KF8003192"], typed


def test_a_customer_is_found_by_what_is_written_now(app: Flask) -> None:
    me = desk.actor("lina")
    form = CustomerForm(
        name="Müller 濮阳", nickname="老濮", type="person", mobile="13912345678", email="ou@haus.example"
    )
    number = customers.create(desk.by("lina"), form)["number"]
    for typed in (
        "müller",
        "mül",
        "濮阳",
        "老濮",
        "haus.example",
        "2345",
        "+86 139-1234-5678",
        str(number),
    ):
        assert [c.number for c in find(me, typed).customers] == [number], typed
    for typed in ("ller", "阳濮", "139", "1239"):
        assert number not in [c.number for c in find(me, typed).customers], typed
    customers.change(desk.by("lina"), str(number), replace(form, name="皇甫光", mobile="13700009753"))
    assert [c.number for c in find(me, "皇甫").customers] == [number]
    assert [c.number for c in find(me, "9753").customers] == [number]
    assert not find(me, "濮阳").customers
    assert not find(me, "13912345678").customers


def test_nothing_outside_the_scope(app: Flask) -> None:
    desk.register(verbatim="结霜不化")
    assert len(numbers("结霜", "lina")) == 1
    assert not numbers("结霜", "wangqiang")
    found = find(desk.actor("wangqiang"), "张建国")
    assert not found.customers
    assert not found.machines


def test_the_page_masks_what_it_found(app: Flask, client: Client, login: Login) -> None:
    desk.register(verbatim="请回电 13912345678")
    answer = login(client, "K001").look_up("/search?q=zjg").text
    assert "张**" in answer
    assert "138****5678" in answer
    assert "13800005678" not in answer
    assert "张建国" not in answer
    assert "13912345678" not in client.look_up("/search/suggest?q=回电").text


def test_a_merged_ticket_stays_found_by_number(app: Flask) -> None:
    first, second = desk.register(), desk.register(verbatim="重复登记")
    tickets.merge(desk.by("lina", 1), second, first)
    assert numbers(second) == [second]
    assert second in numbers("重复")


def test_the_index_can_be_made_anew(app: Flask) -> None:
    number = desk.register(verbatim="结霜不化")
    communications.progress(desk.by("lina", 3), number, text="已寄出遥控器")
    with write_transaction() as session:
        session.execute(text("DELETE FROM search_doc"))
    assert not numbers("结霜")
    with write_transaction() as session:
        assert search.rebuild(session) == 1
    assert numbers("结霜") == numbers("遥控") == [number]


def test_texts_that_were_erased_are_not_found(app: Flask) -> None:
    number = desk.register(verbatim="结霜不化")
    with write_transaction() as session:
        ticket_id = session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
        session.execute(text("DELETE FROM event_text"))
        search.reindex(session, [ticket_id])
    assert not numbers("结霜")


def test_a_book_of_text_does_not_break_saving(app: Flask) -> None:
    number = desk.register(verbatim="开头结霜")
    for minute in range(4):
        communications.progress(desk.by("lina", minute + 1), number, text="长文" * 9_999)
    assert numbers("结霜") == [number]


def test_a_list_is_narrowed_by_words(app: Flask) -> None:
    number = desk.register(verbatim="结霜不化")
    desk.register(verbatim="面板不亮")
    found = page(desk.actor("zhaomin"), Filter(text="结霜"), Order())
    assert [row.number for row in found.rows] == [number]
    db.session.rollback()
