"""What is measured: each piece of work alone, and 32 people side by side."""

import math
import random
import re
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from bench.client import WARM, Browser, cpu_seconds, once
from bench.machine import HINDERED, loop
from bench.site import Site
from sladesk.demo import PASSWORD

AGENT, SUPERVISOR = "lina", "zhaomin"
#: Wall and CPU milliseconds that must be held (median at one user).
LIMITS = {
    "open tickets, first page": (15, 8),
    "closed tickets, first page": (15, 8),
    "text search": (30, 20),
    "ticket with 20 entries": (20, 10),
    "add an entry": (12, 9),
    "register a ticket": (15, 10),
    "supervisor's board": (50, 35),
    "agent's queue": (15, 8),
}
#: What people do, in shares of 100.
AGENT_MIX = {"home": 25, "ticket": 25, "look": 20, "list": 5, "search": 10, "entry": 10, "register": 5}
SUPERVISOR_MIX = {"home": 30, "ticket": 20, "look": 20, "list": 20, "search": 10}
SUPERVISORS = ("zhaomin", "zhoukai")
USERS = 32
#: Every so many-th of them is a supervisor.
ONE_SUPERVISOR_IN = 8
#: Calls of one piece of work before the next has its turn.
_CALLS = 5
#: Seconds a server has to finish after its answer has gone out.
_TAIL = 0.003
_STAMP = re.compile(r'id="(?:queue|board)-stamp"[^>]* value="([^"]*)"')
_WORDS = ("漏水", "压缩机", "不制冷", "异响", "遥控器")


@dataclass(frozen=True)
class Round:
    """A few calls of one piece of work, one after the other, in milliseconds.

    Arguments:
        speed: what the plain loop took right before and right after them, on the average.
    """

    speed: float
    wall: tuple[float, ...]
    cpu: tuple[float, ...]


@dataclass(frozen=True)
class Row:
    """One measured piece of work, in rounds spread over the time of the whole measurement.

    Arguments:
        best: what the plain loop took at its fastest meanwhile.
    """

    name: str
    rounds: Sequence[Round]
    best: float

    @property
    def quick(self) -> "Row":
        """The rounds that the machine ran at its own speed."""
        return replace(self, rounds=[each for each in self.rounds if each.speed <= self.best * HINDERED])

    @property
    def wall(self) -> float:
        """The median of the waits."""
        return statistics.median(self.waits) if self.rounds else math.nan

    @property
    def cpu(self) -> float:
        """The median of the processor time of one call."""
        return statistics.median(ms for each in self.rounds for ms in each.cpu) if self.rounds else math.nan

    @property
    def waits(self) -> list[float]:
        """Every wait."""
        return [ms for each in self.rounds for ms in each.wall]


@dataclass
class Mix:
    """What people had to wait for, in milliseconds by kind of work."""

    seconds: float
    taken: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    errors: list[str] = field(default_factory=list[str])
    cpu: float = 0.0

    @property
    def all(self) -> list[float]:
        """Every wait."""
        return [each for kind in self.taken.values() for each in kind]


