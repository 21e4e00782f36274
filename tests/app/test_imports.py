"""Import of a foreign desk's history: whole tickets, each row one outcome (R9.1, decision 33)."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from sladesk import cli
from sladesk.actions import callbacks, communications, imports, solutions, tickets
from sladesk.actions._action import Call
from sladesk.cli import _clockcheck
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db
from sladesk.domain.codes import ImportState, SolutionCode, Status
from sladesk.domain.errors import WrongState
from sladesk.domain.periods import PeriodKind, period_of
from sladesk.domain.sla.kinds import ClockKind
from sladesk.imports import parse, shipped_text
from sladesk.jobs.importing import IMPORTER, carry_out, look
from sladesk.jobs.work import Stopped
from sladesk.models import Cycle, Event, EventText, ImportRow, ImportRun, Notice, Pause, Ticket
from sladesk.queries.reference import reference
from sladesk.reports.build import build
from sladesk.reports.loading import material
from tests.support import desk, facts, logs, recount
from tests.support.client import Client
from tests.support.site import process_environment

MAPPING = shipped_text("incident_event_log") or ""


def take(path: Path, text: str = logs.SECOND_MAPPING, go_on: Callable[[], None] = lambda: None) -> int:
    """Import a file as the terminal does; return the run, 0 when there is nothing new."""
    mapping = parse(text)
    decision, report = look(path, mapping, utcnow())
    if not decision.plans:
        return 0
    log = imports.LogFile(path.name, path.stat().st_size, "0" * 64)
    run = imports.open_run(Call(IMPORTER, utcnow()), log, mapping, text, report)
    carry_out(run, mapping, decision, go_on)
    return run


def ticket(ref: str) -> Ticket:
    db.session.rollback()
    return db.session.scalars(select(Ticket).where(Ticket.external_ref == ref)).one()


def codes(run: int) -> Counter[str]:
    db.session.rollback()
    return Counter(db.session.scalars(select(ImportRow.code).where(ImportRow.run_id == run)))


def by_priority(path: Path, week: str) -> dict[str, tuple[int, int]]:
    """Rows of a week's review, out of the file alone: by last priority all tickets, and those in time."""
    last: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            opened = datetime.strptime(row["opened_at"], "%d-%m-%Y %H:%M")  # noqa: DTZ007 - the log names no zone
            year, number, _day = opened.isocalendar()
            if f"{year}-W{number:02}" == week:
                last[row["number"]] = row
    all_, kept = Counter[str](), Counter[str]()
    for row in last.values():
        all_[row["priority"]] += 1
        kept[row["priority"]] += row["made_sla"] == "TRUE"
    return {priority: (n, kept[priority]) for priority, n in all_.items()}


def appended(folder: Path) -> Path:
    """The real log with five rows more: an incident of three, and one of the old ones opened again."""
    with logs.REAL.open(encoding="utf-8", newline="") as file:
        old = list(csv.DictReader(file))
    first = old[:4]
    told = (
        ("INC9", "New", "05-03-2017 09:00"),
        ("INC9", "Active", "05-03-2017 10:00"),
        ("INC9", "Awaiting Vendor", "05-03-2017 11:00"),
        ("INC0000045", "Active", "05-03-2017 12:00"),
        ("INC0000045", "Resolved", "05-03-2017 13:00"),
    )
    more = [
        {**first[0], "number": ref, "incident_state": state, "sys_updated_at": at, "sys_mod_count": "?"}
        for ref, state, at in told
    ]
    more[3] |= {"resolved_at": "?", "closed_at": "?"}
    more[4] |= {"resolved_at": "05-03-2017 13:00", "closed_at": "?"}
    path = folder / "grown.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(first[0]))
        out.writeheader()
        out.writerows([*old, *more])
    return path


WORDS = {"urgent": "1 - Critical", "high": "2 - High", "medium": "3 - Moderate", "low": "4 - Low"}


