"""`make bench`: fill both engines, measure pages and a mix of users, write bench/RESULTS.md.

python -m bench.run [--tickets 100000] [--basis 2000] [--seconds 60] [--engine sqlite]
"""

import argparse
import os
import random
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench.client import Browser, cpu_seconds, descendants, resident_mb, timed
from bench.fill import long_timelines, multiply
from sladesk import demo
from sladesk.app import create_app
from sladesk.cli._site import upgrade
from sladesk.config import Config
from sladesk.db import db
from sladesk.models import Customer
from sladesk.queries.reference import reference
from tests.support import postgres
from tests.support.databases import PostgresDatabase
from tests.support.site import free_port, process_environment, sladesk_command

AGENT, SUPERVISOR = "lina", "zhaomin"
#: Wall and CPU milliseconds that must be held (median at one user).
LIMITS = {
    "open tickets, first page": (15, 8),
    "closed tickets, first page": (15, 8),
    "agent's queue": (15, 8),
    "text search": (30, 20),
    "ticket with 20 entries": (20, 10),
    "add an entry": (12, 9),
    "register a ticket": (15, 10),
    "supervisor's board": (50, 35),
}
#: What 32 people do, in shares of 100.
MIX = (
    ("queue", 25),
    ("ticket", 25),
    ("look", 20),
    ("search", 8),
    ("board", 7),
    ("entry", 10),
    ("register", 5),
)
PEOPLE = ("lina", "wuqian", "sunqian", "sunjia", "zhaomin", "zhoukai")


@dataclass(frozen=True)
class Row:
    """One measured piece of work."""

    name: str
    wall: float
    cpu: float
    slowest: float


@dataclass(frozen=True)
class Site:
    """A running site under measurement."""

    port: int
    process: int
    numbers: tuple[str, ...]
    registration: dict[str, str]

    def cpu(self) -> float:
        """Return the processor seconds of all this run has started: the site, and its database server."""
        own = os.getpid()
        return cpu_seconds([pid for pid in descendants(own) if pid != own])


@contextmanager
def site(config: Config, numbers: tuple[str, ...], registration: dict[str, str]) -> Generator[Site]:
    """Serve an installation as `sladesk serve` does, with the workers the configuration names."""
    port = free_port()
    env = process_environment(config, port) | {"SLADESK_WEB_WORKERS": str(config.web_workers)}
    log = (config.data_dir / "serve.log").open("wb")
    process = subprocess.Popen(sladesk_command("serve"), env=env, stdout=log, stderr=log)
    try:
        _wait(port, config.data_dir / "serve.log")
        yield Site(port, process.pid, numbers, registration)
    finally:
        process.terminate()
        process.wait(60)


