"""Foreign front-end files are exactly the ones that were taken over, with version and licence."""

import base64
import hashlib
import json

import pytest

from tests.house.files import ROOT

VENDOR = ROOT / "sladesk" / "static" / "vendor"
ROWS: list[dict[str, str]] = json.loads((VENDOR / "vendor.json").read_text())


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_file_is_the_one_taken_over(row: dict[str, str]) -> None:
    digest = hashlib.sha384((VENDOR / row["file"]).read_bytes()).digest()
    assert row["sha384"] == "sha384-" + base64.b64encode(digest).decode()
    assert row["version"]
    assert row["licence"]


def test_every_vendored_file_is_listed() -> None:
    there = {p.name for p in VENDOR.iterdir() if p.suffix not in {".json", ".gz"} and "LICENSE" not in p.name}
    assert there == {row["file"] for row in ROWS if not row["file"].startswith("../")}


def test_every_licence_is_there() -> None:
    licences = {p.name.removeprefix("LICENSE-") for p in VENDOR.glob("LICENSE-*")}
    short = {
        row["name"].removeprefix("@").replace("/core", "").replace("/", "-").removesuffix(".org")
        for row in ROWS
    }
    assert licences >= short


def test_htmx_is_the_version_the_extension_reads() -> None:
    assert {row["version"] for row in ROWS if row["name"] == "htmx.org"} == {"2.0.11"}