def test_the_real_log_comes_in_once(config: Config, tmp_path: Path) -> None:
    env = {k: v for k, v in process_environment(config, 8000).items() if k.startswith("SLADESK_")}
    mapping = Path(imports.__file__).parents[1] / "imports" / "mappings" / "incident_event_log.toml"

    arguments = ["import", "history", str(logs.REAL), "--mapping", str(mapping), "--lang", "en"]
    answer = CliRunner().invoke(cli.sladesk, arguments, env=env)
    assert answer.exit_code == 0, answer.output
    assert "452 tickets written" in answer.output

    db.session.rollback()
    counts = codes(db.session.scalars(select(ImportRun.id)).one())
    assert sum(counts.values()) == 3010
    assert counts == logs.count(logs.real_plans())
    clocks = _clockcheck.verify(db.session(), reference(db.session()), None)
    assert clocks == (452, [])
    _reviewed()

    after = desk.extent()
    assert take(logs.REAL, MAPPING) == 0
    assert desk.extent() == after

    grown = take(appended(tmp_path), MAPPING)
    assert codes(grown) == {"taken": 5}
    late = desk.extent()
    assert late["import_row"] == (after["import_row"][0] + 5, after["import_row"][1] + 5)
    assert late["ticket"][0] == after["ticket"][0] + 1
    again = ticket("INC0000045")
    assert again.cycle_no == 2
    ends = db.session.scalars(select(Cycle.solution_at).where(Cycle.ticket_id == again.id).order_by(Cycle.no))
    assert [end and (end.year, end.hour, end.minute) for end in ends] == [(2016, 3, 29), (2017, 5, 0)]
    assert again.number in facts.unheld()


def _reviewed() -> None:
    """The week's review says what the log records, worked out here from its lines, and no more."""
    period, now = period_of(PeriodKind.WEEK, date(2016, 3, 1)), utcnow()
    made = build(material(period, now, reference(db.session())), most=None)
    assert recount.differing(made, *period.bounds("Asia/Shanghai"), now) == {}
    rows = {WORDS[line.name.code]: line for line in made.groups if line.by == "priority"}
    kept = {code: line.figures["resolution_attainment"] for code, line in rows.items()}
    wanted = by_priority(logs.REAL, "2016-W09")
    assert {code: (line.tickets, kept[code].part) for code, line in rows.items()} == wanted
    assert all(kept[code].n == n for code, (n, _in_time) in wanted.items())
    assert sum(line.tickets for line in rows.values()) == 452
    facts.keep()
    assert build(material(period, now, reference(db.session())), most=None) == made
    with logs.REAL.open(encoding="utf-8") as file:
        last = {row["number"]: row for row in csv.DictReader(file)}
    in_time = sum(row["made_sla"] == "TRUE" for row in last.values())
    known = [row for row in last.values() if row["resolved_at"] != "?"]
    seconds = sum(max(0, _at(row["resolved_at"]) - _at(row["opened_at"])) for row in known)
    found = made.figures
    assert (found["resolution_attainment"].part, found["resolution_attainment"].n) == (in_time, 452)
    assert found["resolution_requested"].n == len(known) == 437
    assert found["resolution_requested"].value == pytest.approx(seconds / 437)
    for code in ("first_response", "response_rate", "satisfaction", "answer_rate", "resolution"):
        assert found[code].value is None, code


def _at(text: str) -> float:
    return datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=UTC).timestamp()


def test_what_the_log_does_not_say_is_not_made_up(tmp_path: Path) -> None:
    take(logs.written(tmp_path, [*logs.sound("B01"), logs.line("B02", "2025-06-02 09:00:00", "归档")]))
    unknown, row = ticket("B02"), desk.cycle(ticket("B02").number)
    assert (unknown.status, unknown.closed_at, row.solution_at, row.first_response_at) == (
        Status.CLOSED,
        None,
        None,
        None,
    )
    assert desk.clocks(unknown.number, "resolution") == []
    known = ticket("B01")
    (clock,) = desk.clocks(known.number, ClockKind.FIRST_RESPONSE)
    assert (clock.state, clock.breached_at, clock.due_at) == ("stopped", None, None)
    assert known.owner_id == desk.actor("lina").person_id
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0


