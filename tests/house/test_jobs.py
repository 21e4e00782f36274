"""Jobs are named by text: whatever is enqueued must have a handler, and every handler a caller."""

import ast
from collections.abc import Iterator

from sladesk.cli.serving import all_handlers
from sladesk.jobs.periodic import PERIODS
from tests.house.files import ROOT, python_files


def enqueued() -> Iterator[tuple[str, str]]:
    """Yield the names that stand as text in calls of `enqueue`, with their file."""
    for path in python_files("sladesk"):
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("enqueue"):
                continue
            for value in node.args[:2]:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value, path


def test_every_job_has_a_handler() -> None:
    known = set(all_handlers())
    asked = dict(enqueued()) | {period.name: "sladesk/jobs/periodic.py" for period in PERIODS}
    assert set(asked) <= known, f"no handler: { {n: p for n, p in asked.items() if n not in known} }"
    assert known <= set(asked), f"nobody enqueues: {known - set(asked)}"
