"""Actions run to their last statement and taken back: hundreds of attempts find the same desk again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from sladesk.actions import _action
from sladesk.db import write_transaction


@contextmanager
def _taken_back() -> Iterator[Session]:
    with write_transaction() as session:
        yield session
        session.flush()
        session.rollback()


def rehearse(patch: pytest.MonkeyPatch) -> list[str]:
    """Let no action leave anything behind; return the list that names those that would have been stored."""
    done: list[str] = []
    once = _action._once

    def tried(name: str, call: _action.Call, verb: object) -> object:
        answer = once(name, call, verb)  # type: ignore[arg-type] - handed through as they came
        done.append(name)
        return answer

    patch.setattr(_action, "write_transaction", _taken_back)
    patch.setattr(_action, "_once", tried)
    return done
