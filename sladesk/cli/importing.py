"""`sladesk import`: the history of a foreign desk out of a file (R9.1, decision 33)."""

import hashlib
from pathlib import Path

import click
from flask_babel import force_locale

from sladesk.actions import imports
from sladesk.actions._action import Call
from sladesk.cli import _site
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.codes import ImportState
from sladesk.domain.history.outcomes import Outcome, Severity
from sladesk.imports import Mapping, parse
from sladesk.jobs.importing import IMPORTER, carry_out, look
from sladesk.queries import imports as queries
from sladesk.web.history_sentences import OUTCOMES, SEVERITIES
from sladesk.web.words import gettext as _

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(name="import", cls=_site.UserErrors)
def import_() -> None:
    """Import what another desk has recorded."""


@import_.command()
@click.argument("file", type=FILE)
@click.option(
    "--mapping", "mapping_file", type=FILE, required=True, help="TOML file that says what the log means."
)
@click.option("--dry-run", is_flag=True, help="Only say what would become of every row.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the report."
)
def history(*, file: Path, mapping_file: Path, dry_run: bool, lang: str) -> None:
    """Import the tickets of the log FILE; each row gets one outcome, what is there already is left alone.

    Broken off, it says how far it is when it is called again, and goes on.
    """
    with _site.ready():
        text = _text(mapping_file)
        mapping = parse(text)
        decision, report = look(file, mapping, utcnow())
        with force_locale("zh_Hans_CN" if lang == "zh" else "en"):
            _tell(report)
        if dry_run:
            click.echo("Nothing was written.")
        elif not decision.plans:
            _close(file, mapping, text)
            click.echo("There is nothing new in the file; nothing was written.")
        else:
            run_id = _begin(file, mapping, text, report)
            with click.progressbar(length=len(imports.batches(decision)), label=f"Import {run_id}") as bar:
                carry_out(run_id, mapping, decision, lambda: bar.update(1))
            done = queries.run(run_id)
            click.echo(f"Import {run_id}: {done.tickets_done if done else 0} tickets written.")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file}: a mapping is written in UTF-8.") from error


def _unfinished(mapping: Mapping, sha256: str, text: str) -> int | None:
    """Return the run of this file and mapping that was broken off."""
    found = queries.twin(db.session(), mapping.source, sha256, text)
    return found.id if found is not None and found.state == ImportState.RUNNING else None


def _begin(file: Path, mapping: Mapping, text: str, report: dict[str, object]) -> int:
    """Return the run to write: the one that was broken off, else a new one."""
    sha256 = _digest(file)
    earlier = _unfinished(mapping, sha256, text)
    db.session.rollback()
    if earlier is not None:
        click.echo(f"Going on with import {earlier}.")
        return earlier
    log = imports.LogFile(file.name, file.stat().st_size, sha256)
    return imports.open_run(Call(IMPORTER, utcnow()), log, mapping, text, report)


def _close(file: Path, mapping: Mapping, text: str) -> None:
    """Finish a run that was broken off after its last row."""
    earlier = _unfinished(mapping, _digest(file), text)
    db.session.rollback()
    if earlier is not None:
        imports.finish(Call(IMPORTER, utcnow()), earlier)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _tell(report: dict[str, object]) -> None:
    """Say how many rows have which outcome, with the first of each, and what would be made."""
    counts, rows = report["counts"], report["rows"]
    assert isinstance(counts, dict)
    assert isinstance(rows, dict)
    for severity in Severity:
        codes = [code for code in map(Outcome, counts) if code.severity is severity]
        total = sum(counts[code] for code in codes)
        if not total:
            continue
        click.echo(f"{total:>7}  {SEVERITIES[severity]}")
        for code in codes:
            first = rows[code][0]
            said = str(OUTCOMES[code]) % first[2]
            click.echo(f"{counts[code]:>11}  {code}: {said} ({first[1]}, {first[0]})")
    known = _("Rows known from earlier imports: %(n)s. They stay as they are.", n=report["known"])
    made = _(
        "Would be made: %(tickets)s tickets with %(cycles)s cycles, %(entries)s timeline entries and "
        "%(pauses)s waits. Times are read in the zone %(zone)s.",
        **report,
    )
    click.echo(f"{known}\n{made}")
    comma = _(", ")
    categories, channels = report["categories"], report["channels"]
    assert isinstance(categories, list)
    assert isinstance(channels, list)
    if categories:
        click.echo(_("New categories: %(names)s", names=comma.join(categories)))
    if channels:
        click.echo(_("New channels: %(names)s", names=comma.join(channels)))
