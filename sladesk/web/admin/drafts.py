"""The draft of a policy set: what it says, what it would change, from when on it rules (decision 15)."""

from collections.abc import Mapping
from datetime import datetime

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _

from sladesk.actions import policies, policy_rows
from sladesk.domain.errors import Invalid, Stale, invalid
from sladesk.domain.sla.revising import Key
from sladesk.domain.text import clean
from sladesk.queries import policies as queries
from sladesk.queries import revisions
from sladesk.queries.policies import SetView
from sladesk.queries.reference import Reference
from sladesk.web import inputs
from sladesk.web.admin import lengths
from sladesk.web.admin.pages import (
    Conflict,
    blueprint,
    conflict_page,
    last_hand,
    person_name,
    ref,
    version_sent,
)
from sladesk.web.admin.policies import DRAFT, HERE, shipped, shown
from sladesk.web.admin.targets import policy_name
from sladesk.web.context import call
from sladesk.web.format import full_text, now, zone
from sladesk.web.forms import answer, refused
from sladesk.web.sentences import say_problems


@blueprint.get("/policies/draft")
def draft() -> Response:
    """Show the draft; with `preview` what it would change on running clocks; without one what rules."""
    held = ref()
    view, active = queries.draft_and_active(held)
    if view is None:
        return make_response(redirect(HERE, 303))
    found = None
    if "preview" in request.args:
        found = revisions.preview(held, queries.ruling(held, view.policies), now())
    return make_response(_page(held, view, active, preview=found))


@blueprint.post("/policies/draft/activate")
def draft_activate() -> Response:
    """Let the draft rule, now or from an instant on."""
    try:
        since = _since()
        no = policies.activate(
            call(),
            version=version_sent(),
            since=since,
            accept_gaps="accept_gaps" in request.form,
            note=clean(request.form.get("note", "")),
        )
    except Invalid as error:
        said = say_problems(error.problems)
        return refused(_again(said))
    except Stale:
        return refused(_again({"draft": meanwhile()}), 409)
    if since is not None and since > now():
        text = _("Version %(no)s rules from %(at)s on.", no=no, at=full_text(since, zone()))
        return answer(to=DRAFT, message=text)
    said_now = _("Version %(no)s rules now; running clocks are being computed again.", no=no)
    return answer(to=HERE, message=said_now)


def _since() -> datetime | None:
    """Return the instant from which the draft is to rule, None for now.

    Raises:
        Invalid: it can't be read.
    """
    if request.form.get("when") != "later":
        return None
    at = inputs.instant(request.form.get("since"), zone())
    if at is None:
        raise invalid("since", "since_unread")
    return at


@blueprint.post("/policies/draft/take-back")
def draft_take_back() -> Response:
    """Edit the set again that waits for its instant."""
    try:
        policies.take_back(call(), version=version_sent())
    except Stale:
        return refused(_again({"draft": meanwhile()}), 409)
    return answer(to=DRAFT, message=_("Taken back: it is a draft again."))


@blueprint.post("/policies/draft/discard")
def draft_discard() -> Response:
    """Give the draft up."""
    try:
        no = policies.discard(call(), version=version_sent())
    except Stale:
        return refused(_again({"draft": meanwhile()}), 409)
    text = _("Discarded. Version %(no)s can be looked at, and a draft can begin with it.", no=no)
    return answer(to=HERE, message=text)


@blueprint.get("/policies/draft/lengths")
def draft_lengths() -> Response:
    """Show all lengths of the draft, to be changed together."""
    held = ref()
    view, _active = queries.draft_and_active(held)
    if view is None or not view.editable:
        return make_response(redirect(DRAFT, 303))
    return make_response(_lengths(view, lengths.lines(held, view)))


@blueprint.post("/policies/draft/lengths")
def draft_lengths_save() -> Response:
    """Keep other lengths in the draft."""
    held = ref()
    view, _active = queries.draft_and_active(held)
    if view is None:
        return make_response(redirect(HERE, 303))
    lines, wanted, problems = lengths.read(held, view)
    if problems:
        return refused(_lengths(view, lines, [_("Lengths that can't be read: %(n)s", n=problems)]))
    try:
        policy_rows.change_lengths(call(), wanted, version=version_sent())
    except Invalid as error:
        return refused(_lengths(view, lines, list(say_problems(error.problems).values())))
    except Stale as error:
        return conflict_page(_conflict(held, view, lines, wanted, error), "policies")
    return answer(to=DRAFT, message=_("Kept in the draft: %(n)s lengths", n=len(wanted)))


def _lengths(view: SetView, lines: list[lengths.Line], said: list[str] | None = None) -> str:
    version = request.form.get("version") or str(view.version)
    return render_template("admin/policy_lengths.html", lines=lines, said=said or [], version=version)


def _conflict(
    held: Reference, view: SetView, lines: list[lengths.Line], wanted: dict[Key, int], error: Stale
) -> Conflict:
    """Show both lengths of what differs; what is typed goes along when one insists."""
    mine, theirs = lengths.said(held, view, wanted), lengths.said(held, view, lengths.present(view))
    cells = [cell for line in lines for cell in line.cells]
    return Conflict(
        *last_hand(*_things(view)),
        differences=tuple((lengths.title(view.names, key), theirs[key], mine[key]) for key in wanted),
        fields=(*((cell.field, cell.value) for cell in cells), ("version", str(error.version))),
        post=f"{DRAFT}/lengths",
        back=DRAFT,
    )


def _things(view: SetView) -> list[tuple[str, str]]:
    """Return the draft as it is named in the audit: the set, and each of its policies."""
    return [("policy_set", str(view.no)), *(("policy_set", f"{view.no}.{code}") for code in view.names)]


def meanwhile() -> str:
    """Say who changed the draft while one looked at it."""
    view, _active = queries.draft_and_active(ref())
    name, at = last_hand(*_things(view)) if view else ("", "")
    if not at:
        return _("Somebody changed the draft meanwhile: this is how it stands now.")
    return _("%(name)s changed the draft %(at)s: this is how it stands now.", name=name, at=at)


def _again(said: Mapping[str, str]) -> str:
    """Return the page as it stands now, with what keeps the draft from ruling."""
    held = ref()
    view, active = queries.draft_and_active(held)
    if view is None:
        return render_template("admin/policy_gone.html", said=list(said.values()))
    return _page(held, view, active, said=said)


def _page(
    held: Reference,
    view: SetView,
    active: SetView | None,
    *,
    preview: revisions.Preview | None = None,
    said: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "admin/policy_draft.html",
        view=view,
        who=person_name(held, view.made_by_id),
        base=dict(shipped()).get(view.base) or _("version %(no)s", no=view.base),
        preview=preview,
        said=said or {},
        names={code: policy_name(view.names, code) for code in view.names},
        later=request.form.get("when") == "later",
        since=request.form.get("since", ""),
        note=request.form.get("note", ""),
        accepted="accept_gaps" in request.form,
        **shown(held, view, active),
    )
