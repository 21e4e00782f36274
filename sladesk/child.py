"""What children that make or read files have in common: no network, no program, bounded memory and time.

A child (`python -m sladesk.reports.pdf`, `….reports.workbook`, `….imports.ics`) gets a folder and nothing
else: no database, no key, no address (decision 24).
"""

import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

MIB = 1 << 20
#: How a child says that memory was not enough, as its return code.
NO_MEMORY = 4
_PACKAGE = str(Path(__file__).resolve().parent.parent)
_FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.exec",
    "os.system",
)


def begin(module: str, folder: Path, complaints: IO[bytes], given: int) -> subprocess.Popen[bytes]:
    """Start a child in its folder; what it says is read from `stdout`.

    Arguments:
        module: what is run.
        folder: its working folder, its home, and its first argument.
        complaints: where its last words go.
        given: what its `stdin` is, as `subprocess` names it.
    """
    environment = {"PYTHONPATH": _PACKAGE, "PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(folder)}
    return subprocess.Popen(
        [sys.executable, "-m", module, str(folder)],
        stdin=given, stdout=subprocess.PIPE, stderr=complaints, env=environment, cwd=folder,
    )  # fmt: skip


def last_words(complaints: IO[bytes]) -> str:
    """Return the last line a child left, empty when it said nothing."""
    complaints.seek(0)
    lines = complaints.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def confine(limits: Mapping[int, int]) -> None:
    """Bound what this process may take, and close the network and other programs to it.

    Arguments:
        limits: the most of each `resource.RLIMIT_…`; a lower limit it was started with stays.
    """
    for what, most in limits.items():
        hard = resource.getrlimit(what)[1]
        kept = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (kept, kept))

    def refuse(event: str, _arguments: tuple[Any, ...]) -> None:
        if event in _FORBIDDEN:
            raise PermissionError(event)

    sys.addaudithook(refuse)


def peak() -> int:
    """Return the most memory this process held, in KiB.

    `getrusage` counts what the parent held when it began this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")))