def percentile(values: Sequence[float], share: int) -> float:
    """Return the value that so many percent do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def alone(running: Site, times: int) -> list[Row]:
    """Measure each piece of work at one user; writing comes last and elsewhere than reading."""
    agent, supervisor = Browser(running.port), Browser(running.port)
    agent.sign_in(AGENT, PASSWORD)
    supervisor.sign_in(SUPERVISOR, PASSWORD)
    read, written = running.numbers[AGENT][:2]
    works: dict[str, Callable[[], object]] = {
        "open tickets, first page": lambda: _ok(supervisor.get("/tickets?status=open")),
        "closed tickets, first page": lambda: _ok(supervisor.get("/tickets?status=archived&sort=-activity")),
        "text search": lambda: _ok(supervisor.post("/search", {"q": "压缩机"})),
        "ticket with 20 entries": lambda: _ok(supervisor.get(f"/tickets/{read}")),
        "supervisor's board": lambda: _ok(supervisor.get("/board")),
        "agent's queue": lambda: _ok(agent.get("/queue")),
        "add an entry": lambda: _ok(_entry(supervisor, written)),
        "register a ticket": lambda: _ok(_register(running, agent)),
    }
    # A registration leads to a page that says it is done. Left out, every next one would carry all that
    # has not been said yet; that page is no part of what is measured.
    afterwards: dict[str, Callable[[], object]] = {"register a ticket": lambda: _ok(agent.get("/account"))}
    writing = {"add an entry", "register a ticket"}
    rounds = _rounds(running, {n: w for n, w in works.items() if n not in writing}, times, afterwards)
    rounds |= _rounds(running, {n: w for n, w in works.items() if n in writing}, times, afterwards)
    best = min(each.speed for held in rounds.values() for each in held)
    return [Row(name, rounds[name], best) for name in LIMITS]


def _rounds(
    running: Site,
    works: dict[str, Callable[[], object]],
    times: int,
    afterwards: dict[str, Callable[[], object]],
) -> dict[str, list[Round]]:
    """Measure pieces of work in turn, a few calls each, so that the host's moods meet them all alike."""
    for work in works.values():
        for _ in range(WARM):
            work()
    processes = running.processes()
    found: dict[str, list[Round]] = {name: [] for name in works}
    for _ in range(max(1, times // _CALLS)):
        before = loop()
        for name, work in works.items():
            calls = [_call(processes, work, afterwards.get(name)) for _ in range(_CALLS)]
            after = loop()
            wall, cpu = zip(*calls, strict=True)
            found[name].append(Round((before + after) / 2, wall, cpu))
            before = after
    return found


def _call(
    processes: list[int], work: Callable[[], object], afterwards: Callable[[], object] | None
) -> tuple[float, float]:
    """Return what one call took, wall and processor time, in milliseconds."""
    before = cpu_seconds(processes)
    wall = once(work)
    time.sleep(_TAIL)
    cpu = (cpu_seconds(processes) - before) * 1000
    if afterwards:
        afterwards()
    return wall, cpu


def _ok(answer: tuple[int, str]) -> None:
    """Stop the measurement when a page does not answer as it should."""
    if answer[0] not in {200, 204, 302, 303}:
        raise SystemExit(f"bench: answer {answer[0]}: {answer[1][:400]}")


def _entry(browser: Browser, number: str) -> tuple[int, str]:
    text = f"已联系客户，约定明天上午再试机 {random.randrange(10**6)}。"
    return browser.post(f"/tickets/{number}/progress", {"text": text}, htmx=True)


def _register(running: Site, browser: Browser) -> tuple[int, str]:
    fields = running.registration | {"verbatim": f"空调不制冷，室外机不转 {random.randrange(10**6)}"}
    return browser.post("/register", fields)


@dataclass
class Person:
    """Somebody at work: an agent with the queue, a supervisor with the board."""

    running: Site
    place: int
    stamp: str = ""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.place)
        self.boss = self.place % ONE_SUPERVISOR_IN == 0
        self.home = "/board" if self.boss else "/queue"
        logins = SUPERVISORS if self.boss else tuple(self.running.numbers)
        self.login = logins[(self.place // ONE_SUPERVISOR_IN if self.boss else self.place) % len(logins)]
        everybody = tuple(number for mine in self.running.numbers.values() for number in mine)
        self.numbers = everybody if self.boss else self.running.numbers[self.login]
        self.browser = Browser(self.running.port)

    def sign_in(self) -> None:
        """Arrive; several people share a log-in of the demo department."""
        self.browser.sign_in(self.login, PASSWORD)

    def work(self, mix: Mix) -> None:
        """Do one thing after another until the time is over, thinking for about a second in between."""
        shares = SUPERVISOR_MIX if self.boss else AGENT_MIX
        time.sleep(self.chance.random())
        stop = time.monotonic() + mix.seconds
        while time.monotonic() < stop:
            (what,) = self.chance.choices([*shares], [*shares.values()])
            start = time.perf_counter()
            status, text = self._step(what)
            mix.taken.setdefault(what, []).append((time.perf_counter() - start) * 1000)
            if status >= 400:
                mix.errors.append(f"{what}: {status} {text[:200]}")
            time.sleep(self.chance.uniform(0.5, 1.5))

    def _step(self, what: str) -> tuple[int, str]:
        number = self.chance.choice(self.numbers)
        if what == "entry":
            return _entry(self.browser, number)
        if what == "register":
            return _register(self.running, self.browser)
        if what == "search":
            return self.browser.post("/search", {"q": self.chance.choice(_WORDS)})
        pages = {
            "home": self.home,
            "ticket": f"/tickets/{number}",
            "look": f"{self.home}/look?stamp={quote(self.stamp)}",
            "list": "/tickets?status=open",
        }
        status, text = self.browser.get(pages[what], htmx=what == "look")
        found = _STAMP.search(text)
        self.stamp = found.group(1) if found else self.stamp
        return status, text


def together(running: Site, seconds: float) -> Mix:
    """Let `USERS` people work side by side; everybody has signed in before."""
    mix = Mix(seconds)
    people = [Person(running, place) for place in range(USERS)]
    for person in people:
        person.sign_in()
    before = running.cpu()
    with ThreadPoolExecutor(USERS) as side_by_side:
        for done in [side_by_side.submit(person.work, mix) for person in people]:
            done.result()
    mix.cpu = running.cpu() - before
    return mix
