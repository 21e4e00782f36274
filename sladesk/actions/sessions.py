"""Signing in and out, one's password and choices (R10.2, decision 21)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from sladesk.actions._action import Call, Tx, action
from sladesk.actions.pace import minutes_until
from sladesk.db import db, write_transaction
from sladesk.db.session import take_turns
from sladesk.domain.access import require
from sladesk.domain.codes import Duty
from sladesk.domain.errors import Forbidden, NotFound, TooMany, invalid
from sladesk.models import LoginAttempt, LoginSession, Person, PersonRole
from sladesk.queries.sessions import failures

#: After so many failures within the window a name, or an address, has to wait.
LOGIN_TRIES, ADDRESS_TRIES = 5, 20
WINDOW = timedelta(minutes=15)
#: A session is marked as seen at most this often.
TOUCH = timedelta(minutes=1)
PASSWORD_MIN, PASSWORD_MAX = 10, 200
#: Tries are written down one after the other: what one counts holds all that were judged before it.
_LOCK = 7_305_121
THEMES = frozenset({"auto", "light", "dark"})
LOCALES = frozenset({"zh_Hans_CN", "en"})

# 19 MiB, 2 passes, 1 lane: the smaller recommended set, so that 16 threads don't need a gigabyte.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


@dataclass(frozen=True)
class SignIn:
    """A successful sign-in: the secret for the cookie, and whose it is."""

    token: str
    person_id: int
    must_change_password: bool


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _HASHER.hash(password)


def token_hash(token: str) -> str:
    """Return what is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobody() -> str:
    """Return the hash an unknown name is compared with, so that it takes as long as a known one."""
    return hash_password(secrets.token_hex(16))


