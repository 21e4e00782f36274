"""The pages of what goes out: robots, what failed, one's own choices; the board narrowed and on a wall."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from sladesk.db import db, write_transaction
from sladesk.domain.telling import Group, Way
from sladesk.models import Audit, Delivery, NoticeChoice, Robot
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW

Login = Callable[[Client, str], Client]
ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aaa"
FORM = {"name": "客服群", "kind": "wecom", "address": ADDRESS, "groups": "overdue", "team": ""}
CHOICE = {f"way-{group}": str(Way.DIGEST) for group in Group} | {"digest_at": "17:30"}


def robot() -> Robot:
    db.session.rollback()
    return db.session.scalars(select(Robot)).one()


def test_a_robot_is_added_changed_tried_and_retired(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    assert "还没有群机器人" in client.get("/admin/robots").text
    assert client.send("/admin/robots/new", FORM).status_code == 303
    row = robot()
    here = f"/admin/robots/{row.id}"
    for page in (client.get("/admin/robots").text, client.get(here).text, client.get("/admin/audit").text):
        assert "693a91f6" not in page
    assert "qyapi.weixin.qq.com" in client.get(here).text
    changed = {"name": "夜班群", "groups": "urgent", "team": "service_desk", "version": row.version}
    sealed = row.address
    assert client.send(here, changed).status_code == 303
    assert (robot().name, robot().groups, robot().address) == ("夜班群", ["urgent"], sealed)
    assert client.send(here, changed).status_code == 409, "somebody was first"
    assert client.send(f"{here}/try").status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Delivery.template)).all() == ["robot:tried"]
    assert client.send(f"{here}/retire").status_code == 303
    assert robot().retired_at is not None
    assert client.send(f"{here}/restore").status_code == 303
    assert robot().retired_at is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("address", "http://qyapi.weixin.qq.com/x", "以 https:// 开头"),
        ("address", "https://user:word@qyapi.weixin.qq.com/", "以 https:// 开头"),
        ("address", "https://127.0.0.1/x", "内网地址"),
        ("address", "https://[::ffff:10.0.0.1]/x", "内网地址"),
        ("address", "https://2130706433/x", "内网地址"),
        ("address", "https://127.1/x", "内网地址"),
        ("address", "https://0x7f000001/x", "内网地址"),
        ("address", "https://0177.0.0.1/x", "内网地址"),
        ("address", "https://LOCALHOST./x", "内网地址"),
        ("address", "https://192.0.0.192/x", "内网地址"),
        ("address", "https://168.63.129.16/x", "内网地址"),
        ("address", "https://[", "以 https:// 开头"),
        ("address", "", "请填写"),
        ("groups", "", "请至少选一项"),
        ("groups", "gossip", ""),
        ("kind", "pigeon", ""),
        ("team", "nobody", ""),
        ("name", "", ""),
    ],
)
def test_what_is_no_robot_is_refused(
    app: Flask, client: Client, login: Login, field: str, value: str, said: str
) -> None:
    answer = login(client, "linhao").send("/admin/robots/new", FORM | {field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert not db.session.scalars(select(Robot)).all()


def test_a_robot_that_does_not_get_through_is_said_in_the_list(
    app: Flask, client: Client, login: Login
) -> None:
    login(client, "linhao")
    client.send("/admin/robots/new", FORM)
    page = client.get("/admin/robots").text
    assert "试发一条" in page
    assert "发不出去" not in page
    client.send(f"/admin/robots/{robot().id}/try")
    failed = {"last_error": "HTTP 502", "created_at": NOW - timedelta(hours=1)}
    with write_transaction() as session:
        session.execute(update(Delivery).values(**failed))
    said = re.sub(r"<[^>]+>", "", client.get("/admin/robots").text)
    assert "13:08 起发不出去" in said


def test_what_failed_is_listed_and_tried_again(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao").send("/admin/robots/new", FORM)
    with write_transaction() as session:
        values = {"gateway": "robot", "recipient": f"robot:{robot().id}", "template": "clock:breached"}
        for name in ("one", "two"):
            row = Delivery(
                public_id=name, batch="one", state="dead", attempts=8, last_error="HTTP 500", **values
            )
            row.created_at = row.due_at = NOW
            session.add(row)
    page = client.get("/admin/outward").text
    assert "HTTP 500" in page
    assert "群 客服群" in page
    assert client.send("/admin/outward/retry", {"batch": "one"}).status_code == 303
    db.session.rollback()
    assert set(db.session.scalars(select(Delivery.state))) == {"waiting"}
    assert client.send("/admin/outward/retry", {"batch": "one"}).status_code == 404
    with write_transaction() as session:
        session.execute(update(Delivery).values(state="dead"))
    assert client.send("/admin/outward/remove", {"batch": "one"}).status_code == 303
    assert "HTTP 500" not in client.get("/admin/outward").text
    assert client.send("/admin/outward/remove", {"batch": "one"}).status_code == 404
    assert db.session.scalars(select(Audit.object_id).where(Audit.action == "delivery.removed")).all() == [
        "one"
    ]


@pytest.mark.parametrize(
    ("stored", "chinese", "english"),
    [
        (
            "robot_refused: 93000 invalid <webhook> url",
            "机器人拒绝了这条消息 93000 invalid &lt;webhook&gt; url",
            "The robot refuses the message 93000 invalid &lt;webhook&gt; url",
        ),
        ("mail_recipient: SMTP 550", "邮件服务器拒绝了收件人 SMTP 550", "refuses the recipient SMTP 550"),
        ("no_answer", "对方没有按时应答", "No answer in time"),
        ("as an older version wrote it", "as an older version wrote it", "as an older version wrote it"),
    ],
)
def test_why_something_failed_is_told_in_the_readers_language(
    app: Flask, client: Client, login: Login, stored: str, chinese: str, english: str
) -> None:
    login(client, "linhao").send("/admin/robots/new", FORM)
    client.send(f"/admin/robots/{robot().id}/try")
    with write_transaction() as session:
        session.execute(update(Delivery).values(state="dead", batch="one", last_error=stored, due_at=NOW))

    def shown(path: str) -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).text).split())

    assert chinese in shown("/admin/outward")
    assert client.send("/language", {"locale": "en"}).status_code == 303
    assert english in shown("/admin/outward")
    client.send("/admin/outward/remove", {"batch": "one"})
    assert english in shown("/admin/audit"), "also where it is told who took it off the list"


def test_one_chooses_what_one_hears(app: Flask, client: Client, login: Login) -> None:
    login(client, "lina")
    assert "邮件通知" in client.get("/account").text
    assert (
        client.send("/account/notices", CHOICE | {"quiet_from": "22:00", "quiet_to": "7:30"}).status_code
        == 303
    )
    row = db.session.scalars(select(NoticeChoice)).one()
    assert (row.quiet_from, row.quiet_to, row.digest_at) == (1320, 450, 1050)
    page = client.get("/account/notices").text
    assert 'value="07:30"' in page
    assert page.count('value="digest" checked') == len(Group)
    for wrong in (
        {"quiet_from": "22:00"},
        {"digest_at": ""},
        {"digest_at": "25:00"},
        {"way-visit": "pigeon"},
    ):
        assert client.send("/account/notices", CHOICE | wrong).status_code == 422
    assert client.send("/account/notices", CHOICE).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(NoticeChoice.quiet_from)).one() is None


def test_the_board_is_narrowed_by_its_address(app: Flask, client: Client, login: Login) -> None:
    mine = desk.register(minutes=-40, owner="lina", priority="urgent")
    other = desk.register(minutes=-40, owner="wuqian", priority="urgent", channel="chat")
    login(client, "zhaomin")
    for query, shown in (
        ("", {mine, other}),
        ("?owner=K001", {mine}),
        ("?channel=chat", {other}),
        ("?channel=phone&owner=K002", set()),
        ("?owner=none", set()),
        ("?team=nonsense&owner=Z999", {mine, other}),
    ):
        for path in ("/board", "/board/look", "/board/wall"):
            page = client.get(path + query).text
            rows = {number for number in (mine, other) if f"-{number}" in page}
            assert rows == shown, (path, query)
    page = client.get("/board?channel=phone&owner=K002").text
    assert 'href="/board">全部显示</a>' in page
    assert "/board/look?channel=phone&amp;owner=K002" in page
    assert 'href="/board?owner=K002"' in page, "one is taken away, the other stays"


def test_the_wall_is_dark_live_and_names_no_customer(app: Flask, client: Client, login: Login) -> None:
    desk.register(minutes=-40, owner="lina", priority="urgent")
    page = login(client, "zhaomin").get("/board/wall").text
    assert 'data-bs-theme="dark"' in page
    assert "张*" not in page
    assert "张建国" not in page
    assert "<button" not in page.split("<main")[1].split("</main>")[0]
    assert "<a " not in page.split("<main")[1].split("</main>")[0]
    stamp = page.split('name="stamp" value="')[1].split('"')[0]
    assert client.get(f"/board/wall/look?stamp={stamp}").status_code == 204
    desk.register(minutes=-30, owner="lina", priority="urgent")
    assert client.get(f"/board/wall/look?stamp={stamp}").status_code == 200
    assert 'data-bs-theme="light"' in client.get("/board/wall?look=light").text


def test_what_a_conflict_cannot_keep_is_said(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao").send("/admin/robots/new", FORM)
    row = robot()
    here = f"/admin/robots/{row.id}"
    changed = {"name": "夜班群", "groups": "urgent", "team": "service_desk", "version": row.version}
    assert client.send(here, changed).status_code == 303
    page = client.send(here, changed | {"name": "早班群"})
    assert (page.status_code, "用我的" in page.text) == (409, True)
    page = client.send(here, changed | {"address": ADDRESS + "9", "secret": "SEC1"})
    assert page.status_code == 409
    assert page.text.count("请重新填写") == 2
    assert "用我的" not in page.text
    assert "也没有丢" not in page.text
    assert "SEC1" not in page.text
    assert f'href="{here}"' in page.text


def test_the_trail_of_a_robot_tells_what_was_and_what_is(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao").send("/admin/robots/new", FORM)
    row = robot()
    here = f"/admin/robots/{row.id}"
    changed = {"name": "夜班群", "groups": "urgent", "team": "service_desk", "version": row.version}
    other = {"address": "https://oapi.dingtalk.com/robot/send?access_token=c30f"}
    assert client.send(here, changed | other).status_code == 303
    db.session.rollback()
    trail = db.session.scalars(select(Audit).where(Audit.object_type == "robot").order_by(Audit.id)).all()
    assert {each.object_id for each in trail} == {str(row.id)}
    told = trail[-1].data["changed"]
    assert isinstance(told, dict)
    assert told["name"] == ["客服群", "夜班群"]
    assert told["host"] == ["qyapi.weixin.qq.com", "oapi.dingtalk.com"]
    assert told["groups"] == [["overdue"], ["urgent"]]
    assert "c30f" not in str(trail[-1].data)
    page = client.get(here).text
    assert "客服群 → 夜班群" in page
    assert "qyapi.weixin.qq.com → oapi.dingtalk.com" in page
