"""A review as a workbook: asked for, waited for, taken along (R9.6)."""

from urllib.parse import quote

from flask import Response, current_app, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from sladesk.actions import views, workbooks
from sladesk.domain.errors import NotFound
from sladesk.domain.periods import Period
from sladesk.files import Damaged
from sladesk.queries.workbooks.files import WorkbookFile, workbook_of
from sladesk.web import htmx
from sladesk.web.context import call
from sladesk.web.files import SEALED, store
from sladesk.web.reports.blueprint import blueprint
from sladesk.web.reports.periods import period
from sladesk.web.sheets import XLSX
from sladesk.web.words import locale_name


def workbook_state(found: Period, no: int) -> WorkbookFile | None:
    """Return how far a review's workbook is, in the language of who asks.

    Arguments:
        no: of the edition, 0 for the present figures.
    """
    return workbook_of(found.key, no, locale_name())


@blueprint.post("/reviews/<key>/<int:no>/workbook")
def ask_workbook(key: str, no: int) -> AnyResponse | str:
    """Have the workbook of a review made."""
    found = period(key)
    workbooks.ask(call(), found, no, locale_name())
    return _part(found, no) if htmx.is_htmx() else _page(found, no)


@blueprint.get("/reviews/<key>/<int:no>/workbook")
def workbook(key: str, no: int) -> str:
    """Answer a look at how far the workbook is."""
    return _part(period(key), no)


def _part(found: Period, no: int) -> str:
    state = workbook_state(found, no)
    return render_template("reports/_workbook.html", key=found.key, no=no, workbook=state)


def _page(found: Period, no: int) -> AnyResponse:
    return redirect(f"/reviews/{found.key}?edition={no or 'now'}", 303)


@blueprint.post("/reviews/<key>/<int:no>/workbook/file")
def take_workbook(key: str, no: int) -> AnyResponse:
    """Hand a workbook out, with the trace every list that is taken along leaves (R10.3)."""
    found = period(key)
    there = workbook_state(found, no)
    if there is None or there.file_key is None:
        raise NotFound
    try:
        content = store().read(there.file_key, there.sha256)
    except Damaged:
        current_app.logger.exception("workbook of %s is damaged", found.key)
        workbooks.ask(call(keyed=False), found, no, locale_name(), lost=True)
        return _page(found, no)
    query = f"review={found.key}&edition={no}"
    views.exported(call(keyed=False), kind="xlsx", rows=there.tickets, query=query, columns=())
    response = Response(content, content_type=XLSX)
    name = quote(f"sladesk-{found.key}-{no}.xlsx" if no else f"sladesk-{found.key}.xlsx", safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = SEALED
    return response
