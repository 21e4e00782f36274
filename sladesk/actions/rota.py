"""The rota: shifts and absences of people by day; a week copied from the one before (R2.2, R2.3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select

from sladesk.actions._action import Tx, action
from sladesk.actions.setup import touch_reference
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.duty import AWAY, LONGEST_ABSENCE, MOST_DAYS, MOST_PEOPLE
from sladesk.domain.errors import Stale, invalid
from sladesk.models import Rota
from sladesk.queries.reference import Reference


@dataclass(frozen=True)
class Cell:
    """One change: what a person does on a day.

    Arguments:
        before: code that was shown when it was changed; "" for nothing.
        after: code of a shift or of why somebody is away; "" for nothing.
    """

    staff_number: str
    day: date
    before: str
    after: str


@action("rota.save")
def save(tx: Tx, cells: Sequence[Cell]) -> int:
    """Keep what was changed on a page of the rota.

    Returns:
        How many days of people changed.

    Raises:
        Invalid: an unknown person, shift or absence, or more at once than a page shows.
        Stale: somebody else changed one of these days meanwhile; both, and nothing is stored.
    """
    access.require(tx.by, "rota.edit")
    if len(cells) > MOST_PEOPLE * MOST_DAYS:
        raise invalid("rota", "rota_too_much")
    ref = tx.reference()
    people = {p.staff_number: p.id for p in ref.people.values() if not p.retired}
    for cell in cells:
        if cell.staff_number not in people:
            raise invalid("rota", "unknown_choice")
        if cell.after and cell.after not in AWAY and _shift(ref, cell.after) is None:
            raise invalid("rota", "unknown_choice")
    stored = _stored(tx, {people[c.staff_number] for c in cells}, {c.day for c in cells})
    now = {(c.staff_number, c.day): code_of(ref, stored.get((people[c.staff_number], c.day))) for c in cells}
    apart = [c for c in cells if now[c.staff_number, c.day] not in {c.before, c.after}]
    if apart:
        mine: dict[str, object] = {_key(c): c.after for c in apart}
        theirs: dict[str, object] = {_key(c): now[c.staff_number, c.day] for c in apart}
        raise Stale(mine, theirs)
    changed = [c for c in cells if now[c.staff_number, c.day] != c.after]
    for cell in changed:
        _put(tx, ref, people[cell.staff_number], cell.day, cell.after)
    if changed:
        touch_reference(tx)
        tx.audit("rota.changed", "rota", _span(c.day for c in changed), rows=len(changed))
    return len(changed)


def _key(cell: Cell) -> str:
    return f"{cell.staff_number} {cell.day.isoformat()}"


@action("rota.copy_week")
def copy_week(tx: Tx, staff_numbers: Iterable[str], monday: date) -> int:
    """Copy the shifts of the week before to people's days that are still empty.

    Absences are not copied: nobody is ill by the week.

    Returns:
        How many days were filled.
    """
    access.require(tx.by, "rota.edit")
    wanted = set(staff_numbers)
    ref = tx.reference()
    people = {p.id for p in ref.people.values() if p.staff_number in wanted and not p.retired}
    week = [monday + timedelta(days=n) for n in range(7)]
    before = _stored(tx, people, {day - timedelta(days=7) for day in week})
    there = _stored(tx, people, set(week))
    live = {key for key, shift in ref.shifts.items() if not shift.retired}
    made = [
        (person, day)
        for person in sorted(people)
        for day in week
        if (person, day) not in there
        and (old := before.get((person, day - timedelta(days=7)))) is not None
        and old.shift_id in live
    ]
    for person, day in made:
        shift_id = before[person, day - timedelta(days=7)].shift_id
        tx.session.add(Rota(person_id=person, day=day, shift_id=shift_id))
    if made:
        tx.session.flush()
        touch_reference(tx)
        tx.audit("rota.copied", "rota", _span(week), rows=len(made))
    return len(made)


@action("rota.absent")
def absent(tx: Tx, staff_number: str, why: str, first: date, last: date) -> int:
    """Note that somebody is away on days; it replaces their shifts there.

    Returns:
        How many days.

    Raises:
        Invalid: an unknown person or reason, an end before the beginning, or too long.
    """
    access.require(tx.by, "rota.edit")
    ref = tx.reference()
    person = next((p for p in ref.people.values() if p.staff_number == staff_number and not p.retired), None)
    if person is None:
        raise invalid("person", "choose_person" if not staff_number else "unknown_choice")
    if why not in AWAY:
        raise invalid("why", "unknown_choice")
    if last < first:
        raise invalid("last", "ends_before_it_begins")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(days) > LONGEST_ABSENCE:
        raise invalid("last", "absence_too_long", days=LONGEST_ABSENCE)
    tx.session.execute(delete(Rota).where(Rota.person_id == person.id, Rota.day.between(first, last)))
    tx.session.add_all(Rota(person_id=person.id, day=day, away=why) for day in days)
    tx.session.flush()
    touch_reference(tx)
    tx.audit("rota.absent", "rota", _span(days), person=person.id, reason=why)
    return len(days)


# --- rows --------------------------------------------------------------------------------------------------


def _stored(tx: Tx, people: Iterable[int], days: Iterable[date]) -> Mapping[tuple[int, date], Rota]:
    """Return the rows of people on days, locked."""
    among = sorted(days)
    if not among:
        return {}
    found = select(Rota).where(Rota.day.between(among[0], among[-1]), Rota.person_id.in_(sorted(people)))
    listed = tx.session.scalars(found.with_for_update().execution_options(populate_existing=True))
    return {(row.person_id, row.day): row for row in listed}


def code_of(ref: Reference, row: Rota | None) -> str:
    """Return the code of what a row says, "" for no row."""
    if row is None:
        return ""
    return row.away or ref.shifts[row.shift_id or 0].code


def _shift(ref: Reference, code: str) -> int | None:
    return next((key for key, shift in ref.shifts.items() if shift.code == code), None)


def _put(tx: Tx, ref: Reference, person_id: int, day: date, code: str) -> None:
    tx.session.execute(delete(Rota).where(Rota.person_id == person_id, Rota.day == day))
    if not code:
        return
    away = code if code in AWAY else None
    values = {
        "person_id": person_id,
        "day": day,
        "away": away,
        "shift_id": None if away else _shift(ref, code),
    }
    rows.put_once(tx.session, Rota, values, unique=("day", "person_id"))


def _span(days: Iterable[date]) -> str:
    listed = sorted(set(days))
    return f"{listed[0].isoformat()}/{listed[-1].isoformat()}"
