"""`sladesk backup` and `sladesk restore`: one file with everything, and a list of it (R10.4)."""

from dataclasses import replace
from pathlib import Path

import click

from sladesk.cli import _archive, _site
from sladesk.cli._archive import ArchiveError
from sladesk.clock import utcnow


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(*, file: Path) -> None:
    """Write database and files into FILE while the site goes on working."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; a back-up never overwrites another.")
    config = _site.settings()
    with _site.ready(config):
        try:
            manifest = _archive.write(file, config, utcnow())
        except ArchiveError as error:
            raise click.ClickException(str(error)) from error
    size = file.stat().st_size / 1_000_000
    click.echo(f"{file}: {manifest.rows} rows, {manifest.files} files, {size:.1f} MB")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Afterwards count and hash every table and file again.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Data folder to fill instead of SLADESK_DATA.",
)
def restore(*, file: Path, verify: bool, into: Path | None) -> None:
    """Bring back a back-up where nothing is yet; what does not match its list is refused."""
    config = _site.settings()
    if into is not None:
        config = replace(config, data_dir=into.resolve())
    try:
        manifest = _archive.restore(file, config)
        if verify:
            with _site.opened(config):
                _archive.verify(manifest, config)
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Restored: {manifest.rows} rows, {manifest.files} files, as of {manifest.made_at}.")
    if verify:
        click.echo("Verified: every table and file is as it was.")
    click.echo("Start it with  sladesk serve  (an older database is brought up to date by it).")
