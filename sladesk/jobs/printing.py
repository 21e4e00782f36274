"""Makes the paper of an issued review, in a child process, one at a time (decision 24)."""

import hashlib

from flask_babel import force_locale

from sladesk.actions import printing
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db
from sladesk.db.queue import Args
from sladesk.domain.access import SYSTEM
from sladesk.files.store import Store
from sladesk.jobs.work import Work, attempt, log
from sladesk.queries.editions import Paper, Printable, paper
from sladesk.queries.reference import reference
from sladesk.reports.frozen import Changed, opened, unpack
from sladesk.reports.keeping import completed
from sladesk.reports.pdf import PdfError, render
from sladesk.reports.printing import Edition, Laid, laid


def make(work: Work) -> None:
    """Print an edition that somebody asked for; an answer for who waits in any case.

    Killed on the way it leaves nothing behind: the paper is still waited for, and whoever takes the job up
    when its lease is over begins anew.
    """
    wanted = paper(int(work.args.get("file") or 0))
    if wanted is None or wanted.state != "waiting":
        return
    error = attempt(f"paper {wanted.id}", lambda: _make(work, wanted))
    if error is not None:
        db.session.rollback()
        printing.failed(_call(), wanted.id, "failed")


def _make(work: Work, wanted: Paper) -> None:
    try:
        made = page(wanted.edition, wanted.language)
        db.session.rollback()
        pdf = render(made.html, made.drawings, progress=lambda name: printing.step(_call(), wanted.id, name))
    except (Changed, PdfError) as error:
        db.session.rollback()
        log.warning("review not printed: %s", error, extra={"code": error.code})
        printing.failed(_call(), wanted.id, error.code)
        return
    config: Config = work.app.config["SLADESK"]
    key = Store(config.data_dir / "files").put(pdf.data)
    digest = hashlib.sha256(pdf.data).hexdigest()
    # A file that nobody waited for any more has no row and is swept away.
    printing.made(
        _call(),
        wanted.id,
        key=key,
        sha256=digest,
        size=len(pdf.data),
        pages=pdf.pages,
        words=wanted.edition.version,
    )


def _call() -> Call:
    return Call(SYSTEM, utcnow())


def page(wanted: Printable, language: str) -> Laid:
    """Return the page of an edition as it is laid out, in a language.

    Raises:
        Changed: what is stored of it is not what was issued.
    """
    ref = reference(db.session())
    document = completed(opened(wanted.document, wanted.sha256), ref)
    author, signer = ref.person(wanted.issued_by_id), ref.person(wanted.signed_by_id)
    edition = Edition(
        number=wanted.no,
        issued=wanted.issued_at,
        author=author.staff_number if author else "",
        words=unpack(wanted.words),
        signed=wanted.signed_at,
        signer=signer.staff_number if signer else "",
    )
    with force_locale(language):
        return laid(document, edition)


def give_up(args: Args) -> None:
    """Tell who waits for a paper that making it kills its workers."""
    printing.failed(_call(), int(args["file"] or 0), "failed")
