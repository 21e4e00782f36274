"""A running site for browser tests: the processes of `sladesk serve` on a seeded SQLite database."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sladesk.config import Config
from tests.support.databases import Database
from tests.support.installation import Place, install
from tests.support.patience import until

T = TypeVar("T")
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


@dataclass(frozen=True)
class Served:
    """A `sladesk serve` that was started.

    Arguments:
        port: on the loopback where it will answer.
        process: its own; the web server and the job runner are children of it.
        log: what all of them say.
    """

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def url(self) -> str:
        """Where it will answer."""
        return f"http://127.0.0.1:{self.port}"

    def until(
        self, asked: Callable[[], T | None], missing: str, seconds: float = START_SECONDS, pause: float = 0.05
    ) -> T:
        """Ask every `pause` seconds until there is an answer, and return it.

        Raises:
            RuntimeError: none came in time, or the site has ended; the text ends with the log.
        """
        return until(asked, seconds, missing, self.process, self.log.read_text, pause)

    def ready(self) -> bool:
        """Whether it answers that it is ready."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):  # noqa: S310 - our own loopback address
                return True
        except urllib.error.HTTPError as refused:  # an answer that says "not yet"
            refused.close()
        except OSError:  # refused, reset, too slow
            pass
        return False

    def stop(self) -> None:
        """Ask it to stop, as Ctrl-C does, and wait until it has.

        Raises:
            RuntimeError: it did not stop, and was killed.
        """
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError("sladesk serve did not stop when asked to") from None

    def kill(self) -> None:
        """End it and its children at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def start(config: Config, **more: str) -> Served:
    """Start `sladesk serve` on an installation; it stops when this process is killed.

    Arguments:
        config: whose database and folder it serves.
        more: of its environment.
    """
    port, log = free_port(), config.data_dir / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            sladesk_command("serve"),
            env=process_environment(config, port) | more,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 - two system calls, no locks
        )
    return Served(port, process, log)


@contextmanager
def serving(config: Config, seconds: float = START_SECONDS, **more: str) -> Generator[Served]:
    """Run `sladesk serve` on an installation and yield it once it is ready.

    Arguments:
        config: whose database and folder it serves.
        seconds: within which it must be ready.
        more: of its environment.

    Raises:
        RuntimeError: it did not become ready, or left a process behind when it was stopped.
    """
    served = start(config, **more)
    try:
        served.until(served.ready, "sladesk serve is not ready", seconds)
        yield served
    finally:
        served.stop()
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


@contextmanager
def site(folder: Path, now: datetime, compiled: Path) -> Generator[Site]:
    """Seed an SQLite installation and serve it; templates are kept in `compiled`."""
    place = Place("sqlite", folder, lambda: "", "site", compiled)
    made = install(place, now)
    try:
        with serving(made.config) as served:
            yield Site(served.url, made.config, made.database)
    finally:
        made.close()
