"""How often a person may do what is dear or sensitive within an hour (ASVS 2.4.1).

Counted are the audit rows that such a step leaves anyway: no step writes a row more, and every process and
machine counts the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sladesk.domain.errors import TooMany
from sladesk.models import Audit
from sladesk.queries.reference import reference

WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Pace:
    """What is counted together.

    Arguments:
        actions: names of the audit rows.
        setting: how many there may be in an hour.
        code: the sentence of the refusal.
    """

    actions: tuple[str, ...]
    setting: str
    code: str


UPLOADS = Pace(("photo.added", "file.added"), "upload.per_hour", "upload_limit")
EXPORTS = Pace(("tickets.exported",), "export.per_hour", "export_limit")


def keep(session: Session, pace: Pace, person_id: int | None, now: datetime) -> None:
    """Let a person go on, or say when they may.

    Raises:
        TooMany: the hour's number is reached; `minutes` says how long to wait.
    """
    most = reference(session).number(pace.setting)
    count, first = session.execute(
        select(func.count(), func.min(Audit.at)).where(
            Audit.actor_id == person_id, Audit.at > now - WINDOW, Audit.action.in_(pace.actions)
        )
    ).one()
    if count >= most:
        raise TooMany(pace.code, minutes=minutes_until(first + WINDOW, now), max=most)


def minutes_until(then: datetime, now: datetime) -> int:
    """Return the whole minutes from now until then, at least one."""
    return max(1, -int(-(then - now).total_seconds() // 60))
