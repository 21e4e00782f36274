"""What one hears outside the desk: which events, when, in which hours nothing (R7.3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from sladesk.actions import notices
from sladesk.db import db
from sladesk.domain.errors import Invalid, Problem
from sladesk.domain.masking import mask_email
from sladesk.domain.telling import PRESSING, Choice, Group, Way, minute_text, parse_minute
from sladesk.models import NoticeChoice, Person
from sladesk.queries.outward import choice_of
from sladesk.queries.reference import reference
from sladesk.web.context import actor, call
from sladesk.web.forms import answer, refused
from sladesk.web.outward_words import GROUPS, WAYS
from sladesk.web.sentences import say_problems

blueprint = Blueprint("choosing", __name__)
_TIMES = ("quiet_from", "quiet_to", "digest_at")


@dataclass(frozen=True)
class Row:
    """A group of events with the way that is chosen; what presses comes in quiet hours too."""

    code: str
    text: str
    way: str
    presses: bool


@blueprint.get("/account/notices")
def show() -> str:
    """Show what one has chosen, or what is shipped."""
    held = choice_of(db.session.get(NoticeChoice, actor().person_id))
    times = {name: _shown(getattr(held, name)) for name in _TIMES}
    return _page({str(group): held.way(group) for group in Group}, times, {})


@blueprint.post("/account/notices")
def keep() -> Response:
    """Keep what one has chosen."""
    ways = {str(group): request.form.get(f"way-{group}", "") for group in Group}
    typed = {name: request.form.get(name, "").strip()[:8] for name in _TIMES}
    minutes = {name: parse_minute(text) for name, text in typed.items()}
    wrong = {
        name: Problem("time_shape")
        for name, minute in minutes.items()
        if minute is None and (typed[name] or name == "digest_at")
    }
    try:
        if wrong:
            raise Invalid(wrong)
        wanted = Choice(ways, minutes["quiet_from"], minutes["quiet_to"], minutes["digest_at"] or 0)
        notices.choose(call(), wanted)
    except Invalid as error:
        return refused(_page(ways, typed, error.problems))
    return answer(to="/account/notices", message=_("Saved"))


def _shown(minute: int | None) -> str:
    return "" if minute is None else minute_text(minute)


def _page(ways: Mapping[str, str], times: Mapping[str, str], problems: Mapping[str, Problem]) -> str:
    person = db.session.get(Person, actor().person_id)
    return render_template(
        "pages/choices.html",
        rows=[Row(group, str(GROUPS[group]), ways[group], group in PRESSING) for group in Group],
        ways=[(str(Way(code)), str(word)) for code, word in WAYS.items()],
        times=times,
        wrong=say_problems(problems),
        email=mask_email(person.email) if person and person.email else "",
        on=reference(db.session()).setting("mail.notices") == "on",
    )
