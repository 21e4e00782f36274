"""Workbooks in the customary forms, in a short-lived process of their own that is told a ticket at a time.

XlsxWriter stays out of the job; neither of the two holds more than one ticket of the child, one portion of
the job (R9.6).
"""

import fcntl
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Generic, TypeVar

import msgspec

from sladesk import child
from sladesk.reports.workbook.layout import END, Plan, Record

T = TypeVar("T")
RESULT = "result.xlsx"
#: Seconds after which a child is ended; a month of 25,000 tickets takes ten.
LONGEST = 300
#: Bytes that wait between job and child: some 600 tickets.
_BETWEEN = 1 << 20
#: Rows of a sheet below its head.
MOST = 1_048_500


class WorkbookError(Exception):
    """No workbook was made.

    Arguments:
        code: `no_memory`, `too_long`, `too_many` or `failed`; the text says what happened.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Made(Generic[T]):
    """A workbook: what became of its file, how many tickets it has, and the child's most memory in KiB."""

    kept: T
    tickets: int
    memory: int


def write(
    plan: Plan,
    records: Iterable[Record],
    keep: Callable[[Path], T],
    progress: Callable[[int], None] | None = None,
) -> Made[T]:
    """Make the workbook of a plan with a row for each ticket.

    Arguments:
        records: read while the child writes.
        keep: takes the file, which is gone afterwards.
        progress: told the number of tickets handed over, after each.

    Raises:
        WorkbookError: time or memory was not enough, or there are more tickets than rows.
    """
    with tempfile.TemporaryDirectory(prefix="sladesk-xlsx-") as name:
        folder = Path(name)
        with (folder / "complaints").open("w+b") as complaints:
            made = child.begin("sladesk.reports.workbook", folder, complaints, subprocess.PIPE)
            late = Timer(LONGEST, made.kill)
            late.start()
            try:
                _tell(made, plan, records, progress or (lambda _count: None))
                said = made.stdout.read() if made.stdout else b""
            finally:
                # A child that was not told everything ends when nobody can tell it more.
                for pipe in (made.stdin, made.stdout):
                    with suppress(BrokenPipeError):
                        pipe.close() if pipe else None
                code = made.wait()
                late.cancel()
            if code:
                raise _error(code, child.last_words(complaints))
        found = dict(line.split() for line in said.decode().splitlines())
        return Made(keep(folder / RESULT), int(found["tickets"]), int(found["memory"]))


def _tell(
    made: subprocess.Popen[bytes], plan: Plan, records: Iterable[Record], progress: Callable[[int], None]
) -> None:
    """Hand everything over; a child that is gone is asked for its reason afterwards."""
    assert made.stdin is not None
    with suppress(OSError):  # a favour of the kernel: both work side by side when a portion fits in between
        fcntl.fcntl(made.stdin, fcntl.F_SETPIPE_SZ, _BETWEEN)
    encode = msgspec.json.Encoder().encode
    with suppress(BrokenPipeError):
        made.stdin.write(encode(plan) + b"\n")
        for count, record in enumerate(records, 1):
            if count > MOST:
                raise WorkbookError("too_many", f"A sheet has no more than {MOST} rows")
            made.stdin.write(encode(record) + b"\n")
            progress(count)
        made.stdin.write(END)
        made.stdin.close()


def _error(code: int, last: str) -> WorkbookError:
    if code == child.NO_MEMORY:
        return WorkbookError("no_memory", "The workbook needs more memory than one may take")
    if code < 0:
        return WorkbookError("too_long", f"The workbook was not ready within {LONGEST} s")
    return WorkbookError("failed", f"The workbook could not be made: {last or code}")
