"""One policy of the draft: added, changed, copied, removed, put in order (R3.1)."""

from collections.abc import Sequence

from flask import Response, abort, make_response, redirect, render_template, request
from flask_babel import gettext as _

from sladesk.actions import policy_rows
from sladesk.domain.errors import Invalid, NotFound, Stale, WrongState
from sladesk.domain.sla.findings import SETTABLE
from sladesk.domain.sla.policies import Policy
from sladesk.queries import policies as queries
from sladesk.queries.policies import SetView
from sladesk.queries.reference import Reference
from sladesk.web.admin import policy_forms
from sladesk.web.admin.audit_words import history
from sladesk.web.admin.drafts import meanwhile
from sladesk.web.admin.pages import (
    Box,
    blueprint,
    conflict,
    conflict_page,
    marked,
    ref,
    typed,
    version_sent,
)
from sladesk.web.admin.policies import DRAFT
from sladesk.web.admin.targets import policy_name
from sladesk.web.context import call
from sladesk.web.forms import answer, refused
from sladesk.web.labels import label
from sladesk.web.sentences import say_error


def _view(held: Reference) -> SetView | None:
    draft, _active = queries.draft_and_active(held)
    return draft


def _shown(held: Reference, code: str = "") -> tuple[SetView, Policy | None]:
    """Return what a form that was sent is shown in: the draft, else what rules; and its row."""
    draft, active = queries.draft_and_active(held)
    view = draft or active
    if view is None:
        abort(404)
    return view, next((policy for policy in view.policies if policy.code == code), None)


def _found(view: SetView, code: str) -> Policy:
    found = next((policy for policy in view.policies if policy.code == code), None)
    if found is None:
        abort(404)
    return found


@blueprint.get("/policies/draft/new")
def draft_row_new() -> Response:
    """Show the empty form of a policy."""
    held = ref()
    view = _view(held)
    if view is None or not view.editable:
        return make_response(redirect(DRAFT, 303))
    return make_response(_page(view, None, policy_forms.boxes(held, view)))


@blueprint.post("/policies/draft/new")
def draft_row_create() -> Response:
    """Add a policy to the draft."""
    held = ref()
    view, _none = _shown(held)
    boxes = typed(policy_forms.boxes(held, view))
    try:
        form = policy_forms.form_of(held, boxes)
        policy_rows.add(call(), form, before=request.form.get("before", ""))
    except Invalid as error:
        return refused(_page(view, None, *marked(boxes, error.problems)))
    except (NotFound, WrongState) as error:
        return _too_late("", error)
    return answer(to=DRAFT, message=_("Added"))


@blueprint.get("/policies/draft/rows/<code>")
def draft_row(code: str) -> Response:
    """Show a policy of the draft, to be changed."""
    held = ref()
    view = _view(held)
    if view is None or not view.editable:
        return make_response(redirect(DRAFT, 303))
    policy = _found(view, code)
    return make_response(_page(view, policy, policy_forms.boxes(held, view, policy)))


@blueprint.post("/policies/draft/rows/<code>")
def draft_row_change(code: str) -> Response:
    """Change a policy of the draft; a second administrator is shown both versions."""
    held = ref()
    view, policy = _shown(held, code)
    boxes = typed(policy_forms.boxes(held, view, policy))
    try:
        policy_rows.change(call(), code, policy_forms.form_of(held, boxes), version=version_sent())
    except Invalid as error:
        return refused(_page(view, policy, *marked(boxes, error.problems)))
    except (NotFound, WrongState) as error:
        return _too_late(code, error)
    except Stale as error:
        view, policy = _shown(ref(), code)
        stored, thing = policy_forms.boxes(held, view, policy), ("policy_set", f"{view.no}.{code}")
        return conflict_page(conflict(error, boxes, stored, thing, f"{DRAFT}/rows/{code}"), "policies")
    return answer(to=DRAFT, message=_("Saved"))


def _too_late(code: str, error: NotFound | WrongState) -> Response:
    """Show what was typed once more where somebody else removed the row, or ended or planned the draft."""
    held = ref()
    view, policy = _shown(held, code)
    said = say_error(error)
    if view.editable and policy is None and code:
        said = _("Somebody took this policy out of the draft meanwhile: saving adds it again.")
    boxes = typed(policy_forms.boxes(held, view, policy))
    return refused(_page(view, policy, boxes, [said]), 409)


@blueprint.post("/policies/draft/rows/<code>/step")
def draft_row_step(code: str) -> Response:
    """Put a policy up or down, copy it, or take it out of the draft."""
    way = request.form.get("way")
    try:
        if way == "copy":
            made = policy_rows.copy(call(), code, version=version_sent())
            return answer(to=f"{DRAFT}/rows/{made}", message=_("Copied: change what is to differ."))
        if way == "remove":
            policy_rows.remove(call(), code, version=version_sent())
            return answer(to=DRAFT, message=_("Taken out of the draft."))
        policy_rows.move(call(), code, up=way == "up", version=version_sent())
    except Stale:
        held = ref()
        view = _view(held)
        if view is None:
            abort(404)
        policy = _found(view, code)
        boxes = policy_forms.boxes(held, view, policy)
        return refused(_page(view, policy, boxes, [meanwhile()]), 409)
    return answer(to=f"{DRAFT}#p-{code}")


def _page(view: SetView, policy: Policy | None, boxes: Sequence[Box], said: Sequence[str] = ()) -> str:
    return render_template(
        "admin/policy_row.html",
        code=policy.code if policy else "",
        name=policy_name(view.names, policy.code) if policy else _("New policy"),
        version=view.versions[policy.code] if policy else 0,
        boxes={box.name: box for box in boxes},
        listed=boxes,
        said=said,
        kinds=[(str(kind), label(kind, "clock")) for kind in SETTABLE],
        heads=policy_forms.heads_of(),
        lines=history("policy_set", f"{view.no}.{policy.code}") if policy else [],
    )
