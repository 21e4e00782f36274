"""The rules of a visit (R5): windows, the order of its steps, which readings a kind of machine asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sladesk.domain.codes import VisitState
from sladesk.domain.errors import Invalid, Problem, WrongState, invalid

#: The steps as they follow one another; waiting for a part stands beside them.
ORDER = (
    VisitState.ACCEPTED,
    VisitState.ON_WAY,
    VisitState.ARRIVED,
    VisitState.DIAGNOSED,
    VisitState.REPAIRED,
    VisitState.CONFIRMED,
)
#: A window is promised to a customer: nobody waits at home longer than this for it.
LONGEST_WINDOW = timedelta(hours=12)
FURTHEST_WINDOW = timedelta(days=180)
#: Device clocks differ a little from the server's: this much is set right instead of refused.
CLOCK_SKEW = timedelta(minutes=2)
#: Starts of the two-hour slots offered when planning, hours of the local day.
SLOT_HOURS = (8, 10, 12, 14, 16, 18)
MOVABLE = frozenset({VisitState.PLANNED, VisitState.ACCEPTED, VisitState.ON_WAY})
_CAN_WAIT = frozenset({VisitState.ARRIVED, VisitState.DIAGNOSED})


@dataclass(frozen=True)
class Window:
    """A promised stretch of time, half-open; both instants aware."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Window") -> bool:
        """Whether one person can't be in both."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Reading:
    """One measured value: stable code and unit (empty for a bare number)."""

    code: str
    unit: str


_AIR = (Reading("outdoor_current", "A"), Reading("low_pressure", "MPa"))
_WATER = (Reading("water_pressure", "MPa"), Reading("outlet_temperature", "°C"))
_COLD = (Reading("compressor_current", "A"), Reading("chamber_temperature", "°C"))
_GENERIC = (Reading("voltage", "V"), Reading("current", "A"))
#: Kinds of machines by the beginning of their code.
_BY_KIND: tuple[tuple[str, tuple[Reading, ...]], ...] = (
    ("ac_", _AIR),
    ("heater_", _WATER),
    ("purifier", _WATER),
    ("fridge", _COLD),
    ("freezer", _COLD),
)


def readings_for(kind: str) -> tuple[Reading, ...]:
    """Return what is measured on a kind of machine; voltage and current where nothing special is known."""
    return next((asked for start, asked in _BY_KIND if kind.startswith(start)), _GENERIC)


def check_readings(kind: str, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the readings of this kind that were typed, as plain decimals.

    Raises:
        Invalid: a value is not a number; the field is `reading_<code>`.
    """
    found: dict[str, str] = {}
    for reading in readings_for(kind):
        text = typed.get(reading.code, "").strip().replace("，", ".").replace(",", ".")
        if not text:
            continue
        digits = text.removeprefix("-").replace(".", "", 1)
        if not (digits.isascii() and digits.isdigit() and len(text) <= 10):
            raise invalid(f"reading_{reading.code}", "reading_number")
        found[reading.code] = text
    return found


def check_window(window: Window, now: datetime) -> None:
    """Refuse a window nobody can promise (R5.6).

    Raises:
        Invalid: it lies in the past, ends before it starts, or is longer than a customer can wait.
    """
    problems: dict[str, Problem] = {}
    if window.end <= window.start:
        problems["end"] = Problem("window_ends_before_start")
    elif window.end - window.start > LONGEST_WINDOW:
        problems["end"] = Problem("window_too_long", {"hours": 12})
    if window.end <= now:
        problems["start"] = Problem("window_in_the_past")
    elif window.start > now + FURTHEST_WINDOW:
        problems["start"] = Problem("window_too_far", {"days": FURTHEST_WINDOW.days})
    if problems:
        raise Invalid(problems)


def clashes(window: Window, others: Iterable[Window]) -> bool:
    """Whether an engineer already has another window at that time."""
    return any(window.overlaps(other) for other in others)


def slots(day: date, where: tzinfo, now: datetime) -> list[Window]:
    """Return the two-hour slots of a local day that have not ended yet."""
    made = [
        Window(datetime.combine(day, time(hour), where), datetime.combine(day, time(hour + 2), where))
        for hour in SLOT_HOURS
    ]
    return [slot for slot in made if slot.end > now]


def next_step(state: str) -> VisitState | None:
    """Return the step that comes after a state; None when the visit is over or waits for a part."""
    if state == VisitState.PLANNED:
        return ORDER[0]
    if state not in ORDER or state == ORDER[-1]:
        return None
    return ORDER[ORDER.index(VisitState(state)) + 1]


def check_step(state: str, step: VisitState) -> None:
    """Refuse a step that is not the next one.

    Raises:
        WrongState: the visit is over, waits for a part, has this step already, or would skip one.
    """
    if state == VisitState.CANCELLED:
        raise WrongState("visit_cancelled")
    if state == VisitState.CONFIRMED:
        raise WrongState("visit_over")
    if state == VisitState.WAITING_PART:
        raise WrongState("visit_waits_for_part")
    wanted = next_step(state)
    if step == wanted:
        return
    if state in ORDER and ORDER.index(step) <= ORDER.index(VisitState(state)):
        raise WrongState("visit_step_done")
    raise WrongState(f"visit_first_{wanted}")


def check_can_wait(state: str) -> None:
    """Refuse waiting for a part before anybody has looked at the machine.

    Raises:
        WrongState: the engineer is not at the machine, or has repaired it.
    """
    if state not in _CAN_WAIT:
        raise WrongState("visit_wait_starts_on_site")


def check_movable(state: str) -> None:
    """Refuse another window once the engineer has arrived.

    Raises:
        WrongState: the visit has begun or is over.
    """
    if state not in MOVABLE:
        raise WrongState("visit_begun")


def step_time(at: datetime, stamps: Mapping[str, str], planned_at: datetime) -> datetime:
    """Return when a step truly happened, never before the one before it.

    Arguments:
        at: what the device says, already within the bounds of decision 8.
        stamps: times of the earlier steps.
        planned_at: when the visit was planned (server's time, so a device that goes slow is set right).

    Raises:
        Invalid: the device says it was before the step before, by more than clocks differ.
    """
    last = max((datetime.fromisoformat(text) for text in stamps.values()), default=planned_at)
    if at < last - CLOCK_SKEW and stamps:
        raise invalid("at", "before_the_step_before")
    return max(at, last)
