"""A log's file, line by line: what the whole file must be like, and its cells as a row of words.

What makes a file unreadable (encoding, quotes, a NUL, its size) refuses it whole, before anything is written;
what is wrong with one row is told of that row (`imports.rows`).
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sladesk.domain.errors import Invalid, invalid
from sladesk.domain.history.changes import Row
from sladesk.imports.mapping import SEVERAL, Mapping
from sladesk.imports.rows import RowReader

#: Bytes of the largest file, and its most rows: what is decided about them is held in memory.
LARGEST, MOST_ROWS = 100_000_000, 300_000
#: Characters of one row with all its lines; more means a quote that never ends.
_LONGEST_ROW = 4_000_000


def read(path: Path, mapping: Mapping) -> Iterator[Row]:
    """Yield the rows of a log in the order of the file.

    Raises:
        Invalid: the file can't be read as the mapping says; the line is said where there is one.
        OSError: there is no such file.
    """
    size = path.stat().st_size
    if size > LARGEST:
        raise invalid("file", "history_too_large", size=size // 1_000_000, max=LARGEST // 1_000_000)
    csv.field_size_limit(_LONGEST_ROW)
    with path.open("rb") as file:
        yield from _Lines(file, mapping).rows()


class _Lines:
    """The decoded lines of a file, and where the row being read began."""

    def __init__(self, file: IO[bytes], mapping: Mapping) -> None:
        self._file = file
        self._mapping = mapping
        self._line = 0
        self._start = 1
        self._length = 0

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the head."""
        cells = self._cells()
        head = next(cells, None)
        if head is None:
            raise invalid("file", "history_empty")
        reader = RowReader(self._mapping, [name.strip() for name in head])
        _known_columns(self._mapping, reader.head)
        for count, row in enumerate(cells):
            if count >= MOST_ROWS:
                raise invalid("file", "history_too_many", max=MOST_ROWS)
            yield reader.row(self._start, row)

    def _cells(self) -> Iterator[list[str]]:
        """Yield the cells of each row that holds any; `_start` is the line it begins in."""
        mapping = self._mapping
        found = csv.reader(self._decoded(), delimiter=mapping.delimiter, quotechar=mapping.quote, strict=True)
        while True:
            self._start, self._length = self._line + 1, 0
            try:
                cells = next(found)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._quotes(error) from error
            if any(cells):
                yield cells

    def _quotes(self, error: csv.Error) -> Invalid:
        unended = "unexpected end of data" in str(error)
        code = "history_open_quote" if unended else "history_bad_quotes"
        return invalid("file", code, line=self._start)

    def _decoded(self) -> Iterator[str]:
        encoding = "utf-8" if self._mapping.encoding == "utf-8-sig" else self._mapping.encoding
        while raw := self._file.readline(_LONGEST_ROW):
            self._line += 1
            if b"\0" in raw:
                raise invalid("file", "history_nul", line=self._line)
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError as error:
                raise invalid("file", "history_bad_encoding", line=self._line, encoding=encoding) from error
            self._length += len(text)
            if self._length >= _LONGEST_ROW:
                raise invalid("file", "history_open_quote", line=self._start)
            yield text.removeprefix("\ufeff") if self._line == 1 else text


def _known_columns(mapping: Mapping, head: list[str]) -> None:
    """Refuse a file without the columns the mapping names, or with one of them twice."""
    named = {f"columns.{key}": word for key, word in mapping.columns.items()}
    for key in SEVERAL:
        named |= {f"columns.{key}.{word}": word for word in mapping.several[key]}
    for key, word in named.items():
        if word not in head:
            raise invalid("file", "history_missing_column", column=word, key=key)
        if head.count(word) > 1:
            raise invalid("file", "history_column_twice", column=word)
