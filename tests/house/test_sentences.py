"""Every code the desk refuses something with has a sentence, and only one."""

import ast
from collections import Counter
from collections.abc import Iterator

import pytest

from sladesk.domain.codes import ImprovementState, RecordState, Status
from sladesk.domain.visits import ORDER
from sladesk.web.admin_sentences import ADMIN
from sladesk.web.clock_sentences import ORDERS
from sladesk.web.desk_sentences import DESK
from sladesk.web.field_sentences import FIELD
from sladesk.web.history_sentences import HISTORY
from sladesk.web.quality_sentences import QUALITY
from sladesk.web.sentences import SENTENCES
from sladesk.web.ticket_sentences import TICKET
from tests.house.files import ROOT, python_files

#: What is called with a code, and at which place the code stands.
CALLED = {
    **dict.fromkeys(("Problem", "Missing", "WrongState", "NotFound", "Forbidden", "TooMany", "NotAPhoto"), 0),
    "DeskError": 0,
    "invalid": 1,
    "Pace": 2,
}
#: Codes put together from a word and a code of the domain: what the beginning is completed with.
BUILT = {
    "not_from_": tuple(Status),
    "visit_first_": ORDER,
    "record_is_": tuple(RecordState),
    "improvement_is_": tuple(ImprovementState),
    "peak_": ("window", "date", "end_before_start", "start_outside_day"),
    "calendar_": (
        "unknown_zone",
        "end_before_start",
        "start_outside_day",
        "too_long",
        "overlap",
        "no_open_hour",
    ),
}
#: Names through which a code is handed on that another line of the table finds where it is written.
HANDED_ON = {"code", "problem.code", "error.code", "pace.code"}


def codes_of(node: ast.expr) -> Iterator[str]:
    """Yield the codes an argument can be; a spelling that is not understood is yielded as it stands."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from codes_of(node.body)
        yield from codes_of(node.orelse)
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        start = str(node.values[0].value)
        yield from (f"{start}{end}" for end in BUILT.get(start, ("?",)))
    elif ast.unparse(node) not in HANDED_ON:
        yield ast.unparse(node)


def raised(source: str) -> Iterator[str]:
    """Yield the codes of all refusals in a file, those of the workflow's table included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            place = CALLED.get(ast.unparse(node.func).rpartition(".")[2])
            if place is not None and len(node.args) > place:
                yield from codes_of(node.args[place])
        elif isinstance(node, ast.FunctionDef) and node.name == "blocked":
            pairs = (n for n in ast.walk(node) if isinstance(n, ast.Tuple) and len(n.elts) == 2)
            yield from (code for pair in pairs for code in codes_of(pair.elts[0]) if code.isidentifier())


@pytest.mark.parametrize("path", python_files("sladesk"))
def test_every_refusal_has_a_sentence(path: str) -> None:
    found = set(raised((ROOT / path).read_text()))
    assert found <= set(SENTENCES), sorted(found - set(SENTENCES))


def test_refusals_are_found_in_every_spelling() -> None:
    source = 'raise Missing("a" if x else "b")\nraise invalid("field", "c", n=1)\nraise errors.NotFound("d")'
    assert set(raised(source)) == {"a", "b", "c", "d"}
    assert set(raised('raise WrongState(f"not_from_{status}")')) == {f"not_from_{s}" for s in Status}
    assert set(raised('Problem(f"other_{x}")')) == {"other_?"}
    assert {"needs_owner", "needs_attempts"} <= set(raised((ROOT / "sladesk/domain/workflow.py").read_text()))


def test_the_clockwork_says_what_it_refuses() -> None:
    found = {
        str(node.args[0].value)
        for path in python_files("sladesk/domain/sla")
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "ImpossibleOrder"
        and isinstance(node.args[0], ast.Constant)
    }
    assert found == set(ORDERS)


def test_no_code_has_two_sentences() -> None:
    told = Counter(code for table in (TICKET, DESK, ADMIN, FIELD, QUALITY, HISTORY) for code in table)
    assert [code for code, times in told.items() if times > 1] == []
    assert len(SENTENCES) >= sum(told.values())
