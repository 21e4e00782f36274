"""What-if questions and stories as data, for the terminal (R3.8)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sladesk.cli._clockcheck import Stored
from sladesk.cli._telling import LOCALES, length
from sladesk.domain.sla.policies import Facts
from sladesk.domain.sla.story import Story
from sladesk.domain.sla.story_data import data_of, supposed_data
from sladesk.domain.sla.supposing import Effect, Outcome
from sladesk.models import Clock
from sladesk.queries.hands import hands
from sladesk.queries.reference import Reference
from sladesk.web import what_if
from sladesk.web.sentences import say_problem


def question(pairs: Sequence[str], ref: Reference, now: datetime, lang: str) -> what_if.Question:
    """Read a question from pairs of field and value.

    Raises:
        ClickException: a pair is none, the field is not known, or its value can't be read.
    """
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or name not in what_if.FIELDS:
            raise click.ClickException(
                f"--what-if {pair}: write one of {', '.join(what_if.FIELDS)}, = and a value."
            )
        values[name] = text
    asked = what_if.ask(values, ref, now, ZoneInfo(ref.zone))
    with force_locale(LOCALES[lang]):
        for name, problem in asked.problems.items():
            raise click.ClickException(f"--what-if {name}: {say_problem(problem)}")
    return asked


def outcomes(
    asked: what_if.Question, ref: Reference, facts: Facts, stored: Sequence[Stored], now: datetime
) -> dict[int, Outcome]:
    """Return what would become of clocks, by their key; nothing when nothing was asked."""
    if not asked.asks:
        return {}
    held = [(one.clock, one.entries) for one in stored]
    return {clock.id: outcome for clock, outcome in what_if.answers(asked, ref, facts, held, now)}


def data(
    session: Session,
    ref: Reference,
    told: Sequence[tuple[Clock, Story]],
    supposed: Mapping[int, Outcome],
) -> list[dict[str, object]]:
    """Return stories as they are printed as JSON."""
    caused = hands(session, [clock.id for clock, _story in told])
    numbers = {key: person.staff_number for key, person in ref.people.items()}
    reasons = {str(key): f"{row.extra['kind']}.{row.code}" for key, row in ref.reasons.items()}
    lines: list[dict[str, object]] = []
    for clock, story in told:
        who = {seq: numbers.get(person or 0, "") for seq, person in caused.get(clock.id, {}).items()}
        more = {"what_if": supposed_data(supposed[clock.id])} if clock.id in supposed else {}
        lines.append({"kind": clock.kind, "no": clock.no, **data_of(story, who, reasons), **more})
    return lines


def words(outcome: Outcome, zone: str, lang: str) -> str:
    """Return what would become of a clock as one line."""
    with force_locale(LOCALES[lang]):
        return "  " + _("If so: %(what)s", what=_said(outcome, ZoneInfo(zone)))


def _said(outcome: Outcome, zone: ZoneInfo) -> str:
    def at(seconds: int | None) -> str:
        return "-" if seconds is None else f"{datetime.fromtimestamp(seconds, zone):%Y-%m-%d %H:%M:%S}"

    if outcome.effect is Effect.DECIDED:
        return _("decided already, stays")
    if outcome.effect is Effect.SAME:
        return _("not affected")
    due = _("due %(before)s → %(after)s", before=at(outcome.before), after=at(outcome.after))
    spare = length(outcome.spare, working=False)
    if outcome.effect is Effect.KEPT:
        return due + _(", ") + _("in time, %(spare)s to spare", spare=spare)
    if outcome.effect is Effect.MISSED:
        return due + _(", ") + _("%(late)s too late", late=spare)
    return due + (_(", ") + _("overdue at once") if outcome.late else "")
