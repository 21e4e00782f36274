"""The knowledge base: guiding questions, scripts, advice and answers of a category (R1.5, R1.9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from sladesk.db import db
from sladesk.domain.codes import KnowledgeKind
from sladesk.models import KnowledgeItem

#: Most entries of a page; a category holds a few dozen.
MOST = 500


@dataclass(frozen=True)
class Item:
    """An entry with its texts in both languages; Chinese is the fallback."""

    id: int
    version: int
    kind: str
    category: str
    title_zh: str
    title_en: str
    body_zh: str
    body_en: str
    safety: bool
    retired: bool

    def title(self, locale: str) -> str:
        """Return the title in a language."""
        return self.title_en if locale.startswith("en") and self.title_en else self.title_zh

    def body(self, locale: str) -> str:
        """Return the body in a language."""
        return self.body_en if locale.startswith("en") and self.body_en else self.body_zh


@dataclass(frozen=True)
class Guide:
    """What stands beside the registration form of one category."""

    questions: tuple[Item, ...] = ()
    scripts: tuple[Item, ...] = ()
    advice: tuple[Item, ...] = ()
    faq: tuple[Item, ...] = ()


_ITEMS: Select[*tuple[Any, ...]] = select(
    KnowledgeItem.id,
    KnowledgeItem.version,
    KnowledgeItem.kind,
    KnowledgeItem.category_code,
    KnowledgeItem.title_zh,
    KnowledgeItem.title_en,
    KnowledgeItem.body_zh,
    KnowledgeItem.body_en,
    KnowledgeItem.is_safety,
    KnowledgeItem.retired_at.is_not(None).label("retired"),
).order_by(KnowledgeItem.category_code, KnowledgeItem.position, KnowledgeItem.id)


def ways_up(code: str) -> list[str]:
    """Return a category's path and those above it, the nearest first, every category last."""
    parts = code.split(".")
    return [".".join(parts[:n]) for n in range(len(parts), 0, -1)] + [""] if code else [""]


def guide(code: str) -> Guide:
    """Return the help of a category: for each kind what stands nearest to it in the tree."""
    levels = ways_up(code)
    asked = _ITEMS.where(KnowledgeItem.category_code.in_(levels), KnowledgeItem.retired_at.is_(None))
    items = [Item(*tuple(row)) for row in db.session.execute(asked)]

    def nearest(kind: str) -> tuple[Item, ...]:
        for level in levels:
            found = tuple(item for item in items if item.kind == kind and item.category == level)
            if found:
                return found
        return ()

    return Guide(
        nearest(KnowledgeKind.QUESTION),
        nearest(KnowledgeKind.SCRIPT),
        nearest(KnowledgeKind.ADVICE),
        nearest(KnowledgeKind.FAQ),
    )


def items(code: str = "", text: str = "", *, retired: bool = False) -> list[Item]:
    """Return the entries of a category and everything below and above it, narrowed by words.

    Arguments:
        code: dotted path; empty for all.
        text: words of title or body.
        retired: also what has been taken out.
    """
    conditions: list[ColumnElement[bool]] = [] if retired else [KnowledgeItem.retired_at.is_(None)]
    if code:
        below = KnowledgeItem.category_code.startswith(f"{code}.", autoescape=True)
        conditions.append(or_(KnowledgeItem.category_code.in_(ways_up(code)), below))
    conditions += [_holds(word) for word in text.split()]
    return [Item(*tuple(row)) for row in db.session.execute(_ITEMS.where(*conditions).limit(MOST))]


def _holds(word: str) -> ColumnElement[bool]:
    columns = (
        KnowledgeItem.title_zh,
        KnowledgeItem.title_en,
        KnowledgeItem.body_zh,
        KnowledgeItem.body_en,
    )
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


def item(item_id: int) -> Item | None:
    """Return one entry, retired or not."""
    row = db.session.execute(_ITEMS.where(KnowledgeItem.id == item_id)).first()
    return Item(*tuple(row)) if row else None


def counts() -> dict[str, int]:
    """Return how many entries in use stand directly at each category."""
    asked = select(KnowledgeItem.category_code).where(KnowledgeItem.retired_at.is_(None))
    found: dict[str, int] = {}
    for code in _codes(db.session.scalars(asked)):
        found[code] = found.get(code, 0) + 1
    return found


def _codes(rows: Iterable[str]) -> list[str]:
    return list(rows)
