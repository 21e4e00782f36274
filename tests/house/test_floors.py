"""Libraries are not older than the versions that mended known weaknesses."""

import re
from importlib.metadata import version

import pytest

from tests.house.files import ROOT

FLOORS = {
    "flask": "3.1.3",
    "werkzeug": "3.1.4",
    "weasyprint": "70.0",
    "jinja2": "3.1.6",
    "sqlalchemy": "2.1",
    "gunicorn": "27",
    "pillow": "13",
}
#: htmx-flask reads what htmx 2 sends; this pair is the one that was tried.
EXACT = {"htmx-flask": "0.1.0"}
LOCKS = ("requirements.lock", "requirements-dev.lock", "bin/uv.lock")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_floor(name: str, floor: str) -> None:
    assert _numbers(version(name)) >= _numbers(floor)


@pytest.mark.parametrize(("name", "wanted"), EXACT.items())
def test_exact(name: str, wanted: str) -> None:
    assert version(name) == wanted


@pytest.mark.parametrize("name", LOCKS)
def test_locks_pin_everything_and_name_no_place(name: str) -> None:
    text = (ROOT / name).read_text()
    pins = re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)
    assert pins
    assert all("==" in pin for pin in pins)
    assert len(re.findall(r"^[a-z0-9].*\\$\n    --hash=sha256:", text, re.MULTILINE)) == len(pins)
    assert "://" not in text


def test_both_locks_agree() -> None:
    run, test = ((ROOT / name).read_text().splitlines() for name in LOCKS[:2])
    pins = {line.partition(" ")[0] for line in run if "==" in line and not line.startswith(" ")}
    assert pins <= {line.partition(" ")[0] for line in test}
