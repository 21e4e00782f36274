"""What becomes of messages on their way out: taken, sent, failed, tried again by hand (R7.3, decision 24).

A worker takes a batch in one transaction, sends it in none, and says in another what came of it. Killed in
between, it leaves the batch as it was: the job comes back by its lease and sends the same message again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from sladesk.actions._action import Tx, action
from sladesk.actions._telling import job_of, send_at
from sladesk.actions.house import forget
from sladesk.db import queue
from sladesk.domain import access
from sladesk.domain.errors import NotFound
from sladesk.domain.telling import MOST_TRIES, STANDING, RobotKind, pause_after, spacing
from sladesk.domain.text import clean
from sladesk.gateways.robots import TOGETHER
from sladesk.models import Delivery, Robot
from sladesk.queries.outward import ROBOT

#: When a try that nobody has spoken of since counts as lost: longer than any gateway takes.
LOST = timedelta(minutes=2)
#: So long what is new waits behind what did not arrive; then it is tried by itself.
PATIENCE = timedelta(minutes=15)
#: Jobs that are spared at once.
GATHERED = 500
#: Events told by one e-mail.
MAILED = 50


@dataclass(frozen=True)
class Batch:
    """What is sent together: its stable id, to whom, and the keys of its deliveries in order."""

    public_id: str
    recipient: str
    keys: tuple[int, ...]


@action("deliveries.take")
def take(tx: Tx, public_id: str, mail_rests_until: datetime | None = None) -> Batch | None:
    """Take what is due for the recipient of a delivery; None when there is nothing to send now.

    What was taken before and never spoken of is taken again as it was; who must rest is come back to.

    Arguments:
        mail_rests_until: until when no mail is tried, because the server was away.
    """
    access.require(tx.by, "system")
    own = tx.session.scalar(select(Delivery).where(Delivery.public_id == public_id))
    if own is None or own.state != "waiting":
        return None
    robot = _robot(tx, own.recipient)
    rests = (robot.free_at if robot else mail_rests_until) or tx.now
    until = max(rests, _behind(tx, own.recipient))
    if until > tx.now:
        _gather(tx, own.recipient)
        _come_back(tx, own.recipient, until)
        return None
    found = _due(tx, own.recipient, TOGETHER[RobotKind(robot.kind)] if robot else MAILED)
    if not found:
        _come_back(tx, own.recipient, tx.now)
        return None
    lead = found[0].batch or found[0].public_id
    for row in found:
        row.batch, row.due_at = lead, tx.now + LOST
    if robot is not None:
        robot.free_at = tx.now + _whole(spacing(robot.kind))
    return Batch(lead, own.recipient, tuple(row.id for row in found))


def _whole(gap: timedelta) -> timedelta:
    """Return a gap in whole seconds, as instants of the database are written here."""
    return timedelta(seconds=-(-gap // timedelta(seconds=1)))


def _robot(tx: Tx, recipient: str) -> Robot | None:
    """Lock the robot that is to speak; None where it is about e-mail."""
    gateway, _colon, key = recipient.partition(":")
    if gateway != ROBOT:
        return None
    found = select(Robot).where(Robot.id == int(key)).with_for_update()
    return tx.session.scalars(found.execution_options(populate_existing=True)).one()


def _gather(tx: Tx, recipient: str) -> None:
    """Spare the jobs of what waits for the same: one comes back for all of them."""
    waiting = select(Delivery.public_id).where(
        Delivery.recipient == recipient, Delivery.state == "waiting", Delivery.due_at <= tx.now
    )
    found = tx.session.scalars(waiting.order_by(Delivery.id).limit(GATHERED))
    queue.drop(tx.session, [job_of(public_id) for public_id in found], now=tx.now)


def _behind(tx: Tx, recipient: str) -> datetime:
    """Return until when what is new waits behind what is under way or to be tried again, for order's sake."""
    mine = (Delivery.recipient == recipient, Delivery.state == "waiting")
    ahead = tx.session.scalar(
        select(func.max(Delivery.due_at)).where(*mine, Delivery.batch.is_not(None), Delivery.due_at > tx.now)
    )
    fresh = tx.session.scalar(
        select(func.min(Delivery.due_at)).where(*mine, Delivery.batch.is_(None), Delivery.due_at <= tx.now)
    )
    ready = tx.session.scalar(
        select(Delivery.id).where(*mine, Delivery.batch.is_not(None), Delivery.due_at <= tx.now).limit(1)
    )
    if ahead is None or fresh is None or ready is not None:
        return tx.now
    return min(ahead, fresh + PATIENCE)


def _due(tx: Tx, recipient: str, most: int) -> Sequence[Delivery]:
    """Lock what is sent next: a batch as it was, or what has gathered since, never both."""
    waiting = (Delivery.recipient == recipient, Delivery.state == "waiting", Delivery.due_at <= tx.now)

    def locked(*also: ColumnElement[bool], limit: int) -> Sequence[Delivery]:
        pick = select(Delivery).where(*waiting, *also).order_by(Delivery.id).limit(limit)
        pick = pick.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        return tx.session.scalars(pick).all()

    first = locked(limit=1)
    if not first:
        return ()
    if first[0].batch is not None:
        return locked(Delivery.batch == first[0].batch, limit=most)
    return locked(Delivery.batch.is_(None), limit=most)


