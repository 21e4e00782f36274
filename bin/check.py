"""What `make test` runs: every check of the project, one summary, one last line.

Each lint step counts as one check beside the tests. `--lint-only` leaves the tests out.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
#: Tests, and those in a browser, are shared out to so many processes each.
WORKERS = 2


@dataclass(frozen=True)
class Step:
    """A command that passes or fails as a whole.

    Arguments:
        aside: what it says is shown when it has ended, because another one talks meanwhile.
    """

    name: str
    command: tuple[str, ...]
    aside: bool = False


LINT = (
    Step("format", ("ruff", "format", "--check", "--quiet", ".")),
    Step("lint", ("ruff", "check", "--quiet", ".")),
    Step("types", ("pyrefly", "check", "--summary=none")),
    Step("layers", ("lint-imports",)),
    Step("templates", ("djlint", "sladesk", "--lint", "--quiet")),
)


#: Handed out one by one: the long ones stand first, none is left for the end.
PYTEST = (str(BIN / "pytest"), "--quiet", "-n", str(WORKERS), "--dist", "load", "--maxschedchunk", "1")
#: Two runs of tests side by side. Those in a browser wait half of their time; the others work meanwhile,
#: but stand back: what a page must show within seconds does not wait for their sums.
TESTS = (
    Step("browser", (*PYTEST, "tests/browser"), aside=True),
    Step("tests", ("nice", "-n", "10", *PYTEST, "--ignore=tests/browser", "tests")),
)


@dataclass
class Tally:
    """What passed and what failed, over all steps."""

    passed: int = 0
    failed: int = 0
    engines: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, name: str, passed: int, failed: int) -> None:
        """Count one step's outcomes."""
        self.passed += passed
        self.failed += failed
        if failed:
            self.failures.append(f"{name} ({failed})")


def run_lint(tally: Tally) -> None:
    """Run the lint steps, two at a time; the output of those that fail is shown."""
    with ThreadPoolExecutor(WORKERS) as pool:
        for step, good, output in pool.map(run_step, LINT):
            if not good:
                print(output, flush=True)
            tally.add(step.name, int(good), int(not good))


def run_step(step: Step) -> tuple[Step, bool, str]:
    """Run a lint step; return whether it passed, and what it said."""
    started = time.monotonic()
    command = [str(BIN / step.command[0]), *step.command[1:]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    good = done.returncode == 0
    report(step.name, good, started)
    return step, good, done.stdout + done.stderr


def run_tests(tally: Tally) -> None:
    """Run both kinds of tests at the same time."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(len(TESTS)) as pool:
        codes = pool.map(lambda step: run_pytest(step, Path(name)), TESTS)
        for step, code in zip(TESTS, codes, strict=True):
            count_tests(step, code, Path(name), tally)


def run_pytest(step: Step, folder: Path) -> int:
    """Run tests with their output shown; return how the run ended."""
    started = time.monotonic()
    command = [*step.command, "--counts", str(folder / f"{step.name}.json")]
    # Every process of the run, and every one it starts, would compile all modules anew.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    said = folder / f"{step.name}.txt"
    with said.open("wb") as kept:
        output = kept if step.aside else None
        code = subprocess.run(
            command, cwd=ROOT, env=env, stdout=output, stderr=output, check=False
        ).returncode
    print("\n" + said.read_text(encoding="utf-8", errors="replace"), end="")
    report(step.name, code == 0, started)
    return code


def count_tests(step: Step, code: int, folder: Path, tally: Tally) -> None:
    """Count a run's outcomes; one that could not even collect counts as one failure."""
    counts = folder / f"{step.name}.json"
    result = json.loads(counts.read_text()) if counts.exists() else {"outcomes": {}, "engines": {}}
    passed = int(result["outcomes"].pop("passed", 0))
    failed = sum(int(number) for number in result["outcomes"].values())
    if code != 0 and failed == 0:
        failed = 1
    tally.engines.update({str(name): int(number) for name, number in result["engines"].items()})
    tally.add(step.name, passed, failed)


def report(name: str, good: bool, started: float) -> None:
    """Print one line about a finished step."""
    print(f"{'ok    ' if good else 'FAILED'} {name:<10} {time.monotonic() - started:6.1f} s", flush=True)


def compare_engines(tally: Tally) -> None:
    """Both engines must have run the same number of tests."""
    sqlite, postgresql = tally.engines["sqlite"], tally.engines["postgresql"]
    same = sqlite == postgresql > 0
    print(f"Tests per engine: sqlite {sqlite}, postgresql {postgresql}")
    tally.add("same number of tests on both engines", int(same), int(not same))


def main(arguments: Sequence[str]) -> int:
    """Run everything; 0 when nothing failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lint-only", action="store_true", help="leave the tests out")
    options = parser.parse_args(arguments)
    tally = Tally()
    run_lint(tally)
    if not options.lint_only:
        run_tests(tally)
        print()
        compare_engines(tally)
    if tally.failures:
        print("Failed: " + ", ".join(tally.failures))
    print(f"{tally.passed} passed, {tally.failed} failed", flush=True)
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
