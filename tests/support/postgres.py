"""A PostgreSQL of the test run's own: made by initdb in a temporary folder, gone at the end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support import scratch
from tests.support.patience import until

MISSING = "PostgreSQL is missing: run  apt install postgresql  as root, or `make test`, which does it."
#: Speed over safety: the data is thrown away. No background writer may touch the log behind our back,
#: because the log position tells whether a test changed anything (see `databases.py`).
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL server programs on this machine.

    Raises:
        RuntimeError: there is none; the text says what to install.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise RuntimeError(MISSING)
    return found[-1].parent if found else Path(on_path or "").resolve().parent


def _account() -> str | None:
    """Return the account the server must run as: it refuses to be root."""
    if os.geteuid() != 0:
        return None
    if "postgres" not in {entry.pw_name for entry in pwd.getpwall()}:
        raise RuntimeError(MISSING)
    return "postgres"


@contextmanager
def server(settings: Mapping[str, str] | None = None, *, room: int = scratch.ROOM) -> Generator[str]:
    """Run a server on a private socket and yield that socket's folder.

    Arguments:
        settings: of the server; those of the tests when absent.
        room: bytes it may come to take.

    Raises:
        RuntimeError: PostgreSQL is not installed, or did not start.
    """
    bin_dir, account = binaries(), _account()
    home = Path(tempfile.mkdtemp(prefix="sladesk-pg-", dir=scratch.root(room)))
    try:
        if account:
            shutil.chown(home, account, account)
        with _running(bin_dir, home, account, SETTINGS if settings is None else settings):
            yield str(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _running(bin_dir: Path, home: Path, account: str | None, settings: Mapping[str, str]) -> Generator[None]:
    data = home / "data"
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    groups: list[str] | None = [] if account else None
    layout = ["-U", "sladesk", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(
        [bin_dir / "initdb", "-D", data, *layout],
        user=account,
        group=account,
        extra_groups=groups,
        env=env,
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stdout}{made.stderr}")
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [bin_dir / "postgres", "-D", data, "-k", home, *options],
            user=account,
            group=account,
            extra_groups=groups,
            env=env,
            cwd=home,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_until_ready(home, process)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _wait_until_ready(home: Path, process: "subprocess.Popen[bytes]") -> None:
    log = home / "server.log"
    until(lambda: _answers(home), 20, "PostgreSQL did not start", process, log.read_text)


def _answers(home: Path) -> bool:
    try:
        psycopg.connect(host=str(home), user="sladesk", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True
