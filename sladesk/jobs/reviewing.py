"""Issues reviews at their times, each once however many workers there are (R9.3)."""

from datetime import datetime

from sqlalchemy import select

from sladesk.actions import reviews, workbooks
from sladesk.actions._action import Call
from sladesk.actions.beginning import DEMO_PROGRESS
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.domain.reviews import due, record
from sladesk.jobs.work import Work, log
from sladesk.models import Setting
from sladesk.queries.editions import issued_slots
from sladesk.queries.reference import Reference, reference
from sladesk.queries.reviews import first_day
from sladesk.queries.workbooks.files import workbook_of
from sladesk.reports.build import build
from sladesk.reports.frozen import freeze
from sladesk.reports.loading import material


def issue(work: Work) -> None:
    """Make the editions that are due and not there yet; nothing while the clock is not believed.

    Killed on the way, an edition is there as a whole or not at all; who takes the job up makes the rest.
    The job's argument `at` (ISO instant) asks for what was due then; without it the present is meant.
    """
    if not work.steady:
        log.warning("reviews rest: the machine's clock has jumped")
        return
    if _history_is_being_made():
        return
    at = work.args.get("at")
    now, ref = datetime.fromisoformat(str(at)) if at else utcnow(), reference(db.session())
    hours = ref.number("reviews.so_far_hour"), ref.number("reviews.final_hour")
    slots = due(now, ref.zone, *hours, first_day())
    there = issued_slots([slot.name for slot in slots])
    for slot in slots:
        if slot.name not in there:
            text, _digest = freeze(build(material(slot.period, slot.at, ref)))
            db.session.rollback()
            reviews.issue(
                Call(SYSTEM, now), slot.period, text, as_of=slot.at, final=slot.final, slot=slot.name
            )
    _record(now, ref)


def _record(now: datetime, ref: Reference) -> None:
    """Have the day's workbook made at its hour, with the record of all channels (R9.3)."""
    slot = record(now, ref.zone, ref.number("reviews.record_hour"), first_day())
    if slot is None:
        return
    language = str(ref.setting("site.locale"))
    there = workbook_of(slot.period.key, 0, language)
    db.session.rollback()
    if there is None or there.asked_at < slot.at:
        workbooks.ask(Call(SYSTEM, now), slot.period, 0, language, cut=slot.at)


def _history_is_being_made() -> bool:
    """Whether a demo's past is still coming in: what is issued meanwhile would miss most of it."""
    told = db.session.scalar(select(Setting.value).where(Setting.name == DEMO_PROGRESS))
    db.session.rollback()
    return isinstance(told, dict) and int(str(told.get("done", 0))) < int(str(told.get("wanted", 0)))
