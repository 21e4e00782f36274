"""Who hears of what outside the desk: kept with the master data, under its stamp."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.domain.telling import Choice
from sladesk.models import NoticeChoice, Person, Robot
from sladesk.queries.reference import Reference

MAIL, ROBOT = "mail", "robot"


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


def outward(session: Session, held: Reference) -> Outward:
    """Return who hears of what, read again only when master data or somebody's choice has changed."""
    return held.once("outward", partial(_load, session, mail=held.setting("mail.notices") == "on"))


def _load(session: Session, *, mail: bool) -> Outward:
    robots = session.execute(
        select(Robot.id, Robot.groups, Robot.team_id).where(Robot.retired_at.is_(None)).order_by(Robot.id)
    )
    ears = tuple(Ear(row.id, frozenset(row.groups), row.team_id) for row in robots)
    return Outward(_people(session) if mail else {}, ears)


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
