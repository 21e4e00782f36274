"""What tests of the administrator's area share: the administrator's call, rows, fields of a page."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.db.queue import Job
from sladesk.jobs.handlers import HANDLERS
from sladesk.jobs.work import Work
from tests.support import desk

NAMES = {"name_zh": "直播间", "name_en": "Live room"}


def admin(minutes: float = 0) -> Call:
    """Return a call of the cast's administrator."""
    return desk.by("linhao", minutes)


def row(model: Any, code: str) -> Any:
    """Return a row of master data as stored now."""
    db.session.rollback()
    return db.session.scalars(select(model).where(model.code == code)).one()


def key_of(page: str, name: str = "version") -> str:
    """Return the value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found.group(1)


def work_off(app: Flask) -> None:
    """Work the jobs that wait, as the runner would."""
    db.session.rollback()
    jobs = db.session.execute(select(Job.name, Job.args).where(Job.state == "queued").order_by(Job.id)).all()
    db.session.rollback()
    for name, args in jobs:
        HANDLERS[name](Work(app, args, lambda: False))
