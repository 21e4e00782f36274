"""What `make` brings: pip's mirror reaches uv, nothing is done twice, an old Python is told so."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.files import ROOT


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"sladesk_bin_{name}", ROOT / "bin" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def setup() -> ModuleType:
    return load("setup")


@pytest.fixture
def check() -> ModuleType:
    return load("check")


def test_pip_mirror_is_passed_on_to_uv(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {
        "index-url": "https://mirror.example/simple",
        "find-links": "/a /b",
        "trusted-host": "mirror.example",
    }
    monkeypatch.setattr(setup, "pip_settings", lambda: settings)
    for name in ("UV_DEFAULT_INDEX", "UV_FIND_LINKS", "UV_INSECURE_HOST"):
        monkeypatch.delenv(name, raising=False)
    env = setup.uv_environment()
    assert env["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert env["UV_FIND_LINKS"] == "/a,/b"
    assert env["UV_INSECURE_HOST"] == "mirror.example"


def test_settings_made_for_uv_itself_win(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "pip_settings", lambda: {"index-url": "https://mirror.example/simple"})
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert setup.uv_environment()["UV_DEFAULT_INDEX"] == "https://own.example/simple"


def test_pip_environment_wins_over_its_files(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "global.index-url='https://file.example'\n:env:.index-url='https://env.example'\nsite.timeout='3'\n"
    )
    answer = subprocess.CompletedProcess([], 0, stdout=text, stderr="")
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: answer)
    assert setup.pip_settings()["index-url"] == "https://env.example"


def test_a_changed_lock_is_noticed(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "bin/uv.lock", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "PYTHON", python)
    assert not setup.installed("run")
    (tmp_path / ".venv" / "stamp-test").write_text(setup.stamp_text("test"))
    assert setup.installed("run"), "the environment for tests can run the site too"
    (tmp_path / "requirements-dev.lock").write_text("changed")
    assert not setup.installed("test")


def test_without_rights_one_sentence_says_what_to_install(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "missing_packages", lambda wanted: ["chromium", "postgresql"])
    monkeypatch.setattr(setup, "installed", lambda mode: True)
    monkeypatch.setattr(setup, "apt_install", lambda packages: False)
    setup.system_packages("test")
    assert capsys.readouterr().out.strip().endswith("please run  apt install chromium postgresql  as root.")


def test_without_rights_and_pip_the_same_sentence_ends_it(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "missing_packages", lambda wanted: ["chromium"])
    monkeypatch.setattr(setup, "installed", lambda mode: False)
    monkeypatch.setattr(setup, "quiet", lambda *command: False)
    monkeypatch.setattr(setup, "apt_install", lambda packages: False)
    with pytest.raises(SystemExit, match="please run  apt install chromium python3-pip  as root, then start"):
        setup.system_packages("test")


def test_a_run_that_does_not_start_is_a_failure(check: ModuleType, tmp_path: Path) -> None:
    tally = check.Tally()
    step = check.Step("none", (str(check.BIN / "pytest"), "--quiet", "nowhere"))
    check.count_tests(step, check.run_pytest(step, tmp_path), tmp_path, tally)
    assert (tally.passed, tally.failed) == (0, 1)


def test_engines_must_have_run_the_same_tests(check: ModuleType) -> None:
    tally = check.Tally()
    tally.engines.update({"sqlite": 4, "postgresql": 3})
    check.compare_engines(tally)
    assert tally.failures == ["same number of tests on both engines (1)"]


def test_the_build_machine_runs_what_people_run() -> None:
    assert "exec make test" in (ROOT / ".ci" / "run").read_text()
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
