"""How the installation is: engine, jobs, sweeps."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from sladesk.db import db
from sladesk.db.queue import Job
from sladesk.models import AuditSeal

#: The first release of SQLite without the fault of resetting its log (decision 4).
MENDED = (3, 51, 3)


@dataclass(frozen=True)
class Engine:
    """The database: name, version, and whether it is older than the mended SQLite."""

    name: str
    version: str
    old: bool


def engine() -> Engine:
    """Return which database answers."""
    if db.session.get_bind().dialect.name == "postgresql":
        version = str(db.session.scalar(text("show server_version")))
        return Engine("PostgreSQL", version.split(maxsplit=1)[0], old=False)
    version = str(db.session.scalar(text("select sqlite_version()")))
    return Engine("SQLite", version, old=tuple(map(int, version.split(".")[:3])) < MENDED)


def job_counts() -> dict[str, int]:
    """Return how many jobs are in each state."""
    found = select(Job.state, func.count()).group_by(Job.state)
    return dict(db.session.execute(found).all())


def last_done(name: str) -> datetime | None:
    """Return when a job of that name was last finished; None when none is on record."""
    return db.session.scalar(select(func.max(Job.finished_at)).where(Job.name == name, Job.state == "done"))


def last_seal() -> datetime | None:
    """Return when audit rows were last sealed."""
    return db.session.scalar(select(func.max(AuditSeal.at)))
