"""Time-limit policies: targets, what other lengths would change, versions (R3.1, R3.7, R3.11)."""

from flask import Response, abort, make_response, render_template, request
from flask_babel import gettext as _

from sladesk.actions import policies
from sladesk.domain.errors import Invalid, Problem, Stale
from sladesk.domain.sla.revising import Key
from sladesk.domain.text import clean
from sladesk.queries import admin as queries
from sladesk.queries import revisions
from sladesk.web.admin import targets
from sladesk.web.admin.pages import Conflict, blueprint, conflict_page, person_name, ref
from sladesk.web.admin.targets import Cell, PolicyLine
from sladesk.web.context import call
from sladesk.web.format import instant, now
from sladesk.web.forms import answer, refused, request_key
from sladesk.web.labels import label
from sladesk.web.sentences import say_problem

HERE = "/admin/policies"


@blueprint.get("/policies")
def policies_listed() -> str:
    """Show the targets that rule now, to be changed."""
    return _page(targets.lines(ref()))


@blueprint.post("/policies/preview")
def policies_preview() -> Response:
    """Say which running clocks other lengths would move; writes nothing."""
    request_key()
    lines, wanted, problems = targets.read(ref())
    if problems:
        return refused(_page(lines, said=[_("Lengths that can't be read: %(n)s", n=problems)]))
    if not wanted:
        return refused(_page(lines, said=[say_problem(Problem("nothing_changed"))]))
    found = revisions.preview(ref(), wanted, now())
    return make_response(_page(lines, preview=found, changed=_changed(wanted)))


@blueprint.post("/policies")
def policies_change() -> Response:
    """Make a new version rule from now on; running clocks are computed again in the background."""
    lines, wanted, problems = targets.read(ref())
    if problems:
        return refused(_page(lines, said=[_("Lengths that can't be read: %(n)s", n=problems)]))
    base = request.form.get("base", "")
    try:
        no = policies.change(
            call(),
            wanted,
            base=int(base) if base.isascii() and base.isdigit() and len(base) < 9 else 0,
            note=clean(request.form.get("note", "")),
        )
    except Invalid as error:
        return refused(_page(lines, said=[say_problem(problem) for problem in error.problems.values()]))
    except Stale as error:
        return conflict_page(_conflict(lines, wanted, error), "policies")
    return answer(
        to=HERE, message=_("Version %(no)s rules now; running clocks are being computed again.", no=no)
    )


@blueprint.get("/policies/<int:no>")
def policy_version(no: int) -> str:
    """Show a version as it was, with what differed from the one before."""
    held = revisions.lengths(no)
    if not held:
        abort(404)
    before = revisions.lengths(no - 1)
    differing = {key: before[key] for key, value in held.items() if key in before and before[key] != value}
    lines = targets.lines(ref(), held)
    return render_template(
        "admin/policy_version.html", no=no, lines=lines, before=targets.said(ref(), differing)
    )


def _page(
    lines: list[PolicyLine],
    *,
    said: list[str] | None = None,
    preview: revisions.Preview | None = None,
    changed: list[tuple[str, str, str]] | None = None,
) -> str:
    held = ref()
    sets = revisions.versions()
    active = next((row.no for row in sets if row.state == "active"), 0)
    return render_template(
        "admin/policies.html",
        lines=lines,
        said=said or [],
        preview=preview,
        changed=changed or [],
        names={code: targets.policy_name(held, code) for code in held.policy_ids},
        versions=[(row, person_name(held, row.made_by_id)) for row in sets],
        base=request.form.get("base") or active,
        note=request.form.get("note", ""),
    )


def _changed(wanted: dict[Key, int]) -> list[tuple[str, str, str]]:
    held = ref()
    now_said, then_said = targets.said(held, targets.present(held)), targets.said(held, wanted)
    return [(targets.title(held, key), now_said[key], then_said[key]) for key in wanted]


def _conflict(lines: list[PolicyLine], wanted: dict[Key, int], error: Stale) -> Conflict:
    """Show both lengths of what differs; what is typed goes along when one insists."""
    held = ref()
    present = targets.present(held)
    mine, theirs = targets.said(held, wanted), targets.said(held, present)
    cells: list[Cell] = [cell for line in lines for cell in line.cells]
    changed = queries.last_change("policy_set", str(error.version))
    return Conflict(
        who=person_name(held, error.by) if error.by else _("Somebody"),
        at=instant(changed.at) if changed else "",
        differences=tuple((targets.title(held, key), theirs[key], mine[key]) for key in wanted),
        fields=(
            *((cell.field, cell.value) for cell in cells),
            ("note", request.form.get("note", "")),
            ("base", str(error.version)),
        ),
        post=HERE,
        back=HERE,
    )


@blueprint.app_template_filter("clock_kind")
def clock_kind(code: str) -> str:
    """Filter: the word for a kind of clock."""
    return label(code, "clock")