def test_an_imported_ticket_waits_for_nobody(tmp_path: Path) -> None:
    rows = [
        logs.line("W01", "2025-06-02 09:00:00", "受理"),
        logs.line("W01", "2025-06-02 10:00:00", "等客户"),
    ]
    take(logs.written(tmp_path, rows))
    imported = ticket("W01")
    assert imported.status == Status.WAITING_CUSTOMER
    assert imported.next_due_at is None
    assert imported.read_only
    with pytest.raises(WrongState) as refused:
        communications.note(desk.by("zhaomin"), imported.number, text="?")
    assert refused.value.code == "imported_read_only"


def test_queues_do_not_show_it_and_its_old_number_finds_it(
    tmp_path: Path, client: Client, login: Callable[[Client, str], Client]
) -> None:
    take(logs.written(tmp_path, [logs.line("W02", "2025-06-02 09:00:00", "受理")]))
    number = ticket("W02").number
    who = login(client, "lina")
    for page in ("/queue", "/tickets?status=open"):
        assert number not in who.get(page).get_data(as_text=True)
    assert number in who.look_up("/search?q=W02").text
    page = who.get(f"/tickets/{number}").get_data(as_text=True)
    assert "W02" in page
    assert f"/tickets/{number}/adoption" in page
    assert f"/tickets/{number}/solution" not in page


def test_whoever_takes_it_over_handles_it_like_any_other(tmp_path: Path) -> None:
    take(logs.written(tmp_path, [*logs.sound("T01"), *logs.sound("T02", 4)[:2]]))
    going, done = ticket("T02").number, ticket("T01").number
    tickets.adopt(desk.by("lina", 1), going)
    (clock,) = desk.clocks(going, ClockKind.RESOLUTION)
    assert clock.started_at == desk.by("lina", 1).now
    communications.contact(desk.by("lina", 2), going, communications.Contact("phone", "已联系"))
    solutions.solve(desk.by("lina", 3), going, code=SolutionCode.REMOTE, solution="已修好", cause="")
    assert ticket("T02").status == Status.TO_VERIFY
    tickets.adopt(desk.by("zhaomin", 4), done)
    callbacks.reopen(desk.by("zhaomin", 5), done, words="又坏了", owner_id=None)
    assert ticket("T01").cycle_no == 2
    with pytest.raises(WrongState):
        tickets.adopt(desk.by("zhaomin", 6), done)
    assert _clockcheck.verify(db.session(), reference(db.session()), None)[1] == []


def test_a_grown_file_adds_what_is_new(tmp_path: Path) -> None:
    rows = [*logs.sound("G01"), *logs.sound("G02")[:2]]
    take(logs.written(tmp_path, rows))
    before = desk.extent()
    end = logs.sound("G02")[2:]
    later = "2025-06-20 09:00:00"
    grown = [*rows, *end, logs.line("G01", later, "处理"), *logs.sound("G03")[:2]]
    run = take(logs.written(tmp_path, grown, name="grown.csv"))
    assert sum(codes(run).values()) == 5
    after = desk.extent()
    assert after["import_row"][0] == before["import_row"][0] + 5
    assert after["ticket"][0] == before["ticket"][0] + 1
    assert after["event"][0] == before["event"][0] + 5
    assert (ticket("G02").status, desk.cycle(ticket("G02").number).solution_at is not None) == (
        "closed",
        True,
    )
    assert (ticket("G01").status, ticket("G01").cycle_no) == ("in_progress", 2)
    assert take(logs.written(tmp_path, grown, name="again.csv")) == 0
    assert desk.extent() == after


def test_a_ticket_taken_over_or_told_otherwise_is_left_alone(tmp_path: Path) -> None:
    rows = [*logs.sound("L01")[:2], *logs.sound("L02")[:2]]
    take(logs.written(tmp_path, rows))
    tickets.adopt(desk.by("zhaomin"), ticket("L01").number)
    changed = [*logs.sound("L01"), logs.line("L02", "2025-06-02 09:05:00", "受理"), *logs.sound("L02")]
    run = take(logs.written(tmp_path, changed, name="changed.csv"))
    assert codes(run) == {"taken_over": 2, "history_changed": 3}


