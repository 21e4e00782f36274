"""`sladesk reviews`: issued reviews listed, issued by hand, checked, and as files (R9.3, R9.6)."""

from pathlib import Path

import click

from sladesk.actions import reviews as actions
from sladesk.cli import _editionchecks, _site
from sladesk.cli._telling import LOCALES
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.periods import Period, PeriodKind, parse_period
from sladesk.files.store import Store
from sladesk.jobs.printing import page
from sladesk.queries import editions as queries
from sladesk.queries.reference import reference
from sladesk.reports.build import build
from sladesk.reports.frozen import freeze
from sladesk.reports.loading import material
from sladesk.reports.pdf import PdfError, render


@click.group(cls=_site.UserErrors)
def reviews() -> None:
    """List, issue and check reviews; write one as a file.

    A PERIOD is a month (2026-10), a week (2026-W44) or a day (2026-10-31).
    """


def _period(_context: click.Context, _option: click.Parameter, value: str) -> Period:
    found = parse_period(value)
    if found is None:
        raise click.BadParameter("write a month as 2026-10, a week as 2026-W44, a day as 2026-10-31.")
    return found


PERIOD = click.argument("period", callback=_period)


@reviews.command(name="list")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in PeriodKind]), help="Only days, weeks, months."
)
def list_(*, kind: str | None) -> None:
    """List the editions, the newest period first."""
    with _site.ready():
        people = reference(db.session()).people
        count = 0
        for one in queries.listed(kind):
            person = people.get(one.issued_by_id or 0)
            click.echo(
                f"{one.key:<10}  {one.no:>3}  {'whole' if one.final else 'so far':<6}  "
                f"{one.issued_at:%Y-%m-%d %H:%M} UTC  {person.staff_number if person else 'itself':<8}  "
                f"{'signed' if one.signed else '      '}  {one.sha256[:12]}"
            )
            count += 1
        click.echo(f"{count} editions")


@reviews.command()
@PERIOD
def issue(*, period: Period) -> None:
    """Freeze the present figures of PERIOD as one more edition; earlier ones stay as they are."""
    with _site.ready():
        now, ref = utcnow(), reference(db.session())
        if period.bounds(ref.zone)[0] > now:
            raise click.ClickException(f"{period.key} has not begun.")
        made = build(material(period, now, ref))
        text, digest = freeze(made)
        db.session.rollback()
        no = actions.issue(_site.call(), period, text, as_of=now, final=made.head.final)
        click.echo(f"{period.key}: edition {no} issued, {digest[:12]}")


@reviews.command()
def verify() -> None:
    """Compare every edition, signature and kept PDF with its digest; fails on a difference."""
    config = _site.settings()
    with _site.ready(config):
        checked, wrong = _editionchecks.verify(Store(config.data_dir / "files"))
        for line in wrong:
            click.echo(line)
        click.echo(f"{checked} editions, signatures and files checked, {len(wrong)} differ")
        if wrong:
            raise SystemExit(1)


@reviews.command()
@PERIOD
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--edition", "no", type=click.IntRange(1), help="Which edition; else the newest about the whole period."
)
@click.option(
    "--lang", type=click.Choice([*LOCALES]), default="zh", show_default=True, help="Language of the file."
)
def pdf(*, period: Period, file: Path, no: int | None, lang: str) -> None:
    """Write an edition of PERIOD as PDF into FILE."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; a report never overwrites another file.")
    with _site.ready():
        wanted = queries.printable(period.key, no)
        if wanted is None:
            which = f"edition {no}" if no else "edition about the whole period"
            raise click.ClickException(f"{period.key} has no {which}; see  sladesk reviews list.")
        laid = page(wanted, LOCALES[lang])
        db.session.rollback()
        try:
            made = render(laid.html, laid.drawings)
        except PdfError as error:
            raise click.ClickException(f"{error}.") from error
        part = file.with_name(f"{file.name}.part")
        part.write_bytes(made.data)
        part.rename(file)
        click.echo(f"{file}: edition {wanted.no}, {made.pages} pages, {len(made.data) / 1000:.0f} kB")
