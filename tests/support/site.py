"""A running site for browser tests: the processes of `sladesk serve` on a seeded SQLite database."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sladesk.config import Config
from tests.support.databases import Database
from tests.support.installation import Place, install

START_SECONDS = 30.0
#: Longer than the product gives its own processes to finish.
STOP_SECONDS = 40.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Site:
    """Where the running site answers, and what it stands on."""

    url: str
    config: Config
    database: Database


def free_port() -> int:
    """Return a loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def process_environment(config: Config, port: int) -> dict[str, str]:
    """Return the environment of a process of this installation, as an administrator would write it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SLADESK_")}
    return own | {
        "SLADESK_DATA": str(config.data_dir),
        "SLADESK_DATABASE_URL": config.database_url,
        "SLADESK_SECRET_KEY": config.secret_key,
        "SLADESK_BIND": f"127.0.0.1:{port}",
        "SLADESK_URL": f"http://127.0.0.1:{port}",
    }


def sladesk_command(*arguments: str) -> list[str]:
    """Return the command line of the installed console script."""
    return [str(Path(sys.executable).parent / "sladesk"), *arguments]


def die_with(parent: int) -> Callable[[], None]:
    """Return what a child does first, so that it is asked to stop when the test run is killed.

    Arguments:
        parent: process id of the test run.
    """
    libc = ctypes.CDLL(None)

    def first() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # killed before the line above
            os.kill(os.getpid(), signal.SIGTERM)

    return first


@contextmanager
def serving(config: Config) -> Generator[str]:
    """Run `sladesk serve` on an installation and yield its address once it is ready.

    Raises:
        RuntimeError: it did not become ready, or left a process behind when it was stopped.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log = config.data_dir / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            sladesk_command("serve"),
            env=process_environment(config, port),
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 - two system calls, no locks
        )
    try:
        _wait_until_ready(url, process, log)
        yield url
    finally:
        _stop(process)
    left = processes_of(config)
    if left:
        raise RuntimeError(f"sladesk serve left processes behind: {left}")


def processes_of(config: Config) -> list[int]:
    """Return the running processes that were started on an installation, whoever their parent is."""
    mark = f"SLADESK_DATA={config.data_dir}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:  # somebody else's process, or it has just ended
            continue
        if mark in environment.split(b"\0"):
            found.append(int(entry.name))
    return found


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):  # noqa: S310 - our own loopback address
                return
        except OSError:  # refused, reset, too slow, or an answer that says "not yet"
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"sladesk serve is not ready:\n{log.read_text()[-4000:]}") from None
            time.sleep(0.05)  # waiting for another process, which announces itself in no other way


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise RuntimeError("sladesk serve did not stop when asked to") from None


@contextmanager
def site(folder: Path, now: datetime, compiled: Path) -> Generator[Site]:
    """Seed an SQLite installation and serve it; templates are kept in `compiled`."""
    place = Place("sqlite", folder, lambda: "", "site", compiled)
    made = install(place, now)
    try:
        with serving(made.config) as url:
            yield Site(url, made.config, made.database)
    finally:
        made.close()
