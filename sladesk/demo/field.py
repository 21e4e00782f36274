"""What happens in the field: a visit is planned, driven to, done step by step, sometimes interrupted."""

from collections.abc import Generator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from sladesk.actions import attachments, visits
from sladesk.demo import desk, promises
from sladesk.demo.content.telling import Finding
from sladesk.demo.life import Life, Script, Step
from sladesk.domain import visits as rules
from sladesk.domain.codes import ReasonKind
from sladesk.files.keeping import keep_photo
from sladesk.models import Customer, Visit

ENGINEERS = ("wangqiang", "liuyang", "hejun", "matao", "guopeng", "liangyong", "weidong")
_UNITS = {"A": "A", "MPa": "MPa", "V": "V", "℃": "°C"}
#: Shares of visits that come late, whose steps reach the desk late, and of which there are photos.
LATE, OFFLINE, PHOTOGRAPHED = 0.05, 0.04, 0.04
#: How often each reason to wait for a part turns up.
WAITS = {"van_out": 4, "ordered": 4, "in_transit": 2, "wrong_part": 1}


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
    last = rules.slots(day + timedelta(days=6), life.stage.zone, earliest)[0]
    for ahead in range(6):
        if day + timedelta(days=ahead) == life.stage.today:  # belongs to the scene
            continue
        for window in rules.slots(day + timedelta(days=ahead), life.stage.zone, earliest):
            if window.start < earliest or life.stage.local(window.start).hour > 16:
                continue
            free = [login for login in candidates if not _busy(life, login, window)]
            if free and life.chance(0.7):
                return free[0], window.start
    return candidates[0], last.start


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
        "zhaomin" if life.chance(0.8) else desk.SUPERVISORS[1],
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
    yield from desk.go_to(life, arrival - timedelta(minutes=life.rng.uniform(15, 45)))
    if life.chance(0.2):
        yield life.step(engineer, lambda tx: visits.reveal(tx, life.number, no, field="mobile"))
    yield life.step(engineer, lambda tx: visits.on_way(tx, life.number, no))
    life.at = max(life.at, arrival)
    yield from arrive(life, engineer, no, cellar=life.chance(OFFLINE))


def arrive(life: Life, engineer: str, no: int, *, cellar: bool) -> Script:
    """The engineer stands at the door; without network the phone keeps the true time (decision 8)."""
    true = life.at.replace(microsecond=0) if cellar else None
    if cellar:
        life.wait(25, 110)
    yield life.step(engineer, lambda tx: visits.arrived(tx, life.number, no, at=true))


def work(life: Life, engineer: str, no: int, finding: Finding, *, waits: bool, photos: bool) -> Script:
    """On site: found, sometimes a part is missing, repaired, signed."""
    told = life.told
    if photos:
        yield from look(life, engineer, no)
    if life.chance(0.25):
        life.wait(2, 6)
        yield life.step(engineer, lambda tx: visits.noted(tx, life.number, no, text=told.arrived))
    life.wait(8, 35)
    readings = _readings(life, finding)
    yield life.step(
        engineer,
        lambda tx: visits.diagnosed(tx, life.number, no, diagnosis=finding.diagnosis, readings=readings),
    )
    if waits:
        yield from _wait_for_part(life, engineer, no)
    life.wait(15, 80)
    yield life.step(
        engineer,
        lambda tx: visits.repaired(tx, life.number, no, diagnosis=finding.diagnosis, repair=finding.repair),
    )
    if photos:
        life.wait(1, 2)
        yield from _photo(life, engineer, no, "after")
    if life.chance(0.1):
        life.wait(1, 2)
        yield life.step(engineer, lambda tx: visits.noted(tx, life.number, no, text=told.visit_note))
    life.wait(4, 15)
    yield from _confirm(life, engineer, no, finding)


def look(life: Life, engineer: str, no: int) -> Script:
    """What stands there is photographed before anything is touched."""
    life.wait(1, 3)
    yield from _photo(life, engineer, no, "label")
    yield from _photo(life, engineer, no, "before")


def _confirm(life: Life, engineer: str, no: int, finding: Finding) -> Script:
    """The customer signs."""
    name = _signs(life)
    known = {"part", "on_site", "no_fault", "temporary"}
    code = finding.solution_code if finding.solution_code in known else "on_site"
    yield life.step(engineer, lambda tx: visits.confirmed(tx, life.number, no, code=code, name=name))


def _photo(life: Life, engineer: str, no: int, kind: str) -> Script:
    """A photo of the type plate, or of the meter before and after."""
    from sladesk.demo import pictures  # workers know the demo's jobs, and seldom draw

    machine = life.machine
    if machine is None:
        return
    drawn = (
        pictures.plate(life.rng, machine.product, machine.serial)
        if kind == "label"
        else pictures.meter(life.rng, life.told.finding.readings, repaired=kind == "after")
    )
    stored = keep_photo(life.stage.store, drawn, f"{kind}-{no}.jpg")
    yield life.step(engineer, lambda tx: attachments.photo(tx, life.number, no, stored, kind=kind))


def _signs(life: Life) -> str:
    """Return who signs for the work: the customer."""
    found = life.session.get(Customer, life.machine.customer_id) if life.machine else None
    return found.name if found else ""


def _wait_for_part(life: Life, engineer: str, no: int) -> Script:
    told = life.told
    codes = list(told.wait_parts)
    code = life.rng.choices(codes, [WAITS[code] for code in codes])[0]
    reason = life.stage.reason(ReasonKind.WAIT_PARTS, code)
    days = life.rng.choice((1, 1, 2, 2, 3))
    back = life.stage.office(life.at + timedelta(days=days, hours=life.rng.uniform(-4, 2)), life.rng)
    expected = promises.quarter(back)
    life.wait(2, 8)
    yield life.step(
        engineer,
        lambda tx: visits.waiting_part(
            tx, life.number, no, reason_id=reason, note=told.wait_parts[code], expected_at=expected
        ),
    )
    others, life.progress = life.progress, list(told.part_progress)
    yield from desk.go_to(life, _by_day(life, back + timedelta(hours=life.rng.uniform(-1, 3))))
    life.progress = others
    yield life.step(engineer, lambda tx: visits.part_arrived(tx, life.number, no))


def _by_day(life: Life, at: datetime) -> datetime:
    """Return an instant at which one can still go and mend something that day."""
    local = life.stage.local(at)
    if local.hour < 17:
        return life.stage.office(at, life.rng)
    return (local + timedelta(days=1)).replace(hour=9, minute=life.rng.randint(0, 50))


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
