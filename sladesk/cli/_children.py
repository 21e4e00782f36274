"""Processes side by side: started from one parent, stopped together, none left behind."""

import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

log = logging.getLogger("sladesk.serve")
#: Seconds a child may take to finish what it is doing after it was asked to stop.
GRACE = 30.0
_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


@dataclass
class Children:
    """The children of this process, by process id."""

    names: dict[int, str] = field(default_factory=dict)
    stopping: bool = False
    failed: bool = False

    def start(self, name: str, body: Callable[[], object]) -> None:
        """Run a function in a process of its own."""
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        child = os.fork()
        if child == 0:
            _be_a_child(parent, body)
        self.names[child] = name

    def wait(self) -> None:
        """Wait until every child is gone; when one goes by itself, the others are asked to stop too."""
        while self.names:
            pid, status = os.waitpid(-1, 0)
            name = self.names.pop(pid, None)
            code = os.waitstatus_to_exitcode(status)
            if name and not self.stopping:
                log.error("a process ended by itself", extra={"name_of_process": name, "code": code})
                self.failed = True
                self.stop()
            elif code not in {0, -signal.SIGTERM}:
                self.failed = True

    def stop(self) -> None:
        """Ask every child to finish; who has not after `GRACE` seconds is ended."""
        self.stopping = True
        self._send(signal.SIGTERM)
        signal.alarm(int(GRACE))

    def kill(self) -> None:
        """End every child that is left."""
        for name in self.names.values():
            log.error("a process did not finish in time", extra={"name_of_process": name})
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        for pid in list(self.names):
            os.kill(pid, number)


def _be_a_child(parent: int, body: Callable[[], object]) -> None:
    """Run the body and leave, without ever returning into the parent's code."""
    # A group of its own: Ctrl-C in a terminal reaches the parent alone, which asks politely.
    os.setpgid(0, 0)
    for number in (*_STOP, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(0)
    code = 1
    try:
        body()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except Exception:  # the border of a process: nobody above would put any failure into the log
        log.exception("a process failed")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


@contextmanager
def family() -> Iterator[Children]:
    """Start children in the body, then wait for them; Ctrl-C and SIGTERM stop them in good order."""
    children = Children()
    begun = time.monotonic()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if children.stopping:
            return
        children.stop()

    def kill(_signal: int, _frame: FrameType | None) -> None:
        children.kill()

    for number in _STOP:
        signal.signal(number, stop)
    signal.signal(signal.SIGALRM, kill)
    yield children
    children.wait()
    signal.alarm(0)
    log.info("stopped", extra={"after_seconds": round(time.monotonic() - begun)})
