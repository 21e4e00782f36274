"""The child that lays pages out: reads a folder, refuses everything else, writes one file.

It is handed no database, no key and no address; what the page asks for beyond its assets is not there.
"""

import os
import resource
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Any

from sladesk.child import MIB, NO_MEMORY, confine, peak
from sladesk.reports.pdf import ASSETS, NO_LIBRARIES, NO_PAGES, PAGE, RESULT

#: Address space and file size in bytes, seconds of CPU. What is resident stays far below the first.
LIMITS = {
    resource.RLIMIT_AS: 1024 * MIB,
    resource.RLIMIT_CPU: 90,
    resource.RLIMIT_FSIZE: 64 * MIB,
    resource.RLIMIT_CORE: 0,
}
#: What assets are, by the ending of their names.
KINDS = {"css": "text/css", "otf": "font/otf", "svg": "image/svg+xml"}


def fetcher(named: Mapping[str, bytes]) -> Any:
    """Return what answers every address: the assets by name, nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Named(URLFetcher):
        """Knows a dictionary."""

        def fetch(
            self,
            url: str,
            headers: Mapping[str, str] | None = None,  # noqa: ARG002 - the library calls it so
        ) -> URLFetcherResponse:
            """Return an asset.

            Raises:
                ValueError: it is none of ours; the page goes without it.
            """
            scheme, _colon, name = url.partition(":")
            if scheme != "asset" or name not in named:
                raise ValueError(f"refused: {url[:80]}")
            return URLFetcherResponse(url, named[name], {"Content-Type": KINDS[name.rpartition(".")[2]]})

    return Named()


def main(folder: Path) -> int:
    """Lay the page of a folder out and return how that went."""
    named = {path.name: path.read_bytes() for path in (folder / ASSETS).iterdir()}
    html = (folder / PAGE).read_text(encoding="utf-8")
    try:
        from weasyprint import HTML
    except OSError:  # pango is not installed: WeasyPrint loads it when it is imported
        return NO_LIBRARIES
    confine(LIMITS)
    try:
        made = HTML(string=html, url_fetcher=fetcher(named)).render(pdf_variant="pdf/ua-1", lang=None)
        sys.stdout.write(f"pages {len(made.pages)}\n")
        sys.stdout.flush()
        made.write_pdf(folder / RESULT, pdf_variant="pdf/ua-1")
    except MemoryError:
        return NO_MEMORY
    if not made.pages:
        return NO_PAGES
    sys.stdout.write(f"memory {peak()}\n")
    return 0


def end_with_parent(folder: Path) -> None:
    """Give up when whoever waits for the file is gone, killed for instance, and leave nothing behind.

    Nothing is ever said on `stdin`: its end is the end of the parent.
    """
    os.read(sys.stdin.fileno(), 1)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    Thread(target=end_with_parent, args=(Path(sys.argv[1]),), daemon=True).start()
    sys.exit(main(Path(sys.argv[1])))
