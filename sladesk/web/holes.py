"""Teams with nobody on the rota, said for the board and the rota's page."""

from datetime import timedelta

from flask_babel import get_locale

from sladesk.queries.duty import gaps
from sladesk.queries.reference import Reference
from sladesk.web.format import day_text, now, zone
from sladesk.web.words import gettext as _


def holes(ref: Reference, ahead: int) -> list[tuple[str, str]]:
    """Return the days from today on when a team that gets tickets has nobody: the day, its teams."""
    today, locale = now().astimezone(zone()).date(), str(get_locale())
    found: dict[str, list[str]] = {}
    for day, team in gaps(ref, [today + timedelta(days=n) for n in range(ahead)]):
        said = _("today") if day == today else day_text(day, today)
        found.setdefault(said, []).append(ref.teams[team].name(locale))
    return [(day, _(", ").join(teams)) for day, teams in found.items()]
