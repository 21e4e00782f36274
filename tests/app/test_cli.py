"""The command line, run in this process as a person would type it."""

import json
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select, text, update

from sladesk import cli
from sladesk.actions import audit, communications, sessions, tickets, waiting
from sladesk.actions._action import Call
from sladesk.cli import _engines
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db, write_transaction
from sladesk.db.queue import Job
from sladesk.domain.access import SYSTEM
from sladesk.models import Audit, Clock, Customer, Person, PersonRole
from sladesk.queries.reference import reference
from tests.support import desk
from tests.support.registrar import agent, new_ticket
from tests.support.site import free_port, process_environment

Run = Callable[..., Result]


def runner(config: Config) -> Run:
    def run(*arguments: str, typed: str | None = None) -> Result:
        env = {k: v for k, v in process_environment(config, 8000).items() if k.startswith("SLADESK_")}
        return CliRunner().invoke(cli.sladesk, list(arguments), env=env, input=typed)

    return run


@pytest.fixture
def run(config: Config) -> Run:
    """Run a command on the cast's installation."""
    return runner(config)


@pytest.fixture
def password(tmp_path: Path) -> str:
    """A file with a password."""
    file = tmp_path / "password"
    file.write_text("tall-osmanthus-7\n")
    return str(file)


def ticket() -> str:
    return str(tickets.register(Call(agent(), utcnow()), new_ticket())["number"])


def test_every_command_explains_itself(run: Run) -> None:
    for name in cli.COMMANDS:
        answer = run(name, "--help")
        assert answer.exit_code == 0, answer.output
        assert "Usage" in answer.output


INIT = ("--name", "台", "--name-en", "Desk", "--zone", "Asia/Shanghai", "--policies", "b", "--admin", "chief")


def test_a_real_site_begins_with_init(empty: Config, password: str) -> None:
    run = runner(empty)
    person = ("--admin-name", "王一", "--staff-number", "A1", "--password-file", password)
    answer = run("init", *INIT, *person)
    assert answer.exit_code == 0, answer.output
    assert run("db", "check").exit_code == 0
    again = run("init", *INIT, *person)
    assert again.exit_code == 1
    assert "already" in again.output
    assert len(again.output.splitlines()) == 1, "one sentence, no trace"


def test_init_asks_for_the_password_twice(empty: Config) -> None:
    person = ("--admin-name", "王一", "--staff-number", "A1")
    answer = runner(empty)("init", *INIT, *person, typed="tall-osmanthus-7\ntall-osmanthus-7\n")
    assert answer.exit_code == 0, answer.output
    assert "tall-osmanthus" not in answer.output


def test_a_refused_init_leaves_nothing(empty: Config, tmp_path: Path, password: str) -> None:
    run = runner(empty)
    short = tmp_path / "short"
    short.write_text("123\n")
    person = ("--admin-name", "王一", "--staff-number", "A1", "--password-file")
    assert run("init", *INIT, *person, str(short)).exit_code == 1
    assert run("init", *INIT, *person, password).exit_code == 0, "so it can simply be run again"


def test_people_are_added_changed_and_retired(app: Flask, run: Run, password: str) -> None:
    added = run("user", "add", "newone", "--name", "白一", "--staff-number", "K9", "--role", "agent",
                "--team", "service_desk", "--password-file", password)  # fmt: skip
    assert added.exit_code == 0, added.output
    assert run("user", "roles", "newone", "agent", "analyst").exit_code == 0
    key = db.session.scalars(select(Person.id).where(Person.login == "newone")).one()
    held = db.session.scalars(select(PersonRole.role).where(PersonRole.person_id == key)).all()
    assert set(held) == {"agent", "analyst"}
    assert run("user", "password", "newone", "--password-file", password).exit_code == 0
    signed = sessions.sign_in(
        Call(SYSTEM, utcnow()), "newone", "tall-osmanthus-7", address="::1", user_agent=""
    )
    assert signed is not None
    assert signed.must_change_password
    assert run("user", "retire", "newone").exit_code == 0
    assert (
        sessions.sign_in(Call(SYSTEM, utcnow()), "newone", "tall-osmanthus-7", address="::1", user_agent="")
        is None
    )
    assert run("user", "retire", "newone", "--back").exit_code == 0
    nobody = run("user", "retire", "nobody")
    assert nobody.exit_code == 1
    assert "nobody" in nobody.output
    last = run("user", "retire", "linhao")
    assert last.exit_code == 1, "the last administrator stays"


