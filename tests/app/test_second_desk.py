"""The log of another desk than the real one, from the terminal to the database (R9.1, decision 33).

Semicolons, gb18030, other states, ISO dates, another zone; twelve contradictions planted among sound tickets.
"""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from sladesk import cli
from sladesk.cli import _clockcheck
from sladesk.config import Config
from sladesk.db import db
from sladesk.models import ImportRow, ImportRun, Ticket
from sladesk.queries.reference import reference
from tests.support import desk, logs
from tests.support.logs import PLANTED, SECOND_MAPPING, line, sound
from tests.support.site import process_environment

Import = Callable[..., str]

CLEAN = [row for number in range(1, 9) for row in sound(f"B{number:02}", number)]
ODD = [row for lines, _code in PLANTED.values() for row in lines]
#: What is told of a row that is taken, and what stands in the report before a code.
TAKEN, COUNTED = "taken", re.compile(r"^ +(\d+)  ([a-z_]+): ", re.MULTILINE)

#: What five rows more add, by table: a new ticket of three changes, one opened again that waits for parts.
#: Its state is a reason to wait nobody has needed before; a clock is what the old desk says of its answers.
GROWN = {
    "import_run": 1,
    "import_row": 5,
    "ticket": 1,
    "cycle": 2,
    "event": 5,
    "event_text": 8,
    "pause": 1,
    "reason": 1,
    "clock": 1,
    "clock_entry": 2,
    "audit": 3,
}


@pytest.fixture
def bring(config: Config, tmp_path: Path) -> Import:
    """`sladesk import history` with some rows of the second desk; gives what the terminal shows."""
    env = {k: v for k, v in process_environment(config, 8000).items() if k.startswith("SLADESK_")}

    def run(rows: list[str], *more: str, mapping: str = SECOND_MAPPING) -> str:
        told = tmp_path / "m.toml"
        told.write_text(mapping, encoding="utf-8")
        file = logs.written(tmp_path, rows)
        arguments = ["import", "history", str(file), "--mapping", str(told), "--lang", "en", *more]
        answer = CliRunner().invoke(cli.sladesk, arguments, env=env)
        assert answer.exit_code == 0, answer.output
        return answer.output

    return run


def printed(output: str) -> Counter[str]:
    """Return how many rows the terminal says have which code."""
    return Counter({code: int(number) for number, code in COUNTED.findall(output)})


def last_run() -> Counter[str]:
    """Return how many stored rows of the newest import have which code."""
    db.session.rollback()
    newest = select(func.max(ImportRun.id)).scalar_subquery()
    return Counter(db.session.scalars(select(ImportRow.code).where(ImportRow.run_id == newest)))


def there() -> dict[str, tuple[str, int]]:
    """Return state and cycle of every imported ticket, by its old number."""
    db.session.rollback()
    rows = select(Ticket.external_ref, Ticket.status, Ticket.cycle_no).where(
        Ticket.external_source.is_not(None)
    )
    return {str(row[0]): (row[1], row[2]) for row in db.session.execute(rows)}


def test_its_twelve_contradictions_are_stored_and_nothing_comes_in_twice(bring: Import) -> None:
    wanted = Counter(code for _lines, code in PLANTED.values()) + Counter({TAKEN: len(CLEAN)})
    assert (len(ODD), sum(wanted.values())) == (12, 44)

    first = bring([*CLEAN, *ODD])
    assert printed(first) == wanted
    assert "9 tickets written" in first
    assert last_run() == wanted
    # Each of the twelve stands at its own line; of their tickets only the one with a remark came in.
    odd = select(ImportRow.line, ImportRow.code).where(ImportRow.code != TAKEN).order_by(ImportRow.line)
    lines = [(row[0], row[1]) for row in db.session.execute(odd)]
    assert lines == list(enumerate((code for _lines, code in PLANTED.values()), len(CLEAN) + 2))
    assert there() == {f"B{n:02}": ("closed", 1) for n in range(1, 9)} | {"A04": ("new", 1)}
    assert _clockcheck.verify(db.session(), reference(db.session()), None) == (8, [])

    before = desk.extent()
    for option, said in (((), "nothing new"), (("--dry-run",), "Nothing was written.")):
        assert said in bring([*CLEAN, *ODD], *option)
        assert desk.extent() == before

    more = [
        line("B01", "2025-06-20 09:00:00", "处理", "2025-06-01 09:00:00"),
        line("B01", "2025-06-20 10:00:00", "等件", "2025-06-01 09:00:00"),
        *sound("C01")[:3],
    ]
    bring([*CLEAN, *ODD, *more])
    assert last_run() == {TAKEN: 5}
    after = desk.extent()
    assert {name: stands for name, stands in after.items() if stands != before[name]} == {
        name: (before[name][0] + new, before[name][1] + new) for name, new in GROWN.items()
    }
    assert (there()["B01"], there()["C01"]) == (("waiting_parts", 2), ("to_verify", 1))


def test_what_was_refused_comes_in_once_it_is_mended(bring: Import) -> None:
    bring([*CLEAN, *ODD])
    before = there()

    # The mapping learns a word: the same file gives that ticket, and no other.
    knows = SECOND_MAPPING.replace('"平" = "medium"', '"平" = "medium", "高" = "high"')
    assert "1 tickets written" in bring([*CLEAN, *ODD], mapping=knows)
    assert last_run() == {TAKEN: 1}
    assert there() == before | {"A07": ("new", 1)}

    # The old desk puts a row right; the row that named no ticket names one.
    right = {
        "A01": line("A01", "2025-06-02 09:00:00", "受理"),
        "": line("A10", "2025-06-02 09:00:00", "受理"),
    }
    mended = [right.get(row.partition(";")[0], row) for row in ODD]
    bring([*CLEAN, *mended], mapping=knows)
    assert last_run() == {TAKEN: 2}
    assert there() == before | dict.fromkeys(("A01", "A07", "A10"), ("new", 1))
    after = desk.extent()
    bring([*CLEAN, *mended], mapping=knows)
    assert desk.extent() == after