def _matches(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def sign_in(call: Call, login: str, password: str, *, address: str, user_agent: str) -> SignIn | None:
    """Open a session for a name and password; None when they don't belong together.

    The password is looked at first, outside any transaction, and what came out is told only if fewer failures
    than allowed were written down before: of many tries at once no more are answered than one after the
    other, and right ones are in nobody's way.

    Raises:
        TooMany: the name or the address has to wait, however right the password; `minutes` says how long.
    """
    name = login.strip()[:64]
    _must_wait(db.session(), name, address, call.now)  # spares the hash; what counts is asked again below
    row = db.session.execute(
        select(Person.id, Person.password_hash, Person.must_change_password).where(
            or_(Person.login == name, Person.staff_number == name), Person.retired_at.is_(None)
        )
    ).first()
    if not _matches(row.password_hash if row else _nobody(), password[:PASSWORD_MAX]) or row is None:
        _fail(call, name, address)
        return None
    token = secrets.token_urlsafe(32)
    _open(call, name, row.id, token_hash(token), address, user_agent[:300])
    if _HASHER.check_needs_rehash(row.password_hash):
        _renew_hash(call, row.id, row.password_hash, hash_password(password))
    return SignIn(token, row.id, row.must_change_password)


def _must_wait(session: Session, login: str, address: str, now: datetime) -> None:
    seen = failures(session, login, address, now, WINDOW)
    for count, limit, first in (
        (seen.login, LOGIN_TRIES, seen.login_first),
        (seen.address, ADDRESS_TRIES, seen.address_first),
    ):
        if count >= limit and first is not None:
            raise TooMany("login_locked", minutes=minutes_until(first + WINDOW, now))


def _write_down(tx: Tx, login: str, address: str, *, ok: bool) -> None:
    take_turns(tx.session, _LOCK)
    _must_wait(tx.session, login, address, tx.now)
    tx.session.execute(insert(LoginAttempt).values(login=login, address=address, at=tx.now, ok=ok))


@action("sessions.fail")
def _fail(tx: Tx, login: str, address: str) -> None:
    _write_down(tx, login, address, ok=False)


@action("sessions.renew_hash")
def _renew_hash(tx: Tx, person_id: int, old: str, stored: str) -> None:
    tx.session.execute(
        update(Person).where(Person.id == person_id, Person.password_hash == old).values(password_hash=stored)
    )


@action("sessions.open")
def _open(tx: Tx, login: str, person_id: int, stored: str, address: str, user_agent: str) -> None:
    _write_down(tx, login, address, ok=True)
    tx.session.execute(
        insert(LoginSession).values(
            token_hash=stored,
            person_id=person_id,
            created_at=tx.now,
            last_seen_at=tx.now,
            address=address,
            user_agent=user_agent,
        )
    )
    tx.audit("session.opened", "person", person_id, address=address)


def touch(session_id: int, now: datetime) -> None:
    """Mark a session as in use; one of the few writes outside an action (decision 29)."""
    with write_transaction() as session:
        session.execute(
            update(LoginSession)
            .where(LoginSession.id == session_id, LoginSession.last_seen_at <= now - TOUCH)
            .values(last_seen_at=now.replace(microsecond=0))
        )


@action("sessions.revoke")
def revoke(tx: Tx, session_id: int) -> None:
    """End one of one's own sessions.

    Raises:
        NotFound: it is somebody else's, or over already.
    """
    require(tx.by, "own")
    ended = tx.session.execute(
        update(LoginSession)
        .where(
            LoginSession.id == session_id,
            LoginSession.person_id == tx.by.person_id,
            LoginSession.revoked_at.is_(None),
        )
        .values(revoked_at=tx.now)
        .returning(LoginSession.id)
    ).first()
    if ended is None:
        raise NotFound("session_not_found")
    tx.audit("session.revoked", "session", session_id)


@action("sessions.password")
def _store_password(tx: Tx, person_id: int, stored: str, keep_session_id: int) -> None:
    require(tx.by, "own")
    tx.session.execute(
        update(Person).where(Person.id == person_id).values(password_hash=stored, must_change_password=False)
    )
    tx.session.execute(
        update(LoginSession)
        .where(
            LoginSession.person_id == person_id,
            LoginSession.id != keep_session_id,
            LoginSession.revoked_at.is_(None),
        )
        .values(revoked_at=tx.now)
    )
    tx.audit("person.password_changed", "person", person_id)


def change_password(call: Call, old: str, new: str, keep_session_id: int) -> None:
    """Set one's own password; every other session of the person ends.

    Raises:
        Invalid: the old one is wrong, or the new one too short, too long, or the same.
    """
    require(call.by, "own")
    row = db.session.execute(
        select(Person.id, Person.login, Person.password_hash).where(Person.id == call.by.person_id)
    )
    person = row.one()
    if not _matches(person.password_hash, old[:PASSWORD_MAX]):
        raise invalid("old", "wrong_password")
    check_password("new", new, person.login)
    if new == old:
        raise invalid("new", "password_same")
    _store_password(call, person.id, hash_password(new), keep_session_id)


def check_password(field: str, password: str, login: str) -> None:
    """Refuse passwords that are too short, too long or the name itself.

    Raises:
        Invalid: with the field's name.
    """
    if len(password) < PASSWORD_MIN:
        raise invalid(field, "password_short", min=PASSWORD_MIN)
    if len(password) > PASSWORD_MAX:
        raise invalid(field, "too_long", max=PASSWORD_MAX, length=len(password))
    if login.lower() in password.lower() or len(set(password)) < 4:
        raise invalid(field, "password_weak")


@action("sessions.role")
def choose_role(tx: Tx, role: str) -> None:
    """Choose the role whose pages come first; permissions stay the union of all roles held.

    Raises:
        Forbidden: the person doesn't hold it.
    """
    require(tx.by, "own")
    held = tx.session.scalar(
        select(PersonRole.role).where(PersonRole.person_id == tx.by.person_id, PersonRole.role == role)
    )
    if held is None:
        raise Forbidden("role_not_held")
    tx.session.execute(update(Person).where(Person.id == tx.by.person_id).values(active_role=role))


@action("sessions.locale")
def choose_locale(tx: Tx, locale: str) -> None:
    """Choose the language of the interface (decision 28).

    Raises:
        Invalid: there is no such catalogue.
    """
    require(tx.by, "own")
    if locale not in LOCALES:
        raise invalid("locale", "unknown_choice")
    tx.session.execute(update(Person).where(Person.id == tx.by.person_id).values(locale=locale))


@action("sessions.theme")
def choose_theme(tx: Tx, theme: str) -> None:
    """Choose light, dark or what the device says.

    Raises:
        Invalid: none of the three.
    """
    require(tx.by, "own")
    if theme not in THEMES:
        raise invalid("theme", "unknown_choice")
    tx.session.execute(update(Person).where(Person.id == tx.by.person_id).values(theme=theme))


@action("sessions.duty")
def choose_duty(tx: Tx, duty: str) -> None:
    """Say whether one can be given work now (R7.1).

    Raises:
        Invalid: no such state.
    """
    require(tx.by, "own")
    if duty not in set(Duty):
        raise invalid("duty", "unknown_choice")
    tx.session.execute(
        update(Person)
        .where(Person.id == tx.by.person_id, Person.duty != duty)
        .values(duty=duty, duty_since=tx.now)
    )
    tx.audit("person.duty", "person", tx.by.person_id or 0, duty=duty)
