"""Who hears of what outside the desk: robots and addresses are kept with the master data, under its stamp.

What people chose has a stamp of its own: nothing else depends on it, so a choice lets nobody read anything
else anew. It is looked at once a transaction, and only where mails are sent at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.domain.telling import Choice
from sladesk.models import NoticeChoice, Person, Robot, Setting
from sladesk.queries.reference import Reference

MAIL, ROBOT = "mail", "robot"
#: The row that holds the stamp of everybody's choices.
CHOSEN = "notices.stamp"
_READ_CHOSEN = select(Setting.value).where(Setting.name == CHOSEN)


@dataclass(frozen=True)
class Ear:
    """A robot as far as it matters who hears what: the groups of events, of which team (None: of all)."""

    id: int
    groups: frozenset[str]
    team_id: int | None


@dataclass(frozen=True)
class Outward:
    """What everybody wants to hear; people without an e-mail address are not in it."""

    people: Mapping[int, Choice]
    robots: tuple[Ear, ...]


@dataclass
class _Kept:
    """What people chose, and the stamp it was read under; None before it was read."""

    people: tuple[str, Mapping[int, Choice]] | None = None


def outward(session: Session, held: Reference) -> Outward:
    """Return who hears of what, each part read again only when it has changed."""
    robots = held.once("robots", partial(_robots, session))
    if held.setting("mail.notices") != "on":
        return Outward({}, robots)
    kept, stamp = held.once("choices", _Kept), read_chosen(session)
    found = kept.people
    if found is None or found[0] != stamp:
        found = kept.people = stamp, _people(session)
    return Outward(found[1], robots)


def read_chosen(session: Session) -> str:
    """Return the stamp of what people chose, as it is in the database."""
    return str(session.execute(_READ_CHOSEN).scalar() or "")


def _robots(session: Session) -> tuple[Ear, ...]:
    robots = session.execute(
        select(Robot.id, Robot.groups, Robot.team_id).where(Robot.retired_at.is_(None)).order_by(Robot.id)
    )
    return tuple(Ear(row.id, frozenset(row.groups), row.team_id) for row in robots)


def _people(session: Session) -> dict[int, Choice]:
    rows = session.execute(
        select(Person.id, NoticeChoice)
        .outerjoin(NoticeChoice, NoticeChoice.person_id == Person.id)
        .where(Person.email != "", Person.retired_at.is_(None))
    )
    return {key: choice_of(row) for key, row in rows}


def choice_of(row: NoticeChoice | None) -> Choice:
    """Return what somebody chose; what is shipped for who chose nothing."""
    if row is None:
        return Choice()
    return Choice(dict(row.ways), row.quiet_from, row.quiet_to, row.digest_at)
