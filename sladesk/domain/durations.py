"""Lengths of time as people type them: 15 分钟, 2 小时, 3 个工作日, 1 h 30 min, bare minutes."""

import re

_PART = re.compile(r"(\d{1,6})\s*([a-z一-鿿 ]*?)\s*(?=\d|$)")
_UNITS = {
    1: ("秒", "秒钟", "s", "sec", "second", "seconds"),
    60: ("分", "分钟", "m", "min", "minute", "minutes", ""),
    3600: ("时", "小时", "个小时", "h", "hour", "hours"),
}
_DAYS = ("天", "日", "工作日", "个工作日", "d", "day", "days", "working day", "working days")
_SECONDS = {name: seconds for seconds, names in _UNITS.items() for name in names}


def parse_length(text: str, day: int = 86_400) -> int | None:
    """Return a typed length in seconds; None when it can't be read.

    Arguments:
        day: seconds of what counts as a day: 24 h in plain time, the open hours in working time.
    """
    words = text.strip().lower().replace("\u3000", " ")
    found = list(_PART.finditer(words))
    if not found or "".join(match.group(0) for match in found) != words:
        return None
    total = 0
    for match in found:
        unit = match.group(2)
        each = day if unit in _DAYS else _SECONDS.get(unit)
        if each is None:
            return None
        total += int(match.group(1)) * each
    return total
