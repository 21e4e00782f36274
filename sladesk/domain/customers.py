"""Rules about customers and their machines: what a form may hold, how long a warranty runs (R1.2, R1.3)."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from sladesk.domain.codes import CustomerType
from sladesk.domain.errors import Problem
from sladesk.domain.text import clean

_PHONE = re.compile(r"\+?\d{5,20}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s]{2,}")
#: What is noted about a person; an organisation and whoever did not say have neither (R1.2).
GENDERS = ("female", "male")
AGE_RANGES = ("0-19", "20-30", "31-40", "41-50", "51-60", "61-70", "71-")


@dataclass(frozen=True)
class CustomerForm:
    """A customer as typed; the number alone is enough, so every field may be empty (R1.2)."""

    name: str = ""
    nickname: str = ""
    type: str = CustomerType.PERSON
    gender: str = ""
    age_range: str = ""
    mobile: str = ""
    email: str = ""
    vip: bool = False
    note: str = ""


@dataclass(frozen=True)
class PlaceForm:
    """A place of visit as typed."""

    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""
    access_note: str = ""


@dataclass(frozen=True)
class AssetForm:
    """A machine as typed; `warranty_until` only when it differs from the model's, with reason."""

    model_id: int
    serial: str = ""
    purchased_on: date | None = None
    purchase_channel: str = ""
    service_card: str = ""
    order_number: str = ""
    warranty_until: date | None = None
    warranty_reason: str = ""


def digits(phone: str) -> str:
    """Return a phone number without blanks, dashes and brackets."""
    return re.sub(r"[\s\-()（）]", "", clean(phone))


def check_customer(form: CustomerForm) -> dict[str, Problem]:
    """Return one problem per field of a customer form."""
    problems: dict[str, Problem] = {}
    if form.type not in set(CustomerType):
        problems["type"] = Problem("unknown_choice")
    if form.mobile and not _PHONE.fullmatch(digits(form.mobile)):
        problems["mobile"] = Problem("phone_shape")
    if form.email and not _EMAIL.fullmatch(clean(form.email)):
        problems["email"] = Problem("email_shape")
    for field, known in (("gender", GENDERS), ("age_range", AGE_RANGES)):
        if clean(getattr(form, field)) not in {"", *known}:
            problems[field] = Problem("unknown_choice")
    limits = {"name": 200, "nickname": 200, "note": 20_000, "email": 200}
    for field, limit in limits.items():
        if len(getattr(form, field)) > limit:
            problems[field] = Problem("too_long", {"max": limit, "length": len(getattr(form, field))})
    return problems


#: What the columns of a place hold.
_PLACE_LIMITS = {
    "province": 60,
    "city": 60,
    "district": 60,
    "street": 300,
    "postcode": 12,
    "access_note": 200,
}


def check_place(form: PlaceForm) -> dict[str, Problem]:
    """Return one problem per field of a place of visit; it needs a district or a street."""
    words = {name: clean(getattr(form, name)) for name in _PLACE_LIMITS}
    problems = {
        name: Problem("too_long", {"max": limit, "length": len(words[name])})
        for name, limit in _PLACE_LIMITS.items()
        if len(words[name]) > limit
    }
    if not words["street"] and not words["district"]:
        problems["street"] = Problem("required")
    return problems


def check_asset(form: AssetForm, today: date) -> dict[str, Problem]:
    """Return one problem per field of a machine form."""
    problems: dict[str, Problem] = {}
    if form.purchased_on is not None and form.purchased_on > today:
        problems["purchased_on"] = Problem("in_the_future")
    if form.warranty_until is not None and not clean(form.warranty_reason):
        problems["warranty_reason"] = Problem("required")
    for field, limit in {
        "serial": 64,
        "service_card": 64,
        "order_number": 64,
        "purchase_channel": 40,
    }.items():
        if len(getattr(form, field)) > limit:
            problems[field] = Problem("too_long", {"max": limit, "length": len(getattr(form, field))})
    return problems


def warranty_end(purchased_on: date | None, months: int) -> date | None:
    """Return the last day of a warranty of some months; a missing day becomes the month's last."""
    if purchased_on is None or months <= 0:
        return None
    year, month = divmod(purchased_on.year * 12 + purchased_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(purchased_on.day, last))
