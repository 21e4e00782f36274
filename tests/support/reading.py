"""Measures as a reader finds them: in the text of a PDF, and on the page of a review; all in Chinese."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

_UNITS = {"%": 0.01, "秒": 1.0, "分钟": 60.0, "小时": 3600.0, "分": 1.0, "": 1.0}
_SAID = re.compile(r"(-?[\d,]+(?:\.(\d+))?)\s*(%|秒|分钟|小时|分|)")
#: Stands in the head of the table on paper, and nowhere else.
HEAD = "计入数"
_LENGTH = re.compile(r"\s+(秒|分钟|小时)")


@dataclass(frozen=True)
class Said:
    """A number as printed, in the measure's own unit, and half of its last digit."""

    value: float
    slack: float

    def is_rounded(self, value: float | None) -> bool:
        """Whether it is what this value is rounded to."""
        return value is not None and abs(self.value - value) <= self.slack * 1.000001


@dataclass(frozen=True)
class Row:
    """A measure as printed: its value, median and 90th percentile of a length, and what was counted."""

    value: Said
    n: int
    median: Said | None = None
    p90: Said | None = None


def said(words: str) -> Said:
    """Return a printed number.

    Raises:
        ValueError: it is none.
    """
    found = _SAID.fullmatch(words.replace("\u00a0", " ").strip())
    if found is None:
        raise ValueError(words)
    unit = _UNITS[found[3]]
    return Said(float(found[1].replace(",", "")) * unit, 0.5 * unit * 10.0 ** -len(found[2] or ""))


def on_paper(text: str, names: Mapping[str, str]) -> dict[str, Row]:
    """Return the table of all measures in the text of a PDF.

    Arguments:
        names: of measures, by code, as printed.
    """
    lines = [" ".join(line.split()) for line in text.splitlines()]
    head = next(place for place, line in enumerate(lines) if line.startswith("指标 ") and HEAD in line)
    found = dict[str, Row]()
    for line in lines[head + 1 :]:
        code = next((code for code, name in names.items() if line.startswith(f"{name} ")), None)
        if code is None:
            break
        cells = _LENGTH.sub(r"\1", line.removeprefix(names[code])).split()
        spread = (
            [said(cell) for cell in cells[-3:-1]] if len(cells) >= 5 and cells[-2][-1] in "秒钟时" else []
        )
        found[code] = Row(said(cells[0]), int(cells[-1].replace(",", "")), *spread)
    return found


def on_screen(page: str, names: Mapping[str, str]) -> dict[str, Row]:
    """Return the tiles and the table of all measures of a page; a tile has no number (-1)."""
    codes = {name: code for code, name in names.items()}
    found = dict[str, Row]()
    for name, value in re.findall(
        r'<div class="k"[^>]*>([^<]+)</div>\s*<div class="v">(.*?)</div>', page, re.DOTALL
    ):
        found[codes[html.unescape(name)]] = Row(said(_bare(value)), -1)
    rows = re.findall(r'<tr><th scope="row" title="[^"]*">([^<]+)</th>(.*?)</tr>', page, re.DOTALL)
    for name, cells in rows:
        value, n, *_rest = re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)
        found[codes[html.unescape(name)]] = Row(said(_bare(value)), int(_bare(n)))
    return found


def _bare(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()
