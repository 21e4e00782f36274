"""Customers, the places they are visited at, and the machines they own."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, UtcDateTime, db
from sladesk.domain.codes import CustomerType
from sladesk.models._columns import Instant, Name, ShortCode, one_of


class Customer(db.Model):
    """Somebody who asks for service; the number alone is enough (R1.2)."""

    __tablename__ = "customer"
    __table_args__ = (
        one_of("type", CustomerType),
        Index("ix_customer_name", "name"),
        Index("ix_customer_mobile", "mobile"),
        Index("ix_customer_initials", "initials"),
    )

    id: Mapped[Pk]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Name] = mapped_column(default="")
    nickname: Mapped[Name] = mapped_column(default="")
    initials: Mapped[str] = mapped_column(String(40), default="")
    type: Mapped[ShortCode] = mapped_column(default=CustomerType.PERSON)
    gender: Mapped[str | None] = mapped_column(String(8))
    age_range: Mapped[str | None] = mapped_column(String(12))
    mobile: Mapped[str] = mapped_column(String(32), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    vip: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    purchases: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)


class Place(db.Model):
    """A place of visit of a customer."""

    __tablename__ = "place"

    id: Mapped[Pk]
    customer_id: Mapped[int] = mapped_column(Key, ForeignKey("customer.id"), index=True)
    province: Mapped[str] = mapped_column(String(60), default="")
    city: Mapped[str] = mapped_column(String(60), default="")
    district: Mapped[str] = mapped_column(String(60), default="")
    street: Mapped[str] = mapped_column(String(300), default="")
    postcode: Mapped[str] = mapped_column(String(12), default="")
    access_note: Mapped[str] = mapped_column(String(200), default="")
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProductModel(db.Model):
    """A model the department serves."""

    __tablename__ = "product_model"

    id: Mapped[Pk]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name_zh: Mapped[Name]
    name_en: Mapped[Name]
    kind: Mapped[str] = mapped_column(String(40))
    warranty_months: Mapped[int] = mapped_column(default=12)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Asset(db.Model):
    """One machine of a customer."""

    __tablename__ = "asset"
    __table_args__ = (
        Index("ix_asset_serial", "serial"),
        Index("ix_asset_order_number", "order_number"),
        Index("ix_asset_service_card", "service_card"),
    )

    id: Mapped[Pk]
    customer_id: Mapped[int] = mapped_column(Key, ForeignKey("customer.id"), index=True)
    model_id: Mapped[int] = mapped_column(Key, ForeignKey("product_model.id"), index=True)
    serial: Mapped[str] = mapped_column(String(64), default="")
    purchased_on: Mapped[date | None]
    purchase_channel: Mapped[str] = mapped_column(String(40), default="")
    service_card: Mapped[str] = mapped_column(String(64), default="")
    order_number: Mapped[str] = mapped_column(String(64), default="")
    warranty_until: Mapped[date | None]
    warranty_reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[Instant]
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
