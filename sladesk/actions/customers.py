"""Customers, their places and machines: create, change, take out (R1.2, R1.3)."""

from dataclasses import asdict

from sqlalchemy import bindparam, select

from sladesk.actions._action import Tx, action
from sladesk.actions.tickets import next_number
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.customers import (
    AssetForm,
    CustomerForm,
    PlaceForm,
    check_asset,
    check_customer,
    check_place,
    digits,
    warranty_end,
)
from sladesk.domain.errors import Invalid, NotFound, Stale, invalid
from sladesk.domain.periods import local_moment
from sladesk.domain.pinyin import initials
from sladesk.domain.text import clean
from sladesk.models import Asset, Customer, Place, ProductModel
from sladesk.search import customers as names

_CUSTOMER = select(Customer).where(Customer.number == bindparam("number")).with_for_update()
#: Fields by which a customer is looked up.
_FOUND_BY = frozenset({"name", "nickname", "mobile", "email"})
_SAME_SERIAL = (
    select(Asset.id).where(Asset.serial == bindparam("serial"), Asset.retired_at.is_(None)).limit(1)
)


@action("customers.create")
def create(tx: Tx, form: CustomerForm) -> dict[str, str | int]:
    """Add a customer.

    Returns:
        id and number of the customer.

    Raises:
        Invalid: a field that can't be taken.
    """
    access.require(tx.by, "customer.edit")
    _refuse(form)
    customer = Customer(number=next_number(tx, tx.reference(), "customer"), created_at=tx.now, purchases=0)
    _fill(customer, form)
    rows.add(tx.session, customer)
    names.put(tx.session, customer)
    tx.audit("customer.created", "customer", customer.number)
    return {"id": customer.id, "number": customer.number}


@action("customers.change")
def change(tx: Tx, number: str, form: CustomerForm, *, version: int | None = None) -> str:
    """Change a customer; the audit row names the fields that changed, not their values.

    Raises:
        Stale: somebody else changed the customer meanwhile.
    """
    access.require(tx.by, "customer.edit")
    customer = _find(tx, number)
    _refuse(form)
    wanted = asdict(form)
    before = {name: getattr(customer, name) for name in wanted}
    if version is not None and version != customer.version:
        raise Stale(wanted, before, version=customer.version)
    _fill(customer, form)
    customer.version += 1
    changed = [name for name in wanted if before[name] != getattr(customer, name)]
    if _FOUND_BY.intersection(changed):
        tx.session.flush()
        names.reindex(tx.session, [customer.id])
    tx.audit("customer.changed", "customer", number, fields=changed)
    return number


def _refuse(form: CustomerForm) -> None:
    problems = check_customer(form)
    if problems:
        raise Invalid(problems)


def _fill(customer: Customer, form: CustomerForm) -> None:
    customer.name, customer.nickname = clean(form.name), clean(form.nickname)
    customer.initials = initials(customer.name)
    customer.type, customer.vip = form.type, form.vip
    customer.gender, customer.age_range = clean(form.gender) or None, clean(form.age_range) or None
    customer.mobile, customer.email = digits(form.mobile), clean(form.email)
    customer.note = clean(form.note, lines=True)


def _find(tx: Tx, number: str) -> Customer:
    customer = tx.session.scalar(_CUSTOMER, {"number": number})
    if customer is None:
        raise NotFound("customer_not_found")
    return customer


@action("customers.add_place")
def add_place(tx: Tx, number: str, form: PlaceForm) -> int:
    """Add a place of visit.

    Raises:
        Invalid: neither district nor street, or more than its fields hold.
    """
    access.require(tx.by, "customer.edit")
    customer = _find(tx, number)
    problems = check_place(form)
    if problems:
        raise Invalid(problems)
    words = {name: clean(value) for name, value in asdict(form).items()}
    place = Place(customer_id=customer.id, **words)
    rows.add(tx.session, place)
    tx.audit("place.added", "customer", number)
    return place.id


@action("customers.retire_place")
def retire_place(tx: Tx, number: str, place_id: int) -> int:
    """Take a place out of the lists; tickets keep it."""
    access.require(tx.by, "customer.edit")
    customer = _find(tx, number)
    place = tx.session.get(Place, place_id)
    if place is None or place.customer_id != customer.id:
        raise NotFound("place_not_found")
    place.retired_at = tx.now
    tx.audit("place.retired", "customer", number)
    return place_id


@action("customers.add_asset")
def add_asset(tx: Tx, number: str, form: AssetForm) -> int:
    """Add a machine; the warranty follows from model and purchase unless it is set with a reason.

    Raises:
        Invalid: unknown model, purchase in the future, or a serial number that is known already.
    """
    access.require(tx.by, "customer.edit")
    customer = _find(tx, number)
    asset = Asset(customer_id=customer.id, created_at=tx.now)
    _fill_asset(tx, asset, form)
    rows.add(tx.session, asset)
    customer.purchases += 1
    tx.audit("asset.added", "customer", number, asset=asset.id)
    return asset.id


@action("customers.change_asset")
def change_asset(tx: Tx, number: str, asset_id: int, form: AssetForm, *, version: int | None = None) -> int:
    """Change a machine.

    Raises:
        Stale: somebody else changed it meanwhile.
    """
    access.require(tx.by, "customer.edit")
    customer = _find(tx, number)
    asset = tx.session.get(Asset, asset_id)
    if asset is None or asset.customer_id != customer.id:
        raise NotFound("asset_not_found")
    if version is not None and version != asset.version:
        wanted = asdict(form)
        raise Stale(wanted, {name: getattr(asset, name) for name in wanted}, version=asset.version)
    _fill_asset(tx, asset, form)
    asset.version += 1
    tx.audit("asset.changed", "customer", number, asset=asset_id)
    return asset_id


def _fill_asset(tx: Tx, asset: Asset, form: AssetForm) -> None:
    today = local_moment(tx.now, tx.reference().zone).day
    problems = check_asset(form, today)
    if problems:
        raise Invalid(problems)
    model = tx.session.get(ProductModel, form.model_id)
    if model is None:
        raise invalid("model", "unknown_choice")
    serial = clean(form.serial).upper().replace(" ", "")
    if serial:
        other = tx.session.scalar(_SAME_SERIAL, {"serial": serial})
        if other is not None and other != asset.id:
            raise invalid("serial", "serial_known")
    asset.model_id, asset.serial, asset.purchased_on = model.id, serial, form.purchased_on
    asset.purchase_channel, asset.service_card = clean(form.purchase_channel), clean(form.service_card)
    asset.order_number = clean(form.order_number)
    asset.warranty_reason = clean(form.warranty_reason)
    asset.warranty_until = form.warranty_until or warranty_end(form.purchased_on, model.warranty_months)
