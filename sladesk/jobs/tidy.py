"""Removes what has served its time: form keys, log-in attempts, finished jobs, sent messages, lone files."""

from datetime import datetime, timedelta

from sladesk.actions import checks, deliveries, house, trials
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.files.store import Store
from sladesk.jobs.work import Work, log
from sladesk.queries.attachments import stored_keys
from sladesk.queries.editions import paper_keys
from sladesk.queries.imports import kept_files
from sladesk.queries.workbooks.files import workbook_keys


def tidy(work: Work) -> None:
    """Remove rows past their keeping time, a batch a transaction, so that nobody waits for it."""
    now = utcnow()
    for name, verb, keep in (
        ("request keys", house.drop_request_keys, timedelta(days=7)),
        ("log-in attempts", house.drop_login_attempts, timedelta(days=7)),
        ("jobs", house.drop_finished_jobs, timedelta(hours=1)),
        ("failed rounds", house.drop_failed_rounds, timedelta(days=7)),
        ("trials", trials.drop, timedelta(days=30)),
        ("checks", checks.drop, timedelta(days=180)),
        ("deliveries", deliveries.drop, timedelta(days=30)),
    ):
        gone = 0
        while step := verb(Call(SYSTEM, now), now - keep):
            work.go_on()
            gone += step
        if gone:
            log.info("tidied", extra={"rows": gone, "what": name})
    _sweep_files(work, now)


def _sweep_files(work: Work, now: datetime) -> None:
    """Remove stored files whose row never came: the process died between the two (decision 20)."""
    config: Config = work.app.config["SLADESK"]
    known = stored_keys() | kept_files() | paper_keys() | workbook_keys()
    db.session.rollback()
    gone = Store(config.data_dir / "files").sweep(known, now)
    if gone:
        log.info("tidied", extra={"rows": gone, "what": "files without a row"})
