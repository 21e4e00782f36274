"""Chinese typography for print: what a browser does by itself and WeasyPrint does not.

A text becomes pieces; a template sets some of them in spans. Of two neighbouring marks the first is half as
wide (`hw`), and so is an opening mark a paragraph begins with; ranges, targets and the end of a paragraph
stay on one line (`nb`); between a number and its measure word stands a blank that does not break.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_OPENING, _CLOSING = "（“‘《〈【「『", "，。、；：？！）”’》〉】」』"
#: So many characters stay together at the end of a paragraph, so that none is left alone on a line.
LAST = 4
#: Shorter texts are one line anyway.
_SHORT = 12
_MEASURE = re.compile(r"(?<=\d) (?=[件席天类项张个次分点秒小月日年页周])|(?<=[第共]) (?=\d)")
_UNBROKEN = (
    r"(?P<nb>\d[\d:.]*[–-]\d[\d:.]*%?"  # a range
    r"|(?:目标 )?[≥≤<>] ?[\d.,]+%?(?:\u00a0(?:小时|分钟))?"  # a target
    r"|[−+]\d[\d.]*%?"  # a change
    r"|\d[\d.,]*\u00a0(?:分钟|小时))"  # a length
)
_KEPT = re.compile(
    rf"{_UNBROKEN}|(?P<hw>[{_CLOSING}](?=[{_OPENING}{_CLOSING}])|[{_OPENING}](?=[{_OPENING}]))"
)
#: Among Latin letters all quotes are half as wide: in our font they fill the square of a Han character.
_LATIN = re.compile(rf"{_UNBROKEN}|(?P<hw>[“”‘’])")
_HAN = re.compile("[\u3000-\u9fff]")
_NUMBER = frozenset("0123456789.,%−+–-")


@dataclass(frozen=True)
class Piece:
    """A stretch of text and how it is set: plain (no kind), half as wide, or unbroken."""

    text: str
    kind: str = ""


@lru_cache(maxsize=4096)
def typeset(text: str, *, end: bool = True) -> tuple[Piece, ...]:
    """Return a text in pieces.

    Arguments:
        end: whether a paragraph ends with it.
    """
    glued = _MEASURE.sub("\u00a0", text)
    split = _end(glued) if end else len(glued)
    pieces: list[Piece] = []
    start = 0
    if glued[:1] and glued[0] in _OPENING:
        pieces.append(Piece(glued[0], "hw"))
        start = 1
    for found in (_KEPT if _HAN.search(glued) else _LATIN).finditer(glued, start, split):
        if found.start() > start:
            pieces.append(Piece(glued[start : found.start()]))
        pieces.append(Piece(found.group(), found.lastgroup or ""))
        start = found.end()
    if start < split:
        pieces.append(Piece(glued[start:split]))
    if split < len(glued):
        pieces.append(Piece(glued[split:], "nb"))
    return tuple(pieces)


def _end(text: str) -> int:
    """Return where the last characters begin that stay together; never inside a number, never a long word."""
    if len(text) < _SHORT:
        return len(text)
    split = len(text) - LAST
    while split and text[split] in _NUMBER and text[split - 1] in _NUMBER:
        split -= 1
    tail = text[split:]
    whole = any("\u4e00" <= sign <= "\u9fff" for sign in tail) and not any(sign in _OPENING for sign in tail)
    marks = any(a in _CLOSING and b in _CLOSING for a, b in pairwise(tail))
    return split if whole and not marks and len(tail) <= 3 * LAST else len(text)
