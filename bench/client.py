"""A browser without a screen: signs in, fetches pages, posts forms, and knows what its server has used."""

import http.client
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"|name="csrf_token"[^>]*value="([^"]+)"')
_TICKS = os.sysconf("SC_CLK_TCK")
#: Seconds after which a connection is not used again: the server closes an idle one soon after.
_IDLE = 10.0
#: Calls before anything is timed: compiled templates, warm caches, a planned statement.
WARM = 3


@dataclass
class Browser:
    """One signed-in person on one kept-alive connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    token: str = ""

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.used = time.monotonic()

    def get(self, path: str, *, htmx: bool = False) -> tuple[int, str]:
        """Fetch a page; return status and text."""
        return self._send("GET", path, None, htmx=htmx)

    def post(self, path: str, fields: dict[str, str], *, htmx: bool = False) -> tuple[int, str]:
        """Post a form with token and a fresh key."""
        body = {"csrf_token": self.token, "key": os.urandom(12).hex(), **fields}
        return self._send("POST", path, urlencode(body), htmx=htmx)

    def sign_in(self, login: str, password: str) -> None:
        """Sign in, or fail loudly: everything measured afterwards would be the log-in page.

        Raises:
            SystemExit: the site does not let this person in.
        """
        self.get("/login")
        status, _ = self.post("/login", {"login": login, "password": password})
        if status not in {302, 303}:
            raise SystemExit(f"bench: {login} cannot sign in ({status})")
        self.get("/account")

    def _send(self, method: str, path: str, body: str | None, *, htmx: bool) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if htmx:
            headers |= {"HX-Request": "true", "X-CSRFToken": self.token}
        if time.monotonic() - self.used > _IDLE:
            self.connection.close()  # the next request opens it again
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.used = time.monotonic()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        found = _TOKEN.search(text)
        if found:
            self.token = found.group(1) or found.group(2)
        return answer.status, text


def cpu_seconds(pids: list[int]) -> float:
    """Return the processor time of processes and all they have started and not yet waited for.

    To the nanosecond, by the clock Linux keeps for each process (its number as `MAKE_PROCESS_CPUCLOCK` in
    the kernel's headers makes it); of children that ended, what /proc says, in hundredths of a second.
    """
    total = 0.0
    for pid in pids:
        try:
            total += time.clock_gettime((~pid << 3) | 2)
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has just ended
            continue
        total += sum(int(value) for value in fields[13:15]) / _TICKS
    return total


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found.group(1)) / 1024 if found else 0.0


def children(pid: int) -> list[int]:
    """Return the processes a process has started, without theirs."""
    return [child for child, parent in _parents() if parent == pid]


def descendants(pid: int) -> list[int]:
    """Return a process and everything below it."""
    below: dict[int, list[int]] = {}
    for child, parent in _parents():
        below.setdefault(parent, []).append(child)
    found, waiting = list[int](), [pid]
    while waiting:
        here = waiting.pop()
        found.append(here)
        waiting.extend(below.get(here, []))
    return found


def _parents() -> list[tuple[int, int]]:
    """Return every process with its parent."""
    found: list[tuple[int, int]] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:  # it has just ended
                continue
            found.append((int(entry.name), parent))
    return found


def once(work: Callable[[], object]) -> float:
    """Return the wall milliseconds of one call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
