"""The house rules hold in every Python file, and each rule finds what it is there for."""

import pytest

from tests.house.files import ROOT, python_files, tracked
from tests.house.source_rules import broken

SEEDED = [
    ("eval('1')", "calls eval"),
    ("import os\nos.system('ls')", "calls os.system"),
    ("import subprocess\nsubprocess.run('ls', shell=True)", "opens a shell"),
    ("flask.render_template_string(text)", "calls flask.render_template_string"),
    ("import pickle", "imports pickle"),
    ("hashlib.md5(b'')", "calls hashlib.md5"),
    ("from random import choice", "imports random"),
    ("datetime.datetime.now(UTC)", "reads the clock by datetime.datetime.now"),
    ("time.time()", "reads the clock by time.time"),
    ("Markup(f'<b>{name}</b>')", "builds HTML in Python"),
    ("import htmx_flask", "imports htmx_flask, which belongs to sladesk/web/htmx.py"),
]
#: Data written down as Python, a row a line; not logic to be read from top to bottom.
TABLES = ("sladesk/demo/content/", "sladesk/domain/shipped/")
LONGEST = 300


@pytest.mark.parametrize(("code", "text"), SEEDED)
def test_a_seeded_fault_is_found(code: str, text: str) -> None:
    assert broken(code, "sladesk/actions/x.py") == [f"sladesk/actions/x.py:{code.count(chr(10)) + 1} {text}"]


def test_a_framework_in_the_domain_is_found() -> None:
    assert broken("import flask", "sladesk/domain/x.py") == ["sladesk/domain/x.py:1 imports flask"]
    assert not broken("import flask", "sladesk/web/x.py")


def test_every_file_keeps_the_rules() -> None:
    faults = [fault for path in python_files("sladesk") for fault in broken((ROOT / path).read_text(), path)]
    assert not faults, "\n".join(faults)


def test_files_stay_readable_at_one_sitting() -> None:
    long = {
        path: lines
        for path in python_files("sladesk")
        if not path.startswith(TABLES) and (lines := len((ROOT / path).read_text().splitlines())) > LONGEST
    }
    assert not long, f"split by noun: {long}"


def test_nothing_of_one_machine_is_committed() -> None:
    """No path of somebody's machine, no address of a package registry."""
    words = [f"/{name}/" for name in ("work", "root", "home")]
    words += [f"{host}" for host in ("pypi" + ".org", "python" + "hosted", "npm" + "js")]
    found = [
        f"{path}: {word}"
        for path in tracked()
        if path.endswith(
            (".py", ".md", ".toml", ".lock", ".json", ".sh", ".cfg", "Makefile", ".html", ".yml")
        )
        for word in words
        if word in (ROOT / path).read_text()
    ]
    assert not found, "\n".join(found)
