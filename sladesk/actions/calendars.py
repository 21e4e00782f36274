"""Calendars: a new version of the hours, what they are called, taking one out of use (R3.5, R3.7)."""

import re
from collections.abc import Mapping

from sqlalchemy import func, select

from sladesk.actions._action import Tx, action
from sladesk.actions._masterrules import LONGEST_NAME, slug_of
from sladesk.actions._records import put_notices
from sladesk.actions.setup import touch_reference
from sladesk.domain import access
from sladesk.domain.codes import Role
from sladesk.domain.errors import Invalid, NotFound, Problem, Stale, invalid
from sladesk.domain.periods import local_moment
from sladesk.domain.sla.hours import CalendarSpec, problems
from sladesk.domain.sla.typed_calendars import missing_year
from sladesk.domain.text import clean
from sladesk.models import Calendar, CalendarVersion, Person, PersonRole, Policy, PolicySet, PolicyTarget

Names = Mapping[str, str]
"""`name_zh` and `name_en`."""

_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
#: What stands in addresses of the pages where a code would.
_RESERVED = frozenset({"new"})


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
    calendar = _locked(tx, code)
    found = problems(spec)
    if found:
        raise Invalid({"calendar": Problem(f"calendar_{found[0]}")})
    newest = tx.session.scalars(
        select(CalendarVersion)
        .where(CalendarVersion.calendar_id == calendar.id)
        .order_by(CalendarVersion.no.desc())
        .limit(1)
    ).first()
    last = newest.no if newest else 0
    if base is not None and base != last:
        by, at = (newest.made_by_id, newest.active_from.isoformat()) if newest else (None, "")
        raise Stale({"version": base}, {"version": last}, by=by, at=at, version=last)
    version = _version(tx, calendar, last + 1, spec.to_json(), note)
    touch_reference(tx)
    tx.audit("calendar.published", "calendar", code, version=version.no)
    tx.enqueue(
        "clocks.recompute", {"why": "calendar", "after": 0}, unique_key=f"recompute:calendar:{version.id}"
    )
    return version.no


@action("calendars.create")
def create(tx: Tx, values: Names, *, like: str) -> str:
    """Make a calendar with the hours of another one, to be changed from there.

    Arguments:
        values: names and `code`; without a code one is made of the English name.
        like: code of the calendar whose hours and days it starts with.

    Returns:
        Its code.

    Raises:
        Invalid: a name is missing or too long, the code is taken or has another shape, no such example.
    """
    access.require(tx.by, "policy.edit")
    names, wrong = _names(values)
    code = slug_of(values)
    if not _CODE.fullmatch(code) or code in _RESERVED:
        wrong["code"] = Problem("code_shape")
    elif tx.session.scalar(select(Calendar.id).where(Calendar.code == code)) is not None:
        wrong["code"] = Problem("code_taken")
    example = tx.session.scalars(
        select(CalendarVersion)
        .join(Calendar, Calendar.id == CalendarVersion.calendar_id)
        .where(Calendar.code == like)
        .order_by(CalendarVersion.no.desc())
        .limit(1)
    ).first()
    if example is None:
        wrong["like"] = Problem("unknown_choice")
    if wrong or example is None:
        raise Invalid(wrong)
    place = (tx.session.scalar(select(func.max(Calendar.position))) or 0) + 1
    calendar = Calendar(code=code, position=place, **names)
    tx.session.add(calendar)
    tx.session.flush()
    _version(tx, calendar, 1, example.spec, "")
    touch_reference(tx)
    tx.audit("calendar.created", "calendar", code, name=names["name_zh"], like=like)
    return code