@pytest.mark.parametrize(("lang", "word"), [("zh", "首次响应"), ("en", "First response")])
def test_a_due_time_explains_itself(app: Flask, run: Run, lang: str, word: str) -> None:
    number = ticket()
    told = run("sla", "explain", number, "--kind", "first_response", "--lang", lang)
    assert told.exit_code == 0, told.output
    assert word in told.output
    due = db.session.scalars(select(Clock.due_at).where(Clock.kind == "first_response")).one()
    assert due is not None
    assert due.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M:%S") in told.output


def test_the_story_as_data(app: Flask, run: Run) -> None:
    number = ticket()
    data = json.loads(run("sla", "explain", number, "--json").output)
    kinds = {row["kind"] for row in data}
    stored = set(db.session.scalars(select(Clock.kind)))
    assert kinds == stored
    assert all(row["due_at"] for row in data)
    assert run("sla", "explain", "SR1").exit_code == 1


def test_stored_clocks_agree_with_their_ledgers(app: Flask, run: Run) -> None:
    number = ticket()
    ref = reference(db.session())
    reason = ref.reasons_of("wait_parts")[0].id
    db.session.rollback()
    waiting.wait(Call(agent(), utcnow()), number, on="parts", reason_id=reason, note="等配件")
    clean = run("sla", "verify", "--all")
    assert clean.exit_code == 0, clean.output
    assert " 0 differ" in clean.output
    with write_transaction() as session:
        session.execute(update(Clock).where(Clock.kind == "first_response").values(due_at=utcnow()))
    wrong = run("sla", "verify", "--sample", "50")
    assert wrong.exit_code == 1
    assert "first_response" in wrong.output
    assert "due_at" in wrong.output


def test_a_changed_audit_row_is_found(app: Flask, run: Run) -> None:
    ticket()
    while audit.seal(Call(SYSTEM, utcnow())):
        pass
    assert run("audit", "verify").exit_code == 0
    with write_transaction() as session:
        session.execute(update(Audit).values(object_id="SR0"))
    broken = run("audit", "verify")
    assert broken.exit_code == 1
    assert "not as they were sealed" in broken.output


def test_dead_jobs_are_listed_and_retried(app: Flask, run: Run) -> None:
    with write_transaction() as session:
        session.add(
            Job(name="x.y", args={}, state="dead", run_after=utcnow(), created_at=utcnow(), last_error="E")
        )
    listed = run("jobs", "list")
    assert "x.y" in listed.output
    key = db.session.scalars(select(Job.id)).one()
    assert run("jobs", "retry", str(key)).exit_code == 0
    assert "None." in run("jobs", "list").output
    assert run("jobs", "retry", "999").exit_code == 1


def test_a_newer_database_is_refused(app: Flask, run: Run) -> None:
    with write_transaction() as session:
        session.connection().exec_driver_sql("update alembic_version set version_num = '9999'")
    for command in (("db", "upgrade"), ("serve", "--bind", f"127.0.0.1:{free_port()}"), ("sla", "verify")):
        answer = run(*command)
        assert answer.exit_code == 1
        assert "newer" in answer.output


def test_a_busy_port_is_said_in_one_sentence(run: Run) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        answer = run("serve", "--bind", f"127.0.0.1:{busy.getsockname()[1]}")
    assert answer.exit_code == 1
    assert "cannot be used" in answer.output
    assert len(answer.output.splitlines()) == 1


def test_wrong_settings_are_said_in_one_sentence() -> None:
    answer = CliRunner().invoke(cli.sladesk, ["db", "version"], env={"SLADESK_URL": "desk.example"})
    assert answer.exit_code == 1
    assert "SLADESK_URL" in answer.output


def test_a_due_time_names_the_policies_that_did_not_set_it(app: Flask, run: Run) -> None:
    told = run("sla", "explain", ticket().lower(), "--kind", "first_response", "--lang", "en").output
    assert "Why this policy" in told
    assert told.count("✓") == 1
    assert "✗ Risk level 1: the risk level is not that" in told
    data = json.loads(run("sla", "explain", ticket(), "--kind", "first_response", "--json").output)
    reasons = {verdict["reason"] for verdict in data[0]["verdicts"] if not verdict["taken"]}
    assert "not_risk_level" in reasons


def test_a_story_names_who_paused_and_why(app: Flask, run: Run) -> None:
    earlier = utcnow() - timedelta(hours=1)
    number = str(tickets.register(Call(agent(), earlier), new_ticket())["number"])
    reason = reference(db.session()).reasons_of("wait_parts")[0]
    db.session.rollback()
    waiting.wait(Call(agent(), earlier), number, on="parts", reason_id=reason.id, note="等配件")
    told = run("sla", "explain", number, "--kind", "resolution", "--lang", "en").output
    (line,) = [line for line in told.splitlines() if line.strip().startswith("Pause ")]
    assert reason.name_en in line
    assert line.endswith("K001)")


