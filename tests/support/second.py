"""A verb that comes to wait for somebody's transaction, and what it does when that has ended."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from sladesk.db import write_transaction
from tests.support.patience import until

_WAITING = text("select count(*) from pg_locks where not granted")


def second(
    app: Flask,
    write: Callable[[Session], object],
    verb: Callable[[], object],
    meanwhile: Callable[[Session], object] = lambda _session: None,
) -> object:
    """Let a verb come to wait for a transaction that has written; return its answer.

    Arguments:
        meanwhile: done in that transaction when the verb waits; on SQLite it has not begun then.
    """

    def follow() -> object:
        with app.app_context():
            return verb()

    with ThreadPoolExecutor(1) as pool:
        with write_transaction() as session:
            write(session)
            session.flush()
            found = pool.submit(follow)
            if session.get_bind().dialect.name == "postgresql":
                until(lambda: session.scalar(_WAITING), 20, "nobody waits")
            meanwhile(session)
        return found.result(30)