@action("calendars.rename")
def rename(tx: Tx, code: str, values: Names, *, was: Names) -> str:
    """Call a calendar something else; its code stays.

    Arguments:
        was: the names the form was filled with.

    Raises:
        Invalid: a name is missing or too long.
        Stale: somebody else has renamed it meanwhile; both names.
    """
    access.require(tx.by, "policy.edit")
    calendar = _locked(tx, code)
    names, wrong = _names(values)
    if wrong:
        raise Invalid(wrong)
    present = {"name_zh": calendar.name_zh, "name_en": calendar.name_en}
    if dict(was) != present:
        raise Stale({**names}, {**present})
    if names != present:
        calendar.name_zh, calendar.name_en = names["name_zh"], names["name_en"]
        touch_reference(tx)
        tx.audit("calendar.renamed", "calendar", code, before=present, after=names)
    return code


@action("calendars.retire")
def retire(tx: Tx, code: str) -> str:
    """Take a calendar out of use; clocks that count on it go on.

    Raises:
        Invalid: policies count on it.
    """
    access.require(tx.by, "policy.edit")
    calendar = _locked(tx, code)
    used = tx.session.scalar(
        select(func.count(func.distinct(Policy.code)))
        .join(PolicyTarget, PolicyTarget.policy_id == Policy.id)
        .join(PolicySet, PolicySet.id == Policy.set_id)
        .where(PolicySet.state != "retired", PolicyTarget.calendar_id == calendar.id)
    )
    if used:
        raise invalid("calendar", "calendar_used", count=used)
    if calendar.retired_at is None:
        calendar.retired_at = tx.now
        touch_reference(tx)
        tx.audit("calendar.retired", "calendar", code)
    return code


@action("calendars.restore")
def restore(tx: Tx, code: str) -> str:
    """Put a retired calendar back into use."""
    access.require(tx.by, "policy.edit")
    calendar = _locked(tx, code)
    if calendar.retired_at is not None:
        calendar.retired_at = None
        touch_reference(tx)
        tx.audit("calendar.restored", "calendar", code)
    return code


@action("calendars.remind")
def remind(tx: Tx) -> int:
    """Tell administrators that calendars lack the days of a year: one notice a year, however many lack them.

    Returns:
        How many calendars do.
    """
    access.require(tx.by, "system")
    ref = tx.reference()
    today = local_moment(tx.now, ref.zone).day
    found = {
        named.code: year
        for named in ref.calendars.values()
        if not named.retired
        and (year := missing_year(ref.calendar_specs[ref.newest_calendars[named.id]], today))
    }
    for year in sorted(set(found.values())):
        lacking = [code for code, lacks in found.items() if lacks == year][:20]
        about = {"calendar_year": str(year), "due": str(year), "calendars": ",".join(lacking)}
        put_notices(tx, _admins(tx), "calendars:days_missing", f"calendars:{year}:days", about)
    return len(found)


def _admins(tx: Tx) -> tuple[int, ...]:
    in_service = (
        select(PersonRole.person_id)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role == Role.ADMIN, Person.retired_at.is_(None))
    )
    return tuple(tx.session.scalars(in_service))


def _locked(tx: Tx, code: str) -> Calendar:
    calendar = tx.session.scalar(select(Calendar).where(Calendar.code == code).with_for_update())
    if calendar is None:
        raise NotFound("calendar_not_found")
    return calendar


def _version(tx: Tx, calendar: Calendar, no: int, spec: dict[str, object], note: str) -> CalendarVersion:
    version = CalendarVersion(
        calendar_id=calendar.id,
        no=no,
        spec=spec,
        active_from=tx.now,
        made_by_id=tx.by.person_id,
        note=clean(note)[:300],
    )
    tx.session.add(version)
    tx.session.flush()
    return version


def _names(values: Names) -> tuple[dict[str, str], dict[str, Problem]]:
    names = {name: clean(values.get(name, "")) for name in ("name_zh", "name_en")}
    wrong = {
        name: Problem("too_long", {"max": LONGEST_NAME, "length": len(text)})
        for name, text in names.items()
        if len(text) > LONGEST_NAME
    }
    if not names["name_zh"]:
        wrong["name_zh"] = Problem("required")
    return names, wrong