def test_what_if_is_worked_out_and_said(app: Flask, run: Run) -> None:
    number = ticket()
    wait = (
        "--what-if",
        "wait=waiting_parts",
        "--what-if",
        f"until={utcnow() + timedelta(days=4):%Y-%m-%dT%H:%M}",
    )
    told = run("sla", "explain", number, "--kind", "resolution", "--lang", "en", *wait)
    assert told.exit_code == 0, told.output
    assert "If so: due " in told.output
    data = json.loads(run("sla", "explain", number, "--json", *wait).output)
    effects = {row["kind"]: row["what_if"]["effect"] for row in data}
    assert effects["resolution"] == "moved"
    assert effects["first_response"] == "same"
    assert "what_if" not in json.loads(run("sla", "explain", number, "--json").output)[0]
    for wrong in ("priority", "colour=red", "priority=x", "wait=waiting_parts", "answered=soon"):
        refused = run("sla", "explain", number, "--what-if", wrong)
        assert refused.exit_code == 1
        assert "--what-if" in refused.output


def test_a_decided_clock_keeps_the_policy_of_its_time(app: Flask, run: Run) -> None:
    number = desk.register(channel="email", priority="low")
    communications.contact(desk.by("lina", 1), number, communications.Contact("phone", "已联系客户"))
    row = desk.ticket(number)
    key = row.category_id
    tickets.change(
        desk.by("lina", 2),
        number,
        priority="low",
        category_id=key,
        risk_level="level_1",
        reason="客户称插头冒烟",
    )
    told = run("sla", "explain", number, "--kind", "first_response", "--lang", "en").output
    assert told.count("✓") == 1
    assert "would rule now" in told


def test_the_search_index_is_made_anew_while_the_site_works(app: Flask, run: Run) -> None:
    ticket()
    with write_transaction() as session:
        session.execute(text("DELETE FROM search_doc"))
        session.execute(text("DELETE FROM search_customer"))
    answer = run("db", "reindex")
    customers = db.session.scalar(select(func.count()).select_from(Customer))
    assert answer.output == (
        f"1 tickets can be found by what they hold.\n{customers} customers can be found by name and number.\n"
    )
    assert db.session.scalar(text("SELECT count(*) FROM search_doc")) == 1
    assert db.session.scalar(text("SELECT count(*) FROM search_customer")) == customers


def test_what_is_done_at_the_terminal_is_on_record_as_such(app: Flask, run: Run, password: str) -> None:
    assert run("user", "password", "lina", "--password-file", password).exit_code == 0
    newest = db.session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert newest is not None
    assert newest.source == "cli"


def alone(folder: Path, *arguments: str, url: str = "") -> Result:
    """Run a command where nothing is, or something else."""
    env = {"SLADESK_DATA": str(folder), "SLADESK_DATABASE_URL": url}
    return CliRunner().invoke(cli.sladesk, list(arguments), env=env)


@pytest.mark.parametrize(
    "command",
    [("sla", "verify"), ("jobs", "list"), ("audit", "verify"), ("db", "check"), ("backup", "x.tar.gz")],
)
def test_a_look_into_the_wrong_folder_leaves_nothing(tmp_path: Path, command: tuple[str, ...]) -> None:
    answer = alone(tmp_path / "wrong", *command)
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: There is no database in")
    assert not (tmp_path / "wrong").exists()


def test_an_empty_database_is_no_hindrance_to_a_restore(config: Config, tmp_path: Path) -> None:
    alone(tmp_path, "db", "version")
    assert _engines.database_file(Config(tmp_path)).exists()
    _engines.must_be_empty(Config(tmp_path))


@pytest.mark.parametrize(
    "command", [("db", "version"), ("sla", "verify"), ("serve", "--bind", "127.0.0.1:0")]
)
def test_a_file_that_is_no_database_is_said_in_one_sentence(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "sladesk.db").write_bytes(b"something else" * 99)
    answer = alone(tmp_path, *command)
    assert answer.exit_code == 1
    assert answer.output == "Error: The database cannot be read: file is not a database\n"
    assert "already" in alone(tmp_path, "restore", __file__).output


def test_a_machine_that_lacks_something_is_told_so_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = alone(tmp_path / "file" / "data", "db", "version")
    assert refused.exit_code == 1
    assert refused.output == f"Error: {tmp_path / 'file' / 'data'}: Not a directory.\n"
    for url in ("mysql://desk", "nonsense"):
        assert "must start with postgresql://" in alone(tmp_path, "db", "version", url=url).output
    gone = alone(tmp_path, "restore", __file__, url="postgresql://127.0.0.1:1/gone")
    assert gone.exit_code == 1
    assert gone.output.startswith("Error: The database does not answer")
    assert len(gone.output.splitlines()) == 1
