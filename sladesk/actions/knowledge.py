"""The knowledge base: scripts, advice, answers and guiding questions (R1.5, R1.9)."""

from dataclasses import asdict

from sqlalchemy import func, select

from sladesk.actions._action import Tx, action
from sladesk.domain import access
from sladesk.domain.codes import KnowledgeKind
from sladesk.domain.errors import Invalid, NotFound, Problem, Stale
from sladesk.domain.knowledge import ItemForm, check_item
from sladesk.domain.text import clean
from sladesk.models import KnowledgeItem
from sladesk.queries.reference import reference


@action("knowledge.create")
def create(tx: Tx, form: ItemForm) -> int:
    """Add an entry behind those of its category.

    Raises:
        Invalid: a field that can't be taken.
    """
    access.require(tx.by, "knowledge.edit")
    _check(tx, form)
    last = tx.session.scalar(
        select(func.max(KnowledgeItem.position)).where(KnowledgeItem.category_code == form.category)
    )
    row = KnowledgeItem(position=(last or 0) + 1)
    _fill(row, form)
    tx.session.add(row)
    tx.session.flush()
    tx.audit("knowledge.created", "knowledge", row.id, kind=form.kind, category=form.category)
    return row.id


@action("knowledge.change")
def change(tx: Tx, item_id: int, form: ItemForm, *, version: int | None = None) -> int:
    """Change an entry; tickets keep what was said to them.

    Raises:
        Stale: somebody else changed it meanwhile.
    """
    access.require(tx.by, "knowledge.edit")
    row = _find(tx, item_id)
    _check(tx, form)
    before = _present(row)
    if version is not None and version != row.version:
        raise Stale(asdict(form), before, version=row.version)
    _fill(row, form)
    row.version += 1
    changed = [name for name, value in _present(row).items() if before[name] != value]
    tx.audit("knowledge.changed", "knowledge", item_id, fields=changed)
    return item_id


@action("knowledge.retire")
def retire(tx: Tx, item_id: int, *, back: bool = False) -> int:
    """Take an entry out of use, or back into it (decision 14).

    Arguments:
        back: whether it is used again.
    """
    access.require(tx.by, "knowledge.edit")
    row = _find(tx, item_id)
    row.retired_at = None if back else row.retired_at or tx.now
    row.version += 1
    tx.audit("knowledge.restored" if back else "knowledge.retired", "knowledge", item_id)
    return item_id


def _find(tx: Tx, item_id: int) -> KnowledgeItem:
    row = tx.session.scalar(select(KnowledgeItem).where(KnowledgeItem.id == item_id).with_for_update())
    if row is None:
        raise NotFound("item_not_found")
    return row


def _check(tx: Tx, form: ItemForm) -> None:
    problems = check_item(form)
    known = reference(tx.session).categories_by_code
    roots = {code.split(".")[0] for code in known}
    if form.category and form.category not in known and form.category not in roots:
        problems["category"] = Problem("unknown_choice")
    if problems:
        raise Invalid(problems)


def _present(row: KnowledgeItem) -> dict[str, object]:
    return {
        "kind": row.kind,
        "category": row.category_code,
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "body_zh": row.body_zh,
        "body_en": row.body_en,
        "safety": row.is_safety,
    }


def _fill(row: KnowledgeItem, form: ItemForm) -> None:
    row.kind, row.category_code = form.kind, form.category
    row.title_zh, row.title_en = clean(form.title_zh), clean(form.title_en)
    row.body_zh, row.body_en = clean(form.body_zh, lines=True), clean(form.body_en, lines=True)
    row.is_safety = form.safety and form.kind == KnowledgeKind.QUESTION
