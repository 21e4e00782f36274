"""How often sentences were said: one that is read everywhere gives an invented department away."""

from array import array
from collections.abc import Iterable
from re import compile as pattern
from zlib import crc32

#: One ticket in so many may hold the same sentence; in a small department this many tickets.
SHARE, FEWEST = 50, 4
_END = pattern(r"[。！？；\n]")
#: Places to count at. Two sentences that share one are taken for one: that wears them out too early, never late.
_PLACES = 1 << 20


def fingerprints(texts: Iterable[str]) -> frozenset[int]:
    """Return a number for each sentence of some texts; the same in every process."""
    sentences = {part.strip() for text in texts for part in _END.split(text)}
    return frozenset(crc32(sentence.encode()) % _PLACES for sentence in sentences if sentence)


class Wear:
    """Counts the tickets that hold a sentence.

    Arguments:
        tickets: how many there will be.
    """

    def __init__(self, tickets: int) -> None:
        self.most = max(tickets // SHARE, FEWEST)
        self._counts = array("H", bytes(2 * _PLACES))

    def takes(self, said: frozenset[int]) -> bool:
        """Count what one ticket says, unless one of its sentences would wear out; return whether it was."""
        if any(self._counts[place] >= self.most for place in said):
            return False
        for place in said:
            self._counts[place] += 1
        return True
