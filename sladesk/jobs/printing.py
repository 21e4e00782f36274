"""Makes the paper of an issued review, in a child process, one at a time (decision 24)."""

import hashlib
from datetime import date, timedelta

from flask_babel import force_locale

from sladesk.actions import printing
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.files.store import Store
from sladesk.jobs.work import Work, log
from sladesk.queries.editions import Paper, paper
from sladesk.queries.quality import actions_for_review, worksheets
from sladesk.queries.reference import reference
from sladesk.reports.frozen import thaw
from sladesk.reports.pdf import PdfError, render
from sladesk.reports.printing import Edition, review_html


def make(work: Work) -> None:
    """Print an edition that somebody asked for; an answer for who waits in any case."""
    wanted = paper(int(work.args.get("file") or 0))
    if wanted is None or wanted.state != "waiting":
        return
    html = _page(wanted)
    db.session.rollback()
    try:
        pdf = render(html, progress=lambda name: printing.step(_call(), wanted.id, name))
    except PdfError as error:
        log.warning("review not printed: %s", error, extra={"code": error.code})
        printing.failed(_call(), wanted.id, error.code)
        return
    config: Config = work.app.config["SLADESK"]
    key = Store(config.data_dir / "files").put(pdf.data)
    digest = hashlib.sha256(pdf.data).hexdigest()
    # A file that nobody waited for any more has no row and is swept away.
    printing.made(_call(), wanted.id, key=key, sha256=digest, size=len(pdf.data), pages=pdf.pages)


def _call() -> Call:
    return Call(SYSTEM, utcnow())


def _page(wanted: Paper) -> str:
    document, ref = thaw(wanted.document), reference(db.session())
    author = ref.person(wanted.issued_by_id)
    first, last = date.fromisoformat(document.head.first), date.fromisoformat(document.head.last)
    month, days = document.head.kind == "month", (first, last + timedelta(days=1), last)
    with force_locale(wanted.language):
        return review_html(
            document,
            Edition(wanted.no, wanted.issued_at, author.staff_number if author else ""),
            worksheets(*days) if month else (),
            actions_for_review(*days) if month else (),
        )
