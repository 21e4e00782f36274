"""Foreign logs: each row one outcome, and tickets as the log has them (R9.1, decision 33)."""

import csv
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sladesk.domain.codes import Status
from sladesk.domain.errors import Invalid
from sladesk.domain.history.changes import PlannedTicket
from sladesk.domain.history.outcomes import Outcome, Severity
from sladesk.imports import LARGEST, parse, read, shipped, shipped_text
from tests.support import logs
from tests.support.logs import PLANTED, SECOND_MAPPING, line, planned, sound, told, written

#: Read in the file by eye: line, and what becomes of it. 2-5 INC0000045: New; Resolved 08:53 though the
#: column resolved_at says 11:29; Resolved 11:29; Closed. 102 Resolved with resolved_at "?". 173 opened 09:41,
#: updated 07:14; 177 opened 09:45, updated 09:27. 186 09:52 after 11:10. 204 sys_mod_count 8 after 6. 1153,
#: 1154 Closed on 24 and 28 March though closed_at says 29 March.
BY_HAND = {
    2: "taken",
    3: "resolved_differs",
    4: "nothing_changed",
    5: "taken",
    102: "resolved_unknown",
    173: "before_opened",
    177: "before_opened",
    186: "out_of_order",
    204: "changes_missing",
    1153: "closed_differs",
    1154: "closed_differs",
}


