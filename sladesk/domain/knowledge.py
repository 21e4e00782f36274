"""Rules about entries of the knowledge base (R1.5, R1.9)."""

from dataclasses import dataclass

from sladesk.domain.codes import KnowledgeKind
from sladesk.domain.errors import Problem
from sladesk.domain.text import check_length, clean

MAX_TITLE = 400


@dataclass(frozen=True)
class ItemForm:
    """An entry as typed; the category is a dotted path, empty for all."""

    kind: str
    category: str = ""
    title_zh: str = ""
    title_en: str = ""
    body_zh: str = ""
    body_en: str = ""
    safety: bool = False


def check_item(form: ItemForm) -> dict[str, Problem]:
    """Return one problem per field."""
    problems: dict[str, Problem] = {}
    if form.kind not in set(KnowledgeKind):
        problems["kind"] = Problem("unknown_choice")
    if not clean(form.title_zh):
        problems["title_zh"] = Problem("required")
    for field, limit in {"title_zh": MAX_TITLE, "title_en": MAX_TITLE}.items():
        problem = check_length(clean(getattr(form, field)), limit)
        if problem:
            problems[field] = problem
    for field in ("body_zh", "body_en"):
        problem = check_length(clean(getattr(form, field), lines=True))
        if problem:
            problems[field] = problem
    return problems
