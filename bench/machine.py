"""How fast this machine is just now: shared hosts run the same work in one time or in three times that."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

#: A loop that takes more than so many times its fastest ran while somebody else's work hindered it.
HINDERED = 1.25


def loop() -> float:
    """Return the processor milliseconds of a plain loop: how fast this machine is just now.

    Shared hosts run the same work in one half of the time or in the other, whatever else one does on them.
    """
    before = time.process_time()
    for _ in range(3_000_000):
        pass
    return (time.process_time() - before) * 1000


@dataclass
class Host:
    """How much of the processors the host of a virtual machine has taken since it was last asked."""

    stolen: int = 0
    all: int = 0

    def __post_init__(self) -> None:
        self.taken()

    def taken(self) -> float:
        """Return the share of the time since the last call, 0-1, that everything had to wait for it."""
        # user, nice, system, idle, iowait, irq, softirq, steal; guests are in the first two already.
        times = [int(text) for text in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        stolen, passed = times[7] - self.stolen, sum(times) - self.all
        self.stolen, self.all = times[7], sum(times)
        return stolen / passed if passed else 0.0


def unhindered(taken: Iterable[tuple[float, float]]) -> list[float]:
    """Return what was taken while the machine ran at its own speed.

    Arguments:
        taken: pairs of what the plain loop took beside a piece of work, and what the work took.
    """
    held = list(taken)
    best = min(speed for speed, _ms in held)
    return [ms for speed, ms in held if speed <= best * HINDERED]
