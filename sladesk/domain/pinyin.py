"""Pinyin initials of names, from a table of 50 KB: the dictionaries it is made of would take 55 MB (R1.2)."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("pinyin.txt")
_FIRST, _COUNT = 0x4E00, 0x9FFF - 0x4E00 + 1


class _Table(NamedTuple):
    letters: str
    words: dict[str, str]
    longest: int


@cache
def _table() -> _Table:
    lines = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    words = dict(line.split(" ") for line in lines if " " in line)
    return _Table("".join(line for line in lines if " " not in line), words, max(map(len, words)))


def initials(name: str) -> str:
    """Return the pinyin initials of a name for search, at most 40: 欧阳娜 → oyn, 重庆A店 → cqad.

    Words are taken as far as they go, so that 重庆 is not read like 重要; a family name with a reading of its
    own (单, 仇) is read as usual.
    """
    table, place, found = _table(), 0, list[str]()
    while place < len(name):
        ends = range(min(len(name), place + table.longest), place + 1, -1)
        word = next((name[place:end] for end in ends if name[place:end] in table.words), "")
        found.append(table.words[word] if word else _letter(table, name[place]))
        place += len(word) or 1
    return "".join(c for c in "".join(found).lower() if c.isalnum())[:40]


def _letter(table: _Table, char: str) -> str:
    at = ord(char) - _FIRST
    return table.letters[at] if 0 <= at < _COUNT and table.letters[at] != "-" else char
