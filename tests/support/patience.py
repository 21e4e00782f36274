"""Waiting for another process, which announces itself in no other way than by answering when asked."""

import subprocess
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(
    asked: Callable[[], T | None],
    seconds: float,
    missing: str,
    process: "subprocess.Popen[bytes] | None" = None,
    told: Callable[[], str] = str,
    pause: float = 0.05,
) -> T:
    """Ask until the answer is something, and return it.

    Arguments:
        asked: gives something false while there is nothing yet.
        seconds: how long to ask.
        missing: what did not come, when it does not: the beginning of the complaint.
        process: the one that is waited for; when it ends, nothing is waited for any more.
        told: gives what the complaint ends with: what that process has said.
        pause: seconds between two questions.

    Raises:
        RuntimeError: the time is over, or the process has ended.
    """
    deadline = time.monotonic() + seconds
    while not (answer := asked()):
        over = time.monotonic() > deadline
        if over or (process is not None and process.poll() is not None):
            end = f"within {seconds:.0f} s" if over else "before the process ended"
            raise RuntimeError(f"{missing} {end}\n{told()[-4000:]}")
        time.sleep(pause)
    return answer
