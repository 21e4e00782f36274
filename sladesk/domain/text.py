"""What people type, cleaned before it is stored."""

import re
import unicodedata

from sladesk.domain.errors import Problem

MAX_TEXT = 20_000
MAX_LINE = 200

# Characters that reverse or hide text: bidirectional controls, zero-width characters, byte-order mark.
_HIDDEN = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clean(text: str | None, *, lines: bool = False) -> str:
    """Return the text without control and hiding characters, outer blanks removed.

    Arguments:
        text: what was typed; None counts as empty.
        lines: keep line breaks (long texts) or turn them into blanks (one-line fields).
    """
    value = _HIDDEN.sub("", (text or "").replace("\r\n", "\n").replace("\r", "\n"))
    keep = "\n\t" if lines else ""
    value = "".join(
        c if c in keep or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"} else " " for c in value
    )
    return value.strip()


def check_length(text: str, limit: int = MAX_TEXT) -> Problem | None:
    """Return the problem of a text longer than `limit` characters, None when it fits."""
    if len(text) <= limit:
        return None
    return Problem("too_long", {"max": limit, "length": len(text)})


def first_line(text: str, limit: int = 60) -> str:
    """Return the first sentence or line, cut to `limit` characters, as a ticket's heading."""
    head = re.split(r"[\n。！？!?；;]", text.strip(), maxsplit=1)[0].strip()
    return head if len(head) <= limit else head[: limit - 1] + "…"
