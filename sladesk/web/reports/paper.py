"""An issued review on paper: asked for, waited for, fetched (R9.6)."""

from dataclasses import replace
from urllib.parse import quote

from flask import Response, current_app, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from sladesk.actions import printing
from sladesk.domain.errors import Missing, NotFound
from sladesk.domain.periods import Period
from sladesk.files import Damaged
from sladesk.queries.editions import PaperState, paper_of
from sladesk.web import htmx
from sladesk.web.context import call
from sladesk.web.files import SEALED, store
from sladesk.web.reports.blueprint import blueprint
from sladesk.web.reports.periods import period
from sladesk.web.words import locale_name


def state_of(found: Period, no: int) -> PaperState | None:
    """Return how far an edition's paper is, in the language of who asks; one that is lost has failed."""
    there = paper_of(found.key, no, locale_name())
    lost = there is not None and there.current and _is_lost(there)
    return replace(there, state="failed", step="damaged") if there and lost else there


@blueprint.post("/reviews/<key>/<int:no>/pdf")
def ask_pdf(key: str, no: int) -> AnyResponse | str:
    """Have an edition printed, again where what was kept can't be read or is not current any more."""
    found = period(key)
    there = paper_of(found.key, no, locale_name())
    printing.ask(call(), found, no, locale_name(), lost=there is not None and _is_lost(there))
    if htmx.is_htmx():
        return _part(found, no)
    return redirect(f"/reviews/{found.key}?edition={no}", 303)


def _is_lost(there: PaperState) -> bool:
    """Whether a paper that was kept is not there any more as it was made."""
    if there.state != "ready" or there.file_key is None:
        return False
    try:
        store().read(there.file_key, there.sha256)
    except Damaged:
        return True
    return False


@blueprint.get("/reviews/<key>/<int:no>/paper")
def paper(key: str, no: int) -> str:
    """Answer a look at how far the paper is."""
    return _part(period(key), no)


def _part(found: Period, no: int) -> str:
    return render_template("reports/_paper.html", key=found.key, no=no, paper=state_of(found, no))


@blueprint.get("/reviews/<key>/<int:no>/pdf")
def pdf(key: str, no: int) -> AnyResponse:
    """Send the paper of an edition; one from before the last change is not handed out.

    Raises:
        NotFound: there is none.
        Missing: it has to be made again first.
    """
    found = period(key)
    there = paper_of(found.key, no, locale_name())
    if there is None or there.file_key is None:
        raise NotFound
    if not there.current:
        raise Missing("paper_outdated")
    try:
        content = store().read(there.file_key, there.sha256)
    except Damaged as error:
        current_app.logger.exception("paper of %s is damaged", found.key)
        raise Missing("paper_damaged") from error
    response = Response(content, content_type="application/pdf")
    name = quote(f"sladesk-{found.key}-{no}.pdf", safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = SEALED
    return response
