"""When editions are due: so far in the afternoon, whole after the end, in the site's zone (R9.3)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain.reviews import due, record

ZONE = "Asia/Shanghai"
LONG_AGO = date(2020, 1, 1)


def names(at: str, since: date | None = LONG_AGO, zone: str = ZONE) -> set[str]:
    now = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(ZONE))
    return {slot.name for slot in due(now, zone, 17, 8, since)}


@pytest.mark.parametrize(
    ("at", "there", "missing"),
    [
        (
            "2026-11-19T16:59:59",
            {"2026-11-18:final", "2026-W46:final", "2026-10:final"},
            {"2026-11-19:so_far"},
        ),
        ("2026-11-19T17:00:00", {"2026-11-19:so_far"}, {"2026-W47:so_far"}),
        ("2026-11-20T17:00:00", {"2026-W47:so_far"}, {"2026-11:so_far"}),
        ("2026-11-22T23:00:00", {"2026-W47:so_far"}, {"2026-W47:final"}),
        ("2026-11-23T07:59:59", {"2026-10:final"}, {"2026-W47:final", "2026-11-22:final"}),
        ("2026-11-23T08:00:00", {"2026-W47:final", "2026-11-22:final"}, {"2026-W48:so_far"}),
        ("2026-11-30T17:00:00", {"2026-11:so_far"}, {"2026-11:final"}),
        ("2026-12-01T08:00:00", {"2026-11:final"}, {"2026-12:so_far"}),
    ],
)
def test_editions_come_at_their_times(at: str, there: set[str], missing: set[str]) -> None:
    found = names(at)
    assert there <= found
    assert not missing & found


def test_what_ended_before_the_first_request_has_no_edition() -> None:
    assert names("2026-11-19T18:00:00", None) == set()
    assert names("2026-11-19T18:00:00", date(2026, 11, 19)) == {"2026-11-19:so_far"}
    assert names("2026-11-19T18:00:00", date(2026, 11, 18)) == {"2026-11-19:so_far", "2026-11-18:final"}


@given(st.integers(1_704_067_200, 1_830_297_600), st.sampled_from([ZONE, "Europe/Berlin", "UTC"]))
def test_nothing_is_due_before_its_cut_off_nor_final_before_its_end(at: int, zone: str) -> None:
    now = datetime.fromtimestamp(at, ZoneInfo(zone))
    for slot in due(now, zone, 17, 8, LONG_AGO):
        assert slot.at <= now
        assert slot.final == (slot.at >= slot.period.bounds(zone)[1])


@pytest.mark.parametrize(
    ("now", "day", "cut"),
    [
        ("2026-11-19T09:59:59", "2026-11-18", "2026-11-18T10:00:00"),
        ("2026-11-19T10:00:00", "2026-11-19", "2026-11-19T10:00:00"),
        ("2026-11-19T15:59:59", "2026-11-19", "2026-11-19T10:00:00"),
        ("2026-11-19T16:00:00", "2026-11-19", "2026-11-19T10:00:00"),
    ],
)
def test_the_days_record_is_cut_off_at_its_hour(now: str, day: str, cut: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    slot = record(at, "Asia/Shanghai", 18, date(2026, 1, 1))
    assert slot is not None
    assert (slot.period.key, slot.at) == (day, datetime.fromisoformat(cut).replace(tzinfo=UTC))
    assert record(at, "Asia/Shanghai", 18, None) is None
    assert record(at, "Asia/Shanghai", 18, date(2026, 12, 1)) is None
