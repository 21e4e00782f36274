"""`sladesk init`: a real site from nothing. `sladesk demo`: the demo department in an empty database."""

from pathlib import Path

import click

from sladesk import demo as department
from sladesk.actions import beginning
from sladesk.actions.people import PersonForm
from sladesk.cli import _site
from sladesk.cli.serving import DEMO_TICKETS, load_demo, told
from sladesk.db import db
from sladesk.domain.codes import Role
from sladesk.domain.settings import default, parse
from sladesk.domain.sla import shipped


def password_from(file: Path | None) -> str:
    """Return a password: the first line of a file, or typed twice at the terminal."""
    if file is not None:
        return (file.read_text(encoding="utf-8").splitlines() or [""])[0]
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


@click.command()
@click.option(
    "--name",
    "name_zh",
    prompt="Name of the desk (Chinese)",
    default=str(default("site.name_zh")),
    show_default=True,
    help="Name of the desk on Chinese pages.",
)
@click.option(
    "--name-en",
    prompt="Name of the desk (English)",
    default=str(default("site.name_en")),
    show_default=True,
    help="Name of the desk on English pages.",
)
@click.option(
    "--zone",
    prompt="Time zone",
    default=str(default("site.zone")),
    show_default=True,
    help="Time zone whose days ticket numbers and calendars follow.",
)
@click.option(
    "--policies",
    type=click.Choice(sorted(shipped.POLICY_SETS)),
    prompt="First-response targets: "
    + "; ".join(f"{c} {one.name_en}" for c, one in shipped.POLICY_SETS.items()),
    default=shipped.DEFAULT_SET,
    show_default=True,
    help="Shipped first-response targets that rule: "
    + "; ".join(f"{code}: {one.name_en}" for code, one in shipped.POLICY_SETS.items())
    + ". Each can be changed later.",
)
@click.option(
    "--admin",
    "login",
    prompt="Log-in name of the first administrator",
    default="admin",
    show_default=True,
    help="Log-in name of the first administrator.",
)
@click.option(
    "--admin-name", prompt="Name of the first administrator", help="Name of the first administrator."
)
@click.option(
    "--staff-number",
    prompt="Staff number",
    default="A001",
    show_default=True,
    help="Staff number of the first administrator.",
)
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File whose first line is the administrator's password, instead of typing it.",
)
def init(
    *,
    name_zh: str,
    name_en: str,
    zone: str,
    policies: str,
    login: str,
    admin_name: str,
    staff_number: str,
    password_file: Path | None,
) -> None:
    """Set up a real site in an empty database: master data, targets, the first administrator."""
    with _site.opened():
        _site.upgrade()
        if _site.people():
            raise click.ClickException(
                "There are people in this database already; init only begins a new site."
            )
        settings = {
            "site.name_zh": parse("site.name_zh", name_zh),
            "site.name_en": parse("site.name_en", name_en),
            "site.zone": parse("site.zone", zone),
        }
        form = PersonForm(
            login,
            admin_name,
            staff_number,
            frozenset({Role.ADMIN.value}),
            password=password_from(password_file),
            must_change_password=False,
        )
        db.session.rollback()
        beginning.begin(_site.call(), policies, settings, form)
        click.echo(f"{name_en} is set up. Start it with  sladesk serve  and sign in as {login}.")


@click.command()
@click.option(
    "--tickets",
    type=click.IntRange(1, 100_000),
    default=DEMO_TICKETS,
    show_default=True,
    help="How many tickets the department has.",
)
def demo(*, tickets: int) -> None:
    """Fill an empty database with the demo department."""
    with _site.opened() as app:
        _site.upgrade()
        if _site.people() and not department.going_on():
            raise click.ClickException(
                "There are people in this database already; the demo department needs an empty one "
                "(another folder in SLADESK_DATA)."
            )
        if department.unfinished() or not _site.people():
            load_demo(app, tickets)
        department.finish_history(told)
    click.echo("Start it with  sladesk serve.")
