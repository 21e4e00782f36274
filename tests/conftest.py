"""Fixtures every test may use: the fixed present, and where temporary folders stand."""

import os
from datetime import datetime

import pytest
from hypothesis import settings

from tests.support import scratch
from tests.support.moment import NOW

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(scratch.root()))

# The same examples every time: a build that fails fails again.
settings.register_profile("sladesk", derandomize=True, deadline=None)
settings.load_profile("sladesk")


@pytest.fixture
def now() -> datetime:
    """The present of a test; where time is frozen, the machine's clock shows it too."""
    return NOW
