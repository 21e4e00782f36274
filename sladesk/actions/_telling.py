"""Telling people something: inside the desk once, and on the way out of it in the same transaction (R7.3)."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from sladesk.actions._action import Tx, plain
from sladesk.db import rows
from sladesk.domain.telling import group_of, mail_at
from sladesk.models import Delivery, Notice
from sladesk.queries.outward import MAIL, ROBOT, Outward, outward


def tell(
    tx: Tx,
    people: Iterable[int],
    kind: str,
    key: str,
    data: Mapping[str, object],
    *,
    ticket_id: int | None = None,
    team_id: int | None = None,
) -> None:
    """Put a notice before each of some people, once per key; nobody is told of what he did himself.

    Arguments:
        people: keys; who is named twice is told once.
        key: what the notice is known by, among all notices of a person.
        data: ids, codes, numbers and titles; no customer's data.
        ticket_id, team_id: the ticket it is about, and its team.
    """
    told = [person for person in dict.fromkeys(people) if person != tx.by.person_id]
    if not told:
        return
    values = plain(data)
    same = {"ticket_id": ticket_id, "kind": kind, "key": key, "data": values, "created_at": tx.now}
    rows.put_once(
        tx.session, Notice, [{"person_id": person, **same} for person in told], unique=("person_id", "key")
    )
    _send(tx, told, kind, key, values, ticket_id, team_id)


def _send(
    tx: Tx,
    told: Iterable[int],
    kind: str,
    key: str,
    data: Mapping[str, object],
    ticket_id: int | None,
    team_id: int | None,
) -> None:
    """Write down what is to go out: to each person as they chose, to each chat group that hears of this."""
    wanted, group, zone = _wanted(tx), group_of(kind), tx.reference().zone
    way: dict[str, object] = {"ticket_id": ticket_id, "template": kind, "data": data, "due_at": tx.now}
    made: list[dict[str, object]] = []
    for person in told:
        choice = wanted.people.get(person)
        at = mail_at(choice, group, tx.now, zone) if choice else None
        if at is not None:
            made.append(way | {"recipient": f"{MAIL}:{person}", "due_at": at})
    made += [
        way | {"recipient": f"{ROBOT}:{robot.id}"}
        for robot in wanted.robots
        if group in robot.groups and robot.team_id in {None, team_id}
    ]
    if made:
        put(tx, made, key)


def _wanted(tx: Tx) -> Outward:
    """Return who hears of what, asked for once in a transaction."""
    found = tx.cache.get("outward")
    if not isinstance(found, Outward):
        found = tx.cache["outward"] = outward(tx.session, tx.reference())
    return found


def put(tx: Tx, made: Iterable[Mapping[str, object]], key: str) -> None:
    """Write deliveries down, each once per recipient and key, with the job that sends it.

    Arguments:
        made: recipient, ticket_id, template, data and due_at of each.
    """
    values = [{**row, **_known_by(str(row["recipient"]), key), "created_at": tx.now} for row in made]
    rows.put_once(tx.session, Delivery, [rows.full(Delivery, row) for row in values], unique=("public_id",))
    for row in values:
        send_at(tx, str(row["public_id"]), row["due_at"])


def _known_by(recipient: str, key: str) -> dict[str, str]:
    digest = hashlib.sha256(f"{recipient}\n{key}".encode()).hexdigest()
    return {"public_id": digest[:20], "gateway": recipient.partition(":")[0]}


def job_of(public_id: str, mark: str = "") -> str:
    """Return the key of the job of a delivery."""
    return ":".join(filter(None, ("delivery", public_id, mark)))


def send_at(tx: Tx, public_id: str, at: object, mark: str = "") -> None:
    """Let a worker send a delivery, and what can go with it, from an instant on.

    Arguments:
        mark: tells this job from others of the same delivery.
    """
    assert isinstance(at, datetime)
    tx.enqueue("deliveries.send", {"delivery": public_id}, run_after=at, unique_key=job_of(public_id, mark))
