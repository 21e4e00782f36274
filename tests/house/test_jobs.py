"""Jobs are named by text: whatever is enqueued must have a handler, and every handler a caller."""

import ast
from collections.abc import Iterator

from sladesk.cli.serving import all_handlers
from sladesk.jobs.periodic import PERIODS
from tests.house.files import ROOT, python_files


def enqueued() -> Iterator[tuple[str, str]]:
    """Yield the names given to `enqueue`, as text or as a constant of the module, with their file."""
    for path in python_files("sladesk"):
        tree = ast.parse((ROOT / path).read_text())
        named = dict(constants(tree))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("enqueue"):
                continue
            for value in node.args[:2]:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value, path
                elif isinstance(value, ast.Name) and value.id in named:
                    yield named[value.id], path


def constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield what a module calls its texts, and the texts."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    yield target.id, node.value.value


def test_every_job_has_a_handler() -> None:
    known = set(all_handlers())
    asked = dict(enqueued()) | {period.name: "sladesk/jobs/periodic.py" for period in PERIODS}
    assert set(asked) <= known, f"no handler: { {n: p for n, p in asked.items() if n not in known} }"
    assert known <= set(asked), f"nobody enqueues: {known - set(asked)}"