def moment(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_every_row_of_the_real_log_has_one_outcome() -> None:
    plans = logs.real_plans()
    found = told(plans)
    assert sorted(found) == list(range(2, 3012))
    assert {row: str(found[row].code) for row in BY_HAND} == BY_HAND
    counts = logs.count(plans)
    assert set(counts) == set(BY_HAND.values())
    assert sum(counts.values()) == 3010
    # As the file's own page says: 15 tickets without a resolution time, 4 closings apart, 2 before, 1 order.
    assert [counts[code] for code in ("resolved_unknown", "closed_differs", "before_opened")] == [15, 4, 2]
    assert counts["out_of_order"] == 1
    assert all(plan.ticket for plan in plans)


def test_tickets_of_the_real_log_are_as_it_says() -> None:
    tickets = {plan.ref: plan.ticket for plan in logs.real_plans() if plan.ticket}
    assert len(tickets) == 452
    plain = tickets["INC0000045"]
    assert [entry.kind for _place, entry in plain.entries] == ["opened", "moved", "moved"]
    assert plain.opened_at == moment(2016, 2, 28, 17, 16)
    assert plain.cycles[0].solution_at == moment(2016, 2, 29, 3, 29)
    assert plain.cycles[0].closed_at == moment(2016, 3, 5, 4, 0)
    assert plain.cycles[0].resolution_met is True
    again = tickets["INC0000715"]
    assert [cycle.opened_at.day for cycle in again.cycles] == [1, 4, 10]
    assert [cycle.solution_at is not None for cycle in again.cycles] == [True, True, True]
    assert [cycle.closed_at is not None for cycle in again.cycles] == [False, False, True]
    unknown = tickets["INC0000093"].cycles[0]
    assert (unknown.solution_at, unknown.resolution_met) == (None, True)


def test_verdicts_are_those_of_the_closing_rows() -> None:
    with logs.REAL.open(encoding="utf-8") as file:
        last = {row["number"]: row["made_sla"] for row in csv.DictReader(file)}
    ends = [plan.ticket.cycles[-1].resolution_met for plan in logs.real_plans() if plan.ticket]
    assert (
        Counter(ends)
        == {True: 253, False: 199}
        == {word == "TRUE": number for word, number in Counter(last.values()).items()}
    )


def test_a_second_desk_yields_exactly_its_planted_contradictions(tmp_path: Path) -> None:
    rows = [row for lines, _code in PLANTED.values() for row in lines]
    clean = [row for number in range(1, 9) for row in sound(f"B{number:02}", number)]
    plans = planned(written(tmp_path, [*clean, *rows]), SECOND_MAPPING)
    counts = logs.count(plans)
    odd = {code: number for code, number in counts.items() if code != "taken"}
    assert odd == Counter(code for _lines, code in PLANTED.values())
    assert (sum(odd.values()), counts["taken"]) == (12, len(clean))
    # Where the clocks were set back the first time counts; in Berlin 02:30 is 00:30 UTC then.
    ticket = next(plan.ticket for plan in plans if plan.ref == "A04")
    assert ticket is not None
    assert ticket.last.at == moment(2025, 10, 26, 0, 30)


OPENED = "2025-06-02 09:00:00"


def ticket_of(tmp_path: Path, *rows: str) -> PlannedTicket:
    plans = planned(written(tmp_path, rows), SECOND_MAPPING)
    assert len(plans) == 1
    assert plans[0].ticket is not None
    return plans[0].ticket


def test_a_ticket_is_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    good, bad = sound("C01"), [*sound("C02")[:2], line("C02", "nonsense", "完成")]
    plans = planned(written(tmp_path, [*good, *bad]), SECOND_MAPPING)
    codes = {row: str(one.code) for row, one in told(plans).items()}
    assert codes == {
        **dict.fromkeys(range(2, 6), "taken"),
        6: "ticket_refused",
        7: "ticket_refused",
        8: "bad_date",
    }
    assert told(plans)[6].detail == {"line": 8}
    assert [plan.ticket is None for plan in plans] == [False, True]


def test_waiting_is_a_pause_with_both_its_ends(tmp_path: Path) -> None:
    ticket = ticket_of(
        tmp_path,
        line("D01", OPENED, "受理"),
        line("D01", "2025-06-02 10:00:00", "等客户"),
        line("D01", "2025-06-02 11:00:00", "等客户", owner="王强"),
        line("D01", "2025-06-02 12:00:00", "等件"),
        line("D01", "2025-06-02 12:00:00", "处理"),
        line("D01", "2025-06-02 14:00:00", "等件"),
    )
    pauses = [(p.state.word, p.started_at.hour, p.ended_at and p.ended_at.hour) for p in ticket.pauses]
    assert pauses == [("等客户", 8, 10), ("等件", 12, None)]
    assert ticket.last.state.status == Status.WAITING_PARTS
    assert ticket.cycles[0].solution_at is None


def test_a_row_said_twice_is_taken_once(tmp_path: Path) -> None:
    rows = sound("E01")
    plans = planned(written(tmp_path, [*rows[:2], rows[1], *rows[2:]]), SECOND_MAPPING)
    assert logs.count(plans) == {"taken": 4, "duplicate": 1}


def test_one_row_a_ticket(tmp_path: Path) -> None:
    mapping = SECOND_MAPPING.replace('code = "old_desk"', 'code = "old_desk"\nshape = "tickets"').replace(
        'changed = "变更时间"\n', ""
    )
    done = sound("F01")[-1]
    plans = planned(written(tmp_path, [done, line("F02", "-", "处理"), done]), mapping)
    assert logs.count(plans) == {"ticket_refused": 1, "taken": 1, "ticket_twice": 1}
    going = plans[1].ticket
    assert going is not None
    assert [entry.kind for _place, entry in going.entries] == ["opened", "moved"]


def refusal(path: Path, mapping: str = SECOND_MAPPING) -> dict[str, object]:
    with pytest.raises(Invalid) as caught:
        list(read(path, parse(mapping)))
    ((_field, problem),) = caught.value.problems.items()
    return {"code": problem.code, **problem.params}


def test_a_file_that_is_no_log_is_refused_whole(tmp_path: Path) -> None:
    rows = sound("G01")
    utf8 = SECOND_MAPPING.replace("gb18030", "utf-8")
    assert refusal(written(tmp_path, rows), utf8) == {
        "code": "history_bad_encoding",
        "line": 1,
        "encoding": "utf-8",
    }
    assert refusal(written(tmp_path, [*rows, "x\0y"])) == {"code": "history_nul", "line": 6}
    assert refusal(written(tmp_path, [*rows, '"open;', *rows])) == {"code": "history_open_quote", "line": 6}
    assert refusal(written(tmp_path, [*rows, '"a"b;'])) == {"code": "history_bad_quotes", "line": 6}
    assert refusal(written(tmp_path, ['"' + "x" * 4_100_000]))["code"] == "history_open_quote"
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert refusal(empty)["code"] == "history_empty"
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(2_000_000_000)
    assert refusal(huge) == {"code": "history_too_large", "size": 2000, "max": LARGEST // 1_000_000}


def test_a_field_of_a_megabyte_is_a_row_that_is_refused(tmp_path: Path) -> None:
    plans = planned(
        written(tmp_path, [*sound("H01"), line("H02", OPENED, "受理", text="x" * 1_000_000)]), SECOND_MAPPING
    )
    assert logs.count(plans) == {"taken": 4, "too_long": 1}
    assert told(plans)[6].detail == {"column": "描述", "length": 1_000_000, "max": 20_000}


WRONG, MISSING = {"code": "history_wrong_value"}, {"code": "history_missing_column"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[times]", "[times]\nhour = 1", {"code": "history_unknown_key", "key": "times.hour"}),
        ('reference = "单号"\n', "", {"code": "history_missing_key", "key": "columns.reference"}),
        ("Europe/Berlin", "Mars/Base", {**WRONG, "key": "times.zone", "value": "Mars/Base"}),
        ("gb18030", "utf-16", {**WRONG, "key": "file.encoding", "value": "utf-16"}),
        ('"new"', '"done"', {**WRONG, "key": "states.受理", "value": "done"}),
        ('"%Y-%m-%dT%H:%M"', '"%H:%M"', {**WRONG, "key": "times.formats", "value": "%H:%M"}),
        ('"单号"', '"编号"', {**MISSING, "column": "编号", "key": "columns.reference"}),
    ],
)  # fmt: skip
def test_a_mapping_says_which_key_is_wrong(
    tmp_path: Path, old: str, new: str, said: dict[str, object]
) -> None:
    assert old in SECOND_MAPPING
    path = written(tmp_path, sound("I01"))
    assert refusal(path, SECOND_MAPPING.replace(old, new)) == said


def test_broken_toml_is_a_sentence(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, []), "[source\n")["code"] == "history_toml"


def test_mappings_that_come_along_can_be_read() -> None:
    assert [parse(shipped_text(name) or "").source for name in shipped()] == ["incident_log"]
    assert shipped_text("../mapping") is None


def test_every_outcome_has_its_severity() -> None:
    by = Counter(code.severity for code in Outcome)
    assert by == {Severity.REFUSED: 18, Severity.REMARK: 9, Severity.TAKEN: 2}


def test_the_page_about_imports_names_every_outcome() -> None:
    page = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    table = page.split("## Outcomes")[1]
    assert set(re.findall(r"`([a-z_]+)`", table)) - {"tickets"} == set(Outcome)
