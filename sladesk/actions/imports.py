"""Import of a foreign desk's history (R9.1, decision 33).

A file is decided about as a whole before its first ticket is written; then each ticket is written whole with
the outcomes of its rows. Whatever ends a run half-way, what is written stands, the run says how far it is,
and going on writes the rest: what is there already is known by its rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from sladesk.actions._action import Tx, action
from sladesk.actions._histories import deciding, making
from sladesk.actions._histories.writing import Writer
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.codes import ImportState
from sladesk.domain.errors import NotFound, Problem, WrongState
from sladesk.domain.history.changes import Plan, Told
from sladesk.domain.text import clean
from sladesk.imports import Mapping
from sladesk.models import ImportRow, ImportRun

#: Rows of a file written in one transaction: others wait for it no longer than for a few steps of their own.
BATCH_ROWS = 60


@dataclass(frozen=True)
class LogFile:
    """A file to import: name, bytes and their digest; `key`: where it waits in the store, None elsewhere."""

    name: str
    size: int
    sha256: str
    key: str | None = None


@action("imports.stage")
def stage(tx: Tx, file: LogFile, mapping: Mapping, text: str) -> int:
    """Note a file that waits in the store, and have it looked at in the background; return the run.

    Arguments:
        text: the mapping as written, kept with the run.
    """
    access.require(tx.by, "history.import")
    run = _run(tx, file, mapping, text, ImportState.CHECKING)
    tx.enqueue("imports.check", {"run": run.id})
    tx.audit("import.staged", "import", run.id, file=run.file_name, sha256=run.sha256)
    return run.id


def _run(tx: Tx, file: LogFile, mapping: Mapping, text: str, state: ImportState) -> ImportRun:
    run = ImportRun(
        source=mapping.source,
        file_name=clean(file.name)[:200],
        size=file.size,
        sha256=file.sha256,
        mapping=text,
        file_key=file.key,
        state=state,
        report={},
        tickets=0,
        tickets_done=0,
        made_at=tx.now,
        started_by_id=tx.by.person_id,
    )
    rows.add(tx.session, run)
    return run


def _locked(tx: Tx, run_id: int) -> ImportRun:
    run = tx.session.scalars(select(ImportRun).where(ImportRun.id == run_id).with_for_update()).first()
    if run is None:
        raise NotFound("not_found")
    return run


@action("imports.checked")
def checked(tx: Tx, run_id: int, report: dict[str, object] | None, problem: Problem | None) -> None:
    """Keep what the look at a file found: what would be made, or why it can't be read.

    Arguments:
        report: of `Decision.report`; None when there is a problem.
    """
    access.require(tx.by, "system")
    run = _locked(tx, run_id)
    if run.state != ImportState.CHECKING:
        return
    if problem is not None:
        run.state = ImportState.REFUSED
        run.report = {"code": problem.code, "params": dict(problem.params)}
    else:
        run.state, run.report = ImportState.READY, report or {}


@action("imports.discard")
def discard(tx: Tx, run_id: int) -> int:
    """Forget a file that was only looked at; nothing of it was imported.

    Raises:
        WrongState: it was begun.
    """
    access.require(tx.by, "history.import")
    run = _locked(tx, run_id)
    if run.state in {ImportState.RUNNING, ImportState.DONE}:
        raise WrongState("import_running")
    tx.session.execute(delete(ImportRun).where(ImportRun.id == run_id))
    tx.audit("import.discarded", "import", run_id, file=run.file_name)
    return run_id


@action("imports.start")
def start(tx: Tx, run_id: int) -> int:
    """Begin an import that was looked at, or go on with one that stands half-way, in the background.

    Raises:
        WrongState: it waits for nothing.
    """
    access.require(tx.by, "history.import")
    run = _locked(tx, run_id)
    if run.state not in {ImportState.READY, ImportState.RUNNING}:
        raise WrongState("import_not_ready")
    if run.state == ImportState.READY:
        run.state, run.started_at, run.started_by_id = ImportState.RUNNING, tx.now, tx.by.person_id
        tx.audit("import.started", "import", run.id, file=run.file_name, sha256=run.sha256)
    tx.enqueue("imports.run", {"run": run.id})
    return run.id


@action("imports.open")
def open_run(tx: Tx, file: LogFile, mapping: Mapping, text: str, report: dict[str, object]) -> int:
    """Begin an import of a file that was looked at already, without the background; return the run."""
    access.require(tx.by, "history.import")
    run = _run(tx, file, mapping, text, ImportState.RUNNING)
    run.started_at, run.report = tx.now, report
    rows.change(tx.session, run)
    tx.audit("import.started", "import", run.id, file=run.file_name, sha256=run.sha256)
    return run.id


@action("imports.prepare")
def prepare(tx: Tx, run_id: int, mapping: Mapping, plans: Sequence[Plan]) -> None:
    """Make the master data the mapping lets be made, and note how many tickets there are to write."""
    access.require(tx.by, "system")
    run = _locked(tx, run_id)
    making.make(tx, tx.reference(), mapping, plans)
    run.tickets = run.tickets_done + sum(plan.ticket is not None for plan in plans)


@action("imports.write")
def write(tx: Tx, run_id: int, mapping: Mapping, plans: Sequence[Plan]) -> int:
    """Write some tickets, each whole, with the outcomes of their rows; return how many tickets.

    Rows this run has told about already are left out, so that two processes at it do no harm.

    Raises:
        WrongState: the run is over.
    """
    access.require(tx.by, "system")
    run = _locked(tx, run_id)
    if run.state != ImportState.RUNNING:
        raise WrongState("import_not_ready")
    told = [one for plan in plans for one in plan.told]
    lines = {one.row.line for one in told}
    found = select(ImportRow.line).where(ImportRow.run_id == run_id, ImportRow.line.in_(lines))
    there = set(tx.session.scalars(found))
    writer = Writer(tx, tx.reference(), mapping, run_id)
    fresh = [plan for plan in plans if not any(one.row.line in there for one in plan.told)]
    tickets = [plan for plan in fresh if plan.ticket is not None]
    for plan in tickets:
        writer.write(plan)
    lines_told = [_row(run_id, one) for plan in fresh for one in plan.told]
    if lines_told:
        rows.put(tx.session, ImportRow, lines_told)
    run.tickets_done += len(tickets)
    return len(tickets)


def _row(run_id: int, one: Told) -> dict[str, object]:
    return {
        "run_id": run_id,
        "line": one.row.line,
        "ref": one.row.ref,
        "mark": one.row.mark,
        "code": one.code,
        "detail": dict(one.detail),
    }


@action("imports.finish")
def finish(tx: Tx, run_id: int) -> None:
    """Note that every row of a run has its outcome; the file is no longer kept."""
    access.require(tx.by, "system")
    run = _locked(tx, run_id)
    if run.state == ImportState.RUNNING:
        run.state, run.finished_at, run.file_key = ImportState.DONE, tx.now, None
        run.tickets = run.tickets_done  # two processes at it may each have counted what was left
        tx.audit("import.finished", "import", run.id, tickets=run.tickets_done)


def batches(decision: deciding.Decision) -> list[list[Plan]]:
    """Return the tickets of a decision in the portions they are written in."""
    found: list[list[Plan]] = []
    size = BATCH_ROWS
    for plan in decision.plans:
        if size + len(plan.told) > BATCH_ROWS:
            found.append([])
            size = 0
        found[-1].append(plan)
        size += len(plan.told)
    return found
