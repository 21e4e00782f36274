"""The named cast: the people, customers and machines every test starts from."""

from datetime import date, datetime

from flask import Flask

from sladesk.actions import customers, people, setup
from sladesk.actions._action import Call
from sladesk.actions.people import PersonForm
from sladesk.actions.sessions import hash_password
from sladesk.db import write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import Role
from sladesk.domain.customers import AssetForm, CustomerForm, PlaceForm
from sladesk.models import ProductModel

#: The password of everybody in the cast.
PASSWORD = "guilin-osmanthus"

#: Who works here: log-in, name, staff number, roles, teams. One person a role, a second agent for
#: callbacks, an agent and an engineer of another team, and somebody with two roles.
PEOPLE = (
    ("lina", "李娜", "K001", {Role.AGENT}, ("service_desk",)),
    ("wuqian", "吴倩", "K002", {Role.AGENT}, ("service_desk", "callback")),
    ("hanlei", "韩磊", "K003", {Role.AGENT}, ("logistics_support",)),
    ("wangqiang", "王强", "X001", {Role.ENGINEER}, ("field_ac",)),
    ("liuyang", "刘洋", "X002", {Role.ENGINEER}, ("field_ac",)),
    ("zhaomin", "赵敏", "Z001", {Role.SUPERVISOR}, ("service_desk",)),
    ("zhoukai", "周凯", "Z002", {Role.SUPERVISOR, Role.AGENT}, ("complaints",)),
    ("zhouying", "周颖", "L001", {Role.ANALYST}, ("dept_quality",)),
    ("chenwei", "陈卫东", "J001", {Role.MANAGER}, ("service_desk",)),
    ("linhao", "林浩", "T001", {Role.ADMIN}, ()),
    ("zhengjie", "郑洁", "B001", {Role.COLLABORATOR}, ("dept_finance",)),
)

MODELS = (
    ("KFR-72LW/N8", "柜机 3 匹", "3 hp floor-standing air conditioner", "ac_floor", 72),
    ("EWH-60P3", "电热水器", "Electric water heater", "heater_electric", 96),
    ("BCD-518WP", "对开门冰箱", "Side-by-side fridge", "fridge", 36),
)


def seed(app: Flask, now: datetime) -> None:
    """Fill an empty, migrated database with the cast.

    Arguments:
        app: the application whose database is filled.
        now: the present.
    """
    call = Call(SYSTEM, now)
    with app.app_context():
        setup.install(call)
        _people(call)
        _customers(call)


def _people(call: Call) -> None:
    stored = hash_password(PASSWORD)
    for login, name, staff, roles, teams in PEOPLE:
        form = PersonForm(login, name, staff, frozenset(map(str, roles)), teams, must_change_password=False)
        people.create(call, form, password_hash=stored)


def _customers(call: Call) -> None:
    with write_transaction() as session:
        for code, name_zh, name_en, kind, months in MODELS:
            row = ProductModel(code=code, name_zh=name_zh, name_en=name_en, kind=kind, warranty_months=months)
            session.add(row)
            session.flush()
    zhang = str(customers.create(call, CustomerForm("张建国", mobile="13800005678", vip=True))["number"])
    customers.add_place(
        call, zhang, PlaceForm("北京市", "北京市", "海淀区", "苏州街 12 号 3 层", "100080", "无电梯")
    )
    customers.add_asset(
        call,
        zhang,
        AssetForm(1, "24067KF8003192", date(2024, 6, 18), "线上商城", order_number="DD20240618001"),
    )
    ouyang = str(customers.create(call, CustomerForm("欧阳雪", mobile="13911112046"))["number"])
    customers.add_place(call, ouyang, PlaceForm("北京市", "北京市", "朝阳区", "望京西路 8 号"))
    customers.add_asset(call, ouyang, AssetForm(2, "2105EW6P3000118", date(2021, 5, 2)))
    customers.create(call, CustomerForm("海澜花园物业", type="organisation", mobile="01088886666"))
