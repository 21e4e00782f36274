"""A new version of a calendar's hours; what still runs is recomputed in the background (R3.7)."""

from sqlalchemy import func, select

from sladesk.actions._action import Tx, action
from sladesk.actions.setup import touch_reference
from sladesk.domain import access
from sladesk.domain.errors import Invalid, NotFound, Problem, Stale
from sladesk.domain.sla.hours import CalendarSpec, problems
from sladesk.domain.text import clean
from sladesk.models import Calendar, CalendarVersion


@action("calendars.publish")
def publish(tx: Tx, code: str, spec: CalendarSpec, *, note: str = "", base: int | None = None) -> int:
    """Write a new version of a calendar; versions are never changed (decision 15).

    Arguments:
        base: number of the version the change started from; None where nobody looked at one before.

    Returns:
        The version's number.

    Raises:
        Invalid: windows overlap, end before they start, nothing is ever open, or the zone is unknown.
        Stale: another version was published meanwhile.
    """
    access.require(tx.by, "policy.edit")
    calendar = tx.session.scalar(select(Calendar).where(Calendar.code == code).with_for_update())
    if calendar is None:
        raise NotFound("calendar_not_found")
    found = problems(spec)
    if found:
        raise Invalid({"calendar": Problem(f"calendar_{found[0]}")})
    last = tx.session.scalar(
        select(func.max(CalendarVersion.no)).where(CalendarVersion.calendar_id == calendar.id)
    )
    if base is not None and base != (last or 0):
        raise Stale({"version": base}, {"version": last}, version=last or 0)
    version = CalendarVersion(
        calendar_id=calendar.id,
        no=(last or 0) + 1,
        spec=spec.to_json(),
        active_from=tx.now,
        made_by_id=tx.by.person_id,
        note=clean(note)[:300],
    )
    tx.session.add(version)
    tx.session.flush()
    touch_reference(tx)
    tx.audit("calendar.published", "calendar", code, version=version.no)
    tx.enqueue(
        "clocks.recompute", {"why": "calendar", "after": 0}, unique_key=f"recompute:calendar:{version.id}"
    )
    return version.no
