"""Two people saved the same thing: both versions side by side, neither lost (R4.8, decision 17)."""

from dataclasses import dataclass
from datetime import datetime

from wtforms import HiddenField

from sladesk.domain.errors import Stale
from sladesk.web.format import instant_text, now, zone
from sladesk.web.labels import label
from sladesk.web.tickets.scene import Scene
from sladesk.web.tickets.step_forms import StepForm
from sladesk.web.words import gettext as _


@dataclass(frozen=True)
class Difference:
    """One field in both versions."""

    name: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Conflict:
    """Who saved before, when, and what differs; `fields` are sent again to keep one's own."""

    who: str
    at: str
    differences: tuple[Difference, ...]
    fields: tuple[tuple[str, str], ...]


def conflict(scene: Scene, form: StepForm, error: Stale) -> Conflict:
    """Return both versions of what differs."""
    at = datetime.fromisoformat(error.at) if error.at else None
    differing = [name for name, value in error.mine.items() if value != error.theirs.get(name)]
    return Conflict(
        who=scene.names.person(error.by),
        at=instant_text(at, now(), zone()) if at else "",
        differences=tuple(
            Difference(
                _name(name),
                _shown(scene, name, error.mine[name]),
                _shown(scene, name, error.theirs.get(name)),
            )
            for name in differing
        ),
        fields=tuple(
            (field.name, str(error.version) if field.name == "version" else str(field.data or ""))
            for field in form
            if isinstance(field, HiddenField) or field.name not in {"csrf_token", "key"}
        ),
    )


def _name(name: str) -> str:
    return {
        "priority": _("Priority"),
        "category_id": _("Category"),
        "service_type": _("Service type"),
        "risk_level": _("Risk level"),
        "team_id": _("Team"),
        "owner_id": _("Owner"),
    }.get(name, name)


def _shown(scene: Scene, name: str, value: object) -> str:
    if name == "category_id":
        return scene.names.category(value)
    if name == "team_id":
        return scene.names.team(value) or _("none")
    if name == "owner_id":
        return scene.names.maybe(value)
    table = {"priority": "priority", "service_type": "service", "risk_level": "risk"}.get(name)
    return label(str(value), table) if table and value else _("none")
