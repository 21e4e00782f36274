"""Who used the time: every second is somebody's, and they sum to the whole (R3.8)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sladesk.domain.sla.usage import Spell, Who, used_by
from tests.domain.sla.desk import DAY, MINUTE, at, tables

START = at("2026-11-18 15:00")  # a Wednesday
INSTANTS = st.integers(START - DAY, START + 9 * DAY)
SPELLS = st.lists(st.builds(Spell, st.sampled_from(Who), INSTANTS, INSTANTS), max_size=6)


def told(end: str, taken: str, *spells: Spell, calendar: str | None = "office") -> dict[str, int]:
    table = tables(calendar) if calendar else None
    shares = used_by(START, at(f"2026-11-{end}"), at(f"2026-11-{taken}"), spells, table)
    return {who.value: seconds // MINUTE for who, seconds in shares.items() if seconds}


def spell(who: Who, start: str, end: str) -> Spell:
    return Spell(who, at(f"2026-11-{start}"), at(f"2026-11-{end}"))


def test_the_queue_has_it_until_somebody_takes_it_and_nights_are_nobodys() -> None:
    assert told("19 10:00", "18 15:30") == {"queue": 30, "agent": 150 + 60, "off": 15 * 60}


def test_what_is_waited_for_takes_nights_too_and_an_engineer_works_in_the_evening() -> None:
    parts = spell(Who.PARTS, "18 17:00", "19 12:00")
    visit = spell(Who.ENGINEER, "19 17:00", "19 19:00")
    assert told("19 20:00", "18 15:00", parts, visit) == {
        "agent": 120 + 240,
        "engineer": 120,
        "parts": 19 * 60,
        "off": 60 + 60,
    }


def test_in_plain_time_no_hour_is_off() -> None:
    assert told("19 15:00", "18 16:00", calendar=None) == {"queue": 60, "agent": 23 * 60}


def test_a_ticket_nobody_has_is_the_queues_alone() -> None:
    assert told("18 17:00", "30 09:00") == {"queue": 120}


def test_where_several_are_at_it_who_is_waited_for_comes_first() -> None:
    both = spell(Who.ENGINEER, "18 15:00", "18 17:00"), spell(Who.CUSTOMER, "18 16:00", "18 17:00")
    assert told("18 17:00", "18 15:00", *both) == {"engineer": 60, "customer": 60}


@settings(max_examples=150, deadline=None)
@given(end=INSTANTS, taken=INSTANTS, spells=SPELLS, calendar=st.sampled_from(["office", "duty", None]))
def test_the_shares_sum_to_the_whole(end: int, taken: int, spells: list[Spell], calendar: str | None) -> None:
    table = tables(calendar) if calendar else None
    shares = used_by(START, end, taken, spells, table)
    assert sum(shares.values()) == max(end - START, 0)
    assert min(shares.values()) >= 0
