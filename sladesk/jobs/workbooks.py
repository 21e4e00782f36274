"""Makes the workbook of a review: tickets are read in portions, a child writes them down (decision 24)."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from flask_babel import force_locale

from sladesk.actions import workbooks
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db
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
        made = _written(work, document, wanted, ref)
    except (Changed, WorkbookError) as error:
        db.session.rollback()
        log.warning("workbook not made: %s", error, extra={"code": error.code})
        workbooks.failed(_call(), wanted.id, error.code)
        return
    config: Config = work.app.config["SLADESK"]
    key = Store(config.data_dir / "files").put(made.data)
    # A file that nobody waited for any more has no row and is swept away.
    workbooks.made(
        _call(),
        wanted.id,
        key=key,
        sha256=hashlib.sha256(made.data).hexdigest(),
        size=len(made.data),
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


def _written(work: Work, document: Document, wanted: WorkbookFile, ref: Reference) -> Made:
    as_of = datetime.fromisoformat(document.head.as_of)
    with force_locale(wanted.language):
        sayer, read = Sayer(ref, int(as_of.timestamp())), told(document.tickets, as_of, SHOWN)
        told_so_far = _progress(work, wanted.id, len(document.tickets))
        return write(plan(document, wanted.no, utcnow()), records(sayer, read), told_so_far)


def _progress(work: Work, workbook_id: int, tickets: int) -> Callable[[int], None]:
    """Return what says every so many tickets which per cent of them are written down."""

    def tell(count: int) -> None:
        if count % _STEP == 0:
            work.go_on()
            workbooks.step(_call(), workbook_id, str(count * 100 // tickets))

    return tell
