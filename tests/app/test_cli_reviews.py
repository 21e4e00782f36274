"""`sladesk reviews`: list, issue, verify, and an edition as a file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import update

from sladesk import cli
from sladesk.actions import minutes
from sladesk.config import Config
from sladesk.db import write_transaction
from sladesk.domain.minutes import Words
from sladesk.domain.periods import PeriodKind, period_of
from sladesk.models import Audit, Edition, EditionSigning, EditionWords
from tests.support import desk
from tests.support.moment import NOW
from tests.support.site import process_environment

MONTH = period_of(PeriodKind.MONTH, NOW.date())
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, config: Config) -> Run:
    """The command line on the seeded installation, which has a request."""
    desk.register(minutes=-60)
    return lambda *words: CliRunner().invoke(
        cli.sladesk, ["reviews", *words], env=process_environment(config, 1)
    )


def test_what_is_issued_is_listed_on_record_and_sound(run: Run) -> None:
    assert f"{MONTH.key}: edition 1 issued" in run("issue", MONTH.key).output
    run("issue", MONTH.key)
    run("issue", str(NOW.date()))
    listed = run("list", "--kind", "month").output.splitlines()
    assert [line.split()[:2] for line in listed] == [[MONTH.key, "2"], [MONTH.key, "1"], ["2", "editions"]]
    assert "3 editions" in run("list").output
    assert run("verify").output == "3 editions, signatures and files checked, 0 differ\n"
    with write_transaction() as session:
        sources = session.query(Audit.source).where(Audit.action == "review.issued").all()
    assert {source for (source,) in sources} == {"cli"}


@pytest.mark.parametrize("period", ["2026-13", "October", "2027-01"])
def test_a_period_that_is_none_is_refused_in_one_sentence(run: Run, period: str) -> None:
    answer = run("issue", period)
    assert answer.exit_code != 0
    assert "Error: " in answer.output
    assert "Traceback" not in answer.output


def test_what_was_changed_behind_the_desk_is_found(run: Run) -> None:
    for _n in range(2):
        run("issue", MONTH.key)
    minutes.save(desk.by("chenwei", 10), MONTH, 1, Words({"whole": "x"}), version=0)
    minutes.sign(desk.by("chenwei", 11), MONTH, 1, version=1)
    assert run("verify").exit_code == 0
    with write_transaction() as session:
        session.execute(update(Edition).where(Edition.no == 2).values(document="{}"))
        session.execute(update(EditionWords).values(words='{"comments":{"whole":"y"}}'))
    found = run("verify")
    assert found.exit_code == 1
    assert f"{MONTH.key}, edition 2: what is stored is not what was issued" in found.output
    assert f"{MONTH.key}, edition 1: plan and comments are not those that were signed" in found.output
    with write_transaction() as session:
        session.execute(update(EditionSigning).values(words="{}"))
    assert f"{MONTH.key}, edition 1: what is stored is not what was signed" in run("verify").output


def test_an_edition_is_written_as_a_file_and_never_over_another(run: Run, tmp_path: Path) -> None:
    run("issue", MONTH.key)
    file = tmp_path / "review.pdf"
    assert "has no edition about the whole period" in run("pdf", MONTH.key, str(file)).output
    answer = run("pdf", MONTH.key, str(file), "--edition", "1", "--lang", "en")
    assert "edition 1, " in answer.output
    assert "Summary on a page" in "".join(page.extract_text() for page in PdfReader(file).pages)
    before = file.read_bytes()
    assert "exists already" in run("pdf", MONTH.key, str(file), "--edition", "1").output
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["review.pdf"]