def _wait(port: int, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if Browser(port).get("/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"bench: the site did not start:\n{log.read_text()[-2000:]}")


def installations(tickets: int, basis: int, only: str) -> Iterator[tuple[str, Config, int]]:
    """Yield name, configuration and number of tickets of each filled installation."""
    with tempfile.TemporaryDirectory() as folder:
        if only in {"", "sqlite"}:
            config = Config(data_dir=Path(folder) / "sqlite", web_workers=1)
            yield "SQLite, 1 worker", config, fill(config, tickets, basis)
        if only in {"", "postgresql"}:
            with postgres.server({"shared_buffers": "512MB", "listen_addresses": ""}) as socket:
                database = PostgresDatabase.create(socket, "bench")
                url = database.url
                database.close()
                config = Config(data_dir=Path(folder) / "pg", database_url=url, web_workers=2)
                yield "PostgreSQL, 2 workers", config, fill(config, tickets, basis)


def fill(config: Config, tickets: int, basis: int) -> int:
    """Make the demo department and multiply its tickets."""
    app = create_app(config)
    with app.app_context():
        upgrade(app)
        demo.load(app, tickets=basis, first=basis)
    return multiply(app, tickets)


def registration(app: Flask) -> dict[str, str]:
    """Return what an agent fills in for a fault by telephone, the words aside."""
    with app.app_context():
        ref = reference(db.session())
        customer = db.session.scalars(select(Customer.id).limit(1)).one()
        channel, category = ref.channels_by_code["phone"], ref.categories_by_code["fault.cooling.no_cooling"]
        return {"customer": str(customer), "channel": str(channel.id), "category": str(category.id)}


def measure(running: Site, times: int) -> list[Row]:
    """Measure each piece of work at one user."""
    agent, supervisor = Browser(running.port), Browser(running.port)
    agent.sign_in(AGENT, demo.PASSWORD)
    supervisor.sign_in(SUPERVISOR, demo.PASSWORD)
    long = running.numbers[0]
    works: dict[str, Callable[[], object]] = {
        "open tickets, first page": lambda: ok(supervisor.get("/tickets?status=open")),
        "closed tickets, first page": lambda: ok(supervisor.get("/tickets?status=archived&sort=-activity")),
        "agent's queue": lambda: ok(agent.get("/queue")),
        "text search": lambda: ok(supervisor.get("/search?q=%E5%8E%8B%E7%BC%A9%E6%9C%BA")),
        "ticket with 20 entries": lambda: ok(supervisor.get(f"/tickets/{long}")),
        "add an entry": lambda: ok(_entry(supervisor, long)),
        "register a ticket": lambda: ok(_register(running, agent)),
        "supervisor's board": lambda: ok(supervisor.get("/board")),
    }
    return [_row(running, name, work, times) for name, work in works.items()]


def _row(running: Site, name: str, work: Callable[[], object], times: int) -> Row:
    timed(work, times=1)
    before = running.cpu()
    wall = timed(work, times=times)
    cpu = (running.cpu() - before) / (times + 3) * 1000
    return Row(name, statistics.median(wall), cpu, max(wall))


def ok(answer: tuple[int, str]) -> None:
    """Stop the measurement when a page does not answer as it should."""
    if answer[0] not in {200, 204, 302, 303}:
        raise SystemExit(f"bench: answer {answer[0]}: {answer[1][:400]}")


def _entry(browser: Browser, number: str) -> tuple[int, str]:
    text = f"已联系客户，约定明天上午再试机 {random.randrange(10**6)}。"
    return browser.post(f"/tickets/{number}/progress", {"text": text}, htmx=True)


def _register(running: Site, browser: Browser) -> tuple[int, str]:
    fields = running.registration | {"verbatim": f"空调不制冷，室外机不转 {random.randrange(10**6)}"}
    return browser.post("/register", fields)


def mix(running: Site, users: int, seconds: float) -> tuple[list[float], int]:
    """Let people work side by side with 1 s think time; return wall milliseconds and the number of errors."""
    taken: list[float] = []
    errors: list[str] = []
    ready = threading.Barrier(users)

    def person(place: int) -> None:
        chance = random.Random(place)
        browser = Browser(running.port)
        browser.sign_in(PEOPLE[place % len(PEOPLE)], demo.PASSWORD)
        names, weights = zip(*MIX, strict=True)
        ready.wait()
        stop = time.monotonic() + seconds
        while time.monotonic() < stop:
            what = chance.choices(names, weights)[0]
            start = time.perf_counter()
            status, text = _do(running, browser, what, chance.choice(running.numbers))
            taken.append((time.perf_counter() - start) * 1000)
            if status >= 400 and not (what == "board" and status == 403):
                errors.append(f"{what}: {status} {text[:200]}")
            time.sleep(chance.uniform(0.5, 1.5))

    threads = [threading.Thread(target=person, args=(place,)) for place in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for line in errors[:5]:
        print("error", line)
    return taken, len(errors)


def _do(running: Site, browser: Browser, what: str, number: str) -> tuple[int, str]:
    if what == "entry":
        return _entry(browser, number)
    if what == "register":
        return _register(running, browser)
    pages = {
        "queue": "/queue",
        "ticket": f"/tickets/{number}",
        "look": "/queue/look",
        "search": "/search?q=%E6%BC%8F%E6%B0%B4",
        "board": "/board",
    }
    return browser.get(pages[what], htmx=what == "look")


def report(parts: list[str]) -> None:
    """Write the results beside this file."""
    head = (
        "# Results of `make bench`\n\n"
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {_machine()}. Wall and CPU (site and database\n"
        "server together) in milliseconds, medians of single requests by one user unless said otherwise;\n"
        f"limits in brackets. Load average of the machine at the end: {os.getloadavg()[1]:.1f}.\n"
    )
    Path(__file__).with_name("RESULTS.md").write_text(head + "\n".join(parts) + "\n", encoding="utf-8")


def _machine() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    return f"{text.count('processor')} shared cores"


def table(name: str, total: int, rows: list[Row]) -> str:
    """Return one engine's table."""
    lines = [
        f"\n## {name}, {total:,} tickets\n",
        "| work | wall (limit) | CPU (limit) | slowest |",
        "| --- | --- | --- | --- |",
    ]
    for row in rows:
        wall, cpu = LIMITS[row.name]
        lines.append(f"| {row.name} | {row.wall:.1f} ({wall}) | {row.cpu:.1f} ({cpu}) | {row.slowest:.0f} |")
    return "\n".join(lines)


def main() -> None:
    """Fill, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--basis", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--engine", default="", choices=["", "sqlite", "postgresql"])
    asked = parser.parse_args()
    parts: list[str] = []
    for name, config, total in installations(asked.tickets, asked.basis, asked.engine):
        app = create_app(replace(config))
        with site(config, tuple(long_timelines(app)), registration(app)) as running:
            parts.append(table(name, total, measure(running, asked.times)))
            taken, errors = mix(running, 32, asked.seconds)
            worst = statistics.quantiles(taken, n=100)
            sizes = sorted((resident_mb(pid) for pid in descendants(running.process)), reverse=True)
            parts.append(
                f"\n32 people, 1 s think time, {len(taken)} requests in {asked.seconds:.0f} s: "
                f"{errors} errors, "
                f"median {worst[49]:.0f}, p95 {worst[94]:.0f}, p99 {worst[98]:.0f} ms (limit 300). "
                f"Largest process afterwards {sizes[0]:.0f} MB (limit 180)."
            )
        print(parts[-2], parts[-1])
    report(parts)


if __name__ == "__main__":
    main()
