"""People and what they may do: create, change, retire, duty (R10.2)."""

import re
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from sladesk.actions._action import Tx, action
from sladesk.actions.sessions import check_password, hash_password
from sladesk.actions.setup import touch_reference
from sladesk.domain import access
from sladesk.domain.codes import Duty, Role
from sladesk.domain.errors import Invalid, NotFound, Problem, Stale, invalid
from sladesk.domain.telling import is_email
from sladesk.domain.text import clean
from sladesk.models import LoginSession, Person, PersonRole, Team, TeamMember

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_LONGEST = {"name_en": 200, "email": 200, "phone": 32, "districts": 400}


@dataclass(frozen=True)
class PersonForm:
    """What is known about a person; `password` empty keeps the present one."""

    login: str
    name: str
    staff_number: str
    roles: frozenset[str]
    team_codes: tuple[str, ...] = ()
    name_en: str = ""
    email: str = ""
    phone: str = ""
    districts: str = ""
    password: str = ""
    must_change_password: bool = True


@action("people.create")
def create(tx: Tx, form: PersonForm, *, password_hash: str = "") -> int:
    """Add a person with roles and teams; the first team is their own.

    Arguments:
        password_hash: a hash made before (demo data makes one for all), instead of a password.

    Raises:
        Invalid: log-in or staff number taken, no role, unknown team.
    """
    access.require(tx.by, "people.edit")
    _check(tx, form, None)
    if not password_hash:
        check_password("password", form.password, form.login)
    person = Person(
        staff_number=form.staff_number,
        login=form.login,
        name=clean(form.name),
        name_en=clean(form.name_en),
        email=clean(form.email),
        phone=clean(form.phone),
        districts=clean(form.districts),
        password_hash=password_hash or hash_password(form.password),
        must_change_password=form.must_change_password,
        duty=Duty.OFF,
        created_at=tx.now,
    )
    tx.session.add(person)
    tx.session.flush()
    _grants(tx, person.id, form)
    touch_reference(tx)
    tx.audit(
        "person.created", "person", form.staff_number, roles=sorted(form.roles), teams=list(form.team_codes)
    )
    return person.id


@action("people.change")
def change(tx: Tx, person_id: int, form: PersonForm, *, version: int | None = None) -> int:
    """Change a person; new roles end their sessions, so that rights change at once.

    Raises:
        Stale: somebody else changed the person meanwhile.
    """
    access.require(tx.by, "people.edit")
    person = tx.session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound("person_not_found")
    if version is not None and version != person.version:
        raise Stale({"name": form.name}, {"name": person.name}, version=person.version)
    _check(tx, form, person_id)
    held = set(tx.session.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id)))
    person.staff_number, person.login, person.name = form.staff_number, form.login, clean(form.name)
    person.name_en, person.email, person.phone = clean(form.name_en), clean(form.email), clean(form.phone)
    person.districts = clean(form.districts)
    if form.password:
        check_password("password", form.password, form.login)
        person.password_hash = hash_password(form.password)
        person.must_change_password = form.must_change_password
    person.version += 1
    if held != set(form.roles) or form.password:
        end_sessions(tx, person_id)
        person.active_role = person.active_role if person.active_role in form.roles else None
    _grants(tx, person_id, form)
    touch_reference(tx)
    tx.audit("person.changed", "person", form.staff_number, roles=sorted(form.roles), before=sorted(held))
    return person_id


@action("people.retire")
def retire(tx: Tx, person_id: int, *, back: bool = False) -> int:
    """Take a person out (their sessions end at once), or bring them back.

    Raises:
        Invalid: the last administrator can't be taken out.
    """
    access.require(tx.by, "people.edit")
    person = tx.session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound("person_not_found")
    if not back and _last_admin(tx, person_id):
        raise invalid("person", "last_admin")
    person.retired_at = None if back else tx.now
    person.duty = Duty.OFF
    person.version += 1
    end_sessions(tx, person_id)
    touch_reference(tx)
    tx.audit("person.restored" if back else "person.retired", "person", person.staff_number)
    return person_id


@action("people.sign_out")
def sign_out(tx: Tx, person_id: int) -> int:
    """End every session of a person, because a device is lost or a password may be known."""
    access.require(tx.by, "people.edit")
    person = tx.session.get(Person, person_id)
    if person is None:
        raise NotFound("person_not_found")
    end_sessions(tx, person_id)
    tx.audit("person.signed_out", "person", person.staff_number)
    return person_id


def end_sessions(tx: Tx, person_id: int) -> None:
    """End every session of a person at once."""
    tx.session.execute(
        update(LoginSession)
        .where(LoginSession.person_id == person_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=tx.now)
    )


def _malformed(form: PersonForm) -> dict[str, Problem]:
    problems: dict[str, Problem] = {}
    if not _LOGIN.fullmatch(form.login):
        problems["login"] = Problem("login_shape")
    if not clean(form.name) or len(form.name) > 200:
        problems["name"] = Problem("required")
    if not clean(form.staff_number) or len(form.staff_number) > 32:
        problems["staff_number"] = Problem("required")
    for field, longest in _LONGEST.items():
        if len(getattr(form, field)) > longest:
            problems[field] = Problem("too_long", {"max": longest, "length": len(getattr(form, field))})
    if clean(form.email) and not is_email(clean(form.email)):
        problems.setdefault("email", Problem("email_shape"))
    if not form.roles or form.roles - set(Role):
        problems["roles"] = Problem("choose_role")
    return problems


def _check(tx: Tx, form: PersonForm, person_id: int | None) -> None:
    problems = _malformed(form)
    for field in ("login", "staff_number"):
        column = getattr(Person, field)
        other = tx.session.scalar(select(Person.id).where(column == getattr(form, field)))
        if other is not None and other != person_id:
            problems[field] = Problem("taken")
    known = set(tx.session.scalars(select(Team.code)))
    if set(form.team_codes) - known:
        problems["teams"] = Problem("unknown_choice")
    if person_id is not None and Role.ADMIN not in form.roles and _last_admin(tx, person_id):
        problems["roles"] = Problem("last_admin")
    if problems:
        raise Invalid(problems)


def _grants(tx: Tx, person_id: int, form: PersonForm) -> None:
    session = tx.session
    session.execute(delete(PersonRole).where(PersonRole.person_id == person_id))
    session.execute(delete(TeamMember).where(TeamMember.person_id == person_id))
    session.add_all(PersonRole(person_id=person_id, role=role) for role in sorted(form.roles))
    ids = dict(session.execute(select(Team.code, Team.id).where(Team.code.in_(form.team_codes))).all())
    session.add_all(
        TeamMember(team_id=ids[code], person_id=person_id, is_default=place == 0)
        for place, code in enumerate(form.team_codes)
    )


def _last_admin(tx: Tx, person_id: int) -> bool:
    admins = set(
        tx.session.scalars(
            select(PersonRole.person_id)
            .join(Person, Person.id == PersonRole.person_id)
            .where(PersonRole.role == Role.ADMIN, Person.retired_at.is_(None))
        )
    )
    return admins == {person_id}
