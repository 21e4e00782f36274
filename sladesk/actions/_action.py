"""How a change is made: one function per verb, one transaction, retried, answered once per form key.

A verb is written `@action("tickets.note") def note(tx: Tx, number: str, …)` and called with a `Call`
(who, when, key) from outside or with the caller's `Tx` from another verb, whose transaction it joins.
Arguments are keys and values, never loaded rows, so that the whole verb can run again (decision 3).
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from sladesk.db import queue, rows, write_transaction
from sladesk.db.session import is_retryable
from sladesk.domain.access import Actor
from sladesk.domain.errors import DeskError, KeyReused
from sladesk.models import Audit, RequestKey
from sladesk.queries.reference import Reference, reference

P = ParamSpec("P")
R = TypeVar("R")

#: How often a transaction is run when the database asks for it (decision 3).
TRIES = 3


@dataclass(frozen=True)
class Call:
    """Who calls a verb, and when.

    Arguments:
        by: the acting person or the system.
        now: the server's time, aware; cut to whole seconds.
        key: idempotency key of the form or phone queue; empty for none.
        body_hash: digest of what was sent, so that a key can't carry two different bodies.
    """

    by: Actor
    now: datetime
    key: str = ""
    body_hash: str = ""


@dataclass
class Tx:
    """One running write transaction and what every verb needs in it."""

    session: Session
    by: Actor
    now: datetime
    name: str
    source: str
    cache: dict[str, object] = field(default_factory=dict)
    _reference: Reference | None = None

    def reference(self, stamp: str | None = None) -> Reference:
        """Return the master data this transaction works with, looked at once.

        Arguments:
            stamp: where the caller read it along with something else.
        """
        if self._reference is None:
            self._reference = reference(self.session, stamp)
        return self._reference

    def audit(self, action: str, object_type: str, object_id: str | int, **data: object) -> None:
        """Write an audit row into this transaction (R10.3)."""
        rows.put(
            self.session,
            Audit,
            {
                "at": self.now,
                "actor_id": self.by.person_id,
                "action": action,
                "object_type": object_type,
                "object_id": str(object_id),
                "source": self.source,
                "data": data,
            },
        )

    def enqueue(
        self, name: str, args: queue.Args, *, run_after: datetime | None = None, unique_key: str | None = None
    ) -> None:
        """Add background work that starts when this transaction has committed."""
        job = queue.as_row(name, args, now=self.now, run_after=run_after, unique_key=unique_key)
        if unique_key is None:
            rows.put(self.session, queue.Job, job)
        else:
            rows.put_once(self.session, queue.Job, job, unique=("unique_key",))


def action(name: str) -> Callable[[Callable[Concatenate[Tx, P], R]], Callable[Concatenate[Call | Tx, P], R]]:
    """Make a verb of a function whose first argument is the transaction.

    Arguments:
        name: stable name, written to audit rows and request keys; its answer must be plain JSON.
    """

    def decorate(verb: Callable[Concatenate[Tx, P], R]) -> Callable[Concatenate[Call | Tx, P], R]:
        @functools.wraps(verb)
        def run(caller: Call | Tx, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if isinstance(caller, Tx):
                return verb(caller, *args, **kwargs)
            return _transact(name, caller, lambda tx: verb(tx, *args, **kwargs))

        return run

    return decorate


def _transact(name: str, call: Call, verb: Callable[[Tx], R]) -> R:
    """Run a verb in a transaction of its own; a key answered before gets its first answer.

    The key is written last and unique: a second click fails on it, everything it did is rolled back,
    and the first answer is returned. That costs no look-up on the way that is always taken.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return _once(name, call, verb)
        except IntegrityError as error:
            if not call.key or attempt == TRIES or not _is_key_clash(error):
                raise
            found, answer = _earlier_answer(name, call)
            if found:
                return cast(R, answer)
        except DBAPIError as error:
            if attempt == TRIES or not is_retryable(error):
                raise
        except DeskError:
            found, answer = _earlier_answer(name, call) if call.key else (False, None)
            if not found:
                raise
            return cast(R, answer)
    raise AssertionError("unreachable: the last try returns or raises")


def _once(name: str, call: Call, verb: Callable[[Tx], R]) -> R:
    now = call.now.replace(microsecond=0)
    with write_transaction() as session:
        answer = verb(Tx(session, call.by, now, name, call.by.source))
        session.flush()
        if call.key:
            mark = {"actor_id": call.by.person_id or 0, "key": call.key, "action": name, "at": now}
            rows.put(session, RequestKey, mark | {"body_hash": call.body_hash, "answer": answer})
        return answer


def _is_key_clash(error: IntegrityError) -> bool:
    return "request_key" in str(error.orig)


def _earlier_answer(name: str, call: Call) -> tuple[bool, object]:
    with write_transaction() as session:
        row = session.execute(
            select(RequestKey.action, RequestKey.body_hash, RequestKey.answer).where(
                RequestKey.actor_id == (call.by.person_id or 0), RequestKey.key == call.key
            )
        ).first()
    if row is None:
        return False, None
    if (row.action, row.body_hash) != (name, call.body_hash):
        raise KeyReused
    return True, row.answer


def plain(data: Mapping[str, object]) -> dict[str, object]:
    """Return data as JSON can hold it: instants become text, empty values go."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in data.items()
        if value is not None and value != ""
    }
