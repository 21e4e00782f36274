"""Patterns of numbers shown to people (R1.1, R1.2): a date part and a sequence that outgrows its width."""

import re
from datetime import date

from sladesk.domain.errors import invalid

_FIELD = re.compile(r"\{(yyyymmdd|seq:0?(\d+)|seq)\}")


def check_pattern(pattern: str, *, needs_day: bool = True) -> None:
    """Refuse a pattern that could repeat a number.

    Raises:
        Invalid: no sequence, no date though the sequence restarts daily, or unknown parts.
    """
    fields = [match.group(1) for match in _FIELD.finditer(pattern)]
    rest = _FIELD.sub("", pattern)
    if "{" in rest or "}" in rest or len(pattern) > 40:
        raise invalid("pattern", "pattern_unknown_part")
    if sum(f.startswith("seq") for f in fields) != 1:
        raise invalid("pattern", "pattern_needs_seq")
    if needs_day and "yyyymmdd" not in fields:
        raise invalid("pattern", "pattern_needs_day")


def render(pattern: str, day: date, n: int) -> str:
    """Return the n-th number of a day, e.g. `SR{yyyymmdd}{seq:03}` → SR20231001001."""

    def part(match: re.Match[str]) -> str:
        if match.group(1) == "yyyymmdd":
            return day.strftime("%Y%m%d")
        return str(n).zfill(int(match.group(2) or 1))

    return _FIELD.sub(part, pattern)
