"""`sladesk user`: people, for the administrator who cannot reach the pages."""

from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy import or_, select

from sladesk.actions import people
from sladesk.actions.people import PersonForm
from sladesk.cli import _site
from sladesk.cli.setup import password_from
from sladesk.db import db
from sladesk.domain.codes import Role
from sladesk.models import Person, PersonRole, Team, TeamMember

_ROLES = click.Choice([role.value for role in Role])
_PASSWORD_FILE = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File whose first line is the password, instead of typing it.",
)


@click.group(cls=_site.UserErrors)
def user() -> None:
    """Add people, change what they may do, retire them."""


def _known(login: str) -> tuple[int, PersonForm]:
    """Return a person and what is known about them.

    Raises:
        ClickException: there is nobody of that name.
    """
    found = or_(Person.login == login, Person.staff_number == login)
    person = db.session.scalar(select(Person).where(found))
    if person is None:
        raise click.ClickException(f"There is nobody with the log-in or staff number {login}.")
    roles = db.session.scalars(select(PersonRole.role).where(PersonRole.person_id == person.id)).all()
    teams = db.session.scalars(
        select(Team.code)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(TeamMember.person_id == person.id)
        .order_by(TeamMember.is_default.desc(), Team.position)
    ).all()
    form = PersonForm(
        person.login,
        person.name,
        person.staff_number,
        frozenset(roles),
        tuple(teams),
        person.name_en,
        person.email,
        person.phone,
        person.districts,
    )
    key = person.id
    db.session.rollback()
    return key, form


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="Name on the pages.")
@click.option("--staff-number", required=True, help="Staff number; also good for signing in.")
@click.option(
    "--role", "roles", type=_ROLES, multiple=True, required=True, help="May be given several times."
)
@click.option("--team", "teams", multiple=True, help="Code of a team; the first is the home team.")
@_PASSWORD_FILE
def add(
    *,
    login: str,
    name: str,
    staff_number: str,
    roles: tuple[str, ...],
    teams: tuple[str, ...],
    password_file: Path | None,
) -> None:
    """Add a person; they choose their own password at the first sign-in."""
    with _site.ready():
        form = PersonForm(
            login, name, staff_number, frozenset(roles), teams, password=password_from(password_file)
        )
        people.create(_site.call(), form)
        click.echo(f"{login} can sign in.")


@user.command()
@click.argument("login")
@_PASSWORD_FILE
def password(*, login: str, password_file: Path | None) -> None:
    """Set a password; every session of the person ends, and they choose their own at the next sign-in."""
    with _site.ready():
        key, form = _known(login)
        people.change(_site.call(), key, replace(form, password=password_from(password_file)))
        click.echo("Done; they are signed out everywhere.")


@user.command()
@click.argument("login")
@click.argument("roles", nargs=-1, type=_ROLES, required=True)
def roles(*, login: str, roles: tuple[str, ...]) -> None:
    """Set the roles of a person."""
    with _site.ready():
        key, form = _known(login)
        people.change(_site.call(), key, replace(form, roles=frozenset(roles)))
        click.echo(f"{login}: {', '.join(sorted(roles))}")


@user.command()
@click.argument("login")
@click.option("--back", is_flag=True, help="Bring a retired person back.")
def retire(*, login: str, back: bool) -> None:
    """Take a person out; what they did stays under their name."""
    with _site.ready():
        key, _form = _known(login)
        people.retire(_site.call(), key, back=back)
        click.echo(f"{login} is back." if back else f"{login} can't sign in any more.")
