"""What presses most by working time that is left (R7.2)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain.sla.calendars import CalendarTable, table_for
from sladesk.domain.sla.shipped import CALENDARS, OFFICE
from sladesk.domain.sla.urgency import Waiting, by_urgency

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = table_for(CALENDARS[OFFICE].spec)
#: A Tuesday evening; the office is open 09:00-12:00 and 13:00-18:00.
NOW = "2026-11-24 17:50"


def epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


@pytest.mark.parametrize(
    ("due", "table", "minutes"),
    [
        ("2026-11-24 18:00", HOURS, 10),
        ("2026-11-25 09:05", HOURS, 15),
        ("2026-11-25 09:05", None, 915),
        ("2026-11-24 17:50", HOURS, 0),
        ("2026-11-24 17:40", HOURS, -10),
        ("2026-11-23 17:50", HOURS, -480),
        ("2026-11-23 17:50", None, -1440),
    ],
)
def test_what_is_left_is_counted_on_the_clocks_own_calendar(
    due: str, table: CalendarTable | None, minutes: int
) -> None:
    assert Waiting("T", epoch(due), table).left(epoch(NOW)) == minutes * 60


def test_a_morning_after_closing_time_presses_more_than_the_night() -> None:
    """By wall time 20:00 tonight comes before 09:05 tomorrow; it has two hours left, the other 15 min."""
    tonight = Waiting("NIGHT", epoch("2026-11-24 20:00"))
    morning = Waiting("MORNING", epoch("2026-11-25 09:05"), HOURS)
    late = Waiting("LATE", epoch("2026-11-24 17:49"), HOURS)
    later = Waiting("LATER", epoch("2026-11-24 15:00"), HOURS)
    found = [one.number for one in by_urgency([tonight, morning, late, later], epoch(NOW))]
    assert found == ["LATER", "LATE", "MORNING", "NIGHT"]


@given(
    st.lists(st.tuples(st.integers(-500_000, 500_000), st.booleans()), max_size=12), st.integers(0, 86_400)
)
def test_late_ones_come_first_and_nothing_presses_more_than_the_first(
    dues: list[tuple[int, bool]], shift: int
) -> None:
    now = epoch(NOW) + shift
    made = [Waiting(f"T{n}", now + due, HOURS if office else None) for n, (due, office) in enumerate(dues)]
    found = by_urgency(made, now)
    lateness = [one.due >= now for one in found]
    assert lateness == sorted(lateness)
    for group in (True, False):
        left = [one.left(now) for one in found if (one.due >= now) is group]
        assert left == sorted(left)
