"""Every test here runs on both engines, with real commits, from the same seeded state (decision 38)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from sladesk.config import Config
from sladesk.web.site import forget
from tests.support.accounts import remember_passwords
from tests.support.client import Client
from tests.support.installation import ENGINES, Houses, Installation, Place
from tests.support.moment import NOW

Login = Callable[[Client, str], Client]


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the database engine of this test."""
    return str(request.param)


@pytest.fixture(scope="session", autouse=True)
def passwords() -> None:
    """Nobody's password is worked out twice."""
    remember_passwords()


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory, worker_id: str, compiled: Path) -> Iterator[Houses]:
    """The installations of this process.

    Asked for by name of the engine rather than parametrised: work taken over from the other process
    lets engines take turns, and a parametrised fixture would be torn down and made again each time.
    """
    made = Houses(tmp_path_factory.mktemp("houses"), f"t_{worker_id}", NOW, compiled)
    yield made
    made.close()


@pytest.fixture
def place(engine: str, houses: Houses) -> Place:
    """Where databases of this engine are made."""
    return houses.place(engine)


@pytest.fixture
def installation(engine: str, houses: Houses) -> Installation:
    """The seeded installation all tests of this engine share."""
    return houses.installation(engine)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The machine's clock, standing at `now`; `clock.shift(seconds)` and `clock.move_to(t)` move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def app(installation: Installation, clock: time_machine.Traveller) -> Iterator[Flask]:
    """The application on a database in its seeded state, its context open for the test's own statements."""
    installation.database.restore()
    with installation.app.app_context():
        forget()
        yield installation.app


@pytest.fixture
def config(installation: Installation) -> Config:
    """The settings of the seeded installation, for tests that start processes on it."""
    return installation.config


@pytest.fixture
def empty(place: Place) -> Config:
    """The settings of another installation whose database holds nothing, not even tables."""
    database, config = place.new()
    database.close()
    return config


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser that nobody has signed in with."""
    app.test_client_class = Client
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def login() -> Login:
    """Sign somebody of the cast in at once: `login(client, "A01")` returns the client."""

    def sign_in(client: Client, name: str) -> Client:
        client.enter(name)
        return client

    return sign_in
