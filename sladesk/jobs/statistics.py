"""Keeps what the query planner knows of the tables near the truth."""

from sladesk.db import db
from sladesk.db.statistics import analyze
from sladesk.jobs.work import Work


def refresh(work: Work) -> None:
    """Count anew; on PostgreSQL autovacuum has done it."""
    work.go_on()
    analyze(db.engine)
