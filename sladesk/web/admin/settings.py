"""Business settings, one page each: value, bounds, what it changes, history."""

from flask import Response, abort, render_template
from flask_babel import gettext as _

from sladesk.actions import settings
from sladesk.db import db
from sladesk.domain.errors import Invalid, Stale
from sladesk.domain.settings import SPECS, Spec
from sladesk.models import Setting
from sladesk.queries import admin as queries
from sladesk.web import site
from sladesk.web.admin.pages import (
    Box,
    Line,
    blueprint,
    conflict,
    conflict_page,
    marked,
    person_name,
    ref,
    typed,
    version_sent,
)
from sladesk.web.admin.setting_words import CHOICES, GROUPS, SECONDS, WORDS
from sladesk.web.context import call
from sladesk.web.format import DAY, duration_text
from sladesk.web.forms import answer, refused


@blueprint.get("/settings")
def settings_listed() -> str:
    """Show all settings with their present values, in groups."""
    held = ref()
    groups = [
        (str(heading), [(name, str(WORDS[name].label), shown(name, held.setting(name))) for name in names])
        for heading, names in GROUPS
    ]
    changed = {row.name: row for row in db.session.scalars(db.select(Setting).where(Setting.name.in_(SPECS)))}
    who = {name: person_name(held, row.changed_by_id) for name, row in changed.items()}
    return render_template("admin/settings.html", groups=groups, changed=changed, who=who)


@blueprint.get("/settings/<name>")
def setting_edit(name: str) -> str:
    """Show one setting."""
    return _page(name, [_box(_spec(name))])


@blueprint.post("/settings/<name>")
def setting_change(name: str) -> Response:
    """Change a setting."""
    boxes = typed([_box(_spec(name))])
    try:
        settings.change(call(), name, boxes[0].value, version=version_sent())
    except Invalid as error:
        problems = {"value" if at == name else at: problem for at, problem in error.problems.items()}
        return refused(_page(name, *marked(boxes, problems)))
    except Stale as error:
        db.session.rollback()
        thing, here = ("setting", name), f"/admin/settings/{name}"
        return conflict_page(conflict(error, boxes, [_box(_spec(name))], thing, here), "settings")
    site.forget()
    return answer(to="/admin/settings", message=_("Saved"))


def shown(name: str, value: object) -> str:
    """Return a value in words."""
    spec = SPECS[name]
    if spec.kind == "choice":
        return str(CHOICES.get(str(value), value))
    seconds, unit = SECONDS.get(name.rpartition("_")[2]), WORDS[name].unit
    if seconds:
        return duration_text(int(str(value)) * seconds, days=seconds == DAY)
    return f"{value} {unit}" if unit else str(value)


def _spec(name: str) -> Spec:
    if name not in SPECS:
        abort(404)
    return SPECS[name]


def _box(spec: Spec) -> Box:
    words, value = WORDS[spec.name], str(ref().setting(spec.name))
    if spec.kind == "choice":
        listed = [(code, str(CHOICES[code])) for code in spec.choices]
        return Box("value", str(words.label), "choice", value, choices=listed, needed=True)
    if spec.kind == "number":
        unit = f"{words.unit} · " if words.unit else ""
        hint = unit + _("a number from %(low)s to %(high)s", low=spec.low, high=spec.high)
        return Box("value", str(words.label), "number", value, hint=hint, needed=True)
    return Box("value", str(words.label), value=value, hint=str(words.hint or ""), needed=True)


def _page(name: str, boxes: list[Box], said: list[str] | None = None) -> str:
    db.session.rollback()
    held, spec = ref(), SPECS[name]
    row = db.session.get(Setting, name)
    lines = [
        Line(
            change.at,
            person_name(held, change.person_id),
            shown(name, spec.default if change.before is None else change.before),
            shown(name, change.after),
        )
        for change in queries.setting_changes(name)
    ]
    return render_template(
        "admin/setting.html",
        name=name,
        title=str(WORDS[name].label),
        effect=str(WORDS[name].effect),
        shipped=shown(name, spec.default),
        version=row.version if row else 0,
        boxes=boxes,
        said=said or [],
        lines=lines,
    )