def test_a_run_broken_off_goes_on_where_it_stands(tmp_path: Path) -> None:
    rows = [row for number in range(40) for row in logs.sound(f"K{number:02}")]
    path = logs.written(tmp_path, rows)
    left = iter((None, None))

    def killed() -> None:
        if next(left, "") == "":
            raise Stopped

    with pytest.raises(Stopped):
        take(path, go_on=killed)
    run = db.session.scalars(select(ImportRun)).one()
    assert (run.state, run.tickets, run.tickets_done) == (ImportState.RUNNING, 40, 30)
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 30
    halves = select(Event.ticket_id, func.count()).group_by(Event.ticket_id)
    assert {row[1] for row in db.session.execute(halves)} == {4}
    decision, _report = look(path, parse(logs.SECOND_MAPPING), utcnow())
    carry_out(run.id, parse(logs.SECOND_MAPPING), decision, lambda: None)
    db.session.rollback()
    run = db.session.scalars(select(ImportRun)).one()
    assert (run.state, run.tickets, run.tickets_done) == (ImportState.DONE, 40, 40)
    assert codes(run.id) == {"taken": 160}


def test_two_processes_at_one_run_write_it_once(tmp_path: Path) -> None:
    path = logs.written(tmp_path, logs.sound("P01"))
    mapping = parse(logs.SECOND_MAPPING)
    decision, report = look(path, mapping, utcnow())
    call = Call(IMPORTER, utcnow())
    run = imports.open_run(call, imports.LogFile("a", 1, "0"), mapping, logs.SECOND_MAPPING, report)
    imports.prepare(call, run, mapping, decision.plans)
    assert imports.write(call, run, mapping, decision.plans) == 1
    assert imports.write(call, run, mapping, decision.plans) == 0
    assert codes(run) == {"taken": 4}


def test_a_look_and_a_refused_file_leave_nothing(tmp_path: Path, config: Config) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(logs.SECOND_MAPPING, encoding="utf-8")
    env = {k: v for k, v in process_environment(config, 8000).items() if k.startswith("SLADESK_")}

    def run(path: Path, *more: str) -> Result:
        return CliRunner().invoke(
            cli.sladesk, ["import", "history", str(path), "--mapping", str(mapping), *more], env=env
        )

    before = desk.extent()
    look = run(logs.written(tmp_path, logs.sound("R00"), name="sound.csv"), "--dry-run")
    assert look.exit_code == 0, look.output
    assert "Nothing was written." in look.output
    answer = run(logs.written(tmp_path, [*logs.sound("R01"), '"open']))
    assert answer.exit_code == 1
    assert "line 6" in answer.output
    assert desk.extent() == before
    assert "1 tickets written" in run(tmp_path / "sound.csv").output
    after = desk.extent()
    assert "nothing new" in run(tmp_path / "sound.csv").output
    assert desk.extent() == after


def test_waits_and_words_are_kept(tmp_path: Path) -> None:
    rows = [
        logs.line("V01", "2025-06-02 09:00:00", "受理"),
        logs.line("V01", "2025-06-02 10:00:00", "等件", owner="王强"),
        logs.line("V01", "2025-06-02 12:00:00", "处理", owner="王强"),
    ]
    take(logs.written(tmp_path, rows))
    imported = ticket("V01")
    pause = db.session.scalars(select(Pause).where(Pause.ticket_id == imported.id)).one()
    assert pause.ended_at is not None
    assert (pause.ended_at - pause.started_at).total_seconds() == 7200
    assert imported.owner_id is None, "nobody is made up of a name the mapping does not know"
    words = set(db.session.scalars(select(EventText.body).where(EventText.field == "words")))
    assert "负责人: 李娜 → 王强" in words
    source = db.session.scalars(select(Event.source).where(Event.ticket_id == imported.id)).all()
    assert set(source) == {"import"}
