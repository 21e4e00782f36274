"""The file store: random names, whole or not at all, checked when read (decision 20).

A file is on the disk before the row that names it commits; a crash between the two leaves an orphan, which
`sweep` removes. Nothing here is inside a folder that a web server serves.
"""

import hashlib
import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

#: Files without a row are kept this long: their transaction may still be running.
ORPHAN_AGE = timedelta(days=1)
_PART = ".part"
#: Bytes of a file that are held at once when it is copied.
_PIECE = 1 << 20


class Damaged(Exception):
    """A stored file is missing or is not what was stored."""


@dataclass(frozen=True)
class Stored:
    """A file that lies in the store and waits for its row.

    Arguments:
        public_id: name in addresses; says nothing about the file.
        key, thumb_key: names in the store; the second is empty for files without a small picture.
        name: what people call it, cleaned.
        media_type: as sniffed from the content, never as claimed.
        size: bytes.
        width, height: pixels of a picture.
    """

    public_id: str
    key: str
    thumb_key: str | None
    name: str
    sha256: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None


class Store:
    """A folder with files under random names, two letters of the name as a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Write a file and return its key; it is complete and on the disk when this returns."""
        return self._write((content,))

    def take(self, path: Path) -> tuple[str, str, int]:
        """Copy a file piece by piece, as `put`; return its key, its sha256 and its size in bytes."""
        found, size = hashlib.sha256(), 0

        def pieces() -> Iterator[bytes]:
            nonlocal size
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    found.update(piece)
                    size += len(piece)
                    yield piece

        return self._write(pieces()), found.hexdigest(), size

    def _write(self, pieces: Iterable[bytes]) -> str:
        key = secrets.token_hex(20)
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(_PART)
        with part.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return key

    def read(self, key: str, sha256: str | None = None) -> bytes:
        """Return a file's content.

        Arguments:
            sha256: digest it must have; small pictures, which can be made anew, have none.

        Raises:
            Damaged: it is gone or was changed on the disk.
        """
        try:
            content = self.path(key).read_bytes()
        except FileNotFoundError as error:
            raise Damaged(key) from error
        if sha256 is not None and digest(content) != sha256:
            raise Damaged(key)
        return content

    def discard(self, stored: Stored) -> None:
        """Remove a file that gets no row after all."""
        for key in (stored.key, stored.thumb_key):
            if key:
                self.path(key).unlink(missing_ok=True)

    def sweep(self, known: Collection[str], now: datetime) -> int:
        """Remove what no row names and nobody is writing any more; return how many files went.

        Arguments:
            known: keys of all rows, small pictures included.
            now: the present, aware.
        """
        gone = 0
        oldest = (now - ORPHAN_AGE).timestamp()
        for path in self._files():
            if path.name in known or path.stat().st_mtime > oldest:
                continue
            path.unlink(missing_ok=True)
            gone += 1
        return gone

    def _files(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (path for path in self.folder.glob("??/*") if path.is_file())

    def path(self, key: str) -> Path:
        """Return where a file lies, for what reads it piece by piece.

        Raises:
            Damaged: this can't be the name of one.
        """
        if not (key.isascii() and key.isalnum()):
            raise Damaged(key)
        return self.folder / key[:2] / key


def digest(content: bytes) -> str:
    """Return the sha256 of a file's content in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def public_id() -> str:
    """Return a fresh name for addresses."""
    return secrets.token_urlsafe(18)
