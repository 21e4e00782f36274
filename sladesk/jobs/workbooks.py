"""Makes the workbook of a review: tickets are read in portions, a child writes them down (decision 24)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from flask_babel import force_locale

from sladesk.actions import workbooks
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db
from sladesk.db.queue import Args
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import NotFound
from sladesk.domain.periods import parse_period
from sladesk.files.store import Store
from sladesk.jobs.work import Work, attempt, log
from sladesk.queries.editions import text_of
from sladesk.queries.reference import Reference, reference
from sladesk.queries.workbooks import PORTION, told
from sladesk.queries.workbooks.files import WorkbookFile, workbook
from sladesk.reports.build import build
from sladesk.reports.document import Document
from sladesk.reports.frozen import Changed, opened
from sladesk.reports.keeping import completed
from sladesk.reports.loading import material
from sladesk.reports.workbook import Made, WorkbookError, write
from sladesk.reports.workbook.planning import plan
from sladesk.reports.workbook.records import SHOWN, records
from sladesk.reports.workbook.sayer import Sayer

T = TypeVar("T")
#: Tickets between two words on how far it is.
_STEP = 10 * PORTION


def make(work: Work) -> None:
    """Make a workbook that somebody asked for; an answer for who waits in any case.

    Killed on the way it leaves nothing behind: whoever takes the job up when its lease is over begins anew.
    """
    wanted = workbook(int(work.args.get("workbook") or 0))
    if wanted is None or wanted.state != "waiting":
        return
    error = attempt(f"workbook {wanted.id}", lambda: _make(work, wanted))
    if error is not None:
        db.session.rollback()
        workbooks.failed(_call(), wanted.id, "failed")


def _make(work: Work, wanted: WorkbookFile) -> None:
    ref = reference(db.session())
    try:
        document = _document(wanted, ref)
        progress = _progress(work, wanted.id, len(document.tickets))
        config: Config = work.app.config["SLADESK"]
        keep = Store(config.data_dir / "files").take
        made = written(document, wanted.no, wanted.language, ref, keep, progress)
    except (Changed, WorkbookError) as error:
        db.session.rollback()
        log.warning("workbook not made: %s", error, extra={"code": error.code})
        workbooks.failed(_call(), wanted.id, error.code)
        return
    key, digest, size = made.kept
    # A file that nobody waited for any more has no row and is swept away.
    workbooks.made(
        _call(),
        wanted.id,
        key=key,
        sha256=digest,
        size=size,
        tickets=made.tickets,
        as_of=datetime.fromisoformat(document.head.as_of),
    )


def _call() -> Call:
    return Call(SYSTEM, utcnow())


def _document(wanted: WorkbookFile, ref: Reference) -> Document:
    """Return the document of the edition, else that of the figures when they were asked for.

    Raises:
        Changed: what is stored of the edition is not what was issued.
        NotFound: there is no such edition.
    """
    if not wanted.no:
        period = parse_period(wanted.period_key)
        assert period is not None, "the period was known when the workbook was asked for"
        return build(material(period, wanted.asked_at, ref))
    stored = text_of(wanted.period_key, wanted.no)
    if stored is None:
        raise NotFound
    return completed(opened(stored.text, stored.sha256), ref)


def written(
    document: Document,
    no: int,
    language: str,
    ref: Reference,
    keep: Callable[[Path], T],
    progress: Callable[[int], None],
) -> Made[T]:
    """Make the workbook of a document, its tickets read while a child writes them down.

    Arguments:
        no: of the edition, 0 for the present figures.
        keep: takes the file.
        progress: told the number of tickets that are written, after each.

    Raises:
        WorkbookError: time or memory was not enough.
    """
    as_of = datetime.fromisoformat(document.head.as_of)
    with force_locale(language):
        sayer, read = Sayer(ref, int(as_of.timestamp())), told(document.tickets, as_of, SHOWN)
        return write(plan(document, no, utcnow()), records(sayer, read), keep, progress)


def _progress(work: Work, workbook_id: int, tickets: int) -> Callable[[int], None]:
    """Return what says every so many tickets which per cent of them are written down."""

    def tell(count: int) -> None:
        if count % _STEP == 0:
            work.go_on()
            workbooks.step(_call(), workbook_id, str(count * 100 // tickets))

    return tell


def give_up(args: Args) -> None:
    """Tell who waits for a workbook that making it kills its workers."""
    workbooks.failed(_call(), int(args["workbook"] or 0), "failed")
