"""People made for one test, when the cast has nobody who fits; and what their passwords cost."""

from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select

from sladesk.actions import sessions
from sladesk.actions.sessions import hash_password
from sladesk.db import db
from sladesk.models import Person, PersonRole, Team, TeamMember
from tests.support.cast import PASSWORD
from tests.support.moment import NOW


class Remembered(PasswordHasher):
    """Argon2 as the product sets it; what was worked out once in this process is known."""

    def __init__(self, real: PasswordHasher) -> None:
        super().__init__(time_cost=real.time_cost, memory_cost=real.memory_cost, parallelism=real.parallelism)
        self._hash = cache(super().hash)
        self._fits = cache(self._try)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        """Return the hash of a password; the same one again, salt and all."""
        return self._hash(password, salt=salt)

    def _try(self, stored: str | bytes, password: str | bytes) -> bool:
        try:
            return super().verify(stored, password)
        except VerifyMismatchError:
            return False

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - argon2's name
        """Compare as argon2 does.

        Raises:
            VerifyMismatchError: they do not belong together.
        """
        if not self._fits(hash, password):
            raise VerifyMismatchError
        return True


def remember_passwords() -> None:
    """Let this process work out each password once."""
    if not isinstance(sessions._HASHER, Remembered):
        sessions._HASHER = Remembered(sessions._HASHER)


def add_person(
    staff_number: str,
    *roles: str,
    name: str = "林一",
    name_en: str = "",
    team: str | None = None,
    must_change_password: bool = False,
) -> int:
    """Store a person with roles and return the key.

    Arguments:
        staff_number: also the log-in name, in lower case.
        roles: codes of roles.
        name, name_en: as shown.
        team: code of a team, made when it does not exist.
        must_change_password: as after an administrator set the password.
    """
    person = Person(
        staff_number=staff_number,
        login=staff_number.lower(),
        name=name,
        name_en=name_en,
        password_hash=hash_password(PASSWORD),
        must_change_password=must_change_password,
        created_at=NOW,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add_all(PersonRole(person_id=person.id, role=role) for role in roles)
    if team is not None:
        found = db.session.scalar(select(Team).where(Team.code == team))
        if found is None:
            found = Team(code=team, name_zh=f"{team}组", name_en=f"Team {team}")
            db.session.add(found)
            db.session.flush()
        db.session.add(TeamMember(team_id=found.id, person_id=person.id))
    person_id = person.id
    db.session.commit()
    return person_id
