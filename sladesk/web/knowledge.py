"""The knowledge base: read by category, searched, edited by whoever may (R1.5, R1.9)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from sladesk.actions import knowledge as actions
from sladesk.db import db
from sladesk.domain import access
from sladesk.domain.codes import KnowledgeKind, TicketClass
from sladesk.domain.errors import Invalid, NotFound, Stale
from sladesk.domain.knowledge import ItemForm
from sladesk.queries import knowledge as queries
from sladesk.queries.knowledge import Item
from sladesk.queries.reference import Reference, reference
from sladesk.web import context, forms, inputs
from sladesk.web.customer_views import Conflict, conflict
from sladesk.web.fields import SelectField
from sladesk.web.forms import Form
from sladesk.web.forms import words as said
from sladesk.web.labels import label

blueprint = Blueprint("knowledge", __name__, url_prefix="/knowledge")

KINDS: Mapping[str, LazyString] = {
    KnowledgeKind.QUESTION: _l("Guiding questions"),
    KnowledgeKind.SCRIPT: _l("Script"),
    KnowledgeKind.ADVICE: _l("Handling advice"),
    KnowledgeKind.FAQ: _l("Common questions"),
}


class ItemEdit(Form):
    """An entry."""

    kind = SelectField(said(_l("Kind")), validate_choice=False)
    category = SelectField(said(_l("Category")), validate_choice=False)
    title_zh = StringField(said(_l("Text in Chinese")))
    title_en = StringField(said(_l("Text in English")))
    body_zh = TextAreaField(said(_l("Answer in Chinese")))
    body_en = TextAreaField(said(_l("Answer in English")))
    safety = BooleanField(said(_l("A safety question: “yes” raises the ticket")))
    version = HiddenField()

    def prepare(self) -> None:
        """Fill the lists."""
        self.kind.choices = [(code, str(word)) for code, word in KINDS.items()]
        nodes = tree(reference(db.session()), str(get_locale()), {})
        self.category.choices = [
            ("", _("Every category")),
            *((n.code, "  " * n.level + n.name) for n in nodes),
        ]

    def value(self) -> ItemForm:
        """Return what was typed as the action wants it."""
        texts = inputs.texts(self, "kind", "category", "title_zh", "title_en", "body_zh", "body_en")
        return ItemForm(**texts, safety=bool(self.safety.data))


@dataclass(frozen=True)
class Node:
    """A line of the tree: classes at the root."""

    code: str
    name: str
    level: int
    count: int


def tree(ref: Reference, locale: str, counts: Mapping[str, int]) -> list[Node]:
    """Return classes and categories in the order they are shown, depth first."""
    rows = [row for row in ref.categories.values() if not row.retired]
    nodes: list[Node] = []

    def below(parent: int | None, class_code: str, level: int) -> None:
        for row in rows:
            if row.parent_id == parent and row.class_code == class_code:
                nodes.append(Node(row.code, row.name(locale), level, counts.get(row.code, 0)))
                below(row.id, class_code, level + 1)

    for code in TicketClass:
        nodes.append(Node(code, label(code, "class"), 0, counts.get(code, 0)))
        below(None, code, 1)
    return nodes


def _page(name: str, status: int = 200, **values: object) -> Response:
    values |= {"locale": str(get_locale()), "kinds": KINDS}
    return make_response(render_template(f"pages/{name}.html", **values), status)


@blueprint.get("")
def listed() -> Response:
    """Show the entries of a category, or those with some words."""
    ref, locale = reference(db.session()), str(get_locale())
    code, typed = request.args.get("category", ""), request.args.get("q", "").strip()[:100]
    nodes = tree(ref, locale, queries.counts())
    here = next((node for node in nodes if node.code == code), None)
    may_edit = access.allowed(context.actor(), "knowledge.edit")
    found = queries.items(here.code if here else "", typed, retired=may_edit)
    groups = [(str(word), [row for row in found if row.kind == kind]) for kind, word in KINDS.items()]
    names = {node.code: node.name for node in nodes}
    return _page("knowledge", nodes=nodes, here=here, q=typed, groups=groups, names=names, may_edit=may_edit)


@blueprint.get("/new")
def new() -> Response:
    """Show an empty form."""
    form = ItemEdit(formdata=None, data={"category": request.args.get("category", "")})
    form.prepare()
    return _page("knowledge_edit", form=form, item=None)


@blueprint.post("")
def create() -> Response:
    """Add an entry."""
    form = ItemEdit()
    try:
        actions.create(context.call(), form.value())
    except Invalid as error:
        return _refused(form, None, error)
    return forms.answer(to=_back(form), message=_("Added"))


@blueprint.get("/<int:item_id>")
def edit(item_id: int) -> Response:
    """Show an entry's form."""
    item = _find(item_id)
    form = ItemEdit(formdata=None, obj=item)
    form.prepare()
    return _page("knowledge_edit", form=form, item=item)


@blueprint.post("/<int:item_id>")
def change(item_id: int) -> Response:
    """Save an entry; a conflict shows both versions and loses neither."""
    form = ItemEdit()
    try:
        actions.change(context.call(), item_id, form.value(), version=inputs.number(form.version.data) or 0)
    except Invalid as error:
        return _refused(form, item_id, error)
    except Stale as error:
        form.version.data = str(error.version)
        return _again(form, item_id, 409, conflict(error, form))
    return forms.answer(to=_back(form), message=_("Saved"))


@blueprint.post("/<int:item_id>/retire")
def retire(item_id: int) -> Response:
    """Take an entry out of use, or back."""
    back = request.form.get("back") == "1"
    actions.retire(context.call(), item_id, back=back)
    return forms.answer(
        to=f"/knowledge/{item_id}", message=_("In use again") if back else _("Taken out of use")
    )


def _find(item_id: int) -> Item:
    item = queries.item(item_id)
    if item is None:
        raise NotFound("item_not_found")
    return item


def _back(form: ItemEdit) -> str:
    return f"/knowledge?category={form.category.data}" if form.category.data else "/knowledge"


def _refused(form: ItemEdit, item_id: int | None, error: Invalid) -> Response:
    forms.show_problems(form, error)
    return _again(form, item_id, 422)


def _again(form: ItemEdit, item_id: int | None, status: int, clash: Conflict | None = None) -> Response:
    db.session.rollback()
    form.prepare()
    item = _find(item_id) if item_id is not None else None
    sent = request.form.get("key") if status == 422 else None
    return _page("knowledge_edit", status, form=form, item=item, conflict=clash, key=sent)
