"""Time-limit policies that rule, versions there have been, and where a draft begins (R3.1, R3.3)."""

from collections import Counter

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from sladesk.actions import policies
from sladesk.domain.settings import PEAKS
from sladesk.domain.sla.shipped import POLICY_SETS
from sladesk.queries import policies as queries
from sladesk.queries.policies import SetView
from sladesk.queries.reference import Reference
from sladesk.web.admin import policy_findings, policy_table
from sladesk.web.admin.pages import blueprint, locale, person_name, ref
from sladesk.web.context import call
from sladesk.web.forms import answer
from sladesk.web.labels import label

HERE = "/admin/policies"
DRAFT = f"{HERE}/draft"


@blueprint.get("/policies")
def policies_listed() -> str:
    """Show the policies that rule, what is found about them, and the versions there have been."""
    held = ref()
    draft, active = queries.draft_and_active(held)
    if active is None:
        abort(404)
    return render_template(
        "admin/policies.html",
        view=active,
        draft=draft,
        who=person_name(held, draft.made_by_id) if draft else "",
        shipped=shipped(),
        versions=[(row, person_name(held, row.made_by_id)) for row in queries.versions()],
        peaks=held.setting(PEAKS) == "on",
        **shown(held, active),
    )


@blueprint.get("/policies/<int:no>")
def policy_version(no: int) -> str:
    """Show a version as it was, with what differed from the one it was copied from."""
    held = ref()
    view, before = queries.with_base(held, no)
    if view is None:
        abort(404)
    return render_template(
        "admin/policy_version.html", view=view, before=before, table=policy_table.table(held, view, before)
    )


@blueprint.post("/policies/draft")
def draft_open() -> Response:
    """Open the draft: a copy of what rules, of another version, or of a shipped set."""
    policies.open_draft(call(), request.form.get("source", "").strip()[:24])
    return answer(to=DRAFT, message=_("The draft is open; what rules now goes on ruling."))


def shipped() -> list[tuple[str, str]]:
    """Return the shipped sets with their names (R3.3)."""
    english = locale().startswith("en")
    return [(code, one.name_en if english else one.name_zh) for code, one in POLICY_SETS.items()]


def shown(held: Reference, view: SetView, before: SetView | None = None) -> dict[str, object]:
    """Return what a page shows of a set: the table, what is found, and the ticket that was made up."""
    found = queries.findings(held, view.policies)
    boxes = policy_findings.trial_boxes(held)
    marks = Counter(line.policy for line in found.lines)
    return {
        "table": policy_table.table(held, view, before, marks),
        "lines": policy_findings.lines_of(held, view.names, found),
        "gaps": policy_findings.gaps_of(held, found.gaps),
        "gaps_in_all": len(found.gaps),
        "hard": len(found.hard),
        "boxes": boxes,
        "tried": policy_findings.trial(held, view, queries.ruling(held, view.policies), boxes),
        "asked": "channel" in request.args,
    }


@blueprint.app_template_filter("clock_kind")
def clock_kind(code: str) -> str:
    """Filter: the word for a kind of clock."""
    return label(code, "clock")
