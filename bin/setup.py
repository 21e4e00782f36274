"""Bring what a bare Debian lacks: system packages, the locked environment, compiled catalogues.

`python3 bin/setup.py run` prepares for `make run`, `python3 bin/setup.py test` for `make test`.
Everything already there is skipped, so the second call takes no network and a fraction of a second.
Uses the standard library only, because it runs before anything is installed.
"""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
LOCKS = {"run": "requirements.lock", "test": "requirements-dev.lock"}
PIP_PACKAGE = "python3-pip"
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
#: The headless shell is the same browser without windows, which cost more than the pages; where it is not to
#: be had the whole one serves. libatomic1: what drives the browser is linked to it, and Debian 12 does not
#: bring it along.
TEST_PACKAGES = ("chromium", "chromium-headless-shell", "fonts-noto-cjk", "libatomic1", "postgresql")
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}


def say(text: str) -> None:
    """Print one line at once, so that it stands before the output of the command it announces."""
    print(text, flush=True)


def quiet(*command: str) -> bool:
    """Run a command without output and tell whether it succeeded."""
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def missing_packages(wanted: tuple[str, ...]) -> list[str]:
    """Return the Debian packages not installed; none where there is no dpkg to ask."""
    if shutil.which("dpkg-query") is None:
        return []
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Status}\n", *wanted],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split(" ", 1) for line in answer.stdout.splitlines()]
    there = {name for name, status in lines if status == "install ok installed"}
    return [name for name in wanted if name not in there]


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages as root or by password-less sudo; False when neither is there."""
    if shutil.which("apt-get") is None:
        return False
    sudo: list[str] = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not quiet("sudo", "-n", "true"):
        return False
    say(f"Installing {', '.join(packages)} …")
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    steps = ([*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", *packages])
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            say((done.stdout + done.stderr)[-2000:])
            return False
    return True


def system_packages(mode: str) -> None:
    """Install the system packages of a mode, or say in one sentence which ones to install.

    Raises:
        SystemExit: pip is among them, without which nothing can be prepared.
    """
    wanted = PDF_PACKAGES + (TEST_PACKAGES if mode == "test" else ())
    missing = missing_packages(wanted)
    no_pip = not installed(mode) and not quiet(sys.executable, "-m", "pip", "--version")
    if no_pip:
        missing.append(PIP_PACKAGE)
    if not missing or apt_install(missing):
        return
    wish = f"please run  apt install {' '.join(missing)}  as root"
    if no_pip:
        raise SystemExit(f"Something is missing: {wish}, then start again.")
    say(f"Without them {'these tests fail' if mode == 'test' else 'PDFs cannot be made'}: {wish}.")


def stamp_text(mode: str) -> str:
    """Return what the environment of a mode depends on, as one line."""
    files = (LOCKS[mode], "bin/uv.lock", "pyproject.toml")
    digests = (hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in files)
    return " ".join([f"python {sys.version_info[0]}.{sys.version_info[1]}", str(ROOT), *digests])


def installed(mode: str) -> bool:
    """Tell whether the environment holds this mode's lock; the test lock holds the run lock too."""
    modes = ("run", "test") if mode == "run" else ("test",)
    stamps = ((VENV / f"stamp-{each}", stamp_text(each)) for each in modes)
    return PYTHON.exists() and any(file.exists() and file.read_text() == text for file, text in stamps)


def pip_settings() -> dict[str, str]:
    """Return pip's settings by their short name; the environment wins over the files, as in pip."""
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    ranks = {"global": 0, "install": 1, ":env:": 2}
    found: dict[str, tuple[int, str]] = {}
    for line in answer.stdout.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        rank = ranks.get(section, -1)
        if value and rank >= found.get(name, (0, ""))[0]:
            found[name] = (rank, str(ast.literal_eval(value)))
    return {name: value for name, (_, value) in found.items()}


def uv_environment() -> dict[str, str]:
    """Return the environment for uv: it does not read pip's configuration, where mirrors are named."""
    env = dict(os.environ, VIRTUAL_ENV=str(VENV), UV_INDEX_STRATEGY="unsafe-best-match")
    for name, value in pip_settings().items():
        variable = PIP_TO_UV.get(name)
        if variable and variable not in env:
            words = value.split()
            env[variable] = (",".join if variable == "UV_FIND_LINKS" else " ".join)(words)
    return env


def pip_install(*arguments: str) -> bool:
    """Install into the environment with the system's pip, output shown."""
    command = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def install(*arguments: str) -> None:
    """Install into the environment with uv, or with pip where uv cannot.

    Raises:
        SystemExit: neither could.
    """
    uv = VENV / "bin" / "uv"
    if uv.exists():
        command = [str(uv), "pip", "install", "-q", *arguments]
        if subprocess.run(command, cwd=ROOT, env=uv_environment(), check=False).returncode == 0:
            return
        say("uv could not install it, trying pip …")
    if not pip_install(*arguments):
        raise SystemExit("The packages could not be installed; see the lines above for what is missing.")


def environment(mode: str) -> None:
    """Build .venv from the lock of this mode, unless it is there already."""
    if installed(mode):
        return
    say("Preparing the environment in .venv (once) …")
    same_python = quiet(
        str(PYTHON), "-c", f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    )
    if not same_python:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--clear", str(VENV)], check=True)
    pip_install("--require-hashes", "-r", "bin/uv.lock")
    install("--require-hashes", "-r", LOCKS[mode])
    install("--no-deps", "--no-build-isolation", "-e", ".")
    bytecode()
    (VENV / f"stamp-{mode}").write_text(stamp_text(mode))


def bytecode() -> None:
    """Compile what is imported, once: the first start is then as quick as all later ones."""
    command = [str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib"), "sladesk", "migrations"]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)


def catalogues() -> None:
    """Compile the translations that are newer than their compiled form."""
    sources = list((ROOT / "sladesk" / "translations").glob("*/LC_MESSAGES/*.po"))
    stale = [po for po in sources if not _fresh(po.with_suffix(".mo"), po)]
    if stale:
        pybabel = str(VENV / "bin" / "pybabel")
        subprocess.run([pybabel, "-q", "compile", "-d", "sladesk/translations"], cwd=ROOT, check=True)


def _fresh(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def main(arguments: list[str]) -> None:
    """Prepare for `run` or `test`.

    Raises:
        SystemExit: something is missing that only the reader can bring; the text says what.
    """
    mode = arguments[0] if arguments else "run"
    if mode not in LOCKS:
        raise SystemExit("Usage: python3 bin/setup.py run|test")
    if sys.version_info < OLDEST:
        raise SystemExit("Sladesk needs Python 3.11 or newer (Debian 12 brings it): please install python3.")
    system_packages(mode)
    environment(mode)
    catalogues()


if __name__ == "__main__":
    main(sys.argv[1:])
