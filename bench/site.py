"""Installations under measurement: filled, served as an administrator would, and what they use."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from bench import basis
from bench.client import children, cpu_seconds, descendants, resident_mb
from bench.fill import carry, multiply
from sladesk.app import create_app
from sladesk.cli._site import upgrade
from sladesk.config import Config
from sladesk.db import db
from sladesk.models import Customer, Ticket
from sladesk.models.tickets import OPEN
from sladesk.queries import late
from sladesk.queries.reference import reference
from tests.support import postgres, scratch, site
from tests.support.databases import PostgresDatabase
from tests.support.site import process_environment, sladesk_command

#: What one ticket takes on either engine with everything that belongs to it, generously, in bytes.
TICKET = 60_000
#: How long the site may take to start, and to catch up with what became late meanwhile.
START_SECONDS, SWEEP_SECONDS = 120.0, 900.0


@dataclass(frozen=True)
class Engine:
    """A filled installation.

    Arguments:
        name: to print.
        tickets: how many there are.
        filled: seconds the filling took.
    """

    name: str
    config: Config
    tickets: int
    filled: float


@dataclass(frozen=True)
class Site:
    """A running site under measurement.

    Arguments:
        numbers: open tickets with twenty entries, by the log-in of their owner.
        registration: fields of the form that every registration has.
        open: how many tickets are open.
    """

    port: int
    process: int
    config: Config
    numbers: dict[str, tuple[str, ...]]
    registration: dict[str, str]
    open: int

    def cpu(self) -> float:
        """Return the processor seconds of all this run has started: the site, and its database server."""
        return cpu_seconds(self.processes())

    def processes(self) -> list[int]:
        """Return all this run has started; looking for them takes longer than most pages."""
        own = os.getpid()
        return [pid for pid in descendants(own) if pid != own]

    def memory(self) -> dict[str, list[float]]:
        """Return the resident MB of the web workers and of the other processes of the site."""
        workers = [worker for child in children(self.process) for worker in children(child)]
        others = [pid for pid in descendants(self.process) if pid not in workers]
        return {"workers": [*map(resident_mb, workers)], "others": [*map(resident_mb, others)]}

    def verified(self) -> str:
        """Recompute a thousand clocks chosen by chance; return what `sladesk sla verify` says.

        Raises:
            SystemExit: a clock differs from its ledger.
        """
        env = process_environment(self.config, self.port)
        command = sladesk_command("sla", "verify", "--sample", "1000")
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"bench: sladesk sla verify: {(done.stdout + done.stderr)[-2000:]}")
        return done.stdout.strip().splitlines()[-1]


def folder_for(tickets: int) -> Path | None:
    """Return a folder in memory with room for so many tickets; None to use the disk.

    A commit would otherwise measure the disk: the results name the time of one write to it beside.
    """
    return scratch.memory(tickets * TICKET)


def installations(tickets: int, originals: int, only: str, place: Path | None) -> Iterator[Engine]:
    """Yield each engine's filled installation in turn.

    Arguments:
        tickets: how many there shall be; `originals` of them are made by the actions.
        only: one engine, or both when empty.
        place: where the data folders are made.
    """
    with tempfile.TemporaryDirectory(dir=place, prefix="sladesk-bench-") as name:
        folder = Path(name)
        made = Config(data_dir=folder / "basis")
        started = time.monotonic()
        basis.make(create_app(made), originals)
        once = time.monotonic() - started
        print(f"basis: {originals} tickets made by the actions in {once:.0f} s", flush=True)
        if only in {"", "sqlite"}:
            yield _sqlite(folder, made, tickets)
            shutil.rmtree(folder / "sqlite")
        if only in {"", "postgresql"}:
            # As Debian installs it, with the part of the memory its manual advises.
            with postgres.server({"shared_buffers": "512MB", "listen_addresses": ""}) as socket:
                yield on_postgresql(folder, made, tickets, socket)


def _sqlite(folder: Path, made: Config, tickets: int) -> Engine:
    started = time.monotonic()
    shutil.copytree(made.data_dir, folder / "sqlite")
    config = Config(data_dir=folder / "sqlite", web_workers=1)
    total = multiply(create_app(config), tickets)
    return Engine("SQLite, 1 web worker", config, total, time.monotonic() - started)


def on_postgresql(folder: Path, made: Config, tickets: int, socket: str, still_open: int = 0) -> Engine:
    """Carry a basis to a server and multiply it there.

    Arguments:
        made: of the basis.
        socket: folder of the server's socket.
        still_open: how many tickets shall be open at least.
    """
    started = time.monotonic()
    database = PostgresDatabase.create(socket, "bench")
    database.close()
    config = Config(data_dir=folder / "postgresql", database_url=database.url, web_workers=2)
    app = create_app(config)
    with app.app_context():
        upgrade()
    carry(made.sqlalchemy_url, app)
    total = multiply(app, tickets, still_open)
    return Engine("PostgreSQL, 2 web workers", config, total, time.monotonic() - started)


@contextmanager
def serving(config: Config) -> Generator[Site]:
    """Run `sladesk serve` on an installation, with the workers its configuration names.

    Raises:
        RuntimeError: it does not start, or does not become quiet; the text ends with its log.
    """
    app = create_app(config)
    numbers = basis.long_timelines(app)
    try:
        with site.serving(config, START_SECONDS, SLADESK_WEB_WORKERS=str(config.web_workers)) as served:
            served.until(lambda: _swept(app), "what was late was not noted", SWEEP_SECONDS, 1.0)
            yield Site(served.port, served.process.pid, config, numbers, _registration(app), _open(app))
    finally:
        with app.app_context():
            db.engine.dispose()


def _swept(app: Flask) -> bool:
    """Whether the site has noted what became late while the database was being filled."""
    with app.app_context():
        now = datetime.now(UTC)
        behind = late.tickets(db.session(), now), late.warnings(db.session(), now)
        db.session.rollback()
        return not any(behind)


def _open(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Ticket).where(OPEN)) or 0


def _registration(app: Flask) -> dict[str, str]:
    """Return what an agent fills in for a fault by telephone, the words aside."""
    with app.app_context():
        ref = reference(db.session())
        customer = db.session.scalars(select(Customer.id).limit(1)).one()
        channel, category = ref.channels_by_code["phone"], ref.categories_by_code["fault.cooling.no_cooling"]
        return {"customer": str(customer), "channel": str(channel.id), "category": str(category.id)}
