"""What was measured, as a page to read: `RESULTS.md` beside this file."""

import os
import platform
import re
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import sla_arithmetic
from bench.measure import (
    AGENT_MIX,
    LIMITS,
    ONE_SUPERVISOR_IN,
    SUPERVISOR_MIX,
    USERS,
    Mix,
    Row,
    percentile,
)
from bench.site import Engine
from tests.support import postgres

FILE = Path(__file__).with_name("RESULTS.md")
#: Milliseconds that 99 of 100 requests of the mix must not exceed, and MB that a worker may hold after it.
SLOWEST, LARGEST = 300, 180
_PACKAGES = ("flask", "sqlalchemy", "psycopg", "gunicorn")


def head(times: int, *, in_memory: bool) -> str:
    """Return what was measured, on what, and how to read it."""
    place = "in memory" if in_memory else "on the disk"
    sync = f"one synchronous write of 8 KB to this machine's disk takes {_sync():.1f} ms"
    added = f"there each writing request takes longer by that ({sync})" if in_memory else sync
    return (
        "# Results of `make bench`\n\n"
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {_machine()}. {_versions()}\n\n"
        f"The site runs as `sladesk serve` starts it, jobs included; databases lie {place}, every commit is\n"
        f"synchronous: {added}. Wall and CPU are milliseconds of one request by one user, over loopback:\n"
        f"medians of {times} in rounds of five, CPU of web, job and database processes together, limits in\n"
        "brackets and the measured part of the limit after them. A host that serves others too runs the\n"
        "same work in one time or in three times that, CPU as well: a plain loop before and after each\n"
        "round says how fast it was. Unhindered are the rounds in which it took no more than 1.25 of its\n"
        f"fastest. Load average at the end {os.getloadavg()[1]:.1f}.\n"
    )


def _machine() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    found = re.search(r"model name\s*:\s*(.+)", text)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kind = found.group(1).strip() if found else platform.machine()
    return f"{os.cpu_count()} shared cores ({kind}), {memory:.0f} GB of memory"


def _versions() -> str:
    server = subprocess.run(
        [postgres.binaries() / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    number = server.stdout.split()[2]
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {packages}; SQLite {sqlite3.sqlite_version}, PostgreSQL {number}."


def _sync() -> float:
    """Return the median milliseconds of a small synchronous write where temporary files lie."""
    taken: list[float] = []
    with tempfile.NamedTemporaryFile() as file:
        for place in range(50):
            os.pwrite(file.fileno(), b"x" * 8192, place * 8192)
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def alone(engine: Engine, facts: str, rows: Sequence[Row]) -> str:
    """Return one engine's table of single requests."""
    lines = [
        f"\n## {engine.name}, {engine.tickets:,} tickets\n",
        facts,
        f"The loop took {rows[0].best:.0f} ms at its fastest.\n",
        "| one user | wall | CPU | slowest | unhindered: calls | wall | CPU |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        quick = row.quick
        lines.append(
            f"| {row.name} | {_held(row)} | {max(row.waits):.0f} | {len(quick.waits)} | {_held(quick)} |"
        )
    return "\n".join(lines) + "\n"


def _held(row: Row) -> str:
    """Say wall and CPU of a row, each with its limit and the part of it that was used."""
    parts = zip((row.wall, row.cpu), LIMITS[row.name], strict=True)
    return " | ".join(f"{ms:.1f} ({limit}) {ms / limit:.0%}" for ms, limit in parts)


def together(mix: Mix, memory: dict[str, list[float]]) -> str:
    """Return what people side by side had to wait for, and what the processes hold afterwards."""
    count = len(mix.all)
    half, most, slow = (percentile(mix.all, share) for share in (50, 95, 99))
    workers = ", ".join(f"{size:.0f}" for size in memory["workers"])
    others = ", ".join(f"{size:.0f}" for size in memory["others"])
    kinds = sorted((name, values) for name, values in mix.taken.items())
    lines = [
        f"{USERS} people, 1 s think time, {mix.seconds:.0f} s: {count} requests, {len(mix.errors)} errors;",
        f"p50 {half:.0f}, p95 {most:.0f}, p99 {slow:.0f} ms ({SLOWEST}) {slow / SLOWEST:.0%};",
        f"{mix.cpu / mix.seconds:.2f} cores busy. Resident afterwards: web workers {workers} MB ({LARGEST}),",
        f"parent, web master and jobs {others} MB.\n",
        "| of these | requests | p50 | p99 |",
        "| --- | --- | --- | --- |",
    ]
    for name, values in kinds:
        last = percentile(values, 99) if len(values) > 1 else values[0]
        lines.append(f"| {name} | {len(values)} | {statistics.median(values):.0f} | {last:.0f} |")
    return "\n".join(lines) + "\n"


def tail() -> str:
    """Return the mix in words, and the arithmetic of due times."""
    bosses = USERS // ONE_SUPERVISOR_IN
    return (
        f"\n## The mix\n\n{USERS - bosses} agents: {_shares(AGENT_MIX)}; {bosses} supervisors: "
        f"{_shares(SUPERVISOR_MIX)}.\nHome is the queue or the board, look the question for news that a page "
        "asks by itself, list the open\ntickets; agents open and write in own tickets, of twenty entries at "
        "the start.\n\n## Due times, µs each\n\n" + sla_arithmetic.table()
    )


def _shares(shares: dict[str, int]) -> str:
    return ", ".join(f"{name} {share} %" for name, share in shares.items())
