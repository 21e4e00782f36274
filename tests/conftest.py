"""Fixtures every test may use: the fixed present, and engines started only when a test asks for one."""

import os
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import settings

from tests.support import postgres, scratch
from tests.support.moment import NOW

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(scratch.root()))

# The same examples every time: a build that fails fails again.
settings.register_profile("sladesk", derandomize=True, deadline=None)
settings.load_profile("sladesk")


@pytest.fixture
def now() -> datetime:
    """The present of a test; where time is frozen, the machine's clock shows it too."""
    return NOW


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[str]:
    """The socket folder of a PostgreSQL of this run's own."""
    with postgres.server() as socket:
        yield socket
