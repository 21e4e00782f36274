"""What happens in the field: a visit is planned, driven to, done step by step, sometimes interrupted."""

from collections.abc import Generator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from sladesk.actions import visits
from sladesk.demo.content.telling import Finding
from sladesk.demo.desk import SUPERVISORS, go_to
from sladesk.demo.life import Life, Script, Step
from sladesk.domain import visits as rules
from sladesk.domain.codes import ReasonKind
from sladesk.models import Customer, Visit

ENGINEERS = ("wangqiang", "liuyang", "hejun", "matao", "guopeng", "liangyong", "weidong")
_UNITS = {"A": "A", "MPa": "MPa", "V": "V", "℃": "°C"}
LATE = 0.05


def engineers_for(life: Life) -> list[str]:
    """Return who can go, the fitting ones first."""
    machine = life.machine
    kind = machine.product.kind if machine else ""
    people = life.stage.people

    def fit(login: str) -> tuple[bool, bool]:
        person = people[login]
        return (kind not in person.kinds, machine is None or machine.district not in person.districts)

    shuffled = life.rng.sample(ENGINEERS, len(ENGINEERS))
    return sorted(shuffled, key=fit)


def slot(life: Life, earliest: datetime) -> tuple[str, datetime]:
    """Return a fitting engineer and the start of a two-hour window that is still free."""
    candidates = engineers_for(life)[:3]
    day = life.stage.local(earliest).date()
    for ahead in range(5):
        for window in rules.slots(day + timedelta(days=ahead), life.stage.zone, earliest):
            if window.start < earliest or life.stage.local(window.start).hour > 16:
                continue
            free = [login for login in candidates if not _busy(life, login, window)]
            if free and life.chance(0.7):
                return free[0], window.start
    return candidates[0], window.start


def _busy(life: Life, login: str, window: rules.Window) -> bool:
    found = select(Visit.id).where(
        Visit.engineer_id == life.stage.id_of(login),
        Visit.state != "cancelled",
        Visit.window_start < window.end,
        Visit.window_end > window.start,
    )
    return life.session.execute(found.limit(1)).first() is not None


def plan(
    life: Life, engineer: str, start: datetime, part: str | None, hours: float = 2
) -> Generator[Step, object, int]:
    """A supervisor promises a window; returns the number of the visit."""
    bring = part or ""
    made = yield life.step(
        "zhaomin" if life.chance(0.8) else SUPERVISORS[1],
        lambda tx: visits.plan(
            tx,
            life.number,
            engineer_id=life.stage.id_of(engineer),
            start=start,
            end=start + timedelta(hours=hours),
            bring=bring,
            overlap_ok=True,
        ),
    )
    return int(made["no"]) if isinstance(made, dict) else 0


def reschedule(life: Life, no: int, start: datetime) -> Script:
    """The window is moved with a reason."""
    reason = life.stage.reason(ReasonKind.RESCHEDULE, "engineer_late")
    yield life.step(
        "zhaomin",
        lambda tx: visits.reschedule(
            tx,
            life.number,
            no,
            start=start,
            end=start + timedelta(hours=2),
            reason_id=reason,
            note=life.told.reschedule,
            overlap_ok=True,
        ),
    )


def drive(life: Life, engineer: str, no: int, start: datetime, *, late: float = LATE) -> Script:
    """The engineer takes the visit, sets off and arrives."""
    life.wait(3, 60)
    life.office()
    life.at = min(life.at, start - timedelta(minutes=40))
    yield life.step(engineer, lambda tx: visits.accepted(tx, life.number, no))
    minutes = life.rng.uniform(122, 165) if life.chance(late) else life.rng.uniform(2, 95)
    arrival = start + timedelta(minutes=minutes)
    yield from go_to(life, arrival - timedelta(minutes=life.rng.uniform(15, 45)))
    yield life.step(engineer, lambda tx: visits.on_way(tx, life.number, no))
    life.at = max(life.at, arrival)
    yield life.step(engineer, lambda tx: visits.arrived(tx, life.number, no))


def work(life: Life, engineer: str, no: int, finding: Finding, *, waits: bool) -> Script:
    """On site: found, sometimes a part is missing, repaired, signed."""
    told = life.told
    if life.chance(0.25):
        life.wait(2, 6)
        yield life.step(engineer, lambda tx: visits.noted(tx, life.number, no, text=told.arrived))
    life.wait(8, 35)
    readings = _readings(life, finding)
    yield life.step(
        engineer,
        lambda tx: visits.diagnosed(tx, life.number, no, diagnosis=finding.diagnosis, readings=readings),
    )
    if waits and told.wait_parts is not None:
        yield from _wait_for_part(life, engineer, no)
    life.wait(15, 80)
    yield life.step(
        engineer,
        lambda tx: visits.repaired(tx, life.number, no, diagnosis=finding.diagnosis, repair=finding.repair),
    )
    life.wait(4, 15)
    name = _signs(life)
    code = (
        finding.solution_code
        if finding.solution_code in {"part", "on_site", "no_fault", "temporary"}
        else "on_site"
    )
    yield life.step(
        engineer,
        lambda tx: visits.confirmed(tx, life.number, no, code=code, name=name),
    )


def _signs(life: Life) -> str:
    """Return who signs for the work: the customer."""
    found = life.session.get(Customer, life.machine.customer_id) if life.machine else None
    return found.name if found else ""


def _wait_for_part(life: Life, engineer: str, no: int) -> Script:
    told = life.told
    code = life.rng.choices(("van_out", "ordered", "in_transit", "wrong_part"), (4, 4, 2, 1))[0]
    reason = life.stage.reason(ReasonKind.WAIT_PARTS, code)
    days = life.rng.choice((1, 1, 2, 2, 3))
    back = life.stage.office(life.at + timedelta(days=days, hours=life.rng.uniform(-4, 2)), life.rng)
    note = told.wait_parts[0] if told.wait_parts else ""
    life.wait(2, 8)
    yield life.step(
        engineer,
        lambda tx: visits.waiting_part(
            tx, life.number, no, reason_id=reason, note=note, expected_at=back.replace(microsecond=0)
        ),
    )
    yield from go_to(life, back + timedelta(hours=life.rng.uniform(-2, 3)))
    yield life.step(engineer, lambda tx: visits.part_arrived(tx, life.number, no))


def _readings(life: Life, finding: Finding) -> Mapping[str, str]:
    """Put what was measured into the fields of this kind of machine, unit by unit."""
    kind = life.machine.product.kind if life.machine else ""
    asked = list(rules.readings_for(kind))
    made: dict[str, str] = {}
    for item in finding.readings:
        unit = _UNITS.get(item.unit)
        field = next((f for f in asked if f.unit == unit and f.code not in made), None)
        if field is not None:
            made[field.code] = item.value
    return made
