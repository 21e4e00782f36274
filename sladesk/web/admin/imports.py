"""Import of a foreign desk's history: hand a file in, look at what would become of it, start (R9.1)."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from sladesk.actions import imports
from sladesk.db import db
from sladesk.domain.codes import ImportState
from sladesk.domain.errors import Invalid, Problem, invalid
from sladesk.domain.history.outcomes import Outcome, Severity
from sladesk.files import store as storing
from sladesk.files.keeping import display_name
from sladesk.imports import Mapping as LogMapping
from sladesk.imports import parse, shipped, shipped_text
from sladesk.models import ImportRun
from sladesk.queries import imports as queries
from sladesk.web import files
from sladesk.web.admin.pages import blueprint, person_name, ref
from sladesk.web.context import call
from sladesk.web.forms import answer, refused, request_key
from sladesk.web.headers import MEGABYTE
from sladesk.web.history_sentences import OUTCOMES, SEVERITIES
from sladesk.web.sentences import say_problem, say_problems

HERE = "/admin/imports"
#: Bytes of a log handed in by the page; a larger one is imported at the terminal.
LARGEST = 12 * MEGABYTE
#: The choice of a mapping of one's own.
OWN = "own"

blueprint.url_value_preprocessor(files.raise_limit)


@dataclass(frozen=True)
class Line:
    """How many rows have one outcome, what is said of the first of them, and where the first ones stand."""

    code: str
    severity: str
    said: str
    count: int
    rows: tuple[tuple[int, str], ...]


@blueprint.get("/imports")
def imports_listed() -> str:
    """Show what was imported, and the form for another file."""
    return _list_page()


def _list_page(said: Iterable[str] = ()) -> str:
    return render_template(
        "admin/imports.html",
        runs=[(run, person_name(ref(), run.started_by_id)) for run in queries.runs()],
        mappings=shipped(),
        own=OWN,
        chosen=request.form.get("mapping", ""),
        said=list(said),
        megabytes=LARGEST // MEGABYTE,
    )


@blueprint.post("/imports")
def import_stage() -> Response:
    """Take a file in and have it looked at; nothing is imported yet."""
    request_key()
    try:
        text = _mapping_text()
        mapping = parse(text)
        with _kept() as log:
            _not_there(mapping, log, text)
            run = imports.stage(call(), log, mapping, text)
    except Invalid as error:
        return refused(_list_page(say_problems(error.problems).values()))
    return answer(to=f"{HERE}/{run}", message=_("The file is being looked at."))


def _mapping_text() -> str:
    """Return the mapping that was chosen or handed in."""
    chosen = request.form.get("mapping", "")
    if chosen != OWN:
        text = shipped_text(chosen)
        if text is None:
            raise invalid("mapping", "history_choose_mapping")
        return text
    sent = request.files.get("mapping_file")
    if sent is None or not sent.filename:
        raise invalid("mapping", "history_choose_mapping")
    content = sent.stream.read(MEGABYTE)
    sent.stream.seek(0)  # the digest of the form reads it again
    try:
        return content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as error:
        raise invalid("mapping", "history_mapping_utf8") from error


@contextmanager
def _kept() -> Iterator[imports.LogFile]:
    """Hold the file in the store while its run is written; without a run it goes again."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise invalid("file", "file_empty")
    content = sent.stream.read(LARGEST + 1)
    sent.stream.seek(0)
    if len(content) > LARGEST:
        raise invalid("file", "history_too_large", size=len(content) // MEGABYTE, max=LARGEST // MEGABYTE)
    if not content:
        raise invalid("file", "history_empty")
    here = files.store()
    key = here.put(content)
    try:
        yield imports.LogFile(
            display_name(sent.filename, "log.csv"), len(content), storing.digest(content), key
        )
    finally:
        db.session.rollback()
        if key not in queries.kept_files():  # refused, or the form was answered before
            here.path(key).unlink(missing_ok=True)


def _not_there(mapping: LogMapping, log: imports.LogFile, text: str) -> None:
    """Refuse a file that was imported with the same mapping: there is nothing new in it."""
    earlier = queries.twin(db.session(), mapping.source, log.sha256, text)
    if earlier is not None:
        raise invalid("file", "history_there_already", run=earlier.id)


@blueprint.get("/imports/<int:run_id>")
def import_show(run_id: int) -> str:
    """Show a run: what would be made, how far it is, what became of the rows."""
    return render_template("admin/import.html", **_values(run_id))


@blueprint.get("/imports/<int:run_id>/look")
def import_look(run_id: int) -> str:
    """Return the part of a run's page that changes while it is worked on."""
    return render_template("admin/_import.html", **_values(run_id))


@blueprint.post("/imports/<int:run_id>/start")
def import_start(run_id: int) -> Response:
    """Begin a run that was looked at, or go on with one that stands half-way."""
    imports.start(call(), run_id)
    return answer(to=f"{HERE}/{run_id}", message=_("The import has begun."))


@blueprint.post("/imports/<int:run_id>/discard")
def import_discard(run_id: int) -> Response:
    """Forget a file that was only looked at."""
    imports.discard(call(), run_id)
    return answer(to=HERE, message=_("The file is forgotten; nothing was imported."))


def _values(run_id: int) -> dict[str, object]:
    run = queries.run(run_id)
    if run is None:
        abort(404)
    report = run.report if run.state != ImportState.REFUSED else {}
    lines = _lines(run)
    return {
        "run": run,
        "who": person_name(ref(), run.started_by_id),
        "report": report,
        "lines": lines,
        "total": sum(line.count for line in lines),
        "severities": _totals(lines),
        "problem": _problem(run),
        "going": run.state in {ImportState.CHECKING, ImportState.RUNNING},
        "startable": run.state == ImportState.READY and any(line.count for line in lines),
    }


def _problem(run: ImportRun) -> str:
    """Return why a file can't be read; "" when it can."""
    if run.state != ImportState.REFUSED:
        return ""
    code, params = str(run.report.get("code")), run.report.get("params")
    return say_problem(Problem(code, params if isinstance(params, dict) else {}))


def _lines(run: ImportRun) -> list[Line]:
    """Return the outcomes: of a run that has begun as stored, of others as the look found them."""
    if run.state in {ImportState.RUNNING, ImportState.DONE}:
        counts = queries.counts(run.id)
        return [
            _line(
                code, counts[code], [(r.line, r.ref, r.detail) for r in queries.examples(run.id, str(code))]
            )
            for code in Outcome
            if code in counts
        ]
    counts, rows = run.report.get("counts"), run.report.get("rows")
    if not isinstance(counts, dict) or not isinstance(rows, dict):
        return []
    return [_line(code, counts[code], rows.get(code, [])) for code in Outcome if code in counts]


def _line(code: Outcome, count: int, rows: Iterable[tuple[int, str, Mapping[str, object]]]) -> Line:
    listed = list(rows)
    said = str(OUTCOMES[code]) % listed[0][2]
    return Line(str(code), str(code.severity), said, count, tuple((row[0], row[1]) for row in listed))


def _totals(lines: Iterable[Line]) -> list[tuple[str, str, int]]:
    """Return how many rows are taken, taken with a remark, refused."""
    totals = dict.fromkeys(map(str, Severity), 0)
    for line in lines:
        totals[line.severity] += line.count
    return [(code, str(SEVERITIES[Severity(code)]), count) for code, count in totals.items()]
