"""The department before its first ticket: master data, people, products, customers with their machines."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.actions import customers as customer_verbs
from sladesk.actions import people, policies, policy_rows, rota, settings, setup
from sladesk.actions._action import Tx
from sladesk.actions.beginning import mark_demo
from sladesk.actions.people import PersonForm
from sladesk.actions.sessions import choose_duty, hash_password
from sladesk.db import write_transaction
from sladesk.demo import later, rotas, stage
from sladesk.demo.content import PEOPLE, PRODUCTS, CustomerSeed, Product, customers
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import Duty, Role
from sladesk.domain.customers import AssetForm, CustomerForm, PlaceForm
from sladesk.domain.settings import BY_ROTA
from sladesk.domain.sla.drafting import RowForm, TargetForm
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import PolicySet, ProductModel

#: Customers for a thousand tickets, and never fewer than this.
CUSTOMERS, FEWEST = 400, 40
_CHANNELS = ("线上商城", "线上商城", "实体店", "第三方平台", "工程渠道")
_AGE_DAYS = 1500
#: So long before the first ticket the policies got the version that rules.
_BEFORE = timedelta(days=30)


def found(now: datetime, seed: int, tickets: int, first: int, password: str) -> None:
    """Write everything a department has before its first ticket, and what it is to become, or nothing.

    A worker that finds the load broken off finishes it: not every site is started by `sladesk serve`.

    Arguments:
        now: the instant the demo ends at.
        tickets: how many there will be; as many customers as fit them.
        first: how many of the newest there are before the first page.
        password: of every account.
    """
    begun = now - timedelta(days=_AGE_DAYS)
    count = max(FEWEST, CUSTOMERS * tickets // 1000)
    rng = Random(f"{seed}:customers")
    seeds = customers(rng, count)
    with write_transaction() as session:
        tx = Tx(session, SYSTEM, begun, "setup.install", SYSTEM.source)
        later.go_on(session, None, now)
        mark_demo(tx, {"now": now.isoformat(), "seed": seed, "tickets": tickets, "first": first})
        setup.install(tx)
        _people(tx, password)
        _policy(session, now - stage.FOUNDED - _BEFORE)
        models = _products(tx)
        for place, seen in enumerate(seeds):
            at = begun + (now - stage.FOUNDED - begun) * (place / count)
            tx = Tx(session, SYSTEM, at.replace(microsecond=0), "customers.create", SYSTEM.source)
            _customer(tx, rng, seen, models)


def _people(tx: Tx, password: str) -> None:
    stored = hash_password(password)
    for person in PEOPLE:
        form = PersonForm(
            login=person.login,
            name=person.name,
            name_en=person.name_en,
            staff_number=person.staff_no,
            roles=frozenset(person.roles),
            team_codes=person.teams,
            districts="、".join(person.districts),
            must_change_password=False,
        )
        people.create(tx, form, password_hash=stored)


def _policy(session: Session, at: datetime) -> None:
    """Let the administrator add what this department has agreed on beside the shipped set.

    A return that waits for the customer is the one kind of ticket here whose next update stands still (R3.6).
    """
    by = stage.actors(session)["linhao"]
    held = TargetForm(24 * 3600, held_by=("waiting_customer",))
    form = RowForm(
        "退换货进展，等客户时不计",
        "Updates on returns, not counted while waiting for the customer",
        conditions={"service_type": ("return",)},
        targets={ClockKind.UPDATE: held},
    )
    policies.open_draft(Tx(session, by, at, "policies.open_draft", by.source))
    policy_rows.add(Tx(session, by, at, "policies.add_row", by.source), form, before="everyone")
    version = session.scalar(select(PolicySet.version).where(PolicySet.state == "draft")) or 0
    said = "退换货等客户寄回或提供凭证时，不再每天催进展更新"
    policies.activate(Tx(session, by, at, "policies.activate", by.source), version=version, note=said)


def begin_shift(session: Session, now: datetime, zone: ZoneInfo) -> None:
    """Write the rota of this week and the next, let it say who is on duty, and one take a break."""
    desk = Tx(session, SYSTEM, now, "demo", SYSTEM.source)
    rota.save(desk, rotas.cells(now, zone))
    settings.set_value(desk, BY_ROTA, "on")
    for login, actor in stage.actors(session).items():
        if not actor.roles & {Role.AGENT, Role.ENGINEER, Role.SUPERVISOR}:
            continue
        duty = Duty.BREAK if login == "sunjia" else Duty.OFF if login == rotas.AWAY else Duty.ON
        at = now - timedelta(minutes=10 if duty == Duty.BREAK else 120)
        choose_duty(Tx(session, actor, at, "sessions.duty", actor.source), duty)


def _products(tx: Tx) -> dict[str, int]:
    rows = [
        ProductModel(
            code=product.model,
            name_zh=product.name_zh,
            name_en=product.name_en,
            kind=product.kind,
            warranty_months=product.warranty_months,
        )
        for product in PRODUCTS
    ]
    tx.session.add_all(rows)
    tx.session.flush()
    return {row.code: row.id for row in rows}


def _customer(tx: Tx, rng: Random, seen: CustomerSeed, models: dict[str, int]) -> None:
    form = CustomerForm(
        name=seen.name,
        nickname=seen.nickname or "",
        type=seen.type,
        gender=seen.gender or "",
        age_range=seen.age_range or "",
        mobile=seen.mobile,
        email=seen.email or "",
        vip=seen.vip,
        note="；".join(filter(None, (seen.contact and f"联系人 {seen.contact}", seen.care))),
    )
    number = str(customer_verbs.create(tx, form)["number"])
    place = PlaceForm(seen.province, seen.city, seen.district, seen.street, seen.postcode)
    customer_verbs.add_place(tx, number, place)
    for product in _owned(rng, seen):
        bought = tx.now.date() - timedelta(days=rng.randint(3, 900))
        customer_verbs.add_asset(tx, number, asset_form(rng, product, models[product.model], bought))


def _owned(rng: Random, seen: CustomerSeed) -> Sequence[Product]:
    count = rng.choice((3, 4)) if seen.type == "organisation" else rng.choices((1, 2, 3), (5, 3, 1))[0]
    return rng.choices(PRODUCTS, [product.weight for product in PRODUCTS], k=count)


def asset_form(rng: Random, product: Product, model_id: int, bought: date) -> AssetForm:
    """Return a machine bought that day, with serial and order number."""
    letters = "".join(letter for letter in product.model if letter.isalnum())[:6]
    serial = f"{bought:%y%m%d}{letters}{rng.randrange(10**6):06}"
    channel = rng.choice(_CHANNELS)
    order = f"DD{bought:%Y%m%d}{rng.randrange(10**4):04}" if channel != "实体店" else ""
    return AssetForm(model_id, serial, bought, channel, order_number=order)
