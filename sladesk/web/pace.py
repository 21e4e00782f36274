"""How much a session may look up within an hour (ASVS 2.4.1).

A look-up changes nothing and leaves no row to count, unlike what `actions.pace` bounds, and a row for each
would cost more than the look-up: each process keeps its own count. Several workers together let somebody
look up so many times as much at most.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app, session

from sladesk.actions.pace import WINDOW, minutes_until
from sladesk.actions.sessions import token_hash
from sladesk.domain.errors import TooMany
from sladesk.web.context import master_data
from sladesk.web.format import now

SETTING = "search.per_hour"


@dataclass
class Counts:
    """Look-ups of each session since the first of its present hour."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    held: dict[str, tuple[datetime, int]] = field(default_factory=dict[str, tuple[datetime, int]])

    def add(self, who: str, most: int, at: datetime) -> datetime | None:
        """Count one more look-up.

        Arguments:
            who: the session.
            most: how many there may be in an hour.
            at: the present.

        Returns:
            When the next one may be, if this one is too much; it is not counted then.
        """
        with self.lock:
            first, count = self.held.get(who, (at, 0))
            if not first <= at < first + WINDOW:
                self.held = {key: value for key, value in self.held.items() if value[0] > at - WINDOW}
                first, count = at, 0
            if count >= most:
                return first + WINDOW
            self.held[who] = (first, count + 1)
            return None


def look_up(typed: str) -> None:
    """Count a look-up of this session; nothing typed is none.

    Raises:
        TooMany: the hour's number is reached; `minutes` says how long to wait.
    """
    if not typed:
        return
    counts: Counts = current_app.extensions.setdefault("sladesk.look_ups", Counts())
    most, at = master_data().number(SETTING), now()
    until = counts.add(token_hash(str(session["t"])), most, at)
    if until is not None:
        raise TooMany("search_limit", minutes=minutes_until(until, at), max=most)