def _come_back(tx: Tx, recipient: str, not_before: datetime) -> None:
    """Let what waits next for a recipient be looked at again; nothing to do where nothing waits."""
    following = tx.session.execute(
        select(Delivery.public_id, Delivery.due_at)
        .where(Delivery.recipient == recipient, Delivery.state == "waiting")
        .order_by(Delivery.due_at, Delivery.id)
        .limit(1)
    ).first()
    if following is not None and following.due_at is not None:
        at = max(following.due_at, not_before)
        send_at(tx, following.public_id, at, f"{int(at.timestamp())}")


@action("deliveries.sent")
def sent(tx: Tx, batch: str, recipient: str, told: Collection[str] | None = None) -> int:
    """Note that a batch has arrived; return how many events were in it.

    Arguments:
        told: the events that had room in the message, None for all; the others go in another one.
    """
    access.require(tx.by, "system")
    if told is not None:
        tx.session.execute(
            update(Delivery)
            .where(Delivery.batch == batch, Delivery.state == "waiting", Delivery.public_id.not_in(told))
            .values(batch=None, due_at=tx.now)
            .execution_options(synchronize_session=False)
        )
    done = tx.session.execute(
        update(Delivery)
        .where(Delivery.batch == batch, Delivery.state == "waiting")
        .values(state="sent", sent_at=tx.now, attempts=Delivery.attempts + 1, last_error="")
        .returning(Delivery.public_id)
    ).all()
    queue.drop(tx.session, [job_of(row.public_id) for row in done], now=tx.now)
    robot = _robot(tx, recipient)
    _come_back(tx, recipient, max(robot.free_at or tx.now, tx.now) if robot else tx.now)
    return len(done)


@action("deliveries.failed")
def failed(tx: Tx, batch: str, recipient: str, error: str, *, final: bool, chance: float) -> bool:
    """Note that a batch did not arrive: it is tried again later, or left for the administrator.

    Arguments:
        error: why, a `Failure` and what the other side said, without personal data.
        final: trying again would change nothing.
        chance: from 0 to 1, spreads what failed together.

    Returns:
        Whether it is left.
    """
    access.require(tx.by, "system")
    mine = (Delivery.batch == batch, Delivery.state == "waiting")
    tries = (tx.session.scalar(select(Delivery.attempts).where(*mine).limit(1)) or 0) + 1
    dead = final or tries >= MOST_TRIES
    again = max(tx.now + pause_after(tries, chance), _others(tx, batch, recipient))
    tx.session.execute(
        update(Delivery)
        .where(*mine)
        .values(
            state="dead" if dead else "waiting",
            attempts=tries,
            last_error=clean(error)[:300],
            due_at=tx.now if dead else again,
        )
        .execution_options(synchronize_session=False)
    )
    robot = _robot(tx, recipient)
    _come_back(tx, recipient, (robot.free_at or tx.now) if robot else tx.now)
    return dead


def _others(tx: Tx, batch: str, recipient: str) -> datetime:
    """Return when the last of the recipient's other messages is tried again: they all wait for the same."""
    found = select(func.max(Delivery.due_at)).where(
        Delivery.recipient == recipient, Delivery.state == "waiting", Delivery.batch != batch
    )
    return tx.session.scalar(found) or tx.now


@action("deliveries.retry")
def retry(tx: Tx, batch: str) -> int:
    """Put a message that failed for good back on its way; return how many events are in it.

    Raises:
        NotFound: no such message waits for the administrator.
    """
    access.require(tx.by, "outward.edit")
    again = tx.session.execute(
        update(Delivery)
        .where(Delivery.batch == batch, Delivery.state == "dead")
        .values(state="waiting", attempts=0, due_at=tx.now)
        .returning(Delivery.id, Delivery.public_id)
        .execution_options(synchronize_session=False)
    ).all()
    if not again:
        raise NotFound("delivery_not_found")
    send_at(tx, min(again).public_id, tx.now, f"again-{int(tx.now.timestamp())}")
    tx.audit("delivery.retried", "delivery", batch, rows=len(again))
    return len(again)


@action("deliveries.remove")
def remove(tx: Tx, batch: str) -> int:
    """Take a message that failed for good off the list; return how many events were in it.

    Its rows stay for their keeping time: what was told once is not told again by whoever looks every day.

    Raises:
        NotFound: no such message waits for the administrator.
    """
    access.require(tx.by, "outward.edit")
    gone = tx.session.execute(
        update(Delivery)
        .where(Delivery.batch == batch, Delivery.state == "dead")
        .values(batch=None)
        .returning(Delivery.recipient, Delivery.last_error)
        .execution_options(synchronize_session=False)
    ).all()
    if not gone:
        raise NotFound("delivery_not_found")
    tx.audit("delivery.removed", "delivery", batch, rows=len(gone), why=gone[0].last_error)
    return len(gone)


@action("deliveries.drop")
def drop(tx: Tx, before: datetime) -> int:
    """Forget what was sent, or taken off the list, long ago; what stands for months would be told again."""
    access.require(tx.by, "system")
    done = (Delivery.state == "sent") & (Delivery.sent_at < before)
    removed = (Delivery.state == "dead") & Delivery.batch.is_(None)
    old = (Delivery.state.in_(("sent", "dead")), Delivery.created_at < before, or_(done, removed))
    return forget(tx, Delivery, *old, Delivery.template.not_in(STANDING))
