"""Pytest plugin: what ran, per database engine, written as JSON for the summary of `make test`."""

import json
from collections import Counter
from pathlib import Path

import pytest

#: Outcomes in the order of the summary; whatever is neither passed nor deselected counts as a failure.
OUTCOMES = ("passed", "failed", "skipped", "xfailed", "xpassed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the file to write."""
    parser.addoption("--counts", type=Path, default=None, help="write the numbers of tests to this JSON file")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its engine, so that the mark travels with its report between processes."""
    for item in items:
        parameters = (
            item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        )
        if "engine" in parameters:
            item.user_properties.append(("engine", parameters["engine"]))


class Counts:
    """Collects one outcome for each test."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.outcomes: dict[str, str] = {}
        self.engines: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the worst phase of a test as its outcome; a broken tear-down is a failure too."""
        if report.when == "call" or report.outcome != "passed":
            expected = hasattr(report, "wasxfail")
            outcome = f"x{'failed' if report.skipped else 'passed'}" if expected else report.outcome
            if self.outcomes.get(report.nodeid) != "failed":
                self.outcomes[report.nodeid] = outcome
        for name, value in report.user_properties:
            if name == "engine":
                self.engines[report.nodeid] = str(value)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the file."""
        counted = Counter(self.outcomes.values())
        engines = Counter(self.engines.values())
        result = {"outcomes": dict(counted), "engines": dict(engines), "exit": int(exitstatus)}
        self.target.write_text(json.dumps(result))


def pytest_configure(config: pytest.Config) -> None:
    """Count in the process that sees all reports, not in its workers."""
    target = config.getoption("--counts")
    if target is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Counts(target), "sladesk-counts")
