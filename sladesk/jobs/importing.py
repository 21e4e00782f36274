"""Imports of foreign histories in the background: looking at a file, and writing its tickets in portions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sladesk.actions import imports
from sladesk.actions._action import Call
from sladesk.actions._histories import deciding
from sladesk.actions._histories.deciding import Decision
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db
from sladesk.db.queue import Args
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ImportState, Source
from sladesk.domain.errors import Invalid, Problem
from sladesk.files.store import Store
from sladesk.imports import Mapping, parse, read
from sladesk.jobs.work import Work
from sladesk.models import ImportRun
from sladesk.queries import imports as queries
from sladesk.queries.reference import reference

#: Who writes what comes from a foreign log.
IMPORTER = replace(SYSTEM, source=Source.IMPORT)


def look(path: Path, mapping: Mapping, now: datetime) -> tuple[Decision, dict[str, object]]:
    """Decide about every row of a file and return that with its report; writes nothing.

    Raises:
        Invalid: file or mapping can't be read.
    """
    session = db.session()
    ref = reference(session)
    try:
        decision = deciding.decide(session, ref, mapping, read(path, mapping), now)
    finally:
        db.session.rollback()
    return decision, decision.report(ref, mapping)


def carry_out(run_id: int, mapping: Mapping, decision: Decision, go_on: Callable[[], None]) -> None:
    """Write what was decided, a portion a transaction, so that others wait for none of it.

    Arguments:
        go_on: called between two portions; what it raises ends the run half-way, and it can be gone on with.
    """
    imports.prepare(Call(IMPORTER, utcnow()), run_id, mapping, decision.plans)
    for portion in imports.batches(decision):
        go_on()
        imports.write(Call(IMPORTER, utcnow()), run_id, mapping, portion)
    imports.finish(Call(IMPORTER, utcnow()), run_id)


def check(work: Work) -> None:
    """Look at a file that was handed in, and keep what was found."""
    run = _run(work, ImportState.CHECKING)
    if run is None:
        return
    call, run_id, path = Call(IMPORTER, utcnow()), run.id, _file(work, run)
    try:
        _decision, report = look(path, parse(run.mapping), utcnow())
    except Invalid as error:
        problem = next(iter(error.problems.values()))
        imports.checked(call, run_id, None, problem)
        return
    imports.checked(call, run_id, report, None)


def run(work: Work) -> None:
    """Write what is not there yet of a run's file; a second time nothing."""
    found = _run(work, ImportState.RUNNING)
    if found is None:
        return
    run_id, mapping, path = found.id, parse(found.mapping), _file(work, found)
    decision, _report = look(path, mapping, utcnow())
    carry_out(run_id, mapping, decision, work.go_on)


def _run(work: Work, state: ImportState) -> ImportRun | None:
    found = queries.run(int(work.args.get("run") or 0))
    return found if found is not None and found.state == state else None


def _file(work: Work, found: ImportRun) -> Path:
    config: Config = work.app.config["SLADESK"]
    return Store(config.data_dir / "files").path(found.file_key or "")


def give_up(args: Args) -> None:
    """Refuse a file that kills whoever looks at it. What is half written stays, and can be gone on with."""
    problem = Problem("history_not_read")
    imports.checked(Call(IMPORTER, utcnow()), int(args["run"] or 0), None, problem)
