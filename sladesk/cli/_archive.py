"""What a back-up is: the database at one instant, the files, and a list of what must be in it."""

import gzip
import json
import os
import re
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

from sladesk.cli import _engines, _seal
from sladesk.cli._engines import ArchiveError, Tables
from sladesk.config import Config

DATABASE, MANIFEST, FILES = "database", "manifest.json", "files"
_KNOWN = re.compile(rf"{DATABASE}|{re.escape(MANIFEST)}|{FILES}/[0-9a-f]{{2}}/[0-9a-z]+")
_DAMAGED = "The back-up is damaged: {what}. Nothing was restored; take another one."


@dataclass(frozen=True)
class Manifest:
    """The list inside a back-up: whence it is, rows and hash of each table, digest of each member."""

    format: int
    program: str
    made_at: str
    engine: str
    schema: str
    tables: Tables
    members: Mapping[str, str]

    @property
    def rows(self) -> int:
        """How many rows all tables have."""
        return sum(count for count, _ in self.tables.values())

    @property
    def files(self) -> int:
        """How many stored files there are."""
        return sum(name.startswith(f"{FILES}/") for name in self.members)


def write(target: Path, config: Config, now: datetime) -> Manifest:
    """Write a back-up of the open installation, readable by its owner alone.

    Raises:
        ArchiveError: a tool is missing or failed; nothing is left behind.
    """
    part = target.with_name(target.name + ".part")
    with TemporaryDirectory(prefix="backup-", dir=config.data_dir) as folder:
        dump = Path(folder) / DATABASE
        engine, schema, tables = _engines.dump(config, dump)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "wb") as raw:
                manifest = _pack(
                    raw,
                    dump,
                    config,
                    Manifest(1, version("sladesk"), now.isoformat(), engine, schema, tables, {}),
                )
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
    return manifest


def _pack(raw: BinaryIO, dump: Path, config: Config, manifest: Manifest) -> Manifest:
    """Write the sealed archive; files come after the database, so that all its rows name are there."""
    sink = _seal.Hashing(raw)
    members: dict[str, str] = {}
    with (
        gzip.GzipFile(
            filename="", mode="wb", compresslevel=5, fileobj=cast(BinaryIO, sink), mtime=0
        ) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        members[DATABASE] = _add(archive, DATABASE, dump)
        for path in stored_files(config):
            members[f"{FILES}/{path.parent.name}/{path.name}"] = _add(
                archive, f"{FILES}/{path.parent.name}/{path.name}", path
            )
        manifest = Manifest(**{**asdict(manifest), "members": members})
        _add_text(archive, MANIFEST, json.dumps(asdict(manifest), indent=1))
    raw.write(_seal.tail(sink.value.digest()))
    raw.flush()
    os.fsync(raw.fileno())
    return manifest


def stored_files(config: Config) -> Iterator[Path]:
    """Yield the files of the store, half-written ones left out."""
    folder = config.data_dir / FILES
    yield from (path for path in sorted(folder.glob("??/*")) if path.is_file() and not path.suffix)


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as file:
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(file.fileno()).st_size, 0o600
        reading = _seal.Hashing(file)
        archive.addfile(info, cast(BinaryIO, reading))
    return reading.value.hexdigest()


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    archive.addfile(info, BytesIO(data))


def restore(source: Path, config: Config) -> Manifest:
    """Bring back a back-up where nothing is yet.

    Raises:
        ArchiveError: the target is not empty, or the back-up is not whole or not for this installation.
    """
    config.data_dir.mkdir(parents=True, exist_ok=True)
    if next(stored_files(config), None) is not None:
        raise ArchiveError(
            f"There are files in {config.data_dir / FILES} already; restore only into nothing."
        )
    _engines.must_be_empty(config)
    with TemporaryDirectory(prefix="restore-", dir=config.data_dir) as folder:
        staged = Path(folder)
        manifest = _unpack(source, staged)
        _engines.check_origin(config, manifest.engine, manifest.schema)
        for path in staged.glob(f"{FILES}/??/*"):
            target = config.data_dir / path.relative_to(staged)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
        _engines.load(config, staged / DATABASE)
    return manifest


def _unpack(source: Path, folder: Path) -> Manifest:
    """Unpack into a folder and check every member against the list.

    Raises:
        ArchiveError: the file is not what was written.
    """
    if not _seal.intact(source):
        raise ArchiveError(_DAMAGED.format(what="its digest does not fit its content"))
    found: dict[str, str] = {}
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                found[member.name] = _take(archive, member, folder)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ArchiveError(_DAMAGED.format(what=error)) from error
    manifest = _read_manifest(folder / MANIFEST)
    found.pop(MANIFEST, None)
    if found != dict(manifest.members):
        wrong = min(set(found.items()) ^ set(manifest.members.items()))[0]
        raise ArchiveError(_DAMAGED.format(what=f"{wrong} is not as listed"))
    return manifest


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    stream = archive.extractfile(member) if member.isreg() and _KNOWN.fullmatch(member.name) else None
    if stream is None:
        raise ArchiveError(_DAMAGED.format(what=f"it holds {member.name!r}, which no back-up has"))
    target = folder / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    reading = _seal.Hashing(cast(BinaryIO, stream))
    with target.open("xb") as file:
        copyfileobj(reading, file)
    target.chmod(0o600)
    return reading.value.hexdigest()


def _read_manifest(path: Path) -> Manifest:
    if not path.exists():
        raise ArchiveError(_DAMAGED.format(what="its list is missing"))
    data = json.loads(path.read_text(encoding="utf-8"))
    if data.get("format") != 1:
        raise ArchiveError("This back-up was written by a newer Sladesk; restore it with that version.")
    tables = {name: (int(count), str(value)) for name, (count, value) in data.pop("tables").items()}
    return Manifest(**data, tables=tables)


def verify(manifest: Manifest, config: Config) -> None:
    """Count and hash every table and file of a restored installation.

    Raises:
        ArchiveError: something is not as the list says.
    """
    tables = _engines.tables_now(config)
    for name in sorted(set(tables) | set(manifest.tables)):
        if tables.get(name) != manifest.tables.get(name):
            raise ArchiveError(f"After the restore table {name} is not as it was backed up.")
    files = {f"{FILES}/{p.parent.name}/{p.name}": _seal.digest_of(p) for p in stored_files(config)}
    if files != {name: value for name, value in manifest.members.items() if name != DATABASE}:
        raise ArchiveError("After the restore the stored files are not as they were backed up.")
