"""Back-up while tickets are being registered, restored into nothing; damage is refused (R10.4)."""

import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from sladesk.config import Config
from tests.app.test_cli import runner
from tests.support import registrar
from tests.support.registrar import Registrar


@contextmanager
def writing(config: Config) -> Iterator[Registrar]:
    """Let another process register tickets as long as the body runs."""
    writer = registrar.start(config, 100_000)
    try:
        assert len(writer.numbers(5)) == 5
        yield writer
    finally:
        writer.end()


def manifest(file: Path) -> dict[str, dict[str, list[object]]]:
    with tarfile.open(file) as archive:
        member = archive.extractfile("manifest.json")
        assert member is not None
        data: dict[str, dict[str, list[object]]] = json.load(member)
        return data


def store(config: Config) -> None:
    for name, content in (("ab01", b"photo"), ("cd02", b"x" * 70_000)):
        path = config.data_dir / "files" / name[:2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def backed_up(config: Config, folder: Path) -> Path:
    file = folder / "site.tar.gz"
    answer: Result = runner(config)("backup", str(file))
    assert answer.exit_code == 0, answer.output
    return file


def test_restored_under_write_load_it_is_what_was_written(
    app: Flask, config: Config, empty: Config, tmp_path: Path
) -> None:
    store(config)
    with writing(config) as writer:
        file = backed_up(config, tmp_path)
        assert writer.process.is_alive(), "the writer was not disturbed"
        assert len(writer.numbers(3)) == 3
    assert file.stat().st_mode & 0o777 == 0o600
    listed = manifest(file)["tables"]
    rows = int(str(listed["ticket"][0]))
    assert rows >= 5
    restored = runner(empty)("restore", str(file), "--verify")
    assert restored.exit_code == 0, restored.output
    assert "Verified" in restored.output
    assert runner(empty)("db", "check").exit_code == 0
    agrees = runner(empty)("sla", "verify", "--all")
    assert agrees.exit_code == 0, agrees.output
    assert (empty.data_dir / "files" / "cd" / "cd02").read_bytes() == b"x" * 70_000
    second = tmp_path / "second"
    second.mkdir()
    again = manifest(backed_up(empty, second))
    assert again["tables"] == listed, "the restored site backs up to the same content"
    assert {k: v for k, v in again["members"].items() if k != "database"} == {
        k: v for k, v in manifest(file)["members"].items() if k != "database"
    }


def test_what_is_there_is_never_overwritten(app: Flask, config: Config, tmp_path: Path) -> None:
    file = backed_up(config, tmp_path)
    refused = runner(config)("restore", str(file))
    assert refused.exit_code == 1
    assert "only into" in refused.output
    twice = runner(config)("backup", str(file))
    assert twice.exit_code == 1
    assert "never overwrites" in twice.output


def test_a_flipped_bit_is_refused(app: Flask, config: Config, empty: Config, tmp_path: Path) -> None:
    whole = backed_up(config, tmp_path).read_bytes()
    for place in (
        0,
        4,
        9,
        len(whole) // 3,
        len(whole) // 2,
        len(whole) - 60,
        len(whole) - 30,
        len(whole) - 1,
    ):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x10
        file = tmp_path / "spoilt.tar.gz"
        file.write_bytes(spoilt)
        answer = runner(empty)("restore", str(file))
        assert answer.exit_code == 1, f"byte {place}"
        assert "damaged" in answer.output
    (tmp_path / "short.tar.gz").write_bytes(whole[:-100])
    assert runner(empty)("restore", str(tmp_path / "short.tar.gz")).exit_code == 1
    fine = tmp_path / "fine.tar.gz"
    fine.write_bytes(whole)
    assert runner(empty)("restore", str(fine), "--verify").exit_code == 0, "nothing was left in the way"


def test_a_missing_tool_is_named(
    app: Flask, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    monkeypatch.setattr("sladesk.cli._engines.shutil.which", lambda _name: None)
    answer = runner(config)("backup", str(tmp_path / "x.tar.gz"))
    if engine == "sqlite":
        assert answer.exit_code == 0, "nothing but Python is needed"
    else:
        assert answer.exit_code == 1
        assert "apt install postgresql-client" in answer.output
        assert not list(tmp_path.iterdir()), "nothing half-made is left"
