"""Shapes of the demo content.

Texts are templates in a small grammar that `grammar.Scene` fills in: `<a/b>` is a choice, `[2~6]` a number
between both ends with as many decimals as the lower one, `{place}` a word of the scene.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the demo department; teams are codes of the shipped list, the first is the home team.

    grants: extra grants beside the roles, such as `operations`.
    """

    login: str
    name: str
    name_en: str
    staff_no: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    title: str
    districts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """A model; noun: how people call it at home; weight: how often it turns up among the customers."""

    model: str
    name_zh: str
    name_en: str
    kind: str
    noun: str
    warranty_months: int
    price: int
    parts: tuple[str, ...]
    places: tuple[str, ...]
    weight: int = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A spare part: the kinds of product it fits, price in yuan, usual stock in the warehouse."""

    code: str
    name: str
    kinds: tuple[str, ...]
    price: int
    stock: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Something measured on site, between both ends, with its unit."""

    label: str
    low: float
    high: float
    unit: str
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Cure:
    """A cause with what belongs to it: what was measured, what was done, with which part, and the proof."""

    cause: str
    fix: str
    solution_code: str
    part: str | None = None
    readings: tuple[Reading, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Symptom:
    """One kind of request; texts without a full stop at the end.

    kinds: product kinds it can happen to, empty when it needs no product.
    issue: the matter as a noun or short clause, goes behind the product's noun where `kinds` is given.
    yes, no: codes of the guiding questions answered so; the others stay unknown or unanswered.
    flow: visit (an engineer goes) or desk (settled from the desk). group: which narrative pools are used.
    department: code of the team asked for help in a department task, or None.
    weight: how often it comes, 1 to 4. months: 1-12, empty = all year.
    """

    code: str
    kinds: tuple[str, ...]
    category: str
    service_type: str
    issue: str
    phenomena: tuple[str, ...]
    words: tuple[str, ...]
    impacts: tuple[str, ...]
    cures: tuple[Cure, ...]
    onset: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    flow: str = "visit"
    group: str = "fault"
    department: str | None = None
    risk_level: str | None = None
    weight: int = 2
    months: tuple[int, ...] = ()
