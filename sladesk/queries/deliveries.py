"""Messages on their way out: what is in one, to whom it goes, which failed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, cast, func, literal, or_, select, true

from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.models import Delivery, Person, PersonRole, Robot, TeamMember, Ticket
from sladesk.queries.outward import ROBOT
from sladesk.queries.scope import visible

#: Longer than anything takes from being said to being sent: quiet hours, a day's mail, all tries.
SLOW = timedelta(days=7)


@dataclass(frozen=True)
class Told:
    """One event of a message; of a ticket that is out of the reader's reach only the number is left."""

    public_id: str
    template: str
    data: Mapping[str, object]
    number: str | None
    summary: str


@dataclass(frozen=True)
class Reader:
    """Who a mail is for: address, language, and what they may see."""

    email: str
    locale: str | None
    actor: Actor


def told(keys: Sequence[int], actor: Actor | None, *, team_id: int | None = None) -> list[Told]:
    """Return what is in a message, oldest first.

    Arguments:
        actor: who reads it; None for a chat group.
        team_id: the one team whose tickets a chat group hears of.
    """
    seen = visible(actor) if actor else true()
    if team_id is not None:
        seen &= Ticket.team_id == team_id
    rows = db.session.execute(
        select(
            Delivery.public_id,
            Delivery.template,
            Delivery.data,
            Ticket.number,
            Ticket.summary,
            seen.label("seen"),
        )
        .outerjoin(Ticket, Ticket.id == Delivery.ticket_id)
        .where(Delivery.id.in_(keys))
        .order_by(Delivery.id)
    )
    return [Told(row[0], row[1], row[2], row[3], row[4] if row.seen and row[3] else "") for row in rows]


def reader(person_id: int) -> Reader | None:
    """Return who a mail is for; None for somebody who has left or has no address."""
    person = db.session.get(Person, person_id)
    if person is None or person.retired_at is not None or not person.email:
        return None
    roles = db.session.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id))
    teams = db.session.scalars(select(TeamMember.team_id).where(TeamMember.person_id == person_id))
    return Reader(person.email, person.locale, Actor(person_id, frozenset(roles), frozenset(teams)))


def robot(robot_id: int) -> Robot | None:
    """Return a robot that is in use."""
    found = db.session.get(Robot, robot_id)
    return found if found is not None and found.retired_at is None else None


def robots() -> Sequence[Robot]:
    """Return all robots, those in use first."""
    return db.session.scalars(
        select(Robot).order_by(Robot.retired_at.is_not(None), Robot.name, Robot.id)
    ).all()


def under_way(public_id: str) -> tuple[str, str] | None:
    """Return the batch in which a delivery was taken, and its recipient; None when it is not under way."""
    taken = (Delivery.public_id == public_id, Delivery.state == "waiting", Delivery.batch.is_not(None))
    row = db.session.execute(select(Delivery.batch, Delivery.recipient).where(*taken)).first()
    return (str(row.batch), row.recipient) if row is not None else None


@dataclass(frozen=True)
class Failed:
    """A message that is left for the administrator, or waits for another try."""

    batch: str
    recipient: str
    events: int
    attempts: int
    last_error: str
    created_at: datetime
    due_at: datetime | None


def troubled(state: str, limit: int = 100) -> list[Failed]:
    """Return messages that were tried in vain, newest first.

    Arguments:
        state: dead, or waiting for those that are tried again by themselves.
    """
    rows = db.session.execute(
        select(
            Delivery.batch,
            Delivery.recipient,
            func.count(),
            func.max(Delivery.attempts),
            func.max(Delivery.last_error),
            func.min(Delivery.created_at),
            func.max(Delivery.due_at),
        )
        .where(Delivery.state == state, Delivery.batch.is_not(None), Delivery.last_error != "")
        .group_by(Delivery.batch, Delivery.recipient)
        .order_by(func.max(Delivery.id).desc())
        .limit(limit)
    )
    return [Failed(row[0] or "", row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows]


def counts(since: datetime) -> dict[str, int]:
    """Return how many events wait, were sent since an instant, and are left for good."""
    waiting, failed = Delivery.state == "waiting", (Delivery.state == "dead") & Delivery.batch.is_not(None)
    lately = (Delivery.state == "sent") & (Delivery.created_at >= since - SLOW) & (Delivery.sent_at >= since)
    rows = db.session.execute(
        select(Delivery.state, func.count()).where(or_(waiting, failed, lately)).group_by(Delivery.state)
    )
    return {str(state): int(n) for state, n in rows}


def failing_robots() -> dict[int, datetime]:
    """Return the robots whose messages are tried in vain, and since when the oldest of these waits."""
    stuck = (Delivery.state == "waiting", Delivery.last_error != "", Delivery.gateway == ROBOT)
    own = Delivery.recipient == literal(f"{ROBOT}:").concat(cast(Robot.id, String))
    oldest = select(func.min(Delivery.created_at)).where(*stuck, own).scalar_subquery()
    return {key: at for key, at in db.session.execute(select(Robot.id, oldest)) if at is not None}


def last_sent() -> dict[int, datetime]:
    """Return when each robot last said something: the end of its stretch of the index, for each."""
    said = (Delivery.state == "sent", Delivery.gateway == ROBOT)
    own = Delivery.recipient == literal(f"{ROBOT}:").concat(cast(Robot.id, String))
    newest = select(func.max(Delivery.sent_at)).where(*said, own).scalar_subquery()
    return {key: at for key, at in db.session.execute(select(Robot.id, newest)) if at is not None}
