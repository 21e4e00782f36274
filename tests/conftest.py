"""Fixtures every test may use: the fixed present, and where temporary folders stand."""

import gc
import os
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support import scratch
from tests.support.moment import NOW

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(scratch.root()))

# Looking for cycles among the half a million objects of a test process took a twentieth of its time.
gc.set_threshold(50_000, 20, 100)

# The same examples every time: a build that fails fails again.
settings.register_profile("sladesk", derandomize=True, deadline=None)
settings.load_profile("sladesk")

#: What takes longest, longest first: begun last, they would leave the other processes idle at the end.
LONGEST = (
    "test_ledgers_hold_after_a_storm_of_eight_processes",
    "test_the_oracle_agrees_with_every_stored_clock_and_finds_a_dropped_pause",
    "test_the_department_is_alive",
    "test_numbers_have_no_hole_and_no_repeat_when_a_process_is_killed",
    "test_no_form_breaks_the_desk_whatever_its_fields_hold",
    "test_no_address_breaks_the_desk_whatever_it_asks",
    "test_the_same_seed_tells_the_same_department",
    "test_every_route_answers_as_the_table_says",
    "test_restored_under_write_load_it_is_what_was_written",
    "test_every_page_is_accessible_in_chinese_on_light",
    "test_every_page_is_accessible_in_english_on_dark",
    "test_from_the_call_to_the_archive",
    "test_header_and_clocks_follow_while_typing",
    "test_what_one_does_the_other_sees_while_typing",
    "test_every_page_fits_a_phone",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(getattr(item, "originalname", item.name), len(place)))


def pytest_collection_finish() -> None:
    """Nothing that was imported will be garbage."""
    gc.freeze()


@pytest.fixture
def now() -> datetime:
    """The present of a test; where time is frozen, the machine's clock shows it too."""
    return NOW


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Where all processes of a run keep the templates they have compiled."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "compiled"
    folder.mkdir(exist_ok=True)
    return folder
