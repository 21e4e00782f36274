"""Imports of foreign histories: what is known of a source already, the runs, what became of their rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sladesk.db import db
from sladesk.domain.codes import ImportState
from sladesk.domain.history.outcomes import Outcome, Severity
from sladesk.models import ImportRow, ImportRun, Ticket

#: Rows of each code that a page shows.
EXAMPLES = 5
_REFUSED = frozenset(code for code in Outcome if code.severity is Severity.REFUSED)


@dataclass
class KnownTicket:
    """What earlier imports of a source left of one foreign number.

    Arguments:
        taken: marks of its rows in order; refused: code by mark of those that were not taken.
        there: a ticket was made of it; read_only: nobody has taken it over.
    """

    taken: dict[str, None] = field(default_factory=dict[str, None])
    refused: dict[str, str] = field(default_factory=dict[str, str])
    there: bool = False
    read_only: bool = True


def known(session: Session, source: str) -> dict[str, KnownTicket]:
    """Return what is known of a source, by foreign number."""
    found: dict[str, KnownTicket] = {}
    rows = (
        select(ImportRow.ref, ImportRow.mark, ImportRow.code)
        .join(ImportRun, ImportRun.id == ImportRow.run_id)
        .where(ImportRun.source == source)
        .order_by(ImportRow.run_id, ImportRow.line)
    )
    for ref, mark, code in session.execute(rows):
        of = found.setdefault(ref, KnownTicket())
        if code in _REFUSED:
            of.refused[mark] = code
        else:
            of.taken[mark] = None
    tickets = select(Ticket.external_ref, Ticket.read_only).where(Ticket.external_source == source)
    for ref, read_only in session.execute(tickets):
        of = found.setdefault(str(ref), KnownTicket())
        of.there, of.read_only = True, read_only
    return found


def twin(session: Session, source: str, sha256: str, mapping: str) -> ImportRun | None:
    """Return the newest run of this file with this mapping that was begun, None when there is none."""
    begun = (ImportState.RUNNING, ImportState.DONE)
    return session.scalars(
        select(ImportRun)
        .where(
            ImportRun.source == source,
            ImportRun.sha256 == sha256,
            ImportRun.mapping == mapping,
            ImportRun.state.in_(begun),
        )
        .order_by(ImportRun.id.desc())
        .limit(1)
    ).first()


def runs() -> Sequence[ImportRun]:
    """Return all runs, newest first."""
    return db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(200)).all()


def run(run_id: int) -> ImportRun | None:
    """Return a run as stored now."""
    return db.session.get(ImportRun, run_id, populate_existing=True)


def counts(run_id: int) -> dict[str, int]:
    """Return how many rows of a run have which code."""
    found = select(ImportRow.code, func.count()).where(ImportRow.run_id == run_id).group_by(ImportRow.code)
    return {row[0]: row[1] for row in db.session.execute(found)}


def examples(run_id: int, code: str, limit: int = EXAMPLES) -> Sequence[ImportRow]:
    """Return the first rows of a run with a code."""
    found = select(ImportRow).where(ImportRow.run_id == run_id, ImportRow.code == code)
    return db.session.scalars(found.order_by(ImportRow.line).limit(limit)).all()


def kept_files() -> set[str]:
    """Return the names of stored files that wait for their import (for the sweep)."""
    found = select(ImportRun.file_key).where(ImportRun.file_key.is_not(None))
    return {key for key in db.session.scalars(found) if key}
