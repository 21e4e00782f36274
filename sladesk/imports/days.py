"""Lists of holidays and make-up days from elsewhere: an iCalendar file, or a table of days (R3.5).

An .ics is read by a child (`sladesk.imports.ics`): what foreign programs write there is not trusted to end.
"""

import csv
import json
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path

from sladesk import child
from sladesk.domain.errors import Problem, invalid
from sladesk.domain.sla.day_lists import Entry

#: Bytes of the largest list, entries of the longest, seconds its reader may take.
LARGEST, MOST, _LONGEST = 1_000_000, 2_000, 20
#: Characters of a table's line; the reader of tables has a limit too, which the whole process shares.
_LONGEST_LINE = 4_000
FIELD = "days_file"
#: One child at a time, for so many seconds others wait for it: each may take the memory it is bounded to.
_READING, _PATIENCE = threading.Lock(), 5
_NAME = 60
_ISO = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"[T\s]+\d{1,2}:\d{2}")
_HEADS = {
    "date": ("date", "day", "日期"),
    "name": ("name", "holiday", "名称", "节日", "节假日", "说明"),
    "kind": ("off/work", "kind", "type", "status", "类型", "状态", "安排", "休/班", "休班"),
}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def entries(content: bytes, zone: str) -> list[Entry]:
    """Return the entries of a list, in its order.

    Arguments:
        content: the file, or what was pasted, as UTF-8.
        zone: the calendar's zone, in which entries with a time of day are looked at.

    Raises:
        Invalid: it can't be read at all: too large, no text, nonsense, empty.
    """
    if len(content) > LARGEST:
        raise invalid(FIELD, "days_too_large", size=-(-len(content) // 1000), max=LARGEST // 1000)
    if content.startswith(_WORKBOOKS):
        raise invalid(FIELD, "days_workbook")
    text = _decoded(content)
    found = (
        _ics(text, zone)
        if "BEGIN:VCALENDAR" in text[:2_000].upper()
        else list(islice(_table(text), MOST + 1))
    )
    if not found:
        raise invalid(FIELD, "days_empty")
    if len(found) > MOST:
        raise invalid(FIELD, "days_too_many", max=MOST)
    return found


def _decoded(content: bytes) -> str:
    """UTF-8, with its mark UTF-16, or as Chinese Excel saves a table."""
    marked = next((encoding for mark, encoding in _BOMS if content.startswith(mark)), "")
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise invalid(FIELD, "days_encoding")


def _ics(text: str, zone: str) -> list[Entry]:
    if not _READING.acquire(timeout=_PATIENCE):
        raise invalid(FIELD, "days_busy")
    try:
        said = _told(text, zone)
    finally:
        _READING.release()
    return [_entry(place, told) for place, told in enumerate(json.loads(said), 1)]


def _told(text: str, zone: str) -> bytes:
    """Return what the child says of it, as JSON."""
    with tempfile.TemporaryDirectory(prefix="sladesk-ics-") as name, tempfile.TemporaryFile() as complaints:
        made = child.begin("sladesk.imports.ics", Path(name), complaints, subprocess.PIPE)
        try:
            said, _nothing = made.communicate(f"{zone}\n{text}".encode(), timeout=_LONGEST)
        except subprocess.TimeoutExpired as error:
            made.kill()
            made.communicate()
            raise invalid(FIELD, "days_nonsense") from error
    if made.returncode:
        raise invalid(FIELD, "days_nonsense")
    return said


def _entry(place: int, told: Mapping[str, str]) -> Entry:
    """An entry as the child tells it."""
    name, code = told["name"][:_NAME], told["problem"]
    if code:
        return Entry(place, name, problem=Problem(code, {"text": told["text"]}))
    return Entry(
        place, name, date.fromisoformat(told["first"]), date.fromisoformat(told["last"]), told["says"]
    )


def _table(text: str) -> Iterator[Entry]:
    """Yield a line for each row below a head, or of all rows in the order date, name, off or work."""
    lines = text.splitlines()
    if any(len(line) > _LONGEST_LINE for line in lines):
        raise invalid(FIELD, "days_nonsense")
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t，", key=first.count)
    places = {"date": 0, "name": 1, "kind": 2}
    rows = csv.reader(lines, delimiter=delimiter)
    for place in range(1, len(text) + 2):
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise invalid(FIELD, "days_nonsense") from error
        if row is None:
            return
        cells = [cell.strip() for cell in row]
        head = _head(cells) if place == 1 else None
        if head is not None:
            places = head
        elif any(cells):
            yield _row(place, cells, places)


def _head(cells: list[str]) -> dict[str, int] | None:
    """Where a head says the columns are; None when the row is none."""
    lower = [cell.lower() for cell in cells]
    found = {key: at for key, names in _HEADS.items() for at, cell in enumerate(lower) if cell in names}
    return found if "date" in found else None


def _row(place: int, cells: list[str], places: Mapping[str, int]) -> Entry:
    def cell(key: str) -> str:
        at = places.get(key, len(cells))
        return cells[at] if at < len(cells) else ""

    name, text = cell("name")[:_NAME], cell("date")
    begin, _slash, end = text.partition("/") if text.count("/") == 1 else (text, "", "")
    first, last = _day(begin), _day(end or begin)
    said = {"text": text[:_NAME]}
    if first is None or last is None:
        code = "entry_time" if _CLOCK.search(text) else "entry_no_date"
        return Entry(place, name, problem=Problem(code, said))
    if last < first:
        return Entry(place, name, problem=Problem("entry_backwards", said))
    return Entry(place, name, first, last, cell("kind"))


def _day(text: str) -> date | None:
    found = _ISO.fullmatch(text.strip()) or _COMPACT.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None
