"""Pages out of HTML, in a short-lived process of their own: no database, no network, bounded time and memory.

WeasyPrint and what it loads stay out of every other process. The child
(`python -m sladesk.reports.pdf`) gets a folder with the page and its named assets, and tells of its progress.
"""

import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Timer

from sladesk import child

PAGE, ASSETS, RESULT = "page.html", "assets", "result.pdf"
#: How the child says that it could not do its work, as its return code.
NO_LIBRARIES, NO_PAGES = 3, 5
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
#: Seconds after which a child is ended; a review takes two to five.
LONGEST = 120
_HERE = Path(__file__).resolve().parent
_STATIC = _HERE.parent.parent / "static"


class PdfError(Exception):
    """No PDF was made.

    Arguments:
        code: `no_libraries`, `no_memory`, `too_long` or `failed`; the text says what to do.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Made:
    """A PDF: its bytes, how many pages it has, and the most memory the child took, in KiB."""

    data: bytes
    pages: int
    memory: int


@cache
def assets() -> Mapping[str, bytes]:
    """Return what printed pages refer to as `asset:<name>`: the style and two fonts."""
    fonts = {f"{name}.otf": (_HERE / "fonts" / f"{name}.otf").read_bytes() for name in ("regular", "bold")}
    return fonts | {"print.css": (_STATIC / "print.css").read_bytes()}


def render(
    html: str,
    drawings: Mapping[str, bytes] | None = None,
    *,
    named: Mapping[str, bytes] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Made:
    """Return a page as PDF.

    Arguments:
        html: a whole document; it reaches nothing but `drawings` and `named`, by `asset:<name>`.
        drawings: file names to SVG.
        named: file names of assets to their bytes; style and fonts of reviews when absent.
        progress: told `start`, `laid out` and `written`.

    Raises:
        PdfError: libraries are missing, or time or memory was not enough.
    """
    tell = progress or (lambda _step: None)
    with tempfile.TemporaryDirectory(prefix="sladesk-pdf-") as name:
        folder = Path(name)
        (folder / PAGE).write_text(html, encoding="utf-8")
        (folder / ASSETS).mkdir()
        for file, data in {**(assets() if named is None else named), **(drawings or {})}.items():
            (folder / ASSETS / file).write_bytes(data)
        tell("start")
        pages, memory = _run(folder, tell)
        return Made((folder / RESULT).read_bytes(), pages, memory)


def _run(folder: Path, tell: Callable[[str], None]) -> tuple[int, int]:
    """Run the child and return its pages and its memory in KiB."""
    found = {"pages": 0, "memory": 0}
    with (folder / "complaints").open("w+b") as complaints:
        made = child.begin("sladesk.reports.pdf", folder, complaints, subprocess.PIPE)
        late = Timer(LONGEST, made.kill)
        late.start()
        try:
            assert made.stdout is not None
            for line in made.stdout:
                word, _blank, number = line.decode().strip().partition(" ")
                if word in found and number.isdigit():
                    found[word] = int(number)
                    tell("laid out" if word == "pages" else "written")
        finally:
            late.cancel()
            made.stdout.close() if made.stdout else None
            made.stdin.close() if made.stdin else None
            code = made.wait()
        if code:
            raise _error(code, child.last_words(complaints))
    return found["pages"], found["memory"]


def _error(code: int, last: str) -> PdfError:
    if code == NO_LIBRARIES:
        return PdfError("no_libraries", f"PDF needs the packages {PACKAGES}: apt install {PACKAGES}")
    if code == child.NO_MEMORY:
        return PdfError("no_memory", "The PDF needs more memory than one report may take")
    if code < 0:
        return PdfError("too_long", f"The PDF was not ready within {LONGEST} s")
    return PdfError("failed", f"The PDF could not be made: {last or code}")
