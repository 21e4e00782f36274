"""Which files belong to the project."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[str, ...]:
    """Return the paths under version control that exist; every text file where there is no git."""
    git = ["git", "-c", f"safe.directory={ROOT}", "ls-files"]
    try:
        answer = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        rooms = ("sladesk", "tests", "bin", "migrations", "docs")
        return tuple(
            str(p.relative_to(ROOT)) for room in rooms for p in (ROOT / room).rglob("*") if p.is_file()
        )
    return tuple(path for path in answer.stdout.splitlines() if (ROOT / path).is_file())


def python_files(room: str) -> list[str]:
    """Return the Python files below a folder, as paths from the top."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / room).rglob("*.py"))
