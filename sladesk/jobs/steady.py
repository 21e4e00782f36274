"""Whether the machine's clock can be believed: a jump must not make anybody late."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: A wall clock that moves away from the running time by more than this has jumped.
JUMP = timedelta(seconds=60)
#: How long nothing is called late after a jump; a mistake is put right within that time.
REST = timedelta(minutes=10)


def running_time() -> float:
    """Return the seconds since the machine started, sleep included; nobody can set this clock."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass
class Steady:
    """Compares the wall clock with the running time at every look."""

    base: tuple[datetime, float] | None = None
    rests_until: float = field(default=float("-inf"))

    def look(self, now: datetime, running: float) -> timedelta | None:
        """Take one look at both clocks; return by how much the wall clock has jumped, None when it has not.

        Arguments:
            now: the wall clock, aware.
            running: seconds of `running_time`.
        """
        before, self.base = self.base, (now, running)
        if before is None:
            return None
        gone = (now - before[0]) - timedelta(seconds=running - before[1])
        if abs(gone) <= JUMP:
            return None
        self.rests_until = running + REST.total_seconds()
        return gone

    def believed(self, running: float) -> bool:
        """Whether breaches and warnings may be dated by the wall clock."""
        return running >= self.rests_until
